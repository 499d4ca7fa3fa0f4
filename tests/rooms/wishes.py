"""Any command at all, for property tests: each kind that exists, built from its fields, about seats and messages there may be."""

from __future__ import annotations

from typing import get_args

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from rooms import commands as c
from rooms.commands import Command
from rooms.events import MessageId, NodeId, SeatId, SeatRole, Word
from rooms.terms import Mode, NextStep, Part, Reason, Scope, WaitingFor

FACILITATORS = ["Ruth", "Kay", "Mia"]
MEMBERS = ["Ann", "Bea", "Cat", "Dee", "Eve"]
NODES = [NodeId("node-a"), NodeId("node-b")]
SOME_MESSAGES = 6  # messages are named by how long ago they came: the last, the one before, …


def seat_of(name: str) -> SeatId:
    return SeatId(f"seat-{name}")


MEMBER_SEATS = st.sampled_from([seat_of(name) for name in MEMBERS])
SEATS = MEMBER_SEATS | st.sampled_from([seat_of(name) for name in FACILITATORS])
AGO = st.integers(0, SOME_MESSAGES - 1).map(lambda ago: MessageId(f"ago-{ago}"))

_FIELDS: dict[str, SearchStrategy[object]] = {
    "seat": SEATS,
    "node": st.sampled_from(NODES),
    "message": AGO,
    "reply_to": st.none() | st.none() | AGO,
    "word": st.sampled_from(list(Word)),
    "report": st.just("report"),
    "reason": st.sampled_from([Reason.UNKIND, Reason.DISTURBING]),
    "on": st.booleans(),
    "quiet": st.booleans(),
    "part": st.sampled_from(list(Part)),
    "next": st.sampled_from(list(NextStep)),
    "scope": st.sampled_from(list(Scope)),
    "who": st.sampled_from(list(WaitingFor)),
    "index": st.integers(0, 3),
    "mode": st.sampled_from(list(Mode)),
    "cross_talk": st.booleans(),
    "turn_s": st.sampled_from([0, 120]),
    "minutes": st.sampled_from([1, 5]),
    "seats": st.lists(MEMBER_SEATS, max_size=3).map(tuple),
}
_BY_KIND: dict[tuple[type, str], SearchStrategy[object]] = {
    (c.GrantTime, "seconds"): st.sampled_from([30, 60]),
    (c.SetSlow, "seconds"): st.sampled_from([0, 0, 30]),
    (c.SetHold, "seat"): st.none() | MEMBER_SEATS,
}
_NOT_BUILT: tuple[type, ...] = (c.Plan, c.CloseByClock, c.CloseFromOutside)  # rules of their own, as leaving, closing, and taking a seat


def _build(kind: type[Command]) -> SearchStrategy[Command]:
    return st.builds(kind, **{field: _BY_KIND.get((kind, field), _FIELDS.get(field, st.nothing())) for field in kind.__struct_fields__})


def _any_of(union: object) -> SearchStrategy[Command]:
    kinds = [kind for kind in get_args(union) if kind not in _NOT_BUILT]
    return st.sampled_from(kinds).flatmap(_build)


SPEECH = _any_of(c.Speech)
TURNS = _any_of(c.Turn)
LEAD = _any_of(c.Lead)
DOOR = _any_of(c.Door)
SHAPE = _any_of(c.Shape)
CALM = _any_of(c.Calm)
KEEPS = _any_of(c.Keep)
ROLES = {seat_of(name): SeatRole.FACILITATOR for name in FACILITATORS} | {seat_of(name): SeatRole.MEMBER for name in MEMBERS}
