"""The data folder's lock: SQLite has one writer, so one `hearth serve` a folder. It goes with the process, however that ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

NAME = ".lock"


class FolderInUse(Exception):
    """Another process serves from this folder. The message is a sentence for the operator."""


class FolderLock:
    """Held from `FolderLock(folder)` to `release()`; also a context manager. Raises `FolderInUse`, `OSError` when not writable."""

    def __init__(self, folder: Path) -> None:
        self._file: int | None = os.open(folder / NAME, os.O_CREAT | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            _lock(self._file)
        except OSError:
            self.release()
            raise FolderInUse(
                f"The data folder {folder} is in use by another hearth serve. Stop that one, or give this one its own folder with --data."
            ) from None

    def release(self) -> None:
        """Let another process have the folder. Again is harmless."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.release()


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
