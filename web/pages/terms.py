"""What an administrator decides about a room: a new one, and a change of one."""

from __future__ import annotations

from typing import NamedTuple

import aiohttp.web as http
import msgspec

from rooms.refusals import Refused
from rooms.roles import Action, Role
from rooms.tags import Tag
from rooms.terms import WaitingFor
from server.identity import Identity
from server.people.invitations import Kind
from server.people.roombook import Room, Terms
from server.security import form
from web.pages.agreement import begin_with
from web.pages.base import hearth_of, language_of, render, say, see_other
from web.pages.doors import needs, with_none
from web.words import mark

LENGTHS_MIN = (30, 45, 60, 90, 120, 180, 240, 360)
HOURS_KEPT = (0, 1, 2, 4, 8, 24)
TAGS = (
    (Tag.RECOVERY, mark("Mothers in recovery")),
    (Tag.PERINATAL, mark("Around a birth")),
    (Tag.NEWCOMER, mark("Made for a first time")),
)
"""A room's tags by the words they are shown with."""

SWITCHES = ("guests", "open_sign_up", "history", "typing")


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [
        http.get("/rooms/new", new_page),
        http.post("/rooms", create),
        http.get("/rooms/{room}/change", change_page),
        http.post("/rooms/{room}/change", change),
    ]


class Typed(NamedTuple):
    """What an administrator typed about a room, and what is wrong with it under which field."""

    terms: Terms
    name: str
    purpose: str
    wrong: dict[str, str]


@needs(Action.CREATE_ROOM)
async def new_page(request: http.Request, _identity: Identity) -> http.StreamResponse:
    """GET /rooms/new"""
    given = {"name": "-", "purpose": "-", "language": language_of(request), "waiting": WaitingFor.GUESTS}
    first = not await hearth_of(request).people.roombook.all()
    return _terms(request, Typed(msgspec.convert(given, Terms), "", "", {}), room=None, first=first)


