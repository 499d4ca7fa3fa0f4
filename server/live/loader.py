"""Reading a meeting for its replica: its room, its key, and its log in chunks with the words beside them, opened."""

from __future__ import annotations

import asyncio

import msgspec
import sqlalchemy as sa

from rooms import events as e
from rooms.events import SeatId
from rooms.refusals import Refused
from server.live.publication import Said
from server.live.replica import Replica, RoomFacts
from server.store import tables as t
from server.store.engine import Database
from server.store.entries import StoredRow
from server.store.holding import kept_for_it_alone
from server.store.keyring import Keyring
from server.store.log import Log
from server.store.sealing import MeetingKey

OUTLINE_ROWS = 200  # entries folded before the loop has its turn


class _Sealed(msgspec.Struct):
    """What a seat's row holds, sealed: the name for tonight, and whose seat it is."""

    name: str
    account: str

    def __repr__(self) -> str:
        return "_Sealed()"


_seat = msgspec.json.Decoder(_Sealed)


def seal_seat(name: str, account: str) -> bytes:
    """What is sealed in a seat's row."""
    return msgspec.json.encode(_Sealed(name, account))


def sealed_name(key: MeetingKey, seat: str, sealed: bytes) -> str:
    """The name for tonight that a seat's row holds."""
    return _seat.decode(key.open(b"seat", seat, sealed)).name


class Loader:
    """Reads meetings. Every method raises `StoreDown` when the database cannot be asked."""

    def __init__(self, db: Database, keyring: Keyring, log: Log) -> None:
        self.db = db
        self.keyring = keyring
        self.log = log

    async def replica(self, meeting: str) -> Replica:
        """An empty replica of a meeting whose words are still read. Refused `no_such_meeting`."""
        over = sa.or_(t.meeting.c.destroyed_at.is_not(None), kept_for_it_alone(t.meeting.c.id))
        query = sa.select(t.meeting, t.room).join(t.room).where(t.meeting.c.id == meeting, sa.not_(over))
        async with self.db.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        key = await self.keyring.get(meeting) if row is not None else None
        if row is None or key is None:
            raise Refused("no_such_meeting")
        facts = {name: getattr(row, name) for name in RoomFacts.__struct_fields__}
        if row.own_format is not None:
            facts["format"] = row.own_format
        return Replica(meeting, key, RoomFacts(**facts))

    async def chunk(self, replica: Replica, limit: int) -> tuple[list[StoredRow], Said]:
        """Up to `limit` entries that follow the replica's, with what stands beside them."""
        meeting, key, said = replica.state.id, replica.key, Said()
        rows = await self.log.read(meeting, replica.head, limit)
        events = [e.decode(row.data) for row in rows]
        posted = [event.message for event in events if isinstance(event, e.Worded)]
        if posted:
            c = t.message.c
            query = sa.select(c.message_id, c.body).where(c.meeting_id == meeting, c.message_id.in_(posted), c.body.is_not(None))
            async with self.db.read() as connection:
                bodies = (await connection.execute(query)).all()
            said.bodies = [(message, key.open(b"body", message, body).decode()) for message, body in bodies]
        if any(isinstance(event, e.SeatTaken) for event in events):
            for seat in await self.log.seats(meeting):
                said.seats.append((seat.seat, seat.blind, _seat.decode(key.open(b"seat", seat.seat, seat.sealed)).name))
        return rows, said

    async def account(self, replica: Replica, seat: SeatId) -> str:
        """Whose seat it is: the id of her account, or of a guest."""
        c = t.seat.c
        query = sa.select(c.sealed).where(c.meeting_id == replica.state.id, c.seat_id == seat)
        async with self.db.read() as connection:
            sealed = (await connection.execute(query)).scalar_one()
        return _seat.decode(replica.key.open(b"seat", seat, sealed)).account

    async def outline(self, meeting: str) -> Replica:
        """A replica with names and no words, for a look from outside. Refused `no_such_meeting`."""
        replica = await self.replica(meeting)
        for seat in await self.log.seats(meeting):
            replica.know_seat(SeatId(seat.seat), seat.blind, _seat.decode(replica.key.open(b"seat", seat.seat, seat.sealed)).name)
        while rows := await self.log.read(meeting, replica.head, OUTLINE_ROWS):
            for row in rows:
                replica.apply(e.decode(row.data), row.at)
            await asyncio.sleep(0)
        return replica
