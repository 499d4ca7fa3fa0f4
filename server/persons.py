"""What is said over the wire about a person to come: asking for one, taking it back, a worry, and what a facilitator answers.

Kept apart from `commands.py`, as nothing here is a matter of the meeting: it is never refused for what the meeting is or does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from moderation.case_commands import Acknowledge, BeWithHer
from moderation.case_told import told
from rooms.events import MessageId, SeatId
from rooms.refusals import Refused
from server import person_asks as p
from server import wire
from server.asks import Command
from server.live.peer import Peer, Reply
from server.oncall.intake import Receipt
from server.oncall.raising import Raising
from server.store.engine import StoreDown

Begin = Callable[[Coroutine[Any, Any, None], Reply], None]


class Persons:
    """One a node. `begin` runs what asks the database, and answers with what went wrong."""

    def __init__(self, raising: Raising, begin: Begin) -> None:
        self._raising, self._begin = raising, begin
        self.table: dict[type[Command], Callable[[Peer, Any, Reply], None]] = {
            p.AskPerson: self._ask_person,
            p.TakeBackAsk: self._take_back,
            p.DeclinePerson: self._decline,
            p.RaiseConcern: self._raise_concern,
            p.BeWithHer: self._be_with_her,
            p.TakeCase: self._take_case,
        }

    def _ask_person(self, peer: Peer, said: p.AskPerson, reply: Reply) -> None:
        note, seated = _note(said.note), peer.seated

        async def ask() -> Receipt:
            if seated is None:  # she could not come in, or has not yet
                return await self._raising.from_page(peer.identity, said.id, note=note)
            return await self._raising.from_seat(seated.held, seated.seat, peer.identity, said.id, danger=said.danger, note=note)

        self._begin(_raised(ask, reply), reply)

    def _raise_concern(self, peer: Peer, said: p.RaiseConcern, reply: Reply) -> None:
        seat, note = peer.seat, _note(said.note)
        message = None if said.message is None else MessageId(said.message)

        async def ask() -> Receipt:
            return await self._raising.worry(
                seat.held, seat.seat, peer.identity, said.id,
                about=SeatId(said.seat), message=message, severity=said.severity, note=note,
            )  # fmt: skip

        self._begin(_raised(ask, reply), reply)

    def _take_back(self, peer: Peer, _said: p.TakeBackAsk, reply: Reply) -> None:
        seat = peer.seat
        self._begin(_done(self._raising.take_back(seat.held, seat.seat), reply), reply)

    def _decline(self, peer: Peer, _said: p.DeclinePerson, reply: Reply) -> None:
        seat = peer.seat
        self._begin(_done(self._raising.decline(seat.held, seat.seat), reply), reply)

    def _be_with_her(self, peer: Peer, said: p.BeWithHer, reply: Reply) -> None:
        seat = peer.seat
        work = self._raising.by_facilitator(seat.held, SeatId(said.seat), peer.identity, BeWithHer(said.on))
        self._begin(_done(work, reply), reply)

    def _take_case(self, peer: Peer, said: p.TakeCase, reply: Reply) -> None:
        seat = peer.seat
        self._begin(_done(self._raising.by_facilitator(seat.held, SeatId(said.seat), peer.identity, Acknowledge()), reply), reply)


async def _raised(ask: Callable[[], Awaitable[Receipt]], reply: Reply) -> None:
    """Durable first, then "sent"; when it could not be kept she is told that nobody has been told."""
    try:
        receipt = await ask()
    except StoreDown:
        raise Refused("nobody_told") from None
    now = told(receipt.case)
    reply(ok=True, code=receipt.code, status=now.status.value)


async def _done(work: Awaitable[object], reply: Reply) -> None:
    await work
    reply(ok=True)


def _note(text: str | None) -> str:
    """What she adds; words that cannot be kept keep nobody from being called."""
    try:
        return wire.clean_note(text or "")
    except Refused:
        return ""
