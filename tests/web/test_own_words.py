"""Her page of words to hide: it says how many there are, never which, in both languages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rooms.roles import Role
from tests.support.site import Site, site


@pytest.fixture
async def willow(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path) as served:
        await served.programme()
        yield served


async def test_a_word_is_put_on_her_list_and_is_on_no_page_afterwards(willow: Site) -> None:
    account = await willow.account("Rose", Role.MEMBER)
    rose = await willow.signed_in(account)
    assert (await rose.get("/account")).says("My words to hide")
    assert (await rose.get("/account/words")).says("Your list is empty so far.")
    done = await rose.post("/account/words", do="add", word="Maple Close")
    assert done.path == "/account/words?done=add"
    assert done.says("One word is on your list.")
    assert not done.says("Maple")
    await rose.post("/account/words", do="add", word="Rex")
    assert (await rose.get("/account/words")).says("2 words are on your list.")
    assert (await rose.post("/account/words", do="remove", word="rex")).says("One word is on your list.")
    assert (await rose.post("/account/words", do="clear")).says("Your list is empty.")
    assert await willow.people.own_words.of(account) == frozenset()


async def test_what_can_not_be_looked_for_comes_back_to_be_mended(willow: Site) -> None:
    rose = await willow.signed_in(await willow.account("Rose", Role.MEMBER))
    wrong = await rose.post("/account/words", do="add", word="one two three four five")
    assert (wrong.status, wrong.says("Please write one to four words")) == (400, True)
    assert 'value="one two three four five"' in wrong.text
    assert (await rose.post("/account/words", do="show")).status == 400


async def test_it_is_hers_to_read_in_spanish_and_nobodys_without_an_account(willow: Site) -> None:
    rose = await willow.signed_in(await willow.account("Rose", Role.MEMBER))
    await rose.post("/language", language="es", next="/account/words")
    assert (await rose.get("/account/words")).says("Tu lista está vacía por ahora.")
    assert (await willow.woman().get("/account/words")).path.startswith("/sign-in")
