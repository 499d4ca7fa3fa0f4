"""What every page does: who is asking, in which language, the page itself, and where to go next."""

from __future__ import annotations

from urllib.parse import quote

import aiohttp.web as http
from aiohttp.typedefs import Handler
from markupsafe import Markup

from rooms.refusals import REFUSALS, Refused
from rooms.roles import Action, may
from rooms.schedule import zone_named
from server.identity import Identity
from server.store.engine import StoreDown
from web import discretion
from web.keys import HEARTH, IDENTITY, PROGRAMME, Hearth
from web.words import mark

LANGUAGE_COOKIE = "hearth-language"
LOOK_COOKIE = "hearth-look"
ZONE_COOKIE = "hearth-zone"
EXIT_COOKIE, EXIT_TAKES_BACK = "hearth-exit", "words"  # a guest's choice at the door, until her browser closes
LOOKS = ("auto", "light", "dark")
A_YEAR_S = 31_536_000
BY_NAME = ("/help", "/sw.js", "/view.webmanifest")
UNKNOWN = (
    "/static/",
    "/words/",
    "/socket.io/",
    "/health",
    "/ready",
    "/metrics",
    "/sw.js",
    "/feed/",
    "/exit",
    "/view.webmanifest",
)  # nobody is known

_PLACES = (
    (Action.SEE_HOME, "/", mark("Meetings")),
    (Action.SEE_CALENDAR, "/calendar", mark("Calendar")),
    (Action.SEE_ROOMS, "/rooms", mark("Rooms")),
    (Action.SEE_PEOPLE, "/people", mark("People")),
    (Action.KEEP_ACCOUNT, "/account", mark("My account")),
)


def hearth_of(request: http.Request) -> Hearth:
    """The node's services."""
    return request.app[HEARTH]


@http.middleware
async def know(request: http.Request, handler: Handler) -> http.StreamResponse:
    """Finds out who is asking. When the database does not answer, nobody is known, and pages that need nobody still work."""
    if not request.path.startswith(UNKNOWN):
        hearth = hearth_of(request)
        try:
            request[PROGRAMME] = await hearth.programmes.get()
            identity = await hearth.people.sessions.identify(hearth.security.session_token(request))
        except StoreDown:
            identity = None
        if identity is not None:
            request[IDENTITY] = identity
    return await handler(request)


def who(request: http.Request) -> Identity | None:
    """The person behind this request, if she is signed in or a guest."""
    return request.get(IDENTITY)


def require(request: http.Request, action: Action) -> Identity:
    """The same, for a page that needs it. Refused: `sign_in`, `not_allowed`."""
    identity = who(request)
    if identity is None:
        raise Refused("sign_in")
    if not may(identity.roles, action):
        raise Refused("not_allowed")
    return identity


def language_of(request: http.Request) -> str:
    """Her choice by cookie, else what her browser asks for. The kept copy of the help lines is asked for by name."""
    chosen = request.query.get("language") if request.path in BY_NAME else request.cookies.get(LANGUAGE_COOKIE)
    return hearth_of(request).words.choose(chosen or request.cookies.get(LANGUAGE_COOKIE), request.headers.get("Accept-Language"))


def say(request: http.Request, sentence: str, /, **values: object) -> str:
    """A sentence marked with `mark`, in her language."""
    return hearth_of(request).words.translate(language_of(request), sentence, **values)


def refusal(request: http.Request, code: str) -> str:
    """The sentence of a refusal, in her language."""
    return say(request, REFUSALS[code].sentence)


def render(request: http.Request, template: str, /, *, status: int = 200, **context: object) -> http.Response:
    """A page. Its context is completed with language, look, programme, links, and the field that shows a form is ours."""
    hearth = hearth_of(request)
    identity = who(request)
    programme = request.get(PROGRAMME, hearth.programmes.known)
    country = hearth.helplines.get(programme.country)
    everything = {
        "header_title": None,
        "header_sub": None,
        "back": None,
        "on_help": False,
        "any_hour": country is not None and any(line.hours == "always" and line.kind == "crisis" for line in country.line),
        "programme": programme.name,
        "look": look_of(request),
        "notes": discretion.locked(request.cookies.get(discretion.COOKIE)),
        "her_zone": zone_named(request.cookies.get(ZONE_COOKIE, "")),
        "here": request.path,
        "identity": identity,
        "nav_links": _links(request, identity),
        "csrf_input": Markup('<input type="hidden" name="csrf" value="{}">').format(hearth.security.csrf(request)),
        **context,
    }
    return http.Response(text=hearth.paper.render(language_of(request), template, everything), status=status, content_type="text/html")


def look_of(request: http.Request) -> str:
    """Light or dark if she chose, else auto."""
    chosen = request.cookies.get(LOOK_COOKIE, "auto")
    return chosen if chosen in LOOKS else "auto"


def see_other(path: str) -> http.Response:
    """Go on to another page after a POST (303)."""
    return http.Response(status=303, headers={"Location": path})


def local(path: str) -> str:
    """The path if it leads to a page of ours, else the first page. Guards against open redirects (OWASP)."""
    ours = path.startswith("/") and not path.startswith(("//", "/\\")) and len(path) < 200 and path.isprintable() and "\\" not in path
    return path if ours else "/"


def onward(path: str, to: str) -> str:
    """The path of a page that leads on to another when it is done."""
    return path if to == "/" else f"{path}?next={quote(to)}"


def keep_choice(request: http.Request, response: http.StreamResponse, cookie: str, value: str) -> None:
    """Remember a choice in her browser for a year. It says nothing about her."""
    response.set_cookie(cookie, value, max_age=A_YEAR_S, path="/", secure=hearth_of(request).security.secure, httponly=True, samesite="Lax")


def _links(request: http.Request, identity: Identity | None) -> list[dict[str, object]]:
    if identity is None:
        places = [("/", say(request, mark("First page"))), ("/sign-in", say(request, mark("Sign in")))]
    elif identity.kind == "guest":
        places = [("/", say(request, mark("First page")))]
    else:
        places = [(path, say(request, words)) for action, path, words in _PLACES if may(identity.roles, action)]
    return [{"href": path, "words": words, "here": path == request.path} for path, words in places]
