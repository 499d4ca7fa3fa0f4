"""The pages on which she waits: before the room opens, at a full circle, and after the meeting has closed."""

from __future__ import annotations

import aiohttp.web as http

from rooms.refusals import Refused
from rooms.roles import Action, may
from web.pages.base import hearth_of, language_of, render, require, see_other
from web.pages.home import listed
from web.pages.join import hers
from web.paper import utc
from web.timetable import after


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [
        http.get("/waiting/{meeting}", page),
        http.get("/waiting/{meeting}/state", state),
        http.post("/waiting/{meeting}/open", open_now),
        http.post("/waiting/{meeting}/leave", leave),
    ]


async def page(request: http.Request) -> http.Response:
    """GET /waiting/{meeting}: who facilitates, when it opens, how full the circle is, and her place in line where it is full."""
    identity, held = await hers(request)
    hearth = hearth_of(request)
    over = held.status == "closed"
    glance = (await hearth.meetings.glances.of([held.id])).get(held.id)
    seated = not over and await hearth.meetings.seat_of(held.id, identity) is not None
    if not (seated or over):
        return see_other(f"/seat/{held.id}")
    place = None if over else await hearth.meetings.glances.place(held.id, identity)
    later = await after(hearth.db, held) if over or place else None
    return render(
        request,
        "waiting.html",
        meeting=held.id,
        room=held,
        stage=held.status,
        place=place,
        later=later.opens_at if later else None,
        opens_at=held.opens_at,
        closes_at=held.closes_at,
        capacity=held.capacity,
        taken=max(glance.here if glance else 0, int(seated)),
        may_open=held.status == "planned" and may(identity.roles, Action.OPEN_MEETING),
        facilitators=listed(language_of(request), glance.facilitators if glance else []),
        decided=await hearth.appeals.unasked(identity, held.id) if over else [],
    )


async def state(request: http.Request) -> http.Response:
    """GET /waiting/{meeting}/state: whether it has opened, for the page that waits; and when the room meets again."""
    _, held = await hers(request)
    later = await after(hearth_of(request).db, held)
    told = {"status": held.status, "go": f"/meeting/{held.id}" if held.status == "open" else None}
    return http.json_response(told | {"later": utc(later.opens_at) if later else None})


async def open_now(request: http.Request) -> http.Response:
    """POST /waiting/{meeting}/open: a facilitator opens the room before its time."""
    identity, held = await hers(request)
    require(request, Action.OPEN_MEETING)
    await hearth_of(request).meetings.open_now(held.id, identity)
    return see_other(f"/meeting/{held.id}")


async def leave(request: http.Request) -> http.Response:
    """POST /waiting/{meeting}/leave: she waits no longer, and her place is free. Whoever has gone already needs nothing."""
    identity, held = await hers(request)
    try:
        await hearth_of(request).meetings.leave(held.id, identity)
    except Refused as refused:
        if refused.code not in ("no_seat", "removed", "declined", "meeting_closed"):
            raise
    return see_other("/")
