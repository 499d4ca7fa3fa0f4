"""The live room in a real browser: by keyboard, small and enlarged, on a bad line, and left in a hurry."""

from __future__ import annotations

import asyncio
import re
import time
from urllib.request import urlopen

import pytest
from playwright.async_api import Locator, Page, expect

from tests.conftest import NewContext
from tests.journeys.conftest import CUT, Demo, guest
from tests.support.journey import Walk
from tests.support.journey_live import Seat, eventually
from tests.support.relay import Relay

COVERED = "document.documentElement.classList.contains('is-covered')"
STORED = "JSON.stringify({...sessionStorage, here: undefined, screen: undefined})"  # but that this tab has been here, and was asked
KEPT = """async () => [
  sessionStorage.length, localStorage.length, (await caches.keys()).length, (await indexedDB.databases()).length,
  (await navigator.serviceWorker.getRegistrations()).length, document.cookie,
]"""
PRESSED = """() => new MutationObserver(() => requestAnimationFrame(() => setTimeout(() => covered({
  ms: performance.now() - pressed,
  seen: [...document.querySelectorAll("body, body *")].filter((node) => node.checkVisibility({ visibilityProperty: true })).length,
  title: document.title,
})))).observe(document.documentElement, { attributeFilter: ["class"] })"""
PAINTS = """addEventListener("keydown", (event) => { window.pressed = event.timeStamp; }, true);
new PerformanceObserver((list) => list.getEntries().forEach(() => painted(location.href))).observe({ type: "paint", buffered: true });"""
IN_VIEW = """(node) => {
  const {left, top, right, bottom, width, height} = node.getBoundingClientRect();
  const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return width > 0 && height > 0 && left >= 0 && top >= 0 && right <= innerWidth + 0.5 && bottom <= innerHeight + 0.5 && node.contains(hit);
}"""
SEEN = """() => {
  const node = document.activeElement, {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(node);
  const {top, bottom, left, right} = node.getBoundingClientRect();
  const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return (parseFloat(outlineWidth) > 0 && outlineStyle !== "none" || boxShadow !== "none") && (node.contains(hit) || !!hit?.contains(node));
}"""

WATCH = """() => {
  window.moved = 0;
  const look = () => { window.moved += document.getAnimations().length; requestAnimationFrame(look); };
  look();
}"""


