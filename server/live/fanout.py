"""Fan-out: who of a meeting is connected here, and one write to each of what their audience is shown.

An entry is encoded once for an audience, framed once, and written once to each line. What one commit brought of a meeting leaves in one
write: it is joined until the loop's next turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from rooms.audience import Audience
from rooms.events import SeatId
from server import wire
from server.live.frames import Out
from server.live.line import Line

CROWD = 8  # seats: what touches more of them at once is told them
CROWD_EVERY_S = 1.0  # so often at most


class Circle:
    """The lines of one meeting on this node."""

    def __init__(self, note: Callable[[SeatId], bytes]) -> None:
        """`note` makes the packet that tells a seat alone how it stands, of the moment in which it is written."""
        self._note = note
        self._noted: dict[SeatId, None] = {}
        self._noted_together: dict[SeatId, None] = {}
        self._lines: dict[Audience, dict[Line, SeatId]] = {audience: {} for audience in Audience}
        self._seats: dict[SeatId, set[Line]] = {}
        self._waiting: dict[Audience, list[bytes]] = {audience: [] for audience in Audience}
        self._partings: list[tuple[SeatId | None, str]] = []
        self._scheduled = False

    def __bool__(self) -> bool:
        return bool(self._seats)

    @property
    def seats(self) -> Iterable[SeatId]:
        """Seats with a line here."""
        return self._seats.keys()

    def holds(self, seat: SeatId) -> bool:
        """Whether this seat has a line here."""
        return seat in self._seats

    def has(self, audience: Audience) -> bool:
        """Whether anybody of this audience is here."""
        return bool(self._lines[audience])

    def lines(self) -> list[Line]:
        """All of them."""
        return [line for lines in self._seats.values() for line in lines]

    def enter(self, line: Line, seat: SeatId, audience: Audience) -> None:
        """From here on this line is shown what its audience is shown; what waits to be written was before it."""
        self.flush()
        self._forget(line)
        self._lines[audience][line] = seat
        self._seats.setdefault(seat, set()).add(line)

    def exit(self, line: Line, seat: SeatId) -> bool:
        """Forget a line; whether it was its seat's last one here."""
        self._forget(line)
        mine = self._seats.get(seat)
        if mine is None:
            return False
        mine.discard(line)
        if not mine:
            del self._seats[seat]
        return not mine

    def _forget(self, line: Line) -> None:
        for lines in self._lines.values():
            lines.pop(line, None)

    def set_aside(self, seat: SeatId, packet: bytes) -> None:
        """Her audience has changed: what waits was before that, and nothing more is shown to her lines until each takes its seat anew."""
        if seat in self._seats:
            self._write()
            out = Out.of([packet])
            for line in self._seats[seat]:
                self._forget(line)
                line.say(out)

    def send_away(self, seat: SeatId, code: str, **fields: str) -> None:
        """What waits was before that; then every line of hers here is told why, and ended, at once."""
        if seat in self._seats:
            self._write()
            for line in tuple(self._seats[seat]):
                self._forget(line)
                goodbye(line, code, **fields)

    def note(self, seats: Iterable[SeatId]) -> None:
        """After what waits: tell the lines that these seats have here how each stands, once for all that has touched it.

        What touches many, such as one more at a crowded door, is told them together, once in a while.
        """
        noted = dict.fromkeys(seat for seat in seats if seat in self._seats)
        if len(noted) <= CROWD:
            self._noted |= noted
            self._soon()
        else:
            if not self._noted_together:
                asyncio.get_running_loop().call_later(CROWD_EVERY_S, self._note_together)
            self._noted_together |= noted

    def _note_together(self) -> None:
        self._noted |= self._noted_together
        self._noted_together = {}
        self._soon()

    def show(self, audience: Audience, packet: bytes) -> None:
        """Write this to everyone of the audience, in order, on the loop's next turn."""
        self._waiting[audience].append(packet)
        self._soon()

    def part(self, seat: SeatId | None, code: str) -> None:
        """After what waits: say goodbye to every line of a seat, or of all seats, and end it."""
        self._partings.append((seat, code))
        self._soon()

    def tell(self, packet: bytes) -> None:
        """Write to everyone at once something that has no place among the events."""
        out = Out.of([packet])
        for line in self.lines():
            line.say(out)

    def hint(self, packet: bytes, *, but: SeatId) -> None:
        """Write to everyone in the circle but one seat; nothing of the circle reaches the waiting room."""
        out = Out.of([packet])
        for audience in (Audience.MEMBERS, Audience.FACILITATORS):
            for line, seat in self._lines[audience].items():
                if seat != but:
                    line.say(out)

    def flush(self) -> None:
        """Write what waits, and part from those who go."""
        self._scheduled = False
        self._write()
        if self._partings:
            partings, self._partings = self._partings, []
            for seat, code in partings:
                for line in self.lines() if seat is None else tuple(self._seats.get(seat, ())):
                    goodbye(line, code)

    def _write(self) -> None:
        """What waits to be shown. Who goes is still here: the same decision may bring her its answer."""
        for audience, packets in self._waiting.items():
            if packets:
                out = Out.of(packets)
                packets.clear()
                for line in tuple(self._lines[audience]):
                    line.say(out)
        if self._noted:
            noted, self._noted = self._noted, {}
            for each in noted:
                if lines := tuple(self._seats.get(each, ())):
                    out = Out.of([self._note(each)])
                    for line in lines:
                        line.say(out)

    def _soon(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            asyncio.get_running_loop().call_soon(self._turn)

    def _turn(self) -> None:
        if self._scheduled:
            self.flush()


def goodbye(line: Line, code: str, **fields: str) -> None:
    """Say why, and where else she may turn, then end the connection."""
    line.say(Out.of([wire.notice(type="goodbye", code=code, **fields)]))
    line.part(come_back=wire.GOODBYES[code])
