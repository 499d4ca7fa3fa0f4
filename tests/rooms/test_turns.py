"""Whose turn it is: hands in one order, the go-round, passing, listening, stepping away."""

from __future__ import annotations

import pytest

from rooms import events as e
from rooms.commands import (
    Admit,
    BeginStep,
    CallOn,
    CloseByClock,
    ComeBack,
    Detach,
    EndTurn,
    GrantTime,
    Leave,
    LiftQuiet,
    Listen,
    LowerHand,
    MoveToWaiting,
    NextTurn,
    NodeGone,
    PassTurn,
    Pause,
    Quiet,
    RaiseHand,
    RemoveSeat,
    Resume,
    SetMode,
    StartRound,
    StepAway,
)
from rooms.events import Event, SeatId, SeatRole
from rooms.formats import Step
from rooms.standing import standing
from rooms.state import Away, Turn
from rooms.terms import Mode, Reason, Scope, WaitingFor
from rooms.upkeep import MoveOn
from rooms.visibility import snapshot, stamp
from tests.rooms.meeting_machine import NODE, Machine, comparable, refused


class Circle(Machine):
    """Ruth facilitates; Ann, Bea and Cat are members."""

    def __init__(self, mode: Mode = Mode.OPEN, *, cross_talk: bool = False, turn_s: int = 180) -> None:
        super().__init__()
        self.ruth = self.sit("Ruth", SeatRole.FACILITATOR)
        self.ann, self.bea, self.cat = (self.sit(name) for name in ("Ann", "Bea", "Cat"))
        if mode is not Mode.OPEN:
            self.do(self.ruth, SetMode(mode, cross_talk, turn_s))

    def speaking(self) -> SeatId | None:
        return None if self.meeting.turn is None else self.meeting.turn.seat

    def held(self) -> bool:
        return self.meeting.turn is not None and self.meeting.turn.held_since is not None

    def lose(self, seat: SeatId) -> list[e.Event]:
        return self.do(None, Detach(seat, NODE))


# hands


def test_hands_have_one_order_and_each_seat_has_one() -> None:
    room = Circle()
    for seat in (room.bea, room.ann, room.bea, room.ruth):
        room.do(seat, RaiseHand())
    assert room.meeting.hands == [room.bea, room.ann, room.ruth]
    assert room.do(room.ann, RaiseHand()) == []
    assert room.do(room.bea, LowerHand()) == [e.HandLowered(room.bea)]
    assert room.do(room.bea, LowerHand()) == []
    assert room.do(room.bea, RaiseHand()) == [e.HandRaised(room.bea)]
    assert room.meeting.hands == [room.ann, room.ruth, room.bea]


def test_a_hand_survives_a_lost_line_and_a_moment_away() -> None:
    room = Circle()
    room.do(room.ann, RaiseHand())
    room.do(room.bea, RaiseHand())
    room.lose(room.ann)
    room.do(room.bea, StepAway(quiet=True))
    assert room.meeting.hands == [room.ann, room.bea]
    room.attach(room.ann)
    assert room.meeting.hands == [room.ann, room.bea]


@pytest.mark.parametrize("how", ["leaves", "removed", "moved", "listens"])
def test_a_hand_is_lowered_when_she_is_no_longer_there_for_a_turn(how: str) -> None:
    room = Circle()
    room.do(room.ann, RaiseHand())
    room.do(room.bea, RaiseHand())
    match how:
        case "leaves":
            room.do(room.ann, Leave())
        case "removed":
            room.do(room.ruth, RemoveSeat(room.ann, Reason.UNKIND, Scope.TONIGHT))
        case "moved":
            room.do(room.ruth, MoveToWaiting(room.ann))
        case _:
            room.do(room.ann, Listen(on=True))
    assert room.meeting.hands == [room.bea]


def test_no_hands_in_silence_while_paused_before_opening_or_from_outside() -> None:
    room = Circle(Mode.SILENCE)
    with refused("no_hands"):
        room.do(room.ann, RaiseHand())
    room.do(room.ruth, SetMode(Mode.OPEN, cross_talk=True, turn_s=0))
    room.do(room.ann, RaiseHand())
    room.do(room.ruth, Pause())
    with refused("paused"):
        room.do(room.bea, RaiseHand())
    room.do(room.ann, LowerHand())
    room.do(room.ruth, MoveToWaiting(room.ann))
    with refused("waiting"):
        room.do(room.ann, RaiseHand())
    room.do(room.bea, Leave())
    with refused("no_seat"):
        room.do(room.bea, RaiseHand())
    room.do(None, CloseByClock())
    with refused("meeting_closed"):
        room.do(room.cat, RaiseHand())
    early = Machine(open_now=False)
    with refused("not_open"):
        early.do(early.sit("Ann"), RaiseHand())


