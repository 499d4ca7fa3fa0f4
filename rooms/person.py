"""The person whom a woman here asked for, or who was called for her: what she and her facilitators are told of it, step by step.

The case itself is kept elsewhere, and outlives the meeting. No measure, mode, lock or pause touches any of this.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from rooms.audience import Words
from rooms.desk_events import PersonTold
from rooms.events import Event, SeatId
from rooms.moments import stamp
from rooms.state import Called, Meeting, Status


class Names(msgspec.Struct, frozen=True):
    """Who has it, as the programme shows her: `role` is on_call, supervisor or facilitator. `with_her`: the facilitator who is."""

    name: str | None = None
    role: str | None = None
    with_her: str | None = None

    def __repr__(self) -> str:
        return "Names()"


def pack_names(names: Names) -> str:
    """As it is sealed beside `PersonTold`."""
    return msgspec.json.encode(names).decode()


def evolve(meeting: Meeting, event: PersonTold, at: datetime) -> None:
    """The newest word on it stands."""
    meeting.called[event.seat] = Called(event, at)


def keep(meeting: Meeting, told: PersonTold) -> list[Event]:
    """Nothing that is older than what was told already, and nothing once the meeting is over."""
    known = meeting.called.get(told.seat)
    older = known is not None and known.told.case == told.case and known.told.version >= told.version
    return [] if older or told.seat not in meeting.seats or meeting.status is Status.CLOSED else [told]


def told_view(called: Called, words: Words) -> dict[str, Any]:
    """As facilitators find it in a snapshot."""
    return told_of(called.told, words) | {"at": stamp(called.at)}


def told_of(told: PersonTold, words: Words) -> dict[str, Any]:
    """As facilitators are told."""
    names = _names(told, words)
    return {
        "seat": told.seat,
        "case": told.case,
        "status": told.status.value,
        "severity": told.severity,
        "origin": told.origin,
        "name": names.name,
        "role": names.role,
        "with_her": names.with_her,
        "withdrawn": told.withdrawn,
        "withheld": told.withheld,
        "emergency": told.emergency,
        "widened": told.widened,
    }


def her_view(meeting: Meeting, seat: SeatId, words: Words) -> dict[str, Any] | None:
    """As she herself is told; nothing where that is withheld."""
    called = meeting.called.get(seat)
    if called is None or called.told.withheld:
        return None
    told, names = called.told, _names(called.told, words)
    return {
        "status": told.status.value,
        "origin": "someone" if told.origin in ("facilitator", "member") else told.origin,
        "name": names.name,
        "role": names.role,
        "with_her": names.with_her,
        "mine": told.mine,
        "widened": told.widened,
        "withdrawn": told.withdrawn,
        "emergency": told.emergency,
        "at": stamp(called.at),
    }


def _names(told: PersonTold, words: Words) -> Names:
    body = words.bodies.get(told.message)
    return Names() if body is None else msgspec.json.decode(body, type=Names)
