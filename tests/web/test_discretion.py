"""On her phone: a shopping list is all that names us, her word for it is kept nowhere in clear, and what quick exit takes back."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rooms import commands as c
from rooms.events import MessageId
from server.live.wish import Beside
from server.people.invitations import Kind
from server.people.roombook import Terms
from server.store import tables as t
from tests.support.site import Site, site
from web.discretion import COOKIE, LONGEST, lock, locked, plain


def test_her_word_is_compared_as_a_thumb_types_it_and_kept_so_that_it_cannot_be_read() -> None:
    assert plain("  Plátano ") == plain("pla\u0301tano") == "plátano"
    kept = lock("plantain")
    assert locked(kept) == kept
    assert "plantain" not in kept
    assert lock("plantain") != kept, "salted"
    for wrong in (None, "", "yes", kept[:-1], f"{kept}0", kept.replace(".", "-"), f'{kept}"><b>'):
        assert locked(wrong) is None


@pytest.fixture
async def willow(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path) as served:
        await served.programme()
        yield served


async def test_it_is_turned_on_and_off_in_her_browser_alone(willow: Site) -> None:
    wren = await willow.signed_in(await willow.account("Wren"))
    await wren.get("/view?next=/join")
    for wrong in ("", "  ab ", "a" * (LONGEST + 1), "Help", " ayuda "):
        assert (await wren.send("/view", {"word": wrong, "next": "/join"})).status == 400
    assert COOKIE not in {each.key for each in wren.client.cookie_jar}
    assert (await wren.send("/view", {"word": "Plantain", "next": "https://elsewhere.example/"})).path == "/"
    assert (await wren.send("/view", {"word": " Plantain ", "next": "/join"})).path == "/join"
    (kept,) = [each for each in wren.client.cookie_jar if each.key == COOKIE]
    assert kept["httponly"]
    assert "plantain" not in kept.value
    for path in ("/", "/help", "/what-we-keep", "/join", "/nowhere", "/account"):
        page = await wren.get(path)
        assert "<title>Shopping list</title>" in page.text
        assert f'data-lock="{kept.value}"' in page.text
    assert (await wren.get("/account")).says("It is on.")
    async with willow.node.db.read() as connection:
        for table in (t.account, t.session):
            assert not any(kept.value in repr(row) for row in (await connection.execute(table.select())).all())
    assert (await wren.send("/view", {"off": "yes", "next": "/account"})).path == "/account"
    assert COOKIE not in {each.key for each in wren.client.cookie_jar}
    assert not (await wren.get("/account")).says("It is on.")


async def test_on_a_phones_first_screen_it_has_a_plain_name(willow: Site) -> None:
    async with willow.woman().client as browser, browser.get(f"{willow.node.address}/view.webmanifest?language=es") as answer:
        assert answer.content_type == "application/manifest+json"
        assert not answer.cookies
        manifest = json.loads(await answer.text())
        assert (manifest["name"], manifest["short_name"], manifest["start_url"]) == ("Lista de compras", "Lista de compras", "/")
        assert not {"hearth", "willow", "recovery"} & set(json.dumps(manifest).casefold().split())
        async with browser.get(willow.node.address + manifest["icons"][0]["src"]) as icon:
            assert icon.content_type == "image/svg+xml"


@pytest.mark.parametrize("chosen", [True, False])
async def test_quick_exit_takes_back_what_a_guest_said_if_she_chose_so_at_the_door(willow: Site, *, chosen: bool) -> None:
    room = await willow.people.roombook.create(Terms("Evening circle", "To be heard"), by="system")
    meeting = await willow.node.meetings.plan(room, None, None)
    code = (await willow.people.invitations.make(Kind.ROOM, by="system", room=room)).code
    live = (await willow.node.meetings.hall.get(meeting)).live
    guests = [willow.woman(), willow.woman()]
    for name, guest in zip(("Wren", "Lark"), guests, strict=True):
        assert (await guest.get("/join")).says("Quick exit also takes back what I said")
        await guest.post("/join", name=name, code=code, **({"exit_takes_back": "yes"} if chosen else {}))
    for seat, message in zip(live.state.seats, ("m" * 16, "r" * 16), strict=True):
        await live.do(seat, c.Attach(seat, willow.node.meetings._node.id))  # type: ignore[arg-type]
        await live.do(seat, c.PostMessage(MessageId(message)), Beside(text="marigold"))
    assert set(live.replica.words.bodies) == {"m" * 16, "r" * 16}
    await guests[0].get("/exit", follow=False)
    assert set(live.replica.words.bodies) == ({"r" * 16} if chosen else {"m" * 16, "r" * 16})
    assert not [each for each in guests[0].client.cookie_jar if each.value], "the choice goes too"
    assert (await guests[0].get(f"/meeting/{meeting}")).path == "/", "and her seat"
    assert "exit_takes_back" not in (await (await willow.signed_in(await willow.account("Rose"))).get(f"/seat/{meeting}")).text