def test_raising_a_hand_ends_listening_and_being_away() -> None:
    room = Circle()
    room.do(room.ann, Listen(on=True))
    room.do(room.ann, StepAway(quiet=True))
    assert room.do(room.ann, RaiseHand()) == [e.CameBack(room.ann, quiet=True), e.ListeningSet(room.ann, on=False), e.HandRaised(room.ann)]


# the queue


def test_in_the_queue_the_first_hand_speaks_at_once_and_the_next_follows_by_itself() -> None:
    room = Circle(Mode.QUEUE)
    assert room.do(room.bea, RaiseHand()) == [e.HandRaised(room.bea), e.TurnBegan(room.bea)]
    room.do(room.ann, RaiseHand())
    room.do(room.cat, RaiseHand())
    assert (room.speaking(), room.meeting.hands) == (room.bea, [room.ann, room.cat])
    assert room.do(room.bea, RaiseHand()) == [], "it is her turn already"
    assert room.do(room.bea, EndTurn()) == [e.TurnEnded(room.bea), e.TurnBegan(room.ann)]
    assert room.do(room.bea, EndTurn()) == [], "not hers any more"
    assert room.do(room.ann, PassTurn()) == [e.TurnEnded(room.ann, passed=True), e.TurnBegan(room.cat)]
    assert room.do(room.cat, EndTurn()) == [e.TurnEnded(room.cat)]
    assert room.speaking() is None


def test_only_the_one_whose_turn_it_is_writes() -> None:
    room = Circle(Mode.QUEUE)
    room.do(room.ann, RaiseHand())
    room.say(room.ann, "My turn.")
    with refused("not_your_turn"):
        room.say(room.bea, "Between.")
    room.say(room.ruth, "Thank you, Ann.")


def test_whoever_is_away_or_has_lost_her_line_is_called_when_she_is_back() -> None:
    room = Circle(Mode.QUEUE)
    for seat in (room.ann, room.bea, room.cat):
        room.do(seat, RaiseHand())
    room.lose(room.bea)
    room.do(room.ann, EndTurn())
    assert room.speaking() == room.cat
    assert room.meeting.hands == [room.bea], "her place is kept"
    room.do(room.cat, EndTurn())
    assert room.speaking() is None
    assert room.attach(room.bea) == [e.SeatAttached(room.bea, NODE), e.SeatBack(room.bea), e.TurnBegan(room.bea)]


def test_nobody_in_quiet_time_is_given_the_turn() -> None:
    room = Circle(Mode.QUEUE)
    for seat in (room.ann, room.bea, room.cat):
        room.do(seat, RaiseHand())
    room.do(room.ruth, Quiet(room.bea, 10, Reason.UNKIND))
    room.do(room.ann, EndTurn())
    assert room.speaking() == room.cat
    room.do(room.cat, EndTurn())
    assert room.speaking() is None
    room.do(room.ruth, LiftQuiet(room.bea))
    assert room.speaking() == room.bea


def test_quiet_time_ends_her_turn() -> None:
    room = Circle(Mode.QUEUE)
    room.do(room.ann, RaiseHand())
    room.do(room.bea, RaiseHand())
    assert room.do(room.ruth, Quiet(room.ann, 10, Reason.UNKIND))[1:] == [e.TurnEnded(room.ann), e.TurnBegan(room.bea)]


def test_quiet_time_lifts_by_itself_for_turns_too() -> None:
    room = Circle(Mode.QUEUE)
    room.do(room.ruth, Quiet(room.ann, 10, Reason.UNKIND))
    room.do(room.ann, RaiseHand())
    assert room.speaking() is None
    room.later(minutes=10)
    room.do(room.bea, RaiseHand())
    assert room.speaking() == room.ann


# the go-round


