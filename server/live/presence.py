"""Presence: who of a meeting has a line on this node, what she is told as she comes, and when her line counts as lost.

A seat is attached to this node with its first line here, and detached when it has had none for a moment, so that a quick reconnect
writes nothing. What could not be written is tried again with the next tick.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from rooms import events as e
from rooms import turns
from rooms.commands import Attach, Detach, Succeed
from rooms.events import NodeId, SeatId, SeatRole
from rooms.leading import succeed
from rooms.overflow import comes_in
from rooms.refusals import Refused
from rooms.speech import may_write
from rooms.standing import is_read_first
from rooms.state import Away, Seat, SeatStatus, Status
from rooms.upkeep import FillPlaces, MoveOn, ShutOut
from rooms.views import audience_at, may_know, snapshot, stamp
from server import wire
from server.live.line import Line
from server.live.meeting import LiveMeeting
from server.live.publication import Publication
from server.live.wish import Wish

GRACE_S = 3.0  # how long a seat may be without a line before it is called lost
MOST_MISSED = 500  # more than this is a fresh snapshot
TYPING_EVERY_S = 2.0
_NO_SEAT = SeatId("")  # what no seat asks is asked once at a time too
_PRESENT = frozenset({SeatStatus.HERE, SeatStatus.WAITING})


class Presence:
    """The seats of one live meeting that have lines here. `node` says under which id, which may change while cut off."""

    def __init__(self, live: LiveMeeting, node: Callable[[], str]) -> None:
        self.live = live
        self._node = node
        self._loop = asyncio.get_running_loop()
        self._lineless: dict[SeatId, float] = {}
        self._asked: set[SeatId] = set()
        self._typed: dict[SeatId, float] = {}

    # coming

    async def attach(self, seat: SeatId, excluded: Callable[[], Awaitable[bool]]) -> Seat:
        """Her seat, in the circle or waiting, and held by this node, as it is when this returns.

        Refused `meeting_closed`, `no_seat`, `locked`, `removed`, `excluded`.
        """
        self._lineless.pop(seat, None)  # she is coming: the moment without a line that is over tells nothing any more
        for _ in range(3):
            if self._present(seat) is None:
                await self.live.do(seat, Attach(seat, NodeId(self._node())))
            if await excluded():  # decided while she came: whoever ended her seats may have looked before this one was taken
                await self.live.do(_NO_SEAT, ShutOut(seat))
                raise Refused("excluded")
            if (found := self._present(seat)) is not None:  # else somebody has asked her to go meanwhile
                return found
        raise Refused("changed")

    def _present(self, seat: SeatId) -> Seat | None:
        found = self.live.state.seats.get(seat)
        return found if found is not None and found.status in _PRESENT and self._node() in found.nodes else None

    def enter(self, line: Line, seat: Seat, cursor: str | None) -> dict[str, Any]:
        """The answer to `take_seat`. From here on the line is shown what her audience is shown, and nothing twice."""
        live, replica = self.live, self.live.replica
        audience = audience_at(seat)
        missed = self._missed(seat, cursor)
        live.circle.enter(line, seat.id, audience)
        self._lineless.pop(seat.id, None)
        return {
            "ok": True,
            "you": seat.id,
            "room": self._room(),
            "snapshot": snapshot(live.state, seat, replica.words) if missed is None else None,
            "missed": missed,
            "standing": live.standing(seat.id),
            "seq": live.state.shown[audience],
            "cursor": replica.key.cursor(audience, replica.head),
        }

    def _missed(self, seat: Seat, cursor: str | None) -> list[Any] | None:
        """What she has not been shown since `cursor`, if that is hers to continue from; else None: she needs a snapshot."""
        place = self.live.replica.key.read_cursor(cursor) if cursor else None
        audience = audience_at(seat)
        if place is None or place[0] != audience or place[1] > self.live.replica.head:
            return None
        if not self.live.state.history and place[1] < seat.arrived_at:
            return None
        seen = self.live.replica.entries[place[1] - 1].shown[audience] if place[1] else 0
        if self.live.state.shown[audience] - seen > MOST_MISSED:
            return None
        if self._restored_unknown(seat, place[1]):
            return None
        return self.live.replica.after(place[1], audience)

    def _restored_unknown(self, seat: Seat, after: int) -> bool:
        """Whether words from before she came were shown again meanwhile: their event may hold them, and she may not know of them."""
        state, entries = self.live.state, self.live.replica.entries
        restored = (entry.event.message for entry in entries[after:] if isinstance(entry.event, e.MessageRestored))
        return any(not may_know(state, seat, state.messages[message]) for message in restored)

    def _room(self) -> dict[str, Any]:
        room, state = self.live.replica.room, self.live.state
        return {
            "name": room.name,
            "purpose": room.purpose,
            "language": room.language,
            "typing": room.typing,
            "history": state.history,
            "capacity": state.capacity,
            "opens_at": stamp(room.opens_at),
            "closes_at": stamp(room.closes_at),
            "words_kept_s": state.words_kept_s,
            "format": [step.title for step in state.script],  # who waits is told too what tonight is like
        }

    # going

    def exit(self, line: Line, seat: SeatId) -> None:
        """One of her lines is gone."""
        if self.live.circle.exit(line, seat):
            self._lineless[seat] = self._loop.time()

    def tick(self) -> None:
        """Once a second: bring what the log says of seats held here into line with the lines there are."""
        if self.live.state.status is Status.CLOSED:
            return
        node, now, held_here = NodeId(self._node()), self._loop.time(), bool(self.live.circle)
        for seat in self.live.state.seats.values():
            held, attached = self.live.circle.holds(seat.id), node in seat.nodes
            if held:
                if seat.status is SeatStatus.LOST or (seat.status in _PRESENT and not attached):
                    self._ask(seat.id, Attach(seat.id, node))
            elif attached and now - self._lineless.setdefault(seat.id, now) >= GRACE_S:
                self._ask(seat.id, Detach(seat.id, node))
        self._look_after_the_lead(node)
        if held_here and turns.move_on(self.live.state, self.live.now()):
            self._ask(_NO_SEAT, MoveOn())
        self._look_after_the_queue(node)

    def _look_after_the_queue(self, node: NodeId) -> None:
        """A seat that time alone has freed is somebody's who waits for one; a node that holds a line of the queue sees to it."""
        state = self.live.state
        first = next((seat for seat in state.queue if node in state.seats[seat].nodes), None)
        if first is not None and comes_in(state, self.live.now()):
            self._ask(first, FillPlaces())

    def _look_after_the_lead(self, node: NodeId) -> None:
        """A lead whose line stays lost is succeeded; a node that holds a facilitator's line sees to it."""
        state = self.live.state
        lead = state.seats[state.lead] if state.lead is not None else None
        if (
            lead is not None
            and lead.status is SeatStatus.LOST
            and any(seat.role is SeatRole.FACILITATOR and node in seat.nodes for seat in state.seats.values())
            and succeed(state, self.live.now())
        ):
            self._ask(lead.id, Succeed())

    @property
    def holds_any(self) -> bool:
        """Whether the log says that some seat is held here."""
        node = NodeId(self._node())
        return any(node in seat.nodes for seat in self.live.state.seats.values())

    def _ask(self, seat: SeatId, command: Attach | Detach | MoveOn | Succeed | FillPlaces) -> None:
        if seat in self._asked:
            return
        self._asked.add(seat)
        self.live.wish(Wish(seat, command, lambda _: self._asked.discard(seat)))

    # typing

    def types(self, seat: SeatId) -> None:
        """She is writing: a hint to the others, here and elsewhere, at most every few seconds, kept nowhere."""
        now, state = self._loop.time(), self.live.state
        found = state.seats.get(seat)
        if found is None or not self.live.replica.room.typing or now - self._typed.get(seat, -TYPING_EVERY_S) < TYPING_EVERY_S:
            return
        if found.away is Away.QUIET or is_read_first(state, found):
            return  # nobody is told that she is there, or writes
        try:
            may_write(state, found, self.live.now())
        except Refused:
            return
        self._typed[seat] = now
        self.show_typing(seat)
        self.live.publish(Publication(typing=seat))

    def show_typing(self, seat: SeatId) -> None:
        """Somebody is writing, here or on another node."""
        self.live.circle.hint(wire.notice(type="typing", seat=seat), but=seat)
