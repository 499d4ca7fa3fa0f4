"""Whole evenings by a script: a 12-step meeting of eight women, and a SMART meeting, from the first step to the last.

Two women and the facilitator sit in real browsers; the others are on the wire, with the same line and the same answers.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.conftest import NewContext
from tests.support.bootstrap import ROOT
from tests.support.journey_desk import Desk
from tests.support.journey_formats import Evening, evening, goes_on, has_turn, is_asked, now, posts_card, refused, script, shares
from tests.support.journey_live import Seat, agree
from tests.support.journey_look import Inspector
from tests.support.woman import Woman

SCRIPTS = ROOT / "rooms" / "scripts"
FIRST, SECOND = "We begin where we are. Nobody has to be ready.", "We do one day, and then the next."


@pytest_asyncio.fixture(loop_scope="session")
async def twelve_step(folder: Path, tmp_path: Path, new_context: NewContext) -> AsyncIterator[Evening]:
    """A programme's own copy of our 12-step script, into which it has pasted the text that its volunteers read."""
    own = tmp_path / "scripts"
    own.mkdir()
    ours = (SCRIPTS / "twelve_step.toml").read_text(encoding="utf-8")
    place = 'paste.en = "The Steps'
    assert ours.count(place) == 1
    pasted = f'reading = [{{ en = "{FIRST}" }}, {{ en = "{SECOND}" }}]\n{place}'
    (own / "our_twelve_step.toml").write_text(ours.replace(place, pasted), encoding="utf-8")
    async with evening(folder, new_context, scripts=own, format="our_twelve_step") as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def smart(folder: Path, new_context: NewContext) -> AsyncIterator[Evening]:
    async with evening(folder, new_context, format="smart") as opened:
        yield opened


async def test_a_whole_twelve_step_meeting(twelve_step: Evening) -> None:
    ruth = await twelve_step.ruth()
    bea = await twelve_step.phone("Bea")
    ola = await twelve_step.phone("Ola", "es")
    ann, cat, dee, eve, fay, gia = others = await twelve_step.wire("Ann", "Cat", "Dee", "Eve", "Fay", "Gia")
    await gia.does("listen", on=True)
    pages = (ruth, bea, ola)

    await _sit_quietly(ruth, bea, ola, ann)
    await _welcome(ruth, bea, cat)
    await _readings(ruth, bea, cat)
    said = await _milestones(ruth, bea, dee, eve)
    await _speaker(ruth, bea, dee, cat)

    await goes_on(ruth, "Sharing, one at a time", bea)
    await bea.say("It was a long week.")  # she sat down first, so she is asked first
    await bea.act("I am done").click()
    await is_asked(ola)
    await refused(ann, "not_your_turn")
    await ola.act("Pass").click()
    await shares(ann, "I am Ann.")
    await shares(cat, "I am Cat.")
    await refused(eve, "not_your_turn")
    await shares(dee, "I am Dee.")
    await shares(eve, "I am Eve.")
    await has_turn(fay)
    await fay.does("pass_turn")
    await gia.until(lambda w: w.told("turn_ended")[-1:] and w.told("turn_ended")[-1]["seat"] == fay.seat)
    began = [event["seat"] for event in gia.told("turn_began")]
    assert len(began) == len(set(began)) + 2, "in the go-round each is asked once; Bea read and Dee spoke before it"
    assert gia.seat not in began, "whoever is just listening is never asked"

    await goes_on(ruth, "Announcements", bea)
    await refused(ann, "facilitators_only")
    await posts_card(ruth, bea)
    await goes_on(ruth, "Closing, then time together", bea)
    await bea.reply("I am Dee.", "Thank you, Dee.")
    assert (await ann.post("Good night", reply_to=said))["ok"]
    for seat in pages:
        await seat.hears("Thank you, Dee.", "Good night")
    await agree(*pages)
    await bea.page.locator(".agenda-line").click()
    await expect(bea.page.locator(".agenda .agenda-step.is-done")).to_have_count(8)
    await expect(bea.page.locator(".agenda")).to_contain_text("This is the last step.")
    assert all("Out of order" not in woman.texts for woman in others)


