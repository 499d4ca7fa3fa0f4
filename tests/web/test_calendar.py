"""The calendar by pages alone: a series from the room's page to her calendar, filters, time zones, reminders, files and feeds."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from rooms.roles import Role
from rooms.schedule import Change, Every, Rule, Series
from rooms.tags import Tag
from server.limits import FEED_NETWORK
from server.people.roombook import Terms
from server.store import tables as t
from tests.support.site import Answer, Site, Woman, site
from web import ics
from web.diary import Coming, Place, Wish

EVERY_DAY = Rule(Every.WEEK, tuple(range(7)))
DAYS = {f"day{day}": "yes" for day in range(7)}
TYPED = {"every": "week", "nth": "2", "hour": "19:30", "zone": "America/Chicago", "minutes": "60", "format": "", **DAYS}


@pytest.fixture
async def willow(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path) as served:
        await served.programme()
        yield served


async def room(willow: Site, name: str, **terms: object) -> str:
    return await willow.people.roombook.create(Terms(name, "To be heard", **terms), by="system")  # type: ignore[arg-type]


async def nightly(willow: Site, of: str, wait: timedelta = timedelta(hours=26), zone: str = "UTC") -> str:
    """A series of this room, every day, the first evening after this wait."""
    begins = (willow.node.clock.now() + wait).astimezone(ZoneInfo(zone))
    series = Series(EVERY_DAY, begins.date(), begins.time().replace(second=0, microsecond=0), zone, 60)
    ident = await willow.people.series.create(of, series, by="system")
    await willow.node.planner.plan(ident)
    return ident


async def member(willow: Site, name: str = "Wren") -> Woman:
    return await willow.signed_in(await willow.account(name))


def rows(page: Answer) -> list[str]:
    """What stands in the calendar, evening by evening, as words."""
    found = re.findall(r'<li class="when-row.*?</li>\s*(?=<li class="when-row|</ul>)', page.text, re.DOTALL)
    return [unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", each))) for each in found]


async def file_of(woman: Woman, path: str) -> tuple[int, str, bytes]:
    """A calendar file: status, kind, and what is in it."""
    async with woman.client.get(f"{woman._address}{path}", allow_redirects=False) as response:
        return response.status, response.headers.get("Content-Type", ""), await response.read()


def events_in(body: bytes) -> list[Any]:
    """What a calendar program reads in a file."""
    return list(Calendar.from_ical(body.decode()).walk("VEVENT"))


async def test_a_series_from_the_rooms_page_to_her_calendar(willow: Site) -> None:
    circle = await room(willow, "Evening circle")
    ruth = await willow.signed_in(await willow.account("Ruth", Role.FACILITATOR))
    assert (await ruth.get(f"/rooms/{circle}")).says("Make a series")
    await ruth.get(f"/rooms/{circle}/series")
    today = willow.node.clock.now().date().isoformat()
    typed = {**TYPED, "starts": today}
    made = await ruth.post(f"/rooms/{circle}/series", **typed)
    assert made.says("Every week: Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, and Sunday, 7:30")
    assert made.says("(Chicago)")
    series = made.path.rsplit("/", 1)[1]
    assert (await ruth.get(f"/rooms/{circle}")).says("(Chicago)")

    wren = await member(willow)
    shown = rows(await wren.get("/calendar"))
    assert 13 <= len(shown) <= 14
    assert "Evening circle" in shown[0]
    evenings = await willow.people.series.get(circle, series)
    now = willow.node.clock.now()
    first, second, *_ = evenings.between(now, now + timedelta(days=9))
    chicago = second.opens_at.astimezone(ZoneInfo("America/Chicago"))
    assert (chicago.hour, chicago.minute) == (19, 30)

    path = f"/rooms/{circle}/series/{series}"
    off = await ruth.post(f"{path}/evening", on=first.on.isoformat(), what="off", sentence="The river is <high>.")
    assert off.says("Undo: it takes place")
    later = (second.opens_at.astimezone(ZoneInfo("America/Chicago")) + timedelta(minutes=45)).strftime("%Y-%m-%dT%H:%M")
    assert (await ruth.post(f"{path}/evening", on=second.on.isoformat(), what="move", when=later)).says("Undo: back to its hour")
    shown = rows(await wren.get("/calendar"))
    assert "Called off The river is <high>." in shown[0]
    assert "Into my calendar" not in shown[0]
    assert "Another time than usual" in shown[1]
    assert (await wren.get("/")).says("8:15") is False  # its times are in UTC until she chooses
    assert "7:30" not in rows(await _in_zone(wren, "America/Chicago"))[1]
    assert "8:15" in rows(await wren.get("/calendar"))[1]

    await ruth.get(path)
    await ruth.post(f"{path}/evening", on=first.on.isoformat(), what="usual")
    await ruth.post(f"{path}/evening", on=second.on.isoformat(), what="usual")
    shown = rows(await wren.get("/calendar"))
    assert "7:30" in shown[0]
    assert "7:30" in shown[1]
    assert not any("Called off" in each or "Another time" in each for each in shown)

    assert (await ruth.post(f"{path}/end")).says("It has ended.")
    assert (await wren.get("/calendar")).says("No meeting is planned yet.")
    assert (await ruth.post(f"{path}/go-on")).says("The next meetings")
    assert len(rows(await wren.get("/calendar"))) >= 13
    await ruth.post(path, **{**typed, "hour": "06:15", "minutes": "30"})
    assert "6:15" in rows(await wren.get("/calendar"))[1]


async def _in_zone(woman: Woman, zone: str) -> Answer:
    await woman.get("/calendar")
    return await woman.post("/calendar/zone", zone=zone)


async def test_calling_off_from_the_rooms_page_is_undone_on_the_series(willow: Site) -> None:
    circle = await room(willow, "Evening circle")
    series = await nightly(willow, circle)
    ruth = await willow.signed_in(await willow.account("Ruth", Role.FACILITATOR))
    planned = (await willow.people.roombook.meetings(circle))[0]
    await ruth.get(f"/rooms/{circle}")
    await ruth.post(f"/rooms/{circle}/close", meeting=planned.id)
    assert planned.id not in {each.id for each in await willow.people.roombook.meetings(circle)}
    assert list((await willow.people.series.get(circle, series)).changes.values()) == [Change(None)]
    page = await ruth.get(f"/rooms/{circle}/series/{series}")
    assert page.says("Undo: it takes place")
    await ruth.post(f"/rooms/{circle}/series/{series}/evening", on=planned.on or "", what="usual")
    assert (await willow.people.roombook.meetings(circle))[0].opens_at == planned.opens_at


async def test_a_series_that_cannot_be_keeps_what_was_typed(willow: Site) -> None:
    circle = await room(willow, "Evening circle")
    ruth = await willow.signed_in(await willow.account("Ruth", Role.FACILITATOR))
    await ruth.get(f"/rooms/{circle}/series")
    typed = {**TYPED, "starts": willow.node.clock.now().date().isoformat()}
    for wrong in (
        {"zone": "Moon/Sea"}, {"hour": "24:00"}, {"hour": ""}, {"starts": "2026-13-01"}, {"starts": "1999-01-01"}, {"every": "month"},
        dict.fromkeys(DAYS, ""),
    ):  # fmt: skip
        answer = await ruth.post(f"/rooms/{circle}/series", **{**typed, **wrong})
        assert answer.status == 400
        assert answer.text.count('class="field-wrong"') == 1
        assert ('value="19:30"' in answer.text) is ("hour" not in wrong)
    for nonsense in ({"every": "year"}, {"nth": "5"}, {"minutes": "7"}, {"format": "../x"}):
        refused = await ruth.post(f"/rooms/{circle}/series", **{**typed, **nonsense})
        assert refused.status == 400, nonsense
    assert await willow.people.series.of_room(circle) == []


async def test_she_finds_the_one_that_fits(willow: Site) -> None:
    await nightly(willow, await room(willow, "Mothers' evening", audience="mothers", tags=(Tag.RECOVERY, Tag.NEWCOMER)))
    await nightly(willow, await room(willow, "Noche", audience="women", language="es", format="twelve_step"))
    await nightly(willow, await room(willow, "Open door", audience="everyone", tags=(Tag.PERINATAL,)))
    wren = await member(willow)

    async def found(query: str) -> set[str]:
        names = ("Mothers' evening", "Noche", "Open door")
        return {name for row in rows(await wren.get(f"/calendar?{query}")) for name in names if name in row}

    home = (await wren.get("/")).text
    assert home.count('class="when-row"') == 3, "the next evening of each"
    everything = {"Mothers' evening", "Noche", "Open door"}
    assert await found("") == everything
    assert await found("women=yes") == {"Mothers' evening", "Noche"}
    assert await found("recovery=yes") == await found("newcomer=yes&recovery=yes") == {"Mothers' evening"}
    assert await found("perinatal=yes") == {"Open door"}
    assert await found("language=es") == {"Noche"}
    assert await found("format=twelve_step") == {"Noche"}
    assert await found("format=-") == everything - {"Noche"}
    assert await found("language=xx&format=../x&talk=perhaps&more=1") == everything, "what cannot be asked is passed over"
    nothing = await wren.get("/calendar?perinatal=yes&recovery=yes")
    assert nothing.says("Nothing in the next two weeks fits all of that.")
    assert nothing.says("Show all")


def test_cross_talk_is_the_formats() -> None:
    place = Place("r", "Circle", "", "everyone", "en", (), "")
    at = datetime(2026, 1, 1, tzinfo=UTC)
    quiet, loud = Coming(place, at, at, "quiet", "planned"), Coming(place, at, at, "", "planned")

    def talks(name: str) -> bool:
        return name != "quiet"

    assert [Wish(talk="yes").fits(each, talks) for each in (quiet, loud)] == [False, True]
    assert [Wish(talk="no").fits(each, talks) for each in (quiet, loud)] == [True, False]
    assert not Wish().any
    assert Wish(talk="no").any


async def test_times_are_hers_when_she_chose_a_zone_and_nothing_of_it_is_kept(willow: Site) -> None:
    await nightly(willow, await room(willow, "Evening circle"), zone="Pacific/Auckland")
    wren = await member(willow)
    page = await wren.get("/calendar")
    assert page.says("Times are in UTC.")
    assert 'data-when="time"' in page.text
    chosen = await _in_zone(wren, "Asia/Kathmandu")
    assert chosen.says("Times are yours (Kathmandu).")
    assert "data-when" not in chosen.text, "script leaves them alone"
    assert 'value="Asia/Kathmandu"' in chosen.text
    first = (await willow.people.roombook.meetings((await willow.people.roombook.all())[0].id))[0]
    assert f":{first.opens_at.astimezone(ZoneInfo('Asia/Kathmandu')):%M}" in rows(chosen)[0]
    assert (await wren.get("/")).says("Times are yours (Kathmandu).")
    wrong = await wren.post("/calendar/zone", zone='Moon/"><b>')
    assert (wrong.status, wrong.says("We do not know this time zone.")) == (400, True)
    assert (await wren.post("/calendar/zone", zone="")).says("Times are in UTC.")
    async with willow.node.db.read() as connection:
        for table in (t.account, t.session):
            rows_kept = (await connection.execute(table.select())).all()
            assert not any("Kathmandu" in repr(row) for row in rows_kept)


async def test_a_reminder_is_a_quiet_line_in_the_hour_before(willow: Site) -> None:
    soon = await nightly(willow, await room(willow, "Evening circle"), timedelta(minutes=50))
    later = await nightly(willow, await room(willow, "Late circle"), timedelta(minutes=90))
    wren, lark = await member(willow), await member(willow, "Lark")
    line = "The reminder you asked for:"
    await wren.get("/calendar")
    await wren.post("/calendar/remind", series=later, on="yes")
    assert not (await wren.get("/")).says(line), "not yet"
    asked = await wren.post("/calendar/remind", series=soon, on="yes")
    assert asked.says("No more reminders")
    home = await wren.get("/")
    assert home.says(line)
    said = re.search(r'<p class="reminded">.*?</p>', home.text, re.DOTALL)
    assert said
    assert "circle" not in said[0]
    assert not (await lark.get("/")).says(line), "hers alone"
    await wren.post("/calendar/remind", series=soon)
    assert not (await wren.get("/")).says(line)
    assert (await wren.post("/calendar/remind", series="another", on="yes")).status == 404


async def test_a_file_says_when_and_nothing_else(willow: Site) -> None:
    circle = await room(willow, "Mothers in recovery")
    await nightly(willow, circle)
    wren = await member(willow)
    first = (await willow.people.roombook.meetings(circle))[0]
    status, kind, body = await file_of(wren, f"/calendar/{first.id}.ics")
    assert (status, kind) == (200, "text/calendar; charset=utf-8")
    (event,) = events_in(body)
    assert (event["summary"], event["dtstart"].dt, event["dtend"].dt) == ("Reminder", first.opens_at, first.closes_at)
    assert set(event) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "CLASS"}
    for secret in (b"recovery", b"heard", b"Willow", b"localhost", b"127.0.0.1", circle.encode(), first.id.encode()):
        assert secret not in body
    for gone in ("nothing", "a" * 22):
        assert (await file_of(wren, f"/calendar/{gone}.ics"))[0] == 404
    stranger = willow.woman()
    assert (await file_of(stranger, f"/calendar/{first.id}.ics"))[0] == 303


async def test_a_feed_works_for_whoever_has_it_until_it_is_taken_back(willow: Site) -> None:
    circle, other = await room(willow, "Evening circle"), await room(willow, "Other circle")
    mine, _ = await nightly(willow, circle), await nightly(willow, other, timedelta(hours=40))
    wren, stranger = await member(willow), willow.woman()
    await wren.get("/calendar")
    shown = await wren.post("/calendar/feed")
    (path,) = set(re.findall(r"/feed/[\w-]{43}\.ics", shown.text))
    assert path not in (await wren.get("/calendar")).text, "shown once"
    status, kind, body = await file_of(stranger, path)
    assert (status, kind, body.count(b"VEVENT")) == (200, "text/calendar; charset=utf-8", 0), "empty until she asked for reminders"
    await wren.post("/calendar/remind", series=mine, on="yes")
    body = (await file_of(stranger, path))[2]
    events = events_in(body)
    planned = await willow.people.roombook.meetings(circle)
    assert [each["dtstart"].dt for each in events] == [each.opens_at for each in planned]
    assert {str(each["summary"]) for each in events} == {"Reminder"}
    assert b"X-WR-CALNAME:Reminder" in body
    assert len({each["uid"] for each in events}) == len(planned) == 13
    assert not await _sets_anything(stranger, path)

    second = (await willow.people.series.get(circle, mine)).between(willow.node.clock.now(), planned[2].opens_at)[1]
    to = (second.opens_at + timedelta(hours=2)).replace(tzinfo=None)
    await willow.people.series.alter(circle, mine, second.on, Change(to, "Come rested."), by="system")
    await willow.node.planner.plan(mine)
    moved = events_in((await file_of(stranger, path))[2])
    assert [each["uid"] for each in moved] == [each["uid"] for each in events], "a calendar moves it and makes no second"
    assert moved[1]["dtstart"].dt == to.replace(tzinfo=UTC)

    for wrong in ("/feed/nothing.ics", f"/feed/{'a' * 43}.ics", path.replace(".ics", "")):
        assert (await file_of(stranger, wrong))[0] == 404
    again = await wren.post("/calendar/feed")
    (newer,) = set(re.findall(r"/feed/[\w-]{43}\.ics", again.text))
    assert [(await file_of(stranger, each))[0] for each in (path, newer)] == [404, 200]
    await wren.post("/calendar/feed/take-back")
    assert (await file_of(stranger, newer))[0] == 404


async def _sets_anything(woman: Woman, path: str) -> bool:
    """Whether a feed gives a cookie, may be kept by anything between, or does anything but for a GET."""
    async with woman.client.get(f"{woman._address}{path}") as response:
        kept = response.headers["Cache-Control"] != "no-store" or "Set-Cookie" in response.headers
    statuses = []
    for method in ("POST", "PUT", "DELETE"):
        async with woman.client.request(method, f"{woman._address}{path}") as response:
            statuses.append(response.status)
    return kept or any(status < 400 for status in statuses)


async def test_feeds_are_asked_for_at_a_calendars_pace(willow: Site) -> None:
    stranger = willow.woman()
    statuses = [(await file_of(stranger, "/feed/guess.ics"))[0] for _ in range(FEED_NETWORK.amount + 1)]
    assert statuses[0] == 404
    assert statuses[-1] == 429


async def test_the_pages_in_spanish(willow: Site) -> None:
    circle = await room(willow, "Noche")
    series = await nightly(willow, circle)
    ruth = await willow.signed_in(await willow.account("Ruth", Role.FACILITATOR))
    ruth.client.headers["Accept-Language"] = "es"
    for path in ("/calendar", f"/rooms/{circle}/series", f"/rooms/{circle}/series/{series}"):
        page = await ruth.get(path)
        assert (page.status, '<html lang="es"' in page.text) == (200, True)
    assert (await ruth.get(f"/rooms/{circle}/series/{series}")).says("Cada semana: lunes, martes")
    first = (await willow.people.roombook.meetings(circle))[0]
    assert b"SUMMARY:Recordatorio" in (await file_of(ruth, f"/calendar/{first.id}.ics"))[2]


async def test_with_discretion_a_file_has_the_plain_word_whatever_the_programme_chose(tmp_path: Path) -> None:
    async with site(tmp_path, reminder_word="Mothers in recovery") as willow:
        await willow.programme()
        circle = await room(willow, "Evening circle")
        await nightly(willow, circle)
        first = (await willow.people.roombook.meetings(circle))[0]
        wren = await member(willow)
        assert b"SUMMARY:Mothers in recovery" in (await file_of(wren, f"/calendar/{first.id}.ics"))[2]
        await wren.get("/view")
        await wren.post("/view", word="plantain", next="/")
        assert b"SUMMARY:Reminder" in (await file_of(wren, f"/calendar/{first.id}.ics"))[2]


def test_long_titles_are_folded_and_signs_escaped() -> None:
    at = datetime(2026, 1, 1, 20, tzinfo=UTC)
    body = ics.calendar([ics.Entry("a", at, at + timedelta(hours=1))], "Té; á, " * 20 + "\n", at)
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    (event,) = events_in(body)
    assert str(event["summary"]).startswith("Té; á, Té")
    assert body.endswith(b"END:VCALENDAR\r\n")
