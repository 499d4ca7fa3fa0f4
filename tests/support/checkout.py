"""A small checkout to start from nothing, without a network: the real start script and browser lock, one library made on the spot.

The machine's npm is replaced by one that hands out the client which the tests' own set-up has fetched: what comes after the fetching
is what is tested here. `./hearth test` on a fresh machine has itself been through the fetching.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.support.bootstrap import ROOT

PYTHON = os.path.realpath(sys.executable)  # the machine's own, not our .venv's
CLIENT = "socket.io-client/dist/socket.io.esm.min.js"
NPM = """#!/bin/sh
[ "$1" = ci ] || exit 64
mkdir -p "$(dirname node_modules/{client})"
cp "{source}" node_modules/{client}
"""
SERVER = "import sys, tiny\nprint('served by tiny', tiny.VERSION, *sys.argv[1:])\nsys.exit(7)\n"


def wheel(folder: Path, version: str) -> str:
    """A library named tiny in `folder`; its line in a hashed lock."""
    path = folder / f"tiny-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tiny.py", f"VERSION = {version!r}\n")
        archive.writestr(f"tiny-{version}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n")
        archive.writestr(f"tiny-{version}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"tiny-{version}.dist-info/RECORD", "")
    return f"tiny=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def _heeds_ctrl_c() -> None:
    """Whoever was started with Ctrl+C ignored hands that on; a newcomer's terminal does not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Checkout:
    """A folder with `hearth` in it, and the machine around it: what is on PATH and what Python lacks."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "checkout"
        self.machine = folder / "machine"
        (self.machine / "bin").mkdir(parents=True)
        (self.root / "server").mkdir(parents=True)
        (self.root / "web").mkdir()
        for name in ("hearth", "requirements-node.lock", "web/package.json", "web/package-lock.json"):
            shutil.copy(ROOT / name, self.root / name)
        (self.root / "server" / "__main__.py").write_text(SERVER, encoding="utf-8")
        self.lock(wheel(self.machine, "1.0"))
        self.offers(ROOT / "web" / "node_modules" / CLIENT)
        self.program("node", "#!/bin/sh\necho v22.1.0\n")
        self.env = {
            "PATH": f"{self.machine / 'bin'}:/usr/bin:/bin",
            "HOME": str(folder),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.machine),
        }

    def lock(self, line: str) -> None:
        (self.root / "requirements.lock").write_text(line, encoding="utf-8")

    def program(self, name: str, text: str) -> None:
        """Something on PATH."""
        path = self.machine / "bin" / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)

    def offers(self, client: Path) -> None:
        """What npm brings as the browser client."""
        self.program("npm", NPM.format(client=CLIENT, source=client))

    def lacks(self, *modules: str) -> None:
        """A Python without these, as distributions that split it ship it."""
        missing = "".join(f"sys.modules[{name!r}] = None\n" for name in modules)
        (self.machine / "sitecustomize.py").write_text(f"import sys\n{missing}", encoding="utf-8")
        self.env["PYTHONPATH"] = str(self.machine)

    def begin(self, *words: str) -> subprocess.Popen[str]:
        command = [PYTHON, str(self.root / "hearth"), *words]
        return subprocess.Popen(command, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_heeds_ctrl_c)

    def start(self, *words: str) -> tuple[int, str, str]:
        """`./hearth WORDS`: its exit code and what it said on stdout and on stderr."""
        process = self.begin(*words)
        out, err = process.communicate(timeout=100)
        return process.returncode, out, err
