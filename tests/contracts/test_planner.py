"""Series become meetings, held to the same contract on both databases: each evening once, at its hours, whatever stops or runs beside."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa

from rooms.refusals import Refused
from rooms.schedule import Change, Every, Rule, Series
from server.clock import Clock
from server.live.bus import LocalBus
from server.people.reminders import Reminders
from server.people.seriesbook import Kept, Seriesbook
from server.planner import Planner
from server.store import tables as t
from server.store.engine import Database
from server.store.keys import key
from server.timers import Timers
from tests.support.databases import count
from tests.support.house import House, open_houses

LONGEST = timedelta(hours=6)
EVERY_DAY = Rule(Every.WEEK, tuple(range(7)))


class Desk:
    """A node's planner, with a clock that the test moves."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.passed = timedelta()
        self.steady = 1000.0

    async def begin(self) -> Desk:
        start = await self.house.db.now()

        async def ask() -> datetime:
            return start + self.passed

        self.clock = Clock(ask, steady=lambda: self.steady)
        await self.clock.sample()
        self.book = Seriesbook(self.house.db, self.clock)
        self.planner = Planner(self.house.db, self.clock, self.house.meetings, self.house.people.roombook, self.book, longest=LONGEST)
        handlers = {
            "plan_series": self._plan,
            "open_meeting": self.house.meetings.open_due,
            "close_meeting": self.house.meetings.close_due,
        }
        self.timers = Timers(self.house.db, self.clock, handlers)
        return self

    async def _plan(self, series: str, _fence: int) -> None:
        await self.planner.plan_due(self.timers, series)

    async def wait(self, span: timedelta) -> None:
        self.passed += span
        self.steady += span.total_seconds()
        await self.clock.sample()

    async def daily(self, **terms: Any) -> tuple[str, str]:
        """A room and a series of it: every evening at the hour that is two hours away, UTC, from today on."""
        soon = self.clock.now() + timedelta(hours=2)
        room = await self.house.room(**terms)
        series = Series(EVERY_DAY, soon.date(), time(soon.hour, soon.minute), "UTC", 60)
        return room, await self.book.create(room, series, by="ruth")

    async def meetings(self, series: str) -> list[Any]:
        """Its meetings to come, soonest first."""
        wanted = sa.select(t.meeting).where(t.meeting.c.series_id == series, t.meeting.c.status == "planned")
        async with self.house.db.read() as connection:
            return list((await connection.execute(wanted.order_by(t.meeting.c.opens_at))).all())


@pytest.fixture
async def desks(urls: tuple[str, str]) -> AsyncIterator[tuple[Desk, Desk]]:
    """Two nodes on one database."""
    bus = LocalBus()
    async with open_houses(House(*urls, bus), House(*urls, bus)) as (one, other):
        yield await Desk(one).begin(), await Desk(other).begin()


@pytest.fixture
def desk(desks: tuple[Desk, Desk]) -> Desk:
    return desks[0]


async def test_two_weeks_are_planned_and_open_and_close_on_time(desk: Desk) -> None:
    _, series = await desk.daily()
    assert await desk.timers.fire_due() == 1
    planned = await desk.meetings(series)
    assert len(planned) == 14
    assert {row.closes_at - row.opens_at for row in planned} == {timedelta(hours=1)}
    assert {later.opens_at - sooner.opens_at for sooner, later in pairwise(planned)} == {timedelta(days=1)}
    assert planned[0].occurrence == planned[0].opens_at.date().isoformat()
    assert await desk.timers.fire_due() == 0
    await desk.wait(timedelta(hours=2))
    assert await desk.timers.fire_due() == 1
    async with desk.house.db.read() as connection:
        status = sa.select(t.meeting.c.status).where(t.meeting.c.id == planned[0].id)
        assert (await connection.execute(status)).scalar_one() == "open"
    await desk.wait(timedelta(hours=1))
    await desk.timers.fire_due()
    async with desk.house.db.read() as connection:
        assert (await connection.execute(status)).scalar_one() == "closed"
    await desk.wait(timedelta(hours=22))
    await desk.timers.fire_due()
    assert len(await desk.meetings(series)) == 13 + 1, "the timer comes again by itself"


