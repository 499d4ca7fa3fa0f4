"""Rooms: the list, a room with its meetings, and its links."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import aiohttp.web as http

from rooms.refusals import Refused
from rooms.roles import Action, may
from rooms.schedule import Change, instant, zone_named
from server.identity import Identity
from server.people.invitations import Kind
from server.people.roombook import PlannedMeeting, Room
from server.security import form
from web.agreement import paragraphs
from web.looked_for import published
from web.pages.base import hearth_of, render, say, see_other
from web.pages.doors import needs, show_link, with_none
from web.pages.series import rule_words
from web.pages.terms import LENGTHS_MIN, format_title, lengths
from web.words import mark

FURTHEST = timedelta(days=366)
A_WEEK = timedelta(days=7)


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [
        http.get("/rooms", page),
        http.get("/rooms/{room}", room_page),
        http.post("/rooms/{room}/open", open_now),
        http.post("/rooms/{room}/plan", plan),
        http.post("/rooms/{room}/close", close),
        http.post("/rooms/{room}/links", make_link),
        http.post("/rooms/{room}/links/take-back", take_back_link),
        http.post("/rooms/{room}/invite", invite_member),
    ]


@needs(Action.SEE_ROOMS)
async def page(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /rooms"""
    book = hearth_of(request).people.roombook
    listed = [(room, await book.meetings(room.id)) for room in await book.all()]
    return render(request, "people/rooms.html", rooms=listed, may_create=may(identity.roles, Action.CREATE_ROOM))


