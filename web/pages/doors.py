"""Who may open a page, beside the page itself; and what pages about people share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps

import aiohttp.web as http

from rooms.refusals import Refused
from rooms.roles import Action, may
from server.identity import Identity
from server.people.invitations import Link
from server.people.names import skeleton
from server.security import HELD
from web.keys import IDENTITY
from web.pages.base import hearth_of, refusal, render, require, who

Page = Callable[[http.Request], Awaitable[http.StreamResponse]]
PageOfHers = Callable[[http.Request, Identity], Awaitable[http.StreamResponse]]
NEEDS: dict[Page, Action] = {}
"""What each page needs: a test asks every page as every role."""

FIELDS = {
    "name": ("name_needed", "name_bad", "account_name_taken"),
    "passphrase": ("passphrase_short", "passphrase_long", "passphrase_common", "unreadable"),
    "code": ("code_wrong", "link_over"),
    "old": ("passphrase_wrong",),
    "address": ("contact_bad",),
    "said": ("test_code_wrong",),
    "word": ("own_word_bad",),
}


def needs(action: Action) -> Callable[[PageOfHers], Page]:
    """A page for those who may do this; it is given who she is. Refused `sign_in`, `not_allowed`, `factor_needed`."""

    def door(page: PageOfHers) -> Page:
        @wraps(page)
        async def opened(request: http.Request) -> http.StreamResponse:
            identity = who(request)
            if identity is not None and identity.kind == "account" and not may(identity.roles, action):
                granted = await hearth_of(request).people.roster.granted(identity.id)
                if may(granted, action):
                    raise Refused("factor_needed")
            return await page(request, require(request, action))

        NEEDS[opened] = action
        return opened

    return door


def beside(request: http.Request, refused: Refused, fields: tuple[str, ...]) -> dict[str, str]:
    """The refusal's sentence under the field it is about, as the template names it: `name_wrong`, or `wrong` for none of them."""
    field = next((field for field in fields if refused.code in FIELDS[field]), None)
    return {f"{field}_wrong" if field else "wrong": refusal(request, refused.code)}


def with_none(said: dict[str, object], *names: str) -> dict[str, object]:
    """The context with None for what was not said."""
    return {**dict.fromkeys(names), **said}


async def throttle(request: http.Request, identity: Identity) -> None:
    """Before a passphrase is verified: someone at her open browser may not guess it either. Refused `too_many_tries`."""
    hearth = hearth_of(request)
    await hearth.limits.sign_in(skeleton(identity.name or ""), hearth.security.network(request))


async def now_signed_in(request: http.Request, token: str) -> None:
    """The page that answers this request is already hers: its forms and links belong to the new session."""
    request[HELD] = token
    identity = await hearth_of(request).people.sessions.identify(token)
    if identity is not None:
        request[IDENTITY] = identity


def show_link(request: http.Request, link: Link, *, back: str) -> http.Response:
    """A new link, shown once: nobody can show it again."""
    address = f"{hearth_of(request).settings.address}{link.path()}"
    return render(request, "people/link.html", link=link, address=address, back=back)
