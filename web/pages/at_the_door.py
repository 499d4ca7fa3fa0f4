"""What a woman is told, asked and may choose as she takes her seat: whether one is free, the room's questions, listening, a first time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import aiohttp.web as http

from rooms.questions import LONGEST_ANSWER, Answered, Question, pack_answers
from rooms.refusals import Refused
from rooms.terms import WaitingFor
from server import wire
from server.identity import Identity
from server.live.wish import AtTheDoor
from web.pages.base import hearth_of, say
from web.timetable import Held, after
from web.words import mark


class Door(NamedTuple):
    """What stands at this door just now."""

    full: bool  # a member who comes now waits for a seat
    in_line: int  # how many wait for one
    later: datetime | None  # when the room meets again, told where the circle is full
    questions: tuple[Question, ...] = ()  # asked of her; none where nobody meets her
    longest: int = LONGEST_ANSWER


async def door_of(request: http.Request, held: Held, identity: Identity | None) -> Door:
    """What she is told and asked before she takes a seat."""
    hearth = hearth_of(request)
    glance = (await hearth.meetings.glances.of([held.id])).get(held.id) if held.status == "open" else None
    full = glance is not None and glance.free == 0
    later = await after(hearth.db, held) if full else None
    room = await hearth.people.roombook.get(held.room_id)
    guest = identity is None or identity.kind == "guest"
    met = room.waiting == WaitingFor.EVERYONE or (room.waiting == WaitingFor.GUESTS and guest)
    return Door(full, glance.in_line if glance else 0, later.opens_at if later else None, room.questions if met else ())


def asked_by_script(request: http.Request, door: Door, language: str) -> dict[str, object] | None:
    """The questions for the page of a link, which knows the room only once script has asked."""
    if not door.questions:
        return None
    return {
        "title": say(request, mark("Before you come in")),
        "help": say(request, mark("Only the facilitators read your answers, while you wait. Then they are destroyed.")),
        "language": language,
        "longest": door.longest,
        "each": [{"text": question.text, "needed": question.needed} for question in door.questions],
        "needed": say(request, mark("A few words are enough.")),
        "free": say(request, mark("If you like.")),
    }


def lacking(request: http.Request, door: Door, fields: Mapping[str, str]) -> dict[str, object] | None:
    """What keeps her from coming in, as the page says it: she has not been asked yet, or an answer cannot be taken. None: nothing."""
    if not door.questions:
        return None
    if "questions" not in fields:
        return {}
    try:
        given = _answers(door, fields)
    except Refused:
        return {"wrong": say(request, mark("Please answer in up to 200 letters, without special signs."))}
    if any(question.needed and not answer for question, answer in zip(door.questions, given, strict=True)):
        return {"wrong": say(request, mark("Please answer what the room asks of everyone. A few words are enough."))}
    return None


def chosen(fields: Mapping[str, str], door: Door) -> AtTheDoor:
    """What she chose and answered on the form, once nothing is `lacking`."""
    pairs = zip(door.questions, _answers(door, fields) if door.questions else (), strict=True)
    answers = pack_answers([Answered(question.text, answer) for question, answer in pairs if answer])
    return AtTheDoor(listening="listen" in fields, newcomer="first" in fields, answers=answers)


def _answers(door: Door, fields: Mapping[str, str]) -> list[str]:
    """One for each question, in one line, perhaps empty. Refused `too_long`, `unreadable`."""
    given = [" ".join(wire.clean_note(fields.get(f"answer{n}", "")).split()) for n in range(1, len(door.questions) + 1)]
    if any(len(answer) > LONGEST_ANSWER for answer in given):
        raise Refused("too_long")
    return given
