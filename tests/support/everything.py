"""Every check there is, in one order, with one summary: what `./hearth test` and CI run, and nothing more.

A check that fails does not keep the others from running. With arguments, only pytest runs, and is given them:
`./hearth test tests/rooms -k turns`.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.support import bootstrap

ALONE = (
    "tests/test_bootstrap.py",
    "tests/server/live/test_two_nodes.py",
    "tests/journeys/test_attack.py",
)  # their deadlines are real: each has a core to itself
SLOW_FIRST = ("journeys", "server", "contracts", "bench")  # folders whose files take long: begun first, they do not end last
BROWSER_UNITS = "tests/browser/**/*.test.js"


def checks() -> list[tuple[str, list[str]]]:
    """Their names and commands; quick ones first, pytest last."""
    python = sys.executable
    parallel = ["-n", str(os.cpu_count() or 2), "--dist", "loadfile", "--no-loadscope-reorder"]
    units = sorted(str(path) for path in bootstrap.ROOT.glob(BROWSER_UNITS))
    return [
        ("lint", [python, "-m", "ruff", "check", "."]),
        ("format", [python, "-m", "ruff", "format", "--check", "."]),
        ("types", [python, "-m", "mypy"]),
        ("imports", [str(Path(python).with_name("lint-imports"))]),
        ("catalogues", [python, "-m", "tests.support.catalogues"]),
        ("chromium", [python, "-m", "tests.support.chromium"]),
        ("browser units", [bootstrap.node(), "--test", "--test-reporter=spec", *(units or [BROWSER_UNITS])]),
        ("tests alone", [python, "-m", "pytest", *parallel, *ALONE]),
        ("tests", [python, "-m", "pytest", *parallel, *(f"--ignore={file}" for file in ALONE), *slow_first()]),
    ]


def slow_first() -> list[str]:
    """Folders and files of tests, in the order in which they are begun."""
    with_tests = {path.relative_to(bootstrap.ROOT).parts[:2] for path in bootstrap.ROOT.glob("tests/**/test_*.py")}
    rest = sorted(name for _, name in with_tests if name not in SLOW_FIRST)
    return [place for name in (*SLOW_FIRST, *rest) if (place := f"tests/{name}") not in ALONE]


def run(name: str, command: list[str]) -> tuple[str, int, float]:
    """The name of a check, its exit code and how long it took."""
    print(f"\n── {name} " + "─" * (76 - len(name)), flush=True)
    begun = time.monotonic()
    code = subprocess.run(command, cwd=bootstrap.ROOT, check=False).returncode
    return name, code, time.monotonic() - begun


def main(arguments: Sequence[str]) -> int:
    """Run them and say how each went; 0 only if all went well."""
    if arguments:
        os.chdir(bootstrap.ROOT)
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])
    results = [run(*check) for check in checks()]
    print("\n── summary " + "─" * 69)
    for name, code, seconds in results:
        print(f"{'  ok  ' if code == 0 else 'FAILED'}  {name:<14} {seconds:6.1f} s")
    return int(any(code for _, code, _ in results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
