"""What is told to one seat alone, and which seats an event touches."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from rooms import events as e
from rooms.commands import (
    Admit,
    AdmitAll,
    AnswerPrivately,
    Attach,
    ComeBack,
    Decline,
    DeclineSeat,
    Detach,
    Leave,
    LiftQuiet,
    MoveToWaiting,
    Quiet,
    Release,
    RemoveMessage,
    RemoveSeat,
    RestoreMessage,
    SayPrivately,
    SetHold,
    StepAway,
    TakeBack,
    TakeSeat,
)
from rooms.events import Event, MessageId, SeatId, SeatRole
from rooms.standing import standing, touches
from rooms.terms import NextStep, Reason, Scope, WaitingFor
from rooms.visibility import stamp
from tests.rooms.meeting_machine import NODE, START, Machine

AT = stamp(START)


class Told(Machine):
    """Ruth facilitates; Dana and Tess are in the circle. Each event is told to whom it touches, as the server does."""

    def __init__(self, **plan: object) -> None:
        self.told: dict[SeatId, dict[str, Any]] = {}
        super().__init__(**plan)  # type: ignore[arg-type]
        self.ruth = self.sit("Ruth", SeatRole.FACILITATOR)
        self.dana, self.tess = self.sit("Dana"), self.sit("Tess")

    def _record(self, event: Event) -> None:
        super()._record(event)
        if isinstance(event, e.SeatTaken):
            self.told[event.seat] = self.standing(event.seat)
        for seat in touches(event, self.meeting):
            self.told[seat] = self.standing(seat)

    def standing(self, seat: SeatId) -> dict[str, Any]:
        return standing(self.meeting, self.meeting.seats[seat], self.words, self.now)

    def meet(self, *names: str) -> list[SeatId]:
        """Women who wait, each a second after the one before."""
        self.meeting.waiting = WaitingFor.EVERYONE
        came = []
        for name in names:
            self.later(seconds=1)
            came.append(self.sit(name))
        return came

    def agrees(self) -> None:
        """Whoever is in the meeting was told all that is so by now."""
        for seat in self.meeting.seats.values():
            if seat.status.value in {"here", "waiting"}:
                assert self.told[seat.id] == self.standing(seat.id)


PATIENT = {"first": False, "queued": False, "full": False, "locked": False, "expected_min": None}
PLAIN: dict[str, Any] = {
    "status": "here",
    "quiet": None,
    "held": [],
    "declined": [],
    "removed": [],
    "away": None,
    "hold": False,
    "reading": [],
    "spared": None,
    "nudge": None,
    "side_room": None,
    "person": None,
    "waiting": None,
}


def test_nothing_special() -> None:
    room = Told()
    assert room.standing(room.dana) == PLAIN
    assert room.standing(room.ruth) == PLAIN
    room.agrees()


def test_quiet_time_until_it_is_over() -> None:
    room = Told()
    room.do(room.ruth, Quiet(room.dana, 5, Reason.UNKIND))
    assert room.told[room.dana]["quiet"] == {"until": stamp(START + timedelta(minutes=5)), "reason": "unkind"}
    assert room.told[room.tess] == PLAIN
    room.later(minutes=5)
    assert room.standing(room.dana)["quiet"] is None
    room.do(room.ruth, Quiet(room.dana, 5, Reason.UNKIND))
    room.do(room.ruth, LiftQuiet(room.dana))
    assert room.told[room.dana] == PLAIN


def test_words_that_wait_and_words_that_were_declined() -> None:
    room = Told()
    room.do(room.ruth, SetHold(room.dana, on=True))
    assert room.told[room.dana]["hold"] is True
    first, second = room.say(room.dana, "One.", "held-1"), room.say(room.dana, "Two.", "held-2")
    room.do(room.ruth, Decline(first, Reason.DETAILS))
    mine = room.told[room.dana]
    view: dict[str, Any] = {"seat": room.dana, "at": AT, "reply_to": None, "taken_back": False, "removed": None, "responses": {}}
    assert mine["held"] == [view | {"id": second, "text": "Two."}]
    assert mine["declined"] == [view | {"id": first, "text": "One.", "reason": "details"}]
    assert room.told[room.tess] == PLAIN
    room.do(room.dana, TakeBack(first))
    room.do(room.ruth, Release(second))
    room.do(room.ruth, SetHold(room.dana, on=False))
    assert room.told[room.dana] == PLAIN


def test_reading_first_for_everyone_is_told_to_members() -> None:
    room = Told()
    room.do(room.ruth, SetHold(None, on=True))
    assert (room.told[room.dana]["hold"], room.told[room.tess]["hold"], room.standing(room.ruth)["hold"]) == (True, True, False)
    room.agrees()
    room.do(room.ruth, SetHold(None, on=False))
    room.agrees()


def test_words_that_were_taken_down_with_the_reason() -> None:
    room = Told()
    said, other = room.say(room.dana, "Call me.", "said-1"), room.say(room.dana, "Buy this.", "said-2")
    room.do(room.ruth, RemoveMessage(said, Reason.CONTACT))
    room.do(room.ruth, RemoveMessage(other, Reason.SELLING))
    assert room.told[room.dana]["removed"] == [{"id": said, "reason": "contact"}, {"id": other, "reason": "selling"}]
    assert room.told[room.tess] == PLAIN
    room.do(room.ruth, RestoreMessage(said))
    assert room.told[room.dana]["removed"] == [{"id": other, "reason": "selling"}]
    room.do(room.dana, TakeBack(other))
    assert room.told[room.dana] == PLAIN


@pytest.mark.parametrize(("quiet", "shown"), [(True, "quiet"), (False, "shown")])
def test_stepping_away(quiet: bool, shown: str) -> None:
    room = Told()
    room.do(room.dana, StepAway(quiet))
    assert room.told[room.dana]["away"] == shown
    room.do(room.dana, ComeBack())
    assert room.told[room.dana] == PLAIN


def test_the_waiting_room_tells_her_place_and_who_facilitates() -> None:
    room = Told()
    wren, lou, bea = room.meet("Wren", "Lou", "Bea")
    assert room.told[lou] == PLAIN | {
        "status": "waiting",
        "waiting": {
            "place": 2,
            "of": 3,
            "since": stamp(START + timedelta(seconds=2)),
            "moved": False,
            **PATIENT,
            "facilitators": ["Ruth"],
            "line": [],
        },
    }
    room.agrees()
    room.do(room.ruth, Admit(wren))
    assert room.told[wren] == PLAIN
    assert [room.told[seat]["waiting"]["place"] for seat in (lou, bea)] == [1, 2]
    room.do(lou, Leave())
    assert (room.told[bea]["waiting"]["place"], room.told[bea]["waiting"]["of"]) == (1, 1)
    kay = room.sit("Kay", SeatRole.FACILITATOR)
    assert room.told[bea]["waiting"]["facilitators"] == ["Ruth", "Kay"]
    room.do(None, Detach(kay, NODE))
    assert room.told[bea]["waiting"]["facilitators"] == ["Ruth"]
    room.do(None, Attach(kay, NODE))
    room.do(kay, Leave())
    assert room.told[bea]["waiting"]["facilitators"] == ["Ruth"]
    room.agrees()


def test_whoever_waits_is_told_when_somebody_is_asked_back() -> None:
    room = Told()
    wren, _ = room.meet("Wren", "Lou")
    room.later(seconds=1)
    room.do(room.ruth, MoveToWaiting(room.dana))
    assert room.told[room.dana]["waiting"] == {
        "place": 3, "of": 3, "since": stamp(room.now), "moved": True, **PATIENT, "facilitators": ["Ruth"], "line": [],
    }  # fmt: skip
    assert room.told[wren]["waiting"]["of"] == 3
    room.agrees()
    room.do(room.ruth, AdmitAll())
    assert room.told[room.dana] == PLAIN
    room.agrees()


@pytest.mark.parametrize("removed", [True, False])
def test_whoever_waits_is_told_when_somebody_is_not_let_in(removed: bool) -> None:
    room = Told()
    wren, lou = room.meet("Wren", "Lou")
    room.do(room.ruth, RemoveSeat(wren, Reason.OTHER, Scope.TONIGHT) if removed else DeclineSeat(wren, NextStep.NEXT_MEETING))
    assert room.told[lou]["waiting"]["place"] == 1
    room.agrees()


def test_the_private_line_names_the_facilitator_and_says_which_words_are_her_own() -> None:
    room = Told()
    wren, lou = room.meet("Wren", "Lou")
    room.words.bodies |= {MessageId("p-1"): "Is this it?", MessageId("p-2"): "It is."}
    room.do(wren, SayPrivately(MessageId("p-1")))
    room.do(room.ruth, AnswerPrivately(MessageId("p-2"), wren))
    at = stamp(room.now)
    assert room.told[wren]["waiting"]["line"] == [
        {"id": "p-1", "mine": True, "name": None, "at": at, "text": "Is this it?"},
        {"id": "p-2", "mine": False, "name": "Ruth", "at": at, "text": "It is."},
    ]
    assert room.told[lou]["waiting"]["line"] == []


def test_an_ordinary_message_touches_nobody() -> None:
    room = Told()
    said = room.say(room.dana, "Hello.")
    assert touches(e.MessagePosted(said, room.dana), room.meeting) == ()
    assert touches(e.MessageTakenBack(said), room.meeting) == ()
    assert touches(e.SeatArrived(room.dana), room.meeting) == ()


def test_a_place_without_a_line_is_nobodys_yet() -> None:
    room = Told()
    seat = SeatId("seat-Nell")
    room.words.names[seat] = "Nell"
    room.do(seat, TakeSeat(seat, "mark-nell", SeatRole.MEMBER, guest=False))
    assert room.standing(seat) == PLAIN
