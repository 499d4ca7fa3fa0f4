"""Which meetings there are: what is on, what comes next, and one by its id, each with what its room says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from rooms.refusals import Refused
from server.store.engine import Database
from server.store.tables import meeting, room

AHEAD = timedelta(days=14)
AT_MOST = 200


class Held(NamedTuple):
    """A meeting and its room."""

    id: str
    status: str  # planned, open or closed
    opens_at: datetime
    closes_at: datetime
    name: str
    purpose: str
    history: bool
    guests: bool
    capacity: int
    room_id: str
    audience: str  # women, mothers or everyone
    language: str  # of the room
    series: str | None
    words_kept_s: int  # after the close


_HELD = sa.select(
    meeting.c.id,
    meeting.c.status,
    meeting.c.opens_at,
    meeting.c.closes_at,
    room.c.name,
    room.c.purpose,
    room.c.history,
    room.c.guests,
    room.c.capacity,
    room.c.id,
    room.c.audience,
    room.c.language,
    meeting.c.series_id,
    room.c.words_kept_s,
).join(room, room.c.id == meeting.c.room_id)


async def upcoming(db: Database, now: datetime) -> list[Held]:
    """What is open, and what opens in the next two weeks, soonest first."""
    wanted = _HELD.where(
        room.c.closed_at.is_(None),
        sa.or_(meeting.c.status == "open", sa.and_(meeting.c.status == "planned", meeting.c.opens_at < now + AHEAD)),
    ).order_by(meeting.c.opens_at)
    async with db.read() as connection:
        return [Held._make(row) for row in await connection.execute(wanted.limit(AT_MOST))]


async def one(db: Database, meeting_id: str) -> Held:
    """A meeting by its id. Refused `no_such_meeting`."""
    async with db.read() as connection:
        row = (await connection.execute(_HELD.where(meeting.c.id == meeting_id))).first()
    if row is None:
        raise Refused("no_such_meeting")
    return Held._make(row)


async def after(db: Database, held: Held) -> Held | None:
    """The next meeting of the same room that is to come."""
    wanted = _HELD.where(room.c.id == held.room_id, room.c.closed_at.is_(None), meeting.c.status == "planned", meeting.c.id != held.id)
    wanted = wanted.where(meeting.c.opens_at > held.opens_at).order_by(meeting.c.opens_at)
    async with db.read() as connection:
        row = (await connection.execute(wanted.limit(1))).first()
    return None if row is None else Held._make(row)


async def next_in(db: Database, room_id: str) -> Held | None:
    """The meeting a room's link leads to now: the open one, else the next planned."""
    wanted = _HELD.where(room.c.id == room_id, room.c.closed_at.is_(None), meeting.c.status.in_(("open", "planned")))
    async with db.read() as connection:
        rows = [Held._make(row) for row in await connection.execute(wanted.order_by(meeting.c.opens_at))]
    return next((held for held in rows if held.status == "open"), rows[0] if rows else None)
