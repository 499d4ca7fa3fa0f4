"""Audit lines outside a meeting's append: written inside the transaction of what they tell of, one after another in the whole programme."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from moderation.audit import GENESIS, AuditLine, Linked, chain, verify
from server.store.beside import AUDIT_LOCK
from server.store.engine import Database
from server.store.tables import audit

_PAGE = 1000


class Checked(NamedTuple):
    """What looking through every line has shown."""

    lines: int
    last: bytes | None  # hash of the newest line: whoever keeps it elsewhere notices a cut-off end
    broken_at: datetime | None  # time of the first line that does not fit, None when all do


async def record(connection: AsyncConnection, lines: Sequence[AuditLine]) -> None:
    """Append `lines` in the caller's transaction (`Database.write`), linked to the last. Call it last: it makes others wait."""
    if not lines:
        return
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({AUDIT_LOCK})")
    last = (await connection.execute(sa.select(audit.c.hash).order_by(audit.c.n.desc()).limit(1))).scalar_one_or_none()
    rows = [
        {"at": kept.line.at, "kind": kept.line.kind, "actor": kept.line.actor, "subject": kept.line.subject}
        | {"previous": kept.previous, "hash": kept.hash}
        for kept in chain(last or GENESIS, lines)
    ]
    await connection.execute(audit.insert(), rows)


async def kept_lines(db: Database) -> AsyncIterator[Linked]:
    """Every line from the oldest on, for `moderation.audit.verify` and for export. Raises `StoreDown`."""
    async for batch in _batches(db):
        for line in batch:
            yield line


async def checked(db: Database) -> Checked:
    """Look through all lines from the oldest on. Raises `StoreDown`."""
    lines = 0
    last: list[Linked] = []
    async for batch in _batches(db):
        if (wrong := verify([*last, *batch])) is not None:
            return Checked(lines, None, [*last, *batch][wrong].line.at)
        lines, last = lines + len(batch), batch[-1:]
    return Checked(lines, last[0].hash if last else None, None)


async def newest_lines(db: Database, before: int | None, limit: int) -> list[tuple[int, AuditLine]]:
    """Up to `limit` lines with their numbers, newest first, of those before line number `before` if it is given. Raises `StoreDown`."""
    query = sa.select(audit).order_by(audit.c.n.desc()).limit(limit)
    if before is not None:
        query = query.where(audit.c.n < before)
    async with db.read() as connection:
        return [(row.n, AuditLine(row.kind, row.actor, row.subject, row.at)) for row in await connection.execute(query)]


async def _batches(db: Database) -> AsyncIterator[list[Linked]]:
    """The same by the thousand, so that whoever works through them leaves the loop its turns."""
    after = 0
    while True:
        query = sa.select(audit).where(audit.c.n > after).order_by(audit.c.n).limit(_PAGE)
        async with db.read() as connection:
            rows = (await connection.execute(query)).all()
        if rows:
            yield [Linked(AuditLine(row.kind, row.actor, row.subject, row.at), row.previous, row.hash) for row in rows]
        if len(rows) < _PAGE:
            return
        after = rows[-1].n
