"""Sessions: what a token is worth, and how each end reaches every node."""

import sqlalchemy as sa

from rooms.roles import Role
from server.people.codes import token_hash
from server.store import tables as t
from tests.support.databases import new_meeting
from tests.support.people import Village


async def revocations(home: Village) -> list[tuple[str, str]]:
    async with home.db.read() as connection:
        return [(row.kind, row.key) for row in await connection.execute(sa.select(t.revocation).order_by(t.revocation.c.id))]


async def test_a_token_says_who_she_is_and_is_not_kept(home: Village) -> None:
    woman = await home.woman("Wren")
    token = await home.people.sessions.start(woman.account, complete=True, shared=False, language="es")
    identity = await home.people.sessions.identify(token)
    assert identity is not None
    assert (identity.kind, identity.id, identity.roles, identity.name, identity.language) == (
        "account", woman.account, frozenset({Role.MEMBER}), "Wren", "es",
    )  # fmt: skip
    assert "Wren" not in repr(identity)
    async with home.db.read() as connection:
        (row,) = (await connection.execute(sa.select(t.session))).all()
    assert row.hash == token_hash(token)
    assert token not in str(row)


async def test_no_token_is_nobody(home: Village) -> None:
    for token in ("", "x", "\ud800", "x" * 5000):
        assert await home.people.sessions.identify(token) is None


async def test_idle_and_whole_lives(home: Village) -> None:
    sessions = home.people.sessions
    woman = await home.woman("Wren")
    own = await sessions.start(woman.account, complete=True, shared=False, language="en")
    shared = await sessions.start(woman.account, complete=True, shared=True, language="en")
    home.clock.move(minutes=59)
    assert await sessions.identify(shared) is not None
    home.clock.move(minutes=61)
    assert await sessions.identify(shared) is None
    assert await sessions.identify(own) is not None
    home.clock.move(hours=13)
    assert await sessions.identify(own) is None
    assert await sessions.count(woman.account) == 0


async def test_being_here_keeps_her_signed_in_but_not_for_ever(home: Village) -> None:
    sessions = home.people.sessions
    woman = await home.woman("Wren")
    shared = await sessions.start(woman.account, complete=True, shared=True, language="en")
    for _ in range(4):
        home.clock.move(minutes=50)
        sessions._touched.clear()
        assert await sessions.identify(shared) is not None
    home.clock.move(minutes=50)
    assert await sessions.identify(shared) is None, "four hours are the most on a shared device"


async def test_each_end_is_written_and_announced(home: Village) -> None:
    sessions = home.people.sessions
    woman = await home.woman("Wren")
    tokens = [await sessions.start(woman.account, complete=True, shared=False, language="en") for _ in range(3)]
    first, second, _third = [token_hash(token) for token in tokens]
    assert await sessions.count(woman.account) == 3
    await sessions.end(first)
    assert await sessions.identify(tokens[0]) is None
    assert await sessions.identify(tokens[1]) is not None
    await sessions.end_all(woman.account, but=second)
    assert await sessions.identify(tokens[1]) is not None
    await sessions.end_all(woman.account, but=second)
    await sessions.end_all(woman.account)
    assert await sessions.identify(tokens[1]) is None
    expected = [("session", first.hex()), ("session", token_hash(tokens[2]).hex()), ("account", woman.account)]
    assert await revocations(home) == expected
    assert home.announced == expected


async def test_a_step_up_gives_a_new_token(home: Village) -> None:
    sessions = home.people.sessions
    woman = await home.woman("Ruth", Role.FACILITATOR)
    before = await sessions.start(woman.account, complete=False, shared=False, language="en")
    assert await sessions.identify(before) is None
    pending = await sessions.pending(before)
    assert pending is not None
    after = await sessions.rotate(pending.session)
    assert after is not None
    assert await sessions.pending(before) is None
    identity = await sessions.identify(after)
    assert identity is not None
    assert identity.roles == {Role.MEMBER, Role.FACILITATOR}
    assert await sessions.rotate(pending.session) is None


async def test_an_owed_factor_is_not_owed_for_long(home: Village) -> None:
    woman = await home.woman("Ruth", Role.FACILITATOR)
    token = await home.people.sessions.start(woman.account, complete=False, shared=False, language="en")
    home.clock.move(minutes=11)
    assert await home.people.sessions.pending(token) is None


async def test_staff_without_a_factor_are_members(home: Village) -> None:
    woman = await home.woman("Ruth", Role.FACILITATOR, factor=False)
    token = await home.people.sessions.start(woman.account, complete=True, shared=False, language="en")
    identity = await home.people.sessions.identify(token)
    assert identity is not None
    assert identity.roles == {Role.MEMBER}


async def test_a_demo_needs_no_factor(home: Village) -> None:
    await home.programme(demo=True)
    woman = await home.woman("Ruth", Role.FACILITATOR, factor=False)
    token = await home.people.sessions.start(woman.account, complete=True, shared=False, language="en")
    identity = await home.people.sessions.identify(token)
    assert identity is not None
    assert Role.FACILITATOR in identity.roles


async def test_a_guest_belongs_to_one_meeting_and_ends_with_its_words(home: Village) -> None:
    sessions = home.people.sessions
    meeting = await new_meeting(home.db)
    until = home.clock.now().replace(hour=21)
    token = await sessions.start_guest(meeting, until=until, language="en")
    identity = await sessions.identify(token)
    assert identity is not None
    assert (identity.kind, identity.meeting, identity.roles, identity.expires_at) == ("guest", meeting, frozenset({Role.GUEST}), until)
    async with home.db.write() as connection:
        await connection.execute(t.meeting.update().values(status="closed"))
    assert await sessions.identify(token) is not None, "she may yet ask somebody else to look"
    async with home.db.write() as connection:
        await connection.execute(t.meeting.update().values(destroyed_at=home.clock.now()))
    assert await sessions.identify(token) is None


async def test_sweeping_forgets_what_is_over_and_nothing_else(home: Village) -> None:
    sessions = home.people.sessions
    woman = await home.woman("Wren")
    idle = await sessions.start(woman.account, complete=True, shared=True, language="en")
    live = await sessions.start(woman.account, complete=True, shared=False, language="en")
    ended = await sessions.start(woman.account, complete=True, shared=False, language="en")
    await sessions.end(token_hash(ended))
    await sessions.sweep()
    assert await revocations(home)
    home.clock.move(hours=2)
    await home.people.sweep()
    async with home.db.read() as connection:
        assert {bytes(row.hash) for row in await connection.execute(sa.select(t.session))} == {token_hash(live)}
    assert await sessions.identify(idle) is None
    assert await revocations(home) == []
