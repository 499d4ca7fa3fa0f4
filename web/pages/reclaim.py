"""Taking back everything she said in a meeting: asked once, then done. Works without script, and wherever she is by then."""

from __future__ import annotations

import aiohttp.web as http

from rooms.roles import Action
from server.identity import Identity
from server.security import form
from web.pages.base import hearth_of, render
from web.pages.doors import needs
from web.timetable import one


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [http.get("/take-back/{meeting}", page), http.post("/take-back/{meeting}", everything)]


@needs(Action.TAKE_BACK)
async def page(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /take-back/{meeting}: how much of hers is there, what goes and what stays."""
    hearth = hearth_of(request)
    held = await one(hearth.db, request.match_info["meeting"])
    return render(request, "people/take_back.html", room=held, count=await hearth.reclaim.count(held.id, identity), gone=None)


@needs(Action.TAKE_BACK)
async def everything(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /take-back/{meeting}: it is done, and she is told how much it was."""
    hearth = hearth_of(request)
    await form(request)
    held = await one(hearth.db, request.match_info["meeting"])
    return render(request, "people/take_back.html", room=held, count=0, gone=await hearth.reclaim.everything(held.id, identity))
