"""The people page: who is staff, invitations, the end of a role, and help for who lost her second factor."""

from __future__ import annotations

import aiohttp.web as http

from rooms.refusals import Refused
from rooms.roles import STAFF, Action, Role, may
from server.identity import Identity
from server.people.invitations import Kind
from server.security import form
from web.pages.base import hearth_of, refusal, render, say
from web.pages.doors import needs, show_link
from web.pages.invitation import ROLES


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [
        http.get("/people", page),
        http.post("/people/invite", invite),
        http.post("/people/end-role", end_role),
        http.post("/people/reinvite", reinvite),
    ]


@needs(Action.SEE_PEOPLE)
async def page(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /people"""
    return await _people(request, identity)


@needs(Action.INVITE_STAFF)
async def invite(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /people/invite {role}: a link for one new colleague, shown once."""
    role = _role((await form(request)).get("role", ""))
    link = await hearth_of(request).people.invitations.make(Kind.STAFF, by=identity.id, role=role)
    return show_link(request, link, back="/people")


@needs(Action.END_ROLE)
async def end_role(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /people/end-role {account, role}: she is signed out everywhere at once."""
    fields = await form(request)
    try:
        await hearth_of(request).people.roster.end_role(fields.get("account", "")[:40], _role(fields.get("role", "")), by=identity.id)
    except Refused as refused:
        return await _people(request, identity, status=400, wrong=refusal(request, refused.code))
    return http.Response(status=303, headers={"Location": "/people"})


@needs(Action.REINVITE_STAFF)
async def reinvite(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /people/reinvite {account}: her old factor is gone at once, and the link lets her alone set up a new one."""
    account = (await form(request)).get("account", "")[:40]
    link = await hearth_of(request).people.arrivals.reinvite(account, by=identity.id)
    return show_link(request, link, back="/people")


def _role(text: str) -> Role:
    try:
        role = Role(text)
    except ValueError:
        raise Refused("bad_request") from None
    if role not in STAFF:
        raise Refused("bad_request")
    return role


async def _people(request: http.Request, identity: Identity, *, status: int = 200, wrong: str | None = None) -> http.Response:
    colleagues = await hearth_of(request).people.roster.staff()
    context = {
        "colleagues": [
            (each, [(role.value, say(request, ROLES[role])) for role in each.roles], each.account == identity.id) for each in colleagues
        ],
        "roles": [(role.value, say(request, words)) for role, words in ROLES.items()],
        "may_invite": may(identity.roles, Action.INVITE_STAFF),
        "may_end": may(identity.roles, Action.END_ROLE),
        "may_reinvite": may(identity.roles, Action.REINVITE_STAFF),
        "wrong": wrong,
    }
    return render(request, "people/people.html", status=status, **context)