def test_a_go_round_asks_every_member_once_by_number_and_goes_on_by_itself() -> None:
    room = Circle()
    room.do(room.cat, Listen(on=True))
    dee = room.sit("Dee")
    assert room.do(room.ruth, SetMode(Mode.GO_ROUND, cross_talk=False, turn_s=120))[1:] == [e.TurnBegan(room.ann)]
    assert room.meeting.turn is not None
    assert room.meeting.turn.limit_s == 120
    room.do(room.ann, EndTurn())
    assert room.speaking() == room.bea
    room.do(room.bea, PassTurn())
    assert room.speaking() == dee, "Cat is just listening, Ruth facilitates"
    room.do(dee, EndTurn())
    assert room.speaking() is None
    assert room.do(room.ruth, StartRound())[-2:] == [e.RoundBegan(), e.TurnBegan(room.ann)]


def test_passing_ahead_of_her_turn_skips_her() -> None:
    room = Circle(Mode.GO_ROUND)
    assert room.do(room.bea, PassTurn()) == [e.TurnEnded(room.bea, passed=True)]
    assert room.speaking() == room.ann
    assert room.do(room.bea, PassTurn()) == [], "she has passed already"
    assert room.do(room.ruth, PassTurn()) == [], "facilitators are not asked"
    room.do(room.ann, EndTurn())
    assert room.speaking() == room.cat


def test_passing_means_nothing_where_nobody_is_asked() -> None:
    room = Circle(Mode.QUEUE)
    assert room.do(room.ann, PassTurn()) == []


def test_just_listening_when_it_is_her_turn_passes_it() -> None:
    room = Circle(Mode.GO_ROUND)
    assert room.do(room.ann, Listen(on=True)) == [
        e.TurnEnded(room.ann, passed=True),
        e.ListeningSet(room.ann, on=True),
        e.TurnBegan(room.bea),
    ]
    assert room.do(room.ann, Listen(on=True)) == []


def test_who_was_away_or_lost_is_asked_later_and_who_comes_late_too() -> None:
    room = Circle()
    room.do(room.ann, StepAway(quiet=False))
    room.lose(room.bea)
    room.do(room.ruth, SetMode(Mode.GO_ROUND, cross_talk=False, turn_s=0))
    assert room.speaking() == room.cat
    room.do(room.ann, ComeBack())
    room.do(room.cat, EndTurn())
    assert room.speaking() == room.ann
    room.do(room.ann, EndTurn())
    assert room.speaking() is None
    room.attach(room.bea)
    assert room.speaking() == room.bea
    dee = room.sit("Dee")
    room.do(room.bea, EndTurn())
    assert room.speaking() == dee


# a turn waits for her


def test_a_turn_waits_while_her_line_is_lost_and_its_time_stands_still() -> None:
    room = Circle(Mode.QUEUE)
    room.do(room.ann, RaiseHand())
    room.do(room.bea, RaiseHand())
    assert room.lose(room.ann)[-1] == e.TurnHeld()
    room.later(seconds=40)
    assert room.attach(room.ann)[-1] == e.TurnResumed()
    turn = room.meeting.turn
    assert turn is not None
    assert (turn.seat, turn.held_since, turn.held_s) == (room.ann, None, 40.0)


def test_a_turn_waits_while_she_is_away_and_runs_when_she_writes() -> None:
    room = Circle(Mode.QUEUE)
    room.do(room.ann, RaiseHand())
    assert room.do(room.ann, StepAway(quiet=True)) == [e.SteppedAway(room.ann, quiet=True), e.TurnHeld(quiet=True)]
    room.lose(room.ann)
    room.attach(room.ann)
    assert room.held(), "she is back on the line and still away"
    room.say(room.ann, "Here again.")
    assert not room.held()
    assert room.meeting.seats[room.ann].away is None


def test_she_who_stepped_away_quietly_in_her_turn_is_given_away_by_nothing() -> None:
    room = Circle(Mode.QUEUE)
    room.do(room.ann, RaiseHand())
    bea, ruth = room.watch(room.bea), room.watch(room.ruth)
    room.later(seconds=30)
    room.do(room.ann, StepAway(quiet=True))
    room.later(seconds=50)
    assert bea.events == []
    assert [event["type"] for event in ruth.events] == ["stepped_away", "turn_held"]
    assert snapshot(room.meeting, room.meeting.seats[room.bea], room.words)["turn"]["held_since"] is None
    assert standing(room.meeting, room.meeting.seats[room.ann], room.words, room.now)["spared"] is None
    room.do(room.ann, ComeBack())
    assert bea.events == []
    turn = room.meeting.turn
    assert turn is not None
    assert (turn.held_since, turn.held_s) == (None, 50.0), "her time stood still"
    assert snapshot(room.meeting, room.meeting.seats[room.bea], room.words)["turn"]["held_s"] == 0
    told = standing(room.meeting, room.meeting.seats[room.ann], room.words, room.now)["spared"]
    assert told == {"since": stamp(turn.since), "s": 50.0}, "and she knows"
    assert standing(room.meeting, room.meeting.seats[room.bea], room.words, room.now)["spared"] is None
    assert comparable(room.refold()) == comparable(room.meeting)


