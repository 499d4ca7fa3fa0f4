"""Any command at all, for property tests: each kind that exists, built from its fields, about seats and messages there may be."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, get_args

from rooms import commands as c
from rooms.commands import Command
from rooms.desk_events import PersonTold
from rooms.events import MessageId, NodeId, SeatId, SeatRole, Word
from rooms.rules import Rule
from rooms.terms import Coming, Detail, Measure, Mode, NextStep, Nudge, Part, Reason, Scope, Topic, WaitingFor

FACILITATORS = ["Ruth", "Kay", "Mia"]
MEMBERS = ["Ann", "Bea", "Cat", "Dee", "Eve"]
NODES = [NodeId("node-a"), NodeId("node-b")]
SOME_MESSAGES = 5  # messages are named by how long ago they came: the last, the one before, …


def seat_of(name: str) -> SeatId:
    return SeatId(f"seat-{name}")


ROLES = {seat_of(name): SeatRole.FACILITATOR for name in FACILITATORS} | {seat_of(name): SeatRole.MEMBER for name in MEMBERS}
_MEMBER_SEATS = [seat_of(name) for name in MEMBERS]
_ANY_SEAT = [*_MEMBER_SEATS, *_MEMBER_SEATS, *ROLES]
_AGO = [MessageId(f"ago-{ago}") for ago in range(SOME_MESSAGES)]


def _one(*choices: Any) -> Callable[[Random], Any]:
    return lambda random: random.choice(choices)


def _told(random: Random) -> PersonTold:
    """Of somebody here, elsewhere or nowhere; older or newer than what was told before."""
    flags = [random.random() < 0.3 for _ in range(4)]
    case, version = random.choice(["1", "2"]), random.randrange(6)
    return PersonTold(random.choice(_MEMBER_SEATS), MessageId("names"), case, version, random.choice(list(Coming)), "red", "she", *flags)


_FIELDS: dict[str, Callable[[Random], Any]] = {
    "seat": _one(*_ANY_SEAT),
    "node": _one(*NODES),
    "message": _one(*_AGO),
    "reply_to": _one(None, None, *_AGO[:2]),
    "rule": _one(None, None, *Rule),
    "hold": _one(False, False, True),
    "word": _one(*Word),
    "report": _one("report"),
    "reason": _one(Reason.UNKIND, Reason.DISTURBING),
    "on": _one(True, False),
    "quiet": _one(True, False),
    "part": _one(*Part),
    "topic": _one(*Topic),
    "topics": _one((), (Topic.LOSS,), (Topic.FOOD, Topic.LOSS)),
    "hidden": _one((), (), (Detail.PHONE,), (Detail.CHILD, Detail.OWN)),
    "nudge": _one(*Nudge),
    "next": _one(*NextStep),
    "measure": _one(*Measure),
    "told": _told,
    "about": _one(*_MEMBER_SEATS, *_AGO[:2]),
    "scope": _one(*Scope),
    "who": _one(*WaitingFor),
    "index": _one(0, 1, 2, 3),
    "mode": _one(*Mode, Mode.QUEUE, Mode.GO_ROUND),
    "cross_talk": _one(True, False),
    "turn_s": _one(0, 120),
    "minutes": _one(1, 5, 30),
    "messages": _one(()),  # of a drill: erased by its own timer, which knows them
    "seats": lambda random: tuple(random.sample(_MEMBER_SEATS, random.randrange(4))),
}
_BY_KIND: dict[tuple[type, str], Callable[[Random], Any]] = {
    (c.GrantTime, "seconds"): _one(30, 60),
    (c.SetSlow, "seconds"): _one(0, 0, 30),
    (c.SetHold, "seat"): _one(None, *_MEMBER_SEATS),
}
NOT_DRAWN = {c.TakeSeat, c.Plan, c.Leave, c.CloseMeeting, c.CloseByClock, c.CloseFromOutside}  # each has its own place in the machine


def any_of(union: object, random: Random) -> Command:
    """A command of one of these kinds. A field that is not told of here keeps its default."""
    kind = random.choice([kind for kind in get_args(union) if kind not in NOT_DRAWN])
    fields = {field: _BY_KIND.get((kind, field)) or _FIELDS.get(field) for field in kind.__struct_fields__}
    command: Command = kind(**{field: draw(random) for field, draw in fields.items() if draw is not None})
    return command
