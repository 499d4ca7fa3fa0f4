"""Pages that must work when little else does: without script, without a line, and in her own language."""

from __future__ import annotations

import pytest
from playwright.async_api import Error, expect

from tests.conftest import NewContext
from tests.journeys.conftest import Demo, guest
from tests.support.journey import Walk, catalogue
from tests.support.journey_live import Seat

OFFLINE = ("net::ERR_",)
OUT_OF_SIGHT = """() => {
  Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
  delete document.visibilityState;
}"""
BESIDE_THE_LIST = (
    """() => [...document.querySelectorAll("body *")].filter((node) => !node.closest("#notes") && node.checkVisibility()).length"""
)


async def test_help_lines_and_quick_exit_without_script(demo: Demo, new_context: NewContext) -> None:
    page = await (await new_context("phone", demo.origin, beyond=demo.exit, java_script_enabled=False)).page("/")
    await page.locator(".footbar").get_by_role("link", name="Help lines").click()
    await expect(page.get_by_role("heading", name="Talk to a person")).to_be_visible()
    call = page.locator("main a[href^='tel:']")
    assert await call.count() > 2
    await page.get_by_role("link", name="Ireland").click()
    await expect(page.get_by_text("116 123").first).to_be_visible()
    await page.get_by_role("button", name="Español").click()
    await expect(page.locator("html")).to_have_attribute("lang", "es")
    await page.get_by_role("link", name=catalogue().translate("es", "Quick exit"), exact=True).click()
    await expect(page).to_have_url(demo.exit)


async def test_a_seat_without_script(demo: Demo, new_context: NewContext) -> None:
    page = await (await new_context("phone", demo.origin, java_script_enabled=False)).page("/join")
    await page.get_by_text("Could anyone else see this screen?").click()
    await expect(page.get_by_text("You can leave now and come back when you are alone.")).to_be_visible()
    await page.get_by_label("Your name for tonight").fill("Lena")
    await page.get_by_label("Code").fill(demo.door.split("#")[1].lower().replace("-", " "))
    await page.get_by_role("button", name="Go in").click()
    await expect(page.get_by_text("I am a woman, or I feel at home among women.")).to_be_visible()
    await page.get_by_role("button", name="I agree and come in").click()
    await expect(page.get_by_role("heading", name="The live room needs script")).to_be_visible()
    await expect(page.get_by_role("button", name="Send")).to_be_hidden()
    await page.locator(".dock").get_by_role("link", name="Help lines").click()
    await expect(page.get_by_role("heading", name="Talk to a person")).to_be_visible()


async def test_help_lines_without_a_line(demo: Demo, new_context: NewContext) -> None:
    visitor = await new_context("phone", demo.origin, forgiven=OFFLINE, beyond=demo.exit)
    page = await visitor.page("/help")
    kept = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
    assert await page.evaluate(kept) == 0, "nothing is kept on her phone unless she asks"
    await page.get_by_role("button", name="Keep this page here").click()
    await expect(page.get_by_text("This page is kept.")).to_be_visible()
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await page.get_by_label("Keep it after quick exit too").check()
    await page.locator("header").get_by_role("link", name="Quick exit").click()
    await expect(page).to_have_url(demo.exit)
    await visitor.context.set_offline(True)
    await page.goto(f"{demo.origin}/help?in=GB")
    await expect(page.get_by_text("116 123").first).to_be_visible()
    assert await page.evaluate("getComputedStyle(document.querySelector('.quick-exit')).borderRadius") != "0px", "with its style"
    with pytest.raises(Error, match="net::ERR_"):
        await (await visitor.context.new_page()).goto(f"{demo.origin}/join")
    await page.goto(f"{demo.origin}/help")
    await page.get_by_label("Keep it after quick exit too").uncheck()
    await visitor.context.set_offline(False)
    await page.locator("header").get_by_role("link", name="Quick exit").click()
    await expect(page).to_have_url(demo.exit)
    await visitor.context.set_offline(True)
    with pytest.raises(Error, match="net::ERR_"):
        await (await visitor.context.new_page()).goto(f"{demo.origin}/help")
    await visitor.context.set_offline(False)
    await page.goto(f"{demo.origin}/help")
    await page.get_by_role("button", name="Keep this page here").click()
    await page.get_by_role("button", name="Remove it again").click()
    await expect(page.get_by_text("It is removed from this phone.")).to_be_visible()
    await visitor.context.set_offline(True)
    with pytest.raises(Error, match="net::ERR_"):
        await (await visitor.context.new_page()).goto(f"{demo.origin}/help")


