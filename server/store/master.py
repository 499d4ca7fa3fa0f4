"""The programme's key: where it comes from, who may read its file, and that no crash writes it down."""

from __future__ import annotations

import base64
import binascii
import ctypes
import os
import stat
import sys
from pathlib import Path

from server.store.sealing import KEY_BYTES

_PR_SET_DUMPABLE = 4


class KeyRefused(Exception):
    """The programme's key cannot be used. The message is a sentence for the operator and holds nothing of the key."""


def master_from_text(text: str) -> bytes:
    """The key from base64 (HEARTH_SECRET_KEY, or the file's content); either alphabet, with or without padding."""
    plain = text.strip().rstrip("=").replace("-", "+").replace("_", "/")
    try:
        master = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        master = b""
    if len(master) != KEY_BYTES or len(set(master)) < 8:
        raise KeyRefused("The secret key must be 32 random bytes in base64, as `openssl rand -base64 32` prints them.")
    return master


def load_or_create_master(path: Path) -> bytes:
    """The key kept in `path`; made at the first start, readable by its owner only. Raises `KeyRefused`."""
    if not path.exists():
        _create(path)
    if sys.platform != "win32":
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise KeyRefused(f"Others on this machine may read the secret key. Run: chmod 600 {path}")
    try:
        return master_from_text(path.read_text("ascii"))
    except UnicodeDecodeError:
        raise KeyRefused(f"{path} does not hold a secret key.") from None


def no_core_dumps() -> None:
    """Let no crash write this process's memory, with its keys and words, to disk. On Linux no debugger may attach either."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _create(path: Path) -> None:
    """Written whole or not at all; when two start at once, the first one's key stands."""
    text = base64.b64encode(os.urandom(KEY_BYTES)) + b"\n"
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    if sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
