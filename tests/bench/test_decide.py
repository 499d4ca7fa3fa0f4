"""The bench of deciding measures commands that do something, and changes nothing by it."""

from __future__ import annotations

from bench.decide import Room, decided, wishes
from rooms.commands import Succeed
from tests.rooms.meeting_machine import comparable


def test_every_command_that_is_measured_has_something_to_do() -> None:
    room = Room(seats=80, entries=400)
    before = comparable(room.meeting)
    idle = [type(command).__name__ for actor, command in wishes(room) if not decided(room.meeting, actor, command, room.now)]
    assert idle == [Succeed.__name__], "the lead is here"
    assert comparable(room.meeting) == before
