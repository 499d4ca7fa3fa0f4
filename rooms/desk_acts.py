"""What a facilitator can ask besides the lead, the door, the shape and the calm: the facilitators' own line, and a kind sentence to one."""

from __future__ import annotations

from rooms.ids import MessageId, SeatId, Wish
from rooms.terms import Nudge


class SayInBackChannel(Wish, frozen=True):
    """To the other facilitators of this meeting only."""

    message: MessageId


class TakeBackInBackChannel(Wish, frozen=True):
    """Take my own words to them back."""

    message: MessageId


class ClearBackChannel(Wish, frozen=True):
    """Destroy all that was said there."""


class SendNudge(Wish, frozen=True):
    """One sentence of the list, to her alone."""

    seat: SeatId
    nudge: Nudge


BackChannel = SayInBackChannel | TakeBackInBackChannel | ClearBackChannel
