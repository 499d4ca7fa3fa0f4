"""What was done: the audit for supervisors and administrators, in plain words, newest first, and whether its chain is whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import aiohttp.web as http
import sqlalchemy as sa

from moderation.audit import AuditLine
from rooms.refusals import Refused
from rooms.roles import Action
from server.identity import Identity
from server.store import tables as t
from server.store.audit import checked, newest_lines
from server.store.engine import Database
from web.audit import A_COLLEAGUE, A_ROOM, EVERY_ROOM, GONE, LINES, UNKNOWN, WHO
from web.pages.base import hearth_of, render, say
from web.pages.doors import needs

ON_A_PAGE = 50


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [http.get("/audit", page)]


class Names(NamedTuple):
    """What the ids of some lines are called."""

    accounts: dict[str, str]
    rooms: dict[str, str]  # by id of the room, and of its meetings


@needs(Action.SEE_AUDIT)
async def page(request: http.Request, _identity: Identity) -> http.StreamResponse:
    """GET /audit?before=: fifty lines, and below them the way to older ones. The whole chain is checked each time."""
    db, before = hearth_of(request).db, _number(request.query.get("before"))
    lines = await newest_lines(db, before, ON_A_PAGE + 1)
    shown, more = lines[:ON_A_PAGE], len(lines) > ON_A_PAGE
    names = await _names(db, [line for _, line in shown])
    context: dict[str, Any] = {
        "lines": [(line.at, _sentence(request, line, names)) for _, line in shown],
        "older": shown[-1][0] if more else None,
        "newest": before is None,
        "check": await checked(db),
    }
    return render(request, "people/audit.html", **context)


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 18):
        raise Refused("bad_request")
    return int(text)


async def _names(db: Database, lines: Iterable[AuditLine]) -> Names:
    ids = {each for line in lines for each in (line.actor, line.subject)}
    accounts = sa.select(t.account.c.id, t.account.c.name).where(t.account.c.id.in_(ids))
    rooms = sa.select(t.room.c.id, t.room.c.name).where(t.room.c.id.in_(ids))
    meetings = sa.select(t.meeting.c.id, t.room.c.name).join(t.room, t.room.c.id == t.meeting.c.room_id).where(t.meeting.c.id.in_(ids))
    async with db.read() as connection:
        known = {row.id: row.name for row in await connection.execute(accounts)}
        places = {row.id: row.name for query in (rooms, meetings) for row in await connection.execute(query)}
    return Names(known, places)


def _sentence(request: http.Request, line: AuditLine, names: Names) -> str:
    who = say(request, WHO[line.actor]) if line.actor in WHO else names.accounts.get(line.actor) or say(request, GONE)
    room = say(request, EVERY_ROOM) if line.subject == "programme" else names.rooms.get(line.subject) or say(request, A_ROOM)
    her = names.accounts.get(line.subject) or say(request, A_COLLEAGUE)
    return say(request, LINES.get(line.kind, UNKNOWN), who=who, room=room, her=her, kind=line.kind.replace("_", " "))