async def test_quick_exit_from_any_page(demo: Demo, new_context: NewContext) -> None:
    page = await (await new_context("desktop", demo.origin, beyond=demo.exit)).page("/join")
    await page.get_by_label("Your name for tonight").fill("Mira")
    for _ in range(3):
        await page.keyboard.press("Shift")
    await expect(page).to_have_url(demo.exit)
    await page.goto(f"{demo.origin}/help")
    await page.locator("header").get_by_role("link", name="Quick exit").click()
    await expect(page).to_have_url(demo.exit)


async def test_a_language_chosen_at_the_door(demo: Demo, new_context: NewContext) -> None:
    page = await (await new_context("phone", demo.origin)).page(demo.door)
    await expect(page.locator("[data-opens]")).to_contain_text("This opens")
    question = page.locator("[data-screen]")
    await question.get_by_text("Could anyone else see this screen?").click()
    await expect(question.get_by_text("A private window keeps no history on this device.")).to_be_visible()
    assert await page.evaluate("sessionStorage.getItem('screen')") == "/join", "that she was asked, and not what she did"
    await page.get_by_role("button", name="Español").click()
    await expect(page.locator("html")).to_have_attribute("lang", "es")
    await expect(page.locator("[data-opens]")).to_contain_text("Women's evening circle")
    say = Walk(page, demo.origin, language="es").words
    await page.get_by_label(say("Your name for tonight"), exact=True).fill("Inés")
    await expect(page.get_by_role("heading", name=say("What we agree to"))).to_be_visible()
    await page.get_by_role("button", name=say("I agree and come in")).click()
    seat = await Seat(page, "es").taken()
    await seat.say("Buenas noches.")
    await page.evaluate("sessionStorage.setItem('screen', '/seat/another')")
    await page.goto(f"{demo.origin}/join")
    await expect(page.locator("[data-screen]")).to_be_hidden()  # asked once
    await page.goto(f"{demo.origin}/help")
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("heading", name="Talk to a person")).to_be_visible()


async def test_somebody_with_her_seat_is_led_back(demo: Demo, new_context: NewContext) -> None:
    seat = await guest(new_context, demo, "Ottilie")
    room = seat.page.url
    await seat.page.goto(f"{demo.origin}/")
    await seat.page.get_by_role("link", name="Back to my seat").click()
    await expect(seat.page).to_have_url(room)
    await seat.taken()


async def test_pages_that_pass_as_a_shopping_list(demo: Demo, new_context: NewContext) -> None:
    other = await guest(new_context, demo, "Juno")
    page = await (await new_context("phone", demo.origin, beyond=demo.exit)).page(demo.door)
    notes, add = page.locator("#notes"), page.locator("#notes-add")

    async def covered() -> None:
        await expect(notes).to_be_visible()
        assert await page.evaluate(BESIDE_THE_LIST) == 0
        assert await page.title() == "Shopping list"

    async def write(words: str) -> None:
        await page.keyboard.press("Tab")  # by keyboard, from the list's title
        await add.focus()
        await add.fill(words)
        await page.keyboard.press("Enter")

    await page.get_by_text("Could anyone else see this screen?").click()
    await page.get_by_role("link", name="Have our pages pass as a shopping list").click()
    await expect(page.get_by_role("heading", name="What it cannot hide")).to_be_visible()
    assert page.url == f"{demo.origin}/view?next=/join", "the code of her link stands in no address"
    await page.get_by_label("Your word").fill("Plantain")
    await page.get_by_role("button", name="Turn it on").click()
    await page.wait_for_url("**/join")
    await covered()
    await write("eggs")
    await expect(notes.get_by_text("eggs")).to_be_visible()
    await covered()
    await write(" plantain ")
    await expect(page.locator("[data-opens]")).to_contain_text("This opens")
    walk = Walk(page, demo.origin)
    await walk.fill("Your name for tonight", "Iris")
    await page.get_by_role("button", name="I agree and come in").click()
    seat = await Seat(page).taken()
    await seat.composer.fill("a draft")
    await page.evaluate(OUT_OF_SIGHT)
    await covered()
    await other.say("Are you there?")
    await expect(page.locator(".msg-words").get_by_text("Are you there?")).to_be_attached()
    await page.evaluate("document.getElementById('cover').showModal()")  # as when she steps away in another tab
    await write("plantain")
    await page.evaluate("document.getElementById('cover').close()")
    await expect(page.locator(".msg-words").get_by_text("Are you there?")).to_be_visible()
    await expect(seat.composer).to_have_value("a draft")
    await page.reload()
    await covered()
    await write("help")
    await expect(page.get_by_role("heading", name="Talk to a person")).to_be_visible()
    await page.go_back()
    await covered()
    await notes.get_by_role("link", name="Close").click()
    await expect(page).to_have_url(demo.exit)
    assert await page.context.cookies() == []
    await page.goto(f"{demo.origin}/help")
    await expect(page.get_by_role("heading", name="Talk to a person")).to_be_visible()
    assert await page.title() == "Willow House"
