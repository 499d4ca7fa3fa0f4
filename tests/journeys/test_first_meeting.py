"""The first meeting: from the link that a fresh server prints to the close; a facilitator, a guest on a phone, a member at a desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.conftest import NewContext
from tests.support.journey import Walk
from tests.support.journey_live import Seat, agree, talk
from tests.support.node import Node
from tests.support.processes import free_port
from tests.support.relay import Relay

COUNT_TAPS = "addEventListener('click', () => window.tapped(), true);"
CUT = ("WebSocket connection to", "net::ERR_")  # what Chromium says when the line breaks


async def taps(page: Page) -> list[int]:
    """Filled with one entry for each tap from now on."""
    counted: list[int] = []
    await page.expose_function("tapped", lambda: counted.append(1))
    await page.add_init_script(COUNT_TAPS)
    return counted


@pytest.mark.timeout(240)
async def test_three_women_talk(folder: Path, new_context: NewContext) -> None:
    port = free_port()
    async with Relay(port) as street:
        direct, far = f"http://localhost:{port}", f"http://localhost:{street.port}"
        with Node(folder, port=port, settings={"HEARTH_ORIGINS": f"{direct},{far}"}) as node:
            ada = Walk(await (await new_context("desktop", direct)).page(), direct)
            first = await ada.set_up(node.links()[0])

            ruth = Walk(await (await new_context("desktop", direct)).page(), direct)
            await ruth.accept(first.facilitator, "Ruth")
            await ruth.open_room()
            desk = await Seat(ruth.page).taken()

            rose = Walk(await (await new_context("phone", far, forgiven=CUT)).page(), far)
            counted = await taps(rose.page)
            await rose.join(first.door, "Rose")
            phone = await Seat(rose.page).taken()
            assert len(counted) <= 2, "from the link to the room"

            ivy = Walk(await (await new_context("desktop", direct)).page(), direct)
            await ivy.make_account(await ada.invitation_for_a_member(first.room), "Ivy Green")
            await ivy.take_seat("Ivy")
            table = await Seat(ivy.page).taken()
            await talk(desk, phone, table)
            await _lose_the_line(street, desk, phone, table)
            await _close(desk, phone, table)


async def _lose_the_line(street: Relay, desk: Seat, phone: Seat, table: Seat) -> None:
    """Cut in mid-sentence: she goes on writing, the others talk, and nothing is missing or doubled when the line is back."""
    await phone.say("Said and lost on the way?", heard=False)
    street.cut(refuse=True)
    await phone.composer.press_sequentially("half a sen")
    await phone.reads("Finding the line again.")
    await desk.say("Take your time.")
    await table.say("We are here.")
    await desk.on_row("I nearly did not come.", "Answer with a word")
    await desk.act("strength", desk.row("I nearly did not come.").get_by_role("group")).click()
    await phone.page.get_by_label("Write to the circle").press_sequentially("tence")
    await desk.reads("{name} lost her line. Her seat is kept.", name="Rose")
    assert "Take your time." not in await phone.texts(), "the line was really cut"
    street.mend()
    await phone.hears("Take your time.", "We are here.")
    await phone.taken()
    await expect(phone.composer).to_have_value("half a sentence")
    await expect(phone.row("I nearly did not come.").locator(".chips")).to_contain_text("strength")
    await expect(desk.page.locator(".rows").get_by_text("Rose lost her line.")).to_be_hidden()
    shown = [text for _, text in await agree(desk, phone, table)]
    assert sorted(filter(None, shown[4:])) == ["Said and lost on the way?", "Take your time.", "We are here."]
    await phone.act("Send").click()
    for seat in (desk, table):
        await seat.hears("half a sentence")


async def _close(desk: Seat, phone: Seat, table: Seat) -> None:
    """Everyone is told, and nobody can write any more."""
    await table.composer.fill("An unfinished thought")
    await desk.close()
    for seat in (desk, phone, table):
        await seat.told("The meeting has closed.")
        await expect(seat.composer).to_be_hidden()
        assert len(await seat.shown()) == 8, "the words stay readable for their grace"
        assert "unfinished" not in await seat.page.evaluate("JSON.stringify(sessionStorage)"), "a draft goes with the meeting"
