"""What each act of a facilitator brings about, its limits, and that again is nothing new."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rooms import commands as c
from rooms import events as e
from rooms.commands import Act, Command
from rooms.events import MessageId, SeatId, SeatRole
from rooms.formats import Step
from rooms.state import SeatStatus, Status
from rooms.terms import Mode, NextStep, Reason, Scope, Topic, WaitingFor
from tests.rooms.meeting_machine import NODE, Machine, comparable, refused

STEPS = (
    Step({"en": "Welcome"}, 5, Mode.FACILITATORS, cross_talk=False),
    Step({"en": "Shares"}, 25, Mode.GO_ROUND, cross_talk=False, turn_s=180),
)


class Desk(Machine):
    """Ruth leads, Kay facilitates beside her; Dana and Tess are in the circle, Wren waits."""

    def __init__(self) -> None:
        super().__init__(script=STEPS)
        self.ruth, self.kay = self.sit("Ruth", SeatRole.FACILITATOR), self.sit("Kay", SeatRole.FACILITATOR)
        self.dana, self.tess = self.sit("Dana"), self.sit("Tess")
        self.act(c.SetWaiting(WaitingFor.EVERYONE))
        self.wren = self.sit("Wren")

    def act(self, command: Act) -> list[e.Event]:
        return self.do(self.ruth, command)

    def once(self, command: Act, *events: e.Event) -> None:
        """It brings these about, and again brings nothing."""
        assert self.act(command) == list(events)
        before = comparable(self.meeting)
        assert self.act(command) == []
        assert comparable(self.meeting) == before


# calm


def test_pause_keeps_what_was_set_and_holds_the_turn() -> None:
    room = Desk()
    room.act(c.BeginStep(1))
    assert room.meeting.turn is not None
    room.once(c.Pause(), e.Paused(), e.TurnHeld())
    assert (room.meeting.mode, room.meeting.cross_talk, room.meeting.turn.seat) == (Mode.GO_ROUND, False, room.dana)
    with refused("paused"):
        room.say(room.dana, "Hello.")
    room.later(seconds=30)
    room.once(c.Resume(), e.Resumed(), e.TurnResumed())
    assert (room.meeting.turn.seat, room.meeting.turn.held_s) == (room.dana, 30)
    room.say(room.dana, "Hello.")


def test_everyone_rests_for_two_minutes_and_what_was_set_is_as_it_was() -> None:
    room = Desk()
    room.act(c.BeginStep(1))
    room.later(seconds=20)
    room.once(c.Ground(), e.GroundingBegan(room.now + timedelta(minutes=2)))
    with refused("grounding"):
        room.say(room.dana, "Hello.")
    room.say(room.ruth, "Let us breathe together.")
    room.later(seconds=119)
    with refused("grounding"):
        room.say(room.dana, "Hello.")
    room.later(seconds=1)
    room.say(room.dana, "Hello.")
    turn = room.meeting.turn
    assert turn is not None
    assert (room.meeting.mode, turn.seat, turn.held_s, turn.held_since) == (Mode.GO_ROUND, room.dana, 120, None)
    assert comparable(room.refold()) == comparable(room.meeting)


def test_a_rest_ended_early_takes_only_its_own_time_from_a_turn() -> None:
    room = Desk()
    room.act(c.SetMode(Mode.QUEUE, cross_talk=True, turn_s=60))
    room.do(room.dana, c.RaiseHand())
    room.act(c.Ground())
    room.later(seconds=30)
    room.do(room.tess, c.RaiseHand())
    room.do(room.dana, c.EndTurn())
    room.later(seconds=15)
    room.once(c.EndGrounding(), e.GroundingEnded())
    turn = room.meeting.turn
    assert turn is not None
    assert (turn.seat, turn.held_s) == (room.tess, 15)


def test_rest_comes_again_ten_minutes_after_it_ended_and_not_while_all_is_paused() -> None:
    room = Desk()
    room.act(c.Ground())
    room.later(seconds=30)
    room.act(c.EndGrounding())
    room.later(minutes=9, seconds=59)
    with refused("rested"):
        room.act(c.Ground())
    room.later(seconds=1)
    room.act(c.Pause())
    with refused("paused"):
        room.act(c.Ground())
    room.act(c.Resume())
    assert room.act(c.Ground()) == [e.GroundingBegan(room.now + timedelta(minutes=2))]
    room.later(minutes=11, seconds=59)
    with refused("rested"):
        room.act(c.Ground())


def test_slow_mode_is_set_and_lifted() -> None:
    room = Desk()
    room.once(c.SetSlow(30), e.SlowSet(30))
    room.once(c.SetSlow(21600), e.SlowSet(21600))
    room.once(c.SetSlow(0), e.SlowSet(0))


def test_quiet_time_again_is_a_new_end() -> None:
    room = Desk()
    assert room.act(c.Quiet(room.dana, 5, Reason.UNKIND)) == [e.Quieted(room.dana, room.now + timedelta(minutes=5), Reason.UNKIND)]
    room.later(minutes=4)
    assert room.act(c.Quiet(room.dana, 10, Reason.OTHER)) == [e.Quieted(room.dana, room.now + timedelta(minutes=10), Reason.OTHER)]
    room.once(c.LiftQuiet(room.dana), e.QuietLifted(room.dana))
    room.act(c.Quiet(room.dana, 1, Reason.OTHER))
    room.later(minutes=1)
    assert room.act(c.LiftQuiet(room.dana)) == []


def test_whose_words_are_read_first() -> None:
    room = Desk()
    room.once(c.SetHold(None, on=True), e.HoldSet(None, on=True))
    room.once(c.SetHold(room.dana, on=True), e.HoldSet(room.dana, on=True))
    room.once(c.SetHold(None, on=False), e.HoldSet(None, on=False))
    assert room.do(room.dana, c.PostMessage(MessageId("m-1"))) == [e.MessageHeld(MessageId("m-1"), room.dana)]
    room.once(c.SetHold(room.dana, on=False), e.HoldSet(room.dana, on=False))
    assert set(room.meeting.held) == {"m-1"}, "what waits goes on waiting for a person"


def test_release_and_decline() -> None:
    room = Desk()
    room.act(c.SetHold(room.dana, on=True))
    first, second = room.say(room.dana, "One.", "held-1"), room.say(room.dana, "Two.", "held-2")
    assert room.act(c.Release(first)) == [e.MessageReleased(first)]
    room.once(c.Decline(second, Reason.CONTACT), e.MessageDeclined(second, Reason.CONTACT))
    for command in (c.Release(first), c.Decline(first, Reason.OTHER), c.Release(MessageId("nothing"))):
        with refused("not_held"):
            room.act(command)


def test_words_are_taken_down_with_a_reason_that_can_be_put_right() -> None:
    room = Desk()
    said = room.say(room.dana, "Hello.")
    room.once(c.RemoveMessage(said, Reason.UNKIND), e.MessageRemoved(said, Reason.UNKIND))
    room.once(c.RemoveMessage(said, Reason.CONTACT), e.MessageRemoved(said, Reason.CONTACT))
    room.once(c.RestoreMessage(said), e.MessageRestored(said))
    room.do(room.dana, c.TakeBack(said))
    for command in (c.RemoveMessage(said, Reason.OTHER), c.RestoreMessage(said), c.RestoreMessage(MessageId("nothing"))):
        with refused("no_such_message"):
            room.act(command)


def test_a_facilitators_words_can_be_taken_down_too() -> None:
    room = Desk()
    said = room.say(room.kay, "Hello.")
    room.once(c.RemoveMessage(said, Reason.DETAILS), e.MessageRemoved(said, Reason.DETAILS))


# the door


def test_the_door() -> None:
    room = Desk()
    room.once(c.LockDoor(), e.DoorLocked())
    room.once(c.UnlockDoor(), e.DoorUnlocked())
    room.once(c.SetWaiting(WaitingFor.GUESTS), e.WaitingSet(WaitingFor.GUESTS))
    room.once(c.Admit(room.wren), e.SeatAdmitted(room.wren), e.SeatArrived(room.wren))
    room.once(c.MoveToWaiting(room.wren), e.SeatMovedToWaiting(room.wren))
    room.once(c.AdmitAll(), e.SeatAdmitted(room.wren), e.SeatBack(room.wren))
    room.once(c.RemoveSeat(room.wren, Reason.SELLING, Scope.PROGRAMME), e.SeatRemoved(room.wren, Reason.SELLING, Scope.PROGRAMME))
    room.once(c.LetBack(room.wren), e.SeatLetBack(room.wren))
    assert room.meeting.seats[room.wren].status is SeatStatus.LEFT


def test_not_tonight() -> None:
    room = Desk()
    assert room.act(c.DeclineSeat(room.wren, NextStep.OTHER_ROOM)) == [e.SeatDeclined(room.wren, NextStep.OTHER_ROOM)]
    with refused("declined"):
        room.do(room.wren, c.SayPrivately(MessageId("p")))


# the shape


def test_a_step_applies_all_its_settings_at_once() -> None:
    room = Desk()
    room.once(c.BeginStep(1), e.StepBegan(1), e.TurnBegan(room.dana))
    meeting = room.meeting
    assert (meeting.step, meeting.mode, meeting.cross_talk, meeting.turn_s) == (1, Mode.GO_ROUND, False, 180)
    room.act(c.SetMode(Mode.OPEN, cross_talk=True, turn_s=0))
    assert room.act(c.BeginStep(1))[0] == e.StepBegan(1), "what was set by hand is as the script says again"
    room.act(c.BeginStep(0))
    assert (meeting.step, meeting.mode, meeting.turn) == (0, Mode.FACILITATORS, None)


def test_a_step_begins_though_everything_it_sets_is_set_already() -> None:
    room = Desk()
    room.act(c.SetMode(Mode.FACILITATORS, cross_talk=False, turn_s=0))
    room.once(c.BeginStep(0), e.StepBegan(0))


@pytest.mark.parametrize("index", [-1, 2])
def test_only_the_scripts_own_steps_begin(index: int) -> None:
    with refused("no_script"):
        Desk().act(c.BeginStep(index))


def test_a_mode_is_set_once() -> None:
    room = Desk()
    room.once(c.SetMode(Mode.QUEUE, cross_talk=False, turn_s=120), e.ModeSet(Mode.QUEUE, cross_talk=False, turn_s=120))
    assert room.act(c.SetMode(Mode.QUEUE, cross_talk=False, turn_s=60)) == [e.ModeSet(Mode.QUEUE, cross_talk=False, turn_s=60)]


def test_a_new_round_asks_everyone_again() -> None:
    room = Desk()
    room.act(c.BeginStep(1))
    assert room.act(c.StartRound()) == [], "nobody has been asked yet"
    assert room.act(c.NextTurn()) == [e.TurnEnded(room.dana), e.TurnBegan(room.tess)]
    assert room.act(c.StartRound()) == [e.RoundBegan(), e.TurnBegan(room.dana)]
    room.act(c.SetMode(Mode.QUEUE, cross_talk=False, turn_s=0))
    with refused("bad_request"):
        room.act(c.StartRound())


def test_calling_on_somebody_and_granting_time() -> None:
    room = Desk()
    room.act(c.BeginStep(1))
    assert room.act(c.CallOn(room.tess)) == [e.TurnEnded(room.dana), e.TurnBegan(room.tess)]
    assert room.act(c.CallOn(room.tess)) == []
    assert room.act(c.GrantTime(60)) == [e.TimeGranted(60)]
    assert room.meeting.turn is not None
    assert room.meeting.turn.limit_s == 240


# the lead, and the end


def test_the_lead_is_offered_and_taken() -> None:
    room = Desk()
    room.once(c.OfferLead(room.kay), e.LeadOffered(room.kay))
    room.once(c.KeepLead(), e.LeadKept())
    room.act(c.OfferLead(room.kay))
    assert [type(event) for event in room.do(room.kay, c.AcceptLead())] == [e.LeadTaken]
    assert room.meeting.lead == room.kay
    with refused("not_lead"):
        room.act(c.OfferLead(room.kay))


@pytest.mark.parametrize("to", ["seat-Ruth", "seat-Dana", "seat-nobody"])
def test_the_lead_goes_to_another_facilitator_only(to: str) -> None:
    with refused("no_seat"):
        Desk().act(c.OfferLead(SeatId(to)))


def test_a_facilitator_closes_from_wherever_she_is_and_does_nothing_else_from_there() -> None:
    room = Desk()
    room.do(None, c.Detach(room.kay, NODE))
    with refused("no_seat"):
        room.do(room.kay, c.Pause())
    assert room.do(room.kay, c.CloseMeeting()) == [e.MeetingClosed("facilitator")]
    assert room.do(room.kay, c.CloseMeeting()) == []
    assert room.meeting.status is Status.CLOSED


# limits

DANA, KAY, NOBODY = SeatId("seat-Dana"), SeatId("seat-Kay"), SeatId("seat-nobody")


@pytest.mark.parametrize(
    "command",
    [
        *(c.SetSlow(seconds) for seconds in (-1, 21601)),
        *(c.Quiet(DANA, minutes, Reason.OTHER) for minutes in (-1, 0, 1441)),
        *(c.GrantTime(seconds) for seconds in (-60, 0, 29, 1801)),
        *(c.SetMode(Mode.QUEUE, cross_talk=False, turn_s=seconds) for seconds in (-1, 3601)),
        c.Drill(tuple(SeatId(f"seat-{number}") for number in range(51))),
    ],
    ids=repr,
)
def test_numbers_have_bounds(command: Act) -> None:
    room = Desk()
    room.act(c.BeginStep(1))
    with refused("bad_request"):
        room.act(command)


@pytest.mark.parametrize(
    "command",
    [
        *(c.SetSlow(1), c.Quiet(DANA, 1, Reason.OTHER), c.Quiet(DANA, 1440, Reason.OTHER), c.GrantTime(30), c.GrantTime(1800)),
        *(c.SetMode(Mode.QUEUE, cross_talk=False, turn_s=3600), c.Drill(tuple(SeatId(f"seat-{number}") for number in range(50)))),
    ],
    ids=repr,
)
def test_the_bounds_themselves_are_within(command: Act) -> None:
    room = Desk()
    room.act(c.BeginStep(1))
    assert room.act(command)


def about(seat: SeatId) -> list[Command]:
    return [
        c.Quiet(seat, 5, Reason.OTHER),
        c.LiftQuiet(seat),
        c.SetHold(seat, on=True),
        c.MoveToWaiting(seat),
        c.RemoveSeat(seat, Reason.OTHER, Scope.TONIGHT),
        c.LetBack(seat),
        c.Admit(seat),
        c.DeclineSeat(seat, NextStep.TALK_TO_US),
    ]


@pytest.mark.parametrize("command", about(KAY), ids=repr)
def test_a_facilitators_seat_is_touched_by_none_of_it(command: Act) -> None:
    with refused("not_for_facilitators"):
        Desk().act(command)


@pytest.mark.parametrize("command", [*about(NOBODY), c.CallOn(NOBODY), c.OfferLead(NOBODY)], ids=repr)
def test_a_seat_that_is_not_there_is_none(command: Act) -> None:
    with refused("no_seat"):
        Desk().act(command)


def test_a_facilitator_says_what_words_touch_and_takes_it_back() -> None:
    room = Desk()
    said = room.say(room.dana, "About my mother.", topics=(Topic.FOOD, Topic.LOSS, Topic.FOOD))
    assert room.meeting.messages[said].topics == (Topic.LOSS, Topic.FOOD)
    room.once(c.TagMessage(said, Topic.BIRTH, on=True), e.MessageTagged(said, Topic.BIRTH, on=True))
    room.once(c.TagMessage(said, Topic.FOOD, on=False), e.MessageTagged(said, Topic.FOOD, on=False))
    assert room.meeting.messages[said].topics == (Topic.LOSS, Topic.BIRTH)
    room.act(c.SetHold(room.dana, on=True))
    held = room.say(room.dana, "And more.", "message-held", topics=(Topic.CUSTODY,))
    with refused("no_such_message"):
        room.act(c.TagMessage(held, Topic.LOSS, on=True))
    room.act(c.Release(held))
    assert room.meeting.messages[held].topics == (Topic.CUSTODY,)
    assert comparable(room.refold()) == comparable(room.meeting)
