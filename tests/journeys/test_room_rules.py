"""Before a telephone number is posted she is asked, on a phone and by keyboard, and nothing of what she wrote is lost."""

from __future__ import annotations

from playwright.async_api import expect

from tests.conftest import NewContext
from tests.journeys.conftest import Demo, guest

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
