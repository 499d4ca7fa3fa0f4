"""Who must report what: shown before she comes in and in the room, read by anyone, written by the programme's administrator."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import NamedTuple

import aiohttp.web as http

from rooms.refusals import Refused
from rooms.roles import Action
from server.identity import Identity
from server.people.duties import LONGEST, ROLES, Duties
from server.security import form
from server.store.engine import StoreDown
from web.agreement import Paragraph, paragraphs, tidy
from web.duties import WHO, first_text
from web.pages.base import hearth_of, language_of, refusal, render, say, see_other
from web.pages.doors import needs
from web.words import LANGUAGES, mark

SHORTEST = 20


class Said(NamedTuple):
    """The statement as a page sets it. Version 0: the programme has not said it yet."""

    version: int
    created_at: datetime | None
    rows: list[tuple[str, list[Paragraph]]]  # whom it speaks of, and the words


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [http.get("/duties", page), http.get("/duties/write", write_page), http.post("/duties/write", write)]


async def said_of(request: http.Request) -> Said | None:
    """What the programme says, in her language. None when the database does not answer: then nobody can say whether it has said it."""
    with suppress(StoreDown):
        newest = await hearth_of(request).people.duties.newest()
        if newest is None:
            return Said(0, None, [])
        rows = [(say(request, WHO[role]), paragraphs(newest.texts[role, language_of(request)])) for role in ROLES]
        return Said(newest.version, newest.created_at, rows)
    return None


async def page(request: http.Request) -> http.Response:
    """GET /duties: for anyone, before she comes and at any time."""
    return render(request, "duties.html", duties=await said_of(request))


@needs(Action.WRITE_DUTIES)
async def write_page(request: http.Request, _identity: Identity) -> http.StreamResponse:
    """GET /duties/write: the texts in force, or an example to make one's own."""
    newest = await hearth_of(request).people.duties.newest()
    words = hearth_of(request).words
    texts = {
        (role, language): newest.texts[role, language] if newest else first_text(role, partial(words.translate, language))
        for role in ROLES
        for language in LANGUAGES
    }
    return _write(request, newest, texts, {})


@needs(Action.WRITE_DUTIES)
async def write(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /duties/write {facilitator_en, …, after, confirmed}: a new version, once every text stands and someone confirmed it."""
    fields = await form(request)
    book = hearth_of(request).people.duties
    texts = {(role, language): tidy(fields.get(f"{role}_{language}", "")) for role in ROLES for language in LANGUAGES}
    wrong = {key: trouble for key, text in texts.items() if (trouble := _trouble(request, text))}
    if wrong or fields.get("confirmed") != "yes":
        unsure = None if wrong else say(request, mark("Please confirm below that you checked it with someone who knows the law here."))
        return _write(request, await book.newest(), texts, wrong, unsure=unsure, status=400)
    after = fields.get("after", "")[:9]
    try:
        await book.publish(texts, after=int(after) if after.isascii() and after.isdigit() else -1, by=identity.id)
    except Refused as refused:
        return _write(request, await book.newest(), texts, {}, unsure=refusal(request, refused.code), status=400)
    return see_other("/duties")


def _trouble(request: http.Request, text: str) -> str | None:
    if not SHORTEST <= len(text) <= LONGEST or not all(sign.isprintable() or sign == "\n" for sign in text):
        return say(request, mark("Please write between {shortest} and {longest} letters."), shortest=SHORTEST, longest=LONGEST)
    if "[" in text or "]" in text:
        return say(request, mark("Something in square brackets is left. Please put in what holds where you are."))
    return None


def _write(
    request: http.Request, newest: Duties | None, texts: dict[tuple[str, str], str], wrong: dict[tuple[str, str], str],
    *, unsure: str | None = None, status: int = 200,
) -> http.Response:  # fmt: skip
    parts = [
        (
            name,
            language,
            [(role, say(request, WHO[role]), texts[role, language][: 2 * LONGEST], wrong.get((role, language))) for role in ROLES],
        )
        for language, name in LANGUAGES.items()
    ]
    context = {"newest": newest, "parts": parts, "longest": LONGEST, "wrong": unsure}
    return render(request, "people/duties.html", status=status, **context)
