"""Everything that can happen in a meeting. Events hold ids, kinds and numbers; words and names travel beside them, sealed.

*Talk* (words and responses) leaves open who may do what; every other event is *control* and moves the meeting's control version,
so that no node can append talk decided on rules that no longer hold.
"""

from __future__ import annotations

import enum
from datetime import datetime
from typing import NewType

import msgspec

from rooms.formats import Step
from rooms.terms import LeadWhy, Mode, NextStep, Part, Reason, Scope, WaitingFor

MeetingId = NewType("MeetingId", str)
SeatId = NewType("SeatId", str)
MessageId = NewType("MessageId", str)
NodeId = NewType("NodeId", str)


class SeatRole(enum.StrEnum):
    """What a seat is in this meeting."""

    MEMBER = "member"
    FACILITATOR = "facilitator"


class Word(enum.StrEnum):
    """The few supportive responses."""

    WITH_YOU = "with_you"
    ME_TOO = "me_too"
    THANK_YOU = "thank_you"
    STRENGTH = "strength"


def _snake(name: str) -> str:
    """`SeatTaken` -> `seat_taken`."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


class _Event(msgspec.Struct, frozen=True, tag_field="kind", tag=_snake):
    """A fact. Its tag is what the log stores."""


class MeetingPlanned(_Event, frozen=True):
    """The first entry: the rules this meeting runs under, frozen."""

    capacity: int
    history: bool
    guests: bool
    words_kept_s: int
    facilitators_needed: int = 1  # how many must be present for members' words to be taken
    grace_s: int = 60  # how long the circle goes on without them
    waiting: WaitingFor = WaitingFor.NOBODY
    script: tuple[Step, ...] = ()  # the format, frozen; empty: an open meeting


class MeetingOpened(_Event, frozen=True):
    """Words are accepted from now on."""


class MeetingClosed(_Event, frozen=True):
    """Every seat ends."""

    reason: str  # facilitator | time


class SeatTaken(_Event, frozen=True):
    """A place is kept for her; nobody sees it until she arrives."""

    seat: SeatId
    number: int
    role: SeatRole
    guest: bool
    mark: str  # blind index of her name's look-alike form


class SeatGivenUp(_Event, frozen=True):
    """She never arrived."""

    seat: SeatId


class SeatAttached(_Event, frozen=True):
    """A node holds a line to her."""

    seat: SeatId
    node: NodeId


class SeatDetached(_Event, frozen=True):
    """That node no longer does."""

    seat: SeatId
    node: NodeId


class SeatArrived(_Event, frozen=True):
    """She is here for the first time."""

    seat: SeatId


class SeatBack(_Event, frozen=True):
    """She is here again."""

    seat: SeatId


class SeatLost(_Event, frozen=True):
    """Her line is lost; her place is kept."""

    seat: SeatId


class SeatLeft(_Event, frozen=True):
    """She left."""

    seat: SeatId


class TurnedAway(_Event, frozen=True):
    """Somebody found the circle full. Facilitators only."""


# who facilitates


class Unattended(_Event, frozen=True):
    """Fewer facilitators than needed are here: after the grace, members' words rest."""


class Attended(_Event, frozen=True):
    """Enough facilitators are here again."""


class LeadTaken(_Event, frozen=True):
    """This facilitator leads now; whoever led before does not."""

    seat: SeatId
    why: LeadWhy


class LeadOffered(_Event, frozen=True):
    """The lead is offered to another facilitator. Facilitators only."""

    to: SeatId


class LeadKept(_Event, frozen=True):
    """The offer is over. Facilitators only."""


# the door


class SeatWaits(_Event, frozen=True):
    """She is in the waiting room. Facilitators only."""

    seat: SeatId


class SeatMovedToWaiting(_Event, frozen=True):
    """She is asked back to the waiting room. Members are shown that she left."""

    seat: SeatId


class WaitEnded(_Event, frozen=True):
    """She left the waiting room. Facilitators only."""

    seat: SeatId


class SeatAdmitted(_Event, frozen=True):
    """She may come in; `SeatArrived` or `SeatBack` follows if her line is here. Facilitators only."""

    seat: SeatId


class SeatDeclined(_Event, frozen=True):
    """She could not be let in tonight, and was pointed to something else. No sanction. Facilitators only."""

    seat: SeatId
    next: NextStep


