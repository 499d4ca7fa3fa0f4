"""A moment of rest: the facilitator calls it, everyone has a calm page, and afterwards each is asked, alone, how she goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import expect

from rooms.terms import WaitingFor
from tests.conftest import NewContext
from tests.support.journey_desk import Evening, evening_at, facilitator, guest
from tests.support.journey_live import Seat
from tests.support.journey_look import Inspector


@pytest_asyncio.fixture(loop_scope="session")
async def evening(folder: Path) -> AsyncIterator[Evening]:
    """An open meeting to which guests come straight in."""
    async with evening_at(folder, waiting=WaitingFor.NOBODY) as opened:
        yield opened


async def rests(seat: Seat) -> None:
    """The calm page stands in place of the conversation."""
    await expect(seat.page.get_by_role("heading", name=seat.words("We rest for a moment."))).to_be_visible()
    await expect(seat.page.locator(".talk-scroll")).to_be_hidden()
    await expect(seat.composer).to_be_hidden()


async def test_everyone_rests_and_each_goes_on_in_her_own_way(evening: Evening, new_context: NewContext) -> None:
    look = Inspector()
    desk = await facilitator(new_context, evening, evening.ruth, look=look)
    rose, wren, ivy = [await (await guest(new_context, evening, name, look=look)).taken() for name in ("Rose", "Wren", "Ivy")]
    await rose.composer.fill("What I was about to say")
    await desk.page.keyboard.press("Escape")
    await desk.tap("Two minutes of rest")
    await desk.done("Everyone rests for two minutes.")
    await expect(desk.part("Everyone rests")).to_be_in_viewport(ratio=1)  # though the button that called it stands far down
    for seat in (rose, wren, ivy):
        await rests(seat)
    await desk.say("Feel the chair that carries you.")
    await expect(rose.page.locator(".rest .msg-words")).to_have_text("Feel the chair that carries you.")
    await look(rose.page, "a moment of rest")
    await look(desk.page, "the desk at rest")
    await desk.tap("End the rest")
    await desk.done("The rest is over.")
    for seat in (rose, wren, ivy):
        await expect(seat.page.get_by_role("heading", name=seat.words("How would you like to go on?"))).to_be_visible()
    await rose.act("Go on in the circle").click()
    await expect(rose.composer).to_be_focused()
    await expect(rose.composer).to_have_value("What I was about to say")
    await wren.act("Talk to someone").click()
    await wren.act("Raise my hand").click()
    await expect(desk.of("Wren", "Hands")).to_be_visible()
    await expect(wren.page.locator(".rest").get_by_role("link", name=wren.words("Help lines"))).to_have_attribute("href", "/help")
    await look(wren.page, "how she goes on")
    await ivy.act("Leave quietly", ivy.page.locator(".rest")).click()
    await ivy.act("Leave quietly", ivy.page.locator("#leave-sheet")).click()
    await ivy.told("You left quietly.")
    await expect(ivy.page.locator(".closing .button-primary")).to_have_text(ivy.words("Help lines"))
    await desk.tap("Two minutes of rest")
    await expect(desk.line).to_contain_text("ten minutes after it")
    assert not look.found, "\n".join(look.found)
