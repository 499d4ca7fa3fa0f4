"""A meeting seen from outside, by a node that need not hold it: what the pages ask. Opens no words and listens to nothing, so that a
node's cost goes with the seats it hosts and not with how often somebody looks at the first page.
"""

from __future__ import annotations

import asyncio
from datetime import datetime

import msgspec
import sqlalchemy as sa

from rooms import overflow
from rooms.events import SeatId, SeatRole
from rooms.refusals import Refused
from rooms.state import SeatStatus, Status
from server.identity import Identity
from server.live.hall import Hall
from server.live.replica import Replica
from server.store import tables as t
from server.store.engine import Database
from server.store.sealing import MeetingKey

FRESH_S = 10.0  # how long a look at a meeting that is held elsewhere is good for


class Glance(msgspec.Struct, frozen=True):
    """A meeting as home shows it."""

    status: str  # planned | open | closed
    here: int
    capacity: int
    facilitators: list[str]
    free: int = 0  # seats that a member who came now would find
    in_line: int = 0  # how many wait for one

    def __repr__(self) -> str:
        return f"Glance({self.status})"


class Glances:
    """What can be known of meetings without coming in."""

    def __init__(self, hall: Hall, db: Database) -> None:
        self._hall = hall
        self._db = db
        self._seen: dict[str, tuple[float, Glance]] = {}

    async def of(self, meetings: list[str]) -> dict[str, Glance]:
        """Each of these meetings that exists."""
        query = sa.select(t.meeting.c.id, t.meeting.c.status, t.room.c.capacity).join(t.room).where(t.meeting.c.id.in_(meetings))
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).all()
        found = {}
        for meeting, status, capacity in rows:
            look = await self._inside(meeting) if status == Status.OPEN else None
            found[meeting] = look or Glance(status, 0, capacity, [], capacity)
        return found

    async def _inside(self, meeting: str) -> Glance | None:
        held = self._hall.at_hand(meeting)
        if held is not None:
            return _look(held.live.replica, self._hall.clock.now())
        now = asyncio.get_running_loop().time()
        self._seen = {ident: seen for ident, seen in self._seen.items() if now - seen[0] < FRESH_S}
        if meeting not in self._seen:
            try:
                self._seen[meeting] = (now, _look(await self._hall.loader.outline(meeting), self._hall.clock.now()))
            except Refused:  # its words were destroyed a moment ago
                return None
        return self._seen[meeting][1]

    async def seat(self, meeting: str, who: Identity) -> SeatId | None:
        """Her seat if she has taken one. Refused `no_such_meeting`."""
        held = self._hall.at_hand(meeting)
        if held is not None:
            return held.live.replica.seat_by_blind.get(blind(held.live.replica.key, who))
        key = await self._hall.loader.keyring.get(meeting)
        if key is None:
            raise Refused("no_such_meeting")
        query = sa.select(t.seat.c.seat_id).where(t.seat.c.meeting_id == meeting, t.seat.c.blind == blind(key, who))
        async with self._db.read() as connection:
            found = (await connection.execute(query)).scalar()
        return None if found is None else SeatId(found)

    async def place(self, meeting: str, who: Identity) -> int | None:
        """Her place in the queue of a full circle, or the one she will have once her line is here; None while a seat is hers or kept.

        Refused `no_such_meeting`.
        """
        live = (await self._hall.get(meeting)).live
        state, now = live.state, live.now()
        seat = state.seats.get(live.replica.seat_by_blind.get(blind(live.replica.key, who), SeatId("")))
        line = overflow.in_line(state, now)
        if seat is None or not (seat.id in state.queue or (seat.status is SeatStatus.TAKEN and not seat.kept)):
            return None
        return line.index(seat) + 1 if seat in line else len(line) + 1


def _look(replica: Replica, now: datetime) -> Glance:
    state, names = replica.state, replica.words.names
    here = [seat for seat in state.seats.values() if seat.status is SeatStatus.HERE]
    facilitators = [names[seat.id] for seat in here if seat.role is SeatRole.FACILITATOR]
    line = overflow.in_line(state, now)
    return Glance(state.status, len(here), state.capacity, facilitators, max(0, overflow.free(state, now) - len(line)), len(line))


def blind(key: MeetingKey, who: Identity) -> str:
    """What finds her seat: tells nothing without the meeting's key."""
    return blind_of(key, who.kind, who.id)


def blind_of(key: MeetingKey, kind: str, ident: str) -> str:
    """The same of an `account` or a `guest` by its id."""
    return key.blind(f"{kind}:{ident}")