class SeatRemoved(_Event, frozen=True):
    """She was asked to go. Members are shown that she left."""

    seat: SeatId
    reason: Reason
    scope: Scope


class SeatLetBack(_Event, frozen=True):
    """She may come again after all. Facilitators only."""

    seat: SeatId


class DoorLocked(_Event, frozen=True):
    """Nobody new comes in; whoever only lost her line does."""


class DoorUnlocked(_Event, frozen=True):
    """The door is open again."""


class WaitingSet(_Event, frozen=True):
    """Who is met at the door from now on. Facilitators only."""

    who: WaitingFor


class PrivateSaid(_Event, frozen=True):
    """Words on the private line between a waiting woman and the facilitators. Facilitators, and she herself."""

    message: MessageId
    seat: SeatId  # who said it
    line: SeatId  # whose line it is


# the shape of the meeting


class StepBegan(_Event, frozen=True):
    """The script's step `index` begins, with all its settings."""

    index: int


class ModeSet(_Event, frozen=True):
    """Who speaks when from now on. Ends the turn; hands stay."""

    mode: Mode
    cross_talk: bool
    turn_s: int  # how long a turn is meant to be; 0: no measure


class RoundBegan(_Event, frozen=True):
    """A new go-round: everyone is asked again."""


class HandRaised(_Event, frozen=True):
    """She would like to speak."""

    seat: SeatId


class HandLowered(_Event, frozen=True):
    """Not now after all."""

    seat: SeatId


class TurnBegan(_Event, frozen=True):
    """It is her turn."""

    seat: SeatId


class TurnEnded(_Event, frozen=True):
    """Her turn is over."""

    seat: SeatId
    passed: bool = False


class TurnHeld(_Event, frozen=True):
    """She stepped away or her line is lost: her turn waits and its time stands still."""


class TurnResumed(_Event, frozen=True):
    """She is back, and so is her turn."""


class TimeGranted(_Event, frozen=True):
    """Her turn may last longer."""

    seconds: int


class ListeningSet(_Event, frozen=True):
    """She is just listening, or is not any more. Nobody calls on her meanwhile."""

    seat: SeatId
    on: bool


class SteppedAway(_Event, frozen=True):
    """She stepped away for a moment. Quietly: members are not told."""

    seat: SeatId
    quiet: bool


class CameBack(_Event, frozen=True):
    """She is at the page again."""

    seat: SeatId
    quiet: bool  # as she went


class Volunteered(_Event, frozen=True):
    """She offers to read, to keep time or to welcome: for this meeting only."""

    seat: SeatId
    part: Part


class PartGivenUp(_Event, frozen=True):
    """Not after all."""

    seat: SeatId
    part: Part


# in the facilitators' hands


class Paused(_Event, frozen=True):
    """Everything rests: words, hands, the door. What was set is kept."""


class Resumed(_Event, frozen=True):
    """It goes on as it was."""


class SlowSet(_Event, frozen=True):
    """A member may write once in so many seconds; 0: as she likes."""

    seconds: int


class Quieted(_Event, frozen=True):
    """Quiet time: she reads and does not write until then. It lifts by itself. Facilitators, and she herself."""

    seat: SeatId
    until: datetime
    reason: Reason


class QuietLifted(_Event, frozen=True):
    """She may write again already. Facilitators, and she herself."""

    seat: SeatId


class HoldSet(_Event, frozen=True):
    """From now on the words of everyone (`seat` null) or of one seat are read by a facilitator first, or not any more. Facilitators."""

    seat: SeatId | None
    on: bool


class MessageReleased(_Event, frozen=True):
    """A held message reaches the circle, here and now in the order."""

    message: MessageId


class MessageDeclined(_Event, frozen=True):
    """A held message does not reach the circle. Facilitators, and she herself."""

    message: MessageId
    reason: Reason | None  # None: it waits to be read again


class HeldTakenBack(_Event, frozen=True):
    """She took back words that waited to be read; the body is destroyed. Facilitators."""

    message: MessageId
    seat: SeatId


class MessageRemoved(_Event, frozen=True):
    """Taken down for everyone, with a reason that she is told. The body stays sealed, so that it can be restored or appealed."""

    message: MessageId
    reason: Reason


class MessageRestored(_Event, frozen=True):
    """Shown again in its place."""

    message: MessageId


