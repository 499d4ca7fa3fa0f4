"""First-run set-up: the programme and its first administrator; and the way back for an administrator who lost everything."""

from __future__ import annotations

import aiohttp.web as http

from rooms.refusals import Refused
from server.people.accounts import Member
from server.people.arrivals import Plan
from server.people.invitations import Invitation, Kind
from server.security import form
from web.pages.base import hearth_of, language_of, render, say
from web.pages.doors import beside, with_none
from web.pages.people import let_in, welcome
from web.words import LANGUAGES, mark

LONGEST_NAME = 60
COUNTRIES = {
    "US": mark("United States"),
    "CA": mark("Canada"),
    "GB": mark("United Kingdom"),
    "IE": mark("Ireland"),
    "AU": mark("Australia"),
    "NZ": mark("New Zealand"),
}


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [http.get("/set-up", page), http.post("/set-up", act)]


async def page(request: http.Request) -> http.Response:
    """GET /set-up: the code stands in the fragment, or is typed."""
    return _ask_code(request)


async def act(request: http.Request) -> http.Response:
    """POST /set-up {code, step}: without a step it shows the form; `begin` sets up, `again` renews an administrator."""
    fields = await form(request)
    code = fields.get("code", "")[:200]
    hearth = hearth_of(request)
    try:
        await hearth.limits.code(hearth.security.network(request))
        invitation = await hearth.people.invitations.look(code, Kind.SET_UP)
    except Refused as refused:
        return _ask_code(request, status=400, code=code, **beside(request, refused, ("code",)))
    if fields.get("step") == "begin":
        return await _begin(request, invitation, fields)
    if fields.get("step") == "again":
        return await _again(request, invitation, fields)
    return _show(request, invitation, code)


async def _begin(request: http.Request, invitation: Invitation, fields: dict[str, str]) -> http.Response:
    hearth = hearth_of(request)
    programme = " ".join(fields.get("programme", "").split())
    typed = {
        "programme_name": programme[:LONGEST_NAME],
        "chosen_language": fields.get("language", "en"),
        "country": fields.get("country", "US"),
        "name": fields.get("name", "")[:80],
    }
    if not 1 <= len(programme) <= LONGEST_NAME or not programme.isprintable():
        wrong = say(request, mark("Please choose a name of up to 60 letters."))
        return _show(request, invitation, fields["code"], status=400, **{**typed, "programme_wrong": wrong})
    if typed["chosen_language"] not in LANGUAGES or typed["country"] not in COUNTRIES:
        raise Refused("bad_request")
    try:
        draft = await hearth.people.accounts.draft(fields.get("name", ""), fields.get("passphrase", ""), about=(programme,))
        created = await hearth.people.arrivals.set_up(invitation, Plan(programme, typed["chosen_language"], typed["country"]), draft)
    except Refused as refused:
        said = beside(request, refused, ("name", "passphrase"))
        return _show(request, invitation, fields["code"], status=400, **{**typed, **said})
    return await welcome(request, created, then="/second-factor")


async def _again(request: http.Request, invitation: Invitation, fields: dict[str, str]) -> http.Response:
    people = hearth_of(request).people
    try:
        text = await people.passphrases.check(fields.get("passphrase", ""))
        account = await people.arrivals.set_up_again(invitation, await people.passphrases.hash(text))
    except Refused as refused:
        return _show(request, invitation, fields["code"], status=400, **beside(request, refused, ("passphrase",)))
    return await let_in(request, Member(account, language_of(request), owes_factor=False), shared=False, to="/second-factor")


def _show(request: http.Request, invitation: Invitation, code: str, *, status: int = 200, **said: object) -> http.Response:
    context = {
        "code": code,
        "again": invitation.account is not None,
        "programme_name": "",
        "chosen_language": language_of(request),
        "country": "US",
        "name": "",
        "countries": [(key, say(request, name)) for key, name in COUNTRIES.items()],
        **with_none(said, "wrong", "programme_wrong", "name_wrong", "passphrase_wrong"),
    }
    return render(request, "people/set_up.html", status=status, **context)


def _ask_code(request: http.Request, *, status: int = 200, **said: object) -> http.Response:
    context = {"action": "/set-up", "code": "", **with_none(said, "wrong", "code_wrong")}
    return render(request, "people/code.html", status=status, **context)
