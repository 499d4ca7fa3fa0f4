"""The calendar: what comes in her own hours, what she looks for among it, and what she asked to be reminded of."""

from __future__ import annotations

from typing import NamedTuple

import aiohttp.web as http

from rooms.refusals import Refused
from rooms.roles import Action
from rooms.schedule import zone_named
from rooms.tags import Tag
from server.identity import Identity
from server.security import form
from web.diary import NO_FORMAT, Coming, Wish, ahead
from web.discretion import COOKIE
from web.ics import calendar as calendar_file
from web.pages.base import ZONE_COOKIE, hearth_of, keep_choice, language_of, render, say, see_other
from web.pages.doors import needs, with_none
from web.pages.terms import TAGS, format_title
from web.words import LANGUAGES, mark

PLACES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage",
    "Pacific/Honolulu", "America/Puerto_Rico", "America/Toronto", "America/Mexico_City", "America/Guatemala", "America/Bogota",
    "America/Lima", "America/Caracas", "America/Santiago", "America/Argentina/Buenos_Aires", "America/Sao_Paulo", "Europe/London",
    "Europe/Dublin", "Europe/Madrid", "Atlantic/Canary", "Europe/Paris", "Europe/Berlin", "Africa/Johannesburg", "Asia/Kolkata",
    "Asia/Manila", "Australia/Perth", "Australia/Adelaide", "Australia/Sydney", "Pacific/Auckland",
)  # fmt: skip
"""Zones that are offered; any other of the database can be typed."""


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [
        http.get("/calendar", page),
        http.post("/calendar/zone", choose_zone),
        http.post("/calendar/remind", remind),
        http.post("/calendar/feed", make_feed),
        http.post("/calendar/feed/take-back", end_feed),
        http.get("/calendar/{meeting}.ics", file),
        http.get("/feed/{token}.ics", feed, allow_head=False),
    ]


class Row(NamedTuple):
    """An evening as the page shows it."""

    evening: Coming
    marks: list[str]  # whom it is for, its language, its format, as words
    asked: bool  # whether she asked to be reminded
    once: bool  # whether the control that asks stands here: once a series
    whole: bool  # whether all there is to know stands here: once a room and format, so that the page stays short


