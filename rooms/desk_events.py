"""What facilitators say among themselves, the one kind sentence they may say to one woman alone, and who was called for her."""

from __future__ import annotations

from rooms.ids import Fact, MessageId, SeatId
from rooms.terms import Coming, Nudge


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


class PersonTold(Fact, frozen=True):
    """How it stands with the person whom she asked for, or who was called for her. Facilitators, and she herself.

    Who has it is a body sealed under `message`: a role and display names. `version` grows within one case.
    """

    seat: SeatId
    message: MessageId
    case: str
    version: int
    status: Coming
    severity: str  # red | amber | green
    origin: str  # she | facilitator | member | words
    mine: bool = False  # she asked herself, and may take it back
    withdrawn: bool = False  # she took it back, and it goes on all the same
    withheld: bool = False  # she is not told, for a reason that is kept with the case
    emergency: bool = False  # emergency services were called
    widened: int = 0  # how often more than the least was read of what was said around it


ToOneEvent = Nudged | PersonTold
BackChannelEvent = BackChannelSaid | BackChannelTakenBack | BackChannelCleared
