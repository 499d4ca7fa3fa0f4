"""Words: who may write, what is read first, taken down, taken back, answered, reported, and said on the private line."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rooms import events as e
from rooms.commands import (
    AnswerPrivately,
    ComeBack,
    Decline,
    Detach,
    Leave,
    LiftQuiet,
    MoveToWaiting,
    Pause,
    PostMessage,
    Quiet,
    RaiseHand,
    Release,
    RemoveMessage,
    Report,
    Respond,
    RestoreMessage,
    SayPrivately,
    SetHold,
    SetMode,
    SetSlow,
    StepAway,
    TakeBack,
    TakeBackResponse,
)
from rooms.events import MessageId, SeatId, SeatRole, Word, is_control
from rooms.meeting import evolve
from rooms.speech import may_write
from rooms.terms import Mode, Reason, WaitingFor
from tests.rooms.meeting_machine import NODE, Machine, refused

HELD = MessageId("message-held-0001")


class Talk(Machine):
    """Ruth facilitates; Dana and Tess came to talk."""

    def __init__(self, **plan: object) -> None:
        super().__init__(**plan)  # type: ignore[arg-type]
        self.ruth = self.sit("Ruth", SeatRole.FACILITATOR)
        self.dana, self.tess = self.sit("Dana"), self.sit("Tess")

    def mode(self, mode: Mode, *, cross_talk: bool = False) -> None:
        self.do(self.ruth, SetMode(mode, cross_talk, 0))

    def hold(self, seat: SeatId | None = None, *, on: bool = True) -> None:
        self.do(self.ruth, SetHold(seat, on))

    def held(self, seat: SeatId, text: str = "Please read this first.") -> MessageId:
        return self.say(seat, text, HELD)

    def shown(self) -> list[str]:
        return [message.id for message in self.meeting.messages.values()]


# who may write


def test_only_the_running_turn_writes_where_there_is_no_cross_talk() -> None:
    room = Talk()
    room.mode(Mode.QUEUE)
    with refused("not_your_turn"):
        room.say(room.dana, "Too early.")
    room.do(room.dana, RaiseHand())
    room.say(room.dana, "Now it is my turn.")
    with refused("not_your_turn"):
        room.say(room.tess, "In between.")
    room.say(room.ruth, "A facilitator may.")


def test_with_cross_talk_everyone_writes_beside_the_turn() -> None:
    room = Talk()
    room.mode(Mode.GO_ROUND, cross_talk=True)
    assert room.meeting.turn is not None
    said = room.say(room.tess, "Beside the turn.")
    room.say(room.dana, "And an answer.", reply_to=said)


def test_a_held_turn_is_not_hers_to_write_in_until_she_is_back() -> None:
    room = Talk()
    room.mode(Mode.QUEUE)
    room.do(room.dana, RaiseHand())
    room.do(room.dana, StepAway(quiet=False))
    assert room.meeting.turn is not None
    assert room.meeting.turn.held_since is not None
    with refused("not_your_turn"):
        room.say(room.tess, "While she is away.")
    assert room.meeting.turn.seat == room.dana
    assert [type(event) for event in room.do(room.dana, PostMessage(MessageId("m")))] == [e.CameBack, e.MessagePosted, e.TurnResumed]


def test_a_turn_that_waits_is_nobodys_to_write_in() -> None:
    room = Talk()
    room.mode(Mode.QUEUE)
    room.do(room.dana, RaiseHand())
    evolve(room.meeting, e.TurnHeld(), room.now)
    with refused("not_your_turn"):
        may_write(room.meeting, room.meeting.seats[room.dana], room.now)
    evolve(room.meeting, e.TurnResumed(), room.now)
    may_write(room.meeting, room.meeting.seats[room.dana], room.now)


def test_writing_brings_her_back_as_quietly_as_she_went() -> None:
    room = Talk()
    room.do(room.dana, StepAway(quiet=True))
    assert room.do(room.dana, PostMessage(MessageId("m")))[0] == e.CameBack(room.dana, quiet=True)
    assert room.do(room.dana, ComeBack()) == []


@pytest.mark.parametrize("mode", [Mode.OPEN, Mode.QUEUE, Mode.GO_ROUND])
def test_nobody_answers_anybody_without_cross_talk(mode: Mode) -> None:
    room = Talk()
    said = room.say(room.tess, "Mine.")
    room.mode(mode)
    if mode is Mode.QUEUE:
        room.do(room.dana, RaiseHand())
    with refused("no_cross_talk"):
        room.say(room.dana, "You should…", reply_to=said)
    room.say(room.dana, "Mine.")
    room.do(room.dana, Respond(said, Word.WITH_YOU))
    room.say(room.ruth, "Thank you.", reply_to=said)


def test_slow_mode_counts_from_her_last_message_wherever_it_went() -> None:
    room = Talk()
    room.do(room.ruth, SetSlow(30))
    first = room.do(room.dana, PostMessage(MessageId("m-1")))
    assert first == [e.MessagePosted(MessageId("m-1"), room.dana, paced=True)]
    assert is_control(first[0])
    room.later(seconds=29)
    with refused("slow_mode"):
        room.say(room.dana, "Again.")
    room.say(room.tess, "I have not written yet.")
    room.later(seconds=1)
    room.hold()
    assert room.do(room.dana, PostMessage(HELD)) == [e.MessageHeld(HELD, room.dana, paced=True)]
    room.hold(on=False)
    room.do(room.ruth, Release(HELD))
    with refused("slow_mode"):
        room.say(room.dana, "Again.")
    for message in (MessageId("r-1"), MessageId("r-2")):
        assert room.do(room.ruth, PostMessage(message)) == [e.MessagePosted(message, room.ruth)]


def test_a_facilitator_reading_it_later_makes_nobody_wait_longer() -> None:
    room = Talk()
    room.do(room.ruth, SetSlow(30))
    room.hold(room.dana)
    room.held(room.dana)
    room.later(seconds=29)
    room.do(room.ruth, Release(HELD))
    room.later(seconds=1)
    room.hold(room.dana, on=False)
    room.say(room.dana, "Half a minute has gone by.")


@pytest.mark.parametrize(("seconds", "code"), [(299, "quiet_time"), (300, None)])
def test_quiet_time_lifts_by_itself(seconds: int, code: str | None) -> None:
    room = Talk()
    said = room.say(room.tess, "Hello.")
    room.do(room.ruth, Quiet(room.dana, 5, Reason.UNKIND))
    room.later(seconds=seconds)
    if code is None:
        room.say(room.dana, "Hello.")
    else:
        for command in (PostMessage(MessageId("m")), Respond(said, Word.ME_TOO)):
            with refused(code):
                room.do(room.dana, command)
        room.do(room.ruth, LiftQuiet(room.dana))
        room.say(room.dana, "Hello.")


@pytest.mark.parametrize(("grace_s", "seconds", "refuses"), [(60, 59.9, False), (60, 60, True), (0, 0, True)])
def test_the_circle_goes_on_without_a_facilitator_for_the_grace_and_no_longer(grace_s: int, seconds: float, refuses: bool) -> None:
    room = Talk(grace_s=grace_s)
    said = room.say(room.tess, "Hello.")
    room.do(None, Detach(room.ruth, NODE))
    room.later(seconds=seconds)
    if not refuses:
        room.say(room.dana, "Hello.")
        return
    with refused("nobody_facilitates"):
        room.say(room.dana, "Hello.")
    with refused("nobody_facilitates"):
        room.do(room.dana, Respond(said, Word.ME_TOO))
    room.do(room.dana, Report(said, "report-1", Reason.UNKIND))
    room.attach(room.ruth)
    room.say(room.dana, "Hello.")


def test_a_facilitator_who_stepped_away_is_still_there() -> None:
    room = Talk(grace_s=0)
    room.do(room.ruth, StepAway(quiet=False))
    room.say(room.dana, "Hello.")


def test_two_facilitators_are_two() -> None:
    room = Talk(facilitators_needed=2, grace_s=0)
    with refused("nobody_facilitates"):
        room.say(room.dana, "Hello.")
    room.say(room.ruth, "One of two may write.")
    room.sit("Kay", SeatRole.FACILITATOR)
    room.say(room.dana, "Hello.")


# read first


@pytest.mark.parametrize("everyone", [True, False])
def test_held_words_reach_the_circle_when_they_are_released_in_the_order_of_that_moment(everyone: bool) -> None:
    room = Talk()
    members, desk = room.watch(room.tess), room.watch(room.ruth)
    room.hold(None if everyone else room.dana)
    held = room.held(room.dana)
    room.say(room.ruth, "Meanwhile.", "message-mean-while")
    assert held not in room.meeting.messages
    assert members.state()["messages"][-1]["text"] == "Meanwhile."
    assert "Please read" not in str(members.events)
    assert [each["text"] for each in desk.state()["held"]] == ["Please read this first."]
    room.later(seconds=40)
    room.do(room.ruth, Release(held))
    assert members.events[-1] | {"seq": 0, "at": ""} == {
        "type": "message_posted", "id": held, "seat": room.dana, "text": "Please read this first.", "reply_to": None, "seq": 0, "at": "",
    }  # fmt: skip
    assert desk.events[-1]["type"] == "message_released"
    assert room.shown() == ["message-mean-while", held]
    assert room.meeting.messages[held].at == room.now
    assert room.meeting.messages[held].n == room.meeting.n
    assert desk.state()["held"] == []
    with refused("not_held"):
        room.do(room.ruth, Release(held))


def test_who_comes_before_the_release_is_shown_the_words() -> None:
    room = Talk()
    room.hold(room.dana)
    held = room.held(room.dana)
    late = room.sit("Late")
    with refused("no_such_message"):
        room.do(late, Respond(held, Word.WITH_YOU))
    room.do(room.ruth, Release(held))
    room.do(late, Respond(held, Word.WITH_YOU))
    assert [m["text"] for m in room.watch(late).state()["messages"]] == ["Please read this first."]


def test_only_members_are_read_first() -> None:
    room = Talk()
    room.hold()
    room.say(room.ruth, "Mine go straight to the circle.")
    assert len(room.meeting.messages) == 1


def test_declined_words_can_still_be_released_and_taken_back() -> None:
    room = Talk()
    room.hold(room.dana)
    held = room.held(room.dana)
    room.do(room.ruth, Decline(held, Reason.CONTACT))
    assert room.meeting.held[held].declined is Reason.CONTACT
    assert room.do(room.ruth, Decline(held, Reason.CONTACT)) == []
    room.do(room.ruth, Release(held))
    assert room.shown() == [held]
    other = room.say(room.dana, "And this.", "message-other-00001")
    room.do(room.ruth, Decline(other, Reason.OTHER))
    assert room.do(room.dana, TakeBack(other)) == [e.HeldTakenBack(other, room.dana)]
    assert room.meeting.held == {}
    assert other not in room.words.bodies
    with refused("not_held"):
        room.do(room.ruth, Release(other))


def test_nobody_else_knows_of_held_words() -> None:
    room = Talk()
    room.hold(room.dana)
    held = room.held(room.dana)
    for command in (TakeBack(held), Respond(held, Word.ME_TOO), Report(held, "report-1", Reason.OTHER), PostMessage(MessageId("m"), held)):
        with refused("no_such_message"):
            room.do(room.tess, command)
    with refused("id_taken"):
        room.do(room.tess, PostMessage(held))


@pytest.mark.parametrize("hindrance", ["quiet", "paused", "waiting", "silence", "lost", "held"])
def test_taking_back_always_works(hindrance: str) -> None:
    room = Talk()
    said = room.say(room.dana, "Too much.")
    room.hold(room.dana)
    held = room.held(room.dana)
    match hindrance:
        case "quiet":
            room.do(room.ruth, Quiet(room.dana, 5, Reason.UNKIND))
        case "paused":
            room.do(room.ruth, Pause())
        case "waiting":
            room.do(room.ruth, MoveToWaiting(room.dana))
        case "silence":
            room.mode(Mode.SILENCE)
        case "lost":
            room.do(None, Detach(room.dana, NODE))
    assert room.do(room.dana, TakeBack(said)) == [e.MessageTakenBack(said)]
    assert room.do(room.dana, TakeBack(held)) == [e.HeldTakenBack(held, room.dana)]
    room.do(room.dana, Leave())


# taken down


def test_removed_words_are_gone_for_everyone_and_come_back_with_what_was_answered() -> None:
    room = Talk()
    said = room.say(room.dana, "Call me on 555 0100.")
    room.do(room.tess, Respond(said, Word.WITH_YOU))
    seen = room.watch(room.tess)
    room.do(room.ruth, RemoveMessage(said, Reason.CONTACT))
    for command in (
        Respond(said, Word.ME_TOO),
        TakeBackResponse(said, Word.WITH_YOU),
        Report(said, "report-1", Reason.OTHER),
        PostMessage(MessageId("m"), said),
    ):
        with refused("no_such_message"):
            room.do(room.tess, command)
    gone = room.watch(room.tess).state()["messages"][0]
    assert (gone["text"], gone["removed"], gone["taken_back"]) == (None, "contact", False)
    assert seen.state()["messages"] == [gone]
    assert room.do(room.ruth, RemoveMessage(said, Reason.CONTACT)) == []
    room.do(room.ruth, RestoreMessage(said))
    assert room.do(room.ruth, RestoreMessage(said)) == []
    again = seen.state()["messages"][0]
    assert (again["text"], again["removed"], again["responses"]) == ("Call me on 555 0100.", None, {"with_you": [room.tess]})


def test_her_own_removed_words_are_still_hers_to_take_back_and_then_nobody_restores_them() -> None:
    room = Talk()
    said = room.say(room.dana, "Call me on 555 0100.")
    room.do(room.ruth, RemoveMessage(said, Reason.CONTACT))
    assert room.do(room.dana, TakeBack(said)) == [e.MessageTakenBack(said)]
    with refused("no_such_message"):
        room.do(room.ruth, RestoreMessage(said))
    assert said not in room.words.bodies


def test_a_facilitator_who_came_later_answers_for_what_was_said_before() -> None:
    room = Talk()
    said = room.say(room.dana, "Unkind words.")
    room.do(room.tess, Report(said, "report-1", Reason.UNKIND))
    late = room.sit("Kay", SeatRole.FACILITATOR)
    assert room.do(late, RemoveMessage(said, Reason.UNKIND)) == [e.MessageRemoved(said, Reason.UNKIND)]


# answering, reporting


def test_a_report_is_for_facilitators_and_works_while_everything_rests() -> None:
    room = Talk()
    said = room.say(room.dana, "Unkind words.")
    seen, desk = room.watch(room.dana), room.watch(room.ruth)
    room.do(room.ruth, Quiet(room.tess, 5, Reason.OTHER))
    room.do(room.ruth, Pause())
    assert room.do(room.tess, Report(said, "report-1", Reason.UNKIND)) == [e.MessageReported(said, "report-1", Reason.UNKIND)]
    assert room.do(room.tess, Report(said, "report-1", Reason.UNKIND)) == []
    assert desk.state()["reports"] == [{"report": "report-1", "id": said, "reason": "unkind"}]
    assert room.tess not in str(desk.events[-1])
    assert "report" not in str(seen.events)
    with refused("your_own"):
        room.do(room.dana, Report(said, "report-2", Reason.OTHER))


def test_a_facilitator_reports_another_facilitators_words_like_anyone() -> None:
    room = Talk()
    said = room.say(room.ruth, "Unkind words.")
    kay = room.sit("Kay", SeatRole.FACILITATOR)
    with refused("no_such_message"):
        room.do(kay, Report(said, "report-1", Reason.UNKIND))  # from before she came
    later = room.say(room.ruth, "More of them.")
    room.do(kay, Report(later, "report-1", Reason.UNKIND))


# the private line


def test_the_private_line_is_between_one_waiting_woman_and_the_facilitators() -> None:
    room = Talk(waiting=WaitingFor.EVERYONE)
    for seat in (room.dana, room.tess):
        assert room.meeting.seats[seat].status.value == "waiting"
    desk, other = room.watch(room.ruth), room.watch(room.tess)
    room.words.bodies |= {MessageId("p-1"): "Is this the right room?", MessageId("p-2"): "It is. One moment."}
    assert room.do(room.dana, SayPrivately(MessageId("p-1"))) == [e.PrivateSaid(MessageId("p-1"), room.dana, room.dana)]
    assert room.do(room.ruth, AnswerPrivately(MessageId("p-2"), room.dana)) == [e.PrivateSaid(MessageId("p-2"), room.ruth, room.dana)]
    line = next(each["line"] for each in desk.state()["waiting"] if each["seat"] == room.dana)
    assert [(said["seat"], said["text"]) for said in line] == [(room.dana, "Is this the right room?"), (room.ruth, "It is. One moment.")]
    assert other.events == []
    for command in (SayPrivately(MessageId("p-1")), SayPrivately(MessageId("p-2"))):
        with refused("id_taken"):
            room.do(room.tess, command)


def test_there_is_no_private_line_in_the_circle() -> None:
    room = Talk()
    for seat in (room.dana, room.ruth):
        with refused("no_private_line"):
            room.do(seat, SayPrivately(MessageId("p-1")))
    with refused("no_private_line"):
        room.do(room.ruth, AnswerPrivately(MessageId("p-1"), room.dana))
    with refused("no_seat"):
        room.do(room.ruth, AnswerPrivately(MessageId("p-1"), SeatId("seat-nobody")))


# counting, for the quiet voices


def test_what_reached_the_circle_is_counted() -> None:
    room = Talk()
    room.say(room.dana, "One.")
    spoke = room.now
    room.later(minutes=1)
    room.hold(room.dana)
    held = room.held(room.dana)
    dana = room.meeting.seats[room.dana]
    assert (dana.said, dana.spoke_at, dana.said_at) == (1, spoke, room.now)
    room.later(minutes=1)
    room.do(room.ruth, Release(held))
    assert (dana.said, dana.spoke_at, dana.said_at) == (2, room.now, room.now - timedelta(minutes=1))


def test_may_write_is_what_posting_asks() -> None:
    room = Talk()
    may_write(room.meeting, room.meeting.seats[room.dana], room.now)
    room.do(room.ruth, Pause())
    with refused("paused"):
        may_write(room.meeting, room.meeting.seats[room.dana], room.now)
    may_write(room.meeting, room.meeting.seats[room.ruth], room.now)
