"""The facilitator's desk: every act of it once with a mouse; by keyboard alone; on a phone; and looked at by axe in both languages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.conftest import NewContext
from tests.support.journey import catalogue
from tests.support.journey_desk import Desk, Evening, evening_at, facilitator, guest
from tests.support.journey_live import Seat
from tests.support.journey_look import Inspector


@pytest_asyncio.fixture(loop_scope="session")
async def evening(folder: Path) -> AsyncIterator[Evening]:
    """A women-only room of the 12 steps; guests are met at the door."""
    async with evening_at(folder, format="twelve_step") as opened:
        yield opened


async def come_in(desk: Desk, seat: Seat, name: str) -> None:
    """She is let in from the waiting room."""
    await desk.tap("Let in", desk.of(name, "Waiting"))
    await desk.done("{name} is let in.", name=name)
    await seat.taken()


async def test_by_mouse(evening: Evening, new_context: NewContext) -> None:
    look = Inspector()
    desk = await facilitator(new_context, evening, evening.ruth, look=look)
    rose = await guest(new_context, evening, "Rose", look=look)
    wren = await guest(new_context, evening, "Wren")
    await _door(desk, rose, wren)
    await _script(desk, rose)
    await _turns(desk, rose, wren)
    await _words(desk, rose, wren)
    await _kindly(desk, rose, look)
    await desk.tap("For her", desk.of("Rose", "The circle"))
    await look(desk.page, "the desk")
    await _her(desk, rose)
    await _room(desk)
    kay = await facilitator(new_context, evening, evening.kay)
    await _among(desk, kay, wren)
    await _lead(desk, kay)
    assert not look.found, "\n".join(look.found)


async def _door(desk: Desk, rose: Seat, wren: Seat) -> None:
    """Words on her private line; not tonight after all, let in, asked back, and let in with everyone."""
    await rose.composer.fill("Is this the right door?")
    await rose.act("Send").click()
    await expect(desk.of("Rose", "Waiting")).to_contain_text("Is this the right door?")
    await desk.of("Rose", "Waiting").get_by_label("Write to Rose alone").fill("It is. Come in.")
    await desk.tap("Send", desk.of("Rose", "Waiting"))
    await desk.done("Your words went to {name} alone.", name="Rose")
    await expect(rose.page.locator(".msg-words", has_text="It is. Come in.")).to_be_visible()
    assert await wren.page.get_by_text("It is. Come in.").count() == 0
    await desk.tap("More", desk.of("Wren", "Waiting"))
    await desk.tap("Another room", desk.of("Wren", "Waiting"))
    await desk.done("{name} was told: not tonight.", name="Wren")
    await expect(wren.page.locator(".closing-title")).to_be_visible()
    await desk.undo("{name} may come again.", name="Wren")
    await wren.page.reload()
    await expect(desk.of("Wren", "Waiting")).to_be_visible()
    await come_in(desk, rose, "Rose")
    await desk.undo("{name} is asked back to the waiting room.", name="Rose")
    await expect(desk.of("Rose", "Waiting")).to_contain_text("asked back")
    await desk.tap("Let all {n} in", n=2)
    await rose.taken()
    await wren.taken()
    await expect(desk.part("Waiting")).to_contain_text("Nobody waits.")


async def _script(desk: Desk, rose: Seat) -> None:
    await desk.tap("Begin: {step}", desk.page.locator(".desk-left"), step="Quiet moment")
    await desk.done("Now: {step}.", step="Quiet moment")
    await desk.tap("Next: {step}", desk.page.locator(".desk-left"), step="Welcome and purpose")
    await desk.undo("Now: {step}.", step="Quiet moment")
    await expect(desk.page.locator(".desk-step.is-here")).to_contain_text("Quiet moment")
    await expect(rose.page.locator(".agenda-title")).to_contain_text("Quiet moment")


async def _turns(desk: Desk, rose: Seat, wren: Seat) -> None:
    """By hands without cross-talk: who has the floor, a minute more, who is next, and the quiet voices."""
    hands = desk.part("Hands")
    await desk.tap("Who speaks when", hands)
    await desk.tap("By hands", hands)
    await desk.done("Now: {mode}, no cross-talk.", mode="By hands")
    for seat, name in ((rose, "Rose"), (wren, "Wren")):
        await seat.page.locator("[data-act=hand]").click()
        await expect(hands).to_contain_text(name)
    await expect(hands).to_contain_text("Rose has the floor")
    await desk.tap("A minute more", hands)
    await desk.done("{name} has {time} more.", name="Rose", time="1 minute")
    await desk.tap("Next: {name}", hands, name="Wren")
    await expect(hands).to_contain_text("Wren has the floor")
    await desk.undo("{name} has the floor.", name="Rose")
    await expect(hands).to_contain_text("Rose has the floor")
    await desk.tap("Go-round", hands)
    await desk.tap("Ask everyone again", hands)
    await desk.done("A new round begins.")
    await desk.tap("Open to all", hands)
    await expect(hands.get_by_role("button", name=desk.words("Open to all"), pressed=True)).to_be_visible()
    await desk.tap("With answers", hands)
    await desk.done("Now: {mode}, with cross-talk.", mode="Open to all")
    await desk.tap("Quiet voices first", hands)
    await expect(desk.of("Wren", "Hands")).to_contain_text("not yet")
    await desk.tap("Quiet voices first", hands)


async def _words(desk: Desk, rose: Seat, wren: Seat) -> None:
    """Words held and shown, given back and shown after all, taken down and shown again, reported and taken down."""
    await desk.tap("For her", desk.of("Rose", "The circle"))
    await desk.tap("Read her words first", desk.of("Rose", "The circle"))
    await desk.done("{name}’s words are read first.", name="Rose")
    await rose.say("I came on foot.", heard=False)
    await expect(desk.of("Rose", "Held words")).to_contain_text("I came on foot.")
    assert "I came on foot." not in await wren.texts()
    await desk.tap("Show it", desk.of("Rose", "Held words"))
    await wren.hears("I came on foot.")
    await rose.say("Here is my number.", heard=False)
    await desk.tap("Give it back", desk.of("Rose", "Held words"))
    await desk.tap("contact details", desk.of("Rose", "Held words"))
    await desk.done("{name}’s words were given back.", name="Rose")
    assert "Here is my number." not in await wren.texts()
    await desk.undo("{name}’s words are shown.", name="Rose")
    await wren.hears("Here is my number.")
    await desk.tap("For her", desk.of("Rose", "The circle"))
    await desk.tap("Stop reading first", desk.of("Rose", "The circle"))
    await desk.done("{name}’s words go straight to the circle again.", name="Rose")
    row = desk.row("Here is my number.")
    await row.hover()
    taps = desk.taps
    await desk.tap("Take down", row)
    await desk.tap("contact details", row)
    assert desk.taps == taps + 2
    await desk.done("{name}’s words are taken down.", name="Rose")
    await expect(wren.row("Here is my number.")).to_have_count(0)
    await desk.undo("{name}’s words are shown again.", name="Rose")
    await wren.hears("Here is my number.")
    await wren.row("I came on foot.").locator(".msg-words").click()
    await wren.row("I came on foot.").locator("[data-act=report]").click()
    await wren.page.locator("#report-sheet .report-rule").first.click()
    await expect(desk.of("Rose", "Reported")).to_contain_text("I came on foot.")
    await desk.tap("Take down", desk.of("Rose", "Reported"))
    await expect(wren.row("I came on foot.")).to_have_count(0)
    await expect(desk.part("Reported")).to_have_count(0)


async def _kindly(desk: Desk, rose: Seat, look: Inspector) -> None:
    """Two taps: a kind sentence stands above where she writes, is said aloud once, and goes when she has read it."""
    await rose.composer.fill("I nearly")
    before = desk.taps
    await desk.tap("For her", desk.of("Rose", "The circle"))
    await desk.tap("Would you like to rest a moment? You can step away. Your place is kept.", desk.of("Rose", "The circle"))
    assert desk.taps - before == 2
    await expect(desk.page.locator(".line", has_text="A kind word went to Rose alone.")).to_be_visible()
    card = rose.page.locator(".nudge")
    await expect(card).to_contain_text("Would you like to rest a moment?")
    await expect(rose.page.locator("#said p", has_text="Ruth, to you alone: Would you like to rest a moment?")).to_have_count(1)
    await expect(rose.composer).to_be_focused()
    await look(rose.page, "a kind sentence")
    await card.get_by_role("button", name="Thank you").click()
    await expect(card).to_be_hidden()
    await rose.composer.fill("")
    await rose.page.reload()
    await rose.taken()
    await expect(card).to_be_hidden()


async def _among(desk: Desk, kay: Desk, wren: Seat) -> None:
    """What one writes the other reads; the one who came late as well; taken back, and all of it destroyed after one question."""
    for each in (desk, kay):
        await each.tap("Write to them", each.part("Among facilitators"))
    for words in ("Wren is new tonight.", "Shall I take the round?"):
        await desk.part("Among facilitators").get_by_label("Write to the facilitators").fill(words)
        await desk.tap("Send", desk.part("Among facilitators"))
        await desk.done("Only facilitators read this.")
        await expect(kay.part("Among facilitators")).to_contain_text(words)
    await desk.part("Among facilitators").get_by_role("button", name="Take back: Wren is new tonight.").click()
    await desk.done("You took your words back.")
    await expect(kay.part("Among facilitators")).not_to_contain_text("Wren is new tonight.")
    await kay.page.reload()
    await kay.ready()
    await kay.tap("1 message", kay.part("Among facilitators"))  # none of it new: she had read it
    await expect(kay.part("Among facilitators")).to_contain_text("Shall I take the round?")
    await kay.tap("Destroy all of it", kay.part("Among facilitators"))
    await kay.tap("Destroy it", kay.part("Among facilitators"))
    await kay.done("What facilitators wrote to each other is destroyed.")
    await expect(desk.part("Among facilitators")).to_contain_text("Nothing was written yet.")
    assert "Shall I take the round?" not in await wren.page.content()


async def _her(desk: Desk, rose: Seat) -> None:
    """Quiet time, the waiting room, asked to go and let back."""
    her = desk.of("Rose", "The circle")
    await her.get_by_label("For how long").select_option("30")
    await her.locator("form").first.get_by_label("Because of").select_option("selling")
    await desk.tap("Quiet time", her)
    await desk.done("Quiet time for {name}, {time}.", name="Rose", time="30 minutes")
    await expect(her).to_contain_text("quiet until")
    await expect(rose.page.locator(".dock-turn")).to_contain_text("write again in")
    await desk.undo("{name} may write again.", name="Rose")
    await expect(rose.page.locator(".dock-turn")).not_to_contain_text("write again in")
    await desk.tap("For her", her)
    await desk.tap("To the waiting room", her)
    await expect(desk.of("Rose", "Waiting")).to_contain_text("asked back")
    await desk.undo("{name} is let in.", name="Rose")
    await rose.taken()
    await desk.tap("For her", her)
    await desk.tap("Ask her to go", her)
    await desk.done("{name} was asked to go.", name="Rose")
    await expect(rose.page.locator(".closing-title")).to_be_visible()
    await expect(desk.of("Rose", "The circle")).to_contain_text("for tonight")
    await desk.undo("{name} may come again.", name="Rose")
    await expect(desk.of("Rose", "The circle")).to_have_count(0)


async def _room(desk: Desk) -> None:
    """Everything about the room, and each undone."""
    head, room = desk.page.locator(".desk-head"), desk.part("The room")
    for inside, tapped, said, undone in (
        (head, "Pause everything", "Everything is paused.", "The meeting goes on."),
        (head, "Lock the door", "The door is locked.", "The door is open again."),
        (room, "Everyone", "Met at the door: Everyone.", "Met at the door: Guests."),
        (room, "30 seconds", "Slow mode: 30 seconds between words.", "Slow mode is off."),
        (room, "Read all first", "All words are read first.", "Words go straight to the circle again."),
    ):
        await desk.tap(tapped, inside)
        await expect(desk.line).to_contain_text(said)
        await desk.tap("Undo", desk.line)
        await expect(desk.line).to_contain_text(undone)


async def _lead(desk: Desk, kay: Desk) -> None:
    """Kay is offered the lead, declines, is offered it again and takes it; then she closes the meeting."""
    await desk.tap("For her", desk.of("Kay", "The circle"))
    for answer, said in (("Not now", "You did not take the lead."), ("Take it", "You lead now.")):
        if answer == "Take it":
            await desk.tap("For her", desk.of("Kay", "The circle"))
        await desk.tap("Offer her the lead", desk.of("Kay", "The circle"))
        await kay.tap(answer)
        await kay.done(said)
    await expect(desk.of("Kay", "The circle")).to_contain_text("leads")
    await kay.tap("Close the meeting", kay.part("The room"))
    await kay.act("Close the meeting", kay.page.locator("#close-sheet")).click()
    await desk.told("The meeting has closed.")
    await expect(desk.desk).to_be_hidden()


async def tab_to(desk: Desk, name: str, inside: str, key: str = "Tab") -> None:
    """Press Tab until a button of this name in this part of the page has the focus."""
    wanted = desk.page.locator(inside).get_by_role("button", name=name, exact=True)
    for _ in range(60):
        await desk.page.keyboard.press(key)
        if await wanted.evaluate_all("(nodes) => nodes.includes(document.activeElement)"):
            return
    raise AssertionError(f"{name} cannot be reached by {key}")


async def test_by_keyboard(evening: Evening, new_context: NewContext) -> None:
    desk = await facilitator(new_context, evening, evening.ruth)
    press, page = desk.page.keyboard.press, desk.page
    rose = await guest(new_context, evening, "Rose")
    await press("?")
    await expect(page.locator("#keys-sheet")).to_contain_text("Let in whoever waits longest")
    await press("Escape")
    await expect(desk.of("Rose", "Waiting")).to_be_visible()
    for key, said, where, shown in (
        ("a", "Rose is let in.", ".desk-section", "Nobody waits."),
        ("z", "Rose is asked back to the waiting room.", ".desk-section", "asked back"),
        ("A", "1 woman is let in.", ".desk-section", "Nobody waits."),
        ("n", "Now: Quiet moment.", ".desk-step.is-here", "Quiet moment"),
        ("n", "Now: Welcome and purpose.", ".desk-step.is-here", "Welcome and purpose"),
        ("b", "Now: Quiet moment.", ".desk-step.is-here", "Quiet moment"),
        ("p", "Everything is paused.", ".desk-head", "Go on"),
        ("p", "The meeting goes on.", ".desk-head", "Pause everything"),
        ("l", "The door is locked.", ".desk-head", "Open the door"),
        ("z", "The door is open again.", ".desk-head", "Lock the door"),
    ):
        await press(key)
        await expect(desk.line).to_contain_text(said)
        await expect(page.locator(where).filter(has_text=shown).first).to_be_visible()
    await press("w")
    await expect(desk.composer).to_be_focused()
    await page.keyboard.type("pxl")
    await expect(desk.composer).to_have_value("pxl")
    await desk.composer.fill("")
    await desk.page.locator(".desk-left .desk-title").focus()
    await press("n")
    await expect(desk.line).to_contain_text("Now: Welcome and purpose.")
    await _her_by_keyboard(desk, rose)
    await _words_by_keyboard(desk, rose)
    await press("x")
    await expect(desk.part("Intruders?")).to_be_visible()
    await press("Escape")
    await expect(desk.part("Intruders?")).to_have_count(0)


async def _her_by_keyboard(desk: Desk, rose: Seat) -> None:
    press = desk.page.keyboard.press
    await press("5")
    await expect(desk.page.locator("#desk-circle")).to_be_focused()
    await tab_to(desk, "For her: Rose", ".desk")
    await press("Enter")
    await tab_to(desk, "Quiet time", ".desk")
    await press("Enter")
    await desk.done("Quiet time for {name}, {time}.", name="Rose", time="5 minutes")
    assert await desk.page.evaluate("document.querySelector('.desk').contains(document.activeElement)"), "the focus fell off the desk"
    await press("z")
    await desk.done("{name} may write again.", name="Rose")
    await desk.page.keyboard.press("4")
    await tab_to(desk, "Who speaks when", ".desk")
    await press("Enter")
    await tab_to(desk, "Open to all", ".desk")
    await press("Enter")
    await desk.done("Now: {mode}, no cross-talk.", mode="Open to all")
    await expect(desk.part("Hands").get_by_role("button", name="Open to all")).to_be_focused()


async def _words_by_keyboard(desk: Desk, rose: Seat) -> None:
    await rose.say("I walked here.")
    await desk.hears("I walked here.")
    await desk.row("I walked here.").focus()
    await desk.page.keyboard.press("t")
    await expect(desk.row("I walked here.").get_by_role("button", name="unkind")).to_be_focused()
    await desk.page.keyboard.press("Enter")
    await desk.done("{name}’s words are taken down.", name="Rose")
    assert "I walked here." not in await rose.texts()
    await desk.page.keyboard.press("z")
    await rose.hears("I walked here.")


@pytest.mark.parametrize("language", ["en", "es"])
async def test_on_a_phone(evening: Evening, new_context: NewContext, language: str) -> None:
    look = Inspector()
    desk = await facilitator(new_context, evening, evening.ruth, "phone", language=language, look=look)
    rose = await guest(new_context, evening, "Rose")
    waits = catalogue().plural(language, "{n} woman waits", "{n} women wait", 1)
    await expect(desk.page.locator(".desk-tabs .visually-hidden").first).to_contain_text(waits)
    for tab in ("Waiting", "To read", "Hands", "Circle", "Room"):
        await desk.page.locator(".desk-tabs button").filter(has_text=desk.words(tab)).click()
        shown = await desk.page.locator(".talk-scroll").evaluate("(talk) => talk.clientHeight")
        assert shown > 90, f"{tab} hides the conversation"
        assert await desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{tab} scrolls sideways"
        await look(desk.page, f"{tab} {language}")
        if tab == "Waiting":
            await desk.tap("Let in", desk.of("Rose", "Waiting"))
            await rose.taken()
        if tab == "Circle":
            await desk.tap("For her", desk.of("Rose", "The circle"))
            await look(desk.page, f"her {language}")
            await desk.tap("Write to them")
            await desk.part("Among facilitators").get_by_label(desk.words("Write to the facilitators")).fill("Rose.")
            await desk.tap("Send", desk.part("Among facilitators"))
            await desk.done("Only facilitators read this.")
            await look(desk.page, f"among facilitators {language}")
    await desk.tap("Intruders", desk.page.locator(".desk-first"))
    await look(desk.page, f"drill {language}")
    await desk.tap("Calm the room")
    await expect(desk.part("The room is calm")).to_be_visible()
    await look(desk.page, f"calm {language}")
    assert not look.found, "\n".join(look.found)
