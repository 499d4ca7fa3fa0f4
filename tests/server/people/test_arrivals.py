"""Links and what they open: seen without being used, used once, and only for what they are."""

import asyncio

import pytest
import sqlalchemy as sa

from moderation.audit import verify
from rooms.refusals import Refused
from rooms.roles import Role
from server.people.arrivals import Plan
from server.people.codes import plain
from server.people.invitations import Kind
from server.people.roombook import Terms
from server.store import tables as t
from server.store.audit import kept_lines
from tests.support.people import OTHER_PASSPHRASE, PASSPHRASE, Village

WILLOW = Plan("Willow House", "en", "US")


async def first(home: Village) -> str:
    """A programme that was set up by its first administrator."""
    link = await home.people.arrivals.first_link()
    assert link is not None
    draft = await home.people.accounts.draft("Ada", PASSPHRASE)
    return (await home.people.arrivals.set_up(await home.people.invitations.look(link.code), WILLOW, draft)).account


async def test_the_first_administrator(home: Village) -> None:
    link = await home.people.arrivals.first_link()
    assert link is not None
    assert len(plain(link.code)) * 5 >= 100
    assert link.path() == f"/set-up#{link.code}"
    assert link.code not in repr(link)
    second = await home.people.arrivals.first_link()
    assert second is not None
    invitation = await home.people.invitations.look(link.code, Kind.SET_UP)
    draft = await home.people.accounts.draft("Ada", PASSPHRASE)
    created = await home.people.arrivals.set_up(invitation, WILLOW, draft)
    (colleague,) = await home.people.roster.staff()
    assert (colleague.account, colleague.roles, colleague.factor_set) == (created.account, [Role.ADMINISTRATOR], False)
    assert await home.people.arrivals.first_link() is None
    late = await home.people.invitations.look(second.code)
    with pytest.raises(Refused, match="link_over"):
        await home.people.arrivals.set_up(late, WILLOW, await home.people.accounts.draft("Eve", PASSPHRASE))
    kinds = [kept.line.kind async for kept in kept_lines(home.db)]
    assert "set_up" in kinds
    assert "role_granted" in kinds
    assert verify([kept async for kept in kept_lines(home.db)]) is None


async def test_looking_uses_nothing_up_and_using_works_once(home: Village) -> None:
    invitations, arrivals, accounts = home.people.invitations, home.people.arrivals, home.people.accounts
    admin = await first(home)
    link = await invitations.make(Kind.STAFF, by=admin, role=Role.FACILITATOR)
    seen = [await invitations.look(link.code.lower().replace("-", " "), Kind.STAFF, Kind.MEMBER) for _ in range(5)]
    invitation = seen[-1]
    drafts = [await accounts.draft(name, PASSPHRASE) for name in ("Ruth", "Rosa")]
    answers = await asyncio.gather(*(arrivals.join(invitation, draft, "en") for draft in drafts), return_exceptions=True)
    assert [answer.code for answer in answers if isinstance(answer, Refused)] == ["link_over"]
    with pytest.raises(Refused, match="link_over"):
        await invitations.look(link.code)
    joined = [colleague for colleague in await home.people.roster.staff() if Role.FACILITATOR in colleague.roles]
    assert len(joined) == 1
    async with home.db.read() as connection:
        assert (await connection.execute(sa.select(sa.func.count()).select_from(t.account))).scalar_one() == 2, "the loser made no account"


async def test_links_end_and_are_of_one_kind(home: Village) -> None:
    invitations = home.people.invitations
    admin = await first(home)
    link = await invitations.make(Kind.MEMBER, by=admin)
    with pytest.raises(Refused, match="link_over"):
        await invitations.look(link.code, Kind.STAFF, Kind.ROOM)
    for wrong in ("", "0000-0000-0000-0000", link.code[:-1], "\ud800\x00"):
        with pytest.raises(Refused, match="link_over"):
            await invitations.look(wrong)
    home.clock.move(days=15)
    with pytest.raises(Refused, match="link_over"):
        await invitations.look(link.code)
    await home.people.sweep()
    async with home.db.read() as connection:
        assert (await connection.execute(sa.select(t.invitation))).all() == []


async def test_a_copy_of_the_database_opens_no_door(home: Village) -> None:
    admin = await first(home)
    link = await home.people.invitations.make(Kind.ROOM, by=admin, room=None)
    async with home.db.read() as connection:
        kept = [bytes(row.hash) for row in await connection.execute(sa.select(t.invitation))]
    assert all(plain(link.code).encode() not in key for key in kept)


