"""The file of a backup: compressed JSON lines, the same from SQLite and PostgreSQL, with a SHA-256 at its end.

The first line says what it is (`Header`), then for each table a line with its columns and a line for each row, and a last line with the
number of rows and the hash of all lines before it. The hash tells damage; whoever may write to the folder can forge both.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import zlib
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec

FORMAT = 1
SUFFIX = ".hearth-backup"


class Damaged(Exception):
    """No whole backup of Hearth's. The message is a sentence for the operator."""


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a backup is: made by which version, of which schema, when, and a mark that only the right programme key gives again."""

    hearth: str
    format: int
    schema: str
    taken_at: datetime
    mark: str


class Columns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table begins: its columns with their kinds, `text`, `integer`, `boolean` or `bytes`."""

    table: str
    columns: dict[str, str]


class _End(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rows: int
    sha256: str


Row = list[Any]
_T = TypeVar("_T")


async def write(folder: Path, name: str, header: Header, parts: AsyncIterator[Columns | Row]) -> tuple[Path, int]:
    """Write a backup whole or not at all, readable by its owner only; its path and how many rows it has. Raises `OSError`."""
    path, draft = folder / (name + SUFFIX), folder / f".{name}.{os.getpid()}"
    hashed, rows = hashlib.sha256(), 0
    draft.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            with gzip.GzipFile(filename="", fileobj=file, mode="wb") as packed:

                def put(line: object) -> None:
                    data = msgspec.json.encode(line) + b"\n"
                    hashed.update(data)
                    packed.write(data)

                put(header)
                async for part in parts:
                    rows += isinstance(part, list)
                    put([_plain(value) for value in part] if isinstance(part, list) else part)
                put(_End(rows, hashed.hexdigest()))
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)
    return path, rows


def checked(path: Path) -> Header:
    """Read it to its end once. Raises `Damaged`, `OSError`."""
    hashed, rows, end = hashlib.sha256(), 0, None
    first: Header | None = None
    for line in _lines(path):
        if end is not None:
            raise Damaged(f"{path.name} goes on after its end. It is damaged; take another backup.")
        if first is None:
            first = _header(path, line)
        elif line.startswith(b"["):
            rows += 1
        elif line.startswith(b'{"rows"'):
            end = _decoded(path, line, _End)
            if end != _End(rows, hashed.hexdigest()):
                raise Damaged(f"{path.name} is not as it was written. It is damaged; take another backup.")
        hashed.update(line)
    if first is None or end is None:
        raise Damaged(f"{path.name} has no end. It is damaged; take another backup.")
    return first


def parts(path: Path) -> Iterator[Columns | Row]:
    """Its tables and rows in order, after `checked`. Raises `Damaged`, `OSError`."""
    columns: Columns | None = None
    for line in _lines(path):
        if line.startswith(b'{"table"'):
            columns = _decoded(path, line, Columns)
            yield columns
        elif line.startswith(b"[") and columns is not None:
            values, kinds = _decoded(path, line, list), list(columns.columns.values())
            if len(values) != len(kinds):
                raise Damaged(f"{path.name} has a row that does not fit its table.")
            yield [
                base64.b64decode(value) if kind == "bytes" and value is not None else value
                for value, kind in zip(values, kinds, strict=True)
            ]


def _plain(value: object) -> object:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path, "rb") as packed:
            yield from packed
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise Damaged(f"{path.name} is no whole backup of Hearth's. It is damaged; take another backup.") from None


def _header(path: Path, line: bytes) -> Header:
    header = _decoded(path, line, Header)
    if header.format != FORMAT:
        raise Damaged(f"{path.name} was made by a newer Hearth. Restore it with that version.")
    return header


def _decoded(path: Path, line: bytes, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(line, type=kind)
    except msgspec.DecodeError:
        raise Damaged(f"{path.name} is no backup of Hearth's, or it is damaged.") from None
