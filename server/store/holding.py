"""What a legal hold means to the timers of destruction: they leave its subject alone while it is in force, and come again.

Nothing else heeds a hold: a woman takes her words back as ever, and what is over is read by nobody.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store.care_tables import hold

HOLDS_KEPT = timedelta(days=365)  # that there was one, after its end
AGAIN = timedelta(minutes=5)  # how soon a timer that met a hold comes back: so late may it notice that the hold has ended


def in_force(now: datetime) -> sa.ColumnElement[bool]:
    """The holds that two people made and that are not over."""
    return sa.and_(hold.c.confirmed_by.is_not(None), hold.c.ended_at.is_(None), hold.c.until > now)


def kept_for_it_alone(subject: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Whether its time is over and only a hold has kept it: then nobody reads it."""
    return sa.exists().where(hold.c.subject == subject, hold.c.alone_since.is_not(None))


async def spared(connection: AsyncConnection, subject: str, now: datetime) -> datetime | None:
    """Asked by a timer of destruction in its transaction, once it has locked the subject's row: None when it may go on; else when it is
    to come again, and from now on nobody reads what it spares."""
    held = sa.and_(hold.c.subject == subject, in_force(now))
    until: datetime | None = (await connection.execute(sa.select(sa.func.max(hold.c.until)).where(held))).scalar_one()
    if until is None:
        return None
    await connection.execute(hold.update().where(held, hold.c.alone_since.is_(None)).values(alone_since=now))
    return min(until, now + AGAIN)


def holds_over(now: datetime) -> sa.ColumnElement[bool]:
    """The holds, and the proposals of one, that nothing speaks of any more."""
    before = now - HOLDS_KEPT
    return sa.or_(hold.c.ended_at < before, hold.c.until < before)
