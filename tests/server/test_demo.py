"""Willow House as `./hearth serve --demo` shows it: rooms that come again, two that are open, and a door at which a newcomer is met."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from server import demo
from server.app import Node
from server.config import Settings
from server.people.roombook import PlannedMeeting
from tests.support.people import quick_passphrases
from tests.support.processes import free_port
from tests.support.site import Site
from tests.support.site import Woman as Browser
from tests.support.woman import Cookies, Woman

CIRCLE, BABIES, RECOVERY, SPANISH = (terms.name for terms in demo.ROOMS)
AGREED = {"agreed": "1", "attests": "yes"}


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[Site]:
    node = await Node.make(Settings(data=folder, port=free_port(), host="127.0.0.1", demo=True), passphrases=quick_passphrases())
    site = Site(node)
    try:
        await node.start()
        yield site
    finally:
        await site.leave()
        await node.stop()


@pytest.fixture
async def willow(tmp_path: Path) -> AsyncIterator[Site]:
    async with served(tmp_path) as site:
        yield site


async def links(site: Site) -> dict[str, str]:
    """Each code by what its link is for."""
    lines = await demo.fresh_links(site.node.db, site.people, site.node.address)
    return {line.rsplit(maxsplit=1)[0].strip(): line.rsplit("#")[-1] for line in lines}


class Place:
    """Where a line is opened."""

    def __init__(self, node: Node) -> None:
        self.address = node.address
        self.port = node.settings.port
        self.security: Cookies = node.security


async def line(site: Site, browser: Browser, path: str, name: str = "") -> Woman:
    """Her seat's line, after she came in by the pages."""
    node = site.node
    token = next(cookie.value for cookie in browser.client.cookie_jar if cookie.key == node.security.session_cookie)
    woman = Woman(token, name)
    await woman.connect(Place(node))
    assert (await woman.sit(path.rpartition("/")[2]))["ok"]
    return woman


async def comes(site: Site, code: str, name: str) -> Woman:
    """A guest, from her link to wherever the room seats her."""
    browser = site.woman()
    await browser.get("/join")
    return await line(site, browser, (await browser.post("/join", name=name, code=code, **AGREED)).path, name)


async def signed_in(site: Site, code: str) -> Browser:
    browser = site.woman()
    await browser.get("/invitation")
    await browser.post("/invitation", code=code, step="enter")
    return browser


async def facilitates(site: Site, browser: Browser, meeting: str) -> Woman:
    return await line(site, browser, (await browser.post(f"/seat/{meeting}", **AGREED)).path)


async def test_a_guest_sits_in_the_circle_and_another_is_met_at_the_door(willow: Site) -> None:
    codes = await links(willow)
    assert next(iter(codes)) == "a guest"
    rose = await comes(willow, codes["a guest"], "Rose")
    assert rose.standing["status"] == "here"
    wren = await comes(willow, codes["a guest who waits"], "Wren")
    assert wren.standing["status"] == "waiting"
    spanish = next(room.id for room in await willow.people.roombook.all() if room.name == SPANISH)
    text = await willow.people.agreements.newest(spanish)
    assert text is not None
    assert text.text.startswith("Lo que se dice aquí")
    ruth = await facilitates(willow, await signed_in(willow, codes["Ruth, facilitator"]), wren.meeting)
    await ruth.does("admit", seat=wren.seat)
    await wren.until(lambda w: w.standing["status"] == "here")
    assert [step["title"]["en"] for step in ruth.answer["snapshot"]["script"]][:2] == ["Quiet moment", "Welcome and purpose"]
    for woman in (rose, wren, ruth):
        await woman.leave_line()


async def test_the_calendar_has_something_true_to_show(willow: Site) -> None:
    ruth = await signed_in(willow, (await links(willow))["Ruth, facilitator"])
    rooms = {room.name: room.id for room in await willow.people.roombook.all()}

    async def planned(name: str) -> list[PlannedMeeting]:
        return [meeting for meeting in await willow.people.roombook.meetings(rooms[name]) if meeting.series]

    deadline = time.monotonic() + 5
    while not all([await planned(name) for name in rooms]):
        assert time.monotonic() < deadline, "the timers plan what comes"
        await asyncio.sleep(0.02)
    await ruth.get("/calendar")
    await ruth.post("/calendar/zone", zone=demo.ZONE)
    page = await ruth.get("/calendar")
    assert all(page.says(name.replace("'", "\N{APOSTROPHE}")) for name in rooms)
    assert page.says("Called off")
    assert page.says(demo.CALLED_OFF[1])
    for asked, left in (("perinatal=yes", BABIES), ("newcomer=yes", RECOVERY), ("language=es", SPANISH), ("format=open_circle", CIRCLE)):
        shown = unescape((await ruth.get(f"/calendar?{asked}")).text.partition("when-list")[2])
        assert {name for name in rooms if name in shown} == {left}, asked
    assert {meeting.opens_at.astimezone(ZoneInfo(demo.ZONE)).strftime("%H:%M") for meeting in await planned(CIRCLE)} == {"19:30"}


async def test_each_start_finds_the_circle_open_once(tmp_path: Path) -> None:
    async with served(tmp_path) as site:
        node, rooms = site.node, site.people.roombook
        circle = next(room.id for room in await rooms.all() if room.name == CIRCLE)
        [first] = [meeting.id for meeting in await rooms.meetings(circle) if meeting.status == "open"]
        await demo.seed(node.db, node.clock, site.people, node.meetings)
        assert [meeting.id for meeting in await rooms.meetings(circle) if meeting.status == "open"] == [first]
        await node.meetings.close(first)
    async with served(tmp_path) as site:
        meetings = await site.people.roombook.meetings(circle)
        [second] = [meeting for meeting in meetings if meeting.status == "open"]
        assert second.id != first
        assert all(second.closes_at <= meeting.opens_at for meeting in meetings if meeting.series)
