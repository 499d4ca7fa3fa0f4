"""The person who was called for a woman: told to her and to her facilitators at each step, to nobody else, and newest last."""

from __future__ import annotations

from typing import Any

from rooms import commands as c
from rooms import events as e
from rooms.events import MessageId, SeatId
from rooms.person import Names, pack_names
from rooms.terms import Coming, Reason, Scope
from rooms.upkeep import TellOfPerson
from tests.rooms.test_standing import Told


class Room(Told):
    """Dana asked for a person."""

    def tell(self, version: int = 1, status: Coming = Coming.CALLING, names: Names | None = None, case: str = "1", **more: bool) -> bool:
        """Whether anything was told."""
        message = MessageId(f"{case}.{version}")
        self.words.bodies[message] = pack_names(names or Names())
        return self.do(None, TellOfPerson(e.PersonTold(self.dana, message, case, version, status, "amber", "she", **more))) != []

    def person(self, seat: SeatId) -> Any:
        return self.standing(seat)["person"]


def test_she_is_told_at_each_step_and_no_other_member_is() -> None:
    room = Room()
    room.tell(mine=True)
    assert (room.person(room.dana)["status"], room.person(room.dana)["mine"]) == ("calling", True)
    room.tell(2, Coming.HAS_IT, Names("Ines", "on_call"))
    assert [room.person(room.dana)[key] for key in ("status", "name", "role")] == ["has_it", "Ines", "on_call"]
    assert {seat: room.person(seat) for seat in room.meeting.seats if seat != room.dana and room.person(seat)} == {}
    room.agrees()


def test_what_comes_late_changes_nothing() -> None:
    room = Room()
    room.tell(3, Coming.WITH_YOU)
    assert not room.tell(2)
    assert not room.tell(3)
    assert room.person(room.dana)["status"] == "with_you"
    assert room.tell(1, case="2"), "a new case begins anew"


def test_what_is_withheld_is_told_to_the_facilitators_only() -> None:
    room = Room()
    assert room.tell(withheld=True)
    assert room.person(room.dana) is None


def test_neither_waiting_nor_pause_nor_removal_ends_it() -> None:
    room = Room()
    room.do(room.ruth, c.Pause())
    room.do(room.ruth, c.MoveToWaiting(room.dana))
    room.tell()
    assert room.person(room.dana)["status"] == "calling"
    room.do(room.ruth, c.RemoveSeat(room.dana, Reason.DISTURBING, Scope.TONIGHT))
    assert room.tell(2, Coming.NOBODY)
    room.do(None, c.CloseByClock())
    assert not room.tell(3), "then her own page tells it"


def test_of_who_was_never_here_nothing_is_told() -> None:
    room = Room()
    told = e.PersonTold(SeatId("nowhere"), MessageId("x"), "1", 1, Coming.CALLING, "red", "she")
    assert room.do(None, TellOfPerson(told)) == []