@needs(Action.SEE_CALENDAR)
async def page(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /calendar?women&recovery&…: what comes, or of it what she looks for. Nothing of that is kept."""
    return await _page(request, identity)


@needs(Action.SEE_CALENDAR)
async def choose_zone(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /calendar/zone {zone}: show times in this zone, or in her browser's when it is left empty. Kept in her browser alone."""
    typed = (await form(request)).get("zone", "")[:64].strip()
    if typed and zone_named(typed) is None:
        wrong = say(request, mark("We do not know this time zone. Write it like America/Chicago or Europe/Madrid."))
        return await _page(request, identity, status=400, zone=typed, zone_wrong=wrong)
    answer = see_other("/calendar")
    if typed:
        keep_choice(request, answer, ZONE_COOKIE, typed)
    else:
        answer.del_cookie(ZONE_COOKIE, path="/")
    return answer


@needs(Action.SEE_CALENDAR)
async def remind(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /calendar/remind {series, on?}: a quiet line on her first page in the hour before; without `on` no more."""
    fields = await form(request)
    reminders, series = hearth_of(request).people.reminders, fields.get("series", "")[:40]
    await (reminders.ask if fields.get("on") == "yes" else reminders.stop)(identity.id, series)
    return see_other("/calendar")


@needs(Action.SEE_CALENDAR)
async def make_feed(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /calendar/feed: an address for her calendar program, shown once; the one before stops working."""
    hearth = hearth_of(request)
    token = await hearth.people.reminders.make_feed(identity.id)
    return render(request, "feed.html", address=f"{hearth.settings.address}/feed/{token}.ics", word=_word(request))


@needs(Action.SEE_CALENDAR)
async def end_feed(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /calendar/feed/take-back"""
    await hearth_of(request).people.reminders.end_feed(identity.id)
    return see_other("/calendar")


@needs(Action.SEE_CALENDAR)
async def file(request: http.Request, _identity: Identity) -> http.StreamResponse:
    """GET /calendar/{meeting}.ics: one evening for her calendar. Refused `no_such_meeting`."""
    found = [each for each in await _ahead(request) if each.meeting == request.match_info["meeting"]]
    if not found:
        raise Refused("no_such_meeting")
    return _calendar(request, found, _word(request))


async def feed(request: http.Request) -> http.StreamResponse:
    """GET /feed/{token}.ics: the evenings she asked to be reminded of, for a calendar program, which has no session."""
    hearth = hearth_of(request)
    await hearth.limits.feed(hearth.security.network(request))
    owner = await hearth.people.reminders.owner(request.match_info["token"])
    if owner is None:
        return http.Response(status=404)
    asked = await hearth.people.reminders.of(owner.account)
    evenings = [each for each in await _ahead(request) if each.meeting and each.series in asked]
    return _calendar(request, evenings, _word(request, owner.language))


def _word(request: http.Request, language: str | None = None) -> str:
    """The title of everything in a calendar file: the programme's own word, but not for a browser with discretion."""
    hearth = hearth_of(request)
    chosen = "" if COOKIE in request.cookies else hearth.settings.reminder_word
    return chosen or hearth.words.translate(language or language_of(request), mark("Reminder"))


def _calendar(request: http.Request, evenings: list[Coming], title: str) -> http.Response:
    body = calendar_file((each.entry for each in evenings), title, hearth_of(request).clock.now())
    headers = {"Content-Disposition": 'attachment; filename="reminder.ics"'}
    return http.Response(body=body, content_type="text/calendar", charset="utf-8", headers=headers)


async def _ahead(request: http.Request) -> list[Coming]:
    hearth = hearth_of(request)
    now = hearth.clock.now()
    return await ahead(hearth.db, await hearth.people.series.running(now), now)


async def _page(request: http.Request, identity: Identity, *, status: int = 200, **said: object) -> http.Response:
    hearth, wish = hearth_of(request), _wish(request)
    asked = await hearth.people.reminders.of(identity.id)
    coming = await _ahead(request)
    rows: list[Row] = []
    said_of: set[tuple[str, str]] = set()
    asked_for: set[str | None] = {None}
    for each in coming:
        if wish.fits(each, lambda name: talks(request, name)):
            once = each.status != "off" and each.series not in asked_for
            whole = (each.place.id, each.format) not in said_of
            rows.append(Row(each, _marks(request, each) if whole else [], each.series in asked, once, whole))
            said_of.add((each.place.id, each.format))
            asked_for |= {each.series} if once else set()
    chosen = request.cookies.get(ZONE_COOKIE, "")
    context = {
        "rows": rows,
        "nothing_at_all": not coming,
        "wish": wish,
        "tags": [(tag.value, say(request, words), tag in wish.tags) for tag, words in TAGS],
        "languages_here": [("", say(request, mark("Any"))), *LANGUAGES.items()],
        "formats": _formats(request, coming),
        "talk": [
            ("", say(request, mark("Either"))),
            ("yes", say(request, mark("Women answer each other"))),
            ("no", say(request, mark("Sharing without answers"))),
        ],
        "has_feed": await hearth.people.reminders.has_feed(identity.id),
        "reminds": bool(asked),
        "word": _word(request),
        "zone": chosen if zone_named(chosen) else "",
        "places": PLACES,
        **with_none(said, "zone_wrong"),
    }
    return render(request, "calendar.html", status=status, **context)


def _wish(request: http.Request) -> Wish:
    """What the address asks for; what it cannot ask for is passed over."""
    query, scripts = request.query, hearth_of(request).scripts
    known = {"language": LANGUAGES, "format": (NO_FORMAT, *scripts.names()), "talk": ("yes", "no")}
    chosen = {name: value if (value := query.get(name, "")) in values else "" for name, values in known.items()}
    return Wish("women" in query, frozenset(tag for tag in Tag if tag.value in query), **chosen)


def talks(request: http.Request, name: str) -> bool:
    """Whether women answer each other in meetings of this format, at least in some step."""
    steps = hearth_of(request).scripts.steps(name)
    return not steps or any(step.cross_talk for step in steps)


def _formats(request: http.Request, coming: list[Coming]) -> list[tuple[str, str]]:
    """The formats of what comes, by their titles."""
    titles = {each.format: format_title(request, each.format) for each in coming}
    named = sorted(((name, title) for name, title in titles.items() if title), key=lambda each: each[1].casefold())
    return [("", say(request, mark("Any"))), *named, (NO_FORMAT, say(request, mark("Without a set format")))]


def _marks(request: http.Request, each: Coming) -> list[str]:
    """What there is to know of an evening, in a few words each."""
    place, words = each.place, []
    if place.audience in ("women", "mothers"):
        words.append(say(request, mark("Women only") if place.audience == "women" else mark("For mothers")))
    words += [say(request, sentence) for tag, sentence in TAGS if tag in place.tags]
    words.append(LANGUAGES[place.language])
    title = format_title(request, each.format)
    if title:
        words.append(title)
    words.append(say(request, mark("Women answer each other") if talks(request, each.format) else mark("Sharing without answers")))
    return words
