"""Audit lines outside a meeting's append: written inside the transaction of what they tell of, one after another in the whole programme."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from moderation.audit import GENESIS, AuditLine, Linked, chain
from server.store.beside import AUDIT_LOCK
from server.store.engine import Database
from server.store.tables import audit

_PAGE = 1000


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
    after = 0
    while True:
        query = sa.select(audit).where(audit.c.n > after).order_by(audit.c.n).limit(_PAGE)
        async with db.read() as connection:
            rows = (await connection.execute(query)).all()
        for row in rows:
            yield Linked(AuditLine(row.kind, row.actor, row.subject, row.at), row.previous, row.hash)
        if len(rows) < _PAGE:
            return
        after = rows[-1].n
