"""The first page: what is on now and what comes next, or a door for someone who is not signed in."""

from __future__ import annotations

from datetime import datetime, timedelta

import aiohttp.web as http
from babel.lists import format_list

from rooms.roles import Action, Role, may
from server.identity import Identity
from server.people.checked_lines import OLD
from web.holds import kept_longer
from web.keys import PROGRAMME
from web.pages.base import hearth_of, language_of, render, who
from web.timetable import Held, one, upcoming

SOON = timedelta(minutes=30)
REMINDED = timedelta(hours=1)
NEXT = 6  # of what comes; the calendar has all of it


async def home(request: http.Request) -> http.Response:
    """GET /"""
    identity = who(request)
    if identity is None or not may(identity.roles, Action.SEE_HOME):
        return await _welcome(request, identity)
    hearth = hearth_of(request)
    now = hearth.clock.now()
    held = await upcoming(hearth.db, now)
    on = [meeting for meeting in held if meeting.status == "open"]
    later = [meeting for meeting in held if meeting.status == "planned"]
    glances = await hearth.meetings.glances.of([meeting.id for meeting in on])
    cards = []
    for meeting in on:
        glance = glances.get(meeting.id)
        if glance is None:
            continue
        mine = await hearth.meetings.seat_of(meeting.id, identity) is not None
        free = glance.free
        cards.append(
            {
                **meeting._asdict(),
                "open": True,
                "mine": mine,
                "here": glance.here,
                "free": free,
                "capacity": glance.capacity,
                "facilitators": listed(language_of(request), glance.facilitators),
                "facilitator_count": len(glance.facilitators),
            }
        )
    soon_or_later = [_later(meeting, now + SOON) for meeting in _one_each(later)[:NEXT]]
    asked = await hearth.people.reminders.of(identity.id) if later else set()
    reminded = next((meeting for meeting in later if meeting.series in asked and meeting.opens_at <= now + REMINDED), None)
    serving = {
        "reports": await hearth.people.reports.waiting(identity) if may(identity.roles, Action.SEE_REPORTS) else None,
        "unread": await hearth.reminded.unread() if Role.SUPERVISOR in identity.roles else [],
        "audit": may(identity.roles, Action.SEE_AUDIT),
        "numbers": may(identity.roles, Action.CONFIRM_HELP_LINES),
        "to_confirm": may(identity.roles, Action.CONFIRM_HELP_LINES) and _to_confirm(request),
        "disclosures": may(identity.roles, Action.ANSWER_DISCLOSURES),
        "cases": len(await hearth.on_call.cases.queue()) if may(identity.roles, Action.ANSWER_CASES) else None,
        "holds": may(identity.roles, Action.KEEP_HOLDS),
    }
    return render(
        request,
        "home.html",
        now=cards,
        later=soon_or_later,
        may_open=may(identity.roles, Action.OPEN_MEETING),
        serving=serving,
        reminded=reminded,
        decided=await hearth.appeals.unasked(identity),
        kept_longer=await kept_longer(request, identity),
    )


def _to_confirm(request: http.Request) -> bool:
    """Whether nobody has confirmed a help line of the programme's country for half a year. A demo's invented programme is not asked."""
    hearth = hearth_of(request)
    programme = request.get(PROGRAMME, hearth.programmes.known)
    country, fresh = hearth.helplines.get(programme.country), hearth.clock.now() - OLD
    lines = () if country is None or programme.demo else country.line
    return any(line.id not in programme.checked or programme.checked[line.id] <= fresh for line in lines)


async def _welcome(request: http.Request, identity: Identity | None) -> http.Response:
    """Before she is signed in; a guest is led back to her seat while there is one."""
    mine, decided, longer, hearth = identity.meeting if identity is not None else None, [], [], hearth_of(request)
    if identity is not None and mine is not None and (await one(hearth.db, mine)).status == "closed":
        mine, decided, longer = None, await hearth.appeals.unasked(identity, mine), await kept_longer(request, identity)
    return render(request, "welcome.html", guest_meeting=mine, decided=decided, kept_longer=longer, known=identity is not None)


def _one_each(later: list[Held]) -> list[Held]:
    """The next evening of each series, and what was planned by hand."""
    firsts = {meeting.series: meeting.id for meeting in reversed(later)}
    return [meeting for meeting in later if meeting.series is None or firsts[meeting.series] == meeting.id]


def _later(meeting: Held, soon: datetime) -> dict[str, object]:
    return {**meeting._asdict(), "soon": meeting.opens_at <= soon}


def listed(language: str, names: list[str]) -> str:
    """Names in a row as the language joins them: "Ruth and Kay"."""
    return format_list(names, locale=language) if names else ""
