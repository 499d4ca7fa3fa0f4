"""A room's few questions at the door, and a woman's answers: words for the facilitators who meet her, destroyed when she waits no more."""

from __future__ import annotations

from datetime import datetime

import msgspec

from rooms import events as e
from rooms.events import DoorWordsEvent, Event
from rooms.state import Meeting, SeatStatus

MOST = 3
LONGEST = 120  # signs of a question
LONGEST_ANSWER = 200  # signs


class Question(msgspec.Struct, frozen=True):
    """What a room asks at the door, in its own language."""

    text: str
    needed: bool = False  # she is asked to answer before she takes her seat


class Answered(msgspec.Struct, frozen=True):
    """A question as she was asked it, and what she answered. Never printed."""

    question: str
    answer: str

    def __repr__(self) -> str:
        return "Answered()"


_encode = msgspec.json.Encoder().encode
_questions = msgspec.json.Decoder(tuple[Question, ...])
_answers = msgspec.json.Decoder(list[Answered])


def pack(questions: tuple[Question, ...]) -> str:
    """A room's questions as one text."""
    return _encode(questions).decode()


def unpack(text: str) -> tuple[Question, ...]:
    """From one text."""
    return _questions.decode(text)


def pack_answers(answers: list[Answered]) -> str:
    """Her answers as one body of words; empty when she gave none."""
    return _encode(answers).decode() if answers else ""


def unpack_answers(body: str) -> list[Answered]:
    """From one body."""
    return _answers.decode(body)


def evolve(meeting: Meeting, event: DoorWordsEvent, _at: datetime) -> None:
    """One more entry about answers."""
    others = {seat: message for seat, message in meeting.answers.items() if seat != event.seat}
    meeting.answers = others | {event.seat: event.message} if isinstance(event, e.DoorAnswered) else others


def outlived(meeting: Meeting) -> list[Event]:
    """The answers of everyone who has been let in, could not be, or has gone."""
    gone: list[Event] = []
    for ident, message in meeting.answers.items():
        seat = meeting.seats[ident]
        on_her_way = seat.status is SeatStatus.TAKEN and not seat.admitted
        if not on_her_way and seat.status is not SeatStatus.WAITING:
            gone.append(e.DoorAnswersGone(ident, message))
    return gone


def at_the_end(meeting: Meeting) -> list[Event]:
    """What goes before the entry that closes the meeting."""
    return [e.DoorAnswersGone(seat, message) for seat, message in meeting.answers.items()]
