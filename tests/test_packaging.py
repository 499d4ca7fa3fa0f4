"""The wheel holds everything that a page, a word or a migration needs, and nothing that only the checkout does."""

import hashlib
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support import bootstrap

ROOT = bootstrap.ROOT
PACKAGES = ("rooms", "moderation", "server", "web")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout, built as `pip install .` builds it, the browser client being there already."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_it_is_called_hearth_rooms_and_runs_anywhere(wheel: Path) -> None:
    assert wheel.name.startswith("hearth_rooms-")
    assert wheel.name.endswith("-py3-none-any.whl")


def test_it_holds_every_file_of_the_four_packages(names: set[str]) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *PACKAGES], cwd=ROOT, check=True, capture_output=True
    )
    files = {name for name in listed.stdout.decode().splitlines() if (ROOT / name).is_file()}
    assert {Path(name).suffix for name in files} >= {".py", ".html", ".css", ".js", ".svg", ".po", ".toml"}
    assert files - names == {"web/package.json", "web/package-lock.json"}


def test_it_holds_the_browser_client_we_know(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        client = archive.read("web/static/vendor/socket.io.esm.min.js")
    assert hashlib.sha256(client).hexdigest() == bootstrap.load().CLIENT_SHA256


def test_it_holds_nothing_else(names: set[str]) -> None:
    folders = {name.split("/")[0] for name in names}
    assert {folder for folder in folders if not folder.endswith(".dist-info")} == set(PACKAGES)
    assert not [name for name in names if "node_modules" in name or "__pycache__" in name]


def test_the_command_of_an_installed_wheel_starts(wheel: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(wheel, tmp_path, "zip")
    start = "import sys; sys.path.insert(0, sys.argv.pop(1)); from server.cli import main; main(prog_name='hearth')"
    command = [sys.executable, "-P", "-c", start, str(tmp_path)]
    done = subprocess.run([*command, "serve", "--help"], cwd=tmp_path, check=True, capture_output=True, text=True)
    assert done.stdout.startswith("Usage: hearth serve")
    script = subprocess.run([*command, "scripts", "show", "smart"], cwd=tmp_path, check=True, capture_output=True)
    assert script.stdout == (ROOT / "rooms" / "scripts" / "smart.toml").read_bytes()
    (entry_points,) = tmp_path.glob("*.dist-info/entry_points.txt")
    assert "hearth = server.cli:main" in entry_points.read_text(encoding="utf-8")