async def _sit_quietly(ruth: Desk, bea: Seat, ola: Seat, ann: Woman) -> None:
    """The shape of the evening is there beforehand; women offer to help; then nobody writes."""
    await expect(now(bea)).to_have_text("We begin soon")
    await bea.page.locator(".agenda-line").click()
    await expect(bea.page.locator(".agenda .agenda-step")).to_have_count(9)
    helping = bea.page.locator(".agenda .helping")
    await bea.act("I can read", helping).click()
    await expect(helping).to_contain_text("Reading: you")
    await ruth.reads("{name} reads tonight.", name="Bea")
    await expect(ruth.of("Bea", "The circle")).to_contain_text("reads tonight")
    await ann.does("volunteer", part="timekeeper")
    await expect(helping).to_contain_text("Keeping time: Ann")
    await bea.page.locator(".agenda-line").click()
    await goes_on(ruth, "Quiet moment", bea, first=True)
    await expect(now(ola)).to_have_text("Momento de silencio")
    await expect(bea.page.locator("#said")).to_contain_text("Now: Quiet moment, 2 minutes. 8 steps are left after it.")
    await refused(ann, "silence")
    await posts_card(ruth, bea, ola)


async def _welcome(ruth: Desk, bea: Seat, cat: Woman) -> None:
    await goes_on(ruth, "Welcome and purpose", bea)
    await expect(script(ruth)).to_contain_text("Your programme’s text belongs here: The preamble")
    await posts_card(ruth, bea)
    await refused(cat, "facilitators_only")
    await goes_on(ruth, "Agreements", bea)
    await posts_card(ruth, bea)


async def _readings(ruth: Desk, bea: Seat, cat: Woman) -> None:
    """She who offered to read is given the text, and reads when it is her turn."""
    await goes_on(ruth, "Readings", bea)
    card = bea.page.locator(".reading")
    await expect(card).to_contain_text(FIRST)
    await expect(bea.act("Post this passage", card)).to_have_attribute("aria-disabled", "true")
    await refused(cat, "not_your_turn")
    await bea.page.locator("[data-act=hand]").click()
    await is_asked(bea)
    await bea.composer.fill("My own words wait.")
    await bea.act("Post this passage", card).click()
    await ruth.hears(FIRST)
    await expect(card).to_contain_text(SECOND)
    await expect(script(ruth)).to_contain_text("Reading 2 of 2")
    await bea.act("Post this passage", card).click()
    await expect(card).to_be_hidden()
    await expect(bea.composer).to_have_value("My own words wait.")
    await expect(script(ruth)).to_contain_text("The reading is posted.")
    await bea.composer.fill("")
    await bea.act("I am done").click()
    await refused(cat, "not_your_turn")


async def _milestones(ruth: Desk, bea: Seat, dee: Woman, eve: Woman) -> str:
    """Everyone may write, nobody answers; a word under it is enough. The message that was celebrated."""
    await goes_on(ruth, "New tonight, milestones", bea)
    await bea.say("Thirty days today.")
    await eve.until(lambda w: "Thirty days today." in w.texts)
    (said,) = [event["id"] for event in eve.told("message_posted") if event["text"] == "Thirty days today."]
    assert (await dee.post("One year on Friday."))["ok"]
    await refused(dee, "no_cross_talk", reply_to=said)
    await eve.does("respond", id=said, word="with_you")
    await expect(bea.row("Thirty days today.").locator(".chips")).to_contain_text("with you")
    return str(said)


async def _speaker(ruth: Desk, bea: Seat, dee: Woman, cat: Woman) -> None:
    """One woman has ten minutes."""
    await goes_on(ruth, "Speaker or topic", bea)
    await dee.does("raise_hand")
    await has_turn(dee)
    assert dee.told("turn_began")[-1]["limit_s"] == 600
    assert (await dee.post("I came here two years ago."))["ok"]
    await refused(cat, "not_your_turn")
    await dee.does("end_turn")


