"""Every command, from everyone who might give it, in every mode and every state of the room: accepted, or refused with which code.

`RULES` says it in words, one line a rule; the first line that fits a case decides it, and where none fits it is accepted. Every case
there is is tried, none is picked. Numbers out of bounds and targets that are not there are in `test_controls.py` and `tests/rooms/`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest

from moderation.controls import act
from rooms import commands as c
from rooms import desk_acts as d
from rooms.commands import Act, Ask, Command
from rooms.events import MessageId, SeatId, SeatRole, Word
from rooms.formats import Step
from rooms.meeting import decide
from rooms.refusals import REFUSALS, Refused
from rooms.side_wishes import (
    AcceptSideRoom,
    EndSideRoom,
    LeaveSideRoom,
    LengthenSideRoom,
    OfferSideRoom,
    SayInSideRoom,
    WithdrawSideRoom,
)
from rooms.terms import Mode, NextStep, Nudge, Part, Reason, Scope, Topic, WaitingFor
from tests.rooms.meeting_machine import NODE, Machine

# who:       member, guest: in the circle; speaker: it is her turn; quiet: has quiet time; lost: her line is lost
#            at_door: waits; moved: was in the circle and waits; left; removed; stranger: never had a seat
#            lead; offered: the lead is offered to her; relief: facilitates beside them; absent: a facilitator whose line is lost
# where:     planned: not open yet; open; met: everyone is met at the door; locked; full; paused; resting: together;
#            unattended: for too long; closed
# how:       the mode, with cross-talk (+) or without (-)
WHO = [
    "member",
    "guest",
    "speaker",
    "quiet",
    "lost",
    "at_door",
    "moved",
    "left",
    "removed",
    "stranger",
    "lead",
    "offered",
    "relief",
    "absent",
]
WHERE = ["planned", "open", "met", "locked", "full", "paused", "resting", "unattended", "closed"]
HOW = [f"{mode}{sign}" for mode in Mode for sign in "+-"]

RULES = """
refused with           commands                              who                  where               how

# who is not here
meeting_closed         COMING ACT                            any                  closed              any
removed                ASK                                   removed              any                 any
removed                ACT CLOSE                             removed              NOT_CLOSED          any
meeting_closed         ASK                                   any                  closed              any
no_seat                ASK ACT CLOSE                         stranger left        NOT_CLOSED          any

# what she takes back wherever she is
no_seat                take_back_all                         stranger             any                 any

# the door
locked                 take_seat come_as_guest               any                  locked              any

# what anybody may do with words
no_such_message        take_back                             at_door              any                 any
no_such_message        take_back take_back_response          any                  planned             any
no_such_message        take_back_response                    at_door              any                 any
no_private_line        say_privately                         NOT_WAITING          any                 any
not_open               post_message reply respond report     any                  planned             any
waiting                post_message reply respond report     at_door moved        any                 any
no_seat                post_message reply respond report     lost absent          any                 any

# what holds a member back, and no facilitator
paused                 post_message reply respond            MEMBERS              paused              any
grounding              post_message reply respond            MEMBERS              resting             any
nobody_facilitates     post_message reply respond            MEMBERS              unattended          any
quiet_time             post_message reply respond            quiet                any                 any
silence                post_message reply respond            MEMBERS              any                 silence+ silence-
facilitators_only      post_message reply                    MEMBERS              any                 facilitators+ facilitators-
not_your_turn          post_message reply                    member guest         any                 queue- go_round-
no_cross_talk          reply                                 MEMBERS              any                 open- queue- go_round-

# turns
waiting                TURN                                  at_door moved        any                 any
no_seat                TURN                                  lost absent          any                 any
not_open               raise_hand                            any                  planned             any
paused                 raise_hand                            any                  paused              any
no_hands               raise_hand                            any                  any                 silence+ silence-

# side rooms: relief has offered one to the guest, and quiet is in one with offered
waiting                SIDE                                  at_door moved        any                 any
no_seat                SIDE                                  lost absent          any                 any
no_side_room           SIDE                                  any                  planned             any
no_side_room           accept_side_room                      NOT_ASKED            any                 any
no_side_room           say_in_side_room                      NOT_ASIDE            any                 any

