"""A full circle: who waits in its queue, in which order, and that nobody waits for ever."""

from __future__ import annotations

import pytest

from rooms import events as e
from rooms.commands import (
    Admit,
    AdmitAll,
    Attach,
    CallOn,
    Command,
    Detach,
    Drill,
    EndTurn,
    Leave,
    LockDoor,
    MoveToWaiting,
    NodeGone,
    Pause,
    PostMessage,
    RemoveSeat,
    Resume,
    SetMode,
    SetWaiting,
    UndoDrill,
    UnlockDoor,
)
from rooms.events import MessageId, NodeId, SeatId, SeatRole
from rooms.standing import standing
from rooms.state import SeatStatus
from rooms.terms import Mode, Reason, Scope, WaitingFor
from rooms.upkeep import FillPlaces
from tests.rooms.meeting_machine import NODE, Machine, comparable, refused

HERE, WAITING, TAKEN = SeatStatus.HERE, SeatStatus.WAITING, SeatStatus.TAKEN


class Full(Machine):
    """Ruth facilitates, Ann and Bea have the two seats there are."""

    def __init__(self, waiting: WaitingFor = WaitingFor.NOBODY) -> None:
        super().__init__(capacity=2, waiting=waiting)
        self.ruth = self.sit("Ruth", SeatRole.FACILITATOR)
        self.ann, self.bea = self.sit("Ann"), self.sit("Bea")
        self.do(self.ruth, AdmitAll())

    def queue(self, *names: str) -> list[SeatId]:
        """They come one after another, a minute between."""
        came = []
        for name in names:
            came.append(self.sit(name))
            self.later(minutes=1)
        return came

    def status(self, *seats: SeatId) -> list[SeatStatus]:
        return [self.meeting.seats[seat].status for seat in seats]

    def told(self, seat: SeatId) -> dict[str, object]:
        """What she is told of her waiting."""
        waiting: dict[str, object] = standing(self.meeting, self.meeting.seats[seat], self.words, self.now)["waiting"]
        return waiting

    def place(self, seat: SeatId) -> object:
        return self.told(seat)["place"]

    def members(self) -> int:
        return sum(s.role is SeatRole.MEMBER and s.status is HERE for s in self.meeting.seats.values())


def test_whoever_finds_the_circle_full_waits_in_the_order_of_coming() -> None:
    room = Full()
    cat, dee, eve = room.queue("Cat", "Dee", "Eve")
    assert [room.place(seat) for seat in (cat, dee, eve)] == [1, 2, 3]
    assert all(room.told(seat)["queued"] and room.told(seat)["full"] for seat in (cat, dee, eve))
    assert room.status(cat, dee, eve) == [WAITING] * 3
    with refused("waiting"):
        room.do(cat, PostMessage(MessageId("message-1")))
    room.do(dee, Leave())
    assert [room.place(seat) for seat in (cat, eve)] == [1, 2]


FREED: list[tuple[str, list[Command]]] = [
    ("she leaves", [Leave()]),
    ("asked back", [MoveToWaiting(SeatId("seat-Ann"))]),
    ("asked to go", [RemoveSeat(SeatId("seat-Ann"), Reason.OTHER, Scope.TONIGHT)]),
]


@pytest.mark.parametrize(("how", "commands"), FREED)
def test_a_seat_that_comes_free_goes_to_the_first_with_what_freed_it(how: str, commands: list[Command]) -> None:
    room = Full()
    cat, dee = room.queue("Cat", "Dee")
    members, desk = room.watch(room.bea), room.watch(room.ruth)
    events = [event for command in commands for event in room.do(room.ann if isinstance(command, Leave) else room.ruth, command)]
    assert events[-2:] == [e.SeatAdmitted(cat), e.SeatArrived(cat)], how
    assert room.status(cat, dee) == [HERE, WAITING]
    assert room.place(dee) == 1
    assert [event["type"] for event in members.events] == ["seat_left", "seat_arrived"], "no word of any queue"
    assert [event["type"] for event in desk.events][-2:] == ["seat_admitted", "seat_arrived"]
    assert comparable(room.refold()) == comparable(room.meeting)


