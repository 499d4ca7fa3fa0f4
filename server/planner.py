"""Makes the meetings of every series for the next two weeks, and keeps them as the series says: at its hours, or called off.

The timer `plan_series`, one row a series, due again some hours later and at once when somebody changed something. A run compares what
there should be with what there is and does the difference, so it may be stopped anywhere, run again, and run on two nodes at the same
time: an evening has one meeting, because the database holds series and day of a meeting to be unique.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
import structlog

from rooms.refusals import Refused
from rooms.schedule import Occurrence
from server.clock import Clock
from server.live.meetings import AlreadyPlanned, Evening, Meetings
from server.people.roombook import Room, Roombook
from server.people.seriesbook import FURTHEST, PLAN, Kept, Seriesbook
from server.store import tables as t
from server.store.engine import Database, StoreDown
from server.timers import Timers

AHEAD = timedelta(days=14)
AGAIN = timedelta(hours=6)

_log = structlog.get_logger()


class _Meeting(NamedTuple):
    """A meeting that an evening has."""

    id: str
    on: str
    status: str
    opens_at: datetime
    closes_at: datetime
    opened_at: datetime | None
    own_format: str | None


class Planner:
    """One a node."""

    def __init__(self, db: Database, clock: Clock, meetings: Meetings, rooms: Roombook, book: Seriesbook, *, longest: timedelta) -> None:
        self._db = db
        self._clock = clock
        self._meetings = meetings
        self._rooms = rooms
        self._book = book
        self._longest = longest
        self._turn = asyncio.Lock()

    async def plan_due(self, timers: Timers, series: str) -> None:
        """The timer `plan_series`: plan, and come again while the series goes on."""
        if await self.plan(series):
            await timers.add(PLAN, series, self._clock.now() + AGAIN)

    async def plan_soon(self, series: str) -> None:
        """The same for whoever has just changed a series: now if the database answers, else when the timer comes to it."""
        with suppress(StoreDown):
            await self.plan(series)

    async def plan(self, series: str) -> bool:
        """Bring the meetings of a series to what it says. Whether it will need that again."""
        async with self._turn:
            try:
                kept = await self._book.get(None, series)
                room = await self._rooms.get(kept.room)
            except Refused:
                return False
            now = self._clock.now()
            there = await self._there(series)
            wanted = {} if room.closed_at else self._wanted(kept, now)
            for on, meeting in there.items():
                if on not in wanted and meeting.status == "planned" and meeting.opens_at > now:
                    await self._meetings.close(meeting.id)
            for on, evening in wanted.items():
                if on in there or evening.opens_at < now + AHEAD:
                    await self._see_to(kept, room, evening, there.get(on))
            return room.closed_at is None and (kept.series.ended_at is None or kept.series.ended_at > now)

    def _wanted(self, kept: Kept, now: datetime) -> dict[str, Occurrence]:
        """The evenings that are to take place, as far ahead as one can be moved."""
        try:
            return {each.on.isoformat(): each for each in kept.between(now, now + FURTHEST) if not each.called_off}
        except ValueError:
            _log.error("series_without_zone")
            return {}

    async def _see_to(self, kept: Kept, room: Room, evening: Occurrence, meeting: _Meeting | None) -> None:
        """An evening that is to take place has its meeting, at its hours."""
        closes_at = min(evening.closes_at, evening.opens_at + min(timedelta(seconds=room.longest_s), self._longest))
        own = kept.series.format
        if meeting is not None and meeting.status == "planned":
            if (meeting.opens_at, meeting.closes_at, meeting.own_format) != (evening.opens_at, closes_at, own):
                await self._meetings.move(meeting.id, evening.opens_at, closes_at, own)
            return
        if meeting is not None:
            if meeting.status != "closed" or meeting.opened_at is not None:
                return  # it is on, or was
            await self._let_go(meeting)  # called off, and takes place after all: under a new meeting
        try:
            which = Evening(kept.id, evening.on.isoformat(), own)
            await self._meetings.plan(kept.room, evening.opens_at, closes_at, evening=which)
        except AlreadyPlanned:
            return

    async def _there(self, series: str) -> dict[str, _Meeting]:
        """The meetings of its evenings that have not ended, and those to come that were called off."""
        c, now = t.meeting.c, self._clock.now()
        wanted = sa.select(c.id, c.occurrence, c.status, c.opens_at, c.closes_at, c.opened_at, c.own_format)
        async with self._db.read() as connection:
            rows = await connection.execute(wanted.where(c.series_id == series, c.closes_at > now))
            return {row.occurrence: _Meeting(*row) for row in rows}

    async def _let_go(self, meeting: _Meeting) -> None:
        over = t.meeting.update().where(t.meeting.c.id == meeting.id, t.meeting.c.status == "closed", t.meeting.c.opened_at.is_(None))
        async with self._db.write() as connection:
            await connection.execute(over.values(occurrence=None))
