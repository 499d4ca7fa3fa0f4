"""What is hers: a copy of everything about her account, and its end. Both after her passphrase, once more."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from html import escape
from typing import Any

import aiohttp.web as http

from rooms.refusals import Refused
from rooms.roles import Action
from server.identity import Identity
from server.people.hers import plain_value
from server.security import form
from web.copied import FIELDS, PARTS
from web.kept import parts
from web.keys import IDENTITY
from web.pages.base import hearth_of, language_of, render, say
from web.pages.doors import beside, needs, throttle, with_none
from web.pages.people import is_staff
from web.words import mark

STYLE = (
    "body{font:1.06rem/1.55 system-ui;max-width:44rem;margin:2rem auto;padding:0 1rem}"
    "dt{font-weight:600}dd{margin:0 0 .5rem;white-space:pre-wrap}"
)
LIST = "list"
COPIES = {"json": "application/json", "html": "text/html"}


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [
        http.get("/account/mine", page),
        http.post("/account/copy", copy),
        http.get("/account/delete", delete_page),
        http.post("/account/delete", delete),
    ]


@needs(Action.KEEP_ACCOUNT)
async def page(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /account/mine"""
    return _mine(request, name=identity.name)


@needs(Action.KEEP_ACCOUNT)
async def copy(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /account/copy {old, as}: what is kept about her as a list, or the file, written as it is read. Its name says nothing."""
    fields = await form(request)
    kind = fields.get("as", "")
    if kind not in COPIES and kind != LIST:
        raise Refused("bad_request")
    try:
        await _again(request, identity, fields.get("old", ""))
    except Refused as refused:
        return _mine(request, status=400, name=identity.name, **beside(request, refused, ("old",)))
    if kind == LIST:
        return await _kept(request, identity)
    headers = {"Content-Disposition": f'attachment; filename="my-copy.{kind}"', "Cache-Control": "no-store"}
    response = http.StreamResponse(headers=headers)
    response.content_type, response.charset = COPIES[kind], "utf-8"
    await response.prepare(request)
    parts = _parts(request, identity.id)
    async for piece in _as_json(parts) if kind == "json" else _as_page(request, parts):
        await response.write(piece.encode())
    await response.write_eof()
    return response


@needs(Action.KEEP_ACCOUNT)
async def delete_page(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /account/delete: what goes and what stays."""
    return await _delete(request, identity)


@needs(Action.KEEP_ACCOUNT)
async def delete(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /account/delete {old, words}: her sessions end first, so that nothing of hers begins anew meanwhile."""
    fields, hearth = await form(request), hearth_of(request)
    try:
        await _again(request, identity, fields.get("old", ""))
        await hearth.people.deletion.may(identity.id)
    except Refused as refused:
        return await _delete(request, identity, status=400, **beside(request, refused, ("old",)))
    await hearth.people.sessions.end_all(identity.id, but=b"")  # each by its own hash: what tells the nodes does not name her
    taken = await hearth.departure.leave_everywhere(identity.id, take_back="words" in fields)
    code = await hearth.people.deletion.delete(identity.id)
    request.pop(IDENTITY, None)
    response = render(request, "people/deleted.html", code=code, taken=taken)
    hearth.security.sign_out(response, shared=True)
    return response


async def _again(request: http.Request, identity: Identity, passphrase: str) -> None:
    await throttle(request, identity)
    await hearth_of(request).people.accounts.verify(identity.id, passphrase)


async def _kept(request: http.Request, identity: Identity) -> http.Response:
    hearth = hearth_of(request)
    seats = [(evening.meeting, evening.seat) for evening in await hearth.departure.evenings(identity.id)]
    return render(request, "people/kept.html", parts=parts(await hearth.people.holdings.of(identity.id, seats)))


def _mine(request: http.Request, *, status: int = 200, **said: object) -> http.Response:
    return render(request, "people/mine.html", status=status, **with_none(said, "wrong", "old_wrong"))


async def _delete(request: http.Request, identity: Identity, *, status: int = 200, **said: object) -> http.Response:
    staff = await is_staff(request, identity.id)
    return render(request, "people/delete.html", status=status, name=identity.name, staff=staff, **with_none(said, "wrong", "old_wrong"))


Part = tuple[str, list[dict[str, Any]]]


async def _parts(request: http.Request, account: str) -> AsyncIterator[Part]:
    """All of it, the words of each meeting last: one meeting is held in memory at a time."""
    hearth = hearth_of(request)
    async for part in hearth.people.hers.copy(account):
        yield part
    for evening in await hearth.departure.evenings(account):
        words = [{"at": said.at, "text": said.text} async for said in hearth.departure.words(evening)]
        yield "meeting", [{"room": evening.room, "opens_at": evening.opens_at, "your_name_there": evening.name, "words": words}]


async def _as_json(parts: AsyncIterator[Part]) -> AsyncIterator[str]:
    """One object: each part with its rows, and `meetings`."""
    yield "{\n"
    begun = False
    async for name, rows in parts:
        if name != "meeting":
            yield f' "{name}": {_json(rows)},\n'
            continue
        yield (",\n" if begun else ' "meetings": [\n') + _json(rows[0])
        begun = True
    yield "\n]\n}\n" if begun else ' "meetings": []\n}\n'


def _json(value: object) -> str:
    return json.dumps(value, default=plain_value, ensure_ascii=False, indent=1)


async def _as_page(request: http.Request, parts: AsyncIterator[Part]) -> AsyncIterator[str]:
    """The same to be read: no script, no picture, nothing from elsewhere."""
    language, title = language_of(request), say(request, mark("My copy"))
    yield f'<!doctype html>\n<html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    yield f"<title>{escape(title)}</title><style>{STYLE}</style>"
    yield f"<h1>{escape(title)}</h1>\n"
    async for name, rows in parts:
        yield f"<h2>{escape(say(request, PARTS[name]))}</h2>\n"
        yield "".join(_rows(request, rows)) or f"<p>{escape(say(request, mark('Nothing.')))}</p>\n"
    yield "</html>\n"


def _rows(request: http.Request, rows: list[dict[str, Any]]) -> list[str]:
    return [f"<dl>{''.join(_field(request, name, value) for name, value in row.items())}</dl>\n" for row in rows]


def _field(request: http.Request, name: str, value: Any) -> str:
    shown = "".join(_rows(request, value)) if isinstance(value, list) else escape(_readable(request, value))
    return f"<dt>{escape(say(request, FIELDS[name]))}</dt><dd>{shown}</dd>"


def _readable(request: http.Request, value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return say(request, mark("yes")) if value else say(request, mark("no"))
    return value.strftime("%Y-%m-%d %H:%M UTC") if hasattr(value, "strftime") else str(value)
