"""Her own words to hide. Kept is nothing that anybody could read: the page can tell how many there are, and not which."""

from __future__ import annotations

import aiohttp.web as http

from rooms.refusals import Refused
from rooms.roles import Action
from server.identity import Identity
from server.security import form
from web.pages.base import hearth_of, render, say, see_other
from web.pages.doors import beside, needs, with_none
from web.words import mark

DONE = {
    "add": mark("It is on your list, also in a meeting that is open on another page."),
    "remove": mark("If it was on your list, it is there no more."),
    "clear": mark("Your list is empty."),
}


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [http.get("/account/words", page), http.post("/account/words", change)]


@needs(Action.KEEP_ACCOUNT)
async def page(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /account/words"""
    return await _page(request, identity)


@needs(Action.KEEP_ACCOUNT)
async def change(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /account/words {do, word}: add it, remove it, or clear the list. The word is in no address and on no page that follows."""
    fields, hers = await form(request), hearth_of(request).people.own_words
    do, word = fields.get("do", ""), fields.get("word", "")
    if do not in DONE:
        raise Refused("bad_request")
    try:
        if do == "add":
            await hers.add(identity.id, word)
        elif do == "remove":
            await hers.remove(identity.id, word)
        else:
            await hers.clear(identity.id)
    except Refused as refused:
        return await _page(request, identity, status=400, word=word[:80], **beside(request, refused, ("word",)))
    return see_other(f"/account/words?done={do}")


async def _page(request: http.Request, identity: Identity, *, status: int = 200, **said: object) -> http.Response:
    done = DONE.get(request.query.get("done", ""))
    count = len(await hearth_of(request).people.own_words.of(identity.id))
    context = {"count": count, "done": say(request, done) if done else "", "word": "", **with_none(said, "word_wrong", "wrong")}
    return render(request, "people/own_words.html", status=status, **context)
