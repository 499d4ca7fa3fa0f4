"""What the women of a room agree to: versioned words, and who has accepted which version, when.

Nothing is changed after it was published: a change is a new version, and everyone is asked again. A guest's acceptance goes with her
session; an account's stays, so that she is not asked twice.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from moderation.audit import AuditLine
from rooms.refusals import Refused
from server.clock import Clock
from server.identity import Identity
from server.store import tables as t
from server.store.audit import record
from server.store.engine import Database
from server.store.upsert import insert_new

LONGEST = 6_000  # characters


class Agreement(NamedTuple):
    """One version, as published."""

    version: int
    text: str
    created_at: datetime


class Agreements:
    """Publishes agreements and keeps who accepted them."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def newest(self, room: str) -> Agreement | None:
        """What is in force in a room, or None where nothing was published yet."""
        query = sa.select(t.agreement).where(t.agreement.c.room_id == room).order_by(t.agreement.c.version.desc()).limit(1)
        async with self._db.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else Agreement(row.version, row.text, row.created_at)

    async def publish(self, room: str, text: str, by: str) -> int:
        """A new version, and its number; the text that is in force already makes none. Refused `no_such_room`, `changed` (two at once)."""
        before = await self.newest(room)
        if before is not None and before.text == text:
            return before.version
        version = before.version + 1 if before else 1
        now = self._clock.now()
        try:
            async with self._db.write() as connection:
                known = sa.select(t.room.c.id).where(t.room.c.id == room, t.room.c.closed_at.is_(None))
                if (await connection.execute(known)).first() is None:
                    raise Refused("no_such_room")
                await connection.execute(t.agreement.insert().values(room_id=room, version=version, text=text, created_at=now))
                await record(connection, [AuditLine("agreement_published", by, room, now)])
        except IntegrityError:
            raise Refused("changed") from None
        return version

    async def accept(self, room: str, version: int, who: Identity) -> None:
        """She has read this version and agrees. The day is kept: the hour would tell which seat she then took.

        Again is no error. Refused `agreement_needed` when there is a newer one by now.
        """
        newest = await self.newest(room)
        if newest is None or newest.version != version:
            raise Refused("agreement_needed")
        row = {"room_id": room, "version": version, "who": who.id, "at": day(self._clock.now())}
        async with self._db.write() as connection:
            await connection.execute(insert_new(self._db, t.acceptance).values(row))

    async def missing(self, room: str, who: Identity) -> int | None:
        """The version that she has yet to accept, or None."""
        newest = sa.select(sa.func.max(t.agreement.c.version)).where(t.agreement.c.room_id == room).scalar_subquery()
        async with self._db.read() as connection:
            wanted, accepted = (await connection.execute(sa.select(newest, _accepted(room, who)))).one()
        return None if wanted is None or accepted == wanted else int(wanted)

    async def accepted(self, room: str, who: Identity) -> int | None:
        """The last version that she accepted here, or None: whether she is asked for the first time, or again."""
        async with self._db.read() as connection:
            found: int | None = (await connection.execute(sa.select(_accepted(room, who)))).scalar_one()
        return found

    async def sweep(self) -> None:
        """Forget what guests accepted whose sessions are over."""
        known = sa.or_(
            t.acceptance.c.who.in_(sa.select(t.account.c.id)),
            t.acceptance.c.who.in_(sa.select(t.session.c.guest_id).where(t.session.c.guest_id.is_not(None))),
        )
        async with self._db.write() as connection:
            await connection.execute(t.acceptance.delete().where(sa.not_(known)))


def day(moment: datetime) -> datetime:
    """The beginning of a moment's day, UTC."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _accepted(room: str, who: Identity) -> sa.ScalarSelect[int]:
    hers = sa.and_(t.acceptance.c.room_id == room, t.acceptance.c.who == who.id)
    return sa.select(sa.func.max(t.acceptance.c.version)).where(hers).scalar_subquery()
