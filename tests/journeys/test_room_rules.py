"""A room's rules on her page: a number is hidden and she is told, a likely name is asked about, and a link is noticed quietly."""

from __future__ import annotations

from playwright.async_api import expect

from tests.conftest import NewContext
from tests.journeys.conftest import CUT, Demo, guest
from tests.support.journey import Walk
from tests.support.journey_live import Seat

NUMBER = "503-555-0142"
NAME = "💛 then Mary Hill came"


async def test_a_number_is_hidden_and_a_likely_name_is_asked_about(demo: Demo, new_context: NewContext) -> None:
    june, ola = await guest(new_context, demo, "Junia"), await guest(new_context, demo, "Olala")
    page = ola.page
    label = ola.words("[phone number hidden]")
    await ola.say(f"Call me any time: {NUMBER}", heard=False)
    await june.hears(f"Call me any time: {label}")
    await expect(ola.row("Call me any time")).to_contain_text(ola.words("a telephone number"))
    await expect(june.row("Call me any time")).not_to_contain_text(ola.words("a telephone number"))
    kept = await page.evaluate("JSON.stringify([document.documentElement.outerHTML, {...sessionStorage}, {...localStorage}])")
    assert NUMBER not in kept
    await ola.say(NAME, heard=False)
    asked = page.locator(".rows [data-out] .msg-note")
    await expect(asked).to_contain_text(ola.words("This looks like a full name."))
    await expect(asked.locator("q")).to_have_text("Mary Hill")
    await expect(page.locator("#words")).to_have_value("")
    await page.locator("#words").fill("and thank you")
    change = ola.act("Change it", asked)
    await change.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#words")).to_have_value(f"{NAME}\nand thank you")
    await expect(page.locator("#words")).to_be_focused()
    await page.locator("#words").fill("")
    await ola.say(NAME, heard=False)
    post = ola.act("Post it as it is", asked)
    await post.focus()
    await page.keyboard.press("Enter")
    await june.hears(NAME)
    await expect(asked).to_have_count(0)


async def test_a_link_is_noticed_beside_the_words_on_the_facilitators_page_only(demo: Demo, new_context: NewContext) -> None:
    june, ola = await guest(new_context, demo, "Juna"), await guest(new_context, demo, "Olina")
    ruth = Walk(await (await new_context("desktop", demo.origin, CUT)).page(), demo.origin)
    await ruth.enter(demo.ruth)
    await ruth.go(f"/seat/{june.page.url.rsplit('/', 1)[1]}")
    await ruth.come_in()
    desk = await Seat(ruth.page).taken()
    await ola.say("It is all on https://example.org/story")
    await desk.hears("It is all on")
    await expect(desk.row("It is all on")).to_contain_text(desk.words("Noticed: a link."))
    await june.hears("It is all on")
    await expect(june.row("It is all on")).not_to_contain_text(june.words("Noticed: a link."))
    await expect(ola.row("It is all on")).not_to_contain_text(ola.words("Noticed: a link."))
