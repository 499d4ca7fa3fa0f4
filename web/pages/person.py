"""A person for whoever needs one, from any page and without a seat: asked, and from then on the truth about where it stands.

Nothing is needed for it: no account, no script. The code by which this browser finds it again is a cookie that ends with the browser and
goes with quick exit.
"""

from __future__ import annotations

import re
import secrets
from typing import Any

import aiohttp.web as http

from moderation.case import Case
from moderation.case_commands import Withdraw
from moderation.case_terms import AskId
from moderation.case_told import told
from rooms.refusals import Refused
from rooms.terms import Coming
from server import wire
from server.oncall.raising import HER
from server.security import form
from server.store.engine import StoreDown
from web.keys import PROGRAMME
from web.pages.base import hearth_of, render, say, see_other, who
from web.words import mark

COOKIE = "hearth-asked"
LONGEST_NOTE = 1000
LOOKS_AGAIN_S = 10  # a page without script asks again how it stands
_ASK = re.compile(r"[A-Za-z0-9_-]{16,32}")

STANDS: dict[Coming, tuple[str, str]] = {
    Coming.CALLING: (mark("A person is being called for you."), mark("You can keep this page open, or come back to it in this browser.")),
    Coming.NOBODY: (
        mark("Nobody has answered yet."),
        mark("We go on calling. Please do not wait for us: ring a help line now. A real person answers there."),
    ),
    Coming.HAS_IT: (mark("Somebody has seen it, and has it now."), mark("You are not alone with it any more.")),
    Coming.WITH_YOU: (mark("Somebody is with you."), mark("Nobody else is called now.")),
    Coming.LATER: (mark("Somebody will look in on you again."), mark("You can ask again at any time.")),
    Coming.OVER: (mark("This has come to its end."), mark("You can ask again at any time.")),
}


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [
        http.get("/help/who", reachable),
        http.get("/help/person", page),
        http.post("/help/person", ask),
        http.post("/help/person/take-back", take_back),
    ]


async def reachable(request: http.Request) -> http.Response:
    """GET /help/who: `{"on_call": …}`, whether anybody on call can be woken now."""
    return http.json_response({"on_call": await _can_be_woken(request)})


async def page(request: http.Request) -> http.StreamResponse:
    """GET /help/person: the form, or how it stands with what she asked for in this browser. `?again` is the form anew."""
    try:
        asked = await _asked(request)
    except StoreDown:
        return await _form(request, down=True)
    if asked is None or "again" in request.query:
        return await _form(request)
    now = told(asked[1])
    title, why = STANDS[now.status]
    open_now = now.status is not Coming.OVER
    return render(
        request,
        "person.html",
        on_help=True,
        stands=now.status.value,
        title=say(request, title),
        why=say(request, why),
        nobody=now.status is Coming.NOBODY,
        emergency_called=now.emergency,
        withdrawn=now.withdrawn,
        may_take_back=open_now and now.mine and not now.withdrawn,
        again_s=LOOKS_AGAIN_S if open_now else None,
        over=not open_now,
        **_number(request),
    )


async def ask(request: http.Request) -> http.StreamResponse:
    """POST /help/person {ask, note}: durable before she is told so. The same `ask` again is the same request."""
    fields = await form(request)
    ident = fields.get("ask", "")
    if _ASK.fullmatch(ident) is None:
        ident = secrets.token_urlsafe(16)
    try:
        note = wire.clean_note(fields.get("note", "")[: 2 * LONGEST_NOTE])
    except Refused:
        note = ""  # words that cannot be kept keep nobody from being called
    hearth = hearth_of(request)
    try:
        receipt = await hearth.on_call.raising.from_page(who(request), ident, note=note)
    except StoreDown:
        return await _form(request, status=503, down=True, ident=ident, note=fields.get("note", ""))
    answer = see_other("/help/person")
    answer.set_cookie(COOKIE, receipt.code, path="/", secure=hearth.security.secure, httponly=True, samesite="Lax")
    return answer


async def take_back(request: http.Request) -> http.StreamResponse:
    """POST /help/person/take-back: she does not need one after all."""
    await form(request)
    asked = await _asked(request)
    if asked is not None:
        try:
            await hearth_of(request).on_call.cases.handle(asked[1].id, HER, Withdraw(asked[0]))
        except Refused as refused:
            if refused.code != "case_closed":
                raise
    return see_other("/help/person")


async def _form(
    request: http.Request, *, status: int = 200, down: bool = False, ident: str | None = None, note: str = ""
) -> http.Response:  # fmt: skip
    on_call = False if down else await _can_be_woken(request)
    ident = ident or secrets.token_urlsafe(16)
    return render(
        request, "person_ask.html", status=status, on_help=True, on_call=on_call, down=down, ask=ident, note=note, longest=LONGEST_NOTE,
        **_number(request),
    )  # fmt: skip


async def _asked(request: http.Request) -> tuple[AskId, Case] | None:
    code = request.cookies.get(COOKIE, "")
    return await hearth_of(request).on_call.intake.by_code(code) if code else None


async def _can_be_woken(request: http.Request) -> bool:
    hearth = hearth_of(request)
    try:
        async with hearth.db.read("vital") as connection:
            policy = await hearth.on_call.rotas.policy_now(connection, hearth.clock.now())
            accounts = {account for level in policy.levels for account in level.targets} | set(policy.supervisors)
            return bool(await hearth.on_call.reach.can_be_woken(connection, accounts))
    except StoreDown:
        return False


def _number(request: http.Request) -> dict[str, Any]:
    """The emergency number of the programme's country, where one is confirmed."""
    hearth = hearth_of(request)
    country = hearth.helplines.get(request.get(PROGRAMME, hearth.programmes.known).country)
    return {"emergency": country.emergency if country is not None else None}
