"""One `serve` a data folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from server.store.lock import FolderInUse, FolderLock

HOLD = """
import sys
from pathlib import Path
from server.store.lock import FolderLock
lock = FolderLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_one_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with FolderLock(tmp_path), pytest.raises(FolderInUse, match="in use by another hearth serve"):
        FolderLock(tmp_path)
    FolderLock(tmp_path).release()


def test_another_folder_is_another_lock(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with FolderLock(tmp_path), FolderLock(tmp_path / "other"):
        pass


def test_the_lock_goes_with_the_process_however_it_ends(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(FolderInUse):
            FolderLock(tmp_path)
        other.kill()
    with FolderLock(tmp_path) as lock:
        lock.release()
        lock.release()
