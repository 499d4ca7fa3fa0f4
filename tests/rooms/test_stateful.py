"""Any sequence of commands, from many seats, with time going by: what must hold whatever happens."""

from __future__ import annotations

import copy

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rooms import events as e
from rooms.commands import (
    Attach,
    CloseByClock,
    Command,
    Detach,
    Leave,
    NodeGone,
    Open,
    PostMessage,
    Respond,
    TakeBack,
    TakeBackResponse,
    TakeSeat,
    TurnAway,
)
from rooms.events import MessageId, NodeId, SeatId, SeatRole, Word
from rooms.refusals import Refused
from rooms.state import SeatStatus, Status
from rooms.visibility import Audience, snapshot
from tests.rooms.meeting_machine import Machine, comparable

NAMES = ["Ann", "Bea", "Cat", "Dee"]
NODES = [NodeId("node-a"), NodeId("node-b")]
FORBIDDEN_TO_MEMBERS = {"turned_away"}
NEVER_SHOWN = {"meeting_planned", "seat_taken", "seat_given_up", "seat_attached", "seat_detached"}


class Meetings(RuleBasedStateMachine):
    """Random women, random wishes."""

    def __init__(self) -> None:
        super().__init__()
        self.room = Machine(capacity=3, open_now=False)
        self.posted: list[MessageId] = []

    @initialize(opened=st.booleans(), seated=st.integers(0, 3))
    def begin(self, opened: bool, seated: int) -> None:
        if opened:
            self.room.do(None, Open())
        for name in NAMES[:seated]:
            self.watch_(self.room.sit(name))

    def watch_(self, seat: SeatId) -> None:
        if len(self.room.clients) < 8:
            self.room.watch(seat)

    def try_(self, actor: SeatId | None, command: Command) -> None:
        before = copy.deepcopy(comparable(self.room.meeting))
        entries = len(self.room.log)
        try:
            self.room.do(actor, command)
        except Refused:
            assert comparable(self.room.meeting) == before, "a refusal changed something"
            assert len(self.room.log) == entries

    @rule(name=st.sampled_from(NAMES), lead=st.booleans(), guest=st.booleans(), here=st.booleans())
    def sit(self, name: str, lead: bool, guest: bool, here: bool) -> None:
        seat = SeatId(f"seat-{name}")
        if seat in self.room.meeting.seats:
            return  # the record knows whose seat it is: nobody takes a second one
        self.room.words.names[seat] = name
        role = SeatRole.FACILITATOR if lead else SeatRole.MEMBER
        self.try_(seat, TakeSeat(seat, f"mark-{name.lower()}", role, guest and not lead, NODES[0] if here else None))

    @rule(name=st.sampled_from(NAMES), node=st.sampled_from(NODES))
    def attach(self, name: str, node: NodeId) -> None:
        self.try_(None, Attach(SeatId(f"seat-{name}"), node))

    @rule(name=st.sampled_from(NAMES), node=st.sampled_from(NODES))
    def detach(self, name: str, node: NodeId) -> None:
        self.try_(None, Detach(SeatId(f"seat-{name}"), node))

    @rule(node=st.sampled_from(NODES))
    def node_dies(self, node: NodeId) -> None:
        self.try_(None, NodeGone(node))
        assert all(node not in seat.nodes for seat in self.room.meeting.seats.values())

    @rule(name=st.sampled_from(NAMES), reply=st.integers(0, 30), again=st.booleans())
    def post(self, name: str, reply: int, again: bool) -> None:
        seat = SeatId(f"seat-{name}")
        message = self.posted[reply % len(self.posted)] if again and self.posted else MessageId(f"message-{len(self.posted):08d}")
        entries = len(self.room.log)
        fresh = message not in self.room.meeting.messages
        if fresh:
            self.room.words.bodies[message] = f"words of {name}"
            self.posted.append(message)
        answered = self.posted[reply % len(self.posted)] if reply > 20 and self.posted else None
        self.try_(seat, PostMessage(message, answered if answered != message else None))
        heard = len(self.room.log) > entries
        holder = self.room.meeting.seats.get(seat)
        if heard:
            assert fresh
            assert self.room.meeting.status is Status.OPEN
            assert holder is not None
            assert holder.status is SeatStatus.HERE
        elif fresh:
            self.room.words.bodies.pop(message)
            self.posted.remove(message)

    @precondition(lambda self: self.posted)
    @rule(
        name=st.sampled_from(NAMES),
        which=st.integers(0, 3),
        word=st.sampled_from(list(Word)),
        answer=st.sampled_from([None, Respond, TakeBackResponse]),
    )
    def about(self, name: str, which: int, word: Word, answer: type[Respond | TakeBackResponse] | None) -> None:
        message = self.posted[-1 - which % len(self.posted)]
        self.try_(SeatId(f"seat-{name}"), TakeBack(message) if answer is None else answer(message, word))

    @rule(name=st.sampled_from(NAMES))
    def leave(self, name: str) -> None:
        self.try_(SeatId(f"seat-{name}"), Leave())

    @rule(name=st.sampled_from(NAMES))
    def watch(self, name: str) -> None:
        if (seat := self.room.meeting.seats.get(SeatId(f"seat-{name}"))) and seat.status is SeatStatus.HERE:
            self.watch_(seat.id)

    @rule(seconds=st.sampled_from([1, 70, 200, 400]))
    def time_goes_by(self, seconds: int) -> None:
        self.room.later(seconds=seconds)

    @rule(command=st.sampled_from([Open(), Open(), TurnAway()]))
    def keep(self, command: Command) -> None:
        self.try_(None, command)

    @precondition(lambda self: len(self.room.log) > 40)
    @rule()
    def close(self) -> None:
        self.try_(None, CloseByClock())

    @invariant()
    def folding_the_log_gives_the_live_state(self) -> None:
        assert comparable(self.room.refold()) == comparable(self.room.meeting)

    @invariant()
    def a_client_that_saw_every_event_holds_what_a_newcomer_is_given(self) -> None:
        for client in self.room.clients:
            viewer = self.room.meeting.seats[client.seat]
            held, given = client.state(), snapshot(self.room.meeting, viewer, self.room.words)
            assert held["status"] == given["status"]
            assert held["messages"] == given["messages"]
            assert _by_seat(held) == _by_seat(given)

    @invariant()
    def counts_have_no_holes_and_nothing_forbidden_is_shown(self) -> None:
        for client in self.room.clients:
            assert [event["seq"] for event in client.events] == list(range(client.seq + 1, client.seq + len(client.events) + 1))
            kinds = {event["type"] for event in client.events}
            assert not kinds & NEVER_SHOWN
            if client.audience is Audience.MEMBERS:
                assert not kinds & FORBIDDEN_TO_MEMBERS
                assert "guest" not in str(client.snapshot) + str(client.events)
            arrived = self.room.meeting.seats[client.seat].arrived_at
            assert all(self.room.meeting.messages[shown["id"]].n > arrived for shown in client.snapshot["messages"])

    @invariant()
    def no_body_outlives_being_taken_back(self) -> None:
        taken_back = {m.id for m in self.room.meeting.messages.values() if m.taken_back}
        assert not taken_back & set(self.room.words.bodies)

    @invariant()
    def presence_and_lines_agree(self) -> None:
        for seat in self.room.meeting.seats.values():
            assert (seat.status is SeatStatus.HERE) == bool(seat.nodes)
            assert (seat.status is SeatStatus.TAKEN) <= (seat.arrived_at == 0)

    @invariant()
    def names_are_one_of_a_kind(self) -> None:
        marks = [seat.mark for seat in self.room.meeting.seats.values() if seat.role is SeatRole.MEMBER]
        numbers = [seat.number for seat in self.room.meeting.seats.values()]
        assert len(set(marks)) == len(marks)
        assert numbers == sorted(set(numbers))

    @invariant()
    def control_counts_control(self) -> None:
        decoded = [e.decode(data) for data, _ in self.room.log]
        assert self.room.meeting.control == sum(map(e.is_control, decoded))
        assert self.room.meeting.n == len(decoded)


def _by_seat(state: dict[str, object]) -> dict[str, object]:
    seats = state["seats"]
    assert isinstance(seats, list)
    shown = {seat["seat"]: seat for seat in seats}
    assert len(shown) == len(seats)
    return shown


TestMeetings = Meetings.TestCase
TestMeetings.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)