async def test_a_room_link_is_for_many_until_it_is_taken_back(home: Village) -> None:
    invitations = home.people.invitations
    admin = await first(home)
    room = await home.people.roombook.create(Terms("Evening circle", "To be heard"), by=admin)
    other = await home.people.roombook.create(Terms("Morning circle", "To be heard"), by=admin)
    link = await invitations.make(Kind.ROOM, by=admin, room=room)
    assert link.path().startswith("/join#")
    assert len(plain(link.code)) * 5 >= 60
    invitation = await invitations.look(link.code, Kind.ROOM)
    for _ in range(3):
        async with home.db.write() as connection:
            await invitations.use_within(connection, invitation)
    (listed,) = await invitations.of_room(room)
    await invitations.take_back(other, listed.hash.hex())
    assert await invitations.of_room(room)
    await invitations.take_back(room, listed.hash.hex())
    assert await invitations.of_room(room) == []
    with pytest.raises(Refused, match="link_over"):
        await invitations.look(link.code)
    with pytest.raises(Refused, match="bad_request"):
        await invitations.take_back(room, "not hex")


async def test_a_member_takes_up_a_role(home: Village) -> None:
    admin = await first(home)
    woman = await home.woman("Jo")
    link = await home.people.invitations.make(Kind.STAFF, by=admin, role=Role.ON_CALL)
    assert await home.people.factors.begun(woman.account, name="Jo", programme="x") is None
    await home.people.arrivals.take_up(await home.people.invitations.look(link.code), woman.account)
    assert await home.people.factors.begun(woman.account, name="Jo", programme="x") is not None


async def test_who_lost_her_factor_is_invited_again(home: Village) -> None:
    admin = await first(home)
    staff, other = await home.woman("Ruth", Role.FACILITATOR), await home.woman("Jo", Role.ON_CALL)
    member = await home.woman("Wren")
    sessions, arrivals = home.people.sessions, home.people.arrivals
    token = await sessions.start(staff.account, complete=True, shared=False, language="en")
    assert await sessions.identify(token) is not None
    with pytest.raises(Refused, match="bad_request"):
        await arrivals.reinvite(member.account, by=admin)
    lost = await arrivals.reinvite(staff.account, by=admin)
    link = await arrivals.reinvite(staff.account, by=admin)
    assert await sessions.identify(token) is None
    assert ("account", staff.account) in home.announced
    assert not await home.people.factors.is_set(staff.account)
    assert await home.people.factors.begun(staff.account, name="Ruth", programme="x") is None, "a passphrase alone sets nothing up"
    with pytest.raises(Refused, match="link_over"):
        await home.people.invitations.look(lost.code)
    invitation = await home.people.invitations.look(link.code)
    with pytest.raises(Refused, match="link_over"):
        await arrivals.take_up(invitation, other.account)
    with pytest.raises(Refused, match="link_over"):
        await arrivals.join(invitation, await home.people.accounts.draft("Eve", PASSPHRASE), "en")
    await arrivals.take_up(invitation, staff.account)
    assert await home.people.factors.begun(staff.account, name="Ruth", programme="x") is not None
    kinds = [kept.line.kind async for kept in kept_lines(home.db)]
    assert kinds.count("staff_reinvited") == 2


async def test_recovery_at_the_console(home: Village) -> None:
    admin = await first(home)
    link = await home.people.arrivals.recover_administrator(admin, by="console")
    invitation = await home.people.invitations.look(link.code, Kind.SET_UP)
    with pytest.raises(Refused, match="link_over"):
        await home.people.arrivals.set_up(invitation, WILLOW, await home.people.accounts.draft("Eve", PASSPHRASE))
    secret = await home.people.passphrases.hash(OTHER_PASSPHRASE)
    assert await home.people.arrivals.set_up_again(invitation, secret) == admin
    assert await home.people.accounts.sign_in("Ada", OTHER_PASSPHRASE)
    with pytest.raises(Refused, match="link_over"):
        await home.people.arrivals.set_up_again(invitation, secret)
    assert ("administrator_recovered", "console") in [(kept.line.kind, kept.line.actor) async for kept in kept_lines(home.db)]


async def test_sign_in_links_work_in_a_demo_only(home: Village) -> None:
    admin = await first(home)
    link = await home.people.invitations.make(Kind.SIGN_IN, by="console", account=admin)
    invitation = await home.people.invitations.look(link.code)
    with pytest.raises(Refused, match="link_over"):
        await home.people.arrivals.sign_in(invitation)
    async with home.db.write() as connection:
        await connection.execute(t.programme.update().values(demo=True))
    assert await home.people.arrivals.sign_in(invitation) == admin
    with pytest.raises(Refused, match="link_over"):
        await home.people.arrivals.sign_in(invitation)


async def test_signing_up_without_an_invitation_where_a_room_allows_it(home: Village) -> None:
    admin = await first(home)
    draft = await home.people.accounts.draft("Wren", PASSPHRASE)
    with pytest.raises(Refused, match="link_over"):
        await home.people.arrivals.sign_up(draft, "en")
    await home.people.roombook.create(Terms("Open circle", "To be heard", open_sign_up=True), by=admin)
    assert await home.people.arrivals.sign_up(draft, "en")
