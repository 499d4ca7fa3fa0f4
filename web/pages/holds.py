"""Legal holds: proposed by one of the supervisors and administrators, confirmed by another with her passphrase, ended by any of them."""

from __future__ import annotations

from datetime import timedelta

import aiohttp.web as http

from rooms.refusals import Refused
from rooms.roles import Action
from server.identity import Identity
from server.kept.holds import LONGEST_TEXT, Kind
from server.people.names import skeleton
from server.security import form
from web.holds import KINDS, LASTS
from web.pages.base import hearth_of, render, say, see_other
from web.pages.doors import beside, needs, with_none
from web.words import mark

DONE = {
    "propose": mark("It is proposed. Nothing is held until a second person confirms it, within a day."),
    "confirm": mark("It is held now."),
    "end": mark("It has ended."),
}
TOO_LATE = mark("It could not be done: it was confirmed or ended before, or there is nothing left to keep.")


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [
        http.get("/holds", page),
        http.post("/holds", propose),
        http.post("/holds/{hold}/confirm", confirm),
        http.post("/holds/{hold}/end", end),
    ]


@needs(Action.KEEP_HOLDS)
async def page(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /holds"""
    return await _page(request, identity)


@needs(Action.KEEP_HOLDS)
async def propose(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /holds {subject, reference, lasts, unseen, why}: nothing is held by it."""
    fields = await form(request)
    kind, _, subject = fields.get("subject", "").partition(":")
    reference, why, unseen = " ".join(fields.get("reference", "").split()), " ".join(fields.get("why", "").split()), "unseen" in fields
    lasts = next((days for days in LASTS if str(days) == fields.get("lasts")), None)
    if kind not in set(Kind) or lasts is None:
        raise Refused("bad_request")
    wrong = {}
    if not reference or len(reference) > LONGEST_TEXT or not reference.isprintable():
        wrong["reference_wrong"] = say(request, mark("Please write counsel's name and reference, up to 200 letters."))
    if unseen and (not why or len(why) > LONGEST_TEXT or not why.isprintable()):
        wrong["why_wrong"] = say(request, mark("Please say why it is not to be shown, up to 200 letters."))
    typed = {"reference": reference[: 2 * LONGEST_TEXT], "why": why[: 2 * LONGEST_TEXT], "unseen": unseen, "lasts": lasts}
    if wrong:
        return await _page(request, identity, status=400, chosen=f"{kind}:{subject}", **typed, **wrong)
    made = await hearth_of(request).holds.propose(
        Kind(kind), subject[:40], identity, reference=reference, lasts=timedelta(days=lasts), unseen=why if unseen else None
    )
    if made is None:
        return await _page(request, identity, status=400, wrong=say(request, TOO_LATE), **typed)
    return see_other("/holds?done=propose")


@needs(Action.KEEP_HOLDS)
async def confirm(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /holds/{hold}/confirm {old}: the second person's, with the passphrase she has."""
    hearth, hold = hearth_of(request), request.match_info["hold"]
    passphrase = (await form(request)).get("old", "")
    try:
        await hearth.limits.sign_in(skeleton(identity.name or ""), hearth.security.network(request))
        await hearth.people.accounts.verify(identity.id, passphrase)
    except Refused as refused:
        return await _page(request, identity, status=400, confirming=hold, **beside(request, refused, ("old",)))
    if not await hearth.holds.confirm(hold, identity):
        return await _page(request, identity, status=400, wrong=say(request, TOO_LATE))
    return see_other("/holds?done=confirm")


@needs(Action.KEEP_HOLDS)
async def end(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /holds/{hold}/end"""
    if not await hearth_of(request).holds.end(request.match_info["hold"], identity):
        return await _page(request, identity, status=400, wrong=say(request, TOO_LATE))
    return see_other("/holds?done=end")


async def _page(request: http.Request, identity: Identity, *, status: int = 200, **said: object) -> http.Response:
    holds, done = hearth_of(request).holds, DONE.get(request.query.get("done", ""))
    rows = [(each, say(request, KINDS[each.kind])) for each in await holds.listing(identity)]
    waiting = [row for row in rows if row[0].ended_at is None and row[0].confirmed_at is None]
    if "old_wrong" in said and said.get("confirming") not in {each.id for each, _ in waiting}:
        said["wrong"] = said.pop("old_wrong")  # what she wished to confirm is no longer there to say it beside
    context = {
        "waiting": waiting,
        "in_force": [row for row in rows if row[0].ended_at is None and row[0].confirmed_at is not None],
        "ended": [row for row in rows if row[0].ended_at is not None],
        "subjects": [(f"{each.kind}:{each.id}", say(request, KINDS[each.kind]), each) for each in await holds.subjects(identity)],
        "lasting": [(days, say(request, words)) for days, words in LASTS.items()],
        "longest": LONGEST_TEXT,
        "done": say(request, done) if done else None,
        "reference": "", "why": "", "unseen": False, "lasts": 90,
        **with_none(said, "wrong", "reference_wrong", "why_wrong", "old_wrong", "confirming", "chosen"),
    }  # fmt: skip
    return render(request, "people/holds.html", status=status, **context)
