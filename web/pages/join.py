"""From a link to a seat: the code, a name for tonight, the waiting room, the live page. Two taps at most from link to waiting room."""

from __future__ import annotations

from typing import Annotated, Any

import aiohttp.web as http
import msgspec

from rooms.refusals import Refused
from rooms.roles import Action, Role, may
from server.identity import Identity
from server.people.invitations import Kind
from server.security import form
from web.pages.base import hearth_of, language_of, refusal, render, require, say, see_other, who
from web.pages.home import listed
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
    return _join(request)


async def peek(request: http.Request) -> http.Response:
    """POST /join/peek {code}: which room this opens, in a sentence. Uses nothing up."""
    try:
        asked = msgspec.json.decode(await request.read(), type=Peek)
    except msgspec.DecodeError:
        raise Refused("bad_request") from None
    room, held = await _door(request, asked.code)
    seated = held is not None and await _seated(request, held)
    if held is None:
        sentence = say(request, NOTHING_ON)
    elif seated:
        sentence = say(request, mark("You have a seat in {room}."), room=room)
    elif held.status == "open":
        sentence = say(request, mark("This opens {room}. The room is open now."), room=room)
    else:
        sentence = say(request, mark("This opens {room}. The room is not open yet. You can take your seat and wait."), room=room)
    return http.json_response({"opens": sentence, "seated": seated})


async def _seated(request: http.Request, held: Held) -> bool:
    """Whether this browser has a seat there already: her link then asks for no name."""
    identity = who(request)
    if identity is None or identity.meeting not in (None, held.id) or not may(identity.roles, Action.TAKE_SEAT):
        return False
    return await hearth_of(request).meetings.seat_of(held.id, identity) is not None


async def join(request: http.Request) -> http.Response:
    """POST /join {name, code}: a seat, as a guest where the room allows it, or as herself when she is signed in."""
    fields = await form(request)
    name, code = fields.get("name", ""), fields.get("code", "").strip()
    hearth = hearth_of(request)
    try:
        _, held = await _door(request, code)
        if held is None:
            return _join(request, name=name, code=code, wrong=say(request, NOTHING_ON), status=404)
        identity = who(request)
        if identity is not None and (identity.kind == "account" or identity.meeting == held.id):
            await hearth.meetings.seat(held.id, identity, name)
            return see_other(_inside(held))
        return await _as_guest(request, held, name)
    except Refused as refused:
        return _join(request, name=name, code=code, status=400, **_where(request, refused.code))


async def _as_guest(request: http.Request, held: Held, name: str) -> http.Response:
    hearth = hearth_of(request)
    if not held.guests:
        raise Refused("no_guests")
    token = await hearth.people.sessions.start_guest(held.id, until=held.closes_at, language=language_of(request))
    guest = await hearth.people.sessions.identify(token)
    if guest is None:
        raise Refused("meeting_closed")
    try:
        await hearth.meetings.seat(held.id, guest, name)
    except Refused:
        await hearth.people.sessions.end(guest.session)
        raise
    response = see_other(_inside(held))
    hearth.security.sign_in(response, token, lasts=None)
    return response


async def seat_page(request: http.Request) -> http.Response:
    """GET /seat/{meeting}: the name for tonight, or straight in when she has a seat."""
    identity, held = await _hers(request)
    if await hearth_of(request).meetings.seat_of(held.id, identity) is not None:
        return see_other(_inside(held))
    return _seat(request, identity, held)


async def take_seat(request: http.Request) -> http.Response:
    """POST /seat/{meeting} {name}"""
    identity, held = await _hers(request)
    name = (await form(request)).get("name", "")
    facilitates = Role.FACILITATOR in identity.roles
    try:
        await hearth_of(request).meetings.seat(held.id, identity, None if facilitates else name)
    except Refused as refused:
        if refused.code == "full":
            return see_other(f"/waiting/{held.id}")
        return _seat(request, identity, held, name=name, status=400, **_where(request, refused.code))
    return see_other(_inside(held))


