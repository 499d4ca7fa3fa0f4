"""How a member of staff can be reached: her ways, a test of each that she answers here, and this browser as one of them."""

from __future__ import annotations

import json

import aiohttp.web as http
import msgspec

from moderation.case_terms import Trouble
from moderation.rota import wakes
from rooms.refusals import Refused
from rooms.roles import Action
from server.identity import Identity
from server.oncall.channels.push import Subscription
from server.people.contacts import ContactPoint
from server.security import form
from web.assets import ASK
from web.pages.base import hearth_of, refusal, render, say, see_other
from web.pages.doors import beside, needs, with_none
from web.words import mark

KINDS = {
    "phone": mark("Telephone"),
    "mail": mark("E-mail"),
    "pager": mark("Pager service"),
    "push": mark("A browser"),
}
DONE = {
    "saved": mark("How you can be reached is saved."),
    "sent": mark("A test is on its way. Type below what it says."),
    "unsent": mark("The test did not leave. This way cannot be used just now."),
    "answered": mark("Thank you. This way works."),
}
SEVERITIES = {"red": mark("red"), "amber": mark("amber"), "green": mark("green"), "test": mark("test")}


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [
        http.get("/account/contacts", page),
        http.post("/account/contacts", add),
        http.post("/account/contacts/remove", remove),
        http.post("/account/contacts/test", test),
        http.post("/account/contacts/answer", answer),
        http.post("/account/contacts/push", push),
        http.get("/duty.js", worker),
    ]


@needs(Action.KEEP_CONTACT_POINTS)
async def page(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /account/contacts"""
    return await _page(request, identity)


@needs(Action.KEEP_CONTACT_POINTS)
async def add(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /account/contacts {address}"""
    address = (await form(request)).get("address", "")
    try:
        await hearth_of(request).people.contacts.add(identity.id, address)
    except Refused as refused:
        return await _page(request, identity, status=400, address=address[:200], **beside(request, refused, ("address",)))
    return see_other("/account/contacts?done=saved")


@needs(Action.KEEP_CONTACT_POINTS)
async def remove(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /account/contacts/remove {point}"""
    await hearth_of(request).people.contacts.remove(identity.id, (await form(request)).get("point", "")[:40])
    return see_other("/account/contacts?done=saved")


@needs(Action.KEEP_CONTACT_POINTS)
async def test(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /account/contacts/test {point}: a page that says nothing but a code."""
    point = (await form(request)).get("point", "")[:40]
    try:
        trouble: Trouble | None = await hearth_of(request).on_call.reach.test(identity.id, point)
    except Refused as refused:
        return await _page(request, identity, status=400, **beside(request, refused, ()))
    return see_other(f"/account/contacts?done={'unsent' if trouble else 'sent'}")


@needs(Action.KEEP_CONTACT_POINTS)
async def answer(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /account/contacts/answer {said}: what a test said, so that its way counts."""
    said = (await form(request)).get("said", "")[:40]
    try:
        await hearth_of(request).on_call.reach.answer(identity.id, said)
    except Refused as refused:
        return await _page(request, identity, status=400, **beside(request, refused, ("said",)))
    return see_other("/account/contacts?done=answered")


@needs(Action.KEEP_CONTACT_POINTS)
async def push(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /account/contacts/push {endpoint, p256dh, auth}: this browser. Its push service must be one we know."""
    fields = await form(request)
    given = Subscription(**{name: fields.get(name, "")[:1000] for name in ("endpoint", "p256dh", "auth")})
    if not hearth_of(request).on_call.ways.push.known(given):
        return await _page(request, identity, status=400, wrong=refusal(request, "push_unknown"))
    try:
        await hearth_of(request).people.contacts.keep(identity.id, "push", msgspec.json.encode(given).decode())
    except Refused as refused:
        return await _page(request, identity, status=400, **beside(request, refused, ()))
    return see_other("/account/contacts?done=saved")


async def worker(request: http.Request) -> http.Response:
    """GET /duty.js: the worker that shows a page on a responder's screen: a word, how grave, and nothing else."""
    hearth = hearth_of(request)
    said = {
        "title": hearth.settings.reminder_word or say(request, mark("Reminder")),
        "severities": {name: say(request, words) for name, words in SEVERITIES.items()},
    }
    script = f"const SAID = {json.dumps(said)};\n{hearth.paper.assets.files['js/duty.js'].body.decode()}"
    return http.Response(text=script, content_type="text/javascript", headers={"Cache-Control": ASK})


async def _page(request: http.Request, identity: Identity, *, status: int = 200, **said: object) -> http.Response:
    hearth = hearth_of(request)
    now, ways = hearth.clock.now(), hearth.on_call.ways
    points = await hearth.people.contacts.of(identity.id)
    done = DONE.get(request.query.get("done", ""))
    context = {
        "points": [
            (each, say(request, KINDS[each.kind]), _name(each), each.kind in ways.kinds, each.kind in ways.ringing) for each in points
        ],
        "fresh": {each.id for each in points if wakes(each.answered_at, now)},
        "wakes": any(each.kind in ways.ringing and wakes(each.answered_at, now) for each in points),
        "rings_here": bool(ways.ringing),
        "key": ways.push.public_key,
        "done": say(request, done) if done else None,
        "address": "",
        **with_none(said, "wrong", "address_wrong", "said_wrong"),
    }
    return render(request, "people/reach.html", status=status, **context)


def _name(point: ContactPoint) -> str:
    """The address as she may see it: of a pager's key the end is enough to know it by."""
    if point.kind == "push":
        return ""
    return f"…{point.address[-4:]}" if point.kind == "pager" else point.address
