"""Coming in and going out: sign in, second step, create an account, recovery, sign out."""

from __future__ import annotations

import aiohttp.web as http

from rooms.refusals import Refused
from rooms.roles import STAFF, Action
from server.identity import Identity
from server.people.accounts import Created, Member
from server.people.names import skeleton
from server.security import form
from web.pages.base import LANGUAGE_COOKIE, hearth_of, keep_choice, language_of, local, onward, render, see_other, who
from web.pages.doors import beside, needs, now_signed_in, with_none


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [
        http.get("/sign-in", sign_in_page),
        http.post("/sign-in", sign_in),
        http.get("/second-step", second_step_page),
        http.post("/second-step", second_step),
        http.get("/create-account", create_page),
        http.post("/create-account", create),
        http.get("/recovery", recovery_page),
        http.post("/recovery", recover),
        http.post("/sign-out", sign_out),
        http.post("/sign-out-everywhere", sign_out_everywhere),
    ]


async def sign_in_page(request: http.Request) -> http.Response:
    """GET /sign-in?next=: where she was going."""
    return await _sign_in(request, to=local(request.query.get("next", "/")))


async def sign_in(request: http.Request) -> http.Response:
    """POST /sign-in {name, passphrase, shared, next}: throttled before anything is hashed."""
    fields = await form(request)
    name, shared, to = fields.get("name", ""), "shared" in fields, local(fields.get("next", "/"))
    hearth = hearth_of(request)
    network, mark = hearth.security.network(request), skeleton(name[:80])
    try:
        await hearth.limits.sign_in(mark, network)
        member = await hearth.people.accounts.sign_in(name, fields.get("passphrase", ""))
    except Refused as refused:
        return await _sign_in(request, to=to, status=400, name=name[:80], shared=shared, **beside(request, refused, ()))
    await hearth.limits.signed_in(mark, network)
    return await let_in(request, member, shared=shared, to=to)


async def second_step_page(request: http.Request) -> http.Response:
    """GET /second-step?next=: for a session that owes its second factor; others are sent where they belong."""
    hearth = hearth_of(request)
    if await hearth.people.sessions.pending(hearth.security.session_token(request)) is None:
        return see_other("/second-factor" if who(request) else "/sign-in")
    return _second_step(request, to=local(request.query.get("next", "/")))


async def second_step(request: http.Request) -> http.Response:
    """POST /second-step {code, next}: a code from her phone or a printed one; the session gets a new token."""
    hearth = hearth_of(request)
    pending = await hearth.people.sessions.pending(hearth.security.session_token(request))
    if pending is None:
        return see_other("/sign-in")
    fields = await form(request)
    to = local(fields.get("next", "/"))
    try:
        await hearth.limits.second_step(pending.account)
        await hearth.people.factors.check(pending.account, fields.get("code", ""))
    except Refused as refused:
        return _second_step(request, to=to, status=400, **beside(request, refused, ("code",)))
    token = await hearth.people.sessions.rotate(pending.session)
    if token is None:
        return see_other("/sign-in")
    response = see_other(to)
    hearth.security.sign_in(response, token, lasts=None if pending.shared else hearth.people.sessions.lives.whole)
    return response


async def create_page(request: http.Request) -> http.Response:
    """GET /create-account: open where a room allows it, else the way to an invitation."""
    identity = who(request)
    if identity is not None and identity.kind == "account":
        return see_other("/account")
    return await _create(request)


async def create(request: http.Request) -> http.Response:
    """POST /create-account {name, passphrase}: an account without an invitation."""
    fields = await form(request)
    hearth = hearth_of(request)
    name = fields.get("name", "")
    if not await hearth.people.arrivals.sign_up_is_open():
        return await _create(request, status=403)
    try:
        await hearth.limits.sign_up(hearth.security.network(request))
        about = (hearth.programmes.known.name,)
        draft = await hearth.people.accounts.draft(name, fields.get("passphrase", ""), about=about)
        created = await hearth.people.arrivals.sign_up(draft, language_of(request))
    except Refused as refused:
        return await _create(request, status=400, name=name[:80], **beside(request, refused, ("name", "passphrase")))
    return await welcome(request, created, then="/")


async def recovery_page(request: http.Request) -> http.Response:
    """GET /recovery"""
    return _recovery(request)


