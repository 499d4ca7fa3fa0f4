"""An evening with a script: the room, a facilitator at her desk, women at their phones or on the wire alone, and what they do in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page, expect

from rooms.roles import Role
from server.app import Node
from server.config import Settings
from server.people.roombook import Terms
from tests.support.browser import Visitor
from tests.support.databases import laid
from tests.support.journey_desk import Desk
from tests.support.journey_live import Seat
from tests.support.people import quick_passphrases
from tests.support.processes import free_port
from tests.support.site import Site
from tests.support.woman import Woman

Arrive = Callable[..., Awaitable[Visitor]]


class Evening:
    """One open meeting of a programme that is served in this process."""

    def __init__(self, node: Node, arrive: Arrive) -> None:
        self.node = node
        self.site = Site(node)
        self.meeting = ""
        self._arrive = arrive
        self._on_the_wire: list[Woman] = []
        self._visitors: list[Visitor] = []

    # what a `Woman` asks of her house

    @property
    def address(self) -> str:
        return self.node.address

    @property
    def port(self) -> int:
        return self.node.settings.port

    @property
    def security(self) -> Any:
        return self.node.security

    async def begin(self, **terms: Any) -> None:
        """A room, and its meeting, open for two hours."""
        await self.site.programme()
        room = await self.node.people.roombook.create(Terms(**{"name": "Sunday circle", "purpose": "For us.", **terms}), by="system")
        self.meeting = await self.node.meetings.plan(room, None, self.node.clock.now() + timedelta(hours=2))

    async def ruth(self, device: str = "desktop") -> Desk:
        """The facilitator, at her desk."""
        token = await self._signed_in(await self.site.account("Ruth", Role.FACILITATOR))
        return await Desk(await self._seated(token, device, "", "en")).ready()

    async def phone(self, name: str, language: str = "en", device: str = "phone") -> Seat:
        """A woman in a browser."""
        return await Seat(await self._seated(await self._guest(language), device, name, language), language).taken()

    async def wire(self, *names: str) -> list[Woman]:
        """Women whose browser is not drawn: the same line and the same answers."""
        for name in names:
            woman = Woman(await self._guest("en"), name)
            self._on_the_wire.append(woman)
            await woman.connect(self)  # type: ignore[arg-type]
            await woman.sit(self.meeting)
        return self._on_the_wire[-len(names) :]

    async def leave(self) -> None:
        """Everybody hangs up, before the node stops: a page that looks for its line again would complain."""
        for visitor in self._visitors:
            await visitor.context.close()
        for woman in self._on_the_wire:
            await woman.leave_line()
        await self.site.leave()

    async def _signed_in(self, account: str) -> str:
        return await self.node.people.sessions.start(account, complete=True, shared=False, language="en")

    async def _guest(self, language: str) -> str:
        until = self.node.clock.now() + timedelta(hours=3)
        return await self.node.people.sessions.start_guest(self.meeting, until=until, language=language)

    async def _seated(self, token: str, device: str, name: str, language: str) -> Page:
        visitor = await self._arrive(device, self.address, locale=language)
        self._visitors.append(visitor)
        await visitor.context.add_cookies([{"name": self.node.security.session_cookie, "value": token, "url": self.address}])
        page = await visitor.page(f"/seat/{self.meeting}")
        if name:
            await page.locator("main input[name=name]").fill(name)
        await page.locator("main form button").last.click()
        return page


@asynccontextmanager
async def evening(folder: Path, arrive: Arrive, *, scripts: Path | None = None, **terms: Any) -> AsyncIterator[Evening]:
    """A node in this process whose one room has these terms. `scripts` is the programme's own folder of scripts."""
    laid(folder)
    node = await Node.make(
        Settings(data=folder, port=free_port(), host="127.0.0.1", scripts_folder=scripts), passphrases=quick_passphrases()
    )
    opened = Evening(node, arrive)
    try:
        await node.start()
        await opened.begin(**terms)
        yield opened
    finally:
        await opened.leave()
        await node.stop()


def script(desk: Desk) -> Locator:
    """The script's part of the desk, wherever it stands."""
    return desk.part("Script")


async def goes_on(desk: Desk, step: str, *seats: Seat, first: bool = False) -> None:
    """The facilitator begins the next step; everybody's agenda says so."""
    await desk.tap("Begin: {step}" if first else "Next: {step}", script(desk), step=step)
    for seat in seats:
        await expect(now(seat)).to_have_text(step)


def now(seat: Seat) -> Locator:
    """The step that her agenda shows as the present one."""
    return seat.page.locator(".agenda-title")


async def posts_card(desk: Desk, *seats: Seat) -> None:
    """One tap, and the card's words stand in the conversation."""
    card = script(desk).locator('.cue[data-key="cue"]')
    words = await card.locator(".cue-words").inner_text()
    await desk.tap("Post these words", card)
    for seat in seats:
        await seat.hears(words)
    await expect(card).to_contain_text("These words are posted.")


async def is_asked(seat: Seat) -> None:
    """Her page says that it is her turn."""
    await expect(seat.page.locator(".dock").get_by_text(seat.words("It is your turn."), exact=True)).to_be_visible()


async def refused(woman: Woman, code: str, **fields: str) -> None:
    """What she says now is not taken, for this reason."""
    answer = await woman.post("Out of order", **fields)
    assert (answer["ok"], answer.get("code")) == (False, code), answer


async def has_turn(woman: Woman) -> None:
    """Wait until it is hers."""
    await woman.until(
        lambda w: [event for event in w.events if event["type"] in {"turn_began", "turn_ended"}][-1:] == w.told("turn_began")[-1:]
    )
    await woman.until(lambda w: w.told("turn_began") and w.told("turn_began")[-1]["seat"] == w.seat)


async def shares(woman: Woman, words: str) -> None:
    """She is asked, says something, and is done."""
    await has_turn(woman)
    assert (await woman.post(words))["ok"]
    await woman.does("end_turn")