def test_a_place_that_is_kept_for_a_lost_line_is_free_after_five_minutes_and_no_earlier() -> None:
    room = Full()
    (cat,) = room.queue("Cat")
    room.do(None, Detach(room.ann, NODE))
    room.later(minutes=4, seconds=59)
    assert room.do(None, FillPlaces()) == []
    room.later(seconds=1)
    assert room.do(None, FillPlaces()) == [e.SeatAdmitted(cat), e.SeatArrived(cat)]


def test_she_whose_seat_was_given_away_while_her_line_was_lost_has_the_next_one() -> None:
    room = Full()
    (cat,) = room.queue("Cat")
    room.do(None, Detach(room.ann, NODE))
    room.later(minutes=5)
    room.do(None, FillPlaces())
    (dee,) = room.queue("Dee")
    desk, members = room.watch(room.ruth), room.watch(room.bea)
    given_away = [e.SeatAttached(room.ann, NODE), e.SeatMovedToWaiting(room.ann), e.SeatQueued(room.ann, admitted=True, first=True)]
    assert room.attach(room.ann) == given_away
    assert (room.members(), room.status(room.ann, dee)) == (2, [WAITING, WAITING])
    assert [(room.told(seat)["first"], room.place(seat)) for seat in (room.ann, dee)] == [(True, 1), (False, 2)]
    assert [each["seat"] for each in desk.state()["waiting"]] == [room.ann, dee], "in the order in which they come in"
    assert desk.state() == room.watch(room.ruth).snapshot
    assert [event["type"] for event in members.events] == ["seat_left"], "no word of any queue"
    room.do(cat, Leave())
    assert room.status(room.ann, dee) == [HERE, WAITING]
    assert not room.meeting.seats[room.ann].first
    room.do(room.bea, Leave())
    assert room.status(dee) == [HERE]


def test_she_whose_line_was_lost_for_long_comes_back_where_a_seat_is_free_also_through_a_locked_door() -> None:
    room = Full()
    room.do(None, Detach(room.ann, NODE))
    room.later(minutes=6)
    room.do(room.ruth, LockDoor())
    assert room.attach(room.ann)[-1] == e.SeatBack(room.ann)
    for seat in (room.ann, room.ruth):
        room.do(None, Detach(seat, NODE))
    room.later(minutes=4, seconds=59)
    assert room.attach(room.ann)[-1] == e.SeatBack(room.ann), "her place is kept for five minutes"
    room.later(minutes=6)
    assert room.attach(room.ruth)[-1] != e.SeatQueued(room.ruth, admitted=True, first=True), "facilitators need no seat of the circle's"


def test_two_whose_seats_were_given_away_come_in_the_order_in_which_they_are_back() -> None:
    room = Full()
    cat, dee, eve = room.queue("Cat", "Dee", "Eve")
    for seat in (room.ann, room.bea):
        room.do(None, Detach(seat, NODE))
    room.later(minutes=5)
    room.do(None, FillPlaces())
    for seat in (room.bea, room.ann):
        room.attach(seat)
        room.later(minutes=1)
    assert [room.place(seat) for seat in (room.bea, room.ann, eve)] == [1, 2, 3]
    room.do(cat, Leave())
    room.do(dee, Leave())
    assert room.status(room.bea, room.ann, eve) == [HERE, HERE, WAITING]
    assert comparable(room.refold()) == comparable(room.meeting)


def test_whoever_comes_when_time_has_freed_a_seat_is_not_before_those_who_wait() -> None:
    room = Full()
    (cat,) = room.queue("Cat")
    room.do(None, Detach(room.ann, NODE))
    room.later(minutes=5)
    dee = room.sit("Dee")
    assert room.status(cat, dee) == [HERE, WAITING]


