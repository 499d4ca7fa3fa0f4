"""From a link to a seat: the code, a name for tonight, the waiting room, the live page. Two taps at most from link to waiting room."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Annotated, Any

import aiohttp.web as http
import msgspec

from rooms.refusals import Refused
from rooms.roles import Action, Role, may
from server.identity import Identity
from server.people.invitations import Invitation, Kind
from server.people.names import clean_name
from server.security import form
from web.hidden import as_read
from web.pages.agreement import Asked, asked_of, shown_by_script, wanting
from web.pages.at_the_door import Door, asked_by_script, chosen, door_of, lacking
from web.pages.base import EXIT_COOKIE, EXIT_TAKES_BACK, hearth_of, language_of, refusal, render, require, say, see_other, who
from web.pages.doors import with_none
from web.pages.duties import said_of
from web.timetable import Held, next_in, one
from web.words import mark

NAME_TROUBLE = frozenset({"name_needed", "name_bad", "name_taken", "name_like_staff"})
CODE_TROUBLE = frozenset({"link_over"})
NOTHING_ON = mark("Nothing is planned in this room just now. Keep your link and try again another day.")


class Peek(msgspec.Struct, forbid_unknown_fields=True):
    """What the browser asks with a link's code."""

    code: Annotated[str, msgspec.Meta(max_length=200)]


async def join_page(request: http.Request) -> http.Response:
    """GET /join: the code stands in the fragment, which no server sees, or is typed."""
    return await _join(request)


async def peek(request: http.Request) -> http.Response:
    """POST /join/peek {code}: which room this opens, in a sentence. Uses nothing up."""
    try:
        asked = msgspec.json.decode(await request.read(), type=Peek)
    except msgspec.DecodeError:
        raise Refused("bad_request") from None
    _, room, held = await _door(request, asked.code)
    seated = held is not None and await _seated(request, held)
    door = await door_of(request, held, _known_here(request, held)) if held is not None else None
    if held is None:
        sentence = say(request, NOTHING_ON)
    elif seated:
        sentence = say(request, mark("You have a seat in {room}."), room=room)
    elif held.status == "open" and door is not None and door.full:
        sentence = say(request, mark("This opens {room}. The circle is full just now. You can wait in line for a seat."), room=room)
    elif held.status == "open":
        sentence = say(request, mark("This opens {room}. The room is open now."), room=room)
    else:
        sentence = say(request, mark("This opens {room}. The room is not open yet. You can take your seat and wait."), room=room)
    agreement = await asked_of(request, held, _known_here(request, held)) if held is not None else None
    shown = shown_by_script(request, agreement, held.language) if agreement is not None and held is not None else None
    questions = asked_by_script(request, door, held.language) if door is not None and held is not None else None
    return http.json_response({"opens": sentence, "seated": seated, "asked": shown, "questions": questions})


def _known_here(request: http.Request, held: Held) -> Identity | None:
    """Who asks, unless she is a guest of another meeting, who comes to this one as anybody else."""
    identity = who(request)
    return None if identity is not None and identity.kind == "guest" and identity.meeting != held.id else identity


async def _seated(request: http.Request, held: Held) -> bool:
    """Whether this browser has a seat there already: her link then asks for no name."""
    identity = who(request)
    if identity is None or identity.meeting not in (None, held.id) or not may(identity.roles, Action.TAKE_SEAT):
        return False
    return await hearth_of(request).meetings.seat_of(held.id, identity) is not None


async def join(request: http.Request) -> http.Response:
    """POST /join {name, code, agreed?, attests?, listen?, first?, exit_takes_back?}: a seat.

    As a guest where the room allows it, or as herself if signed in. What the room asks her to agree to is shown first; nothing is kept of
    her before she has.
    """
    fields = await form(request)
    name, code = fields.get("name", ""), fields.get("code", "").strip()
    try:
        invitation, _, held = await _door(request, code)
        if held is None:
            return await _join(request, name=name, code=code, typed=fields, wrong=say(request, NOTHING_ON), status=404)
        identity = _known_here(request, held)
        if identity is not None:
            return await _as_herself(request, identity, held, fields)
        _may_be_guest(held, name)
    except Refused as refused:
        return await _join(request, name=name, code=code, typed=fields, status=400, **_where(request, refused.code))
    return await _as_guest(request, held, invitation, fields)


