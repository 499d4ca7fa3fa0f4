"""Looking through files for keys: whoever has an old key and an old copy of the record reads what was said.

A wrapped key stands behind the id of its meeting or report, in SQLite's pages, logs and journals, deleted or not, and in a dump of
PostgreSQL. Each that seems to be one is tried with the programme's key.
"""

from __future__ import annotations

import gzip
import re
import stat
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import msgspec

from server.kept.archive import SUFFIX, Columns, Damaged, checked, parts
from server.store.classes import backed_up
from server.store.keyring import about
from server.store.sealing import Box, Tampered, derive

_CHUNK = 8 << 20
_OVERLAP = 200
_PAGE = re.compile(rb"(?=([A-Za-z0-9_-]{22})(.{60}))", re.DOTALL)
_DUMP = re.compile(rb"([A-Za-z0-9_-]{22})(?:\t|', ')\\{1,2}x([0-9a-f]{120})")
_PACKED = (b"PK\x03\x04", b"\xfd7zXZ", b"BZh", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf", b"PGDMP", b"age-encryption", b"\x85\x02")


class Closed(Exception):
    """This file cannot be looked into."""


class Search(msgspec.Struct):
    """What was found in files: sentences, and how many were looked through."""

    findings: list[str]
    looked: int = 0


def keys_in(path: Path, master: bytes) -> set[str]:
    """The ids of the meetings and reports whose keys lie in this file and open. Raises `OSError`, `Closed`."""
    box, found = Box(derive(master, "keyring")), set()
    for text in _chunks(path):
        for match in (*_PAGE.finditer(text), *_DUMP.finditer(text)):
            wrapped = bytes.fromhex(match[2].decode()) if len(match[2]) == 120 else match[2]
            with suppress(Tampered):
                box.open(wrapped, about(match[1].decode()))
                found.add(match[1].decode())
    return found


def data_folder(folder: Path, master: bytes) -> tuple[dict[str, set[str]], Search]:
    """The keys that lie in the keyring's own files, by file, and what is wrong with any other file of the data folder."""
    own: dict[str, set[str]] = {}
    search = Search([])
    for path in sorted(folder.rglob("*")):
        with suppress(FileNotFoundError):
            if not path.is_file() or path.is_symlink():
                continue
            search.looked += 1
            name = str(path.relative_to(folder))
            if path.name.startswith(("hearth.db", "keys.db", "secret.key")) and stat.S_IMODE(path.stat().st_mode) & 0o077:
                search.findings.append(f"Others on this machine may read {name} in the data folder. Run: chmod 600 {name}")
            if path.name.endswith("-shm"):
                continue
            found = _tried(path, name, master, search)
            if name in {"keys.db", "keys.db-wal", "keys.db-journal"}:
                own[name] = found
            elif found:
                search.findings.append(f"{name} in the data folder holds keys. Nothing but the keyring may: delete it.")
    return own, search


def backups_folder(folder: Path, master: bytes, now: datetime, kept: timedelta) -> Search:
    """What is wrong with the backups: damaged, too old, open to others, or holding what no backup holds."""
    search = Search([])
    for path in sorted(folder.rglob("*")):
        with suppress(FileNotFoundError):
            if not path.is_file():
                continue
            search.looked += 1
            name = str(path.relative_to(folder))
            if path.name.endswith(SUFFIX):
                search.findings += [f"{name} in the backups folder {wrong}" for wrong in _wrong(path, now, kept)]
            if _tried(path, name, master, search):
                search.findings.append(f"{name} in the backups folder holds keys. A copy of the keyring keeps words alive: delete it.")
    return search


def _wrong(path: Path, now: datetime, kept: timedelta) -> Iterator[str]:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield "may be read by others on this machine. Run: chmod 600 on it"
    try:
        header = checked(path)
        if header.taken_at < now - kept:
            yield f"is older than {kept.days} days (HEARTH_BACKUPS_KEPT_DAYS). Delete it."
        if any(isinstance(part, Columns) and not set(part.columns) <= set(backed_up(part.table)) for part in parts(path)):
            yield "holds what no backup holds. Delete it."
    except Damaged:
        yield "is damaged. Delete it, and take another."


def _tried(path: Path, name: str, master: bytes, search: Search) -> set[str]:
    try:
        return keys_in(path, master)
    except Closed:
        search.findings.append(f"{name} cannot be looked into. Nobody can say what it holds: move it elsewhere.")
    except PermissionError:
        search.findings.append(f"{name} may not be read by whoever asks.")
    return set()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        start = file.read(16)
        file.seek(0)
        if start.startswith(_PACKED):
            raise Closed
        if not start.startswith(b"\x1f\x8b"):
            yield from _read(file)
            return
        try:
            with gzip.open(file) as unpacked:
                yield from _read(unpacked)  # type: ignore[arg-type]
        except (gzip.BadGzipFile, EOFError, zlib.error):
            if not path.name.endswith(SUFFIX):
                raise Closed from None


def _read(file: BinaryIO) -> Iterator[bytes]:
    tail = b""
    while chunk := file.read(_CHUNK):
        yield tail + chunk
        tail = chunk[-_OVERLAP:]
