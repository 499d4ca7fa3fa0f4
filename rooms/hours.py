"""What the server asks of a meeting when its hour comes: it is planned, it opens, it closes."""

from __future__ import annotations

from rooms.formats import Step
from rooms.ids import Wish
from rooms.rules import Rules
from rooms.terms import WaitingFor


class Plan(Wish, frozen=True):
    """Begin the log with the room's rules as they are now."""

    capacity: int
    history: bool
    guests: bool
    words_kept_s: int
    facilitators_needed: int = 1
    grace_s: int = 60
    waiting: WaitingFor = WaitingFor.NOBODY
    script: tuple[Step, ...] = ()
    rules: Rules = Rules()
    back_channel_kept_s: int = 0


class Open(Wish, frozen=True):
    """It is time, or a facilitator opened the door."""


class CloseByClock(Wish, frozen=True):
    """The meeting has reached its end."""


class CloseFromOutside(Wish, frozen=True):
    """A facilitator ends it from a page, whether or not she has a seat."""
