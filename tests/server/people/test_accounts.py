"""Accounts: signing up, in and back; and that no answer tells who has one."""

import asyncio

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from rooms.refusals import Refused
from rooms.roles import Role
from server.people.passphrases import Passphrases
from server.store import tables as t
from server.store.audit import kept_lines
from tests.support.people import OTHER_PASSPHRASE, PASSPHRASE, Village


async def test_she_comes_back_by_name_and_passphrase(home: Village) -> None:
    woman = await home.woman("Wren")
    assert len(set(woman.codes)) == 8
    for typed in ("Wren", "wren", " WREN "):
        assert (await home.people.accounts.sign_in(typed, PASSPHRASE)).account == woman.account


async def test_wrong_answers_are_alike(home: Village) -> None:
    await home.woman("Wren")
    for name, passphrase in (("Wren", OTHER_PASSPHRASE), ("Nobody", PASSPHRASE), ("", ""), ("\x00\ud800", "\ud800" * 999)):
        with pytest.raises(Refused, match="sign_in_wrong"):
            await home.people.accounts.sign_in(name, passphrase)


@pytest.mark.parametrize("name", ["Wren", "wrén", "W-ren", "Ruth 2", "Facilitator Jo", "Admin"])
async def test_names_that_cannot_be_had_are_refused_alike(home: Village, name: str) -> None:
    await home.woman("Wren")
    await home.woman("Ruth", Role.FACILITATOR)
    with pytest.raises(Refused, match="account_name_taken"):
        await home.people.accounts.draft(name, PASSPHRASE)


async def test_of_two_who_want_a_name_at_once_one_gets_it(home: Village) -> None:
    accounts = home.people.accounts
    drafts = [await accounts.draft("Wren", PASSPHRASE) for _ in range(2)]

    async def make(number: int) -> str:
        async with home.db.write() as connection:
            return (await accounts.insert(connection, drafts[number], "en")).account

    answers = await asyncio.gather(make(0), make(1), return_exceptions=True)
    assert sorted(str(answer) for answer in answers if isinstance(answer, Refused)) == ["account_name_taken"]


async def test_nothing_but_the_pseudonym_is_kept(home: Village) -> None:
    await home.woman("Wren")
    async with home.db.read() as connection:
        (row,) = (await connection.execute(sa.select(t.account))).mappings().all()
    assert set(row) == {"id", "name", "name_mark", "secret", "language", "created_on"}
    assert (row["created_on"].hour, row["created_on"].minute, row["created_on"].second) == (0, 0, 0)
    assert row["secret"].startswith("$argon2id$")


async def test_an_old_hash_is_made_anew(home: Village) -> None:
    woman = await home.woman("Wren")
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    home.people.accounts._passphrases = Passphrases(stronger)
    await home.people.accounts.sign_in("Wren", PASSPHRASE)
    async with home.db.read() as connection:
        secret = (await connection.execute(sa.select(t.account.c.secret).where(t.account.c.id == woman.account))).scalar_one()
    assert "m=16,t=2" in secret
    assert (await home.people.accounts.sign_in("Wren", PASSPHRASE)).account == woman.account


async def test_a_new_passphrase_ends_the_other_sessions(home: Village) -> None:
    sessions, accounts = home.people.sessions, home.people.accounts
    woman = await home.woman("Wren")
    here = await sessions.start(woman.account, complete=True, shared=False, language="en")
    there = await sessions.start(woman.account, complete=True, shared=False, language="en")
    identity = await sessions.identify(here)
    assert identity is not None
    with pytest.raises(Refused, match="passphrase_wrong"):
        await accounts.change_passphrase(woman.account, identity.session, OTHER_PASSPHRASE, OTHER_PASSPHRASE)
    with pytest.raises(Refused, match="passphrase_short"):
        await accounts.change_passphrase(woman.account, identity.session, PASSPHRASE, "short")
    assert await sessions.identify(there) is not None
    await accounts.change_passphrase(woman.account, identity.session, PASSPHRASE, OTHER_PASSPHRASE)
    assert await sessions.identify(here) is not None
    assert await sessions.identify(there) is None
    with pytest.raises(Refused, match="sign_in_wrong"):
        await accounts.sign_in("Wren", PASSPHRASE)
    assert await accounts.sign_in("Wren", OTHER_PASSPHRASE)


async def test_a_recovery_code_works_once(home: Village) -> None:
    sessions, accounts = home.people.sessions, home.people.accounts
    woman, other = await home.woman("Wren"), await home.woman("Dove")
    token = await sessions.start(woman.account, complete=True, shared=False, language="en")
    code = woman.codes[0]
    for name, given in (("Dove", code), ("Nobody", code), ("Wren", other.codes[0]), ("Wren", "0000-0000-0000-0000"), ("Wren", "")):
        with pytest.raises(Refused, match="recovery_wrong"):
            await accounts.recover(name, given, OTHER_PASSPHRASE)
    assert await accounts.sign_in("Wren", PASSPHRASE)
    typed = code.lower().replace("-", " ").replace("0", "o")
    assert (await accounts.recover("wren", typed, OTHER_PASSPHRASE)).account == woman.account
    assert await sessions.identify(token) is None
    assert await accounts.sign_in("Wren", OTHER_PASSPHRASE)
    with pytest.raises(Refused, match="recovery_wrong"):
        await accounts.recover("Wren", code, PASSPHRASE)
    assert await accounts.codes_left(woman.account) == 7


async def test_of_two_uses_at_once_one_counts(home: Village) -> None:
    woman = await home.woman("Wren")
    tries = [home.people.accounts.recover("Wren", woman.codes[0], passphrase) for passphrase in (PASSPHRASE, OTHER_PASSPHRASE)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert [answer.code for answer in answers if isinstance(answer, Refused)] == ["recovery_wrong"]


async def test_new_codes_replace_the_old(home: Village) -> None:
    woman = await home.woman("Wren")
    codes = await home.people.accounts.new_codes(woman.account)
    assert not set(codes) & set(woman.codes)
    with pytest.raises(Refused, match="recovery_wrong"):
        await home.people.accounts.recover("Wren", woman.codes[0], OTHER_PASSPHRASE)
    assert await home.people.accounts.recover("Wren", codes[7], OTHER_PASSPHRASE)


async def test_recovery_does_not_skip_the_second_factor(home: Village) -> None:
    woman = await home.woman("Ruth", Role.FACILITATOR)
    assert (await home.people.accounts.recover("Ruth", woman.codes[0], OTHER_PASSPHRASE)).owes_factor


async def test_a_new_name(home: Village) -> None:
    woman = await home.woman("Wren")
    await home.woman("Dove")
    with pytest.raises(Refused, match="account_name_taken"):
        await home.people.accounts.rename(woman.account, "D o v e")
    assert await home.people.accounts.rename(woman.account, "WREN") == "WREN"
    assert await home.people.accounts.rename(woman.account, "Lark") == "Lark"
    assert (await home.people.accounts.sign_in("lark", PASSPHRASE)).account == woman.account


async def test_only_staff_leave_a_line_when_they_sign_in(home: Village) -> None:
    await home.woman("Wren")
    staff = await home.woman("Ruth", Role.FACILITATOR)
    before = [kept async for kept in kept_lines(home.db)]
    await home.people.accounts.sign_in("Wren", PASSPHRASE)
    await home.people.accounts.sign_in("Ruth", PASSPHRASE)
    after = [kept.line async for kept in kept_lines(home.db)][len(before) :]
    assert [(line.kind, line.actor) for line in after] == [("signed_in", staff.account)]
