"""The core of the journey with two nodes on real PostgreSQL and Valkey: nobody can tell which one she is on."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import expect

from tests.conftest import NewContext, NewDatabase
from tests.support.journey import Walk
from tests.support.journey_live import Seat, agree, talk
from tests.support.journey_nodes import Doors, Pair, pair_of, seed
from tests.support.node import Node
from tests.support.valkey import Valkey

EVERYWHERE_WITHIN_S = 2.0


@pytest_asyncio.fixture(loop_scope="session")
async def pair(folder: Path, fresh_database: NewDatabase, valkey_server: Valkey) -> AsyncIterator[tuple[Pair, Doors]]:
    """Two nodes of Willow House."""
    pair = await pair_of(folder, fresh_database, valkey_server)
    doors = await seed(pair.settings)
    with pair.one, pair.two:
        yield pair, doors


async def test_three_women_on_two_nodes(pair: tuple[Pair, Doors], new_context: NewContext) -> None:
    (one, two, _), doors = pair

    async def woman(device: str, node: Node) -> Walk:
        return Walk(await (await new_context(device, node.address)).page(), node.address)

    ruth = await woman("desktop", one)
    await ruth.enter(doors.ruth)
    await ruth.press("Take a seat")
    await ruth.come_in()
    desk = await Seat(ruth.page).taken()
    rose = await woman("phone", two)
    await rose.join(doors.circle, "Rose")
    phone = await Seat(rose.page).taken()
    ivy = await woman("desktop", two)
    await ivy.make_account(doors.member, "Ivy Green")
    await ivy.take_seat("Ivy")
    table = await Seat(ivy.page).taken()
    await talk(desk, phone, table)

    await table.composer.fill("Not finished")
    elsewhere = await woman("desktop", one)
    await elsewhere.sign_in("Ivy Green")
    await elsewhere.page.locator("header").get_by_role("link", name="My account").click()
    out = elsewhere.button("Sign me out everywhere")
    await expect(out).to_be_visible()
    began = time.monotonic()
    await out.click()
    await table.told("You are signed out.")
    assert time.monotonic() - began < EVERYWHERE_WITHIN_S, "a session ends on every node at once"
    assert await table.shown() == [], "nothing of the conversation stays on her page"
    assert "Not finished" not in await table.page.evaluate("JSON.stringify(sessionStorage)")

    await phone.say("Good night.")
    assert (await agree(desk, phone))[-1][1] == "Good night."
    await desk.close()
    await phone.told("The meeting has closed.")
