"""A room's questions: who is shown the answers, and when they are destroyed."""

from __future__ import annotations

from typing import Any

import pytest

from rooms import events as e
from rooms.commands import Admit, CloseByClock, Command, DeclineSeat, Detach, Leave, RemoveSeat
from rooms.events import MessageId, SeatId, SeatRole
from rooms.questions import Answered, Question, pack, pack_answers, unpack, unpack_answers
from rooms.state import SeatStatus
from rooms.terms import NextStep, Reason, Scope, WaitingFor
from tests.rooms.meeting_machine import NODE, Machine, comparable

HERS = MessageId("answers-of-nell")
TOLD = [{"question": "What brings you?", "answer": "words:answers-of-nell."}]


class Met(Machine):
    """Everyone is met. Ruth facilitates; Nell has answered and waits."""

    def __init__(self, **plan: Any) -> None:
        super().__init__(waiting=WaitingFor.EVERYONE, **plan)
        self.ruth = self.sit("Ruth", SeatRole.FACILITATOR)
        self.desk = self.watch(self.ruth)
        self.nell = self.sit("Nell", answers=HERS)


def test_facilitators_find_her_answers_with_her_seat_while_she_waits() -> None:
    room = Met()
    assert room.desk.state()["waiting"][0]["answers"] == TOLD
    assert room.watch(room.ruth).snapshot["waiting"][0]["answers"] == TOLD
    assert "answers-of-nell" not in str(room.watch(room.nell).snapshot)
    assert comparable(room.refold()) == comparable(room.meeting)


ENDS: list[tuple[str, Command]] = [
    ("ruth", Admit(SeatId("seat-Nell"))),
    ("ruth", DeclineSeat(SeatId("seat-Nell"), NextStep.OTHER_ROOM)),
    ("ruth", RemoveSeat(SeatId("seat-Nell"), Reason.OTHER, Scope.TONIGHT)),
    ("nell", Leave()),
    ("", CloseByClock()),
]


@pytest.mark.parametrize(("who", "command"), ENDS, ids=lambda each: type(each).__name__ if not isinstance(each, str) else each)
def test_they_are_destroyed_with_whatever_ends_her_wait(who: str, command: Command) -> None:
    room = Met()
    events = room.do({"ruth": room.ruth, "nell": room.nell}.get(who), command)
    assert e.DoorAnswersGone(room.nell, HERS) in events
    assert HERS not in room.words.bodies
    assert room.meeting.answers == {}
    assert "answers" not in str(room.watch(room.ruth).snapshot)


def test_who_is_let_in_while_her_line_is_lost_has_been_let_in() -> None:
    room = Met()
    room.do(None, Detach(room.nell, NODE))
    assert room.meeting.answers == {room.nell: HERS}, "she waits on"
    assert room.do(room.ruth, Admit(room.nell)) == [e.SeatAdmitted(room.nell), e.DoorAnswersGone(room.nell, HERS)]


def test_before_her_line_is_here_they_wait_for_her() -> None:
    room = Machine(waiting=WaitingFor.EVERYONE)
    ruth = room.sit("Ruth", SeatRole.FACILITATOR)
    nell = room.sit("Nell", node=None, answers=HERS)
    desk = room.watch(ruth)
    assert "answers" not in str(desk.snapshot)
    room.attach(nell)
    assert desk.state()["waiting"][0]["answers"] == TOLD
    ivy = room.sit("Ivy", node=None, answers=MessageId("answers-of-ivy"))
    assert e.DoorAnswersGone(ivy, MessageId("answers-of-ivy")) in room.do(ivy, Leave())


def test_where_nobody_meets_her_nothing_is_kept() -> None:
    room = Machine(waiting=WaitingFor.GUESTS)
    room.sit("Nell", answers=HERS)
    assert room.meeting.seats[SeatId("seat-Nell")].status is SeatStatus.HERE
    assert room.meeting.answers == {}
    room.sit("Guest", guest=True, answers=MessageId("answers-of-guest"))
    assert list(room.meeting.answers) == [SeatId("seat-Guest")]


def test_in_line_for_a_seat_she_is_still_read() -> None:
    room = Met(capacity=1)
    room.do(room.ruth, Admit(room.nell))
    ivy = room.sit("Ivy", answers=MessageId("answers-of-ivy"))
    room.do(room.ruth, Admit(ivy))
    assert room.desk.state()["waiting"][0]["queued"]
    assert room.desk.state()["waiting"][0]["answers"]
    assert e.DoorAnswersGone(ivy, MessageId("answers-of-ivy")) in room.do(room.nell, Leave())


def test_questions_and_answers_as_texts_and_never_in_a_log() -> None:
    questions = (Question("How did you hear of us?", needed=True), Question("?"))
    assert unpack(pack(questions)) == questions
    assert unpack("[]") == ()
    answers = [Answered("How?", "From a friend.")]
    assert unpack_answers(pack_answers(answers)) == answers
    assert pack_answers([]) == ""
    assert "friend" not in repr(answers)
