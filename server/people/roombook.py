"""The programme's rooms: what each is called, whom it is for, and what it allows."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
import sqlalchemy as sa

from moderation.audit import AuditLine
from rooms.questions import Question
from rooms.refusals import Refused
from rooms.rules import Rules
from rooms.tags import Tag
from rooms.terms import WaitingFor
from server.clock import Clock
from server.people.codes import new_id
from server.store import tables as t
from server.store.audit import record
from server.store.engine import Database


class Terms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an administrator decides about a room."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    purpose: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    audience: Literal["women", "mothers", "everyone"] = "mothers"
    language: Literal["en", "es"] = "en"
    guests: bool = True
    open_sign_up: bool = False
    history: bool = False
    typing: bool = True
    capacity: Annotated[int, msgspec.Meta(ge=2, le=200)] = 20
    words_kept_s: Annotated[int, msgspec.Meta(ge=0, le=86_400)] = 7_200  # after a meeting closes
    longest_s: Annotated[int, msgspec.Meta(ge=600, le=86_400)] = 21_600
    waiting: WaitingFor = WaitingFor.NOBODY
    facilitators_needed: Annotated[int, msgspec.Meta(ge=1, le=2)] = 1
    grace_s: Annotated[int, msgspec.Meta(ge=10, le=600)] = 60  # how long the circle goes on without them
    format: Annotated[str, msgspec.Meta(max_length=40)] = ""  # name of a script; empty: an open meeting
    tags: tuple[Tag, ...] = ()
    rules: Rules = Rules()
    questions: tuple[Question, ...] = ()  # asked at the door of whoever is met there


class Room(Terms, frozen=True, kw_only=True):
    """A room as it stands."""

    id: str
    created_at: datetime
    closed_at: datetime | None = None


class PlannedMeeting(msgspec.Struct, frozen=True):
    """A meeting of a room that is not over."""

    id: str
    status: Literal["planned", "open"]
    opens_at: datetime
    closes_at: datetime
    series: str | None = None
    on: str | None = None  # the evening of that series


class Roombook:
    """Creates, changes and lists rooms."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def create(self, terms: Terms, *, by: str) -> str:
        """A new room; gives its id."""
        ident = new_id()
        now = self._clock.now()
        async with self._db.write() as connection:
            await connection.execute(t.room.insert().values(id=ident, created_at=now, **msgspec.structs.asdict(terms)))
            await record(connection, [AuditLine("room_created", by, ident, now)])
        return ident

    async def change(self, room: str, terms: Terms, *, by: str) -> None:
        """New terms, for meetings planned from now on. Refused `no_such_room`."""
        async with self._db.write() as connection:
            changed = await connection.execute(
                t.room.update().where(t.room.c.id == room, t.room.c.closed_at.is_(None)).values(msgspec.structs.asdict(terms))
            )
            if changed.rowcount != 1:
                raise Refused("no_such_room")
            await record(connection, [AuditLine("room_changed", by, room, self._clock.now())])

    async def get(self, room: str) -> Room:
        """One room. Refused `no_such_room`."""
        async with self._db.read() as connection:
            row = (await connection.execute(sa.select(t.room).where(t.room.c.id == room))).mappings().one_or_none()
        if row is None:
            raise Refused("no_such_room")
        return Room(**row)

    async def all(self) -> list[Room]:
        """Every room that is not closed for good, by name."""
        async with self._db.read() as connection:
            rows = (await connection.execute(sa.select(t.room).where(t.room.c.closed_at.is_(None)))).mappings().all()
        return sorted((Room(**row) for row in rows), key=lambda room: room.name.casefold())

    async def meetings(self, room: str) -> list[PlannedMeeting]:
        """The room's meetings that are open or to come, soonest first."""
        wanted = sa.select(
            t.meeting.c.id, t.meeting.c.status, t.meeting.c.opens_at, t.meeting.c.closes_at, t.meeting.c.series_id, t.meeting.c.occurrence
        ).where(t.meeting.c.room_id == room, t.meeting.c.status.in_(("planned", "open")))
        async with self._db.read() as connection:
            rows = (await connection.execute(wanted.order_by(t.meeting.c.opens_at))).all()
        return [PlannedMeeting(*row) for row in rows]

    async def room_of(self, meeting: str) -> Room:
        """The room a meeting belongs to. Refused `no_such_meeting`."""
        async with self._db.read() as connection:
            room = (await connection.execute(sa.select(t.meeting.c.room_id).where(t.meeting.c.id == meeting))).scalar()
        if room is None:
            raise Refused("no_such_meeting")
        return await self.get(str(room))