async def recover(request: http.Request) -> http.Response:
    """POST /recovery {name, recovery_code, passphrase}: one of her eight codes and a new passphrase."""
    fields = await form(request)
    hearth = hearth_of(request)
    name = fields.get("name", "")
    try:
        await hearth.limits.recovery(skeleton(name[:80]), hearth.security.network(request))
        member = await hearth.people.accounts.recover(name, fields.get("recovery_code", ""), fields.get("passphrase", ""))
    except Refused as refused:
        return _recovery(request, status=400, name=name[:80], **beside(request, refused, ("passphrase",)))
    return await let_in(request, member, shared=False, to="/account?done=recovered")


async def sign_out(request: http.Request) -> http.Response:
    """POST /sign-out: also for a session that has ended meanwhile, and for a guest."""
    hearth = hearth_of(request)
    identity = who(request)
    if identity is not None:
        await hearth.people.sessions.end(identity.session)
    return _out(request, shared=identity is None or identity.shared)


@needs(Action.KEEP_ACCOUNT)
async def sign_out_everywhere(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /sign-out-everywhere"""
    await hearth_of(request).people.sessions.end_all(identity.id)
    return _out(request, shared=identity.shared)


async def let_in(request: http.Request, member: Member, *, shared: bool, to: str) -> http.Response:
    """A new session for who proved to be herself; the one this browser had before ends. With a factor owed, the second step comes first."""
    hearth = hearth_of(request)
    before = who(request)
    if before is not None:
        await hearth.people.sessions.end(before.session)
    language = member.language if LANGUAGE_COOKIE not in request.cookies else language_of(request)
    token = await hearth.people.sessions.start(member.account, complete=not member.owes_factor, shared=shared, language=language)
    response = see_other(onward("/second-step", to) if member.owes_factor else to)
    hearth.security.sign_in(response, token, lasts=None if shared else hearth.people.sessions.lives.whole)
    if LANGUAGE_COOKIE not in request.cookies:
        keep_choice(request, response, LANGUAGE_COOKIE, language)
    return response


async def welcome(request: http.Request, created: Created, *, then: str) -> http.Response:
    """A new account is signed in at once and shown its recovery codes, this one time."""
    hearth = hearth_of(request)
    before = who(request)
    if before is not None:
        await hearth.people.sessions.end(before.session)
    token = await hearth.people.sessions.start(created.account, complete=True, shared=False, language=language_of(request))
    await now_signed_in(request, token)
    response = render(request, "people/codes.html", codes=created.codes, then=then, fresh=True, printed=False)
    hearth.security.sign_in(response, token, lasts=hearth.people.sessions.lives.whole)
    return response


async def is_staff(request: http.Request, account: str) -> bool:
    """Whether she holds a staff role, resting or not."""
    return not STAFF.isdisjoint(await hearth_of(request).people.roster.granted(account))


def _out(request: http.Request, *, shared: bool) -> http.Response:
    response = see_other("/")
    hearth_of(request).security.sign_out(response, shared=shared)
    return response


async def _sign_in(request: http.Request, *, to: str, status: int = 200, **said: object) -> http.Response:
    is_open = await hearth_of(request).people.arrivals.sign_up_is_open()
    context = {"name": "", "shared": False, "wrong": None, "is_open": is_open, "next": to, "here": onward("/sign-in", to), **said}
    return render(request, "people/sign_in.html", status=status, **context)


def _second_step(request: http.Request, *, to: str, status: int = 200, **said: object) -> http.Response:
    context = {"next": to, "here": onward("/second-step", to), **with_none(said, "wrong", "code_wrong")}
    return render(request, "people/second_step.html", status=status, **context)


async def _create(request: http.Request, *, status: int = 200, **said: object) -> http.Response:
    is_open = await hearth_of(request).people.arrivals.sign_up_is_open()
    context = {"name": "", "is_open": is_open, **with_none(said, "wrong", "name_wrong", "passphrase_wrong")}
    return render(request, "people/create.html", status=status, **context)


def _recovery(request: http.Request, *, status: int = 200, **said: object) -> http.Response:
    context = {"name": "", **with_none(said, "wrong", "passphrase_wrong")}
    return render(request, "people/recovery.html", status=status, **context)
