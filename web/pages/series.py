"""What comes again in a room: its series, and what is different one evening. Every change can be undone where it was made."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

import aiohttp.web as http
from babel.dates import format_time, get_day_names
from babel.lists import format_list

from rooms.refusals import Refused
from rooms.roles import Action
from rooms.schedule import LAST, NTH, Change, Every, Rule, Series, instant, zone_named
from server.identity import Identity
from server.people.roombook import Room
from server.people.seriesbook import Kept
from server.security import form
from web.diary import NO_FORMAT
from web.pages.base import hearth_of, language_of, render, say, see_other
from web.pages.doors import needs, with_none
from web.pages.terms import LENGTHS_MIN, format_title, lengths
from web.words import mark

SHOWN = 10  # evenings to come, on the page of a series
FURTHEST = timedelta(days=366)
LONGEST_SENTENCE = 200

NTH_WORDS = {1: mark("First"), 2: mark("Second"), 3: mark("Third"), 4: mark("Fourth"), LAST: mark("Last")}
RULE_WORDS = {
    Every.WEEK: mark("Every week: {days}"),
    Every.SECOND_WEEK: mark("Every second week: {days}"),
}
MONTH_WORDS = {
    1: mark("Every month: the first {day}"),
    2: mark("Every month: the second {day}"),
    3: mark("Every month: the third {day}"),
    4: mark("Every month: the fourth {day}"),
    LAST: mark("Every month: the last {day}"),
}


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [
        http.get("/rooms/{room}/series", page),
        http.post("/rooms/{room}/series", create),
        http.get("/rooms/{room}/series/{series}", one_page),
        http.post("/rooms/{room}/series/{series}", change),
        http.post("/rooms/{room}/series/{series}/end", end),
        http.post("/rooms/{room}/series/{series}/go-on", go_on),
        http.post("/rooms/{room}/series/{series}/evening", alter),
    ]


class Typed(NamedTuple):
    """The form of a series as it was typed, and what is wrong with it under which field."""

    series: Series | None
    fields: dict[str, str]
    wrong: dict[str, str]


@needs(Action.KEEP_SERIES)
async def page(request: http.Request, _identity: Identity) -> http.StreamResponse:
    """GET /rooms/{room}/series"""
    room = await hearth_of(request).people.roombook.get(request.match_info["room"])
    fields = {"every": "week", "nth": "1", "starts": hearth_of(request).clock.now().date().isoformat(), "zone": "UTC", "minutes": "90"}
    return await _list(request, room, Typed(None, fields, {}))


@needs(Action.KEEP_SERIES)
async def create(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /rooms/{room}/series: its first meetings are planned before the answer."""
    hearth = hearth_of(request)
    room = await hearth.people.roombook.get(request.match_info["room"])
    typed = _read(request, await form(request))
    if typed.series is None:
        return await _list(request, room, typed, status=400)
    series = await hearth.people.series.create(room.id, typed.series, by=identity.id)
    await hearth.planner.plan_soon(series)
    return see_other(f"/rooms/{room.id}/series/{series}")


@needs(Action.KEEP_SERIES)
async def one_page(request: http.Request, _identity: Identity) -> http.StreamResponse:
    """GET /rooms/{room}/series/{series}"""
    return await _one(request)