class DrillCalled(_Event, frozen=True):
    """The intruder drill: these seats and messages, as they were touched by it, so that it can be undone. Facilitators."""

    seats: tuple[SeatId, ...]
    messages: tuple[MessageId, ...]
    paused: bool  # whether the drill paused the room, or it was paused already
    locked: bool


class DrillUndone(_Event, frozen=True):
    """It was a mistake; what it did is undone by the entries that follow. Facilitators."""


# words


class MessagePosted(_Event, frozen=True):
    """She said something; her words are kept beside. `paced` in slow mode: then it counts as control, so that no second tab is quicker."""

    message: MessageId
    seat: SeatId
    reply_to: MessageId | None = None
    paced: bool = False


class MessageHeld(_Event, frozen=True):
    """She said something that a facilitator reads first. Facilitators, and she herself."""

    message: MessageId
    seat: SeatId
    reply_to: MessageId | None = None
    paced: bool = False


class MessageReported(_Event, frozen=True):
    """Somebody asks the facilitators to look at a message; who, and her note, are sealed in the report. Facilitators."""

    message: MessageId
    report: str
    reason: Reason


class MessageTakenBack(_Event, frozen=True):
    """She took her words back; the body is destroyed with this entry."""

    message: MessageId


class Responded(_Event, frozen=True):
    """She answered with a word."""

    message: MessageId
    seat: SeatId
    word: Word


class ResponseTakenBack(_Event, frozen=True):
    """She took that word back."""

    message: MessageId
    seat: SeatId
    word: Word


Talk = MessagePosted | MessageHeld | MessageTakenBack | MessageReported | PrivateSaid | Responded | ResponseTakenBack
Control = (
    MeetingPlanned
    | MeetingOpened
    | MeetingClosed
    | SeatTaken
    | SeatGivenUp
    | SeatAttached
    | SeatDetached
    | SeatArrived
    | SeatBack
    | SeatLost
    | SeatLeft
    | TurnedAway
    | Unattended
    | Attended
    | LeadTaken
    | LeadOffered
    | LeadKept
    | SeatWaits
    | SeatMovedToWaiting
    | WaitEnded
    | SeatAdmitted
    | SeatDeclined
    | SeatRemoved
    | SeatLetBack
    | DoorLocked
    | DoorUnlocked
    | WaitingSet
    | StepBegan
    | ModeSet
    | RoundBegan
    | HandRaised
    | HandLowered
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
    | Paused
    | Resumed
    | SlowSet
    | Quieted
    | QuietLifted
    | HoldSet
    | MessageReleased
    | MessageDeclined
    | HeldTakenBack
    | MessageRemoved
    | MessageRestored
    | DrillCalled
    | DrillUndone
)
Event = Talk | Control

# the same, by the module that folds them

MeetingEvent = MeetingPlanned | MeetingOpened | MeetingClosed
DoorEvent = (
    SeatTaken
    | SeatGivenUp
    | SeatAttached
    | SeatDetached
    | SeatArrived
    | SeatBack
    | SeatLost
    | SeatLeft
    | TurnedAway
    | SeatWaits
    | SeatMovedToWaiting
    | WaitEnded
    | SeatAdmitted
    | SeatDeclined
    | SeatRemoved
    | SeatLetBack
    | DoorLocked
    | DoorUnlocked
    | WaitingSet
)
LeadEvent = Unattended | Attended | LeadTaken | LeadOffered | LeadKept
TurnEvent = (
    StepBegan
    | ModeSet
    | RoundBegan
    | HandRaised
    | HandLowered
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
CalmEvent = Paused | Resumed | SlowSet | Quieted | QuietLifted | HoldSet | DrillCalled | DrillUndone
SpeechEvent = Talk | MessageReleased | MessageDeclined | HeldTakenBack | MessageRemoved | MessageRestored

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Event)


def is_control(event: Event) -> bool:
    """Whether it changes who may do what."""
    return not isinstance(event, Talk) or (isinstance(event, MessagePosted | MessageHeld) and event.paced)


def encode(event: Event) -> bytes:
    """An event as the log stores it."""
    return _encoder.encode(event)


def decode(data: bytes) -> Event:
    """A stored event; raises `msgspec.ValidationError` when it is none."""
    event: Event = _decoder.decode(data)
    return event
