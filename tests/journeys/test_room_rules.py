"""A room's rules on her page: she is asked before a number is posted, nothing she wrote is lost, and a link is noticed quietly."""

from __future__ import annotations

from playwright.async_api import expect

from tests.conftest import NewContext
from tests.journeys.conftest import CUT, Demo, guest
from tests.support.journey import Walk
from tests.support.journey_live import Seat

NUMBER = "💛 Call me any time: 503-555-0142"


async def test_she_is_asked_before_a_number_is_posted(demo: Demo, new_context: NewContext) -> None:
    june, ola = await guest(new_context, demo, "Junia"), await guest(new_context, demo, "Olala")
    page = ola.page
    await ola.say(NUMBER, heard=False)
    asked = page.locator(".rows [data-out] .msg-note")
    await expect(asked).to_contain_text(ola.words("This looks like a telephone number."))
    await expect(asked.locator("q")).to_have_text("503-555-0142")
    await expect(page.locator("#words")).to_have_value("")
    await page.locator("#words").fill("and thank you")
    change = ola.act("Change it", asked)
    await change.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#words")).to_have_value(f"{NUMBER}\nand thank you")
    await expect(page.locator("#words")).to_be_focused()
    await page.locator("#words").fill("")
    await ola.say(NUMBER, heard=False)
    post = ola.act("Post it as it is", asked)
    await post.focus()
    await page.keyboard.press("Enter")
    await june.hears(NUMBER)
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