# what facilitators may do
not_allowed            ACT CLOSE                             NOT_FACILITATORS     NOT_CLOSED          any
no_seat                ACT                                   absent               any                 any
not_lead               offer_lead                            offered relief       any                 any
not_offered            accept_lead                           relief               any                 any
not_lead               keep_lead                             relief               any                 any
no_such_message        remove_message restore_message        any                  planned             any
no_such_message        tag_message                           any                  planned             any
not_held               release decline                       any                  planned             any
not_open               offer_side_room                       any                  planned             any
side_room_taken        offer_side_room                       offered relief       any                 any
no_side_room           lengthen_side_room                    any                  planned             any
no_side_room           lengthen_side_room                    lead relief          any                 any
side_room_taken        withdraw_side_room                    offered              NOT_PLANNED         any
not_open               ground                                any                  planned             any
paused                 ground                                any                  paused              any
bad_request            start_round                           any                  any                 NO_ROUND
no_turn                grant_time                            any                  planned             any
no_turn                grant_time                            any                  any                 NO_TURNS
not_open               next_turn call_on                     any                  planned             any
paused                 next_turn call_on                     any                  paused              any
silence                next_turn call_on                     any                  any                 silence+ silence-
facilitators_only      next_turn call_on                     any                  any                 facilitators+ facilitators-
"""

TESS, WANDA, RITA, QUINN = (SeatId(f"seat-{name}") for name in ("tess", "at_door", "removed", "quiet"))
HERS, TAKEN_DOWN, WAITS, NEW = (MessageId(f"message-{name}") for name in ("tess", "taken-down", "held", "new"))


def snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def wishes(who: str) -> dict[str, Command]:
    """One of each command, as this woman would give it. A wish to come in is made with a seat of its own."""
    fresh = SeatId(f"seat-{who}")
    mine = MessageId(f"message-{who}")
    given: list[Ask | Act] = [
        c.TakeSeat(fresh, "mark-new", SeatRole.MEMBER, guest=False, node=NODE),
        c.PostMessage(NEW),
        c.TakeBack(mine),
        c.TakeBackAll(),
        c.Respond(HERS, Word.WITH_YOU),
        c.TakeBackResponse(HERS, Word.WITH_YOU),
        c.Leave(),
        c.Report(HERS, "report-1", Reason.UNKIND),
        c.SayPrivately(NEW),
        *(c.RaiseHand(), c.LowerHand(), c.PassTurn(), c.EndTurn(), c.Listen(on=True), c.StepAway(quiet=True), c.ComeBack()),
        *(c.Volunteer(Part.READER), c.GiveUpPart(Part.READER)),
        *(c.CloseMeeting(), c.OfferLead(SeatId("seat-offered")), c.AcceptLead(), c.KeepLead()),
        *(c.Admit(WANDA), c.AdmitAll(), c.DeclineSeat(WANDA, NextStep.TALK_TO_US), c.MoveToWaiting(TESS)),
        *(c.RemoveSeat(TESS, Reason.DISTURBING, Scope.ROOM), c.LetBack(RITA), c.LockDoor(), c.UnlockDoor()),
        *(c.SetWaiting(WaitingFor.GUESTS), c.AnswerPrivately(NEW, WANDA)),
        *(c.BeginStep(0), c.SetMode(Mode.OPEN, cross_talk=True, turn_s=60), c.StartRound(), c.NextTurn(), c.CallOn(TESS), c.GrantTime(60)),
        *(c.Pause(), c.Resume(), c.Ground(), c.EndGrounding(), c.SetSlow(30)),
        *(c.Quiet(TESS, 5, Reason.UNKIND), c.LiftQuiet(QUINN), c.SetHold(TESS, on=True)),
        *(c.Release(WAITS), c.Decline(WAITS, Reason.CONTACT), c.RemoveMessage(HERS, Reason.CONTACT), c.RestoreMessage(TAKEN_DOWN)),
        c.TagMessage(HERS, Topic.LOSS, on=True),
        *(c.Drill((TESS,)), c.UndoDrill()),
        *(
            d.SayInBackChannel(NEW),
            d.TakeBackInBackChannel(MessageId(f"back-{who}")),
            d.ClearBackChannel(),
            d.SendNudge(TESS, Nudge.WELCOME),
        ),
    ]
    given += [OfferSideRoom(TESS, 10), WithdrawSideRoom(), LengthenSideRoom(), EndSideRoom()]
    given += [AcceptSideRoom(), LeaveSideRoom(), SayInSideRoom(NEW)]
    by_name: dict[str, Command] = {snake(type(command).__name__): command for command in given}
    by_name["reply"] = c.PostMessage(NEW, HERS)
    by_name["come_as_guest"] = c.TakeSeat(fresh, "mark-new", SeatRole.MEMBER, guest=True)
    by_name["come_to_facilitate"] = c.TakeSeat(fresh, "mark-new", SeatRole.FACILITATOR, guest=False)
    return by_name


COMMANDS = list(wishes("member"))
COMING = {"take_seat", "come_as_guest", "come_to_facilitate"}
SIDE = {"accept_side_room", "say_in_side_room"}
TURN = {snake(kind.__name__) for kind in c.Turn.__args__}
ACT = {snake(kind.__name__) for kind in Act.__args__} - {"close_meeting"}
GROUPS: dict[str, set[str]] = {
    "COMING": COMING,
    "TURN": TURN,
    "SIDE": SIDE,
    "ACT": ACT,
    "CLOSE": {"close_meeting"},
    "ASK": set(COMMANDS) - COMING - ACT - {"close_meeting", "take_back_all"},
    "MEMBERS": {"member", "guest", "speaker", "quiet"},
    "NOT_FACILITATORS": set(WHO) - {"lead", "offered", "relief", "absent"},
    "NOT_WAITING": set(WHO) - {"at_door", "moved"},
    "NOT_ASKED": set(WHO) - {"guest", "quiet"},
    "NOT_ASIDE": set(WHO) - {"quiet", "offered"},
    "NOT_PLANNED": set(WHERE) - {"planned"},
    "NOT_CLOSED": set(WHERE) - {"closed"},
    "NO_ROUND": {how for how in HOW if not how.startswith("go_round")},
    "NO_TURNS": {how for how in HOW if how.startswith(("facilitators", "silence"))},
}


class Rule(NamedTuple):
    """One line of the table."""

    code: str
    commands: set[str]
    who: set[str]
    where: set[str]
    how: set[str]


def rules() -> Iterator[Rule]:
    head, *lines = [line for line in RULES.splitlines() if line and not line.startswith("#")]
    starts = [head.index(title) for title in ("refused with", "commands", "who", "where", "how")]
    for line in lines:
        (code,), *cells = (line[start:end].split() for start, end in zip(starts, [*starts[1:], None], strict=True))
        yield Rule(code, *(fitting(words, every) for words, every in zip(cells, (COMMANDS, WHO, WHERE, HOW), strict=True)))


def fitting(words: list[str], every: list[str]) -> set[str]:
    """What a cell fits, of all there is in its column."""
    found = {each for word in words for each in (every if word == "any" else GROUPS.get(word, {word}))}
    assert words, "an empty cell"
    assert found <= set(every), words
    return found


TABLE = list(rules())


@cache
def about(name: str) -> list[tuple[int, Rule]]:
    """The rules about one command, in their order."""
    return [(number, rule) for number, rule in enumerate(TABLE) if name in rule.commands]


@cache
def expected(name: str, who: str, where: str, how: str) -> int | None:
    """Which rule decides the case, if any."""
    fits = (number for number, rule in about(name) if who in rule.who and where in rule.where and how in rule.how)
    return next(fits, None)


class Room(Machine):
    """One meeting with everyone in it, in a mode and a state."""

    def __init__(self, where: str, how: str) -> None:
        step = Step({"en": "Shares"}, 10, Mode.GO_ROUND, cross_talk=False, turn_s=180, parts=(Part.READER,))
        needed = 9 if where == "unattended" else 1
        super().__init__(capacity=40, open_now=where != "planned", script=(step,), facilitators_needed=needed)
        opened = where != "planned"
        lead = self.sit("lead", SeatRole.FACILITATOR)
        for name in ("offered", "relief", "absent"):
            self.sit(name, SeatRole.FACILITATOR)
        for name in ("lead", "offered", "relief", "absent"):
            self.do(SeatId(f"seat-{name}"), d.SayInBackChannel(MessageId(f"back-{name}")))
        for name in ("speaker", "tess", "member", "guest", "quiet", "lost", "moved", "left", "removed"):
            self.sit(name, guest=name == "guest")
        for seat in list(self.meeting.seats) if opened else ():
            self.say(seat, "Hello.", seat.replace("seat", "message"))
        if opened:
            self.say(TESS, "Too much.", TAKEN_DOWN)
            self.do(lead, c.RemoveMessage(TAKEN_DOWN, Reason.DETAILS))
            self.do(lead, c.SetHold(TESS, on=True))
            self.say(TESS, "To be read.", WAITS)
            self.do(lead, c.SetHold(TESS, on=False))
        self.do(lead, c.OfferLead(SeatId("seat-offered")))
        self.do(lead, c.Quiet(QUINN, 1440, Reason.UNKIND))
        if opened:
            self.do(SeatId("seat-relief"), OfferSideRoom(SeatId("seat-guest"), 10))
            self.do(SeatId("seat-offered"), OfferSideRoom(QUINN, 10))
            self.do(QUINN, AcceptSideRoom())
        self.do(lead, c.MoveToWaiting(SeatId("seat-moved")))
        self.do(lead, c.RemoveSeat(RITA, Reason.DISTURBING, Scope.TONIGHT))
        self.do(SeatId("seat-left"), c.Leave())
        for name in ("lost", "absent"):
            self.do(None, c.Detach(SeatId(f"seat-{name}"), NODE))
        self.do(lead, c.SetWaiting(WaitingFor.EVERYONE))
        self.sit("at_door")
        if where != "met":
            self.do(lead, c.SetWaiting(WaitingFor.NOBODY))
        self._talk(lead, Mode(how[:-1]), cross_talk=how.endswith("+"), opened=opened)
        self._come_to(lead, where)

    def _talk(self, lead: SeatId, mode: Mode, *, cross_talk: bool, opened: bool) -> None:
        self.do(lead, c.SetMode(mode, cross_talk, 120))
        speaker = SeatId("seat-speaker")
        if opened and mode is Mode.QUEUE:
            self.do(speaker, c.RaiseHand())
        if opened and mode is Mode.OPEN:
            self.do(lead, c.CallOn(speaker))
        turn = self.meeting.turn
        assert (turn and turn.seat) == (speaker if opened and mode in (Mode.OPEN, Mode.QUEUE, Mode.GO_ROUND) else None)

    def _come_to(self, lead: SeatId, where: str) -> None:
        match where:
            case "locked":
                self.do(lead, c.LockDoor())
            case "full":
                self.meeting.capacity = self.meeting.occupied(self.now)
            case "paused":
                self.do(lead, c.Pause())
            case "resting":
                self.do(lead, c.Ground())
            case "unattended":
                self.later(seconds=self.meeting.grace_s)
            case "closed":
                self.do(lead, c.CloseMeeting())


@cache
def room(where: str, how: str) -> Room:
    return Room(where, how)


def outcome(where: str, how: str, who: str, command: Command) -> str | None:
    """The refusal's code, or None: accepted."""
    now, meeting = room(where, how).now, room(where, how).meeting
    try:
        if isinstance(command, Act):
            act(meeting, SeatId(f"seat-{who}"), command, now)
        else:
            assert isinstance(command, Ask)
            decide(meeting, SeatId(f"seat-{who}"), command, now)
    except Refused as refused:
        return refused.code
    return None


