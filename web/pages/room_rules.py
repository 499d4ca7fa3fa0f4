"""A room's own rules about words: what is looked for before they are posted, and what follows."""

from __future__ import annotations

import aiohttp.web as http
import msgspec

from rooms.refusals import Refused
from rooms.roles import Action
from rooms.rules import LONGEST_OURS, LONGEST_WORD, MOST_OURS, MOST_WORDS, Rule, Rules
from server.identity import Identity
from server.people.roombook import Room, Terms
from server.security import form
from web.looked_for import LOOKED_FOR, choices
from web.pages.base import hearth_of, render, say, see_other
from web.pages.doors import needs, with_none
from web.words import mark

LONGEST = MOST_WORDS * (LONGEST_WORD + 2)
LONGEST_LIST = MOST_OURS * (LONGEST_OURS + 2)


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [http.get("/rooms/{room}/rules", rules_page), http.post("/rooms/{room}/rules", change)]


@needs(Action.CHANGE_ROOM)
async def rules_page(request: http.Request, _identity: Identity) -> http.StreamResponse:
    """GET /rooms/{room}/rules"""
    room = await hearth_of(request).people.roombook.get(request.match_info["room"])
    return _page(request, room, room.rules, "\n".join(room.rules.listed), "\n".join(room.rules.ours))


@needs(Action.CHANGE_ROOM)
async def change(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /rooms/{room}/rules {contact, links, mentions, words, listed, ours}: for meetings planned from now on."""
    book, fields = hearth_of(request).people.roombook, await form(request)
    room = await book.get(request.match_info["room"])
    typed, typed_ours = fields.get("listed", "").replace("\r", ""), fields.get("ours", "").replace("\r", "")
    try:
        rules = msgspec.convert({rule.value: fields.get(rule.value, "") for rule in Rule}, Rules)
    except msgspec.ValidationError:
        raise Refused("bad_request") from None
    if any(rules.then(rule) not in dict(choices(rule)) for rule in Rule):
        raise Refused("bad_request")
    listed, ours = _lines(typed), _lines(typed_ours)
    wrong: dict[str, str] = {}
    if len(listed) > MOST_WORDS or not all(len(word) <= LONGEST_WORD and word.isprintable() and _has_letters(word) for word in listed):
        wrong["listed_wrong"] = say(request, mark("Please write up to 200 words or short phrases, one in each line, of up to 40 letters."))
    if len(ours) > MOST_OURS or not all(len(each) <= LONGEST_OURS and each.isprintable() and _has_letters(each) for each in ours):
        wrong["ours_wrong"] = say(request, mark("Please write up to 100 numbers, links or addresses, one in each line."))
    if wrong:
        return _page(request, room, rules, typed[:LONGEST], typed_ours[:LONGEST_LIST], status=400, **wrong)
    rules = msgspec.structs.replace(rules, listed=listed, ours=ours)
    terms = {key: getattr(room, key) for key in Terms.__struct_fields__} | {"rules": rules}
    await book.change(room.id, msgspec.convert(terms, Terms), by=identity.id)
    return see_other(f"/rooms/{room.id}")


def _lines(typed: str) -> tuple[str, ...]:
    """What was typed, one in each line, each once."""
    return tuple(dict.fromkeys(" ".join(line.split()) for line in typed.split("\n") if line.strip()))


def _has_letters(word: str) -> bool:
    return any(sign.isalnum() for sign in word)


def _page(request: http.Request, room: Room, rules: Rules, typed: str, ours: str, *, status: int = 200, **said: object) -> http.Response:
    context = {
        "room": room,
        "rows": [
            (rule.value, say(request, words), [(then.value, say(request, what)) for then, what in choices(rule)], rules.then(rule).value)
            for rule, words in LOOKED_FOR.items()
        ],
        "listed": typed,
        "longest": LONGEST,
        "ours": ours,
        "longest_ours": LONGEST_LIST,
        **with_none(said, "listed_wrong", "ours_wrong"),
    }
    return render(request, "people/room_rules.html", status=status, **context)