@needs(Action.SEE_ROOMS)
async def room_page(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /rooms/{room}"""
    return await _room(request, identity)


@needs(Action.OPEN_MEETING)
async def open_now(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /rooms/{room}/open {meeting?, minutes}: open a planned meeting before its time, or a new one at once."""
    fields = await form(request)
    hearth = hearth_of(request)
    room = await hearth.people.roombook.get(request.match_info["room"])
    planned = fields.get("meeting")
    if planned:
        await _of_this_room(request, room, planned)
        await hearth.meetings.open_now(planned, identity)
        return see_other(f"/seat/{planned}")
    if any(meeting.status == "open" for meeting in await hearth.people.roombook.meetings(room.id)):
        return see_other(f"/rooms/{room.id}")
    ends = hearth.clock.now() + _length(fields, room)
    return see_other(f"/seat/{await hearth.meetings.plan(room.id, None, ends, identity)}")


@needs(Action.PLAN_MEETING)
async def plan(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /rooms/{room}/plan {when, zone, minutes}: a meeting that opens by itself, at her local time."""
    fields = await form(request)
    hearth = hearth_of(request)
    room = await hearth.people.roombook.get(request.match_info["room"])
    typed = {"when": fields.get("when", "")[:40], "zone": fields.get("zone", "")[:60], "minutes": fields.get("minutes", "")[:4]}
    zone = zone_named(typed["zone"])
    if zone is None:
        wrong = say(request, mark("We do not know this time zone. Write it like America/Chicago or Europe/Madrid."))
        return await _room(request, identity, status=400, **typed, zone_wrong=wrong)
    starts, now = _local_time(typed["when"], zone), hearth.clock.now()
    if starts is None or not now < starts < now + FURTHEST:
        wrong = say(request, mark("Please choose a day and time to come, within a year."))
        return await _room(request, identity, status=400, **typed, when_wrong=wrong)
    await hearth.meetings.plan(room.id, starts, starts + _length(fields, room), identity)
    return see_other(f"/rooms/{room.id}")


@needs(Action.CLOSE_MEETING)
async def close(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /rooms/{room}/close {meeting}: the circle is told, and the clock of its words begins."""
    hearth = hearth_of(request)
    room = await hearth.people.roombook.get(request.match_info["room"])
    meeting = (await form(request)).get("meeting", "")[:40]
    await _of_this_room(request, room, meeting)
    if not await _call_off(request, room, meeting, identity):
        await hearth.meetings.close(meeting, identity)
    return see_other(f"/rooms/{room.id}")


@needs(Action.MAKE_ROOM_LINK)
async def make_link(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /rooms/{room}/links: a link to the room's door, shown once."""
    people = hearth_of(request).people
    room = await people.roombook.get(request.match_info["room"])
    link = await people.invitations.make(Kind.ROOM, by=identity.id, room=room.id)
    return show_link(request, link, back=f"/rooms/{room.id}")


@needs(Action.MAKE_ROOM_LINK)
async def take_back_link(request: http.Request, _identity: Identity) -> http.StreamResponse:
    """POST /rooms/{room}/links/take-back {link}"""
    people = hearth_of(request).people
    room = await people.roombook.get(request.match_info["room"])
    await people.invitations.take_back(room.id, (await form(request)).get("link", "")[:200])
    return see_other(f"/rooms/{room.id}")


@needs(Action.INVITE_MEMBER)
async def invite_member(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /rooms/{room}/invite: a link by which one woman makes an account, shown once."""
    people = hearth_of(request).people
    room = await people.roombook.get(request.match_info["room"])
    link = await people.invitations.make(Kind.MEMBER, by=identity.id, room=room.id)
    return show_link(request, link, back=f"/rooms/{room.id}")


async def _call_off(request: http.Request, room: Room, meeting: str, identity: Identity) -> bool:
    """An evening of a series is called off in the series, where it can be undone. False for any other meeting."""
    hearth = hearth_of(request)
    planned = next((each for each in await hearth.people.roombook.meetings(room.id) if each.id == meeting), None)
    if planned is None or planned.status != "planned" or planned.series is None or planned.on is None:
        return False
    if planned.opens_at <= hearth.clock.now():
        return False  # its timer is about to open it
    await hearth.people.series.alter(room.id, planned.series, date.fromisoformat(planned.on), Change(None), by=identity.id)
    await hearth.planner.plan_soon(planned.series)
    return True


async def _of_this_room(request: http.Request, room: Room, meeting: str) -> None:
    """Refused `no_such_meeting` for another room's."""
    if meeting not in {each.id for each in await hearth_of(request).people.roombook.meetings(room.id)}:
        raise Refused("no_such_meeting")


async def _room(request: http.Request, identity: Identity, *, status: int = 200, **said: object) -> http.Response:
    people = hearth_of(request).people
    room = await people.roombook.get(request.match_info["room"])
    meetings = await people.roombook.meetings(room.id)
    may_link = may(identity.roles, Action.MAKE_ROOM_LINK)
    agreement = await people.agreements.newest(room.id)
    context = {
        "room": room,
        "open_meeting": next((meeting for meeting in meetings if meeting.status == "open"), None),
        "planned": [meeting for meeting in meetings if meeting.status == "planned" and _is_near(request, meeting)],
        "series": [
            (each.id, rule_words(request, each.series)) for each in await people.series.of_room(room.id) if not each.series.ended_at
        ],
        "may_repeat": may(identity.roles, Action.KEEP_SERIES),
        "links": await people.invitations.of_room(room.id) if may_link else [],
        "lengths": lengths(request, room.longest_s // 60),
        "may_open": may(identity.roles, Action.OPEN_MEETING),
        "may_close": may(identity.roles, Action.CLOSE_MEETING),
        "may_link": may_link,
        "may_invite": may(identity.roles, Action.INVITE_MEMBER),
        "may_change": may(identity.roles, Action.CHANGE_ROOM),
        "may_write": may(identity.roles, Action.WRITE_AGREEMENT),
        "agreement": agreement,
        "pieces": paragraphs(agreement.text) if agreement else [],
        "format": format_title(request, room.format),
        "looked_for": [(say(request, what), say(request, then)) for what, then in published(room.rules)],
        "when": "",
        "zone": "UTC",
        "minutes": "90",
        **with_none(said, "when_wrong", "zone_wrong"),
    }
    return render(request, "people/room.html", status=status, **context)


def _is_near(request: http.Request, meeting: PlannedMeeting) -> bool:
    """Whether a planned meeting stands on the room's page: what comes again stands there for a week, and on the page of its series."""
    return meeting.series is None or meeting.opens_at < hearth_of(request).clock.now() + A_WEEK


def _length(fields: dict[str, str], room: Room) -> timedelta:
    """How long a meeting lasts. Refused `bad_request` for what no form offers."""
    minutes = fields.get("minutes", "")
    if minutes not in map(str, LENGTHS_MIN):
        raise Refused("bad_request")
    return min(timedelta(minutes=int(minutes)), timedelta(seconds=room.longest_s))


def _local_time(text: str, zone: ZoneInfo) -> datetime | None:
    """What a `datetime-local` field says, in her zone. In the hour that a clock change repeats, the first one."""
    try:
        local = datetime.strptime(text, "%Y-%m-%dT%H:%M")  # noqa: DTZ007 -- her zone follows
    except ValueError:
        return None
    return instant(local, zone)
