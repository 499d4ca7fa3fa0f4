"""What is said: messages, responses, words that are read first, reports, the private line."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from rooms import events as e
from rooms.admission import must_hear
from rooms.commands import PostMessage, Report, Respond, SayPrivately, Speech, TakeBack, TakeBackResponse
from rooms.events import Event, MessageId, SpeechEvent
from rooms.refusals import Refused
from rooms.state import Meeting, Message, Seat
from rooms.visibility import may_know


def evolve(meeting: Meeting, event: SpeechEvent, at: datetime) -> None:
    """One more entry about words."""
    match event:
        case e.MessagePosted(message, seat, reply_to):
            meeting.messages[message] = Message(message, seat, meeting.n, at, dict(meeting.shown), reply_to)
        case e.MessageTakenBack(message):
            gone = meeting.messages[message]
            gone.taken_back = True
            gone.responses.clear()
        case e.Responded(message, seat, word):
            answered = meeting.messages[message]
            seats = answered.responses.setdefault(word, [])
            if not answered.taken_back and seat not in seats:
                seats.append(seat)
            if not seats:
                del answered.responses[word]
        case e.ResponseTakenBack(message, seat, word):
            responses = meeting.messages[message].responses
            if seat in responses.get(word, ()):
                responses[word].remove(seat)
                if not responses[word]:
                    del responses[word]
        case e.MessageHeld() | e.MessageReported() | e.PrivateSaid() | e.MessageReleased() | e.MessageDeclined():
            pass
        case e.HeldTakenBack() | e.MessageRemoved() | e.MessageRestored():
            pass
        case _:
            assert_never(event)


def decide(meeting: Meeting, seat: Seat, command: Speech, now: datetime) -> list[Event]:  # noqa: ARG001 -- one case a command
    """What follows from what she says, or takes back."""
    match command:
        case PostMessage(message, reply_to):
            must_hear(meeting, seat)
            if message in meeting.messages:
                raise Refused("id_taken")
            if reply_to is not None:
                visible_message(meeting, seat, reply_to)
            return [e.MessagePosted(message, seat.id, reply_to)]
        case TakeBack(message):
            found = visible_message(meeting, seat, message)
            if found.seat != seat.id:
                raise Refused("not_yours")
            return [] if found.taken_back else [e.MessageTakenBack(message)]
        case Respond(message, word):
            must_hear(meeting, seat)
            found = visible_message(meeting, seat, message)
            if found.taken_back:
                raise Refused("no_such_message")
            if found.seat == seat.id:
                raise Refused("your_own")
            return [] if seat.id in found.responses.get(word, ()) else [e.Responded(message, seat.id, word)]
        case TakeBackResponse(message, word):
            found = visible_message(meeting, seat, message)
            return [e.ResponseTakenBack(message, seat.id, word)] if seat.id in found.responses.get(word, ()) else []
        case Report() | SayPrivately():
            return []
        case _:
            assert_never(command)


def visible_message(meeting: Meeting, seat: Seat, message: MessageId) -> Message:
    """A message that this seat may know of; `no_such_message` otherwise, whether or not it exists."""
    found = meeting.messages.get(message)
    if found is None or not may_know(meeting, seat, found):
        raise Refused("no_such_message")
    return found
