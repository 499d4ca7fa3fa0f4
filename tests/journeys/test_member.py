"""A woman's own page in a meeting with a shape: turns in words, words read first, quiet time, pause, the waiting room, a report."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest_asyncio
from playwright.async_api import expect

from rooms.terms import WaitingFor
from tests.conftest import NewContext
from tests.journeys.conftest import CUT
from tests.journeys.test_live_room import IN_VIEW
from tests.support.journey import Walk
from tests.support.journey_acts import lend_a_hand
from tests.support.journey_desk import Evening, evening_at
from tests.support.journey_live import Seat
from tests.support.journey_look import Inspector

SAID = "document.getElementById('said').innerText"


@pytest_asyncio.fixture(loop_scope="session")
async def evening(folder: Path) -> AsyncIterator[Evening]:
    """An open meeting to which guests come straight in."""
    async with evening_at(folder, waiting=WaitingFor.NOBODY, grace_s=10) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def door(folder: Path) -> AsyncIterator[Evening]:
    """A meeting at whose door everybody is met."""
    async with evening_at(folder, waiting=WaitingFor.EVERYONE, format="perinatal") as opened:
        yield opened


async def comes(
    new_context: NewContext, evening: Evening, name: str, device: str = "phone", *, look: Inspector | None = None, clock: bool = False
) -> Seat:
    """She comes in by the door's link; with `clock` her time is the test's to move."""
    page = await (await new_context(device, evening.origin, CUT)).page()
    if clock:
        await page.clock.install()
    walk = Walk(await look.with_axe(page) if look else page, evening.origin)
    await walk.join(evening.door, name)
    return await Seat(walk.page).taken()


async def reads(seat: Seat, *words: str) -> None:
    """These words stand in the line above her composer."""
    for each in words:
        await expect(seat.page.locator(".dock-turn")).to_contain_text(each)


async def hears(seat: Seat, words: str) -> None:
    """A screen reader is told."""
    await expect(seat.page.locator("#said")).to_contain_text(words)


async def test_turns(evening: Evening, new_context: NewContext) -> None:
    ruth = await lend_a_hand(new_context, evening)
    tess, june = [await comes(new_context, evening, name) for name in ("Tess", "June")]
    ola = await comes(new_context, evening, "Ola", "desktop")
    await ruth.does("set_mode", mode="queue", cross_talk=False, turn_s=0)
    await reads(june, "Raise your hand when you would like to speak.")
    await june.composer.fill("Not yet")
    await june.page.keyboard.press("Control+Enter")
    await expect(june.act("Send")).to_have_attribute("aria-disabled", "true")
    await tess.act("Hand").click()
    await reads(tess, "It is your turn.")
    await hears(tess, "It is your turn.")
    await hears(june, "Tess has the floor.")
    await june.act("Hand").click()
    await reads(june, "Tess has the floor.", "You are next.")
    await expect(june.act("Lower my hand")).to_be_visible()
    await ola.act("Hand").click()
    await reads(ola, "June is next, then you.")
    await tess.say("Thank you for having me.")
    await expect(june.row("Thank you for having me.")).to_have_class(re.compile("has-floor"))
    await tess.act("I am done").click()
    await reads(june, "It is your turn.")
    await expect(june.composer).to_have_value("Not yet")
    await june.act("Send").click()
    await june.hears("Not yet")
    await ola.act("Lower my hand").click()
    await reads(ola, "June has the floor.", "Raise your hand when you would like to speak.")
    await june.act("I am done").click()
    await ruth.does("set_mode", mode="go_round", cross_talk=False, turn_s=60)
    await reads(tess, "It is your turn.", "A minute left.")
    await reads(ola, "Your turn comes. You may pass.")
    await ola.act("Pass").click()
    await reads(ola, "The round goes on.")
    await june.act("The circle").click()
    await june.act("Just listen").and_(june.page.locator(":visible")).click()
    await june.page.keyboard.press("Escape")
    await reads(june, "You are just listening.")
    await tess.act("Pass").click()
    await expect(tess.page.locator(".dock-turn")).not_to_contain_text("floor")
    for each in (tess, ola):
        assert await each.page.evaluate("document.body.scrollHeight <= innerHeight"), "the page itself never scrolls"


async def test_words_that_are_read_first(evening: Evening, new_context: NewContext) -> None:
    ruth = await lend_a_hand(new_context, evening)
    tess, june = [await comes(new_context, evening, name) for name in ("Tess", "June")]
    await ruth.does("set_hold", seat=await ruth.seat("June"), on=True)
    waiting = june.page.locator(".rows > [data-out]")
    await reads(june, "A facilitator reads your words first.")
    for text in ("First.", "Second.", "Third."):
        await june.say(text, heard=False)
        await expect(waiting.filter(has_text=text)).to_contain_text("Waiting for the facilitator to read it.")
    await june.page.reload()
    await expect(waiting).to_have_count(3)
    await ruth.does("release", id=await ruth.message("First."))
    await june.hears("First.")
    await tess.hears("First.")
    await ruth.does("decline", id=await ruth.message("Second."), reason="contact")
    await expect(waiting.filter(has_text="Second.")).to_contain_text("Telephone numbers, addresses or accounts")
    await june.act("Take it back", waiting.filter(has_text="Third.")).click()
    await expect(june.composer).to_have_value("Third.")
    await june.composer.fill("")
    await june.act("Let it go").click()
    await expect(waiting).to_have_count(0)
    await expect(june.composer).to_have_value("")
    assert await tess.texts() == ["First."], "nothing else ever reached the circle"
    first = await ruth.message("First.")
    await ruth.does("remove_message", id=first, reason="unkind")
    await tess.reads("A facilitator took this down.")
    await june.reads("A facilitator took your words down.")
    assert "First." not in await tess.page.content(), "the words leave every page"
    await ruth.does("restore_message", id=first)
    await tess.hears("First.")


async def test_what_rests_lifts_by_itself(evening: Evening, new_context: NewContext) -> None:
    ruth = await lend_a_hand(new_context, evening)
    june = await comes(new_context, evening, "June", clock=True)
    send = june.act("Send")
    await june.composer.fill("I keep this.")
    await ruth.does("quiet", seat=await ruth.seat("June"), minutes=5, reason="unkind")
    await june.reads("You can read everything. It lifts by itself.")
    await reads(june, "You can write again in 5 minutes")
    await expect(send).to_have_attribute("aria-disabled", "true")
    await june.page.clock.fast_forward("04:30")
    await reads(june, "seconds")
    await june.page.clock.fast_forward("00:40")
    await expect(send).to_have_attribute("aria-disabled", "false")
    await hears(june, "Quiet time is over.")
    await ruth.does("lift_quiet", seat=await ruth.seat("June"))
    await ruth.does("pause")
    await june.reads("We paused for a moment.")
    await expect(send).to_have_attribute("aria-disabled", "true")
    await ruth.does("resume")
    await expect(send).to_have_attribute("aria-disabled", "false")
    await ruth.does("set_slow", seconds=30)
    await send.click()
    await june.hears("I keep this.")
    await june.composer.fill("And this.")
    await reads(june, "You can send again in")
    await june.page.clock.fast_forward("00:31")
    await expect(send).to_have_attribute("aria-disabled", "false")
    await ruth.page.close()
    await june.reads("{name} lost her line. Her seat is kept.", name="Ruth")
    await june.page.clock.fast_forward("00:11")
    await june.reads("No facilitator is here just now.")
    await expect(send).to_have_attribute("aria-disabled", "true")


async def test_the_waiting_room(door: Evening, new_context: NewContext) -> None:
    look = Inspector()
    ruth = await lend_a_hand(new_context, door)
    tess = await comes(new_context, door, "Tess")
    june = await comes(new_context, door, "June", look=look)
    page = june.page
    await expect(page.locator(".wait-title")).to_have_text("Ruth knows you are here.")
    await expect(page.locator(".wait .lead")).to_contain_text("One woman is before you.")
    await expect(page.locator(".wait .tonight")).to_contain_text("For us.")
    await expect(page.locator(".wait .tonight dd")).to_have_count(4)
    await june.say("Is this the right place?", heard=False)
    await expect(page.locator(".wait-line")).to_contain_text("Is this the right place?")
    await ruth.does("answer_privately", id="answer-000000001", seat=await ruth.seat("June"), text="It is. Not long now.")
    await expect(page.locator(".wait-line")).to_contain_text("It is. Not long now.")
    await hears(june, "It is. Not long now.")
    assert await tess.page.get_by_text("Not long now.").count() == 0
    await look(page, "meeting.html")
    for size in ((360, 380), (320, 640)):
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        for part in ("#words", ".composer-send", ".dock .helpbar", ".head .quick-exit"):
            assert await page.locator(part).evaluate(IN_VIEW), f"{part} is not in view"
    await page.set_viewport_size({"width": 360, "height": 740})
    await ruth.does("decline_seat", seat=await ruth.seat("Tess"), next="next_meeting")
    await tess.told("We cannot let you in tonight.")
    await expect(tess.page.locator(".closing")).to_contain_text("You are welcome at the next meeting.")
    await expect(page.locator(".wait .lead")).to_contain_text("You are next.")
    await june.composer.fill("I was about to say")
    await ruth.does("admit", seat=await ruth.seat("June"))
    await expect(page.locator(".rows > [data-out]")).to_contain_text("They were for the facilitators")
    await expect(june.composer).to_have_value("")
    await ruth.says("Welcome, June.")
    await june.hears("Welcome, June.")
    await ruth.does("move_to_waiting", seat=await ruth.seat("June"))
    await expect(page.locator(".wait-title")).to_have_text("You are in the waiting room for a moment.")
    assert "Welcome, June." not in await page.content(), "nothing of the circle stays"
    await ruth.does("admit", seat=await ruth.seat("June"))
    await june.hears("Welcome, June.")
    await ruth.does("remove_seat", seat=await ruth.seat("June"), reason="disturbing", scope="tonight")
    await june.told("Your seat here has ended.")
    assert await june.shown() == []
    await look(page, "meeting.html")
    assert not look.found, look.found


async def test_leaving_the_waiting_room(door: Evening, new_context: NewContext) -> None:
    ruth = await lend_a_hand(new_context, door)
    june = await comes(new_context, door, "June")
    await june.act("Leave", june.page.locator(".dock-acts")).click()
    await expect(june.page.locator("#leave-sheet")).to_contain_text("The circle sees nothing.")
    await june.act("Leave quietly").click()
    await june.told("You left quietly.")
    assert (await ruth.sees())["waiting"] == []


async def test_in_line_for_a_seat(folder: Path, new_context: NewContext) -> None:
    look = Inspector()
    async with evening_at(folder, waiting=WaitingFor.NOBODY, capacity=2) as evening:
        meetings, sessions = evening.node.meetings, evening.node.people.sessions
        ruth, guests = await lend_a_hand(new_context, evening), []
        for name in ("Dana", "Tess"):
            until = evening.node.clock.now() + timedelta(hours=2)
            guest = await sessions.identify(await sessions.start_guest(evening.meeting, until=until, language="en"))
            assert guest is not None
            await meetings.seat(evening.meeting, guest, name)
            guests.append(guest)
        page = await (await new_context("phone", evening.origin, CUT)).page()
        walk = Walk(await look.with_axe(page), evening.origin)
        await page.goto(f"{evening.origin}{evening.door}")
        await expect(page.locator("[data-opens]")).to_contain_text("The circle is full just now. You can wait in line for a seat.")
        await page.get_by_label("I would like to just listen tonight").check()
        await page.get_by_label("Your name for tonight").fill("June")
        await look(page, "join.html")
        await page.locator("form button.button-primary").click()
        await expect(page.locator(".wait-title")).to_have_text("The circle is full just now.")
        await expect(page.locator(".wait .lead")).to_have_text("You are first in line. You come in by yourself as soon as a seat is free.")
        await expect(page.get_by_role("button", name="Leave the line")).to_be_visible()
        await look(page, "meeting.html")
        await meetings.leave(evening.meeting, guests[0])
        june = await Seat(walk.page).taken()
        await expect(page.locator(".wait")).to_be_hidden()
        hers = next(seat for seat in (await ruth.sees())["seats"] if seat["name"] == "June")
        assert (hers["status"], hers["listening"]) == ("here", True)
        await reads(june, "You are just listening. Nobody calls on you.")
        assert not look.found, look.found


async def test_a_report_in_three_taps(evening: Evening, new_context: NewContext) -> None:
    look = Inspector()
    ruth = await lend_a_hand(new_context, evening)
    tess = await comes(new_context, evening, "Tess")
    june = await comes(new_context, evening, "June", look=look)
    await tess.say("Buy my book tonight.")
    await ruth.says("Something else.")
    await june.hears("Buy my book tonight.", "Something else.")
    await june.row("Buy my book tonight.").locator(".msg-words").click()
    await june.act("Report", june.row("Buy my book tonight.")).click()
    sheet = june.page.locator("#report-sheet")
    await expect(sheet).to_contain_text("never Tess")
    await look(june.page, "meeting.html")
    await june.act("Selling, advertising, or asking for money.", sheet).click()
    await expect(sheet.locator(".secret")).not_to_be_empty()
    await expect(june.act("Copy the code", sheet)).to_be_visible()
    assert [report["reason"] for report in (await ruth.sees())["reports"]] == ["selling"]
    await sheet.get_by_role("button", name="Do not show me words of Tess tonight").click()
    await expect(june.row("Buy my book tonight.")).to_be_hidden()
    await tess.say("And again.")
    await expect(june.row("And again.")).to_be_hidden()
    assert "And again." not in await june.page.evaluate(SAID)
    assert [each["text"] for each in (await ruth.sees())["messages"]][-1] == "And again.", "a facilitator sees everything"
    await june.page.reload()
    await expect(june.row("And again.")).to_be_hidden()
    await june.act("The circle").click()
    await look(june.page, "meeting.html")
    await june.act("Show me her words again").and_(june.page.locator(":visible")).click()
    await june.page.keyboard.press("Escape")
    await expect(june.row("And again.")).to_be_visible()
    assert not look.found, look.found
