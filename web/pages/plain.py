"""Pages that need nobody: help lines, what we keep, quick exit, things to do alone. They work without script and without the database."""

from __future__ import annotations

import asyncio
import hashlib
import json
from contextlib import suppress
from urllib.parse import quote

import aiohttp.web as http
from markupsafe import Markup

from rooms.refusals import Refused
from server.people.checked_lines import OLD
from server.people.codes import token_hash
from server.security import form
from server.store.engine import StoreDown
from web.assets import ASK, KEEP
from web.keys import PROGRAMME, Hearth
from web.pages.base import (
    EXIT_COOKIE,
    EXIT_TAKES_BACK,
    LANGUAGE_COOKIE,
    LOOK_COOKIE,
    LOOKS,
    hearth_of,
    keep_choice,
    language_of,
    local,
    render,
    see_other,
)
from web.words import LANGUAGES

ALONE = ("breath", "wanting", "night")
EXIT_WITHIN_S = 2.0  # quick exit waits no longer for the database
KEPT_FILES = ("hearth.css", "icons.svg", "icon.svg", "js/before.js", "js/exit.js", "js/page.js", "js/times.js", "js/help.js")


async def help_lines(request: http.Request) -> http.Response:
    """GET /help?in=US: the lines of the country she taps, else of the programme's, else the first. Her address is never asked."""
    hearth = hearth_of(request)
    programme = request.get(PROGRAMME, hearth.programmes.known)
    countries = sorted(hearth.helplines.values(), key=lambda country: country.country != programme.country)
    chosen = hearth.helplines.get(request.query.get("in", ""), countries[0])
    old = hearth.clock.now() - OLD
    checked = {line.id: (at, at <= old) for line in chosen.line if (at := programme.checked.get(line.id)) is not None}
    return render(request, "help.html", on_help=True, countries=countries, chosen=chosen, emergency=chosen.emergency, checked=checked)


async def worker(request: http.Request) -> http.Response:
    """GET /sw.js?language=es: the worker that keeps the help page, as it is for a stranger, in this language."""
    hearth = hearth_of(request)
    script = _worker(hearth, language_of(request), request.get(PROGRAMME, hearth.programmes.known).country)
    return http.Response(text=script, content_type="text/javascript", headers={"Cache-Control": ASK})


def _worker(hearth: Hearth, language: str, first: str) -> str:
    countries = sorted(hearth.helplines, key=lambda country: country != first)
    pages = [f"/help?in={country}&language={language}" for country in countries]
    kept = pages + [hearth.paper.assets.url(name) for name in KEPT_FILES]
    body = hearth.paper.assets.files["js/offline.js"].body.decode()
    name = "help-" + hashlib.sha256(json.dumps([kept, body]).encode()).hexdigest()[:12]
    return f"const NAME = {json.dumps(name)};\nconst KEPT = {json.dumps(kept)};\n{body}"


async def what_we_keep(request: http.Request) -> http.Response:
    """GET /what-we-keep"""
    kept = hearth_of(request).settings.words_kept_s
    return render(request, "keep.html", kept_minutes=kept // 60)


async def limits(request: http.Request) -> http.Response:
    """GET /limits: what nobody can promise."""
    return render(request, "limits.html")


async def quick_exit(request: http.Request) -> http.Response:
    """GET /quick-exit: what it does and what it cannot hide."""
    return render(request, "exit.html", shift_key=Markup('<kbd class="kbd">Shift</kbd>'))


async def leave(request: http.Request) -> http.Response:
    """GET /exit?help=stays: quick exit. Her session ends, her browser is told to forget us, and the everyday page opens.

    A link, so that it works before and without script; a script asks for JSON and opens the page itself. It asks for no token: it must work
    from a page of any age. A page of somebody else's, or a browser that only looks ahead, ends nothing.
    """
    hearth = hearth_of(request)
    plain = "json" not in request.headers.get("Accept", "")
    response = http.Response(status=303, headers={"Location": hearth.settings.exit_url}) if plain else http.Response(status=204)
    hers = request.headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none")
    ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    if not hers or ahead:
        return response
    hearth.security.forget(request, response, storage=request.query.get("help") != "stays")
    with suppress(StoreDown, TimeoutError):  # the way out stays open; a ticket that nobody holds ends by itself
        async with asyncio.timeout(EXIT_WITHIN_S):
            await _end(hearth, hearth.security.session_token(request), takes_back=request.cookies.get(EXIT_COOKIE) == EXIT_TAKES_BACK)
    return response


async def _end(hearth: Hearth, token: str, *, takes_back: bool) -> None:
    """End the session first, then take back what a guest said if she chose so at the door. Raises `StoreDown`."""
    guest = await hearth.people.sessions.identify(token) if token and takes_back else None
    if token:
        await hearth.people.sessions.end(token_hash(token))
    if guest is not None and guest.meeting is not None:
        with suppress(Refused):  # she had not said a word, or they are destroyed already
            await hearth.reclaim.everything(guest.meeting, guest)


async def alone(request: http.Request) -> http.Response:
    """GET /alone/{card}: one thing to do on her own."""
    card = request.match_info["card"]
    if card not in ALONE:
        raise http.HTTPNotFound
    return render(request, f"{card}.html")


async def language(request: http.Request) -> http.Response:
    """POST /language: her language, kept in her browser, and in her session for refusals that a live room says."""
    return await _choose(request, "language", LANGUAGE_COOKIE, tuple(LANGUAGES))


async def look(request: http.Request) -> http.Response:
    """POST /look: light, dark, or like her phone."""
    return await _choose(request, "look", LOOK_COOKIE, LOOKS)


async def _choose(request: http.Request, field: str, cookie: str, allowed: tuple[str, ...]) -> http.Response:
    fields = await form(request)
    response = see_other(quote(local(fields.get("next", "/")), safe="/"))
    if fields.get(field) in allowed:
        keep_choice(request, response, cookie, fields[field])
    return response


async def words(request: http.Request) -> http.Response:
    """GET /words/{language}.json: what the browser's modules say. Kept for good under its hash."""
    hearth = hearth_of(request)
    wanted = request.match_info["language"]
    if wanted not in LANGUAGES:
        raise http.HTTPNotFound
    tag = hearth.words.browser_hash(wanted)
    headers = {"Cache-Control": KEEP if request.query.get("v") == tag else ASK, "ETag": f'"{tag}"'}
    if any(known.value in (tag, "*") for known in request.if_none_match or ()):
        return http.Response(status=304, headers=headers)
    return http.Response(body=hearth.words.browser_catalogue(wanted), content_type="application/json", charset="utf-8", headers=headers)
