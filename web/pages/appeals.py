"""Asking that somebody else looks at what a facilitator did: what stands against her, a form, and a receipt. Works without script."""

from __future__ import annotations

from functools import partial

import aiohttp.web as http

from rooms.appeals import Ground
from rooms.refusals import Refused
from rooms.roles import Action
from server.identity import Identity
from server.live.appeals import LONGEST_TEXT
from server.security import form
from server.wire import clean_text
from web.agreement import REASONS
from web.appeals import HOW_LONG, KEPT_OUT, MEASURES
from web.pages.base import hearth_of, refusal, render, say
from web.pages.doors import needs, with_none
from web.timetable import Held, one
from web.words import mark

FEW = mark("Please write a few words, up to 1,000 letters.")


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [http.get("/appeal/{meeting}", page), http.post("/appeal/{meeting}", ask)]


@needs(Action.APPEAL)
async def page(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /appeal/{meeting}: what she may ask about, and how. A script chooses what stands behind the address's # sign."""
    held, grounds = await _hers(request, identity)
    return await _form(request, identity, held, grounds)


@needs(Action.APPEAL)
async def ask(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /appeal/{meeting} {about, text}: it is passed on, and she is given a code, shown once."""
    hearth, fields = hearth_of(request), await form(request)
    held, grounds = await _hers(request, identity)
    about, text = fields.get("about", ""), fields.get("text", "")
    ground = next((each for each in grounds if _value(each) == about), None)
    again = partial(_form, request, identity, held, grounds, chosen=about[:40], text=text[: 2 * LONGEST_TEXT])
    if ground is None:
        return await again(status=400, about_wrong=say(request, mark("Please choose what it is about.")))
    try:
        text = clean_text(text)
    except Refused as refused:
        return await again(status=400, text_wrong=refusal(request, "unreadable") if refused.code == "unreadable" else say(request, FEW))
    if len(text) > LONGEST_TEXT:
        return await again(status=400, text_wrong=say(request, FEW))
    try:
        await hearth.limits.appeal(identity.id, hearth.security.network(request))
    except Refused as refused:
        return await again(status=429, wrong=refusal(request, refused.code))
    if await hearth.appeals.waiting(held.id, ground, identity):
        return await again(status=400, wrong=say(request, mark("You have asked about this already. It waits for somebody to look.")))
    code = await hearth.appeals.make(held.id, ground, identity, text)
    return render(request, "people/appealed.html", code=code, account=identity.kind == "account")


async def _hers(request: http.Request, identity: Identity) -> tuple[Held, list[Ground]]:
    """The meeting and what stands against her there. Refused `no_such_meeting`."""
    held = await one(hearth_of(request).db, request.match_info["meeting"])
    if identity.meeting not in (None, held.id):
        raise Refused("no_such_meeting")
    return held, await hearth_of(request).appeals.grounds(held.id, identity)


async def _form(
    request: http.Request, identity: Identity, held: Held, grounds: list[Ground], *, status: int = 200, chosen: str = "", **said: object
) -> http.Response:
    hearth = hearth_of(request)
    rows = [
        {
            "value": _value(each),
            "what": say(request, KEPT_OUT[each.scope] if each.scope in KEPT_OUT else MEASURES[each.measure]),
            "rule": say(request, REASONS[each.reason]) if each.reason else None,
            "until": each.until,
            "how_long": say(request, HOW_LONG[each.measure]),
            "asked": await hearth.appeals.waiting(held.id, each, identity),
        }
        for each in grounds
    ]
    context = {
        "room": held,
        "rows": rows,
        "chosen": chosen or next((row["value"] for row in rows if not row["asked"]), ""),
        "open_to": any(not row["asked"] for row in rows),
        "longest": LONGEST_TEXT,
        "text": "",
        **with_none(said, "wrong", "about_wrong", "text_wrong"),
    }
    return render(request, "people/appeal.html", status=status, **context)


def _value(ground: Ground) -> str:
    return f"{ground.measure.value}:{ground.about}"
