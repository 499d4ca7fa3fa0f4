"""What a woman does on the pages, step by step, by the words that stand there: a page that loses a button or a sentence fails here."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

import pyotp
from playwright.async_api import Locator, Page, expect

from web.words import Words

PASSPHRASE = "the kettle sings at dawn, seven blue buttons"
TOPIC = "Evening circle"
PURPOSE = "Come as you are. Listening is welcome."

Look = Callable[[Page, str], Awaitable[None]]
"""Called at each new page of a walk with the name of its template."""


async def unseen(_page: Page, _template: str) -> None:
    """Nobody looks."""


@cache
def catalogue() -> Words:
    """Every sentence in every language, as the server has them."""
    return Words.shipped()


class SetUp(NamedTuple):
    """What the first administrator holds at the end of the set-up: two links to hand out, and the path of her room."""

    facilitator: str
    door: str
    room: str


class Walk:
    """A woman's tab, outside the live room. `language` is the one she reads; sentences are given in English."""

    def __init__(self, page: Page, origin: str, *, language: str = "en", look: Look = unseen) -> None:
        self.page = page
        self.origin = origin
        self.language = language
        self.look = look

    def words(self, sentence: str, **values: object) -> str:
        """The sentence in her language."""
        return catalogue().translate(self.language, sentence, **values)

    async def go(self, link: str) -> None:
        """Open a path, or a link that was made for another address of the same programme."""
        parts = urlsplit(link)
        await self.page.goto(self.origin + parts.path + (f"#{parts.fragment}" if parts.fragment else ""))

    def button(self, sentence: str, **values: object) -> Locator:
        """A button, or a link that looks like one, in the page's main part."""
        main, name = self.page.locator("main"), self.words(sentence, **values)
        return main.get_by_role("button", name=name, exact=True).or_(main.get_by_role("link", name=name, exact=True)).first

    async def press(self, sentence: str, **values: object) -> None:
        await self.button(sentence, **values).click()

    async def fill(self, label: str, value: str) -> None:
        await self.page.locator("main").get_by_label(self.words(label), exact=True).fill(value)

    async def reads(self, sentence: str, **values: object) -> None:
        """Wait until it stands on the page."""
        await expect(self.page.get_by_text(self.words(sentence, **values)).first).to_be_visible()

    # the first start

    async def set_up(self, link: str, *, name: str = "Ada Reed", room: str = TOPIC, waiting: str = "nobody") -> SetUp:
        """From the printed link to the first room: programme, administrator, recovery codes, second step, links to hand out.

        `waiting` is who is met at the door of that room.
        """
        await self.go(link)
        await self.look(self.page, "people/code.html")
        await self.press("Go on")
        await self.look(self.page, "people/set_up.html")
        await self.fill("Name of the programme", "Willow House")
        await self.page.get_by_label(self.words("Country")).select_option("US")
        await self.fill("A name for you", name)
        await self.fill("Passphrase", PASSPHRASE)
        await self.press("Set it up")
        await self.keep_codes()
        await self.second_step()
        await self.look(self.page, "people/terms.html")
        await self.fill("Name of the room", room)
        await self.fill("What it is for", PURPOSE)
        await self.page.locator("input[name=guests]").check()
        await self.page.locator(f"input[name=waiting][value={waiting}]").check(force=True)
        await self.press("Make this room")
        await self.look(self.page, "people/first_room.html")
        facilitator, door = [link.strip() for link in await self.page.locator("code.secret[data-copy]").all_text_contents()]
        await self.press("Go to the room")
        await expect(self.page.get_by_role("heading", name=room, level=1)).to_be_visible()
        return SetUp(facilitator, door, urlsplit(self.page.url).path)

    async def keep_codes(self) -> list[str]:
        """Eight codes, shown once."""
        codes = self.page.locator(".codes li")
        await expect(codes).to_have_count(8)
        await self.look(self.page, "people/codes.html")
        kept = await codes.all_text_contents()
        await self.press("I have kept them")
        return kept

    async def second_step(self) -> list[str]:
        """Set up the second step from the letters shown; its printed codes."""
        secret = self.page.locator("code.secret")
        await expect(secret).to_be_visible()
        await expect(self.page.locator("img.qr")).to_be_visible()
        await self.look(self.page, "people/factor.html")
        phone = pyotp.TOTP(re.sub(r"\s", "", await secret.inner_text()))
        await self.fill("The six digits it shows now", phone.now())
        await self.press("Confirm")
        return await self.keep_codes()

    # by invitation

    async def accept(self, link: str, name: str) -> list[str]:
        """A colleague's invitation: an account of her own and its second step; the printed codes of that."""
        await self.make_account(link, name)
        return await self.second_step()

    async def make_account(self, link: str, name: str) -> list[str]:
        """An account by an invitation; her recovery codes."""
        await self.go(link)
        await self.press("Go on")
        await self.look(self.page, "people/invitation.html")
        await self.fill("A name for you", name)
        await self.fill("Passphrase", PASSPHRASE)
        await self.press("Make my account")
        return await self.keep_codes()

    async def enter(self, link: str) -> None:
        """A demo's sign-in link."""
        await self.go(link)
        await self.press("Go on")
        await self.press("Sign in")
        await expect(self.page).to_have_url(f"{self.origin}/")

    async def sign_in(self, name: str, passphrase: str = PASSPHRASE) -> None:
        await self.go("/sign-in")
        await self.look(self.page, "people/sign_in.html")
        await self.fill("Your name here", name)
        await self.fill("Passphrase", passphrase)
        await self.press("Sign in")

    # rooms and meetings

    async def invitation_for_a_member(self, room: str) -> str:
        """A link by which one woman makes an account."""
        await self.go(room)
        await self.press("Make an invitation")
        await self.look(self.page, "people/link.html")
        link = await self.page.locator("code.secret[data-copy]").inner_text()
        await self.press("Done")
        return link.strip()

    async def open_room(self) -> None:
        """A facilitator's way: the list of rooms, the room, open it, and in by the role's own name."""
        await self.page.locator("header").get_by_role("link", name=self.words("Rooms"), exact=True).click()
        await self.look(self.page, "people/rooms.html")
        await self.page.locator("main li a").first.click()
        await self.look(self.page, "people/room.html")
        await self.press("Open it now")
        await self.look(self.page, "seat.html")
        await self.come_in()

    async def join(self, link: str, name: str) -> None:
        """A guest's way, with a thumb: her name for tonight, and in."""
        await self.go(link)
        await expect(self.page.locator("[data-opens]")).not_to_be_empty()
        await self.look(self.page, "join.html")
        field = self.page.get_by_label(self.words("Your name for tonight"), exact=True)
        await field.click()
        await field.press_sequentially(name)
        await self.come_in()

    async def take_seat(self, name: str) -> None:
        """A member's way: the open meeting on her first page, and a name for tonight."""
        await self.look(self.page, "home.html")
        await self.press("Take a seat")
        await self.look(self.page, "seat.html")
        await self.fill("Your name for tonight", name)
        await self.come_in()

    async def come_in(self) -> None:
        """From the page of her seat: she agrees to what the room asks, if it asks something, and goes in."""
        await expect(self.page.locator("main form")).to_be_visible()
        await self.press("I agree and come in" if await self.page.locator("input[name=agreed]").count() else "Go in")