async def test_again_and_beside_each_other_changes_nothing(desks: tuple[Desk, Desk]) -> None:
    one, other = desks
    _, series = await one.daily()
    await asyncio.gather(one.planner.plan(series), other.planner.plan(series))
    first = await one.meetings(series)
    assert len(first) == len({row.occurrence for row in first}) == 14
    await one.planner.plan(series)
    await other.timers.fire_due()
    assert await one.meetings(series) == first
    async with one.house.db.read("keys") as connection:
        assert (await connection.execute(sa.select(sa.func.count()).select_from(key))).scalar_one() == 14, "no key without a meeting"


async def test_a_run_that_is_cut_off_is_made_good(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    _, series = await desk.daily()
    plan, left = desk.house.meetings.plan, [5]

    async def dies(*args: Any, **fields: Any) -> str:
        left[0] -= 1
        if not left[0]:
            raise OSError
        return await plan(*args, **fields)

    with monkeypatch.context() as dying:
        dying.setattr(desk.house.meetings, "plan", dies)
        await desk.timers.fire_due()
    assert len(await desk.meetings(series)) == 4
    await desk.wait(timedelta(seconds=31))
    await desk.timers.fire_due()
    assert len(await desk.meetings(series)) == 14


async def test_one_evening_is_called_off_and_takes_place_after_all(desk: Desk) -> None:
    room, series = await desk.daily()
    await desk.planner.plan(series)
    second = (await desk.meetings(series))[1]
    on = date.fromisoformat(second.occurrence)
    await desk.book.alter(room, series, on, Change(None, "The river is high."), by="ruth")
    await desk.timers.fire_due()
    left = await desk.meetings(series)
    assert len(left) == 13
    assert second.id not in {row.id for row in left}
    assert (await desk.book.get(room, series)).changes == {on: Change(None, "The river is high.")}
    await desk.planner.plan(series)
    assert await desk.meetings(series) == left
    await desk.book.alter(room, series, on, None, by="ruth")
    await desk.timers.fire_due()
    again = await desk.meetings(series)
    assert [row.opens_at for row in again][1] == second.opens_at
    assert len(again) == 14


async def test_one_evening_moves_with_its_timers(desk: Desk) -> None:
    room, series = await desk.daily()
    await desk.planner.plan(series)
    first = (await desk.meetings(series))[0]
    to = (first.opens_at + timedelta(minutes=40)).replace(second=0, microsecond=0)
    await desk.book.alter(room, series, date.fromisoformat(first.occurrence), Change(to.replace(tzinfo=None)), by="ruth")
    await desk.planner.plan(series)
    moved = (await desk.meetings(series))[0]
    assert (moved.id, moved.opens_at, moved.closes_at) == (first.id, to, to + timedelta(hours=1))
    async with desk.house.db.read() as connection:
        due = sa.select(t.timer.c.kind, t.timer.c.due_at).where(t.timer.c.subject == first.id)
        assert {kind: at for kind, at in await connection.execute(due)} == {"open_meeting": to, "close_meeting": to + timedelta(hours=1)}  # noqa: C416
    far = Change((to + timedelta(days=60)).replace(tzinfo=None))
    await desk.book.alter(room, series, date.fromisoformat(first.occurrence), far, by="ruth")
    await desk.planner.plan(series)
    await desk.planner.plan(series)
    assert (await desk.meetings(series))[-1].id == first.id, "it stays the same meeting, however far"


async def test_another_rule_moves_keeps_and_calls_off(desk: Desk) -> None:
    room, series = await desk.daily()
    await desk.planner.plan(series)
    before = {row.occurrence: row for row in await desk.meetings(series)}
    kept = (await desk.book.get(room, series)).series
    later = datetime.combine(date(2026, 1, 1), kept.hour) + timedelta(minutes=30)
    days = tuple(day for day in range(7) if day != kept.starts_on.weekday())
    await desk.book.alter(room, series, kept.starts_on, Change(None), by="ruth")
    rule = Series(Rule(Every.WEEK, days), kept.starts_on, later.time(), "UTC", 90, "short")
    await desk.book.change(room, series, rule, by="ruth")
    assert (await desk.book.get(room, series)).changes == {}, "that day is none of the rule's"
    await desk.timers.fire_due()
    after = await desk.meetings(series)
    assert len(after) == 12
    assert {row.own_format for row in after} == {"short"}
    for row in after:
        assert row.id == before[row.occurrence].id
        assert date.fromisoformat(row.occurrence).weekday() in days
        assert row.closes_at - row.opens_at == timedelta(minutes=90)
    held = await desk.house.meetings.hall.get(after[0].id)
    assert len(held.live.state.script) == 3, "the format of these evenings goes before the room's"


async def test_it_ends_and_goes_on(desk: Desk) -> None:
    room, series = await desk.daily()
    await desk.planner.plan(series)
    await desk.book.end(room, series, by="ruth")
    await desk.timers.fire_due()
    assert await desk.meetings(series) == []
    async with desk.house.db.read() as connection:
        left = sa.select(sa.func.count()).select_from(t.timer).where(t.timer.c.kind == "plan_series")
        assert (await connection.execute(left)).scalar_one() == 0
    assert await desk.book.running(desk.clock.now()) == []
    await desk.book.resume(room, series, by="ruth")
    await desk.timers.fire_due()
    assert len(await desk.meetings(series)) == 14


async def test_an_evening_that_was_closed_early_is_not_held_again(desk: Desk) -> None:
    _, series = await desk.daily()
    await desk.planner.plan(series)
    first = (await desk.meetings(series))[0]
    await desk.house.meetings.open_now(first.id)
    await desk.house.meetings.close(first.id)
    await desk.planner.plan(series)
    assert first.occurrence not in {row.occurrence for row in await desk.meetings(series)}


async def test_a_closed_room_and_a_lost_zone_have_no_evenings(desk: Desk) -> None:
    room, series = await desk.daily()
    await desk.planner.plan(series)
    async with desk.house.db.write() as connection:
        await connection.execute(t.series.update().values(zone="Atlantis/Harbour"))
    assert await desk.planner.plan(series)
    assert await desk.meetings(series) == []
    async with desk.house.db.write() as connection:
        await connection.execute(t.series.update().values(zone="UTC"))
        await connection.execute(t.room.update().where(t.room.c.id == room).values(closed_at=desk.clock.now()))
    assert not await desk.planner.plan(series)
    assert await desk.meetings(series) == []
    assert not await desk.planner.plan("no-such-series")


async def test_a_meeting_is_not_longer_than_its_room_allows(desk: Desk) -> None:
    _, series = await desk.daily(longest_s=1800)
    await desk.planner.plan(series)
    planned = await desk.meetings(series)
    assert {row.closes_at - row.opens_at for row in planned} == {timedelta(minutes=30)}
    await desk.planner.plan(series)
    assert await desk.meetings(series) == planned


async def test_of_another_room_or_another_day_nothing_is_changed(desk: Desk) -> None:
    room, series = await desk.daily()
    other = await desk.house.room()
    kept = await desk.book.get(room, series)
    today = kept.series.starts_on
    for wrong in (
        desk.book.change(other, series, kept.series, by="ruth"),
        desk.book.end(other, series, by="ruth"),
        desk.book.alter(other, series, today, Change(None), by="ruth"),
        desk.book.alter(room, series, today - timedelta(days=1), Change(None), by="ruth"),
        desk.book.alter(room, series, today + timedelta(days=900), Change(None), by="ruth"),
    ):
        with pytest.raises(Refused) as refused:
            await wrong
        assert refused.value.code in ("no_such_room", "no_such_meeting")
    assert await desk.book.of_room(room) == [kept]
    assert await desk.book.of_room(other) == []
    assert isinstance(kept, Kept)


async def test_reminders_and_feeds(desk: Desk) -> None:
    _, series = await desk.daily()
    wren, lark = await desk.house.account("Wren"), await desk.house.account("Lark")
    asked = Reminders(desk.house.db, desk.clock)
    await asked.ask(wren, series)
    await asked.ask(wren, series)
    assert (await asked.of(wren), await asked.of(lark)) == ({series}, set())
    with pytest.raises(Refused):
        await asked.ask(wren, "another")
    await asked.stop(lark, series)
    assert await asked.of(wren) == {series}
    await asked.stop(wren, series)
    assert await count(desk.house.db, t.reminder) == 0

    first, other = await asked.make_feed(wren), await asked.make_feed(lark)
    assert (await asked.owner(first), await asked.owner(other), await asked.owner("")) == ((wren, "en"), (lark, "en"), None)
    second = await asked.make_feed(wren)
    assert (await asked.owner(first), await asked.owner(second)) == (None, (wren, "en"))
    await asked.end_feed(wren)
    assert (await asked.owner(second), await asked.has_feed(wren), await asked.has_feed(lark)) == (None, False, True)
    assert await _nowhere(desk.house.db, other), "the address of a feed is not in the database"


async def _nowhere(db: Database, token: str) -> bool:
    async with db.read() as connection:
        return token.encode() not in b"".join((await connection.execute(sa.select(t.feed.c.hash))).scalars())
