"""Every way a page can say no, in one place: refusals, what is not there, and trouble of ours with a short code to quote."""

from __future__ import annotations

import secrets

import aiohttp.web as http
import structlog
from aiohttp.typedefs import Handler
from markupsafe import Markup

from rooms.refusals import REFUSALS, Refused
from server.store.engine import StoreDown
from web.pages.base import local, onward, refusal, render, say, see_other
from web.words import mark

SIGNS = "ACEFHJKLMNPRTXY"
STATUS = {
    "sign_in": 401,
    "factor_needed": 403,
    "not_allowed": 403,
    "excluded": 403,
    "page_old": 403,
    "no_such_meeting": 404,
    "no_such_room": 404,
    "wait_a_little": 429,
    "busy": 503,
    "store_down": 503,
    "server_trouble": 503,
}
TITLES = {
    403: mark("This page is not for you just now."),
    404: mark("There is nothing here."),
    429: mark("A little pause."),
}
APPEALED = frozenset({"excluded", "removed", "declined"})
TITLE = mark("That did not work.")
LAST_RESORT = (
    "<!doctype html><html lang='en'><meta charset='utf-8'><title>Hearth</title><h1>Something went wrong on our side.</h1>"
    "<p>It was nothing you did. Try again in a minute.</p><p><a href='/help'>Help lines</a></p>"
    "<p><a href='/exit' rel='noreferrer nofollow'>Quick exit</a></p></html>"
)

_log = structlog.get_logger()


@http.middleware
async def answer(request: http.Request, handler: Handler) -> http.StreamResponse:
    """Outermost: turns whatever a page raised into an answer. Only the unexpected is logged, and without any value it held."""
    try:
        return await handler(request)
    except Refused as refused:
        return await _refused(request, refused.code)
    except http.HTTPException as error:
        if error.status < 400:
            raise
        return await _refused(request, "no_such_page" if error.status == 404 else "bad_request", error.status)
    except StoreDown:
        return await _trouble(request, 503, "store_down")
    except Exception as error:  # noqa: BLE001 -- the last place that can give her a page instead of a broken line
        code = short_code()
        _log.error("page_failed", code=code, error=type(error).__name__, exc_info=error)
        return await _trouble(request, 500, "server_trouble", code)


def short_code() -> str:
    """Four signs that are easily said, such as "KT 41"."""
    return f"{secrets.choice(SIGNS)}{secrets.choice(SIGNS)} {secrets.randbelow(90) + 10}"


async def _refused(request: http.Request, code: str, status: int | None = None) -> http.StreamResponse:
    status = status or STATUS.get(code, 400)
    if _wants_json(request):
        return _json(request, code, status)
    if code == "sign_in":  # a guest whose meeting is over has nothing to sign in with: the first page offers both ways
        guests = request.path.startswith(("/meeting/", "/waiting/", "/seat/"))
        back = request.path if request.method == "GET" else "/"
        return see_other("/" if guests else onward("/sign-in", local(back)))
    sentence = say(request, mark("The address may be old or have a slip in it.")) if code == "no_such_page" else refusal(request, code)
    first = None
    if code == "page_old" and await _is_page(request):
        first = {"words": say(request, mark("Load it again")), "href": request.path}
    elif code == "factor_needed":
        first = {"words": say(request, mark("Go on")), "href": "/second-step"}
    title = say(request, TITLES.get(status, TITLE))
    return render(request, "refused.html", status=status, title=title, sentence=sentence, first=first, appeal=_appeal(request, code))


def _appeal(request: http.Request, code: str) -> str | None:
    """Where she asks somebody else to look, when a facilitator's decision keeps her from a meeting."""
    meeting = request.match_info.get("meeting")
    return f"/appeal/{meeting}" if meeting and code in APPEALED else None


async def _trouble(request: http.Request, status: int, code: str, quoted: str | None = None) -> http.StreamResponse:
    if _wants_json(request):
        return _json(request, code, status)
    quoted = quoted or short_code()
    try:
        again = request.path if await _is_page(request) else None
        return render(request, "trouble.html", status=status, again=again, code_marked=Markup("<strong>{}</strong>").format(quoted))
    except Exception as error:  # noqa: BLE001 -- a page that cannot be made must not hide the one that failed before it
        _log.error("page_failed", code=quoted, error=type(error).__name__, exc_info=error)
        return http.Response(text=LAST_RESORT, status=status, content_type="text/html")


async def _is_page(request: http.Request) -> bool:
    """Whether the address she posted to also shows a page: only then can it be opened again."""
    return any(["GET" in (await resource.resolve(request))[1] for resource in request.app.router.resources()])


def _wants_json(request: http.Request) -> bool:
    return request.content_type == "application/json" or request.headers.get("Accept", "").startswith("application/json")


def _json(request: http.Request, code: str, status: int) -> http.Response:
    known = code if code in REFUSALS else "bad_request"
    return http.json_response(
        {"ok": False, "code": known, "message": refusal(request, known), "retry": REFUSALS[known].retry}, status=status
    )
