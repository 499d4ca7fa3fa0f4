"""Opening an invitation: what it is for is shown first, and nothing is used up before she says yes."""

from __future__ import annotations

import aiohttp.web as http

from rooms.refusals import Refused
from rooms.roles import Role
from server.people.accounts import Member
from server.people.invitations import Invitation, Kind
from server.security import form
from web.pages.base import hearth_of, language_of, refusal, render, say, see_other, who
from web.pages.doors import beside, with_none
from web.pages.people import let_in, welcome
from web.words import mark

KINDS = (Kind.MEMBER, Kind.STAFF, Kind.SIGN_IN)
ROLES = {
    Role.FACILITATOR: mark("facilitator"),
    Role.ON_CALL: mark("on call"),
    Role.SUPERVISOR: mark("supervisor"),
    Role.ADMINISTRATOR: mark("administrator"),
}


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [http.get("/invitation", page), http.post("/invitation", act)]


async def page(request: http.Request) -> http.Response:
    """GET /invitation: the code stands in the fragment, or is typed."""
    return _ask_code(request)


async def act(request: http.Request) -> http.Response:
    """POST /invitation {code, step}: without a step it shows what the code is for; `join`, `take` or `enter` do it."""
    fields = await form(request)
    code, step = fields.get("code", "")[:200], fields.get("step", "")
    hearth = hearth_of(request)
    try:
        await hearth.limits.code(hearth.security.network(request))
        invitation = await hearth.people.invitations.look(code, *KINDS)
    except Refused as refused:
        return _ask_code(request, status=400, code=code, **beside(request, refused, ("code",)))
    if step == "join":
        return await _join(request, invitation, fields)
    if step == "take":
        return await _take(request, invitation, code)
    if step == "enter":
        return await _enter(request, invitation)
    return _show(request, invitation, code)


async def _join(request: http.Request, invitation: Invitation, fields: dict[str, str]) -> http.Response:
    hearth = hearth_of(request)
    name = fields.get("name", "")
    try:
        await hearth.limits.sign_up(hearth.security.network(request))
        draft = await hearth.people.accounts.draft(name, fields.get("passphrase", ""), about=(hearth.programmes.known.name,))
        created = await hearth.people.arrivals.join(invitation, draft, language_of(request))
    except Refused as refused:
        said = beside(request, refused, ("name", "passphrase"))
        return _show(request, invitation, fields["code"], status=400, name=name[:80], **said)
    return await welcome(request, created, then="/second-factor" if invitation.kind is Kind.STAFF else "/")


async def _take(request: http.Request, invitation: Invitation, code: str) -> http.Response:
    identity = who(request)
    if identity is None or identity.kind != "account":
        return _show(request, invitation, code, status=400, wrong=refusal(request, "sign_in"))
    try:
        await hearth_of(request).people.arrivals.take_up(invitation, identity.id)
    except Refused as refused:
        return _ask_code(request, status=400, code=code, **beside(request, refused, ("code",)))
    return see_other("/second-factor")


async def _enter(request: http.Request, invitation: Invitation) -> http.Response:
    try:
        account = await hearth_of(request).people.arrivals.sign_in(invitation)
    except Refused as refused:
        return _ask_code(request, status=400, **beside(request, refused, ("code",)))
    return await let_in(request, Member(account, language_of(request), owes_factor=False), shared=False, to="/")


def _show(request: http.Request, invitation: Invitation, code: str, *, status: int = 200, **said: object) -> http.Response:
    identity = who(request)
    role = say(request, ROLES[invitation.role]) if invitation.role in ROLES else None
    context = {
        "kind": invitation.kind.value,
        "role": role,
        "for_one": invitation.account is not None,
        "code": code,
        "name": "",
        "signed_in": identity.name if identity is not None and identity.kind == "account" else None,
        **with_none(said, "wrong", "name_wrong", "passphrase_wrong"),
    }
    return render(request, "people/invitation.html", status=status, **context)


def _ask_code(request: http.Request, *, status: int = 200, **said: object) -> http.Response:
    context = {"action": "/invitation", "code": "", **with_none(said, "wrong", "code_wrong")}
    return render(request, "people/code.html", status=status, **context)