async def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press Tab until it has the focus; whatever had it on the way must have been seen."""
    for _ in range(40):
        await page.keyboard.press(key)
        if await target.evaluate("(node) => node === document.activeElement"):
            assert await page.evaluate(SEEN), "the focus is not seen"
            return
    raise AssertionError(f"{target} cannot be reached by {key}")


async def test_by_keyboard_alone(demo: Demo, new_context: NewContext) -> None:
    walk = Walk(await (await new_context("desktop", demo.origin)).page(), demo.origin)
    page, press = walk.page, walk.page.keyboard.press
    await walk.go(demo.door)
    await tab_to(page, page.get_by_label("Your name for tonight"))
    await page.keyboard.type("Keya")
    await press("Enter")
    seat = await Seat(page).taken()
    await tab_to(page, seat.composer)
    await page.keyboard.type("One hand is enough.")
    await press("Enter")
    await seat.hears("One hand is enough.")
    await tab_to(page, seat.row("One hand is enough."), "Shift+Tab")
    await tab_to(page, seat.act("Take it back", seat.row("One hand is enough.")))
    await press("Enter")
    await expect(seat.composer).to_have_value("One hand is enough.")
    await expect(seat.composer).to_be_focused()
    await tab_to(page, seat.act("Leave"))
    await press("Enter")
    await expect(page.locator("#leave-sheet")).to_be_visible()
    await tab_to(page, seat.act("Leave quietly"))
    await press("Enter")
    await seat.told("You left quietly.")
    await expect(page.locator(".closing-title")).to_be_focused()


SCREENS = {"320 px": ("Sena", 320, 640), "200 %": ("Runa", 640, 400), "keyboard up": ("Tilda", 360, 380)}


@pytest.mark.parametrize("screen", SCREENS)
async def test_nothing_is_lost_on_a_small_screen(demo: Demo, new_context: NewContext, screen: str) -> None:
    name, width, height = SCREENS[screen]
    seat = await guest(new_context, demo, name, viewport={"width": width, "height": height})
    await seat.say("Long words do not widen it: " + "m" * 300)
    await seat.composer.click()
    for part in ("#words", ".composer-send", ".dock .helpbar", ".head .quick-exit"):
        assert await seat.page.locator(part).evaluate(IN_VIEW), f"{part} is not in view"
    for path in ("", "/", "/help", "/join", "/sign-in", "/create-account", "/what-we-keep", "/quick-exit", "/alone/night"):
        if path:
            await seat.page.goto(demo.origin + path)
        wide = await seat.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide[0] <= wide[1], f"{path or 'the live room'} scrolls sideways on {screen}"


async def test_an_unsent_draft(demo: Demo, new_context: NewContext) -> None:
    seat = await guest(new_context, demo, "Dara")
    await seat.composer.fill("not yet")
    await eventually(lambda: _stored(seat, "not yet"))
    await seat.page.reload()
    await seat.taken()
    await expect(seat.composer).to_have_value("not yet")
    assert await seat.texts() == [] or "not yet" not in await seat.texts(), "a draft is never sent for her"
    await seat.act("Send").click()
    await seat.hears("not yet")
    await eventually(lambda: _nothing_stored(seat))
    await seat.composer.fill("another")
    await eventually(lambda: _stored(seat, "another"))
    await seat.act("Leave", seat.page.locator(".dock-acts")).click()
    await seat.act("Leave quietly").click()
    await seat.told("You left quietly.")
    await eventually(lambda: _nothing_stored(seat))
    assert await seat.shown() == [], "nothing of the conversation stays on her page"


async def _stored(seat: Seat, words: str) -> bool:
    return words in await seat.page.evaluate(STORED)


async def _nothing_stored(seat: Seat) -> bool:
    return bool(await seat.page.evaluate(STORED) == "{}")


async def test_words_that_did_not_go(demo: Demo, street: Relay, new_context: NewContext) -> None:
    far = f"http://localhost:{demo.far}"
    walk = Walk(await (await new_context("phone", far, CUT)).page(), far)
    await walk.page.clock.install()
    await walk.join(demo.door, "Nora")
    seat = await Seat(walk.page).taken()
    street.cut(refuse=True)
    await seat.say("Is anyone there?", heard=False)
    row = seat.page.locator(".rows > [data-out]")
    await expect(row).to_contain_text("Sending")
    await walk.page.clock.fast_forward(50_000)
    await expect(row).to_contain_text("Sending")
    await walk.page.clock.fast_forward(11_000)
    await expect(row).to_contain_text("Your words were not sent.")
    street.mend()
    await walk.page.clock.fast_forward(20_000)
    await seat.taken()
    await expect(row).to_contain_text("They are still here.")
    assert await seat.row("Is anyone there?").count() == 0, "after a minute she is asked first"
    await seat.act("Try again").click()
    await seat.hears("Is anyone there?")
    await expect(row).to_have_count(0)
    await seat.page.reload()
    await seat.taken()
    await seat.hears("Is anyone there?")


async def test_quick_exit_from_the_room(demo: Demo, new_context: NewContext) -> None:
    other, seat = await guest(new_context, demo, "Quinn"), await guest(new_context, demo, "Edda", device="desktop")
    page, context, elsewhere = seat.page, seat.page.context, demo.elsewhere
    await seat.say("Good evening.")
    await seat.composer.fill("he is coming up the stairs")
    await eventually(lambda: _stored(seat, "stairs"))
    shown: list[dict[str, object]] = []
    painted: list[str] = []
    await context.expose_function("covered", lambda seen: shown.append(seen))  # noqa: PLW0108 -- no builtin is taken
    await context.expose_function("painted", lambda where: painted.append(where))  # noqa: PLW0108
    await context.add_init_script(PAINTS)
    await page.reload()
    await seat.taken()
    second = await context.new_page()
    await second.goto(f"{demo.origin}/help")
    room, cookies, lines = page.url, await context.cookies(), await _lines(demo)
    assert cookies
    await page.bring_to_front()
    await page.evaluate(PRESSED)
    for key in ("Shift", "Shift", "a", "Shift"):
        await page.keyboard.press(key)
    assert not await page.evaluate(COVERED), "a key between them, and nothing happens"
    elsewhere.asked.clear()
    elsewhere.open.clear()  # the everyday page is slow
    await page.keyboard.press("Shift")
    await page.keyboard.press("Shift")
    left_at = time.monotonic()
    await eventually(lambda: _is(shown))
    assert shown[0]["ms"] < 100, shown  # type: ignore[operator]
    assert (shown[0]["seen"], shown[0]["title"]) == (0, "127.0.0.1"), "nothing of the page is to be seen, and the tab names nothing"
    await eventually(lambda: _fewer(demo, lines), within=2 - (time.monotonic() - left_at))
    elsewhere.open.set()
    for each in (page, second):
        await expect(each).to_have_url(demo.exit)
        assert await each.evaluate("document.referrer") == ""
    assert len(elsewhere.asked) == 2
    assert not any("referer" in headers for headers in elsewhere.asked)
    assert await context.cookies() == []
    await other.reads("{name} stepped away. Her place is kept.", name="Edda")
    painted.clear()
    await page.go_back()
    await expect(page).to_have_url(demo.exit)
    assert {*painted} <= {demo.exit}, "the back button shows nothing of us"
    await page.route("**/favicon.ico", lambda asked: asked.fulfill(status=204))  # a page without a head asks for it
    await page.goto(f"{demo.origin}/health")
    assert await page.evaluate(KEPT) == [0, 0, 0, 0, 0, ""]
    await context.add_cookies([{key: each[key] for key in ("name", "value", "domain", "path")} for each in cookies])  # type: ignore[misc]
    await page.goto(room)
    await expect(page).to_have_url(f"{demo.origin}/")  # her ticket opens nothing any more


async def _is(shown: list[dict[str, object]]) -> bool:
    return bool(shown)


async def _fewer(demo: Demo, before: int) -> bool:
    return await _lines(demo) < before


async def _lines(demo: Demo) -> int:
    """Connections that the server holds."""
    measures = await asyncio.to_thread(lambda: urlopen(f"http://127.0.0.1:{demo.node.port}/metrics", timeout=5).read().decode())
    return int(float(re.findall(r"^hearth_connections (\S+)$", measures, re.MULTILINE)[0]))


async def test_light_dark_and_movement(demo: Demo, new_context: NewContext) -> None:
    seat, moving = await guest(new_context, demo, "Mona", reduced_motion="reduce"), await guest(new_context, demo, "Vera")
    for each in (seat, moving):
        await each.page.evaluate(WATCH)
    await moving.say("Slowly.")
    await seat.hears("Slowly.")
    assert await seat.page.evaluate("window.moved") == 0
    assert await moving.page.evaluate("window.moved") > 0, "there was something to hold still"
    paper = "getComputedStyle(document.body).backgroundColor"
    light = await seat.page.evaluate(paper)
    await seat.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    dark = await seat.page.evaluate(paper)
    assert _brightness(light) > 600, "warm paper"
    assert _brightness(dark) < 150, "warm charcoal"
    await seat.page.goto(f"{demo.origin}/help")
    await seat.page.get_by_role("button", name="Light page").click()
    await expect(seat.page.locator("html")).to_have_attribute("data-look", "light")
    assert await seat.page.evaluate(paper) == light, "her own choice comes first"


def _brightness(colour: str) -> int:
    """From 0 to 765, of a computed `rgb(…)`."""
    return sum(map(int, re.findall(r"\d+", colour)[:3]))


async def test_the_budget_of_the_live_room(demo: Demo, new_context: NewContext) -> None:
    seat = await guest(new_context, demo, "Brid")
    sizes = {"script": 0, "stylesheet": 0}
    fresh = await new_context("phone", demo.origin, storage_state=await seat.page.context.storage_state())
    page = await fresh.page()
    finished: list[tuple[str, int]] = []

    async def weigh(request: object) -> None:
        finished.append((request.resource_type, (await request.sizes())["responseBodySize"]))  # type: ignore[attr-defined]

    page.on("requestfinished", weigh)
    await page.goto(seat.page.url)
    await Seat(page).taken()
    for kind, size in finished:
        if kind in sizes:
            sizes[kind] += size
    assert 1_000 < sizes["script"] <= 60_000, sizes
    assert 1_000 < sizes["stylesheet"] <= 25_000, sizes
