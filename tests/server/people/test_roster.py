"""Staff: whose names are hers alone, what ends with a role, and how they are reached."""

import asyncio

import pytest
import sqlalchemy as sa

from rooms.refusals import Refused
from rooms.roles import Role
from server.store import tables as t
from tests.support.people import Village


async def test_nobody_passes_for_staff(home: Village) -> None:
    staff = await home.woman("Ruth", Role.FACILITATOR)
    await home.woman("Wren")
    roster = home.people.roster
    for name in ("Ruth", "ruth", "Rυth", "R.u.t.h", "Ruth 2", "Facilitator", "Admin Bea"):
        assert await roster.like_staff(name), name
    for name in ("Ruthie", "Wren", "Bea"):
        assert not await roster.like_staff(name), name
    assert not await roster.like_staff("Ruth", own=staff.account)
    await home.woman("Ada", Role.ADMINISTRATOR)
    await roster.end_role(staff.account, Role.FACILITATOR, by="x")
    assert not await roster.like_staff("Ruth")


async def test_a_role_ends_with_everything_that_hangs_on_it(home: Village) -> None:
    staff = await home.woman("Ruth", Role.FACILITATOR, Role.ON_CALL)
    sessions, roster, contacts = home.people.sessions, home.people.roster, home.people.contacts
    await contacts.add(staff.account, "+1 (555) 010-7788")
    token = await sessions.start(staff.account, complete=True, shared=False, language="en")
    await roster.end_role(staff.account, Role.ON_CALL, by=staff.account)
    assert await sessions.identify(token) is None
    assert home.announced[-1] == ("account", staff.account)
    assert await contacts.of(staff.account), "she is still a facilitator"
    assert await home.people.factors.is_set(staff.account)
    await roster.end_role(staff.account, Role.FACILITATOR, by=staff.account)
    assert await contacts.of(staff.account) == []
    assert not await home.people.factors.is_set(staff.account)
    assert await roster.staff() == []
    again = await sessions.start(staff.account, complete=True, shared=False, language="en")
    identity = await sessions.identify(again)
    assert identity is not None
    assert identity.roles == {Role.MEMBER}


async def test_the_last_administrator_stays(home: Village) -> None:
    await home.programme()
    first, second = await home.woman("Ada", Role.ADMINISTRATOR), await home.woman("Eve", Role.ADMINISTRATOR)
    ending = [home.people.roster.end_role(each.account, Role.ADMINISTRATOR, by="x") for each in (first, second)]
    answers = await asyncio.gather(*ending, return_exceptions=True)
    assert [answer.code for answer in answers if isinstance(answer, Refused)] == ["last_administrator"]


async def test_a_role_she_has_not_is_no_error(home: Village) -> None:
    woman = await home.woman("Wren")
    await home.people.roster.end_role(woman.account, Role.FACILITATOR, by="x")
    await home.people.roster.end_role("nobody", Role.FACILITATOR, by="x")
    await home.people.roster.end_role(woman.account, Role.MEMBER, by="x")


@pytest.mark.parametrize(
    ("given", "kind", "kept"),
    [("+1 (555) 010-7788", "phone", "+15550107788"), (" ruth@example.org ", "mail", "ruth@example.org")],
)
async def test_contact_points_are_sealed(home: Village, given: str, kind: str, kept: str) -> None:
    staff, other = await home.woman("Ruth", Role.FACILITATOR), await home.woman("Jo", Role.ON_CALL)
    await home.people.contacts.add(staff.account, given)
    (point,) = await home.people.contacts.of(staff.account)
    assert (point.kind, point.address) == (kind, kept)
    assert kept not in repr(point)
    async with home.db.read() as connection:
        sealed = (await connection.execute(sa.select(t.contact_point.c.sealed))).scalar_one()
    assert kept.encode() not in bytes(sealed)
    await home.people.contacts.remove(other.account, point.id)
    assert await home.people.contacts.of(staff.account)
    await home.people.contacts.remove(staff.account, point.id)
    assert await home.people.contacts.of(staff.account) == []


@pytest.mark.parametrize(
    "bad", ["", "12345", "0612345678", "a@b", "a b@c.org", "a@b.org\nBcc: x@y.org", "@", "+" + "1" * 20, "x" * 300 + "@b.org"]
)
async def test_what_is_no_address_is_refused(home: Village, bad: str) -> None:
    staff = await home.woman("Ruth", Role.FACILITATOR)
    with pytest.raises(Refused, match="contact_bad"):
        await home.people.contacts.add(staff.account, bad)
