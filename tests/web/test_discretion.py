"""Discretion: in a browser that asked for it, a shopping list is all that names us, and her word is kept nowhere in clear."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

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
