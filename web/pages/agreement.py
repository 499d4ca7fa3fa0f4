"""What a room's women agree to: shown before a seat, written by staff; and the published list of what may be taken down."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import aiohttp.web as http

from rooms.refusals import Refused
from rooms.roles import Action
from server.identity import Identity
from server.people.agreements import LONGEST, Agreement
from server.people.roombook import Room
from server.security import form
from web.agreement import ATTESTS, REASONS, STATEMENTS, THEN, Paragraph, first_text, paragraphs, tidy
from web.looked_for import looked_for
from web.pages.base import hearth_of, refusal, render, say, see_other
from web.pages.doors import needs, with_none
from web.timetable import Held
from web.words import mark

SHORTEST = 20
BY_COMING_IN = mark("When you come in, you say of yourself: {words}")


class Asked(NamedTuple):
    """What she is asked to agree to before she comes in."""

    version: int
    paragraphs: list[Paragraph]
    changed: bool  # since she agreed to an earlier version
    statement: str | None  # whom the room is for, where it is not for everyone
    attests: str | None  # what she says of herself by coming in


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [
        http.get("/rules", rules),
        http.get("/rooms/{room}/agreement", write_page),
        http.post("/rooms/{room}/agreement", write),
    ]


async def rules(request: http.Request) -> http.Response:
    """GET /rules: what may be taken down and what happens then. Everybody may read it before she comes."""
    return render(
        request, "rules.html", reasons=[say(request, each) for each in REASONS.values()], then=[say(request, each) for each in THEN]
    )


async def asked_of(request: http.Request, held: Held, identity: Identity | None) -> Asked | None:
    """What she is to agree to at this door; None when she has, or when there is nothing to agree to."""
    agreements = hearth_of(request).people.agreements
    newest = await agreements.newest(held.room_id)
    if newest is None or (identity is not None and await agreements.missing(held.room_id, identity) is None):
        return None
    changed = identity is not None and await agreements.accepted(held.room_id, identity) is not None
    room = await hearth_of(request).people.roombook.get(held.room_id)
    return _asked(request, newest, room, changed=changed)


def shown_by_script(request: http.Request, asked: Asked, language: str) -> dict[str, object]:
    """The same for the page of a link, which knows the room only once script has asked: so that she reads and comes in on one page."""
    return {
        "version": asked.version,
        "language": language,
        "title": say(request, mark("What we agree to")),
        "pieces": [piece._asdict() for piece in asked.paragraphs],
        "whom": say(request, mark("Whom this room is for")),
        "statement": asked.statement,
        "attests": asked.attests and say(request, BY_COMING_IN, words=asked.attests),
        "button": say(request, mark("I agree and come in")),
        "kept": say(request, mark("We keep that you agreed to this version, and when. Nothing else.")),
    }


def wanting(request: http.Request, asked: Asked, fields: Mapping[str, str]) -> dict[str, object] | None:
    """What keeps her from coming in, as the page says it; None when she agreed. What she has read may be an older version by now."""
    if "agreed" not in fields:
        return {"asked": asked}
    if fields["agreed"] != str(asked.version):
        return {"asked": asked._replace(changed=True), "wrong": refusal(request, "agreement_needed")}
    if asked.attests and "attests" not in fields:
        return {"asked": asked, "wrong": refusal(request, "agreement_needed")}
    return None


@needs(Action.WRITE_AGREEMENT)
async def write_page(request: http.Request, _identity: Identity) -> http.StreamResponse:
    """GET /rooms/{room}/agreement: the words in force, or those that a new room begins with, to be changed."""
    people = hearth_of(request).people
    room = await people.roombook.get(request.match_info["room"])
    newest = await people.agreements.newest(room.id)
    return _write(request, room, newest, newest.text if newest else begin_with(request, room.language))


@needs(Action.WRITE_AGREEMENT)
async def write(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /rooms/{room}/agreement {text, step}: `look` shows how it will stand, without it a new version is published."""
    people, fields = hearth_of(request).people, await form(request)
    room = await people.roombook.get(request.match_info["room"])
    text = tidy(fields.get("text", ""))
    newest = await people.agreements.newest(room.id)
    if not SHORTEST <= len(text) <= LONGEST or not all(sign.isprintable() or sign == "\n" for sign in text):
        wrong = say(request, mark("Please write between 20 and 6,000 letters, without special signs."))
        return _write(request, room, newest, text[: 2 * LONGEST], status=400, text_wrong=wrong)
    if fields.get("step") == "look":
        return _write(request, room, newest, text, shown=paragraphs(text))
    try:
        await people.agreements.publish(room.id, text, identity.id)
    except Refused as refused:
        if refused.code != "changed":
            raise
        wrong = say(request, mark("Somebody published other words a moment ago. Yours are still here. Please look at hers first."))
        return _write(request, room, await people.agreements.newest(room.id), text, status=400, text_wrong=wrong)
    return see_other(f"/rooms/{room.id}")


def begin_with(request: http.Request, language: str) -> str:
    """The words that a room begins with, in its own language."""
    return first_text(partial(hearth_of(request).words.translate, language))


def _asked(request: http.Request, newest: Agreement, room: Room, *, changed: bool) -> Asked:
    statement, attests = STATEMENTS.get(room.audience), ATTESTS.get(room.audience)
    return Asked(
        newest.version,
        [*paragraphs(newest.text), *looked_for(room.rules, partial(hearth_of(request).words.translate, room.language))],
        changed,
        say(request, statement) if statement else None,
        say(request, attests) if attests else None,
    )


def _write(request: http.Request, room: Room, newest: Agreement | None, text: str, *, status: int = 200, **said: object) -> http.Response:
    context = {"room": room, "newest": newest, "text": text, "longest": LONGEST, **with_none(said, "text_wrong", "shown")}
    return render(request, "people/agreement.html", status=status, **context)
