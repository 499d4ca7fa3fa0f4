"""The people page: who is staff, invitations, the end of a role, help for who lost her second factor; and who may not come in."""

from __future__ import annotations

import aiohttp.web as http

from rooms.refusals import Refused
from rooms.roles import STAFF, Action, Role, may
from server.identity import Identity
from server.people.invitations import Kind
from server.security import form
from web.agreement import REASONS
from web.pages.base import hearth_of, refusal, render, say, see_other
from web.pages.doors import needs, show_link, with_none
from web.pages.invitation import ROLES


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [
        http.get("/people", page),
        http.post("/people/invite", invite),
        http.post("/people/end-role", end_role),
        http.post("/people/reinvite", reinvite),
        http.post("/people/exclusions/find", find_exclusions),
        http.post("/people/exclusions/lift", lift_exclusion),
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
    return see_other("/people")


@needs(Action.REINVITE_STAFF)
async def reinvite(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /people/reinvite {account}: her old factor is gone at once, and the link lets her alone set up a new one."""
    account = (await form(request)).get("account", "")[:40]
    link = await hearth_of(request).people.arrivals.reinvite(account, by=identity.id)
    return show_link(request, link, back="/people")


@needs(Action.LIFT_EXCLUSION)
async def find_exclusions(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /people/exclusions/find {name}: what is kept about one account, as the list itself names nobody."""
    people, name = hearth_of(request).people, (await form(request)).get("name", "").strip()[:80]
    rooms = {room.id: room.name for room in await people.roombook.all()}
    found = [(each, rooms.get(each.room or "")) for each in await people.exclusions.of(name, rooms)]
    return await _people(request, identity, looked_for=name, found=found)


@needs(Action.LIFT_EXCLUSION)
async def lift_exclusion(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /people/exclusions/lift {token}: she may come again."""
    await hearth_of(request).people.exclusions.lift((await form(request)).get("token", "")[:40], identity.id)
    return see_other("/people?done=lifted")


def _role(text: str) -> Role:
    try:
        role = Role(text)
    except ValueError:
        raise Refused("bad_request") from None
    if role not in STAFF:
        raise Refused("bad_request")
    return role


async def _people(request: http.Request, identity: Identity, *, status: int = 200, **said: object) -> http.Response:
    people = hearth_of(request).people
    colleagues = await people.roster.staff()
    context = {
        "colleagues": [
            (each, [(role.value, say(request, ROLES[role])) for role in each.roles], each.account == identity.id) for each in colleagues
        ],
        "roles": [(role.value, say(request, words)) for role, words in ROLES.items()],
        "may_invite": may(identity.roles, Action.INVITE_STAFF),
        "may_end": may(identity.roles, Action.END_ROLE),
        "may_reinvite": may(identity.roles, Action.REINVITE_STAFF),
        "exclusions": [(each, None) for each in await people.exclusions.all()],
        "may_lift": may(identity.roles, Action.LIFT_EXCLUSION),
        "reasons": {reason: say(request, words) for reason, words in REASONS.items()},
        "lifted": request.query.get("done") == "lifted",
        **with_none(said, "wrong", "looked_for", "found"),
    }
    return render(request, "people/people.html", status=status, **context)
