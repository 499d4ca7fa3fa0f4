"""Everything that can happen in a meeting. Events hold ids, kinds and numbers; words and names travel beside them, sealed.

*Talk* (words and responses) leaves open who may do what; every other event is *control* and moves the meeting's control version,
so that no node can append talk decided on rules that no longer hold.
"""

from __future__ import annotations

import msgspec

from rooms.desk_events import BackChannelCleared, BackChannelEvent, BackChannelSaid, BackChannelTakenBack, Nudged, PersonTold, ToOneEvent
from rooms.formats import Step
from rooms.ids import Fact, MeetingId, MessageId, NodeId, SeatId, SeatRole, Word
from rooms.rules import Rules
from rooms.seat_events import (
    Attended,
    DoorAnswered,
    DoorAnswersGone,
    DoorEvent,
    DoorLocked,
    DoorUnlocked,
    DoorWordsEvent,
    LeadEvent,
    LeadKept,
    LeadOffered,
    LeadTaken,
    SeatAdmitted,
    SeatArrived,
    SeatAttached,
    SeatBack,
    SeatDeclined,
    SeatDetached,
    SeatGivenUp,
    SeatLeft,
    SeatLetBack,
    SeatLost,
    SeatMovedToWaiting,
    SeatQueued,
    SeatRemoved,
    SeatTaken,
    SeatUnqueued,
    SeatWaits,
    TurnedAway,
    Unattended,
    WaitEnded,
    WaitingSet,
)
from rooms.shape_events import (
    CalmEvent,
    CameBack,
    DrillCalled,
    DrillErased,
    DrillUndone,
    GroundingBegan,
    GroundingEnded,
    HandLowered,
    HandRaised,
    HandsSet,
    HoldSet,
    ListeningSet,
    ModeSet,
    PartGivenUp,
    Paused,
    Quieted,
    QuietLifted,
    Resumed,
    RoundBegan,
    SlowSet,
    StepBegan,
    SteppedAway,
    TimeGranted,
    TurnBegan,
    TurnEnded,
    TurnEvent,
    TurnHeld,
    TurnResumed,
    Volunteered,
)
from rooms.side_events import (
    SideEvent,
    SideOfferEnded,
    SideReported,
    SideRoomBegan,
    SideRoomEnded,
    SideRoomLengthened,
    SideRoomOffered,
    SideSaid,
)
from rooms.terms import WaitingFor
from rooms.word_events import (
    AllTakenBack,
    HeldTakenBack,
    MessageDeclined,
    MessageHeld,
    MessagePosted,
    MessageReleased,
    MessageRemoved,
    MessageReported,
    MessageRestored,
    MessageTagged,
    MessageTakenBack,
    PrivateSaid,
    Responded,
    ResponseTakenBack,
    SpeechEvent,
    Talk,
)