def test_what_members_can_see_anyway_they_are_told_of_her_turn_as_well() -> None:
    room = Circle(Mode.QUEUE)
    room.do(room.ann, RaiseHand())
    bea = room.watch(room.bea)
    room.do(room.ann, StepAway(quiet=True))
    assert room.lose(room.ann) == [e.SeatDetached(room.ann, NODE), e.SeatLost(room.ann), e.TurnResumed(quiet=True), e.TurnHeld()]
    assert room.attach(room.ann)[-2:] == [e.TurnResumed(), e.TurnHeld(quiet=True)]
    assert [event["type"] for event in bea.events] == ["seat_lost", "turn_held", "seat_back", "turn_resumed"]
    room.do(room.ruth, Pause())
    room.do(room.ruth, Resume())
    assert [event["type"] for event in bea.events][4:] == ["paused", "resumed"]
    room.do(room.ann, ComeBack())
    room.do(room.ruth, Pause())
    room.do(room.ann, StepAway(quiet=True))
    assert room.do(room.ruth, Resume()) == [e.Resumed(), e.TurnResumed(), e.TurnHeld(quiet=True)]
    assert bea.state()["turn"] == snapshot(room.meeting, room.meeting.seats[room.bea], room.words)["turn"]


def test_a_node_dies_with_the_speaker_and_the_first_hand() -> None:
    room = Circle(Mode.QUEUE)
    room.do(room.ann, RaiseHand())
    room.do(room.bea, RaiseHand())
    room.do(None, NodeGone(NODE))
    assert room.speaking() == room.ann
    room.attach(room.bea)
    assert room.speaking() == room.ann, "her turn is kept"
    room.attach(room.ann)
    assert not room.held()


@pytest.mark.parametrize("how", ["leaves", "removed", "moved"])
def test_her_turn_ends_when_she_goes_and_the_next_one_speaks(how: str) -> None:
    room = Circle(Mode.QUEUE)
    room.do(room.ann, RaiseHand())
    room.do(room.bea, RaiseHand())
    match how:
        case "leaves":
            events = room.do(room.ann, Leave())
        case "removed":
            events = room.do(room.ruth, RemoveSeat(room.ann, Reason.DISTURBING, Scope.ROOM))
        case _:
            events = room.do(room.ruth, MoveToWaiting(room.ann))
    assert events[1:] == [e.TurnEnded(room.ann), e.TurnBegan(room.bea)]


def test_a_pause_holds_the_turn_and_begins_none() -> None:
    room = Circle(Mode.QUEUE)
    room.do(room.ann, RaiseHand())
    room.do(room.bea, RaiseHand())
    room.do(room.ann, StepAway(quiet=False))
    assert room.do(room.ruth, Pause()) == [e.Paused()], "it waits already"
    room.do(room.ann, ComeBack())
    assert room.held()
    assert room.do(room.ruth, Resume()) == [e.Resumed(), e.TurnResumed()]
    room.do(room.ruth, Pause())
    room.do(room.ann, EndTurn())
    assert room.speaking() is None
    with refused("paused"):
        room.do(room.ruth, NextTurn())
    assert room.do(room.ruth, Resume()) == [e.Resumed(), e.TurnBegan(room.bea)]


# in the facilitator's hands


@pytest.mark.parametrize("command", [SetMode(Mode.OPEN, True, 0), BeginStep(0), StartRound()], ids=lambda c: type(c).__name__)
def test_a_new_shape_ends_the_turn_and_keeps_the_hands(command: SetMode | BeginStep | StartRound) -> None:
    step = Step({"en": "Sharing"}, 20, Mode.QUEUE, cross_talk=False, turn_s=240)
    room = Machine(script=(step,))
    ruth = room.sit("Ruth", SeatRole.FACILITATOR)
    ann, bea, cat = room.sit("Ann"), room.sit("Bea"), room.sit("Cat")
    room.do(ruth, SetMode(Mode.GO_ROUND, cross_talk=False, turn_s=60))
    room.do(cat, RaiseHand())
    room.do(ann, EndTurn())
    assert room.meeting.turn == Turn(bea, room.now, 60)
    room.do(ruth, command)
    meeting = room.meeting
    match command:
        case SetMode():
            assert (meeting.turn, meeting.hands, meeting.asked) == (None, [cat], set())
        case BeginStep():
            assert (meeting.step, meeting.step_at) == (0, room.now)
            assert (meeting.mode, meeting.cross_talk, meeting.turn_s) == (Mode.QUEUE, False, 240)
            assert meeting.turn is not None
            assert (meeting.turn.seat, meeting.turn.limit_s) == (cat, 240), "the hand that was up speaks first"
        case _:
            assert meeting.turn is not None
            assert (meeting.turn.seat, meeting.hands) == (ann, [cat]), "everyone is asked again"