async def test_a_whole_smart_meeting(smart: Evening) -> None:
    """Led from a phone."""
    ruth = await smart.ruth("phone")
    ivy = await smart.phone("Ivy")
    sol, pat, jen = await smart.wire("Sol", "Pat", "Jen")
    await ruth.act("Next step: Welcome").click()  # one tap, from wherever she is
    await expect(now(ivy)).to_have_text("Welcome")
    await ruth.tap("Room")
    await posts_card(ruth, ivy)
    await jen.does("listen", on=True)  # she used today, and just listens

    await goes_on(ruth, "Check-in", ivy)
    await ivy.say("I would like time for the weekend.")
    await ivy.act("I am done").click()
    await has_turn(sol)
    (said,) = [event["id"] for event in sol.told("message_posted") if event["text"] == "I would like time for the weekend."]
    await refused(sol, "no_cross_talk", reply_to=said)
    await refused(pat, "not_your_turn")
    assert (await sol.post("A quiet week."))["ok"]
    await sol.does("end_turn")
    await shares(pat, "Cravings after work.")
    await ivy.hears("A quiet week.", "Cravings after work.")

    await goes_on(ruth, "What we talk about", ivy)
    await refused(pat, "facilitators_only")
    await ruth.say("First weekends, then the hour after work.")

    await goes_on(ruth, "Working time", ivy)
    assert (await sol.post("What helps me is a plan for Friday.", reply_to=said))["ok"]
    await ivy.hears("What helps me is a plan for Friday.")
    await ivy.reply("Cravings after work.", "A walk before I go home.")
    assert (await jen.post("Thank you both."))["ok"]  # listening is no silence

    await goes_on(ruth, "Pass the hat", ivy)
    await ruth.tap("Back a step", script(ruth))
    await expect(now(ivy)).to_have_text("Working time")
    assert (await pat.post("A thing I forgot.", reply_to=said))["ok"]
    await goes_on(ruth, "Pass the hat", ivy)
    await refused(pat, "facilitators_only")

    await goes_on(ruth, "Check-out", ivy)
    await is_asked(ivy)
    await ivy.say("I will ring my sister.")
    await ivy.act("I am done").click()
    await refused(jen, "not_your_turn")
    await shares(sol, "Rest.")
    await shares(pat, "A walk.")
    assert jen.seat not in [event["seat"] for event in jen.told("turn_began")]
    await expect(script(ruth)).to_contain_text("Check-out")
    await agree(ruth, ivy)


@pytest.mark.parametrize(("device", "language"), [("phone", "en"), ("desktop", "es")])
async def test_the_agenda_and_the_cards_can_be_used_by_everyone(twelve_step: Evening, device: str, language: str) -> None:
    ruth = await twelve_step.ruth()
    seat = await twelve_step.phone("Bea", language, device)
    inspector = Inspector()
    await inspector.with_axe(seat.page)
    await inspector.with_axe(ruth.page)
    await seat.page.reload()
    await ruth.page.reload()
    await seat.taken()
    await ruth.ready()
    if device == "phone":
        await seat.page.locator(".agenda-line").focus()
        await seat.page.keyboard.press("Enter")
        place = seat.page.locator(".agenda")
    else:
        place = seat.page.locator(".agenda-side")
    await seat.act("I can read", place).focus()
    await seat.page.keyboard.press("Enter")
    await expect(seat.act("Not after all: Reading" if language == "en" else "Mejor no: Lectura", place)).to_be_focused()
    for step in ("Quiet moment", "Welcome and purpose", "Agreements", "Readings"):
        await ruth.tap("Begin: {step}" if step == "Quiet moment" else "Next: {step}", script(ruth), step=step)
        await ruth.done("Now: {step}.", step=step)
    await expect(seat.page.locator(".reading")).to_be_visible()
    await inspector(seat.page, "meeting.html")
    await inspector(ruth.page, "meeting.html")
    assert inspector.found == []
