"""A facilitator at her desk, in a women-only room with a script, and the women who come to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from playwright.async_api import Locator, Page, expect

from rooms.terms import WaitingFor
from server import demo
from server.app import Node
from server.config import Settings
from server.people.invitations import Kind
from server.people.roombook import Terms
from tests.conftest import NewContext
from tests.support.databases import laid
from tests.support.journey import Walk
from tests.support.journey_live import Seat
from tests.support.journey_look import Inspector
from tests.support.people import quick_passphrases
from tests.support.processes import free_port

ROOM = {"name": "Sunday circle", "purpose": "For us.", "audience": "women", "waiting": WaitingFor.GUESTS}
EXIT = "/alone/breath"  # where quick exit leads in these tests: nothing leaves the machine


class Evening(NamedTuple):
    """One open meeting of a room of its own in a demo's programme, whose staff need no second step."""

    node: Node
    meeting: str
    door: str  # the link for guests
    ruth: str  # a facilitator's sign-in link; it works once
    kay: str  # another's

    @property
    def origin(self) -> str:
        return self.node.address


@asynccontextmanager
async def evening_at(folder: Path, **terms: Any) -> AsyncIterator[Evening]:
    """A demo in this process with one room more, whose guests are met at the door unless `terms` say otherwise."""
    demo.guard(folder, demo=True)
    laid(folder)
    node = await Node.make(
        Settings(data=folder, port=free_port(), host="127.0.0.1", demo=True, exit_url=EXIT), passphrases=quick_passphrases()
    )
    try:
        await node.start()
        people = node.people
        room = await people.roombook.create(Terms(**{**ROOM, **terms}), by="system")
        meeting = await node.meetings.plan(room, None, node.clock.now() + timedelta(hours=2))
        door = (await people.invitations.make(Kind.ROOM, by="system", room=room)).path()
        _, ruth, kay, *_ = await demo.fresh_links(node.db, people, "")
        yield Evening(node, meeting, door, ruth.split()[-1], kay.split()[-1])
    finally:
        await node.stop()


class Desk(Seat):
    """A facilitator's page."""

    def __init__(self, page: Page, language: str = "en") -> None:
        super().__init__(page, language)
        self.desk = page.locator(".desk")
        self.line = page.locator(".desk-line")
        self.taps = 0

    async def ready(self) -> Desk:
        """Wait until she sits and the desk is there."""
        await self.taken()
        await expect(self.desk).to_be_visible()
        return self

    def part(self, title: str) -> Locator:
        """One part of the desk, by its heading."""
        return self.page.locator(".desk-section").filter(has=self.page.get_by_role("heading", name=self.words(title), exact=True))

    def of(self, name: str, part: str) -> Locator:
        """A woman's row in a part."""
        return self.part(part).locator(".desk-row").filter(has=self.page.locator(".desk-name bdi", has_text=name))

    async def tap(self, words: str, inside: Locator | None = None, **values: object) -> None:
        """One tap on what is seen, counted."""
        self.taps += 1
        name, box = self.words(words, **values), inside or self.desk
        button = box.get_by_role("button", name=name, exact=True).or_(box.locator(f'button:text-is("{name}")'))
        await button.and_(self.page.locator(":visible")).first.click()

    async def done(self, sentence: str, **values: object) -> None:
        """The line that says what just changed."""
        await expect(self.line).to_contain_text(self.words(sentence, **values))

    async def undo(self, sentence: str, **values: object) -> None:
        """Take it back, and read that it is."""
        await self.tap("Undo", self.line)
        await self.done(sentence, **values)


async def facilitator(
    new_context: NewContext, evening: Evening, link: str, device: str = "desktop", *, language: str = "en", look: Inspector | None = None
) -> Desk:
    """A facilitator at her desk, in her language."""
    page = await (await new_context(device, evening.origin)).page()
    walk = Walk(await look.with_axe(page) if look else page, evening.origin)
    await walk.enter(link)
    if language != "en":
        await walk.page.locator(f"button[name=language][value={language}]").click()
        walk.language = language
    await walk.go(f"/seat/{evening.meeting}")
    await walk.press("Go in")
    return await Desk(walk.page, language).ready()


async def guest(new_context: NewContext, evening: Evening, name: str, device: str = "phone", *, look: Inspector | None = None) -> Seat:
    """A guest who waits at the door."""
    page = await (await new_context(device, evening.origin)).page()
    walk = Walk(await look.with_axe(page) if look else page, evening.origin)
    await walk.join(evening.door, name)
    await expect(walk.page.locator("#words")).to_be_visible()
    return Seat(walk.page)
