"""What can happen to the shape of a meeting: its steps, whose turn it is, and what facilitators set for a calm room."""

from __future__ import annotations

from datetime import datetime

from rooms.ids import Fact, MessageId, SeatId
from rooms.terms import Mode, Part, Reason


class StepBegan(Fact, frozen=True):
    """The script's step `index` begins, with all its settings."""

    index: int


class ModeSet(Fact, frozen=True):
    """Who speaks when from now on. Ends the turn; hands stay."""

    mode: Mode
    cross_talk: bool
    turn_s: int  # how long a turn is meant to be; 0: no measure


class RoundBegan(Fact, frozen=True):
    """A new go-round: everyone is asked again."""


class HandRaised(Fact, frozen=True):
    """She would like to speak."""

    seat: SeatId


class HandLowered(Fact, frozen=True):
    """Not now after all."""

    seat: SeatId


class HandsSet(Fact, frozen=True):
    """Hands are up in this order: as they were before a drill, or with hers first who lost her line in her turn."""

    hands: tuple[SeatId, ...]


class TurnBegan(Fact, frozen=True):
    """It is her turn."""

    seat: SeatId


class TurnEnded(Fact, frozen=True):
    """Her turn is over."""

    seat: SeatId
    passed: bool = False
    kept: bool = False  # her line is lost and the queue moves on: she is asked again when she is back


class TurnHeld(Fact, frozen=True):
    """She stepped away or her line is lost: her turn waits and its time stands still. Quietly: members are not told."""

    quiet: bool = False


class TurnResumed(Fact, frozen=True):
    """She is back, and so is her turn."""

    quiet: bool = False  # as it was held


class TimeGranted(Fact, frozen=True):
    """Her turn may last longer."""

    seconds: int


class ListeningSet(Fact, frozen=True):
    """She is just listening, or is not any more. Nobody calls on her meanwhile."""

    seat: SeatId
    on: bool


class SteppedAway(Fact, frozen=True):
    """She stepped away for a moment. Quietly: members are not told."""

    seat: SeatId
    quiet: bool


class CameBack(Fact, frozen=True):
    """She is at the page again."""

    seat: SeatId
    quiet: bool  # as she went


class Volunteered(Fact, frozen=True):
    """She offers to read, to keep time or to welcome: for this meeting only."""

    seat: SeatId
    part: Part


class PartGivenUp(Fact, frozen=True):
    """Not after all."""

    seat: SeatId
    part: Part


# in the facilitators' hands


class Paused(Fact, frozen=True):
    """Everything rests: words, hands, the door. What was set is kept."""


class Resumed(Fact, frozen=True):
    """It goes on as it was."""


class GroundingBegan(Fact, frozen=True):
    """The facilitators ask everyone to rest a moment: members' words wait until then. It ends by itself."""

    until: datetime


class GroundingEnded(Fact, frozen=True):
    """They end it before its time."""


class SlowSet(Fact, frozen=True):
    """A member may write once in so many seconds; 0: as she likes."""

    seconds: int


class Quieted(Fact, frozen=True):
    """Quiet time: she reads and does not write until then. It lifts by itself. Facilitators, and she herself."""

    seat: SeatId
    until: datetime
    reason: Reason


class QuietLifted(Fact, frozen=True):
    """She may write again already. Facilitators, and she herself."""

    seat: SeatId


class HoldSet(Fact, frozen=True):
    """From now on the words of everyone (`seat` null) or of one seat are read by a facilitator first, or not any more. Facilitators."""

    seat: SeatId | None
    on: bool


class DrillCalled(Fact, frozen=True):
    """The intruder drill: these seats and messages, as they were touched by it, so that it can be undone. Facilitators."""

    seats: tuple[SeatId, ...]
    messages: tuple[MessageId, ...]
    paused: bool  # whether the drill paused the room, or it was paused already
    locked: bool


class DrillUndone(Fact, frozen=True):
    """It was a mistake; what it did is undone by the entries that follow. Facilitators."""


class DrillErased(Fact, frozen=True):
    """Nobody has undone it in time: these words of it are destroyed with this entry. Facilitators."""

    messages: tuple[MessageId, ...]
    over: bool  # whether it was the last drill: it cannot be undone any more


TurnEvent = (
    StepBegan
    | ModeSet
    | RoundBegan
    | HandRaised
    | HandLowered
    | HandsSet
    | TurnBegan
    | TurnEnded
    | TurnHeld
    | TurnResumed
    | TimeGranted
    | ListeningSet
    | SteppedAway
    | CameBack
    | Volunteered
    | PartGivenUp
)
CalmEvent = (
    Paused | Resumed | GroundingBegan | GroundingEnded | SlowSet | Quieted | QuietLifted | HoldSet | DrillCalled | DrillUndone | DrillErased
)
