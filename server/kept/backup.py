"""A backup: what the table of classes says a backup holds, and nothing else. The keyring is not opened for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

from server.clock import Clock
from server.kept.archive import FORMAT, Columns, Header, Row, write
from server.store.classes import backed_up
from server.store.engine import Database, trouble
from server.store.migrate import HEADS
from server.store.sealing import Vault
from server.store.tables import MAIN
from server.version import VERSION

KINDS: dict[str, type[sa.types.TypeEngine[Any]]] = {
    "text": sa.Text,
    "integer": sa.BigInteger,
    "boolean": sa.Boolean,
    "bytes": sa.LargeBinary,
}


class Taken(NamedTuple):
    """A backup that was written."""

    path: Path
    rows: int


async def take(db: Database, vault: Vault, clock: Clock, folder: Path) -> Taken:
    """Write a backup of the record as it is at one moment. Raises `StoreDown`, `OSError`."""
    now = clock.now()
    header = Header(VERSION, FORMAT, HEADS["main"], now, mark(vault))
    return Taken(*await write(folder, now.strftime("%Y-%m-%dT%H-%M-%S-%fZ"), header, _parts(db)))


def mark(vault: Vault) -> str:
    """By which a backup and the programme's key are known to belong together."""
    return vault.blind("backup")


def raw(table: str, columns: dict[str, str]) -> sa.TableClause:
    """A table with its values as the database has them, by the kinds of `Columns`."""
    return sa.table(table, *(sa.column(name, KINDS[kind]()) for name, kind in columns.items()))


async def _parts(db: Database) -> AsyncIterator[Columns | Row]:
    how = {} if db.kind == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with trouble():
        async with db.engine.execution_options(begin="DEFERRED", **how).connect() as connection:
            for table in MAIN.sorted_tables:
                kept = backed_up(table.name)
                if not kept:
                    continue
                columns = {name: _kind(table.c[name]) for name in kept}
                yield Columns(str(table.name), columns)
                plain = raw(table.name, columns)
                order = [plain.c[column.name] for column in table.primary_key]
                async with connection.stream(sa.select(plain).order_by(*order)) as rows:
                    async for row in rows:
                        yield list(row)


def _kind(column: sa.Column[object]) -> str:
    kind = column.type.impl_instance if isinstance(column.type, sa.types.TypeDecorator) else column.type
    for name, of in (("boolean", sa.Boolean), ("integer", sa.Integer), ("bytes", sa.LargeBinary), ("text", sa.String)):
        if isinstance(kind, of):
            return name
    raise TypeError(f"a backup cannot hold {column}")
