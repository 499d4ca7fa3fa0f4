"""Any sequence of commands of every kind, from many seats, with time going by: what must hold whatever happens."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

import msgspec
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rooms import commands as c
from rooms import desk_acts as d
from rooms import events as e
from rooms.commands import Command
from rooms.events import Event, MessageId, NodeId, SeatId, SeatRole
from rooms.formats import Step
from rooms.meeting import evolve
from rooms.questions import Answered, pack_answers
from rooms.refusals import Refused
from rooms.side_wishes import AcceptSideRoom, OfferSideRoom, SayInSideRoom, SideAct, SideAsk
from rooms.state import Meeting, SeatStatus, Status
from rooms.terms import Mode, Part, Reason, WaitingFor
from rooms.upkeep import FillPlaces
from rooms.visibility import Audience
from tests.rooms import invariants as must
from tests.rooms.meeting_machine import Machine, comparable
from tests.rooms.wishes import FACILITATORS, MEMBERS, NODES, ROLES, any_of, seat_of

SCRIPT = (
    Step({"en": "Welcome"}, 5, Mode.OPEN, cross_talk=True, parts=(Part.READER,)),
    Step({"en": "Sharing"}, 20, Mode.GO_ROUND, cross_talk=False, turn_s=120),
    Step({"en": "Closing"}, 5, Mode.FACILITATORS, cross_talk=False),
)
SEEDS = st.integers(0, 2**20)
WHO = st.integers(0, 47)  # below 44: one of those here
PAIRS: list[tuple[Command, Command]] = [(c.Pause(), c.Resume()), (c.LockDoor(), c.UnlockDoor())]
NEW_WORDS = c.PostMessage | c.SayPrivately | c.AnswerPrivately | d.SayInBackChannel | SayInSideRoom
WATCHED = 10  # clients at once


class Meetings(RuleBasedStateMachine):
    """Random women, random wishes."""

    def __init__(self) -> None:
        super().__init__()
        self.known: list[MessageId] = []  # every id that was ever said, held or told privately
        self.hidden: dict[MessageId, str] = {}  # words that members must not have been shown
        self.aside: set[MessageId] = set()  # words of side rooms
        self.alone_since: datetime | None = None
        self.steps = 0

    @initialize(
        opened=st.sampled_from([True, True, True, False]),
        members=st.integers(2, 5),
        leads=st.sampled_from([2, 1, 3]),
        needed=st.sampled_from([1, 1, 2]),
        door=st.sampled_from([WaitingFor.NOBODY, *WaitingFor]),
        mode=st.sampled_from(list(Mode)),
        cross_talk=st.booleans(),
        read_first=st.booleans(),
        capacity=st.sampled_from([4, 2]),
    )
    def begin(  # noqa: PLR0917 -- one a setting
        self,
        opened: bool,
        members: int,
        leads: int,
        needed: int,
        door: WaitingFor,
        mode: Mode,
        cross_talk: bool,
        read_first: bool,
        capacity: int = 4,
    ) -> None:
        self.room = Machine(capacity=capacity, open_now=False, waiting=door, facilitators_needed=needed, script=SCRIPT)
        self.shadow = Meeting(self.room.meeting.id)
        ruth = seat_of(FACILITATORS[0])
        for name in [*FACILITATORS[:leads], *MEMBERS[:members]]:
            self.sit(name, NODES[0])
            if seat_of(name) in self.room.meeting.seats:
                self.room.watch(seat_of(name))
        if opened:
            self.try_(None, c.Open())
        self.try_(ruth, c.AdmitAll())
        self.try_(ruth, c.SetMode(mode, cross_talk, 120))
        if read_first:
            self.try_(ruth, c.SetHold(None, on=True))

    def try_(self, actor: SeatId | None, command: Command) -> list[Event]:
        """Ask for it; what is refused leaves no entry, and `nothing_else_has_changed` looks at the rest."""
        meeting, entries = self.room.meeting, len(self.room.log)
        asking = None if actor is None else meeting.seats.get(actor)
        before = None if asking is None else must.Before.of(meeting, asking, self.room.now, self.alone_since)
        try:
            events = self.room.do(actor, command)
        except Refused:
            assert len(self.room.log) == entries
            return []
        if before is not None:
            before.judge(events)
        must.nobody_comes_past_the_last_seat(meeting, events)
        settled = any(not isinstance(event, e.SpeechEvent) for event in events) or isinstance(command, FillPlaces)
        must.queue(meeting, self.room.now, settled=settled)
        enough = must.present(meeting) >= meeting.facilitators_needed or meeting.status is not Status.OPEN
        self.alone_since = None if enough else self.alone_since or self.room.now
        for event in events:
            self._words_of(event)
        return events

    def _words_of(self, event: Event) -> None:
        match event:
            case e.MessageHeld(message) | e.PrivateSaid(message) | e.BackChannelSaid(message):
                self.hidden[message] = self.room.words.bodies[message]
            case e.SideSaid(message):
                self.hidden[message] = self.room.words.bodies[message]
                self.aside.add(message)
            case e.AllTakenBack():
                for gone in e.destroys(event):
                    self.hidden.pop(gone, None)
            case e.MessageReleased(message) | e.HeldTakenBack(message):
                self.hidden.pop(message, None)
            case _:
                pass

    def wish(self, seat: SeatId, command: Command, *, again: bool = False) -> None:
        """A drawn command, about messages that there are; new words get a fresh id, or an old one `again`."""
        if isinstance(command, NEW_WORDS):
            fresh = self.known[-1] if again and self.known else MessageId(f"message-{len(self.known):08d}")
            reply = getattr(command, "reply_to", None)
            changes: dict[str, Any] = {"message": fresh} | ({"reply_to": self._ago(reply)} if reply else {})
            self._say(seat, msgspec.structs.replace(command, **changes), fresh)
            return
        if hasattr(command, "message"):
            command = msgspec.structs.replace(command, message=self._ago(command.message))
        if isinstance(command, c.Report):
            command = msgspec.structs.replace(command, report=f"report-{len(self.room.log)}")
        self.try_(seat, command)

    def _ago(self, message: MessageId) -> MessageId:
        back = int(message.removeprefix("ago-"))
        return self.known[-1 - back % len(self.known)] if self.known else message

    def _say(self, seat: SeatId, command: Command, fresh: MessageId) -> None:
        new = fresh not in self.known
        if not new and fresh not in self.room.words.bodies:
            return  # words that are destroyed: that their id was used is known by the record, not by the meeting
        if new:
            self.room.words.bodies[fresh] = f"words:{fresh}:of:{seat}."
        said = self.try_(seat, command)
        assert new or not said, "an id is used once"
        if said:
            self.known.append(fresh)
        elif new:
            del self.room.words.bodies[fresh]

    # who comes and goes

    @precondition(lambda self: len(self.room.meeting.seats) < len(ROLES))
    @rule(which=st.integers(0, 7), line=st.none() | st.sampled_from(NODES))
    def somebody_comes(self, which: int, line: NodeId | None) -> None:
        absent = [name for name in (*MEMBERS, *FACILITATORS) if seat_of(name) not in self.room.meeting.seats]
        self.sit(absent[which % len(absent)], line)

    def sit(self, name: str, line: NodeId | None) -> None:
        seat = seat_of(name)
        self.room.words.names[seat] = name
        chosen: dict[str, Any] = {"listening": name == "Dee", "newcomer": name == "Cat"}
        if name in {"Cat", "Eve"}:
            chosen["answers"] = answers = MessageId(f"answers-{name}")
            self.room.words.bodies[answers] = pack_answers([Answered("What brings you?", f"words:{answers}.")])
            self.hidden[answers] = f"words:{answers}."
        if not any(
            isinstance(event, e.DoorAnswered)
            for event in self.try_(seat, c.TakeSeat(seat, f"mark-{name.lower()}", ROLES[seat], name == "Eve", line, **chosen))
        ):
            self.room.words.bodies.pop(MessageId(f"answers-{name}"), None)

    @rule(which=st.integers(0, 7), line=st.sampled_from(NODES))
    def somebody_is_back(self, which: int, line: NodeId) -> None:
        away = [seat.id for seat in self.room.meeting.seats.values() if not seat.nodes]
        if away:
            self.try_(None, c.Attach(away[which % len(away)], line))

    @rule(seed=SEEDS)
    def keep(self, seed: int) -> None:
        command = any_of(c.Keep, Random(seed))
        if isinstance(command, c.Overturn) and command.about.startswith("ago-"):
            command = msgspec.structs.replace(command, about=self._ago(MessageId(command.about)))
        self.try_(None, command)

    @rule(who=WHO)
    def a_line_is_lost(self, who: int) -> None:
        seat = self.one_of(who)
        for line in sorted(self.room.meeting.seats[seat].nodes if seat in self.room.meeting.seats else ()):
            self.try_(None, c.Detach(seat, line))

    @rule(seconds=st.sampled_from([1, 25, 70, 400]))
    def time_goes_by(self, seconds: int) -> None:
        self.room.later(seconds=seconds)

    @rule(who=WHO)
    def watch(self, who: int) -> None:
        seat = self.room.meeting.seats.get(self.one_of(who))
        if seat and seat.nodes and len(self.room.clients) < WATCHED:
            self.room.watch(seat.id)

    @precondition(lambda self: len(self.room.log) > 60)
    @rule()
    def close(self) -> None:
        self.try_(None, c.CloseByClock())

    # what they wish: mostly whoever is here, and sometimes whoever is not

    def one_of(self, who: int, role: SeatRole | None = None) -> SeatId:
        """One of those here or waiting, if there are any; now and then anybody."""
        able = [s.id for s in self.room.meeting.seats.values() if s.nodes and role in (None, s.role)]
        every = [seat for seat, its in ROLES.items() if role in (None, its)]
        return able[who % len(able)] if able and who < 44 else every[who % len(every)]

    @rule(who=WHO, seed=SEEDS, again=st.integers(0, 9).map(lambda n: n == 9))
    def say(self, who: int, seed: int, again: bool) -> None:
        self.wish(self.one_of(who), any_of(c.Speech, Random(seed)), again=again)

    @rule(who=WHO, ago=st.integers(0, 5))
    def take_back_my_own(self, who: int, ago: int) -> None:
        seat, meeting = self.one_of(who), self.room.meeting
        mine = [m.id for m in (*meeting.messages.values(), *(h.message for h in meeting.held.values())) if m.seat == seat]
        if mine:
            self.try_(seat, c.TakeBack(mine[-1 - ago % len(mine)]))
            here = meeting.seats[seat].nodes
            assert not here or mine[-1 - ago % len(mine)] not in self.room.words.bodies, "she may always take back her own"

    @rule(who=WHO, sure=st.integers(0, 5).map(lambda n: n == 5))
    def take_back_everything(self, who: int, sure: bool) -> None:
        seat = self.one_of(who)
        if sure and seat in self.room.meeting.seats:
            self.try_(seat, c.TakeBackAll())
            must.nothing_of_hers(self.room, seat)

    @rule(who=WHO, seed=SEEDS)
    def about_turns(self, who: int, seed: int) -> None:
        self.wish(self.one_of(who), any_of(c.Turn, Random(seed)))

    @rule(who=WHO, seed=SEEDS, again=st.integers(0, 9).map(lambda n: n == 9))
    def in_a_side_room(self, who: int, seed: int, again: bool) -> None:
        self.wish(self.one_of(who), any_of(SideAsk, Random(seed)), again=again)

    @rule(who=WHO, minutes=st.sampled_from([1, 10, 30]), yes=st.integers(0, 3))
    def somebody_is_asked_into_one(self, who: int, minutes: int, yes: int) -> None:
        member = self.one_of(who, SeatRole.MEMBER)
        self.try_(self.one_of(who, SeatRole.FACILITATOR), OfferSideRoom(member, minutes))
        if yes:
            self.try_(member, AcceptSideRoom())
            self.wish(member, SayInSideRoom(MessageId("new")))

    @rule(who=WHO)
    def leave(self, who: int) -> None:
        self.wish(self.one_of(who), c.Leave())

    @rule(who=WHO, seed=SEEDS, what=st.sampled_from([c.Calm, c.Shape, c.Door, c.Lead, SideAct]))
    def facilitate(self, who: int, seed: int, what: object) -> None:
        self.act(who, any_of(what, Random(seed)))

    @rule(who=WHO, seed=SEEDS)
    def among_facilitators(self, who: int, seed: int) -> None:
        self.act(who, any_of(d.BackChannel | d.SendNudge, Random(seed)))

    def on_the_desk(self, seat: SeatId) -> bool:
        """Whether a facilitator is shown her: who has gone without a word is on no list, and nobody can ask her to go."""
        found = self.room.meeting.seats.get(seat)
        return found is None or found.status not in (SeatStatus.LEFT, SeatStatus.TAKEN)

    def act(self, who: int, command: Command) -> None:
        seat, entries = self.one_of(who, SeatRole.FACILITATOR if who < 46 else None), len(self.room.log)
        if isinstance(command, c.RemoveSeat) and not self.on_the_desk(command.seat):
            return
        self.wish(seat, command)
        assert ROLES[seat] is SeatRole.FACILITATOR or len(self.room.log) == entries, "a member acted as a facilitator"

    @rule(who=WHO, pair=st.sampled_from(PAIRS))
    def undo_restores(self, who: int, pair: tuple[Command, Command]) -> None:
        seat = self.one_of(who, SeatRole.FACILITATOR)
        for command in pair:  # what time alone had made due is done by now
            self.try_(seat, command)
        before = essence(self.room.meeting)
        if self.try_(seat, pair[0]):
            self.try_(seat, pair[1])
            assert essence(self.room.meeting) == before

    @precondition(lambda self: self.room.meeting.messages)
    @rule(who=WHO, ago=st.integers(0, 5))
    def restoring_a_message_is_as_if_nothing_had_been(self, who: int, ago: int) -> None:
        seat, said = self.one_of(who, SeatRole.FACILITATOR), list(self.room.meeting.messages)
        message = said[-1 - ago % len(said)]
        self.try_(seat, c.RestoreMessage(message))
        before = essence(self.room.meeting)
        if self.try_(seat, c.RemoveMessage(message, Reason.DETAILS)):
            assert self.try_(seat, c.RestoreMessage(message))
            assert essence(self.room.meeting) == before

    @rule(who=WHO, named=st.lists(st.sampled_from(MEMBERS), min_size=1, max_size=3, unique=True))
    def the_drill_is_undone(self, who: int, named: list[str]) -> None:
        meeting, drill = self.room.meeting, c.Drill(tuple(seat_of(each) for each in named))
        self.try_(None, FillPlaces())
        seat, before = self.one_of(who, SeatRole.FACILITATOR), drilled(meeting)
        statuses = {each.id: each.status for each in meeting.seats.values()}
        full = meeting.occupied(self.room.now) > meeting.capacity  # lines that were lost for long may have come back
        hands, parts = list(meeting.hands), {each.id: set(each.parts) for each in meeting.seats.values()}
        turn = None if meeting.turn is None else meeting.turn.seat
        if not self.try_(seat, drill):
            return
        assert meeting.paused_at is not None
        assert meeting.locked
        assert not [m for m in meeting.messages.values() if m.seat in drill.seats and m.removed is None and not m.taken_back]
        assert not [s for s in drill.seats if s in meeting.seats and meeting.seats[s].status in must.IN_THE_CIRCLE]
        assert self.try_(seat, c.UndoDrill())
        assert drilled(meeting) == before
        for each in meeting.seats.values():
            came = {SeatStatus.LOST: {SeatStatus.LOST, SeatStatus.TAKEN, SeatStatus.WAITING}}.get(statuses[each.id], {statuses[each.id]})
            assert each.status in came or (full and each.status is SeatStatus.WAITING)
        here = {each.id for each in meeting.seats.values() if each.status in must.IN_THE_CIRCLE}
        up = [ident for ident in hands if ident in here]
        if turn in here and turn == (meeting.turn and meeting.turn.seat):
            assert [ident for ident in meeting.hands if ident in up] == up, "hands in their old order"
        assert all(set(meeting.seats[ident].parts) <= parts[ident] for ident in here)
        assert self.try_(seat, c.UndoDrill()) == []

    # what holds

    @invariant()
    def nothing_else_has_changed(self) -> None:
        """Another node, which folds what was appended, holds the same: no decision and no refusal has touched the state."""
        if not hasattr(self, "room"):
            return
        for data, at in self.room.log[self.shadow.n :]:
            evolve(self.shadow, e.decode(data), at)
        assert comparable(self.shadow) == comparable(self.room.meeting)

    @invariant()
    def rules_hold(self) -> None:
        if not hasattr(self, "room"):
            return
        meeting = self.room.meeting
        must.one_lead(meeting)
        must.told_what_is_hidden(meeting)
        must.hands_and_turn(meeting, self.room.now)
        must.lines_and_seats(meeting)
        must.answers(self.room)
        must.side_rooms(meeting, self.aside & set(self.room.words.bodies), self.room.now)
        must.among_facilitators(self.room)
        taken_back = {m.id for m in meeting.messages.values() if m.taken_back}
        assert not taken_back & set(self.room.words.bodies)
        self.steps += 1
        if self.steps % 8 == 0:
            self.everyone_sees_what_she_may()

    def everyone_sees_what_she_may(self) -> None:
        hidden = set(self.hidden.values())
        for client in self.room.clients:
            assert client.audience is not Audience.FACILITATORS or ROLES[client.seat] is SeatRole.FACILITATOR
            must.nothing_forbidden_is_shown(self.room, client, hidden)
            must.client_and_newcomer_agree(self.room, client)

    def teardown(self) -> None:
        if hasattr(self, "room"):
            self.everyone_sees_what_she_may()
            assert self.room.meeting.control == sum(e.is_control(e.decode(data)) for data, _ in self.room.log)


def essence(meeting: Meeting) -> dict[str, Any]:
    """The state without its counts."""
    whole: dict[str, Any] = comparable(meeting)
    return {key: value for key, value in whole.items() if key not in {"n", "control", "shown"}}


def drilled(meeting: Meeting) -> dict[str, Any]:
    """What a drill touches and its undoing restores, besides where the seats are."""
    removed = {m.id: m.removed for m in meeting.messages.values() if not m.taken_back}
    declined = {h.message.id: h.declined for h in meeting.held.values()}
    return {"paused": meeting.paused_at, "locked": meeting.locked, "removed": removed, "declined": declined}


TestMeetings = Meetings.TestCase
TestMeetings.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],  # explaining traces every line: it takes minutes
)
