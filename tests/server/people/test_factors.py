"""Second factors: none works twice, and none is set up by a passphrase alone."""

import asyncio
from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa

from rooms.refusals import Refused
from rooms.roles import Role
from server.people.factors import qr_code
from server.store import tables as t
from tests.support.people import Village


class Phone:
    """Her authenticator."""

    def __init__(self, home: Village, secret: str) -> None:
        self._home = home
        self._totp = pyotp.TOTP(secret.replace(" ", ""))

    def code(self, later: int = 0) -> str:
        return str(self._totp.at(self._home.clock.now() + timedelta(seconds=30 * later)))


async def begun(home: Village) -> tuple[str, Phone]:
    woman = await home.woman("Ruth", Role.FACILITATOR, factor=False)
    shown = await home.people.factors.begun(woman.account, name="Ruth", programme="Willow House")
    assert shown is not None
    assert "Ruth" in shown.uri
    assert shown.secret not in repr(shown)
    assert qr_code(shown.uri).startswith(b"<svg")
    return woman.account, Phone(home, shown.secret)


async def test_a_code_confirms_and_roles_wake(home: Village) -> None:
    account, phone = await begun(home)
    sessions, factors = home.people.sessions, home.people.factors
    here = await sessions.start(account, complete=True, shared=False, language="en")
    there = await sessions.start(account, complete=True, shared=False, language="en")
    identity = await sessions.identify(here)
    assert identity is not None
    assert identity.roles == {Role.MEMBER}
    for wrong in ("000000", "", "abc", phone.code(5)):
        with pytest.raises(Refused, match="code_wrong"):
            await factors.confirm(account, identity.session, wrong)
    assert not await factors.is_set(account)
    printed = await factors.confirm(account, identity.session, phone.code())
    assert len(set(printed)) == 8
    assert await factors.is_set(account)
    assert await factors.begun(account, name="Ruth", programme="Willow House") is None
    woken = await sessions.identify(here)
    assert woken is not None
    assert Role.FACILITATOR in woken.roles
    assert await sessions.identify(there) is None, "a session from before the factor never showed it"


async def confirmed(home: Village) -> tuple[str, Phone, list[str]]:
    account, phone = await begun(home)
    printed = await home.people.factors.confirm(account, b"none", phone.code())
    home.clock.move(seconds=60)
    return account, phone, printed


async def test_no_code_works_twice(home: Village) -> None:
    account, phone, printed = await confirmed(home)
    factors = home.people.factors
    code = phone.code()
    await factors.check(account, f" {code[:3]} {code[3:]} ")
    for used in (code, phone.code(-1), printed[0].lower()):
        if used == printed[0].lower():
            await factors.check(account, used)
        with pytest.raises(Refused, match="code_wrong"):
            await factors.check(account, used)
    home.clock.move(seconds=30)
    await factors.check(account, phone.code())
    assert await factors.codes_left(account) == 7


async def test_of_two_uses_at_once_one_counts(home: Village) -> None:
    account, phone, printed = await confirmed(home)
    for code in (phone.code(), printed[3]):
        answers = await asyncio.gather(*(home.people.factors.check(account, code) for _ in range(4)), return_exceptions=True)
        assert sum(isinstance(answer, Refused) for answer in answers) == 3


async def test_a_clock_that_is_a_little_off_is_forgiven(home: Village) -> None:
    account, phone, _ = await confirmed(home)
    await home.people.factors.check(account, phone.code(1))
    home.clock.move(minutes=10)
    with pytest.raises(Refused, match="code_wrong"):
        await home.people.factors.check(account, phone.code(-2))
    with pytest.raises(Refused, match="code_wrong"):
        await home.people.factors.check(account, phone.code(2))


async def test_codes_of_another_do_not_fit(home: Village) -> None:
    _, phone, printed = await confirmed(home)
    other = await home.woman("Jo", Role.ON_CALL)
    for code in (phone.code(), printed[0]):
        with pytest.raises(Refused, match="code_wrong"):
            await home.people.factors.check(other.account, code)


async def test_replacing_needs_the_old_one(home: Village) -> None:
    account, phone, _ = await confirmed(home)
    token = await home.people.sessions.start(account, complete=True, shared=False, language="en")
    identity = await home.people.sessions.identify(token)
    assert identity is not None
    assert Role.FACILITATOR in identity.roles
    with pytest.raises(Refused, match="code_wrong"):
        await home.people.factors.replace(account, identity.session, "000000")
    await home.people.factors.replace(account, identity.session, phone.code())
    rests = await home.people.sessions.identify(token)
    assert rests is not None
    assert rests.roles == {Role.MEMBER}
    assert await home.people.factors.begun(account, name="Ruth", programme="x") is not None


async def test_the_secret_is_sealed(home: Village) -> None:
    account, _ = await begun(home)
    shown = await home.people.factors.begun(account, name="Ruth", programme="x")
    assert shown is not None
    async with home.db.read() as connection:
        sealed = (await connection.execute(sa.select(t.factor.c.sealed))).scalar_one()
    assert shown.secret.replace(" ", "").encode() not in bytes(sealed)
