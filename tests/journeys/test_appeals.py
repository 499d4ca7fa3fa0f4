"""A guest on her phone asks somebody else to look: at words taken down, at her quiet time, and when she was asked to go.

Another facilitator finds that it does not stand, and she is back in the circle. And words that nobody read are not dropped in silence.
"""

from __future__ import annotations

import re
from pathlib import Path

from playwright.async_api import Page, expect

from rooms.terms import WaitingFor
from tests.conftest import NewContext
from tests.support.journey_desk import Desk, evening_at, facilitator, guest
from tests.support.journey_live import Seat
from tests.support.journey_look import Inspector

ASK = "Ask someone else to look at this"


async def asks(seat: Seat, text: str, look: Inspector) -> str:
    """From the link under what was done, in a tab of its own: she writes, and is given a code."""
    async with seat.page.context.expect_page() as opened:
        await seat.page.get_by_role("link", name=ASK).last.click()
    page = await look.with_axe(await opened.value)
    await expect(page).to_have_url(re.compile(f"/appeal/{seat.page.url.rsplit('/', 1)[1]}$"))  # no address tells what it is about
    return await asked(page, text)


async def asked(page: Page, text: str) -> str:
    """The form, sent; gives her code."""
    await page.get_by_label("What should she know?").fill(text)
    await page.get_by_role("button", name="Ask someone else to look", exact=True).click()
    await expect(page.get_by_role("heading", name="Thank you. It was passed on.")).to_be_visible()
    return await page.locator("code.secret").inner_text()


async def overturns(desk: Desk, listed: str) -> None:
    """Kay reads it and finds that it does not stand."""
    page = await desk.page.context.new_page()
    await page.goto(desk.page.url.split("/meeting/")[0] + "/reports")
    await page.get_by_role("link", name=listed).click()
    await page.get_by_label("To decide what follows").check()
    await page.get_by_role("button", name="Open what she asks").click()
    await page.get_by_label("What was decided does not stand").check()
    await page.get_by_role("button", name="End this appeal").click()
    await expect(page.get_by_role("heading", name="What was decided does not stand")).to_be_visible()
    await page.close()


async def test_she_asks_somebody_else_and_it_is_undone(folder: Path, new_context: NewContext) -> None:
    look = Inspector()
    async with evening_at(folder, waiting=WaitingFor.NOBODY) as evening:
        desk = await facilitator(new_context, evening, evening.ruth)
        rose = await guest(new_context, evening, "Rose")
        await rose.taken()
        kay = await facilitator(new_context, evening, evening.kay)
        await rose.say("How are you, truly?")
        row = desk.row("How are you, truly?")
        await row.hover()
        await desk.tap("Take down", row)
        await desk.tap("cross-talk", row)
        await expect(rose.page.get_by_role("link", name=ASK)).to_be_visible()
        await asks(rose, "I only asked how she was.", look)
        await overturns(kay, "Asks about words that were taken down")
        await rose.hears("How are you, truly?")
        await desk.tap("For her", desk.of("Rose", "The circle"))
        her = desk.of("Rose", "The circle")
        await desk.tap("Quiet time", her)
        await expect(rose.page.locator(".line-kept a")).to_be_visible()
        await asks(rose, "I had asked once.", look)
        await overturns(kay, "Asks about her quiet time")
        await expect(rose.page.locator(".line-kept")).to_have_count(0)
        await desk.tap("For her", her)
        await desk.tap("Ask her to go", her)
        await expect(rose.page.locator(".closing-title")).to_be_visible()
        await rose.page.get_by_role("link", name=ASK).click()
        code = await asked(rose.page, "It is my first evening.")
        await overturns(kay, "Asks about being asked to go")
        await rose.page.goto(f"{evening.origin}/receipt")
        await rose.page.get_by_label("Code").fill(code)
        await rose.page.get_by_role("button", name="Show me").click()
        await expect(rose.page.get_by_text("it does not stand. We are sorry.")).to_be_visible()
        await rose.page.goto(f"{evening.origin}/meeting/{evening.meeting}")
        await rose.taken()
    assert not look.found, "\n".join(look.found)


async def test_words_that_nobody_read_are_told_to_her_at_the_close(folder: Path, new_context: NewContext) -> None:
    async with evening_at(folder, waiting=WaitingFor.NOBODY) as evening:
        desk = await facilitator(new_context, evening, evening.ruth)
        rose = await guest(new_context, evening, "Rose")
        await rose.taken()
        await desk.tap("For her", desk.of("Rose", "The circle"))
        await desk.tap("Read her words first", desk.of("Rose", "The circle"))
        await desk.done("{name}’s words are read first.", name="Rose")
        await rose.say("Is somebody there?", heard=False)
        await expect(desk.of("Rose", "Held words")).to_contain_text("Is somebody there?")
        await desk.tap("Close the meeting", desk.part("The room"))
        await desk.act("Close the meeting", desk.page.locator("#close-sheet")).click()
        closing = rose.page.locator(".closing")
        await expect(closing).to_contain_text("Your last message waited to be read, and nobody did.")
        await expect(closing).to_contain_text("The circle has not seen it.")