@needs(Action.CREATE_ROOM)
async def create(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /rooms: a new room, with an agreement to begin with. The first leads on to a facilitator's invitation and a link for guests."""
    people = hearth_of(request).people
    first = not await people.roombook.all()
    typed = await _read(request, None)
    if typed.wrong:
        return _terms(request, typed, room=None, first=first, status=400)
    room = await people.roombook.create(typed.terms, by=identity.id)
    await people.agreements.publish(room, begin_with(request, typed.terms.language), identity.id)
    if not first:
        return see_other(f"/rooms/{room}")
    facilitator = await people.invitations.make(Kind.STAFF, by=identity.id, role=Role.FACILITATOR)
    door = await people.invitations.make(Kind.ROOM, by=identity.id, room=room)
    address = hearth_of(request).settings.address
    shown = [(link, f"{address}{link.path()}") for link in (facilitator, door)]
    return render(request, "people/first_room.html", room=room, name=typed.name, facilitator=shown[0], door=shown[1])


@needs(Action.CHANGE_ROOM)
async def change_page(request: http.Request, _identity: Identity) -> http.StreamResponse:
    """GET /rooms/{room}/change"""
    room = await hearth_of(request).people.roombook.get(request.match_info["room"])
    return _terms(request, Typed(room, room.name, room.purpose, {}), room=room, first=False)


@needs(Action.CHANGE_ROOM)
async def change(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /rooms/{room}/change: for meetings planned from now on."""
    book = hearth_of(request).people.roombook
    room = await book.get(request.match_info["room"])
    typed = await _read(request, room)
    if typed.wrong:
        return _terms(request, typed, room=room, first=False, status=400)
    await book.change(room.id, typed.terms, by=identity.id)
    return see_other(f"/rooms/{room.id}")


def lengths(request: http.Request, longest_min: int) -> list[tuple[int, str]]:
    """How long a meeting may last, in minutes and in words."""
    return [
        (minutes, say(request, mark("{n} minutes"), n=minutes) if minutes % 60 else _hours(request, minutes // 60))
        for minutes in LENGTHS_MIN
        if minutes <= longest_min
    ]


def format_title(request: http.Request, name: str) -> str | None:
    """What a format is called in her language; None for an open meeting, or when it is gone."""
    scripts = hearth_of(request).scripts
    if name not in scripts.names():
        return None
    title = scripts.load(name).title
    return title.get(language_of(request)) or next(iter(title.values()))


async def _read(request: http.Request, room: Room | None) -> Typed:
    """The terms as typed, on top of what the room has and this form does not ask. A choice that no form offers is refused `bad_request`."""
    fields = await form(request)
    name, purpose = (" ".join(fields.get(key, "").split()) for key in ("name", "purpose"))
    capacity, hours, minutes = (fields.get(key, "") for key in ("capacity", "hours_kept", "minutes"))
    wrong: dict[str, str] = {}
    if not 1 <= len(name) <= 60 or not name.isprintable():
        wrong["name_wrong"] = say(request, mark("Please choose a name of up to 60 letters."))
    if not 1 <= len(purpose) <= 200 or not purpose.isprintable():
        wrong["purpose_wrong"] = say(request, mark("Please say in up to 200 letters what the room is for."))
    if not (capacity.isascii() and capacity.isdecimal() and len(capacity) < 6 and 2 <= int(capacity) <= 200):
        capacity = "20"
        wrong["capacity_wrong"] = say(request, mark("Please choose between 2 and 200 seats."))
    if hours not in map(str, HOURS_KEPT) or minutes not in map(str, LENGTHS_MIN):
        raise Refused("bad_request")
    known = {"", *hearth_of(request).scripts.names(), *([room.format] if room else [])}
    if fields.get("format", "") not in known or fields.get("needed", "1") not in ("1", "2"):
        raise Refused("bad_request")
    kept = {key: getattr(room, key) for key in Terms.__struct_fields__} if room else {}
    given = {
        **kept,
        "name": "-" if "name_wrong" in wrong else name,
        "purpose": "-" if "purpose_wrong" in wrong else purpose,
        "audience": fields.get("audience"),
        "language": fields.get("language"),
        "capacity": int(capacity),
        "words_kept_s": int(hours) * 3600,
        "longest_s": int(minutes) * 60,
        "waiting": fields.get("waiting") or _met(fields),
        "facilitators_needed": int(fields.get("needed", "1")),
        "format": fields.get("format", ""),
        **{switch: switch in fields for switch in SWITCHES},
        "tags": [tag for tag in Tag if tag.value in fields],
    }
    try:
        return Typed(msgspec.convert(given, Terms), name[:60], purpose[:200], wrong)
    except msgspec.ValidationError:
        raise Refused("bad_request") from None


def _met(fields: dict[str, str]) -> str:
    """Who is met at the door where nobody said: guests, in a room that is not for everyone."""
    return WaitingFor.GUESTS if "guests" in fields and fields.get("audience") != "everyone" else WaitingFor.NOBODY


def _terms(request: http.Request, typed: Typed, *, room: Room | None, first: bool, status: int = 200) -> http.Response:
    context = {
        "room": room.id if room else None,
        "terms": typed.terms,
        "name": typed.name,
        "purpose": typed.purpose,
        "first": first,
        "lengths": lengths(request, 360),
        "hours": [(hours, _hours(request, hours)) for hours in HOURS_KEPT],
        "tags": [(tag.value, say(request, words), tag in typed.terms.tags) for tag, words in TAGS],
        "formats": _formats(request, typed.terms.format),
        **with_none(dict(typed.wrong), "name_wrong", "purpose_wrong", "capacity_wrong"),
    }
    return render(request, "people/terms.html", status=status, **context)


def _formats(request: http.Request, chosen: str) -> list[tuple[str, str]]:
    """Every format by its title and length; one that is gone stays to be seen until another is chosen."""
    scripts = hearth_of(request).scripts
    offered = [("", say(request, mark("None: the facilitator leads as she likes")))]
    for name in scripts.names():
        words = mark("{title}, {n} minutes")
        offered.append((name, say(request, words, title=format_title(request, name), n=scripts.load(name).minutes)))
    if chosen and chosen not in scripts.names():
        offered.append((chosen, say(request, mark("{name}: its file is not there any more"), name=chosen)))
    return offered


def _hours(request: http.Request, hours: int) -> str:
    if hours == 0:
        return say(request, mark("No time at all"))
    return hearth_of(request).words.plural(language_of(request), "{n} hour", "{n} hours", hours)
