"""Words that say what they touch: their author says it, others open them when they like, a facilitator may say it afterwards."""

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

HEAVY = "The night my mother died."


@pytest_asyncio.fixture(loop_scope="session")
async def evening(folder: Path) -> AsyncIterator[Evening]:
    """An open meeting to which guests come straight in."""
    async with evening_at(folder, waiting=WaitingFor.NOBODY) as opened:
        yield opened


async def nowhere(seat: Seat, text: str) -> None:
    """These words are not on her page, neither seen nor read aloud."""
    assert text not in await seat.page.content()


async def test_said_before_it_is_read(evening: Evening, new_context: NewContext) -> None:
    look = Inspector()
    desk = await facilitator(new_context, evening, evening.ruth, look=look)
    rose, wren = [await (await guest(new_context, evening, name, look=look)).taken() for name in ("Rose", "Wren")]
    await rose.composer.fill(HEAVY)
    await rose.act("Say what it touches").click()
    await rose.page.get_by_label("loss and grief").check()
    await look(rose.page, "what her words touch")
    await rose.act("Send").click()
    await rose.hears(HEAVY)
    await expect(rose.page.locator(".topics")).to_be_hidden()
    about = wren.words("Touches on {topics}.", topics=wren.words("loss and grief"))
    veiled = wren.page.locator(".msg[data-message]", has_text=about)
    await expect(veiled).to_be_visible()
    await nowhere(wren, HEAVY)
    await desk.hears(HEAVY)
    await expect(desk.row(HEAVY)).to_contain_text(about)
    await desk.reply(HEAVY, "Thank you for trusting us.")
    await expect(wren.page.locator(".msg-quote", has_text=about)).to_be_visible()
    await nowhere(wren, HEAVY)
    await look(wren.page, "words that wait for her")
    await wren.act("Open these words", veiled).focus()
    await wren.page.keyboard.press("Enter")
    await wren.hears(HEAVY)
    await wren.say("We were in court today.")
    await rose.hears("We were in court today.")
    await desk.on_row("We were in court today.", "What it touches")
    await desk.tap("custody of children", desk.row("We were in court today."))
    await desk.done("{name}’s words say that they touch on {topic}.", name="Wren", topic="custody of children")
    await expect(rose.page.get_by_text(rose.words("Touches on {topics}.", topics="custody of children"))).to_be_visible()
    await nowhere(rose, "We were in court today.")
    await look(desk.page, "the desk")
    await rose.act("The circle", rose.page.locator(".head")).click()
    await rose.page.locator("#circle-sheet").get_by_label("Always open words").check()
    await rose.page.keyboard.press("Escape")
    await rose.hears("We were in court today.")
    assert not look.found, "\n".join(look.found)
