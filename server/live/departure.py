"""Her seats in every meeting whose words exist: what she said there, and how they end when her account does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from rooms import events as e
from rooms.commands import Leave, TakeBackAll
from rooms.events import SeatId
from rooms.refusals import Refused
from server.live.glances import blind_of
from server.live.hall import Hall
from server.live.loader import seal_seat, sealed_name
from server.people.codes import new_id
from server.store import tables as t
from server.store.sealing import MeetingKey

ROWS = 500  # of a log, at once
GONE = frozenset({"no_such_meeting", "no_seat", "removed", "declined", "meeting_closed"})  # there is nothing to leave any more


class Said(NamedTuple):
    """One message of hers."""

    at: datetime
    text: str

    def __repr__(self) -> str:
        return "Said()"


class Evening(NamedTuple):
    """One meeting in which she had a seat."""

    meeting: str
    room: str  # its name
    opens_at: datetime
    seat: SeatId
    name: str  # hers, for that meeting

    def __repr__(self) -> str:
        return "Evening()"


class Departure:
    """One a node. Every method may raise `StoreDown`."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall

    async def evenings(self, account: str) -> list[Evening]:
        """Where she has or had a seat, oldest first."""
        return [evening for evening, _ in await self._seats(account)]

    async def words(self, evening: Evening) -> AsyncIterator[Said]:
        """What she said there and has not taken back, in its order. Nothing once the key is gone."""
        key, loader, after = await self._hall.loader.keyring.get(evening.meeting), self._hall.loader, 0
        while key is not None and (rows := await loader.log.read(evening.meeting, after, ROWS)):
            after = rows[-1].n
            events = [(e.decode(row.data), row.at) for row in rows]
            hers = {event.message: at for event, at in events if isinstance(event, e.Worded) and event.seat == evening.seat}
            c = t.message.c
            query = sa.select(c.message_id, c.body).where(c.meeting_id == evening.meeting, c.message_id.in_(hers), c.body.is_not(None))
            async with loader.db.read() as connection:
                bodies = {row.message_id: row.body for row in await connection.execute(query)}
            for message, at in hers.items():
                if message in bodies:
                    yield Said(at, key.open(b"body", message, bodies[message]).decode())

    async def leave_everywhere(self, account: str, *, take_back: bool) -> int:
        """She leaves wherever she sits, and no seat says any more whose it was; gives how many messages were taken back.

        The others see that she left. Again is harmless.
        """
        taken = 0
        for evening, key in await self._seats(account):
            with _unless_gone():
                live = (await self._hall.get(evening.meeting)).live
                await live.follower.read_log()
                with _unless_gone():
                    await live.do(evening.seat, Leave())
                if take_back:
                    entries = await live.do(evening.seat, TakeBackAll())
                    taken += sum(len(e.destroys(entry.event)) for entry in entries)
            sealed = key.seal(b"seat", evening.seat, seal_seat(evening.name, ""))
            mine = sa.and_(t.seat.c.meeting_id == evening.meeting, t.seat.c.seat_id == evening.seat)
            async with self._hall.loader.db.write() as connection:
                await connection.execute(t.seat.update().where(mine).values(blind=new_id(), sealed=sealed))
        return taken

    async def _seats(self, account: str) -> list[tuple[Evening, MeetingKey]]:
        m, r, s, loader = t.meeting.c, t.room.c, t.seat.c, self._hall.loader
        alive = sa.select(m.id, m.opens_at, r.name).join(t.room, r.id == m.room_id).where(m.destroyed_at.is_(None)).order_by(m.opens_at)
        async with loader.db.read() as connection:
            meetings = (await connection.execute(alive.where(sa.exists().where(s.meeting_id == m.id)))).all()
        found = []
        for row in meetings:
            key = await loader.keyring.get(row.id)
            if key is None:
                continue
            query = sa.select(s.seat_id, s.sealed).where(s.meeting_id == row.id, s.blind == blind_of(key, "account", account))
            async with loader.db.read() as connection:
                seat = (await connection.execute(query)).one_or_none()
            if seat is not None:
                name = sealed_name(key, seat.seat_id, seat.sealed)
                found.append((Evening(row.id, row.name, row.opens_at, SeatId(seat.seat_id), name), key))
        return found


@contextmanager
def _unless_gone() -> Iterator[None]:
    """What is gone already needs no leaving."""
    try:
        yield
    except Refused as refused:
        if refused.code not in GONE:
            raise
