"""Her own words to hide: kept as marks that nobody can read, hers alone, gone with her account."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from rooms.refusals import Refused
from server.people.own_words import MOST
from server.store import tables as t
from tests.support.people import Village


async def kept(home: Village) -> list[tuple[str, str]]:
    async with home.db.read() as connection:
        return [tuple(row) for row in await connection.execute(sa.select(t.own_word.c.account_id, t.own_word.c.mark))]


async def test_a_word_of_two_women_has_two_marks_and_neither_tells_of_it(home: Village) -> None:
    rose, ivy, words = await home.woman("Rose"), await home.woman("Ivy"), home.people.own_words
    for who in (rose, ivy):
        await words.add(who.account, "Maple Close")
        await words.add(who.account, "  MAPLE  close ")
    rows = await kept(home)
    assert sorted(account for account, _ in rows) == sorted([rose.account, ivy.account])
    assert len({mark for _, mark in rows}) == 2
    assert not any("maple" in mark.lower() for _, mark in rows)
    assert words.mark(rose.account, "maple close") in await words.of(rose.account)
    assert words.mark(rose.account, "maple close") not in await words.of(ivy.account)


async def test_it_can_be_taken_off_and_the_list_emptied(home: Village) -> None:
    rose, ivy, words = await home.woman("Rose"), await home.woman("Ivy"), home.people.own_words
    for entry in ("Rex", "Maple Close"):
        await words.add(rose.account, entry)
    await words.add(ivy.account, "Rex")
    await words.remove(rose.account, "rex")
    await words.remove(rose.account, "never there")
    assert len(await words.of(rose.account)) == 1
    await words.clear(rose.account)
    assert (await words.of(rose.account), len(await words.of(ivy.account))) == (frozenset(), 1)


async def test_it_goes_with_her_account(home: Village) -> None:
    rose = await home.woman("Rose")
    await home.people.own_words.add(rose.account, "Rex")
    async with home.db.write() as connection:
        await connection.execute(t.account.delete().where(t.account.c.id == rose.account))
    assert await kept(home) == []


@pytest.mark.parametrize("entry", ["", "!!!", "x", "one two three four five", "x" * 41, "🌷"])
async def test_what_can_not_be_looked_for_is_refused(home: Village, entry: str) -> None:
    rose = await home.woman("Rose")
    with pytest.raises(Refused, match="own_word_bad"):
        await home.people.own_words.add(rose.account, entry)


async def test_a_list_has_an_end(home: Village) -> None:
    rose, words = await home.woman("Rose"), home.people.own_words
    for number in range(MOST):
        await words.add(rose.account, f"word{number}")
    await words.add(rose.account, "word0")
    with pytest.raises(Refused, match="own_word_bad"):
        await words.add(rose.account, "one more")