def test_next_turn_ends_the_one_there_is() -> None:
    room = Circle(Mode.QUEUE)
    for seat in (room.ann, room.bea):
        room.do(seat, RaiseHand())
    assert room.do(room.ruth, NextTurn()) == [e.TurnEnded(room.ann), e.TurnBegan(room.bea)]
    assert room.do(room.ruth, NextTurn()) == [e.TurnEnded(room.bea)]
    with refused("no_turn"):
        room.do(room.ruth, NextTurn())


def test_in_open_mode_a_turn_begins_only_by_the_facilitator_and_anybody_may_still_write() -> None:
    room = Circle()
    assert room.do(room.bea, RaiseHand()) == [e.HandRaised(room.bea)]
    assert room.do(room.ruth, CallOn(room.bea)) == [e.TurnBegan(room.bea)]
    assert room.meeting.hands == []
    room.say(room.ann, "I am writing all the same.")
    room.do(room.cat, RaiseHand())
    assert room.do(room.ruth, CallOn(room.bea)) == []
    assert room.do(room.ruth, NextTurn()) == [e.TurnEnded(room.bea), e.TurnBegan(room.cat)]
    assert room.do(room.cat, EndTurn()) == [e.TurnEnded(room.cat)]


def test_nobody_is_called_on_who_listens_or_is_not_here() -> None:
    room = Circle(Mode.QUEUE)
    room.do(room.ann, Listen(on=True))
    room.lose(room.bea)
    for seat in (room.ann, room.bea, SeatId("seat-nobody")):
        with refused("no_seat"):
            room.do(room.ruth, CallOn(seat))


@pytest.mark.parametrize(("mode", "code"), [(Mode.SILENCE, "silence"), (Mode.FACILITATORS, "facilitators_only")])
def test_no_turn_begins_where_nobody_takes_turns(mode: Mode, code: str) -> None:
    room = Circle(mode)
    for command in (CallOn(room.ann), NextTurn()):
        with refused(code):
            room.do(room.ruth, command)
    if mode is Mode.FACILITATORS:
        room.do(room.ann, RaiseHand())
    assert room.speaking() is None


def test_time_is_granted_to_a_turn_that_has_a_measure() -> None:
    room = Circle(Mode.QUEUE, turn_s=180)
    with refused("no_turn"):
        room.do(room.ruth, GrantTime(60))
    room.do(room.ann, RaiseHand())
    room.do(room.ruth, GrantTime(60))
    assert room.meeting.turn is not None
    assert room.meeting.turn.limit_s == 240
    free = Circle(Mode.QUEUE, turn_s=0)
    free.do(free.ann, RaiseHand())
    assert free.do(free.ruth, GrantTime(60)) == []


# stepping away


def test_stepping_away_is_shown_or_not_as_she_chooses() -> None:
    room = Circle()
    members, desk = room.watch(room.bea), room.watch(room.ruth)
    room.do(room.ann, StepAway(quiet=True))
    assert room.meeting.seats[room.ann].away is Away.QUIET
    assert (len(members.events), len(desk.events)) == (0, 1)
    assert room.do(room.ann, StepAway(quiet=True)) == []
    room.do(room.ann, StepAway(quiet=False))
    assert room.meeting.seats[room.ann].away is Away.SHOWN
    room.do(room.ann, StepAway(quiet=True))
    room.do(room.ann, ComeBack())
    assert room.do(room.ann, ComeBack()) == []
    assert [event["type"] for event in members.events] == ["stepped_away", "came_back"], "of the quiet moments members hear nothing"