def test_a_seat_taken_on_a_page_while_the_circle_is_full_keeps_no_place() -> None:
    room = Full()
    cat = room.sit("Cat", node=None)
    assert room.meeting.occupied(room.now) == 2
    dee = room.sit("Dee")
    room.attach(cat)
    assert [room.place(seat) for seat in (dee, cat)] == [1, 2], "she is in line from when she is there"
    room.do(room.ann, Leave())
    room.do(room.bea, Leave())
    assert room.status(dee, cat) == [HERE, HERE]


def test_a_lost_line_keeps_its_place_in_the_queue_for_five_minutes() -> None:
    room = Full()
    cat, dee = room.queue("Cat", "Dee")
    room.do(None, Detach(cat, NODE))
    room.later(minutes=4)
    assert room.place(dee) == 2
    room.attach(cat)
    assert [room.place(seat) for seat in (cat, dee)] == [1, 2]
    room.do(None, Detach(cat, NODE))
    room.later(minutes=5)
    assert room.place(dee) == 1
    assert room.attach(cat) == [e.SeatAttached(cat, NODE), e.SeatWaits(cat), e.SeatQueued(cat, False)]
    assert [room.place(seat) for seat in (dee, cat)] == [1, 2]


def test_a_seat_waits_two_minutes_for_her_whose_line_was_lost_as_her_place_came() -> None:
    room = Full()
    cat, dee = room.queue("Cat", "Dee")
    room.do(None, Detach(cat, NODE))
    room.do(room.ann, Leave())
    assert room.status(cat, dee) == [TAKEN, WAITING]
    room.later(minutes=2)
    assert room.do(None, FillPlaces()) == [e.SeatAdmitted(dee), e.SeatArrived(dee)]
    assert room.attach(cat)[-2:] == [e.SeatWaits(cat), e.SeatQueued(cat, True)]


def test_a_dead_node_empties_no_place_in_the_queue() -> None:
    room = Full()
    (cat,) = room.queue("Cat")
    room.do(None, Attach(cat, NodeId("node-b")))
    room.do(None, NodeGone(NODE))
    assert room.status(cat) == [WAITING]
    room.do(room.ann, Leave())
    assert room.status(cat) == [HERE]


@pytest.mark.parametrize(("shut", "open_"), [(LockDoor(), UnlockDoor()), (Pause(), Resume())])
def test_while_the_door_is_locked_or_everything_rests_the_queue_stands_still(shut: Command, open_: Command) -> None:
    room = Full()
    (cat,) = room.queue("Cat")
    room.do(room.ruth, shut)
    room.do(room.ann, Leave())
    assert room.status(cat) == [WAITING]
    assert room.told(cat)["locked"] is isinstance(shut, LockDoor)
    assert room.do(None, FillPlaces()) == []
    assert room.do(room.ruth, open_)[1:] == [e.SeatAdmitted(cat), e.SeatArrived(cat)]


def test_a_facilitator_may_let_her_in_through_a_locked_door_as_far_as_there_are_seats() -> None:
    room = Full()
    cat, dee = room.queue("Cat", "Dee")
    room.do(room.ruth, LockDoor())
    room.do(room.ann, Leave())
    room.do(room.ruth, Admit(dee))
    assert room.do(room.ruth, Admit(cat)) == [e.SeatQueued(cat, True)]
    assert room.status(cat, dee) == [WAITING, HERE]


def test_where_she_is_met_she_needs_a_facilitator_and_a_seat() -> None:
    room = Full(WaitingFor.EVERYONE)
    cat, dee = room.queue("Cat", "Dee")
    assert (room.told(cat)["queued"], room.told(cat)["full"]) == (False, True)
    room.do(room.ann, Leave())
    assert room.status(cat, dee) == [WAITING, WAITING], "a free seat lets nobody in whom nobody has met"
    room.do(room.ruth, Admit(dee))
    assert room.status(cat, dee) == [WAITING, HERE]
    assert room.do(room.ruth, Admit(cat)) == [e.SeatQueued(cat, True)]
    assert (room.told(cat)["queued"], room.members()) == (True, 2)
    room.do(room.bea, Leave())
    assert room.status(cat) == [HERE]


