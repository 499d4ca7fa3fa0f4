"""What a woman does in the live room, and what she sees there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from playwright.async_api import Locator, Page, expect

from tests.support.journey import Look, catalogue

SHOWN = """() => [...document.querySelectorAll(".rows > .msg[data-message]")].map((row) => {
  const words = row.querySelector(".msg-words");
  return [row.dataset.message, words.hidden ? null : words.textContent];
})"""


async def eventually(condition: Callable[[], Awaitable[object]], within: float = 8.0) -> None:
    """Return once the condition holds; fail when it does not within so many seconds."""
    deadline = time.monotonic() + within
    while not await condition():
        assert time.monotonic() < deadline, f"did not come true within {within} s"
        await asyncio.sleep(0.05)


class Seat:
    """A woman at her place in the live room."""

    def __init__(self, page: Page, language: str = "en") -> None:
        self.page = page
        self.language = language
        self.composer = page.locator("#words")

    def words(self, sentence: str, **values: object) -> str:
        """The sentence in her language."""
        return catalogue().translate(self.language, sentence, **values)

    async def taken(self) -> Seat:
        """Wait until she sits: the line is up and she can write."""
        await expect(self.composer).to_be_visible()
        await expect(self.page.locator(".talk-last")).to_be_empty()
        return self

    def act(self, sentence: str, inside: Locator | None = None) -> Locator:
        """A button of the page, or of one of its parts."""
        return (inside or self.page).get_by_role("button", name=self.words(sentence), exact=True)

    async def say(self, text: str, *, heard: bool = True) -> None:
        """Write and send; unless told otherwise wait until the words have their place."""
        await self.composer.fill(text)
        await self.act("Send").click()
        await expect(self.composer).to_have_value("")
        if heard:
            await self.hears(text)

    async def hears(self, *texts: str) -> None:
        """Each of these stands in the conversation, once."""
        for text in texts:
            await expect(self.row(text)).to_have_count(1)

    async def reads(self, sentence: str, **values: object) -> None:
        """Wait until it stands in the conversation or under it."""
        await expect(self.page.locator(".talk-scroll").get_by_text(self.words(sentence, **values)).first).to_be_visible()

    def row(self, text: str) -> Locator:
        """The row of these words."""
        return self.page.locator(".rows > .msg[data-message]").filter(has=self.page.locator(".msg-words", has_text=text))

    async def shown(self) -> list[tuple[str, str | None]]:
        """Every message with its words, None where they were taken back, from top to bottom."""
        return [(ident, text) for ident, text in await self.page.evaluate(SHOWN)]

    async def texts(self) -> list[str | None]:
        """The words alone."""
        return [text for _, text in await self.shown()]

    async def on_row(self, text: str, act: str) -> None:
        """Do something with a message: bring up its actions as her device does, then tap."""
        row = self.row(text)
        await row.scroll_into_view_if_needed()
        button = self.act(act, row).first
        if await self.page.evaluate("matchMedia('(hover: hover)').matches"):
            await row.hover()
        elif not await button.is_visible():
            await row.locator(".msg-words").click()
        await button.click()

    async def answer(self, text: str, word: str) -> None:
        """Answer a message with one of the four words."""
        await self.on_row(text, "Answer with a word")
        await self.act(word, self.row(text).get_by_role("group")).click()

    async def reply(self, to: str, text: str) -> None:
        """Quote a message and write."""
        await self.on_row(to, "Reply")
        await expect(self.page.locator(".dock-reply")).to_be_visible()
        await self.say(text)

    async def look_around(self, look: Look) -> None:
        """The sheets of a phone, one after the other."""
        for act, place in (("The circle", ".head"), ("Leave", ".dock-acts")):
            await self.act(act, self.page.locator(place)).click()
            await look(self.page, "meeting.html")
            await self.page.keyboard.press("Escape")

    async def close(self) -> None:
        """A facilitator closes the meeting."""
        await self.act("Close the meeting", self.page.locator(".side")).click()
        await self.act("Close the meeting", self.page.locator("#close-sheet")).click()

    async def told(self, sentence: str) -> None:
        """The page has come to its end and says why."""
        await expect(self.page.locator(".closing-title")).to_have_text(self.words(sentence))


async def agree(*seats: Seat) -> list[tuple[str, str | None]]:
    """Wait until all show the same in the same order; what that is. Nothing may stand there twice."""
    shown: list[list[tuple[str, str | None]]] = []

    async def same() -> bool:
        shown[:] = [await seat.shown() for seat in seats]
        return all(each == shown[0] for each in shown)

    await eventually(same)
    idents = [ident for ident, _ in shown[0]]
    assert len(idents) == len(set(idents)), "words stand there twice"
    return shown[0]


async def talk(desk: Seat, phone: Seat, table: Seat) -> None:
    """What three women do: words, an answer with a word, a reply, and words taken back. Ruth sits at the desk, Ivy at the table."""
    await desk.say("Good evening. Come as you are.")
    await phone.say("I nearly did not come.")
    await table.say("This is a slip of the thumb.")
    for seat in (desk, phone, table):
        await seat.hears("Good evening. Come as you are.", "I nearly did not come.", "This is a slip of the thumb.")
    await table.answer("I nearly did not come.", "with you")
    chip = phone.row("I nearly did not come.").locator(".chips")
    await expect(chip).to_contain_text("with you")
    await expect(chip).to_contain_text("Ivy")
    await phone.reply("Good evening. Come as you are.", "Thank you for opening the room.")
    await expect(desk.row("Thank you for opening the room.").locator(".msg-quote")).to_contain_text("Good evening.")
    await table.on_row("This is a slip of the thumb.", "Take it back")
    await expect(table.composer).to_have_value("This is a slip of the thumb.")
    for seat in (desk, phone):
        await seat.reads("{name} took her words back.", name="Ivy")
        assert "slip of the thumb" not in await seat.page.content(), "her words leave the others' pages"
    await table.composer.fill("")
    assert [text for _, text in await agree(desk, phone, table)] == [
        "Good evening. Come as you are.", "I nearly did not come.", None, "Thank you for opening the room.",
    ]  # fmt: skip
