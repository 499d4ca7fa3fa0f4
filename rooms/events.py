"""Everything that can happen in a meeting. Events hold ids, kinds and numbers; words and names travel beside them, sealed.

*Talk* (words and responses) leaves open who may do what; every other event is *control* and moves the meeting's control version,
so that no node can append talk decided on rules that no longer hold.
"""

from __future__ import annotations

import enum
from typing import NewType

import msgspec

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


class MessagePosted(_Event, frozen=True):
    """She said something; her words are kept beside."""

    message: MessageId
    seat: SeatId
    reply_to: MessageId | None = None


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


Talk = MessagePosted | MessageTakenBack | Responded | ResponseTakenBack
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
)
Event = Talk | Control

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Event)


def is_control(event: Event) -> bool:
    """Whether it changes who may do what."""
    return not isinstance(event, Talk)


def encode(event: Event) -> bytes:
    """An event as the log stores it."""
    return _encoder.encode(event)


def decode(data: bytes) -> Event:
    """A stored event; raises `msgspec.ValidationError` when it is none."""
    event: Event = _decoder.decode(data)
    return event