def test_who_was_let_in_and_waits_for_a_seat_comes_in_the_order_of_coming_to_the_door() -> None:
    room = Full(WaitingFor.GUESTS)
    guest = room.sit("Guest", guest=True)
    cat = room.sit("Cat")
    assert room.place(cat) == 1
    room.do(room.ruth, Admit(guest))
    assert [room.place(seat) for seat in (guest, cat)] == [1, 2]
    room.do(room.ann, Leave())
    assert room.status(guest, cat) == [HERE, WAITING]


def test_once_everyone_is_met_who_stands_in_the_queue_is_met_too() -> None:
    room = Full()
    cat, dee = room.queue("Cat", "Dee")
    room.do(room.ruth, Admit(dee))
    assert room.do(room.ruth, SetWaiting(WaitingFor.EVERYONE)) == [e.WaitingSet(WaitingFor.EVERYONE), e.SeatUnqueued(cat)]
    room.do(room.ann, Leave())
    room.do(room.bea, Leave())
    assert room.status(cat, dee) == [WAITING, HERE]
    room.do(room.ruth, Admit(cat))
    assert room.status(cat) == [HERE]


def test_after_a_drill_is_undone_the_circle_is_before_the_queue() -> None:
    room = Full()
    (cat,) = room.queue("Cat")
    room.do(room.ruth, Drill((room.ann,)))
    assert room.status(room.ann, cat) == [WAITING, WAITING]
    room.do(room.ruth, UndoDrill())
    assert room.status(room.ann, room.bea, cat) == [HERE, HERE, WAITING]


def test_a_facilitator_takes_nobodys_place() -> None:
    room = Full()
    assert room.status(room.sit("Kay", SeatRole.FACILITATOR)) == [HERE]


def test_how_long_it_may_take_is_what_was_measured_tonight_and_else_nothing() -> None:
    room = Full()
    cat, dee, _eve, fay = room.queue("Cat", "Dee", "Eve", "Fay")
    assert room.told(cat)["expected_min"] is None
    room.do(room.ann, Leave())  # Cat has waited 4 minutes
    assert room.told(dee)["expected_min"] == 4
    room.later(seconds=30)
    room.do(room.bea, Leave())  # Dee 3 and a half
    assert room.told(fay)["expected_min"] == 4, "the median is rounded up"
    room.do(cat, Leave())  # Eve 2 and a half
    assert room.told(fay)["expected_min"] == 4
    room.do(room.ruth, SetWaiting(WaitingFor.EVERYONE))
    gil = room.sit("Gil")
    assert room.told(gil)["expected_min"] is None, "nobody was met at the door tonight"
    room.do(room.ruth, MoveToWaiting(dee))
    room.later(minutes=30)
    room.do(room.ruth, Admit(dee))
    assert room.meeting.waited_to_be_met_s == (), "who is asked back has not come to the door"
    room.do(room.ruth, MoveToWaiting(dee))
    room.do(room.ruth, Admit(gil))
    room.do(gil, Leave())
    ida = room.sit("Ida")
    assert room.told(ida)["expected_min"] == 30


def test_just_listening_and_a_first_time_are_chosen_at_the_door() -> None:
    room = Machine()
    ruth = room.sit("Ruth", SeatRole.FACILITATOR)
    dana = room.sit("Dana")
    members, desk = room.watch(dana), room.watch(ruth)
    nell = room.sit("Nell", listening=True, newcomer=True)
    arrived = [client.events[-1]["seat"] for client in (members, desk)]
    assert [seat.get("listening") for seat in arrived] == [True, True]
    assert [seat.get("newcomer") for seat in arrived] == [None, True], "her first time is told to facilitators only"
    with refused("no_seat"):
        room.do(ruth, CallOn(nell))
    room.do(ruth, SetMode(Mode.GO_ROUND, cross_talk=False, turn_s=0))
    room.do(dana, EndTurn())
    assert room.meeting.turn is None, "the go-round passes her by"
    kay = room.sit("Kay", SeatRole.FACILITATOR, listening=True, newcomer=True)
    assert not room.meeting.seats[kay].listening
