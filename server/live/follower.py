"""A follower applies a meeting's entries to its replica in strict log order, wherever they come from: our own commits, another node's
publication, or the log itself, which heals whatever the wire has lost or brought late.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime

from rooms import events as e
from rooms.events import Event, MessageId, SeatId
from server import wire
from server.live.loader import Loader
from server.live.publication import Said
from server.live.replica import Entry, Replica
from server.store.entries import StoredRow
from server.store.log import StoreDown

HEAL_AFTER_S = 0.25  # a hole in what we have heard is read from the log after so long
CHUNK = 200  # entries folded before the loop has its turn: under 5 ms


class Follower:
    """Keeps one replica in step. `show` is called with each entry, once, in order."""

    def __init__(self, replica: Replica, loader: Loader, show: Callable[[Entry], None]) -> None:
        self._replica = replica
        self._loader = loader
        self._show = show
        self._loop = asyncio.get_running_loop()
        self._held: dict[int, tuple[Event, datetime]] = {}
        self._awaited: dict[int, Callable[[], None]] = {}
        self._heal_timer: asyncio.TimerHandle | None = None
        self._catching_up: asyncio.Task[None] | None = None
        self._after: list[Callable[[], None]] = []

    def offer(self, rows: Iterable[tuple[int, Event, datetime]], said: Said) -> None:
        """Entries that are committed, in any order, known or not. What is next is applied at once, the rest when the hole is filled."""
        replica = self._replica
        for message, text in said.bodies:
            if message not in replica.erased:
                replica.words.bodies[MessageId(message)] = text
        for seat, blind, name in said.seats:
            replica.know_seat(SeatId(seat), blind, name)
        for n, event, at in rows:
            if n > replica.head:
                self._held[n] = (event, at)
        self._advance()

    def when(self, n: int, then: Callable[[], None]) -> None:
        """Call `then` once entry `n` is applied, which may be now."""
        if n <= self._replica.head:
            then()
        else:
            self._awaited[n] = then

    def _advance(self) -> None:
        replica = self._replica
        while (held := self._held.pop(replica.head + 1, None)) is not None:
            self._show(replica.apply(*held))
            then = self._awaited.pop(replica.head, None)
            if then is not None:
                then()
        if self._held:
            self._heal_soon(0)

    def behind(self, seq: int, *, at_once: bool) -> None:
        """The log is at `seq`. What is missing here is read from it, after a moment if the wire may yet bring it."""
        if seq > self._replica.head:
            if at_once:
                self.catch_up()
            else:
                self._heal_soon(seq)

    def _heal_soon(self, seq: int) -> None:
        if self._heal_timer is None:
            self._heal_timer = self._loop.call_later(HEAL_AFTER_S, self._heal, seq)

    def _heal(self, seq: int) -> None:
        self._heal_timer = None
        if self._held or seq > self._replica.head:
            self.catch_up()

    def catch_up(self, then: Callable[[], None] | None = None) -> None:
        """Read what the log has beyond us, then call `then`, whether or not the database could be asked."""
        if then is not None:
            self._after.append(then)
        if self._catching_up is None:
            self._catching_up = self._loop.create_task(self._catch_up())

    async def _catch_up(self) -> None:
        waiting: list[Callable[[], None]] = []
        try:
            waiting, self._after = self._after, waiting
            await self.read_log()
        except StoreDown:
            pass  # the next position check tries again
        except Exception as error:  # noqa: BLE001 -- whoever waits must be answered all the same
            wire.as_refused(error)
        finally:
            self._catching_up = None
            for then in waiting:
                then()
            if self._after:  # asked for while we read: what they look for may be newer than what we saw
                self.catch_up()

    async def read_log(self) -> None:
        """Apply all that the log has beyond us, in chunks between which the loop has its turn. Raises `StoreDown`."""
        while True:
            rows, said = await self._loader.chunk(self._replica, CHUNK)
            self.offer(decoded(rows), said)
            if len(rows) < CHUNK:
                return
            await asyncio.sleep(0)

    def stop(self) -> None:
        """Let go of timers."""
        if self._heal_timer is not None:
            self._heal_timer.cancel()


def decoded(rows: Iterable[StoredRow]) -> list[tuple[int, Event, datetime]]:
    """Stored rows as events."""
    return [(row.n, e.decode(row.data), row.at) for row in rows]
