"""The first meeting in Spanish, for a guest whose phone speaks it: the waiting room, the talk, the close, and not one English sentence."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache

from playwright.async_api import Page, expect

from server.demo import ROOMS as ROOMS_OF_THE_DEMO
from tests.conftest import NewContext
from tests.journeys.conftest import Demo
from tests.support.bootstrap import ROOT
from tests.support.catalogues import PLACEHOLDER, forms, languages
from tests.support.journey import Walk
from tests.support.journey_live import Seat, agree

ROOM = "New babies, new days"  # it meets nobody at its door
ROOMS = {terms.name for terms in ROOMS_OF_THE_DEMO}  # names that a programme gave stay as they are, also where a tag of ours reads the same
TEXTS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest("[lang=en], .msg-words")) found.push(node.textContent.trim());
  }
  for (const node of document.querySelectorAll("[aria-label], [placeholder]")) found.push(node.ariaLabel, node.getAttribute("placeholder"));
  return found.filter(Boolean);
}"""


@cache
def english() -> list[re.Pattern[str]]:
    """Every English sentence that has a Spanish one, whatever stands in its places."""
    known = [(one, said) for entry in languages(ROOT)["es"] for one, said in zip(forms(entry.id), forms(entry.string), strict=False)]
    return [_pattern(sentence) for sentence, said in known if sentence != said and len(PLACEHOLDER.sub("", sentence)) > 6]


def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(".+".join(map(re.escape, PLACEHOLDER.split(sentence))))


async def in_spanish(page: Page, template: str) -> None:
    """A `Look`: nothing stands on the page, or is said by it, in English that has a Spanish sentence."""
    assert await page.locator("html").get_attribute("lang") == "es"
    texts = await page.evaluate(TEXTS)
    left = [text for text in texts if text not in ROOMS and any(pattern.fullmatch(text) for pattern in english())]
    assert len(texts) > 5
    assert not left, f"{template} says in English: {left}"


async def test_the_first_meeting_in_spanish(demo: Demo, new_context: NewContext) -> None:
    ruth = Walk(await (await new_context("desktop", demo.origin)).page(), demo.origin)
    await ruth.enter(demo.ruth)
    await ruth.go("/rooms")
    await ruth.page.get_by_role("link", name=ROOM).click()
    room = ruth.page.url
    await ruth.fill("Day and time", (datetime.now(UTC) + timedelta(minutes=20)).strftime("%Y-%m-%dT%H:%M"))
    await ruth.fill("In the time zone", "UTC")
    await ruth.press("Plan it")
    await ruth.press("Make a link")
    door = await ruth.page.locator("code.secret[data-copy]").inner_text()

    visitor = await new_context("phone", demo.origin, locale="es-ES", timezone_id="America/Bogota")
    ines = Walk(await visitor.page("/"), demo.origin, language="es", look=in_spanish)
    await ines.look(ines.page, "welcome.html")
    await ines.join(door, "Inés")
    await expect(ines.page).to_have_url(re.compile("/waiting/"))
    await ines.reads("You have a seat.")
    await ines.look(ines.page, "waiting.html")
    await ruth.go(ines.page.url.replace("waiting", "seat"))
    await ruth.come_in()
    await ruth.press("Open the room now")
    desk, phone = await Seat(ruth.page).taken(), await Seat(ines.page, "es").taken()

    await phone.look_around(in_spanish)
    await desk.say("Good evening. Come as you are.")
    await phone.say("Casi no vengo.")
    await phone.answer("Good evening. Come as you are.", "strength")
    await expect(desk.row("Good evening.").locator(".chips")).to_contain_text("strength")
    await desk.reply("Casi no vengo.", "Qué bueno que viniste.")
    await phone.on_row("Casi no vengo.", "Take it back")
    await expect(phone.composer).to_have_value("Casi no vengo.")
    await desk.reads("{name} took her words back.", name="Inés")
    await phone.reads("You took your words back.")
    await in_spanish(phone.page, "meeting.html")
    assert [text for _, text in await agree(desk, phone)] == ["Good evening. Come as you are.", None, "Qué bueno que viniste."]
    await desk.close()
    await phone.told("The meeting has closed.")
    await in_spanish(phone.page, "meeting.html")
    await ruth.page.goto(room)
    await expect(ruth.page.get_by_text("Open now")).to_have_count(0)
