"""A whole perinatal meeting: women come late, step away for a baby and come back to their place, pass, and leave knowing where help is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import expect

from tests.conftest import NewContext
from tests.support.journey_desk import Desk
from tests.support.journey_formats import Evening, evening, goes_on, has_turn, is_asked, now, posts_card, refused, script, shares
from tests.support.journey_live import Seat
from tests.support.woman import Woman


@pytest_asyncio.fixture(loop_scope="session")
async def perinatal(folder: Path, new_context: NewContext) -> AsyncIterator[Evening]:
    async with evening(folder, new_context, format="perinatal") as opened:
        yield opened


async def turn_says(seat: Seat, sentence: str, **values: object) -> None:
    """What stands above the place where she writes."""
    await expect(seat.page.locator(".dock-turn")).to_contain_text(seat.words(sentence, **values))


async def steps_away(seat: Seat) -> None:
    await seat.act("Step away").click()
    await expect(seat.page.locator("#cover")).to_be_visible()


async def test_a_whole_perinatal_meeting(perinatal: Evening) -> None:
    ruth = await perinatal.ruth()
    bea = await perinatal.phone("Bea")
    ann, cat = await perinatal.wire("Ann", "Cat")

    await goes_on(ruth, "Arrive and settle", bea, first=True)
    await posts_card(ruth, bea)
    await bea.say("She is nearly asleep.")
    await steps_away(bea)
    await ruth.reads("{name} stepped away. Her place is kept.", name="Bea")
    await goes_on(ruth, "Agreements")
    await posts_card(ruth)
    await refused(ann, "facilitators_only")

    luz = await _introductions(perinatal, ruth, bea, ann, cat)
    await _talking(ruth, bea, luz, ann)

    await goes_on(ruth, "Fifteen minutes left", bea)
    await expect(now(luz)).to_have_text("Quedan quince minutos")
    await posts_card(ruth, bea, luz)
    await cat.does("raise_hand")
    await shares(cat, "I nearly did not say it. I sleep badly, and not because of her.")
    await _goodbye(ruth, bea, luz)


async def _introductions(evening: Evening, ruth: Desk, bea: Seat, ann: Woman, cat: Woman) -> Seat:
    """Nobody is called while she is away, a turn waits for its owner, and whoever comes late is asked too. Gives her who came late."""
    await goes_on(ruth, "Who is here")
    await has_turn(ann)  # Bea sat down first, and is not asked under her cover
    await ann.does("step_away", quiet=False)
    await expect(ruth.part("Hands")).to_contain_text("it waits for her")
    await refused(cat, "not_your_turn")
    luz = await evening.phone("Luz", "es")
    await expect(now(luz)).to_have_text("Quiénes estamos")
    await turn_says(luz, "Your turn comes. You may pass.")
    await ann.does("come_back")
    await shares(ann, "I am Ann. Nine weeks, and tired.")
    await has_turn(cat)
    await expect(bea.page.locator("#cover")).to_be_visible()
    await bea.act("Come back").click()
    await expect(bea.page.locator(".newwords ~ .msg").first).to_contain_text("What is said here stays here.")
    await bea.hears("I am Ann. Nine weeks, and tired.")
    await cat.does("pass_turn")
    await is_asked(bea)
    await bea.say("I am Bea. Her name is June.")
    await bea.act("I am done").click()
    await is_asked(luz)
    await luz.act("Pass").click()
    await turn_says(luz, "The round goes on.")
    await expect(ruth.part("Hands")).not_to_contain_text("has the floor")
    return luz


async def _talking(ruth: Desk, bea: Seat, luz: Seat, ann: Woman) -> None:
    """A hand keeps its place while she is away; the others go on, and answer each other."""
    await goes_on(ruth, "Talking together", bea)
    await bea.page.locator("[data-act=hand]").click()
    await is_asked(bea)
    await luz.page.locator("[data-act=hand]").click()
    await turn_says(luz, "You are next.")
    await steps_away(luz)
    await expect(ruth.of("Luz", "Hands")).to_contain_text("stepped away")
    await ann.does("raise_hand")
    await bea.say("How do you sleep?")
    await bea.act("I am done").click()
    await has_turn(ann)
    await luz.act("Come back").click()
    await luz.hears("How do you sleep?")
    await turn_says(luz, "You are next.")
    await shares(ann, "When he does.")
    await is_asked(luz)
    await luz.reply("How do you sleep?", "A ratos, y con la luz encendida.")
    await luz.act("I am done").click()
    await bea.hears("A ratos, y con la luz encendida.")


async def _goodbye(ruth: Desk, bea: Seat, luz: Seat) -> None:
    """The help lines are one tap away and bring her back to her seat; she may leave quietly; at the end they are there again."""
    await goes_on(ruth, "Check-out and where to find help", bea)
    await posts_card(ruth, bea, luz)
    await expect(script(ruth).get_by_role("button", name="Next:")).to_have_count(0)
    await luz.page.locator(".helpbar-dock").click()
    await expect(luz.page.locator("main")).to_contain_text("1-833-852-6262")  # for mothers, by day and by night
    await luz.page.go_back()
    await luz.taken()
    await luz.say("Dormir cuando ella duerma.")
    await bea.hears("Dormir cuando ella duerma.")
    await bea.act("Leave", bea.page.locator(".dock-acts")).click()
    await bea.act("Leave quietly", bea.page.locator("#leave-sheet")).click()
    await bea.told("You left quietly.")
    await ruth.reads("{name} left.", name="Bea")
    await ruth.close()
    await luz.told("The meeting has closed.")
    await expect(luz.page.locator(".closing").get_by_role("link", name=luz.words("Help lines"), exact=True)).to_be_visible()