@needs(Action.KEEP_SERIES)
async def change(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /rooms/{room}/series/{series}: meetings that are planned follow, each staying what it is where its day stays."""
    hearth = hearth_of(request)
    room = await hearth.people.roombook.get(request.match_info["room"])
    kept = await hearth.people.series.get(room.id, request.match_info["series"])
    typed = _read(request, await form(request), kept)
    if typed.series is None:
        return await _one(request, status=400, typed=typed)
    await hearth.people.series.change(room.id, kept.id, typed.series, by=identity.id)
    return await _planned(request, kept.id)


@needs(Action.KEEP_SERIES)
async def end(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /rooms/{room}/series/{series}/end: the meetings to come are called off."""
    series = request.match_info["series"]
    await hearth_of(request).people.series.end(request.match_info["room"], series, by=identity.id)
    return await _planned(request, series)


@needs(Action.KEEP_SERIES)
async def go_on(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /rooms/{room}/series/{series}/go-on: as if it had not been ended."""
    series = request.match_info["series"]
    await hearth_of(request).people.series.resume(request.match_info["room"], series, by=identity.id)
    return await _planned(request, series)


@needs(Action.KEEP_SERIES)
async def alter(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /rooms/{room}/series/{series}/evening {on, what: off|move|usual, when?, sentence?}: one evening, other than usual or not."""
    fields, hearth = await form(request), hearth_of(request)
    room, what = request.match_info["room"], fields.get("what", "")
    kept = await hearth.people.series.get(room, request.match_info["series"])
    on, sentence = _day(fields.get("on", "")), " ".join(fields.get("sentence", "").split())
    if on is None or what not in ("off", "move", "usual"):
        raise Refused("bad_request")
    moved_to = _local(fields.get("when", "")) if what == "move" else None
    wrong = {}
    if what == "move" and (moved_to is None or not _to_come(request, moved_to, kept.series.zone)):
        wrong["when_wrong"] = say(request, mark("Please choose a day and time to come, within a year."))
    if what != "usual" and (len(sentence) > LONGEST_SENTENCE or not sentence.isprintable()):
        wrong["sentence_wrong"] = say(request, mark("Please say it in up to 200 letters."))
    if wrong:
        back = {"on": on.isoformat(), "what": what, "when": fields.get("when", "")[:40], "sentence": sentence[:LONGEST_SENTENCE]}
        return await _one(request, status=400, told={**back, **wrong})
    changed = None if what == "usual" else Change(moved_to, sentence)
    await hearth.people.series.alter(room, kept.id, on, changed, by=identity.id)
    return await _planned(request, kept.id)


async def _planned(request: http.Request, series: str) -> http.Response:
    """The meetings follow at once; if this node dies here, the timer sees to it."""
    await hearth_of(request).planner.plan_soon(series)
    return see_other(f"/rooms/{request.match_info['room']}/series/{series}")


def _to_come(request: http.Request, local: datetime, zone: str) -> bool:
    there, now = zone_named(zone), hearth_of(request).clock.now()
    return there is not None and now < instant(local, there) < now + FURTHEST


def _read(request: http.Request, fields: dict[str, str], kept: Kept | None = None) -> Typed:
    """What was typed about a series. A choice that no form offers is refused `bad_request`."""
    typed = {name: fields.get(name, "")[:64] for name in ("every", "nth", "starts", "hour", "zone", "minutes", "format")}
    days = tuple(day for day in range(7) if fields.get(f"day{day}") == "yes")
    typed.update({f"day{day}": "yes" for day in days})
    offered = {"", NO_FORMAT, *hearth_of(request).scripts.names(), *([kept.series.format] if kept and kept.series.format else [])}
    minutes = {str(each) for each in LENGTHS_MIN} | ({str(kept.series.minutes)} if kept else set())
    nths = {str(each) for each in NTH}
    if typed["every"] not in {*Every} or typed["minutes"] not in minutes or typed["format"] not in offered or typed["nth"] not in nths:
        raise Refused("bad_request")
    every, hour, starts = Every(typed["every"]), _hour(typed["hour"]), _day(typed["starts"])
    now, wrong = hearth_of(request).clock.now(), {}
    if not days or (every is Every.MONTH and len(days) != 1):
        wrong["days_wrong"] = say(request, mark("Please choose a day.") if not days else mark("Please choose one day for every month."))
    if hour is None:
        wrong["hour_wrong"] = say(request, mark("Please give an hour, such as 19:30."))
    if zone_named(typed["zone"]) is None:
        wrong["zone_wrong"] = say(request, mark("We do not know this time zone. Write it like America/Chicago or Europe/Madrid."))
    old = kept is not None and starts == kept.series.starts_on
    if starts is None or not (old or abs(datetime.combine(starts, time(), tzinfo=UTC) - now) < FURTHEST):
        wrong["starts_wrong"] = say(request, mark("Please choose a day within a year."))
    if wrong or hour is None or starts is None:
        return Typed(None, typed, wrong)
    rule = Rule(every, days, int(typed["nth"]) if every is Every.MONTH else 0)
    own = {"": None, NO_FORMAT: ""}.get(typed["format"], typed["format"])
    return Typed(Series(rule, starts, hour, typed["zone"], int(typed["minutes"]), own), typed, {})


def _hour(text: str) -> time | None:
    found = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", text)
    return time(int(found[1]), int(found[2])) if found else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 and text.isascii() else None
    except ValueError:
        return None


def _local(text: str) -> datetime | None:
    """What a `datetime-local` field says."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M")  # noqa: DTZ007 -- the zone is the series'
    except ValueError:
        return None


def rule_words(request: http.Request, series: Series) -> str:
    """When it takes place: "Every week: Tuesday and Friday, 7:30 PM (Chicago)"."""
    language = language_of(request)
    names = get_day_names("wide", locale=language)
    days = format_list([str(names[day]) for day in series.rule.days], locale=language)
    rule = series.rule
    sentence = MONTH_WORDS[rule.nth] if rule.every is Every.MONTH else RULE_WORDS[rule.every]
    words = say(request, sentence, days=days, day=days)
    place = series.zone.rsplit("/", 1)[-1].replace("_", " ")
    return f"{words}, {format_time(series.hour, 'short', locale=language)} ({place})"


async def _list(request: http.Request, room: Room, typed: Typed, *, status: int = 200) -> http.Response:
    there = [(each, rule_words(request, each.series)) for each in await hearth_of(request).people.series.of_room(room.id)]
    return render(request, "people/series.html", status=status, room=room, there=there, **_form(request, room, typed))


async def _one(
    request: http.Request, *, status: int = 200, typed: Typed | None = None, told: dict[str, str] | None = None
) -> http.Response:
    hearth = hearth_of(request)
    room = await hearth.people.roombook.get(request.match_info["room"])
    kept = await hearth.people.series.get(room.id, request.match_info["series"])
    now = hearth.clock.now()
    try:
        evenings = kept.between(now, now + FURTHEST)[:SHOWN]
    except ValueError:  # its zone is not known any more: it can be changed here
        evenings = []
    context = {
        "room": room,
        "kept": kept,
        "words": rule_words(request, kept.series),
        "evenings": evenings,
        "there": zone_named(kept.series.zone),
        "told": {"on": "", "what": "", "when": "", "sentence": "", "when_wrong": None, "sentence_wrong": None, **(told or {})},
        "changing": typed is not None,
    }
    return render(request, "people/one_series.html", status=status, **context, **_form(request, room, typed or _as_typed(kept.series)))


def _as_typed(series: Series) -> Typed:
    fields = {
        "every": series.rule.every.value,
        "nth": str(series.rule.nth or 1),
        "starts": series.starts_on.isoformat(),
        "hour": series.hour.strftime("%H:%M"),
        "zone": series.zone,
        "minutes": str(series.minutes),
        "format": NO_FORMAT if series.format == "" else series.format or "",
        **{f"day{day}": "yes" for day in series.rule.days},
    }
    return Typed(None, fields, {})


def _form(request: http.Request, room: Room, typed: Typed) -> dict[str, object]:
    names = get_day_names("wide", locale=language_of(request))
    own = format_title(request, room.format) or say(request, mark("without a set format"))
    formats = [("", say(request, mark("The room's: {title}"), title=own)), (NO_FORMAT, say(request, mark("Without a set format")))]
    formats += [(name, format_title(request, name) or name) for name in hearth_of(request).scripts.names()]
    chosen = typed.fields.get("format", "")
    if chosen not in dict(formats):
        formats.append((chosen, chosen))
    minutes = [(str(each), words) for each, words in lengths(request, room.longest_s // 60)]
    if typed.fields["minutes"] not in dict(minutes):
        minutes.append((typed.fields["minutes"], say(request, mark("{n} minutes"), n=typed.fields["minutes"])))
    return {
        "fields": {"hour": "", "format": "", **typed.fields},
        "days": [(f"day{day}", str(names[day]), f"day{day}" in typed.fields) for day in range(7)],
        "nths": [(str(nth), say(request, words)) for nth, words in NTH_WORDS.items()],
        "lengths": minutes,
        "formats": formats,
        **with_none(dict(typed.wrong), "days_wrong", "starts_wrong", "hour_wrong", "zone_wrong"),
    }
