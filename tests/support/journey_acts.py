"""A facilitator who acts without her desk: a second line of her own seat, so that a test of the member's page rests on nothing else."""

from __future__ import annotations

import secrets
from typing import Any

from playwright.async_api import Page

from tests.conftest import NewContext
from tests.support.journey import Walk
from tests.support.journey_desk import Evening

LINE = """async (meeting) => {
  const client = document.querySelector("link[rel=modulepreload][href*='socket.io']").href;
  const { io } = await import(client);
  const socket = io({ transports: ["websocket"], forceNew: true });
  await new Promise((up) => socket.on("connect", up));
  window.command = (fields) => new Promise((answer) => socket.emit("command", fields, answer));
  return window.command({ type: "take_seat", meeting, cursor: null });
}"""


class Hand:
    """`await hand.does("pause")`; whatever is refused fails the test."""

    def __init__(self, page: Page, meeting: str) -> None:
        self.page = page
        self.meeting = meeting

    async def does(self, type: str, **fields: Any) -> dict[str, Any]:  # noqa: A002 -- the wire's own word
        """One command, and its answer."""
        answer: dict[str, Any] = await self.page.evaluate("(fields) => window.command(fields)", {"type": type, **fields})
        assert answer["ok"], (type, answer)
        return answer

    async def says(self, text: str) -> None:
        """Words of hers to the circle."""
        await self.does("post", id=secrets.token_urlsafe(12), text=text)

    async def sees(self) -> dict[str, Any]:
        """What a facilitator is shown now."""
        answer = await self.does("take_seat", meeting=self.meeting, cursor=None)
        snapshot: dict[str, Any] = answer["snapshot"]
        return snapshot

    async def seat(self, name: str) -> str:
        """Whose seat that is, in the circle or at the door."""
        shown = await self.sees()
        return next(str(seat["seat"]) for seat in [*shown["seats"], *shown["waiting"]] if seat["name"] == name)

    async def message(self, text: str) -> str:
        """Which message these words are, shown or held."""
        shown = await self.sees()
        return next(str(each["id"]) for each in [*shown["messages"], *shown["held"]] if each["text"] == text)


async def lend_a_hand(new_context: NewContext, evening: Evening) -> Hand:
    """Ruth, in the circle."""
    walk = Walk(await (await new_context("desktop", evening.origin)).page(), evening.origin)
    await walk.enter(evening.ruth)
    await walk.go(f"/seat/{evening.meeting}")
    await walk.come_in()
    await walk.page.locator("#words").wait_for()
    await walk.page.evaluate(LINE, evening.meeting)
    return Hand(walk.page, evening.meeting)