def test_being_away_ends_with_leaving_and_outlasts_a_lost_line() -> None:
    room = Circle()
    room.do(room.ann, StepAway(quiet=False))
    room.lose(room.ann)
    room.attach(room.ann)
    assert room.meeting.seats[room.ann].away is Away.SHOWN
    room.do(room.ann, Leave())
    room.attach(room.ann)
    assert room.meeting.seats[room.ann].away is None


def test_whoever_waits_takes_no_part_in_turns() -> None:
    room = Machine(waiting=WaitingFor.EVERYONE)
    ruth, ann = room.sit("Ruth", SeatRole.FACILITATOR), room.sit("Ann")
    room.do(ruth, SetMode(Mode.GO_ROUND, cross_talk=False, turn_s=0))
    assert room.meeting.turn is None
    for command in (LowerHand(), PassTurn(), EndTurn(), Listen(on=True), StepAway(quiet=True), ComeBack()):
        with refused("waiting"):
            room.do(ann, command)
    assert room.do(ruth, Admit(ann))[-1] == e.TurnBegan(ann)


def test_folding_the_log_again_gives_the_same_turns() -> None:
    room = Circle(Mode.QUEUE)
    for seat in (room.ann, room.bea, room.cat):
        room.do(seat, RaiseHand())
    room.lose(room.ann)
    room.later(seconds=5)
    room.attach(room.ann)
    room.do(room.ruth, GrantTime(60))
    room.do(room.ann, EndTurn())
    assert comparable(room.refold()) == comparable(room.meeting)


# a lost line


@pytest.mark.parametrize("mode", [Mode.QUEUE, Mode.GO_ROUND, Mode.OPEN])
def test_nobody_waits_for_ever_for_a_lost_line(mode: Mode) -> None:
    room = Circle(mode)
    for seat in (room.ann, room.bea):
        room.do(seat, RaiseHand())
    if mode is Mode.OPEN:
        room.do(room.ruth, CallOn(room.ann))
    assert room.meeting.turn is not None
    assert room.meeting.turn.seat == room.ann
    room.lose(room.ann)
    room.later(seconds=119)
    assert room.do(None, MoveOn()) == []
    room.later(seconds=1)
    kept: list[Event] = [e.TurnEnded(room.ann, kept=True)]
    hers: list[Event] = [] if mode is Mode.GO_ROUND else [e.HandsSet((room.ann, room.bea))]
    next_turn: list[Event] = [] if mode is Mode.OPEN else [e.TurnBegan(room.bea)]
    assert room.do(None, MoveOn()) == [*kept, *hers, *next_turn]
    assert room.do(None, MoveOn()) == []
    room.attach(room.ann)
    if mode is not Mode.OPEN:
        room.do(room.bea, EndTurn())
        assert room.meeting.turn is not None
        assert room.meeting.turn.seat == room.ann, "her place was kept"


def test_while_everything_rests_nobody_is_passed_over() -> None:
    room = Circle(Mode.QUEUE)
    room.do(room.ann, RaiseHand())
    room.lose(room.ann)
    room.do(room.ruth, Pause())
    room.later(minutes=3)
    assert room.do(None, MoveOn()) == []
    room.do(room.ruth, Resume())
    assert room.do(None, MoveOn()) == [e.TurnEnded(room.ann, kept=True), e.HandsSet((room.ann,))]
    room.attach(room.ann)
    assert room.meeting.turn is not None
    assert room.meeting.turn.seat == room.ann, "alone in the queue she goes on as soon as she is back"


def test_a_hand_that_was_raised_in_quiet_time_gets_its_turn_when_that_lifts_by_itself() -> None:
    room = Circle(Mode.QUEUE)
    room.do(room.ruth, Quiet(room.ann, 5, Reason.UNKIND))
    room.do(room.ann, RaiseHand())
    assert room.meeting.turn is None
    room.later(seconds=299)
    assert room.do(None, MoveOn()) == []
    room.later(seconds=1)
    assert room.do(None, MoveOn()) == [e.TurnBegan(room.ann)]
    assert room.do(None, MoveOn()) == []


@pytest.mark.parametrize("rests", ["paused", "open mode"])
def test_and_not_where_turns_begin_by_a_facilitator_or_everything_rests(rests: str) -> None:
    room = Circle(Mode.QUEUE)
    room.do(room.ruth, Quiet(room.ann, 5, Reason.UNKIND))
    room.do(room.ann, RaiseHand())
    room.do(room.ruth, Pause() if rests == "paused" else SetMode(Mode.OPEN, cross_talk=True, turn_s=60))
    room.later(minutes=5)
    assert room.do(None, MoveOn()) == []
