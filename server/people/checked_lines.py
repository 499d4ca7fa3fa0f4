"""When somebody of the programme last rang a help line, or read its number where the line itself tells it. One that is old stays shown.

The lines are data that ship with Hearth (`web/helplines/`), each with where it was read. That is not the same as knowing that it answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from moderation.audit import AuditLine
from server.store import tables as t
from server.store.audit import record
from server.store.engine import Database
from server.store.upsert import upsert

ASK_AGAIN = timedelta(days=90)  # the doctor asks for it
OLD = timedelta(days=180)  # and a woman is told how old it is


async def checked_at(db: Database) -> dict[str, datetime]:
    """When each line was last confirmed, by its id; those that never were are missing. Raises `StoreDown`."""
    async with db.read() as connection:
        return {row.line: row.confirmed_at for row in await connection.execute(sa.select(t.helpline))}


async def confirm(db: Database, lines: Iterable[str], *, by: str, now: datetime) -> None:
    """Somebody rang these or read their numbers, today. Raises `StoreDown`."""
    async with db.write() as connection:
        known = list(lines)
        for line in known:
            new = upsert(db, t.helpline).values(line=line, confirmed_at=now)
            await connection.execute(new.on_conflict_do_update(index_elements=[t.helpline.c.line], set_={"confirmed_at": now}))
        await record(connection, [AuditLine("helpline_confirmed", by, line, now) for line in known])


def never(lines: Iterable[str], checked: Mapping[str, datetime]) -> list[str]:
    """Those that nobody has confirmed."""
    return [line for line in lines if line not in checked]


def older_than(age: timedelta, lines: Iterable[str], checked: Mapping[str, datetime], now: datetime) -> list[str]:
    """Those that were confirmed, and longer ago than this."""
    return [line for line in lines if line in checked and now - checked[line] >= age]
