"""What facilitators say among themselves, and the one kind sentence they may say to one woman alone."""

from __future__ import annotations

from rooms.ids import Fact, MessageId, SeatId
from rooms.terms import Nudge


class BackChannelSaid(Fact, frozen=True):
    """A facilitator wrote to the other facilitators of this meeting. Facilitators only.

    Control, so that whoever clears the line, or closes the meeting, knows every message there is.
    """

    message: MessageId
    seat: SeatId


class BackChannelTakenBack(Fact, frozen=True):
    """She took it back; the body is destroyed with this entry. Facilitators only."""

    message: MessageId


class BackChannelCleared(Fact, frozen=True):
    """The time of these words is over, or a facilitator cleared them: they are destroyed with this entry. Facilitators only."""

    messages: tuple[MessageId, ...]


class Nudged(Fact, frozen=True):
    """A facilitator said a sentence of the list to one woman alone. Facilitators, and she herself."""

    seat: SeatId
    nudge: Nudge
    by: SeatId


BackChannelEvent = BackChannelSaid | BackChannelTakenBack | BackChannelCleared
