"""Cases as the console shows them: each as one row of the queue, in the words and at the moment of whoever looks."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import aiohttp.web as http
import msgspec

from moderation.case import Case
from moderation.case_paging import deadlines
from moderation.case_queue import rank
from moderation.case_terms import Actor, Origin, Side, Standing
from rooms.roles import Role
from server.identity import Identity
from server.oncall.heartbeat import LATE, Pulse
from server.oncall.watch import Duty
from web.case_acts import next_act
from web.case_words import DEADLINES, ORIGINS, SEVERITIES
from web.pages.base import language_of, say
from web.pages.home import listed
from web.words import mark

CLOCKS = timedelta(hours=20)  # what is further away is told as a day and an hour
GONE = mark("someone who is gone")


def actor_of(identity: Identity) -> Actor:
    """As what she acts."""
    supervises = Role.SUPERVISOR in identity.roles
    return Actor(identity.id, Standing.SUPERVISOR if supervises else Standing.ON_CALL)  # type: ignore[arg-type]


def clock_face(seconds: float) -> str:
    """Minutes and seconds, with hours where there are any, as `on_call.js` goes on with it."""
    whole = max(0, int(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class Look(NamedTuple):
    """Who looks, when, and what she needs to read it: names of accounts, rooms of meetings."""

    request: http.Request
    actor: Actor
    now: datetime
    names: dict[str, str]
    rooms: dict[str, str]


def row(case: Case, look: Look) -> dict[str, Any]:
    """What the queue, and the head of its own page, say of a case."""
    request, actor, now, names, rooms = look
    due = next(iter(deadlines(case)), None)
    act = next_act(case, actor, now)
    return {
        "id": case.id,
        "severity": case.severity.value,
        "word": say(request, SEVERITIES[case.severity]),
        "promoted": rank(case, now) is not case.severity,
        "origin": say(request, ORIGINS[case.origin]),
        "room": rooms.get(case.meeting) or (say(request, mark("Outside a meeting")) if not case.meeting else ""),
        "raised_at": case.raised_at,
        "open": clock_face((now - case.raised_at).total_seconds()),
        "long_open": now - case.raised_at > CLOCKS,
        "owner": None if case.owner is None else names.get(case.owner) or say(request, GONE),
        "mine": case.owner == actor.account,
        "asked_of": None if case.handover is None else names.get(case.handover.to) or say(request, GONE),
        "asked_of_me": case.handover is not None and case.handover.to == actor.account,
        "due_at": due and due[1],
        "due": due and clock_face((due[1] - now).total_seconds()),
        "due_far": due is not None and due[1] - now > CLOCKS,
        "due_means": due and say(request, DEADLINES[due[0]]),
        "overdue": due is not None and due[1] < now - LATE,
        "tasks_overdue": any(task.overdue or task.due_at < now for task in case.tasks),
        "exhausted": Side.EXHAUSTED in case.sides and case.owner is None,
        "withdrawn": Side.WITHDRAWN in case.sides,
        "reopened": Side.REOPENED in case.sides,
        "guest": case.origin is Origin.GUEST,
        "asks": len(case.asks),
        "act": act and act._replace(words=say(request, act.words)),
    }


def ids_of(cases: Sequence[Case], duty: Duty | None = None) -> set[str]:
    """Whose names a page about these cases needs."""
    found = {each for case in cases for each in (case.owner, case.with_her) if each is not None}
    found |= {case.handover.to for case in cases if case.handover is not None}
    return found | ({account for level in duty.levels for account in level} if duty is not None else set())


def on_duty(request: http.Request, duty: Duty, names: dict[str, str]) -> dict[str, Any]:
    """Who is on call now, whom nothing would wake, and whether deadlines are kept."""
    language = language_of(request)
    levels = [listed(language, [names[each] for each in level if each in names]) for level in duty.levels]
    return {
        "now": levels[0] if levels else None,
        "count": len(duty.levels[0]) if levels else 0,
        "behind": levels[1:],
        "silent": listed(language, sorted(names[each] for each in duty.silent if each in names)),
        "stopped": duty.pulse is not Pulse.OK,
    }


def mark_of(rows: Sequence[dict[str, Any]], duty: dict[str, Any]) -> str:
    """The same for a queue that says the same but for its clocks: a page that keeps itself up to date changes only when this does."""
    said = [{name: value for name, value in each.items() if name not in ("open", "due")} for each in rows]
    return hashlib.sha256(msgspec.json.encode([said, duty])).hexdigest()[:16]
