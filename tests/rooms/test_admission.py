"""The door: who waits, who comes in, the lock, capacity, and who was asked to go."""

from __future__ import annotations

import pytest

from rooms import events as e
from rooms.commands import (
    Admit,
    AdmitAll,
    Attach,
    DeclineSeat,
    Detach,
    Leave,
    LetBack,
    LockDoor,
    MoveToWaiting,
    NodeGone,
    Pause,
    PostMessage,
    RemoveSeat,
    Resume,
    SetWaiting,
    TakeSeat,
    UnlockDoor,
)
from rooms.events import MessageId, NodeId, SeatId, SeatRole
from rooms.state import SeatStatus
from rooms.terms import NextStep, Reason, Scope, WaitingFor
from rooms.upkeep import FillPlaces
from tests.rooms.meeting_machine import NODE, Machine, comparable, refused


class Door(Machine):
    """Ruth facilitates."""

    def __init__(self, waiting: WaitingFor = WaitingFor.EVERYONE, *, capacity: int = 12) -> None:
        super().__init__(capacity=capacity, waiting=waiting)
        self.ruth = self.sit("Ruth", SeatRole.FACILITATOR)

    def status(self, seat: SeatId) -> SeatStatus:
        return self.meeting.seats[seat].status

    def drop(self, seat: SeatId) -> list[e.Event]:
        return self.do(None, Detach(seat, NODE))


# waiting


