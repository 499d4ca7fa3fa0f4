"""Who is kept out follows the log: an exclusion stands while the last entry about her seat asks for it, whoever is quicker to write it.

Two facilitators on two nodes may ask her to go and let her back at once. Each then brings what is kept about her into step with the log
and looks at it again: the last to write has seen the last entry. Exclusions made here bear the time of their entry; others are let be.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

import sqlalchemy as sa

from rooms import events as e
from rooms.events import SeatId
from rooms.terms import Measure, Reason, Scope
from rooms.upkeep import ShutOut
from server.live.glances import blind_of
from server.live.hall import SYSTEM, Hall, Held
from server.live.replica import Entry
from server.store import tables as t


class Exclusions(Protocol):
    """Who may not come in: `server/people/exclusions.py`."""

    async def exclude(
        self, account: str, scope: Scope, room: str, *, until: None, reason: Reason, by: str, at: datetime | None = None
    ) -> None: ...

    async def excluded(self, account: str, room: str) -> bool: ...

    async def lift_from(self, account: str, scope: Scope, room: str, by: str, *, made: Collection[datetime] | None = None) -> None: ...


class Links(Protocol):
    """Links that let someone in: `server/people/invitations.py`."""

    async def close_behind(self, guest: str) -> None: ...


class KeptOut:
    """One a node. Every method may raise `Refused` and `StoreDown`."""

    def __init__(self, hall: Hall, exclusions: Exclusions, links: Links) -> None:
        self._hall = hall
        self._exclusions = exclusions
        self._links = links

    async def follow(self, held: Held, seat: SeatId, by: str) -> Entry | None:
        """Bring what keeps her out into step with the log; gives the entry that decided it, None when there never was one.

        Again is harmless. A guest is kept out by closing the link she came by; an account by a blind token.
        """
        while True:
            await held.live.follower.read_log()
            decided = _decided(held, seat)
            if not decided:
                return None
            await self._apply(held, seat, decided, by)
            await held.live.follower.read_log()
            if _decided(held, seat)[-1].n == decided[-1].n:
                return decided[-1]

    async def _apply(self, held: Held, seat: SeatId, decided: list[Entry], by: str) -> None:
        last, room = decided[-1], held.live.replica.room.room_id
        account = await self._hall.loader.account(held.live.replica, seat)
        if not account:
            return  # it was deleted, and who held it has left
        if held.live.state.seats[seat].guest:
            if isinstance(last.event, e.SeatRemoved):
                await self._links.close_behind(account)
            return
        stands = last.event.scope if isinstance(last.event, e.SeatRemoved) else Scope.TONIGHT
        made = [entry.at for entry in decided if isinstance(entry.event, e.SeatRemoved)]
        for scope in {Scope.ROOM, Scope.PROGRAMME} - {stands}:
            await self._exclusions.lift_from(account, scope, room, by, made=made)
        if isinstance(last.event, e.SeatRemoved) and stands is not Scope.TONIGHT:
            taken_by = await self._taken_by(held.live.id, seat) or by
            await self._exclusions.exclude(account, stands, room, until=None, reason=last.event.reason, by=taken_by, at=last.at)
            await self._end_elsewhere(held.live.id, account, stands, room)

    async def _taken_by(self, meeting: str, seat: SeatId) -> str | None:
        """The account that asked her to go: whoever brings the record into step need not be the one."""
        c = t.measure.c
        query = sa.select(c.taken_by).where(c.meeting_id == meeting, c.kind == Measure.REMOVAL.value, c.about == seat)
        async with self._hall.loader.db.read() as connection:
            return (await connection.execute(query)).scalar()

    async def _end_elsewhere(self, here: str, account: str, scope: Scope, room: str) -> None:
        """Her seats in other meetings that it covers end, on every node. One that cannot be asked keeps none of the others."""
        c = t.meeting.c
        covered = c.room_id == room if scope is Scope.ROOM else sa.true()
        alive = sa.and_(c.id != here, c.status != "closed", c.destroyed_at.is_(None), covered)
        taken = sa.exists(sa.select(t.seat.c.seat_id).where(t.seat.c.meeting_id == c.id))
        async with self._hall.loader.db.read() as connection:
            meetings = (await connection.execute(sa.select(c.id).where(alive, taken))).scalars().all()
        trouble: Exception | None = None
        for meeting in meetings:
            try:
                await self._end_in(meeting, account)
            except Exception as error:  # noqa: BLE001 -- said at the end; the timer tries again
                trouble = error
        if trouble is not None:
            raise trouble

    async def _end_in(self, meeting: str, account: str) -> None:
        key = await self._hall.loader.keyring.get(meeting)
        if key is None:
            return  # its words were destroyed a moment ago
        c = t.seat.c
        query = sa.select(c.seat_id).where(c.meeting_id == meeting, c.blind == blind_of(key, "account", account))
        async with self._hall.loader.db.read() as connection:
            seat = (await connection.execute(query)).scalar()
        if seat is not None:
            await self.end(await self._hall.get(meeting), SeatId(seat))

    async def end(self, held: Held, seat: SeatId) -> None:
        """It was decided elsewhere that she may not be here: her seat ends, with every line of hers. Who has gone needs nothing."""
        await held.live.follower.read_log()
        await held.live.do(SYSTEM, ShutOut(seat))


def _decided(held: Held, seat: SeatId) -> list[Entry]:
    """What was decided about whether she may be here, in order."""
    kinds = e.SeatRemoved | e.SeatDeclined | e.SeatLetBack
    return [entry for entry in held.live.replica.entries if isinstance(entry.event, kinds) and entry.event.seat == seat]
