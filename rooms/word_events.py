"""What can happen to words: said, held, taken down, taken back, answered, reported."""

from __future__ import annotations

from rooms.ids import Fact, MessageId, SeatId, Word
from rooms.rules import Rule
from rooms.terms import Detail, Reason, Topic


class PrivateSaid(Fact, frozen=True):
    """Words on the private line between a waiting woman and the facilitators. Facilitators, and she herself."""

    message: MessageId
    seat: SeatId  # who said it
    line: SeatId  # whose line it is
    hidden: tuple[Detail, ...] = ()  # what was hidden in it, in the order of the list


class MessageReleased(Fact, frozen=True):
    """A held message reaches the circle, here and now in the order."""

    message: MessageId


class MessageDeclined(Fact, frozen=True):
    """A held message does not reach the circle. Facilitators, and she herself."""

    message: MessageId
    reason: Reason | None  # None: it waits to be read again


class HeldTakenBack(Fact, frozen=True):
    """She took back words that waited to be read; the body is destroyed. Facilitators."""

    message: MessageId
    seat: SeatId


class MessageRemoved(Fact, frozen=True):
    """Taken down for everyone, with a reason that she is told. The body stays sealed, so that it can be restored or appealed."""

    message: MessageId
    reason: Reason


class MessageRestored(Fact, frozen=True):
    """Shown again in its place."""

    message: MessageId


class MessageTagged(Fact, frozen=True):
    """A facilitator says what these words touch, or takes that back."""

    message: MessageId
    topic: Topic
    on: bool


class MessagePosted(Fact, frozen=True):
    """She said something; her words are kept beside. `paced` in slow mode: then it counts as control, so that no second tab is quicker."""

    message: MessageId
    seat: SeatId
    reply_to: MessageId | None = None
    paced: bool = False
    rule: Rule | None = None  # which of the room's rules it met. Facilitators
    topics: tuple[Topic, ...] = ()  # what its author says it touches
    hidden: tuple[Detail, ...] = ()  # what was hidden in it, in the order of the list


class MessageHeld(Fact, frozen=True):
    """She said something that a facilitator reads first. Facilitators, and she herself."""

    message: MessageId
    seat: SeatId
    reply_to: MessageId | None = None
    paced: bool = False
    rule: Rule | None = None  # which of the room's rules it met
    topics: tuple[Topic, ...] = ()  # what its author says it touches
    hidden: tuple[Detail, ...] = ()  # what was hidden in it, in the order of the list


class MessageReported(Fact, frozen=True):
    """Somebody asks the facilitators to look at a message; who, and her note, are sealed in the report. Facilitators."""

    message: MessageId
    report: str
    reason: Reason


class MessageTakenBack(Fact, frozen=True):
    """She took her words back; the body is destroyed with this entry."""

    message: MessageId


class AllTakenBack(Fact, frozen=True):
    """She took back everything she has said here; every body is destroyed with this entry.

    Control, so that whoever decides it knows what may be said. Members are shown it when the circle has got some of it.
    """

    seat: SeatId
    messages: tuple[MessageId, ...]  # that the circle has got, also those taken down
    unheard: tuple[MessageId, ...]  # held or declined, on a private line, among facilitators, her answers at the door
    aside: tuple[MessageId, ...] = ()  # in a side room


class Responded(Fact, frozen=True):
    """She answered with a word."""

    message: MessageId
    seat: SeatId
    word: Word


class ResponseTakenBack(Fact, frozen=True):
    """She took that word back."""

    message: MessageId
    seat: SeatId
    word: Word


Talk = MessagePosted | MessageHeld | MessageTakenBack | MessageReported | PrivateSaid | Responded | ResponseTakenBack
SpeechEvent = Talk | MessageReleased | MessageDeclined | HeldTakenBack | MessageRemoved | MessageRestored | MessageTagged | AllTakenBack