@pytest.mark.parametrize(
    ("waiting", "guest", "waits"),
    [
        (WaitingFor.NOBODY, True, False),
        (WaitingFor.GUESTS, True, True),
        (WaitingFor.GUESTS, False, False),
        (WaitingFor.EVERYONE, False, True),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_who_is_met_at_the_door(waiting: WaitingFor, guest: bool, waits: bool, at_once: bool) -> None:
    room = Door(waiting)
    ann = room.sit("Ann", guest=guest, node=NODE if at_once else None)
    if not at_once:
        assert room.status(ann) is SeatStatus.TAKEN
        assert room.attach(ann)[-1] == (e.SeatWaits(ann) if waits else e.SeatArrived(ann))
    assert room.status(ann) is (SeatStatus.WAITING if waits else SeatStatus.HERE)


def test_a_facilitator_never_waits() -> None:
    room = Door()
    room.do(room.ruth, LockDoor())
    room.do(room.ruth, Pause())
    assert room.status(room.sit("Kay", SeatRole.FACILITATOR)) is SeatStatus.HERE


def test_members_do_not_know_who_waits_and_whoever_waits_knows_nothing_of_the_circle() -> None:
    room = Door(WaitingFor.GUESTS)
    ann = room.sit("Ann")
    members, desk = room.watch(ann), room.watch(room.ruth)
    nell = room.sit("Nell", guest=True)
    waiting = room.watch(nell)
    said = room.say(ann, "Only for us.")
    room.drop(nell)
    room.attach(nell)
    assert [event["type"] for event in members.events] == ["message_posted"]
    assert [event["type"] for event in desk.events] == ["seat_waits", "message_posted"]
    assert waiting.events == []
    assert "Ann" not in str(waiting.snapshot)
    with refused("waiting"):
        room.do(nell, PostMessage(MessageId("message-nell")))
    room.do(room.ruth, Admit(nell))
    assert said not in str(waiting.state()), "she came after it was said"
    assert [event["type"] for event in members.events] == ["message_posted", "seat_arrived"]


def test_admitting_brings_her_in_when_her_line_is_here() -> None:
    room = Door()
    ann = room.sit("Ann")
    assert room.do(room.ruth, Admit(ann)) == [e.SeatAdmitted(ann), e.SeatArrived(ann)]
    assert room.do(room.ruth, Admit(ann)) == []
    room.say(ann, "Thank you.")


def test_admitting_her_while_her_line_is_lost_lets_her_in_when_it_is_back() -> None:
    room = Door()
    ann = room.sit("Ann")
    assert room.drop(ann) == [e.SeatDetached(ann, NODE)], "she goes on waiting"
    assert room.do(room.ruth, Admit(ann)) == [e.SeatAdmitted(ann)]
    assert room.status(ann) is SeatStatus.TAKEN
    assert room.attach(ann) == [e.SeatAttached(ann, NODE), e.SeatArrived(ann)]


def test_whoever_was_admitted_need_not_wait_again() -> None:
    room = Door()
    ann = room.sit("Ann")
    room.do(room.ruth, Admit(ann))
    room.do(ann, Leave())
    assert room.attach(ann)[-1] == e.SeatBack(ann)


def test_leaving_the_waiting_room_is_quiet_and_coming_again_is_waiting_again() -> None:
    room = Door()
    ann = room.sit("Ann")
    assert room.do(ann, Leave()) == [e.WaitEnded(ann)]
    with refused("no_seat"):
        room.do(room.ruth, Admit(ann))
    assert room.attach(ann) == [e.SeatAttached(ann, NODE), e.SeatWaits(ann)]


def test_a_dead_node_leaves_who_waits_waiting() -> None:
    room = Door()
    ann, bea = room.sit("Ann", node=NodeId("node-b")), room.sit("Bea")
    room.do(None, NodeGone(NodeId("node-b")))
    assert room.status(ann) is SeatStatus.WAITING
    assert room.attach(ann) == [e.SeatAttached(ann, NODE)]
    room.do(room.ruth, AdmitAll())
    assert {room.status(ann), room.status(bea)} == {SeatStatus.HERE}


# capacity


def test_capacity_counts_at_admission() -> None:
    room = Door(capacity=2)
    ann, bea, cat = (room.sit(name) for name in ("Ann", "Bea", "Cat"))
    room.do(room.ruth, Admit(bea))
    said = room.do(room.ruth, AdmitAll())
    assert said == [e.SeatAdmitted(ann), e.SeatArrived(ann), e.SeatQueued(cat, True)], "as many as fit, who came first"
    for command in (Admit(cat), AdmitAll()):
        assert room.do(room.ruth, command) == [], "a facilitator has let her in; she needs a seat"
    assert room.status(cat) is SeatStatus.WAITING
    room.do(ann, Leave())
    assert room.status(cat) is SeatStatus.HERE
    assert room.attach(ann)[1:] == [e.SeatWaits(ann), e.SeatQueued(ann, True)]
    room.do(cat, Leave())
    assert room.status(ann) is SeatStatus.HERE


def test_admit_all_takes_those_who_are_still_there() -> None:
    room = Door(capacity=3)
    ann, bea, cat = (room.sit(name) for name in ("Ann", "Bea", "Cat"))
    room.drop(ann)
    room.later(minutes=4)
    room.drop(bea)
    room.later(minutes=2)
    room.do(room.ruth, AdmitAll())
    assert [room.status(seat) for seat in (ann, bea, cat)] == [SeatStatus.WAITING, SeatStatus.TAKEN, SeatStatus.HERE]
    assert room.do(room.ruth, AdmitAll()) == [], "whoever has been gone for long comes in when she is back and asked in"


def test_admit_all_with_nobody_waiting_is_nothing() -> None:
    room = Door(capacity=1)
    assert room.do(room.ruth, AdmitAll()) == []


def test_a_seat_that_will_wait_takes_nobodys_place() -> None:
    room = Door(WaitingFor.GUESTS, capacity=1)
    room.sit("Guest", guest=True, node=None)
    assert room.meeting.occupied(room.now) == 0
    ann = room.sit("Ann")
    assert room.status(ann) is SeatStatus.HERE
    room.sit("Second", guest=True)
    assert room.meeting.seats[room.sit("Bea")].status is SeatStatus.WAITING


def test_a_place_that_was_admitted_without_a_line_is_kept_for_two_minutes() -> None:
    room = Door(capacity=1)
    ann, bea = room.sit("Ann"), room.sit("Bea")
    room.drop(ann)
    room.do(room.ruth, Admit(ann))
    assert room.do(room.ruth, Admit(bea)) == [e.SeatQueued(bea, True)]
    room.later(minutes=2)
    assert room.do(None, FillPlaces())[0] == e.SeatAdmitted(bea)
    assert room.attach(ann)[1:] == [e.SeatWaits(ann), e.SeatQueued(ann, True)]


# the lock and the pause


def test_a_locked_door_keeps_out_who_is_new_or_had_left_and_lets_back_who_lost_her_line() -> None:
    room = Door(WaitingFor.NOBODY)
    ann, bea, cat = (room.sit(name) for name in ("Ann", "Bea", "Cat"))
    dee = room.sit("Dee", node=None)
    room.drop(ann)
    room.do(bea, Leave())
    room.do(room.ruth, LockDoor())
    with refused("locked"):
        room.sit("New")
    with refused("locked"):
        room.attach(bea)
    assert room.attach(ann)[-1] == e.SeatBack(ann)
    assert room.attach(cat) == []
    assert room.attach(dee)[-1] == e.SeatArrived(dee), "her seat was taken before"
    room.do(room.ruth, UnlockDoor())
    room.attach(bea)


def test_who_waits_can_be_let_in_through_a_locked_door() -> None:
    room = Door()
    ann = room.sit("Ann")
    room.do(room.ruth, LockDoor())
    room.do(room.ruth, Admit(ann))
    assert room.status(ann) is SeatStatus.HERE


def test_while_everything_is_paused_whoever_comes_waits() -> None:
    room = Door(WaitingFor.NOBODY)
    ann, bea = room.sit("Ann"), room.sit("Bea", node=None)
    room.do(ann, Leave())
    cat = room.sit("Cat")
    room.drop(cat)
    room.do(room.ruth, Pause())
    dee = room.sit("Dee")
    room.attach(ann)
    room.attach(bea)
    room.attach(cat)
    assert [room.status(seat) for seat in (ann, bea, dee)] == [SeatStatus.WAITING] * 3
    assert room.status(cat) is SeatStatus.HERE, "she had only lost her line"
    room.do(room.ruth, Resume())
    assert room.do(room.ruth, Admit(ann)) == [e.SeatAdmitted(ann), e.SeatBack(ann)]


def test_who_is_met_can_change_during_the_meeting() -> None:
    room = Door(WaitingFor.NOBODY)
    room.do(room.ruth, SetWaiting(WaitingFor.EVERYONE))
    assert room.status(room.sit("Ann")) is SeatStatus.WAITING


# asked back, asked to go, not tonight


def test_moving_her_to_the_waiting_room_keeps_her_line_and_is_shown_as_leaving() -> None:
    room = Door(WaitingFor.NOBODY)
    ann, bea = room.sit("Ann"), room.sit("Bea")
    members, desk, hers = room.watch(bea), room.watch(room.ruth), room.watch(ann)
    assert room.do(room.ruth, MoveToWaiting(ann)) == [e.SeatMovedToWaiting(ann)]
    assert room.do(room.ruth, MoveToWaiting(ann)) == []
    assert [event["type"] for event in members.events] == ["seat_left"]
    assert [event["type"] for event in desk.events] == ["seat_moved_to_waiting"]
    assert hers.snapshot["messages"] == []
    seat = room.meeting.seats[ann]
    assert (seat.moved, seat.nodes) == (True, {NODE})
    with refused("waiting"):
        room.say(ann, "Why?")
    assert room.do(room.ruth, Admit(ann)) == [e.SeatAdmitted(ann), e.SeatBack(ann)]
    assert not seat.moved
    room.say(ann, "Thank you.")


def test_who_was_moved_cannot_walk_round_the_waiting_room() -> None:
    room = Door()
    ann = room.sit("Ann")
    room.do(room.ruth, Admit(ann))
    room.do(room.ruth, MoveToWaiting(ann))
    room.do(ann, Leave())
    assert room.attach(ann)[-1] == e.SeatWaits(ann)


@pytest.mark.parametrize("where", ["here", "lost", "waiting", "left", "taken"])
def test_she_is_asked_to_go_wherever_she_is_and_does_not_come_back_by_herself(where: str) -> None:
    room = Door(WaitingFor.NOBODY)
    ann = room.sit("Ann", node=None if where == "taken" else NODE)
    match where:
        case "lost":
            room.drop(ann)
        case "waiting":
            room.do(room.ruth, MoveToWaiting(ann))
        case "left":
            room.do(ann, Leave())
        case _:
            pass
    remove = RemoveSeat(ann, Reason.SELLING, Scope.PROGRAMME)
    unseen = where not in {"here", "lost"}
    assert room.do(room.ruth, remove) == [e.SeatRemoved(ann, Reason.SELLING, Scope.PROGRAMME, unseen)]
    assert room.do(room.ruth, remove) == []
    seat = room.meeting.seats[ann]
    assert (seat.status, seat.removed, seat.nodes) == (SeatStatus.REMOVED, (Reason.SELLING, Scope.PROGRAMME), set())
    with refused("removed"):
        room.attach(ann)
    with refused("removed"):
        room.do(ann, PostMessage(MessageId("message-ann")))
    assert room.drop(ann) == [], "her line was counted off with her"


def test_letting_her_back_opens_the_door_and_no_more() -> None:
    room = Door()
    ann = room.sit("Ann")
    room.do(room.ruth, Admit(ann))
    room.do(room.ruth, RemoveSeat(ann, Reason.UNKIND, Scope.TONIGHT))
    assert room.do(room.ruth, LetBack(ann)) == [e.SeatLetBack(ann)]
    assert room.do(room.ruth, LetBack(ann)) == []
    assert room.meeting.seats[ann].removed is None
    assert room.attach(ann)[-1] == e.SeatWaits(ann), "she is met at the door"


def test_not_tonight_is_for_those_who_wait_and_can_be_undone() -> None:
    room = Door()
    ann, bea = room.sit("Ann"), room.sit("Bea")
    room.do(room.ruth, Admit(bea))
    with refused("no_seat"):
        room.do(room.ruth, DeclineSeat(bea, NextStep.TALK_TO_US))
    assert room.do(room.ruth, DeclineSeat(ann, NextStep.OTHER_ROOM)) == [e.SeatDeclined(ann, NextStep.OTHER_ROOM)]
    assert room.meeting.seats[ann].removed is None, "no sanction"
    assert room.meeting.seats[ann].nodes == set()
    with refused("declined"):  # nobody asked her to go, and she is not told so
        room.attach(ann)
    room.do(room.ruth, LetBack(ann))
    assert room.attach(ann)[-1] == e.SeatWaits(ann)


def test_none_of_this_is_for_facilitators() -> None:
    room = Door()
    kay = room.sit("Kay", SeatRole.FACILITATOR)
    for command in (MoveToWaiting(kay), RemoveSeat(kay, Reason.OTHER, Scope.ROOM), Admit(kay), DeclineSeat(kay, NextStep.OTHER_ROOM)):
        with refused("not_for_facilitators"):
            room.do(room.ruth, command)


def test_a_seat_that_never_was_is_no_seat() -> None:
    room = Door()
    nobody = SeatId("seat-nobody")
    for command in (Admit(nobody), MoveToWaiting(nobody), RemoveSeat(nobody, Reason.OTHER, Scope.ROOM), LetBack(nobody)):
        with refused("no_seat"):
            room.do(room.ruth, command)


@pytest.mark.parametrize("where", ["taken", "left", "removed"])
def test_only_who_is_in_the_circle_is_moved(where: str) -> None:
    room = Door(WaitingFor.NOBODY)
    ann = room.sit("Ann", node=None if where == "taken" else NODE)
    if where == "left":
        room.do(ann, Leave())
    elif where == "removed":
        room.do(room.ruth, RemoveSeat(ann, Reason.OTHER, Scope.TONIGHT))
    with refused("no_seat"):
        room.do(room.ruth, MoveToWaiting(ann))


def test_a_name_is_kept_also_for_her_who_was_asked_to_go() -> None:
    room = Door(WaitingFor.NOBODY)
    ann = room.sit("Ann")
    room.do(room.ruth, RemoveSeat(ann, Reason.DISTURBING, Scope.TONIGHT))
    with refused("name_taken"):
        room.do(SeatId("seat-2"), TakeSeat(SeatId("seat-2"), "mark-ann", SeatRole.MEMBER, guest=True, node=NODE))


def test_a_crowd_ends_at_the_most_seats_of_a_meeting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rooms.admission.MOST_SEATS", 3)
    room = Door()
    room.sit("Ann")
    room.sit("Bea")
    with refused("full"):
        room.sit("Cat")
    with refused("full"):
        room.sit("Kay", SeatRole.FACILITATOR)


def test_two_lines_of_one_who_waits_are_one_wait() -> None:
    room = Door()
    ann = room.sit("Ann")
    assert room.do(None, Attach(ann, NodeId("node-b"))) == [e.SeatAttached(ann, NodeId("node-b"))]
    assert room.drop(ann) == [e.SeatDetached(ann, NODE)]
    assert room.do(room.ruth, Admit(ann))[-1] == e.SeatArrived(ann)


def test_folding_the_log_again_gives_the_same_door() -> None:
    room = Door()
    ann, bea, cat = (room.sit(name) for name in ("Ann", "Bea", "Cat"))
    room.do(room.ruth, AdmitAll())
    room.do(room.ruth, MoveToWaiting(ann))
    room.do(room.ruth, RemoveSeat(bea, Reason.UNKIND, Scope.ROOM))
    room.drop(cat)
    room.do(room.ruth, LetBack(bea))
    room.do(room.ruth, LockDoor())
    assert comparable(room.refold()) == comparable(room.meeting)


def test_when_nobody_waits_any_more_those_on_their_way_come_in_as_far_as_they_fit() -> None:
    room = Door(capacity=1)
    ann, bea = room.sit("Ann", node=None), room.sit("Bea", node=None)
    room.do(room.ruth, SetWaiting(WaitingFor.NOBODY))
    room.later(minutes=2)
    room.attach(ann)
    room.attach(bea)
    assert [room.status(seat) for seat in (ann, bea)] == [SeatStatus.HERE, SeatStatus.WAITING]


def test_a_pause_gives_no_kept_place_away() -> None:
    room = Door(WaitingFor.NOBODY, capacity=2)
    room.sit("Ann", node=None)
    room.do(room.ruth, Pause())
    bea, cat = room.sit("Bea"), room.sit("Cat")
    room.do(room.ruth, Admit(bea))
    assert room.do(room.ruth, Admit(cat)) == [e.SeatQueued(cat, True)]
    room.do(room.ruth, Resume())
    assert room.status(cat) is SeatStatus.WAITING


def test_a_place_that_was_kept_is_hers_when_she_comes_in_time() -> None:
    room = Door(WaitingFor.NOBODY, capacity=1)
    ann = room.sit("Ann", node=None)
    room.later(seconds=119)
    assert room.attach(ann)[-1] == e.SeatArrived(ann)
