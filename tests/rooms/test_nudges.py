"""A kind sentence to one woman alone: who is told, and how often."""

from __future__ import annotations

import pytest

from rooms import events as e
from rooms.appeals import grounds, measured
from rooms.commands import Detach, Leave, MoveToWaiting
from rooms.desk_acts import SendNudge
from rooms.events import SeatId, SeatRole
from rooms.standing import standing, touches
from rooms.terms import Nudge
from rooms.visibility import stamp
from tests.rooms.meeting_machine import NODE, Machine, comparable, refused


class Circle(Machine):
    """A facilitator and two members."""

    def __init__(self) -> None:
        super().__init__()
        self.ruth = self.sit("Ruth", SeatRole.FACILITATOR)
        self.dana, self.tess = self.sit("Dana"), self.sit("Tess")

    def told(self, seat: SeatId) -> object:
        return standing(self.meeting, self.meeting.seats[seat], self.words, self.now)["nudge"]


@pytest.mark.parametrize("nudge", Nudge)
def test_she_alone_is_told_and_by_whom(nudge: Nudge) -> None:
    room = Circle()
    tess = room.watch(room.tess)
    (event,) = room.do(room.ruth, SendNudge(room.dana, nudge))
    assert event == e.Nudged(room.dana, nudge, room.ruth)
    assert touches(event, room.meeting) == (room.dana,)
    assert room.told(room.dana) == {"id": 1, "nudge": nudge.value, "name": "Ruth", "at": stamp(room.now)}
    assert room.told(room.tess) is None
    assert tess.events == []
    assert comparable(room.refold()) == comparable(room.meeting)


def test_the_same_woman_is_told_once_a_minute_and_each_by_its_own_number() -> None:
    room = Circle()
    room.do(room.ruth, SendNudge(room.dana, Nudge.WELCOME))
    room.do(room.ruth, SendNudge(room.tess, Nudge.WELCOME))
    room.later(seconds=59)
    with refused("nudged"):
        room.do(room.ruth, SendNudge(room.dana, Nudge.REST))
    room.later(seconds=1)
    room.do(room.ruth, SendNudge(room.dana, Nudge.REST))
    assert room.told(room.dana) == {"id": 2, "nudge": "rest", "name": "Ruth", "at": stamp(room.now)}


def test_it_waits_for_her_while_her_line_is_lost_and_is_not_shown_in_the_waiting_room() -> None:
    room = Circle()
    room.do(None, Detach(room.dana, NODE))
    room.do(room.ruth, SendNudge(room.dana, Nudge.HERE))
    room.attach(room.dana)
    assert room.told(room.dana) is not None
    room.do(room.ruth, MoveToWaiting(room.dana))
    assert room.told(room.dana) is None


def test_whom_it_cannot_be_said_to() -> None:
    room = Circle()
    kay = room.sit("Kay", SeatRole.FACILITATOR)
    with refused("not_for_facilitators"):
        room.do(room.ruth, SendNudge(kay, Nudge.WELCOME))
    with refused("not_allowed"):
        room.do(room.tess, SendNudge(room.dana, Nudge.WELCOME))
    room.do(room.dana, Leave())
    for gone in (room.dana, SeatId("seat-nobody")):
        with refused("no_seat"):
            room.do(room.ruth, SendNudge(gone, Nudge.WELCOME))


def test_it_is_no_sanction() -> None:
    room = Circle()
    (event,) = room.do(room.ruth, SendNudge(room.dana, Nudge.OWN_STORY))
    assert measured(event) is None
    assert grounds(room.meeting, room.dana, room.now) == []
    room.say(room.dana, "I can write on.")
