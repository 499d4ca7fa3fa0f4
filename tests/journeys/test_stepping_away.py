"""Stepping away: one tap covers the whole page before anything is sent, with a line or without, and she comes back to what she missed."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.conftest import NewContext
from tests.journeys.conftest import CUT, Demo, guest
from tests.support.journey import Walk
from tests.support.journey_live import Seat, eventually
from tests.support.relay import Relay

TRACE = """() => {
  window.trace = [];
  let frames = 0;
  const cover = document.getElementById("cover");
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (String(data).includes("step_away")) window.trace.push(["sent", cover.open, frames > 0]);
    return send.call(this, data);
  };
  window.addEventListener("click", () => {
    window.trace.push(["tapped", cover.open, false]);
    requestAnimationFrame(() => (frames = 1));
  });
}"""
SHOWS = """() => {
  const points = [[20, 20], [180, 90], [180, 370], [20, 500], [180, 700], [340, 730]];
  return points.map(([x, y]) => Boolean(document.elementFromPoint(x, y)?.closest("#cover")));
}"""
BETWEEN = """([from, to]) => {
  const rows = [...document.querySelectorAll(".rows > li")].map((row) => row.innerText);
  return rows.slice(rows.findIndex((row) => row.includes(from)) + 1, rows.findIndex((row) => row.includes(to)));
}"""
OPEN = "document.getElementById('cover').open"


async def covered(page: Page) -> None:
    """Nothing but the cover can be seen or reached."""
    await expect(page.locator("#cover")).to_be_visible()
    assert all(await page.evaluate(SHOWS)), "the cover leaves something open"
    for _ in range(8):
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement === document.body || Boolean(document.activeElement.closest('#cover'))")
    for _ in range(2):
        await page.keyboard.press("Escape")
    assert await page.evaluate(OPEN), "only she herself takes the cover away"


async def test_covered_before_anything_is_sent(demo: Demo, new_context: NewContext) -> None:
    ola, june = await guest(new_context, demo, "Olga"), await guest(new_context, demo, "Julia")
    await ola.say("Before.")
    await june.hears("Before.")
    await june.page.evaluate(TRACE)
    await june.act("Step away").click()
    await eventually(lambda: june.page.evaluate("window.trace.length > 1"))
    assert await june.page.evaluate("window.trace") == [["tapped", True, False], ["sent", True, True]], (
        "covered with the tap, a frame before the command"
    )
    await ola.reads("{name} stepped away. Her place is kept.", name="Julia")
    await covered(june.page)
    await ola.say("While you were away.")
    await ola.say("And this.")
    assert await june.page.locator("#said").inner_text() == "", "nothing is read aloud"
    await june.act("Come back").click()
    await expect(june.page.locator(".newwords + .msg")).to_contain_text("While you were away.")
    await june.hears("And this.")
    await ola.reads("{name} is back.", name="Julia")


async def test_the_others_see_nothing(demo: Demo, new_context: NewContext) -> None:
    vera, nora = await guest(new_context, demo, "Verena"), await guest(new_context, demo, "Norma")
    await nora.act("Step away").click()
    await nora.page.get_by_label("nothing", exact=True).check()
    await nora.act("Come back").click()
    await vera.say("A line between.")
    await nora.act("Step away").click()
    await expect(nora.page.locator("input[value=quiet]")).to_be_checked()
    await nora.page.reload()
    await expect(nora.page.locator("#cover")).to_be_visible()
    assert all(await nora.page.evaluate(SHOWS)), "a page loaded again stays covered"
    await vera.say("Nobody saw her go.")
    await vera.hears("A line between.", "Nobody saw her go.")
    between = await vera.page.evaluate(BETWEEN, ["A line between.", "Nobody saw her go."])
    assert between == [], f"the others were told: {between}"
    await nora.act("Come back").click()
    await nora.hears("Nobody saw her go.")


async def test_without_a_line(demo: Demo, street: Relay, new_context: NewContext) -> None:
    far = f"http://localhost:{demo.far}"
    walk = Walk(await (await new_context("phone", far, CUT)).page(), far)
    await walk.join(demo.door, "Sanna")
    sanna, other = await Seat(walk.page).taken(), await guest(new_context, demo, "Marta")
    street.cut(refuse=True)
    await sanna.act("Step away").click()
    assert await sanna.page.evaluate(OPEN)
    await other.reads("{name} lost her line. Her seat is kept.", name="Sanna")
    street.mend()
    await other.reads("{name} stepped away. Her place is kept.", name="Sanna")
    await covered(sanna.page)
    street.cut(refuse=True)
    await sanna.act("Come back").click()
    assert not await sanna.page.evaluate(OPEN)
    street.mend()
    await sanna.taken()
    await other.say("Good to have you back.")
    await sanna.hears("Good to have you back.")
    await expect(other.page.locator(".head-sub")).not_to_contain_text("away")
