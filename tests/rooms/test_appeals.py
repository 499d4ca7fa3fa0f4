"""Appeals, pure: what stands against her, who of what happened may be asked about, and what is undone."""

from __future__ import annotations

import pytest

from rooms import commands as c
from rooms import events as e
from rooms.appeals import grounds, measured
from rooms.events import MessageId, SeatRole
from rooms.state import SeatStatus
from rooms.terms import Measure, NextStep, Reason, Scope, WaitingFor
from tests.rooms.meeting_machine import Machine


class Evening(Machine):
    """Ruth facilitates, Dana writes."""

    def __init__(self) -> None:
        super().__init__()
        self.ruth, self.dana = self.sit("Ruth", SeatRole.FACILITATOR), self.sit("Dana")

    def stands(self) -> list[tuple[Measure, str, Reason | None]]:
        return [(each.measure, each.about, each.reason) for each in grounds(self.meeting, self.dana, self.now)]


def test_what_stands_against_her_is_what_she_may_ask_about() -> None:
    room = Evening()
    assert room.stands() == []
    assert grounds(room.meeting, e.SeatId("nobody"), room.now) == []
    first, taken_back = room.say(room.dana, "One."), room.say(room.dana, "Two.")
    room.do(room.ruth, c.SetHold(room.dana, on=True))
    held = room.say(room.dana, "Three.", "held-0000000001")
    for message in (first, taken_back):
        room.do(room.ruth, c.RemoveMessage(message, Reason.DETAILS))
    room.do(room.ruth, c.Decline(held, Reason.CONTACT))
    room.do(room.dana, c.TakeBack(taken_back))
    room.do(room.ruth, c.Quiet(room.dana, 5, Reason.UNKIND))
    quiet = (Measure.QUIET, room.dana, Reason.UNKIND)
    words = [(Measure.TAKE_DOWN, held, Reason.CONTACT), (Measure.TAKE_DOWN, first, Reason.DETAILS)]
    assert room.stands() == [quiet, *words]
    room.do(room.ruth, c.RemoveSeat(room.dana, Reason.SELLING, Scope.ROOM))
    assert room.stands() == [(Measure.REMOVAL, room.dana, Reason.SELLING), quiet, *words]
    room.later(seconds=301)
    assert quiet not in room.stands(), "it has lifted by itself"


def test_each_is_undone_and_again_changes_nothing() -> None:
    room = Evening()
    said = room.say(room.dana, "One.")
    room.do(room.ruth, c.SetHold(room.dana, on=True))
    held = room.say(room.dana, "Two.", "held-0000000001")
    room.do(room.ruth, c.RemoveMessage(said, Reason.DETAILS))
    room.do(room.ruth, c.Decline(held, Reason.CONTACT))
    room.do(room.ruth, c.Quiet(room.dana, 5, Reason.UNKIND))
    room.do(room.ruth, c.RemoveSeat(room.dana, Reason.SELLING, Scope.ROOM))
    undone = {
        c.Overturn(Measure.QUIET, room.dana): e.QuietLifted(room.dana),
        c.Overturn(Measure.TAKE_DOWN, said): e.MessageRestored(said),
        c.Overturn(Measure.TAKE_DOWN, held): e.MessageReleased(held),
        c.Overturn(Measure.REMOVAL, room.dana): e.SeatLetBack(room.dana),
    }
    for command, event in undone.items():
        assert room.do(None, command) == [event]
        assert room.do(None, command) == []
    assert room.stands() == []
    assert room.meeting.seats[room.dana].status is SeatStatus.LEFT


def test_who_was_not_let_in_may_come_again() -> None:
    room = Evening()
    room.do(room.ruth, c.SetWaiting(WaitingFor.EVERYONE))
    iris = room.sit("Iris")
    room.do(room.ruth, c.DeclineSeat(iris, NextStep.TALK_TO_US))
    (ground,) = grounds(room.meeting, iris, room.now)
    assert (ground.measure, ground.reason) == (Measure.DECLINE, None)
    assert room.do(None, c.Overturn(Measure.DECLINE, iris)) == [e.SeatLetBack(iris)]


@pytest.mark.parametrize("measure", list(Measure))
def test_nothing_is_done_to_what_is_gone_or_closed(measure: Measure) -> None:
    room = Evening()
    assert room.do(None, c.Overturn(measure, "nothing")) == []
    room.do(room.ruth, c.Quiet(room.dana, 5, Reason.UNKIND))
    room.do(room.ruth, c.RemoveSeat(room.dana, Reason.SELLING, Scope.TONIGHT))
    room.do(None, c.CloseByClock())
    assert room.do(None, c.Overturn(measure, room.dana)) == []


def test_a_decline_that_is_taken_back_is_no_measure() -> None:
    assert measured(e.MessageDeclined(MessageId("m"), Reason.CONTACT)) == (Measure.TAKE_DOWN, "m")
    assert measured(e.MessageDeclined(MessageId("m"), None)) is None
    assert measured(e.Resumed()) is None