async def waiting(request: http.Request) -> http.Response:
    """GET /waiting/{meeting}: who facilitates, when it opens, how full the circle is."""
    identity, held = await _hers(request)
    hearth = hearth_of(request)
    over = held.status == "closed"
    glance = (await hearth.meetings.glance([held.id])).get(held.id)
    seated = not over and await hearth.meetings.seat_of(held.id, identity) is not None
    here = glance.here if glance else 0
    full = not seated and here >= held.capacity
    if not (seated or full or over):
        return see_other(f"/seat/{held.id}")
    return render(
        request,
        "waiting.html",
        meeting=held.id,
        room=held,
        stage=held.status,
        full=full,
        opens_at=held.opens_at,
        closes_at=held.closes_at,
        capacity=held.capacity,
        taken=max(here, int(seated)),
        may_open=held.status == "planned" and may(identity.roles, Action.OPEN_MEETING),
        facilitators=listed(language_of(request), glance.facilitators if glance else []),
    )


async def state(request: http.Request) -> http.Response:
    """GET /waiting/{meeting}/state: whether it has opened, for the page that waits."""
    _, held = await _hers(request)
    return http.json_response({"status": held.status, "go": f"/meeting/{held.id}" if held.status == "open" else None})


async def open_now(request: http.Request) -> http.Response:
    """POST /waiting/{meeting}/open: a facilitator opens the room before its time."""
    identity, held = await _hers(request)
    require(request, Action.OPEN_MEETING)
    await hearth_of(request).meetings.open_now(held.id, identity)
    return see_other(f"/meeting/{held.id}")


async def meeting(request: http.Request) -> http.Response:
    """GET /meeting/{meeting}: the live room, for a woman with a seat in an open meeting."""
    identity, held = await _hers(request)
    hearth = hearth_of(request)
    if held.status != "open":
        return see_other(f"/waiting/{held.id}")
    if await hearth.meetings.seat_of(held.id, identity) is None:
        return see_other(f"/seat/{held.id}")
    return render(request, "meeting.html", meeting_id=held.id, room_name=held.name, polling=hearth.settings.allow_polling)


async def _hers(request: http.Request) -> tuple[Identity, Held]:
    """Who asks and for which meeting. Refused `sign_in`, and `no_such_meeting` for a guest of another."""
    identity = require(request, Action.TAKE_SEAT)
    held = await one(hearth_of(request).db, request.match_info["meeting"])
    if identity.meeting not in (None, held.id):
        raise Refused("no_such_meeting")
    return identity, held


async def _door(request: http.Request, code: str) -> tuple[str, Held | None]:
    """The room's name and its meeting behind a code. Refused `link_over`, `wait_a_little`."""
    hearth = hearth_of(request)
    await hearth.limits.code(hearth.security.network(request))
    invitation = await hearth.people.invitations.look(code, Kind.ROOM)
    if invitation.room is None:
        raise Refused("link_over")
    room = await hearth.people.roombook.get(invitation.room)
    return room.name, await next_in(hearth.db, invitation.room)


def _inside(held: Held) -> str:
    return f"/meeting/{held.id}" if held.status == "open" else f"/waiting/{held.id}"


def _where(request: http.Request, code: str) -> dict[str, str]:
    """Beside which field a refusal is said."""
    field = "name_wrong" if code in NAME_TROUBLE else "code_wrong" if code in CODE_TROUBLE else "wrong"
    return {field: refusal(request, code)}


def _join(request: http.Request, *, status: int = 200, **said: str) -> http.Response:
    context: dict[str, Any] = {"name": "", "code": "", "wrong": None, "name_wrong": None, "code_wrong": None, **said}
    return render(request, "join.html", status=status, **context)


def _seat(request: http.Request, identity: Identity, held: Held, *, status: int = 200, **said: str) -> http.Response:
    facilitates = Role.FACILITATOR in identity.roles
    context: dict[str, Any] = {"name": identity.name or "", "wrong": None, "name_wrong": None, **said}
    return render(request, "seat.html", status=status, meeting=held.id, room=held, facilitates=facilitates, **context)
