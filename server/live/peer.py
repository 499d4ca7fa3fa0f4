"""A peer: one joined connection, who is behind it, where she sits, and how her commands are answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from rooms.refusals import Refused
from server import wire
from server.identity import Identity
from server.live.frames import Out
from server.live.line import Line
from server.live.meetings import Seated
from server.live.replica import Entry
from server.live.vigil import Watched

COMMANDS_AT_ONCE = 60.0  # of one connection, all kinds together
COMMANDS_PER_SECOND = 10.0

Say = Callable[[str, str], str]
"""A sentence in a language."""


class Peer(Watched):
    """One joined connection."""

    def __init__(self, line: Line, identity: Identity, now: float) -> None:
        super().__init__(line, identity)
        self.seated: Seated | None = None
        self.taking = False
        self.hides: Callable[[str], bool] | None = None  # whether words are on her own list; None: it is empty
        self._left, self._at = COMMANDS_AT_ONCE, now

    @property
    def seat(self) -> Seated:
        """Where she sits; refuses with `no_seat` before she has taken one."""
        if self.seated is None:
            raise Refused("no_seat")
        return self.seated

    def spend(self, now: float, cost: float = 1.0) -> None:
        """One command, or what costs as much as so many. Refused `too_fast`."""
        self._left = min(COMMANDS_AT_ONCE, self._left + (now - self._at) * COMMANDS_PER_SECOND)
        self._at = now
        if self._left < cost:
            raise Refused("too_fast")
        self._left -= cost


class Reply:
    """The answer that one command awaits, if it asked for one."""

    __slots__ = ("_ack", "_peer", "_say")

    def __init__(self, peer: Peer, ack: int | None, say: Say) -> None:
        self._peer = peer
        self._ack = ack
        self._say = say

    def __call__(self, **fields: Any) -> None:
        """Answer."""
        if self._ack is not None and not self._peer.line.over:
            self._peer.line.say(Out.of([wire.answer(self._ack, fields)]))

    def refuse(self, error: Exception, **more: Any) -> None:
        """Answer why not, with what else her page needs to know."""
        self(**wire.refusal(wire.as_refused(error), partial(self._say, self._peer.identity.language)), **more)

    def to(self, outcome: list[Entry] | Refused) -> None:
        """Answer a wish that has nothing to tell but that it was granted."""
        if isinstance(outcome, Refused):
            self.refuse(outcome)
        else:
            self(ok=True)