__all__ = [
    "AllTakenBack",
    "Attended",
    "BackChannelCleared",
    "BackChannelEvent",
    "BackChannelSaid",
    "BackChannelTakenBack",
    "CalmEvent",
    "CameBack",
    "DoorAnswered",
    "DoorAnswersGone",
    "DoorEvent",
    "DoorLocked",
    "DoorUnlocked",
    "DoorWordsEvent",
    "DrillCalled",
    "DrillErased",
    "DrillUndone",
    "Event",
    "GroundingBegan",
    "GroundingEnded",
    "HandLowered",
    "HandRaised",
    "HandsSet",
    "HeldTakenBack",
    "HoldSet",
    "LeadEvent",
    "LeadKept",
    "LeadOffered",
    "LeadTaken",
    "ListeningSet",
    "MeetingClosed",
    "MeetingEvent",
    "MeetingId",
    "MeetingOpened",
    "MeetingPlanned",
    "MessageDeclined",
    "MessageHeld",
    "MessageId",
    "MessagePosted",
    "MessageReleased",
    "MessageRemoved",
    "MessageReported",
    "MessageRestored",
    "MessageTagged",
    "MessageTakenBack",
    "ModeSet",
    "NodeId",
    "Nudged",
    "PartGivenUp",
    "Paused",
    "PersonTold",
    "PrivateSaid",
    "QuietLifted",
    "Quieted",
    "Responded",
    "ResponseTakenBack",
    "Resumed",
    "RoundBegan",
    "SeatAdmitted",
    "SeatArrived",
    "SeatAttached",
    "SeatBack",
    "SeatDeclined",
    "SeatDetached",
    "SeatGivenUp",
    "SeatId",
    "SeatLeft",
    "SeatLetBack",
    "SeatLost",
    "SeatMovedToWaiting",
    "SeatQueued",
    "SeatRemoved",
    "SeatRole",
    "SeatTaken",
    "SeatUnqueued",
    "SeatWaits",
    "SideEvent",
    "SideOfferEnded",
    "SideReported",
    "SideRoomBegan",
    "SideRoomEnded",
    "SideRoomLengthened",
    "SideRoomOffered",
    "SideSaid",
    "SlowSet",
    "SpeechEvent",
    "StepBegan",
    "SteppedAway",
    "Talk",
    "TimeGranted",
    "ToOneEvent",
    "TurnBegan",
    "TurnEnded",
    "TurnEvent",
    "TurnHeld",
    "TurnResumed",
    "TurnedAway",
    "Unattended",
    "Volunteered",
    "WaitEnded",
    "WaitingSet",
    "Word",
    "Worded",
    "decode",
    "destroys",
    "encode",
    "is_control",
]


class MeetingPlanned(Fact, frozen=True):
    """The first entry: the rules this meeting runs under, frozen."""

    capacity: int
    history: bool
    guests: bool
    words_kept_s: int
    facilitators_needed: int = 1  # how many must be present for members' words to be taken
    grace_s: int = 60  # how long the circle goes on without them
    waiting: WaitingFor = WaitingFor.NOBODY
    script: tuple[Step, ...] = ()  # the format, frozen; empty: an open meeting
    rules: Rules = Rules()
    back_channel_kept_s: int = 0  # how long the facilitators' own words are kept after the end


class MeetingOpened(Fact, frozen=True):
    """Words are accepted from now on."""


class MeetingClosed(Fact, frozen=True):
    """Every seat ends."""

    reason: str  # facilitator | time


MeetingEvent = MeetingPlanned | MeetingOpened | MeetingClosed
Event = (
    MeetingEvent | DoorEvent | LeadEvent | TurnEvent | CalmEvent | SpeechEvent | BackChannelEvent | ToOneEvent | SideEvent | DoorWordsEvent
)

Worded = MessagePosted | MessageHeld | PrivateSaid | BackChannelSaid | SideSaid | DoorAnswered | PersonTold  # words travel beside these

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Event)


def is_control(event: Event) -> bool:
    """Whether it changes who may do what."""
    return not isinstance(event, Talk) or (isinstance(event, MessagePosted | MessageHeld) and event.paced)


def destroys(event: Event) -> tuple[MessageId, ...]:
    """The messages whose bodies are destroyed with this entry, on disk and on every node."""
    match event:
        case MessageTakenBack(message) | HeldTakenBack(message) | BackChannelTakenBack(message):
            return (message,)
        case DoorAnswersGone():
            return (event.message,)
        case DrillErased(messages) | BackChannelCleared(messages):
            return messages
        case SideRoomEnded():
            return event.messages
        case AllTakenBack():
            return event.messages + event.unheard + event.aside
        case _:
            return ()


def encode(event: Event) -> bytes:
    """An event as the log stores it."""
    return _encoder.encode(event)


def decode(data: bytes) -> Event:
    """A stored event; raises `msgspec.ValidationError` when it is none."""
    event: Event = _decoder.decode(data)
    return event