async def _as_guest(request: http.Request, held: Held, invitation: Invitation, fields: dict[str, str]) -> http.Response:
    """A guest is known from the moment she agreed."""
    hearth, name = hearth_of(request), fields.get("name", "")
    code, door = fields.get("code", "").strip(), await door_of(request, held, None)
    page = partial(_seat, request, None, held, action="/join", code=code, name=name, door=door, typed=fields)
    asked = await asked_of(request, held, None)
    wanted = _wanted(request, asked, door, fields)
    if wanted is not None:
        return await page(status=400 if "wrong" in wanted else 200, **wanted)
    try:
        token, guest = await _new_guest(request, held, invitation)
        try:
            if asked:
                await hearth.people.agreements.accept(held.room_id, asked.version, guest)
            await hearth.meetings.seat(held.id, guest, name, chosen(fields, door))
        except Refused:
            await hearth.people.sessions.end(guest.session)
            raise
    except Refused as refused:
        return await page(asked=asked, status=400, **_where(request, refused.code))
    response = see_other(_inside(held))
    hearth.security.sign_in(response, token, lasts=None)
    if "exit_takes_back" in fields:
        response.set_cookie(EXIT_COOKIE, EXIT_TAKES_BACK, path="/", secure=hearth.security.secure, httponly=True, samesite="Lax")
    else:
        response.del_cookie(EXIT_COOKIE, path="/")
    return response


def _wanted(request: http.Request, asked: Asked | None, door: Door, fields: dict[str, str]) -> dict[str, object] | None:
    """What keeps her from coming in, as the page says it: the agreement first, then the room's questions. None: nothing."""
    wanted = wanting(request, asked, fields) if asked else None
    lacks = lacking(request, door, fields)
    return None if wanted is None and lacks is None else {"asked": asked, **(lacks or {}), **(wanted or {})}


def _may_be_guest(held: Held, name: str) -> None:
    """Before she is shown anything of the room. Refused `no_guests`, `name_needed`, `name_bad`."""
    if not held.guests:
        raise Refused("no_guests")
    clean_name(name)


async def _new_guest(request: http.Request, held: Held, invitation: Invitation) -> tuple[str, Identity]:
    hearth = hearth_of(request)
    until = held.closes_at + timedelta(seconds=held.words_kept_s)  # as long as she may ask somebody else to look
    token = await hearth.people.sessions.start_guest(held.id, until=until, language=language_of(request), invitation=invitation.hash)
    guest = await hearth.people.sessions.identify(token)
    if guest is None:
        raise Refused("meeting_closed")
    return token, guest


async def seat_page(request: http.Request) -> http.Response:
    """GET /seat/{meeting}: what she agrees to and her name for tonight, or straight in when she has a seat and has agreed."""
    identity, held = await hers(request)
    await _may_come(request, identity, held)
    seated = await hearth_of(request).meetings.seat_of(held.id, identity) is not None
    asked = await asked_of(request, held, identity)
    if seated and asked is None:
        return see_other(_inside(held))
    return await _seat(request, identity, held, seated=seated, asked=asked, door=await door_of(request, held, identity))


async def take_seat(request: http.Request) -> http.Response:
    """POST /seat/{meeting} {name, agreed?, attests?, listen?, first?}"""
    identity, held = await hers(request)
    return await _as_herself(request, identity, held, await form(request))


