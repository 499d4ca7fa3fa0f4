"""The programme's help lines, looked at by its staff: whoever rang one, or read its number where the line itself tells it, says so here."""

from __future__ import annotations

import aiohttp.web as http

from rooms.roles import Action
from server.identity import Identity
from server.people.checked_lines import OLD, checked_at, confirm
from server.security import form
from web.helplines import Country
from web.keys import PROGRAMME
from web.pages.base import hearth_of, render, say, see_other
from web.pages.doors import needs, with_none
from web.words import mark


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [http.get("/numbers", page), http.post("/numbers", note)]


@needs(Action.CONFIRM_HELP_LINES)
async def page(request: http.Request, identity: Identity) -> http.StreamResponse:  # noqa: ARG001 -- whoever may see it sees the same
    """GET /numbers: the lines of the programme's country, and when each was confirmed."""
    return await _page(request)


@needs(Action.CONFIRM_HELP_LINES)
async def note(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /numbers {a line's id: yes, …}: these were rung or read today."""
    hearth, fields = hearth_of(request), await form(request)
    ticked = [line.id for line in _ours(request).line if fields.get(line.id) == "yes"]
    if not ticked:
        return await _page(request, status=400, wrong=say(request, mark("Please tick what you rang or read.")))
    await confirm(hearth.db, ticked, by=identity.id, now=hearth.clock.now())
    return see_other("/numbers?done=yes")


def _ours(request: http.Request) -> Country:
    hearth = hearth_of(request)
    country = request.get(PROGRAMME, hearth.programmes.known).country
    return hearth.helplines.get(country) or next(iter(hearth.helplines.values()))


async def _page(request: http.Request, *, status: int = 200, **said: object) -> http.Response:
    hearth = hearth_of(request)
    checked, old = await checked_at(hearth.db), hearth.clock.now() - OLD
    rows = [(line, checked.get(line.id), line.id in checked and checked[line.id] <= old) for line in _ours(request).line]
    done = request.query.get("done") == "yes"
    return render(request, "people/numbers.html", status=status, rows=rows, done=done, **with_none(said, "wrong"))
