"""Who is shown what: each event to each audience in which form, and what a snapshot holds for each seat."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from rooms import events as e
from rooms.audience import FACILITATORS_ONLY, NOBODY, STEPPING, THE_CIRCLE, WAITING_TOO
from rooms.commands import (
    AcceptLead,
    Admit,
    AdmitAll,
    AnswerPrivately,
    BeginStep,
    CallOn,
    CloseMeeting,
    ComeBack,
    Decline,
    DeclineSeat,
    Detach,
    Drill,
    EndGrounding,
    EraseDrill,
    GiveUpPart,
    GrantTime,
    Ground,
    KeepLead,
    Leave,
    LetBack,
    LiftQuiet,
    Listen,
    LockDoor,
    LowerHand,
    MoveToWaiting,
    OfferLead,
    Open,
    Pause,
    PostMessage,
    Quiet,
    RaiseHand,
    Release,
    RemoveMessage,
    RemoveSeat,
    Report,
    Respond,
    RestoreMessage,
    Resume,
    SayPrivately,
    SetHold,
    SetMode,
    SetSlow,
    SetWaiting,
    StartRound,
    StepAway,
    TagMessage,
    TakeBack,
    TakeBackAll,
    TakeBackResponse,
    TurnAway,
    UndoDrill,
    UnlockDoor,
    Volunteer,
)
from rooms.desk_acts import SayInBackChannel, SendNudge, TakeBackInBackChannel
from rooms.events import Event, MessageId, SeatId, SeatRole, Word
from rooms.formats import Step
from rooms.person import Names, pack_names
from rooms.side_wishes import AcceptSideRoom, LeaveSideRoom, LengthenSideRoom, OfferSideRoom, SayInSideRoom, WithdrawSideRoom
from rooms.terms import Coming, Mode, NextStep, Nudge, Part, Reason, Scope, Topic, WaitingFor
from rooms.upkeep import TellOfPerson
from rooms.visibility import Audience, Words, sees, show, snapshot, stamp
from tests.rooms.meeting_machine import NODE, START, Machine, refused

MEMBERS, DESK, WAITING = Audience.MEMBERS, Audience.FACILITATORS, Audience.WAITING
STEP = Step(
    {"en": "Shares", "es": "Compartir"},
    25,
    Mode.GO_ROUND,
    cross_talk=False,
    turn_s=180,
    cue={"en": "Take what helps."},
    parts=(Part.READER,),
)
AT = "2026-11-22T19:00:00.000Z"
SECRET = "A word that stands nowhere else"

# by audience: what each event is told as; a name alone stands for all its own fields, `message` being `id`
TOLD: dict[type[Event], tuple[str | None, str | None, str | None]] = {
    e.MeetingPlanned: (None, None, None),
    e.SeatTaken: (None, None, None),
    e.SeatGivenUp: (None, None, None),
    e.SeatAttached: (None, None, None),
    e.SeatDetached: (None, None, None),
    e.MeetingOpened: ("meeting_opened", "meeting_opened", "meeting_opened"),
    e.MeetingClosed: ("meeting_closed reason words_kept_s",) * 3,
    e.Paused: ("paused", "paused", "paused"),
    e.Resumed: ("resumed", "resumed", "resumed"),
    e.Attended: ("attended", "attended", "attended"),
    e.Unattended: ("unattended", "unattended", "unattended"),
    e.SeatArrived: ("seat_arrived seat", "seat_arrived seat", None),
    e.SeatBack: ("seat_back seat", "seat_back seat", None),
    e.SeatLost: ("seat_lost seat", "seat_lost seat", None),
    e.SeatLeft: ("seat_left seat", "seat_left seat", None),
    e.SeatMovedToWaiting: ("seat_left seat", "seat_moved_to_waiting seat", None),
    e.SeatRemoved: ("seat_left seat", "seat_removed seat reason scope", None),
    e.SeatWaits: (None, "seat_waits seat", None),
    e.WaitEnded: (None, "wait_ended seat", None),
    e.SeatAdmitted: (None, "seat_admitted seat", None),
    e.SeatDeclined: (None, "seat_declined seat next", None),
    e.SeatLetBack: (None, "seat_let_back seat", None),
    e.TurnedAway: (None, "turned_away", None),
    e.WaitingSet: (None, "waiting_set who", None),
    e.PrivateSaid: (None, "private_said id seat line text", None),
    e.BackChannelSaid: (None, "back_channel_said id seat name text", None),
    e.BackChannelTakenBack: (None, "back_channel_taken_back id", None),
    e.BackChannelCleared: (None, "back_channel_cleared messages", None),
    e.Nudged: (None, "nudged seat nudge by", None),
    e.PersonTold: (None, "person_told seat case status severity origin name role with_her withdrawn withheld emergency widened", None),
    e.SideRoomOffered: (None, "side_room_offered seat by minutes until", None),
    e.SideOfferEnded: (None, "side_offer_ended seat by why", None),
    e.SideRoomBegan: ("stepped_away seat quiet", "side_room_began seat by until", None),
    e.SideRoomLengthened: (None, "side_room_lengthened seat by until", None),
    e.SideSaid: (None, None, None),
    e.SideReported: (None, None, None),
    e.SideRoomEnded: ("came_back seat quiet", "side_room_ended seat by why back", None),
    e.DoorLocked: ("door_locked", "door_locked", None),
    e.DoorUnlocked: ("door_unlocked", "door_unlocked", None),
    e.LeadTaken: ("lead_taken seat why", "lead_taken seat why", None),
    e.LeadOffered: (None, "lead_offered to", None),
    e.LeadKept: (None, "lead_kept", None),
    e.StepBegan: ("step_began index", "step_began index", None),
    e.ModeSet: ("mode_set mode cross_talk turn_s", "mode_set mode cross_talk turn_s", None),
    e.RoundBegan: ("round_began", "round_began", None),
    e.HandRaised: ("hand_raised seat", "hand_raised seat", None),
    e.HandLowered: ("hand_lowered seat", "hand_lowered seat", None),
    e.TurnBegan: ("turn_began seat since limit_s", "turn_began seat since limit_s", None),
    e.TurnEnded: ("turn_ended seat passed kept", "turn_ended seat passed kept", None),
    e.HandsSet: ("hands_set hands", "hands_set hands", None),
    e.TurnHeld: ("turn_held quiet", "turn_held quiet", None),
    e.TurnResumed: ("turn_resumed quiet", "turn_resumed quiet", None),
    e.TimeGranted: ("time_granted seconds", "time_granted seconds", None),
    e.ListeningSet: ("listening_set seat on", "listening_set seat on", None),
    e.Volunteered: ("volunteered seat part", "volunteered seat part", None),
    e.PartGivenUp: ("part_given_up seat part", "part_given_up seat part", None),
    e.SteppedAway: ("stepped_away seat quiet", "stepped_away seat quiet", None),
    e.CameBack: ("came_back seat quiet", "came_back seat quiet", None),
    e.GroundingBegan: ("grounding_began until", "grounding_began until", None),
    e.GroundingEnded: ("grounding_ended", "grounding_ended", None),
    e.SlowSet: ("slow_set seconds", "slow_set seconds", None),
    e.Quieted: (None, "quieted seat until reason", None),
    e.QuietLifted: (None, "quiet_lifted seat", None),
    e.DoorAnswered: (None, None, None),
    e.DoorAnswersGone: (None, None, None),
    e.SeatQueued: (None, "seat_queued seat admitted first", None),
    e.SeatUnqueued: (None, "seat_unqueued seat", None),
    e.HoldSet: (None, "hold_set seat on", None),
    e.MessageHeld: (None, "message_held id seat text reply_to", None),
    e.MessageReleased: ("message_posted id seat text reply_to", "message_released id seat text reply_to", None),
    e.MessageDeclined: (None, "message_declined id reason", None),
    e.HeldTakenBack: (None, "held_taken_back id seat", None),
    e.MessageRemoved: ("message_removed id reason", "message_removed id reason", None),
    e.MessageRestored: ("message_restored id seat text reply_to", "message_restored id seat text reply_to", None),
    e.MessageTagged: ("message_tagged id topic on", "message_tagged id topic on", None),
    e.MessageReported: (None, "message_reported id report reason", None),
    e.DrillCalled: (None, "drill_called seats messages paused locked", None),
    e.DrillUndone: (None, "drill_undone", None),
    e.DrillErased: (None, "drill_erased messages over", None),
    e.MessagePosted: ("message_posted id seat text reply_to", "message_posted id seat text reply_to", None),
    e.MessageTakenBack: ("message_taken_back id", "message_taken_back id", None),
    e.AllTakenBack: ("all_taken_back seat messages", "all_taken_back seat messages unheard", None),
    e.Responded: ("responded id seat word", "responded id seat word", None),
    e.ResponseTakenBack: ("response_taken_back id seat word", "response_taken_back id seat word", None),
}
WHOLE_SEAT = {e.SeatArrived, e.SeatBack, e.SeatWaits, e.SeatAdmitted, e.SeatMovedToWaiting}


class Evening(Machine):
    """One evening in which everything happens that can. `told` holds each event with what each audience was told of it."""

    def __init__(self) -> None:
        self.told: list[tuple[Event, datetime, tuple[dict[str, Any] | None, ...]]] = []
        super().__init__(capacity=6, open_now=False, script=(STEP,), facilitators_needed=2)
        self.ruth, self.kay = self.sit("Ruth", SeatRole.FACILITATOR), self.sit("Kay", SeatRole.FACILITATOR)
        self.dana, self.tess = self.sit("Dana"), self.sit("Tess")
        self.do(None, Open())
        self.words_and_answers()
        self.turns()
        self.door()
        self.calm()
        self.among_facilitators()
        self.side_room()
        self.everything()
        self.do(self.ruth, CloseMeeting())

    def _record(self, event: Event) -> None:
        super()._record(event)
        told = tuple(show(audience, event, self.meeting, self.words) if sees(audience, event) else None for audience in Audience)
        self.told.append((event, self.now, told))

    def words_and_answers(self) -> None:
        said = self.say(self.dana, SECRET, "message-1")
        self.say(self.tess, "An answer.", reply_to=said)
        self.do(self.tess, Respond(said, Word.WITH_YOU))
        self.do(self.tess, TakeBackResponse(said, Word.WITH_YOU))
        self.do(self.tess, Report(said, "report-1", Reason.DETAILS))
        self.do(self.ruth, RemoveMessage(said, Reason.DETAILS))
        self.do(self.ruth, RestoreMessage(said))
        self.do(self.ruth, TagMessage(said, Topic.LOSS, on=True))
        self.do(self.dana, TakeBack(said))
        self.do(self.ruth, SetHold(self.dana, on=True))
        for number, command in enumerate((Release, Decline, None)):
            held = self.say(self.dana, "Read me first.", f"held-{number}")
            if command is None:
                self.do(self.dana, TakeBack(held))
            else:
                self.do(self.ruth, Release(held) if command is Release else Decline(held, Reason.OTHER))
        self.do(self.ruth, SetHold(self.dana, on=False))

    def turns(self) -> None:
        self.do(self.ruth, BeginStep(0))
        self.do(self.ruth, GrantTime(60))
        self.do(self.dana, Volunteer(Part.READER))
        self.do(self.dana, GiveUpPart(Part.READER))
        self.do(self.dana, StepAway(quiet=False))
        self.do(self.dana, ComeBack())
        self.do(self.tess, StepAway(quiet=True))
        self.do(self.tess, ComeBack())
        self.do(self.tess, Listen(on=True))
        self.do(self.ruth, CallOn(self.dana))
        self.do(self.ruth, SetMode(Mode.GO_ROUND, cross_talk=True, turn_s=60))
        self.later(seconds=5)
        self.do(self.dana, PostMessage(MessageId("hers")))
        self.do(self.ruth, CallOn(self.kay))
        self.do(self.ruth, StartRound())
        self.do(self.ruth, SetMode(Mode.OPEN, cross_talk=True, turn_s=0))
        self.do(self.tess, RaiseHand())
        self.do(self.tess, LowerHand())

    def door(self) -> None:
        self.do(self.ruth, SetWaiting(WaitingFor.EVERYONE))
        wren, lou, bea = (self.sit(name) for name in ("Wren", "Lou", "Bea"))
        self.do(self.sit("Gil", node=None, answers=MessageId("answers-Gil")), Leave())
        self.words.bodies |= {MessageId("p-1"): "A question.", MessageId("p-2"): "An answer."}
        self.do(wren, SayPrivately(MessageId("p-1")))
        self.do(self.ruth, AnswerPrivately(MessageId("p-2"), wren))
        self.do(self.ruth, Admit(wren))
        self.do(self.ruth, DeclineSeat(lou, NextStep.OTHER_ROOM))
        self.do(bea, Leave())
        self.do(self.ruth, MoveToWaiting(wren))
        self.do(self.ruth, RemoveSeat(wren, Reason.SELLING, Scope.ROOM))
        self.do(self.ruth, LetBack(wren))
        self.do(self.ruth, SetWaiting(WaitingFor.NOBODY))
        self.meeting.capacity = 2
        fay = self.sit("Fay")
        self.do(self.ruth, SetWaiting(WaitingFor.EVERYONE))
        self.do(fay, Leave())
        self.do(self.ruth, SetWaiting(WaitingFor.NOBODY))
        self.meeting.capacity = 6
        self.sit("Nell", node=None)
        self.do(SeatId("seat-Nell"), Leave())
        self.do(None, TurnAway())
        self.do(None, Detach(self.tess, NODE))
        self.attach(self.tess)
        self.do(self.ruth, LockDoor())
        self.do(self.ruth, UnlockDoor())
        self.do(self.ruth, OfferLead(self.kay))
        self.do(self.ruth, KeepLead())
        self.do(self.ruth, OfferLead(self.kay))
        self.do(self.kay, AcceptLead())
        self.do(self.kay, Leave())
        self.attach(self.kay)

    def calm(self) -> None:
        self.do(self.ruth, SetSlow(30))
        self.do(self.ruth, SetSlow(0))
        self.do(self.ruth, Ground())
        self.do(self.ruth, EndGrounding())
        self.do(self.ruth, Quiet(self.dana, 5, Reason.UNKIND))
        self.do(self.ruth, LiftQuiet(self.dana))
        self.do(self.ruth, Pause())
        self.do(self.ruth, Resume())
        self.do(self.dana, RaiseHand())
        self.do(self.ruth, Drill((self.dana,)))
        self.do(self.ruth, UndoDrill())
        self.do(self.ruth, Drill((self.dana,)))
        self.do(None, EraseDrill(self.meeting.drill.messages if self.meeting.drill else ()))

    def among_facilitators(self) -> None:
        for name in ("back-1", "back-2"):
            self.words.bodies[MessageId(name)] = "For us only."
            self.do(self.ruth, SayInBackChannel(MessageId(name)))
        self.do(self.ruth, TakeBackInBackChannel(MessageId("back-1")))
        self.do(self.kay, SendNudge(self.tess, Nudge.MAY_PASS))
        self.words.bodies[MessageId("names")] = pack_names(Names("Ines", "on_call"))
        self.do(None, TellOfPerson(e.PersonTold(self.tess, MessageId("names"), "0CASE", 1, Coming.HAS_IT, "red", "she")))

    def everything(self) -> None:
        self.say(self.tess, SECRET, "message-2")
        self.do(self.tess, TakeBackAll())

    def side_room(self) -> None:
        self.do(self.ruth, Resume())
        self.do(self.ruth, OfferSideRoom(self.tess, 10))
        self.do(self.ruth, WithdrawSideRoom())
        self.do(self.ruth, OfferSideRoom(self.tess, 10))
        self.do(self.tess, AcceptSideRoom())
        self.words.bodies[MessageId("s-1")] = SECRET
        self.do(self.tess, SayInSideRoom(MessageId("s-1")))
        self.do(self.ruth, Report(MessageId("s-1"), "report-2", Reason.OTHER))
        self.do(self.ruth, LengthenSideRoom())
        self.do(self.tess, LeaveSideRoom())


@pytest.fixture(scope="module")
def evening() -> Evening:
    return Evening()


def test_the_table_and_the_evening_hold_every_event(evening: Evening) -> None:
    every = set(e.Event.__args__)
    assert set(TOLD) == every
    assert {type(event) for event, _, _ in evening.told} == every
    tables = (NOBODY, FACILITATORS_ONLY, THE_CIRCLE, WAITING_TOO, STEPPING)
    assert sorted(kind.__name__ for table in tables for kind in table) == sorted(kind.__name__ for kind in every)


@pytest.mark.parametrize("kind", TOLD, ids=lambda kind: kind.__name__)
def test_each_audience_is_told_what_the_table_says(evening: Evening, kind: type[Event]) -> None:
    for event, _, told in evening.told:
        if type(event) is kind:
            quietly = isinstance(event, e.SteppedAway | e.CameBack | e.TurnHeld | e.TurnResumed) and event.quiet
            quietly |= isinstance(event, e.SeatRemoved) and event.unseen
            for audience, form in zip(Audience, TOLD[kind], strict=True):
                said = told[audience]
                if form is None or (quietly and audience is MEMBERS):
                    assert said is None
                else:
                    assert said is not None
                    assert [said["type"], *(field for field in said if field not in ("type", "removed", "taken_back"))] == form.split()
                    assert isinstance(said.get("seat"), dict if kind in WHOLE_SEAT and said["type"] != "seat_left" else str | None)


def test_what_is_told_can_be_sent_and_holds_the_events_own_values(evening: Evening) -> None:
    for event, _, told in evening.told:
        fields = msgspec.json.decode(e.encode(event))
        for said in told:
            if said is None:
                continue
            assert msgspec.json.decode(msgspec.json.encode(said)) == msgspec.to_builtins(said)
            for field in event.__struct_fields__:
                name = "id" if field == "message" else field
                if name in said and not isinstance(said[name], dict) and field != "until":
                    assert msgspec.to_builtins(said[name]) == fields[field], (event, field)
            if isinstance(event, e.Quieted):
                assert said["until"] == stamp(event.until)


def test_nobody_is_told_what_nobody_sees(evening: Evening) -> None:
    for event, _, _ in evening.told:
        if isinstance(event, NOBODY):
            with pytest.raises(ValueError, match="nobody"):
                show(DESK, event, evening.meeting, evening.words)


def test_counts_follow_what_is_seen(evening: Evening) -> None:
    assert evening.meeting.shown == {a: sum(told[a] is not None for _, _, told in evening.told) for a in Audience}


# replayed later


def test_words_that_are_gone_are_in_no_replay() -> None:
    room = Machine()
    ruth, dana = room.sit("Ruth", SeatRole.FACILITATOR), room.sit("Dana")
    room.do(ruth, SetHold(dana, on=True))
    said = room.say(dana, SECRET)
    room.do(ruth, Release(said))
    events: list[Event] = [e.MessagePosted(said, dana), e.MessageHeld(said, dana), e.MessageReleased(said), e.MessageRestored(said)]

    def replayed() -> list[dict[str, Any]]:
        return [show(audience, event, room.meeting, room.words) for audience in (MEMBERS, DESK) for event in events]

    assert all(told["text"] == SECRET and "removed" not in told and "taken_back" not in told for told in replayed())
    room.do(ruth, RemoveMessage(said, Reason.CONTACT))
    assert all(told["text"] is None and told["removed"] == "contact" and "taken_back" not in told for told in replayed())
    room.do(dana, TakeBack(said))
    assert all(told["text"] is None and told["taken_back"] is True for told in replayed())


def test_held_words_taken_back_are_in_no_replay() -> None:
    room = Machine()
    ruth, dana = room.sit("Ruth", SeatRole.FACILITATOR), room.sit("Dana")
    room.do(ruth, SetHold(dana, on=True))
    said = room.say(dana, SECRET)
    room.do(dana, TakeBack(said))
    told = show(DESK, e.MessageHeld(said, dana), room.meeting, room.words)
    assert (told["text"], told["taken_back"]) == (None, True)


def test_a_seat_that_has_left_again_is_replayed_as_it_came() -> None:
    room = Machine()
    dana = room.sit("Dana")
    room.do(dana, Leave())
    assert show(MEMBERS, e.SeatArrived(dana), room.meeting, room.words)["seat"]["status"] == "here"


def test_a_turn_that_is_over_is_replayed_without_another_turns_beginning() -> None:
    room = Machine()
    ruth, dana, tess = room.sit("Ruth", SeatRole.FACILITATOR), room.sit("Dana"), room.sit("Tess")
    room.do(ruth, SetMode(Mode.OPEN, cross_talk=True, turn_s=120))
    room.do(ruth, CallOn(dana))
    room.later(seconds=10)
    room.do(ruth, GrantTime(60))
    told = show(MEMBERS, e.TurnBegan(dana), room.meeting, room.words)
    assert (told["since"], told["limit_s"]) == (AT, 120)
    room.do(ruth, CallOn(tess))
    assert show(MEMBERS, e.TurnBegan(dana), room.meeting, room.words)["since"] is None


def test_restored_words_are_in_no_frame_that_reaches_someone_who_came_after_them() -> None:
    room = Machine()
    ruth, dana = room.sit("Ruth", SeatRole.FACILITATOR), room.sit("Dana")
    said = room.say(dana, SECRET)
    room.do(ruth, RemoveMessage(said, Reason.OTHER))
    late = room.sit("Late")
    seen, desk = room.watch(late), room.watch(ruth)
    room.do(ruth, RestoreMessage(said))
    told = show(MEMBERS, e.MessageRestored(said), room.meeting, room.words)
    assert (told["text"], told["again"]) == (None, True)
    assert SECRET not in str(told) + str(seen.events) + str(seen.snapshot)
    assert desk.events[-1]["text"] == SECRET
    room.do(ruth, RemoveMessage(said, Reason.OTHER))
    room.do(late, Leave())
    room.do(ruth, RestoreMessage(said))
    told = show(MEMBERS, e.MessageRestored(said), room.meeting, room.words)
    assert (told["text"], "again" in told) == (SECRET, False)


# the whole of it


def seat(view: dict[str, Any], ident: SeatId, where: str = "seats") -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in view[where] if each["seat"] == ident)
    return found


SHARED = set(
    "status seats messages mode cross_talk turn_s turn hands lead attended locked paused grounding slow_s script step step_at".split()  # noqa: SIM905
)
ONLY_DESK = {
    "waiting", "held", "offered", "hold_all", "waiting_for", "reports", "removed", "drill", "back_channel", "back_channel_kept_s",
    "side_rooms", "called",
}  # fmt: skip


def busy() -> Machine:
    """A meeting in which something is set everywhere."""
    room = Machine(script=(STEP,), facilitators_needed=1)
    ruth, kay = room.sit("Ruth", SeatRole.FACILITATOR), room.sit("Kay", SeatRole.FACILITATOR)
    dana, tess, mina, vera = (room.sit(name) for name in ("Dana", "Tess", "Mina", "Vera"))
    said = room.say(dana, "Hello.", "message-1")
    room.do(tess, Report(said, "report-1", Reason.DETAILS))
    room.do(ruth, BeginStep(0))
    room.do(tess, RaiseHand())
    room.do(mina, StepAway(quiet=True))
    room.do(tess, Listen(on=True))
    room.do(ruth, Quiet(mina, 5, Reason.UNKIND))
    room.do(ruth, OfferLead(kay))
    room.do(ruth, RemoveSeat(vera, Reason.DISTURBING, Scope.ROOM))
    room.do(ruth, SetHold(dana, on=True))
    room.say(dana, "Read me first.", "message-held")
    room.do(ruth, SetHold(None, on=True))
    room.do(ruth, SetWaiting(WaitingFor.EVERYONE))
    wren = room.sit("Wren")
    room.words.bodies[MessageId("p-1")] = "A question."
    room.do(wren, SayPrivately(MessageId("p-1")))
    room.do(ruth, SetSlow(30))
    room.do(ruth, LockDoor())
    return room


def view(room: Machine, name: str) -> dict[str, Any]:
    return snapshot(room.meeting, room.meeting.seats[SeatId(f"seat-{name}")], room.words)


def test_a_members_snapshot_holds_what_everyone_may_know_and_nothing_else() -> None:
    room = busy()
    mine = view(room, "Tess")
    assert set(mine) == SHARED
    assert {key: mine[key] for key in SHARED - {"seats", "messages", "script"}} == {
        "status": "open",
        "mode": "go_round",
        "cross_talk": False,
        "turn_s": 180,
        "turn": {"seat": "seat-Dana", "since": AT, "limit_s": 180, "held_since": None, "held_s": 0.0},
        "hands": [],
        "lead": "seat-Ruth",
        "attended": {"since": None, "grace_s": 60},
        "locked": True,
        "paused": False,
        "grounding": None,
        "slow_s": 30,
        "step": 0,
        "step_at": AT,
    }
    assert mine["script"] == [
        {"title": STEP.title, "minutes": 25, "mode": "go_round", "cross_talk": False, "turn_s": 180, "parts": ["reader"]},
    ]
    assert [m["id"] for m in mine["messages"]] == ["message-1"]
    told = str(mine)
    assert not any(word in told for word in ("Wren", "Vera", "away", "quiet", "said", "spoke_at", "Read me first", "A question"))
    assert seat(mine, SeatId("seat-Tess"))["listening"] is True


def test_a_facilitators_snapshot_adds_the_desk() -> None:
    room = busy()
    desk = view(room, "Ruth")
    assert set(desk) == SHARED | ONLY_DESK
    assert desk["script"][0]["cue"] == STEP.cue
    assert {key: desk[key] for key in ("offered", "hold_all", "waiting_for", "drill")} == {
        "offered": "seat-Kay", "hold_all": True, "waiting_for": "everyone", "drill": False,
    }  # fmt: skip
    assert desk["reports"] == [{"report": "report-1", "id": "message-1", "reason": "details"}]
    held = {"id": "message-held", "seat": "seat-Dana", "at": AT, "text": "Read me first.", "reply_to": None}
    assert desk["held"] == [held | {"taken_back": False, "removed": None, "responses": {}, "declined": None}]
    gone = desk["removed"][0]
    assert (gone["name"], gone["status"], gone["reason"], gone["scope"]) == ("Vera", "removed", "disturbing", "room")
    waits = desk["waiting"][0]
    line = [{"id": "p-1", "seat": "seat-Wren", "at": AT, "text": "A question."}]
    assert (waits["name"], waits["status"], waits["since"], waits["moved"], waits["line"]) == ("Wren", "waiting", AT, False, line)
    dana, mina = seat(desk, SeatId("seat-Dana")), seat(desk, SeatId("seat-Mina"))
    assert (dana["said"], dana["spoke_at"], dana["held"]) == (1, AT, True)
    assert (mina["said"], mina["spoke_at"], mina["away"]) == (0, None, "quiet")
    assert mina["quiet"] == {"until": stamp(START + timedelta(minutes=5)), "reason": "unkind"}


def test_who_steps_away_and_shows_it_is_shown() -> None:
    room = busy()
    room.do(SeatId("seat-Kay"), StepAway(quiet=False))
    assert seat(view(room, "Tess"), SeatId("seat-Kay"))["away"] is True
    assert seat(view(room, "Ruth"), SeatId("seat-Kay"))["away"] == "shown"


def test_the_waiting_room_holds_nothing_of_the_circle() -> None:
    room = busy()
    out = view(room, "Wren")
    assert set(out) == {"status", "paused", "attended", "seats", "messages"}
    assert out["messages"] == []
    assert [each["name"] for each in out["seats"]] == ["Ruth", "Kay"]
    assert "said" not in str(out)


def test_whoever_was_asked_back_is_shown_nothing_more_until_she_is_let_in() -> None:
    room = busy()
    tess = SeatId("seat-Tess")
    seen = room.watch(tess)
    room.do(SeatId("seat-Ruth"), MoveToWaiting(tess))
    room.say(SeatId("seat-Ruth"), SECRET)
    assert view(room, "Tess")["messages"] == []
    assert SECRET not in str(seen.events) + str(seen.snapshot)
    room.do(SeatId("seat-Ruth"), Admit(tess))
    assert view(room, "Tess")["messages"][-1]["text"] == SECRET


@pytest.mark.parametrize(("act", "desk"), [("moved", "waiting"), ("removed", "removed"), ("left", "left")])
def test_members_are_shown_that_she_left_and_not_why(act: str, desk: str) -> None:
    room = busy()
    dana, ruth = SeatId("seat-Dana"), SeatId("seat-Ruth")
    match act:
        case "moved":
            room.do(ruth, MoveToWaiting(dana))
        case "removed":
            room.do(ruth, RemoveSeat(dana, Reason.OTHER, Scope.TONIGHT))
        case _:
            room.do(dana, Leave())
    assert seat(view(room, "Tess"), dana)["status"] == "left"
    assert seat(view(room, "Ruth"), dana)["status"] == desk


def test_a_private_line_is_of_this_time_of_waiting() -> None:
    room = busy()
    ruth, wren = SeatId("seat-Ruth"), SeatId("seat-Wren")
    room.do(ruth, Admit(wren))
    room.later(seconds=1)
    room.do(ruth, MoveToWaiting(wren))
    assert seat(view(room, "Ruth"), wren, "waiting")["line"] == []
    assert seat(view(room, "Ruth"), wren, "waiting")["moved"] is True


def test_words_hide_in_every_representation() -> None:
    words = Words({MessageId("m"): SECRET}, {SeatId("s"): "Dana"})
    assert SECRET not in repr(words)
    assert "Dana" not in f"{words!s}"


@pytest.mark.parametrize(
    ("moment", "told"),
    [(START, AT), (START + timedelta(microseconds=999), AT), (START + timedelta(milliseconds=70), "2026-11-22T19:00:00.070Z")],
)
def test_a_time_has_milliseconds_and_never_rounds_up(moment: datetime, told: str) -> None:
    assert stamp(moment) == told


def test_quiet_steps_are_seen_by_facilitators_only() -> None:
    for event in (e.SteppedAway(SeatId("s"), quiet=True), e.CameBack(SeatId("s"), quiet=True)):
        assert [sees(audience, event) for audience in Audience] == [False, True, False]
    for event in (e.SteppedAway(SeatId("s"), quiet=False), e.CameBack(SeatId("s"), quiet=False)):
        assert [sees(audience, event) for audience in Audience] == [True, True, False]


def test_a_drill_leaves_nothing_of_theirs_in_any_view() -> None:
    room = busy()
    dana = SeatId("seat-Dana")
    with refused("not_for_facilitators"):
        room.do(SeatId("seat-Ruth"), MoveToWaiting(SeatId("seat-Kay")))
    room.do(SeatId("seat-Ruth"), Drill((dana,)))
    for name in ("Tess", "Wren"):
        assert "Hello." not in str(view(room, name))
        assert "Read me first" not in str(view(room, name))


@pytest.mark.parametrize("before", ["waits", "asked back", "in the circle"])
def test_of_her_who_is_asked_to_go_members_are_told_only_when_they_saw_her(before: str) -> None:
    room = Machine(waiting=WaitingFor.EVERYONE if before == "waits" else WaitingFor.NOBODY)
    ruth, dana = room.sit("Ruth", SeatRole.FACILITATOR), room.sit("Dana")
    room.do(ruth, AdmitAll())
    nell = room.sit("Nell")
    if before == "asked back":
        room.do(ruth, MoveToWaiting(nell))
    hers, ruths = room.watch(dana), room.watch(ruth)
    room.do(ruth, RemoveSeat(nell, Reason.UNKIND, Scope.TONIGHT))
    left = [event["type"] for event in hers.events]
    assert left == (["seat_left"] if before == "in the circle" else [])
    assert next(event for event in ruths.events if event["type"] == "seat_removed").keys() >= {"seat", "reason", "scope"}
    assert "unseen" not in str(ruths.events)
    room.do(ruth, RemoveSeat(nell, Reason.UNKIND, Scope.ROOM))
    assert [event["type"] for event in hers.events] == left, "nobody leaves twice"