async def _as_herself(request: http.Request, identity: Identity, held: Held, fields: dict[str, str]) -> http.Response:
    """Someone who is known already: she agrees if she has not, and has a seat."""
    hearth, facilitates = hearth_of(request), Role.FACILITATOR in identity.roles
    name = identity.name or "" if facilitates else fields.get("name", "")
    await _may_come(request, identity, held)
    seated = await hearth.meetings.seat_of(held.id, identity) is not None
    door = await door_of(request, held, identity)
    if seated or facilitates:
        door = door._replace(questions=())
    page = partial(_seat, request, identity, held, seated=seated, name=name, door=door, typed=fields)
    asked = await asked_of(request, held, identity)
    wanted = _wanted(request, asked, door, fields)
    if wanted is not None:
        return await page(status=400 if "wrong" in wanted else 200, **wanted)
    try:
        if not (seated or facilitates):
            clean_name(name)
        if asked:
            await hearth.people.agreements.accept(held.room_id, asked.version, identity)
        await hearth.meetings.seat(held.id, identity, None if facilitates else name, chosen(fields, door))
    except Refused as refused:
        still = await asked_of(request, held, identity)
        return await page(asked=still, status=400, **_where(request, refused.code))
    return see_other(_inside(held))


async def _may_come(request: http.Request, identity: Identity, held: Held) -> None:
    """Before she is asked for anything. Refused `excluded`."""
    if identity.kind == "account" and await hearth_of(request).people.exclusions.excluded(identity.id, held.room_id):
        raise Refused("excluded")


async def meeting(request: http.Request) -> http.Response:
    """GET /meeting/{meeting}: the live room, for a woman with a seat in an open meeting."""
    identity, held = await hers(request)
    hearth = hearth_of(request)
    if held.status != "open":
        return see_other(f"/waiting/{held.id}")
    seated = await hearth.meetings.seat_of(held.id, identity) is not None
    if not seated or await hearth.people.agreements.missing(held.room_id, identity) is not None:
        return see_other(f"/seat/{held.id}")
    labels = as_read(hearth.words.translate, held.language, language_of(request))
    polling, duties = hearth.settings.allow_polling, await said_of(request)
    return render(request, "meeting.html", meeting_id=held.id, room_name=held.name, polling=polling, labels=labels, duties=duties)


async def hers(request: http.Request) -> tuple[Identity, Held]:
    """Who asks and for which meeting. Refused `sign_in`, and `no_such_meeting` for a guest of another."""
    identity = require(request, Action.TAKE_SEAT)
    held = await one(hearth_of(request).db, request.match_info["meeting"])
    if identity.meeting not in (None, held.id):
        raise Refused("no_such_meeting")
    return identity, held


async def _door(request: http.Request, code: str) -> tuple[Invitation, str, Held | None]:
    """The link, the room's name and its meeting behind a code. Refused `link_over`, `wait_a_little`."""
    hearth = hearth_of(request)
    await hearth.limits.code(hearth.security.network(request))
    invitation = await hearth.people.invitations.look(code, Kind.ROOM)
    if invitation.room is None:
        raise Refused("link_over")
    room = await hearth.people.roombook.get(invitation.room)
    return invitation, room.name, await next_in(hearth.db, invitation.room)


def _inside(held: Held) -> str:
    return f"/meeting/{held.id}" if held.status == "open" else f"/waiting/{held.id}"


def _where(request: http.Request, code: str) -> dict[str, str]:
    """Beside which field a refusal is said."""
    field = "name_wrong" if code in NAME_TROUBLE else "code_wrong" if code in CODE_TROUBLE else "wrong"
    return {field: refusal(request, code)}


async def _join(request: http.Request, *, status: int = 200, **said: object) -> http.Response:
    context: dict[str, Any] = {"name": "", "code": "", "typed": {}, "wrong": None, "name_wrong": None, "code_wrong": None, **said}
    context["duties"] = await said_of(request)
    return render(request, "join.html", status=status, **context)


async def _seat(request: http.Request, identity: Identity | None, held: Held, *, status: int = 200, **said: object) -> http.Response:
    facilitates = identity is not None and Role.FACILITATOR in identity.roles
    context = {
        "action": f"/seat/{held.id}",
        "code": None,
        "room": held,
        "facilitates": facilitates,
        "seated": False,
        "name": identity.name or "" if identity is not None else "",
        "asked": None,
        "duties": await said_of(request),
        "typed": {},
        **with_none(said, "wrong", "name_wrong", "door"),
    }
    return render(request, "seat.html", status=status, **context)