def cases(name: str) -> Iterator[tuple[str, str, str]]:
    """Everyone, everywhere, however; only a stranger asks for a seat."""
    for where in WHERE:
        for how in HOW:
            for who in ["stranger"] if name in COMING else WHO:
                yield who, where, how


@pytest.mark.parametrize("name", COMMANDS)
def test_every_case_of(name: str) -> None:
    given = {who: wishes(who)[name] for who in WHO}
    wrong: dict[tuple[str, str, str], tuple[str | None, str | None]] = {}
    for who, where, how in cases(name):
        rule = expected(name, who, where, how)
        wanted = None if rule is None else TABLE[rule].code
        if (got := outcome(where, how, who, given[who])) != wanted:
            wrong[who, where, how] = (wanted, got)
    assert wrong == {}, f"{len(wrong)} cases: (wanted, got)"


def test_no_command_is_left_out() -> None:
    given = {type(command) for command in wishes("member").values()}
    asked: set[Any] = set(Ask.__args__) | set(Act.__args__)
    assert given == asked


def test_every_rule_decides_something_and_names_a_refusal() -> None:
    used = Counter(expected(name, *case) for name in COMMANDS for case in cases(name))
    assert [rule.code for number, rule in enumerate(TABLE) if not used[number]] == []
    assert {rule.code for rule in TABLE} <= set(REFUSALS)
    assert used[None] > used.total() / 5
