"""My account: name, language, passphrase, recovery codes, where she is signed in; for staff also the second factor."""

from __future__ import annotations

import aiohttp.web as http

from rooms.refusals import Refused
from rooms.roles import Action, Role
from server.identity import Identity
from server.people.factors import qr_code
from server.security import form
from web.pages.base import LANGUAGE_COOKIE, hearth_of, keep_choice, render, say, see_other
from web.pages.doors import beside, needs, now_signed_in, throttle, with_none
from web.pages.people import is_staff
from web.reports import about, told
from web.words import LANGUAGES, mark

DONE = {
    "name": mark("Your name is changed."),
    "passphrase": mark("Your passphrase is changed. You are signed out everywhere else."),
    "recovered": mark("You have a new passphrase, and you are signed out everywhere else."),
    "language": mark("Your language is saved."),
}


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [
        http.get("/account", page),
        http.post("/account/name", rename),
        http.post("/account/language", language),
        http.post("/account/passphrase", passphrase),
        http.post("/account/codes", codes),
        http.get("/second-factor", factor_page),
        http.get("/second-factor.svg", factor_picture),
        http.post("/second-factor", confirm_factor),
        http.post("/second-factor/replace", replace_factor),
    ]


@needs(Action.KEEP_ACCOUNT)
async def page(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /account"""
    return await _account(request, identity)


@needs(Action.KEEP_ACCOUNT)
async def rename(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /account/name {name}"""
    name = (await form(request)).get("name", "")
    try:
        await hearth_of(request).people.accounts.rename(identity.id, name)
    except Refused as refused:
        return await _account(request, identity, status=400, name=name[:80], **beside(request, refused, ("name",)))
    return see_other("/account?done=name")


@needs(Action.KEEP_ACCOUNT)
async def language(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /account/language {language}: for this browser and for every later sign-in."""
    chosen = (await form(request)).get("language", "")
    if chosen not in LANGUAGES:
        raise Refused("bad_request")
    people = hearth_of(request).people
    await people.accounts.speak(identity.id, chosen)
    await people.sessions.speak(identity.session, chosen)
    response = see_other("/account?done=language")
    keep_choice(request, response, LANGUAGE_COOKIE, chosen)
    return response


@needs(Action.KEEP_ACCOUNT)
async def passphrase(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /account/passphrase {old, passphrase}: every other session ends, and this one gets a new token."""
    fields = await form(request)
    hearth = hearth_of(request)
    try:
        await throttle(request, identity)
        await hearth.people.accounts.change_passphrase(identity.id, identity.session, fields.get("old", ""), fields.get("passphrase", ""))
    except Refused as refused:
        return await _account(request, identity, status=400, **beside(request, refused, ("old", "passphrase")))
    return await _stepped_up(request, identity, see_other("/account?done=passphrase"))


@needs(Action.KEEP_ACCOUNT)
async def codes(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /account/codes {codes_old}: eight new recovery codes, shown this once; the old ones stop working."""
    hearth = hearth_of(request)
    try:
        await throttle(request, identity)
        await hearth.people.accounts.verify(identity.id, (await form(request)).get("codes_old", ""))
    except Refused as refused:
        said = {("codes_old_wrong" if key == "old_wrong" else key): value for key, value in beside(request, refused, ("old",)).items()}
        return await _account(request, identity, status=400, **said)
    new = await hearth.people.accounts.new_codes(identity.id)
    return render(request, "people/codes.html", codes=new, then="/account", fresh=False, printed=False)


@needs(Action.KEEP_ACCOUNT)
async def factor_page(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /second-factor: set it up, or replace it."""
    return await _factor(request, identity)


@needs(Action.KEEP_ACCOUNT)
async def factor_picture(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /second-factor.svg: the QR code, only while a factor waits to be confirmed. Never stored."""
    hearth = hearth_of(request)
    begun = await hearth.people.factors.begun(identity.id, name=identity.name or "", programme=hearth.programmes.known.name)
    if begun is None:
        raise http.HTTPNotFound
    return http.Response(body=qr_code(begun.uri), content_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@needs(Action.KEEP_ACCOUNT)
async def confirm_factor(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /second-factor {code}: her first code. The session gets a new token, other sessions end, printed codes are shown this once."""
    hearth = hearth_of(request)
    try:
        await hearth.limits.second_step(identity.id)
        printed = await hearth.people.factors.confirm(identity.id, identity.session, (await form(request)).get("code", ""))
    except Refused as refused:
        return await _factor(request, identity, status=400, **beside(request, refused, ("code",)))
    token = await hearth.people.sessions.rotate(identity.session)
    if token is None:
        raise Refused("sign_in")
    await now_signed_in(request, token)
    rooms = await hearth.people.roombook.all()
    first = not rooms and Role.ADMINISTRATOR in await hearth.people.roster.granted(identity.id)
    then = "/rooms/new" if first else "/"
    response = render(request, "people/codes.html", codes=printed, then=then, fresh=True, printed=True)
    hearth.security.sign_in(response, token, lasts=None if identity.shared else hearth.people.sessions.lives.whole)
    return response


@needs(Action.KEEP_CONTACT_POINTS)
async def replace_factor(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /second-factor/replace {code}: a last code of the old factor begins a new one."""
    hearth = hearth_of(request)
    try:
        await hearth.limits.second_step(identity.id)
        await hearth.people.factors.replace(identity.id, identity.session, (await form(request)).get("code", ""))
    except Refused as refused:
        return await _factor(request, identity, status=400, **beside(request, refused, ("code",)))
    return see_other("/second-factor")


async def _stepped_up(request: http.Request, identity: Identity, response: http.Response) -> http.Response:
    hearth = hearth_of(request)
    token = await hearth.people.sessions.rotate(identity.session)
    if token is not None:
        hearth.security.sign_in(response, token, lasts=None if identity.shared else hearth.people.sessions.lives.whole)
    return response


async def _account(request: http.Request, identity: Identity, *, status: int = 200, **said: object) -> http.Response:
    people = hearth_of(request).people
    staff = await is_staff(request, identity.id)
    done = DONE.get(request.query.get("done", ""))
    context = {
        "done": say(request, done) if done else None,
        "name": identity.name or "",
        "places": await people.sessions.count(identity.id),
        "codes_left": await people.accounts.codes_left(identity.id),
        "reported": [(each, say(request, about(each)), say(request, told(each))) for each in await people.reports.mine(identity.id)],
        "staff": staff,
        "factor_set": staff and await people.factors.is_set(identity.id),
        **with_none(said, "wrong", "name_wrong", "old_wrong", "passphrase_wrong", "codes_old_wrong"),
    }
    return render(request, "people/account.html", status=status, **context)


async def _factor(request: http.Request, identity: Identity, *, status: int = 200, **said: object) -> http.Response:
    hearth = hearth_of(request)
    factors = hearth.people.factors
    begun = await factors.begun(identity.id, name=identity.name or "", programme=hearth.programmes.known.name)
    is_set = await factors.is_set(identity.id)
    context = {
        "begun": begun,
        "is_set": is_set,
        "codes_left": await factors.codes_left(identity.id) if is_set else 0,
        **with_none(said, "wrong", "code_wrong"),
    }
    return render(request, "people/factor.html", status=status, **context)
