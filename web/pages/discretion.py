"""Discretion, turned on and off: kept in her browser alone, for anyone, signed in or not."""

from __future__ import annotations

import json
from urllib.parse import quote

import aiohttp.web as http

from server.security import form
from web.assets import ASK
from web.discretion import COOKIE, HELP, LONGEST, SHORTEST, lock, plain
from web.pages.base import hearth_of, keep_choice, language_of, local, render, say, see_other
from web.words import mark

TITLE = mark("Shopping list")


def routes() -> list[http.RouteDef]:
    """What answers where. The addresses stand in the browser's history, and say nothing."""
    return [http.get("/view", page), http.post("/view", choose), http.get("/view.webmanifest", manifest)]


async def page(request: http.Request) -> http.Response:
    """GET /view?next=/join: what it does, what it cannot hide, and her choice."""
    return _page(request, local(request.query.get("next", "/")))


async def choose(request: http.Request) -> http.Response:
    """POST /view {word, next, off?}: on, under her word; with `off` no more."""
    fields = await form(request)
    then = local(fields.get("next", "/"))
    answer = see_other(quote(then, safe="/"))
    if "off" in fields:
        answer.del_cookie(COOKIE, path="/", secure=hearth_of(request).security.secure, httponly=True, samesite="Lax")
        return answer
    word = plain(fields.get("word", "")[:200])
    if word in HELP:
        return _page(request, then, say(request, mark("This word opens the help lines. Please choose another.")))
    if not SHORTEST <= len(word) <= LONGEST:
        wrong = say(request, mark("Please choose a word with {shortest} to {longest} letters."), shortest=SHORTEST, longest=LONGEST)
        return _page(request, then, wrong)
    keep_choice(request, answer, COOKIE, lock(word))
    return answer


async def manifest(request: http.Request) -> http.Response:
    """GET /view.webmanifest?language=es: what it is called on a phone's first screen. A browser asks for it without cookies."""
    title, icon = say(request, TITLE), hearth_of(request).paper.assets.url("list.svg")
    body = {
        "name": title,
        "short_name": title,
        "lang": language_of(request),
        "start_url": "/",
        "display": "standalone",
        "background_color": "#faf5ee",
        "theme_color": "#faf5ee",
        "icons": [{"src": icon, "type": "image/svg+xml", "sizes": "any"}],
    }
    return http.Response(text=json.dumps(body), content_type="application/manifest+json", headers={"Cache-Control": ASK})


def _page(request: http.Request, then: str, wrong: str | None = None) -> http.Response:
    context = {"then": then, "word_wrong": wrong, "longest": LONGEST}
    return render(request, "discretion.html", status=200 if wrong is None else 400, **context)
