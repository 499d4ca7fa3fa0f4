"""The words around legal holds, for those who make them and for whom they concern."""

from __future__ import annotations

import aiohttp.web as http
from babel.lists import format_list

from server.identity import Identity
from server.kept.holds import Kind, Shown
from web.pages.base import hearth_of, language_of, say
from web.words import mark

KINDS: dict[Kind, str] = {
    Kind.MEETING: mark("Words of a meeting"),
    Kind.REPORT: mark("Words of a report"),
    Kind.CASE: mark("Words of a case"),
}
LASTS: dict[int, str] = {30: mark("30 days"), 90: mark("90 days"), 180: mark("180 days")}
SOMEONE = mark("someone whose account is gone")


async def kept_longer(request: http.Request, identity: Identity) -> list[tuple[Shown, str]]:
    """The holds that concern her, each with the names of the two who decided it, joined as her language does."""
    language = language_of(request)
    found = []
    for each in await hearth_of(request).holds.about(identity):
        names = [*each.names, say(request, SOMEONE)][:2] if len(each.names) < 2 else each.names
        found.append((each, format_list(names, locale=language)))
    return found
