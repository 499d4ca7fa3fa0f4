"""A side room: two taps at the desk, her own yes on her phone, words between the two, and the circle again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Locator, expect

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


def room_of(seat: Seat) -> Locator:
    return seat.page.locator(".side-room")


async def whisper(seat: Seat, text: str) -> None:
    """Write in the side room, by keyboard alone."""
    words = room_of(seat).locator("textarea")
    await words.fill(text)
    await words.press("Tab")
    await seat.page.keyboard.press("Enter")
    await expect(words).to_have_value("")


async def test_two_talk_alone_and_are_back_in_the_circle(evening: Evening, new_context: NewContext) -> None:
    look = Inspector()
    desk = await facilitator(new_context, evening, evening.ruth, look=look)
    rose, ivy = [await (await guest(new_context, evening, name, look=look)).taken() for name in ("Rose", "Ivy")]
    await rose.composer.fill("Half a sentence")
    await desk.tap("For her", desk.of("Rose", "The circle"))
    await desk.tap("Side room", desk.of("Rose", "The circle"))
    assert desk.taps == 2
    await desk.done("{name} is asked into a side room.", name="Rose")
    asked = rose.page.locator(".side-ask")
    await expect(asked.get_by_role("heading", name=rose.words("{name} offers you some time alone with her.", name="Ruth"))).to_be_visible()
    await expect(rose.composer).to_be_focused()
    await look(rose.page, "asked into a side room")
    await asked.get_by_role("button", name=rose.words("Not now")).click()
    await desk.reads("{name} does not come into a side room now.", name="Rose")
    await desk.tap("For her", desk.of("Rose", "The circle"))
    await desk.tap("Side room", desk.of("Rose", "The circle"))
    await asked.get_by_role("button", name=rose.words("Yes, let us talk")).click()
    await expect(room_of(rose).locator("textarea")).to_be_focused()
    await expect(rose.page.locator(".talk-scroll")).to_be_hidden()
    await expect(rose.composer).to_be_hidden()
    await ivy.reads("{name} stepped away. Her place is kept.", name="Rose")
    await whisper(rose, "It is about Friday.")
    await expect(room_of(desk).locator(".msg-words")).to_have_text("It is about Friday.")
    await whisper(desk, "I am here.")
    await expect(room_of(rose).locator(".msg-words")).to_have_text(["It is about Friday.", "I am here."])
    await desk.say("We go on together.")
    await look(rose.page, "a side room on a phone")
    await look(desk.page, "a side room at the desk")
    await rose.page.reload()
    await expect(room_of(rose).locator(".msg-words")).to_have_text(["It is about Friday.", "I am here."])
    await room_of(desk).locator("textarea").fill("One thing more")
    await room_of(rose).get_by_role("button", name=rose.words("Back to the circle")).click()
    await expect(rose.page.locator(".side-note")).to_be_visible()
    await expect(rose.composer).to_be_focused()
    await expect(rose.composer).to_have_value("Half a sentence")
    await expect(room_of(desk).locator("textarea")).to_have_value("One thing more")
    await expect(room_of(desk).locator(".msg")).to_have_count(0)
    await desk.tap("Back to the circle", room_of(desk))
    await expect(room_of(desk)).to_be_hidden()
    await ivy.reads("{name} is back.", name="Rose")
    for seat in (rose, desk, ivy):
        assert "about Friday" not in await seat.page.content(), "what they wrote is on no page"
    await rose.hears("We go on together.")
    assert look.found == []
