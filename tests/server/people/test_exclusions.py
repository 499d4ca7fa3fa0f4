"""Who may not come in: by room or by programme, for a time or until it is lifted, and never by name."""

from datetime import timedelta

import sqlalchemy as sa

from rooms.terms import Reason, Scope
from server.store import tables as t
from server.store.audit import kept_lines
from tests.support.databases import count
from tests.support.people import Village


async def test_a_room_or_every_room(home: Village) -> None:
    exclusions = home.people.exclusions
    await exclusions.exclude("a", Scope.ROOM, "circle", until=None, reason=Reason.DISTURBING, by="ruth")
    await exclusions.exclude("b", Scope.PROGRAMME, "circle", until=None, reason=Reason.SELLING, by="ruth")
    await exclusions.exclude("c", Scope.TONIGHT, "circle", until=None, reason=Reason.OTHER, by="ruth")
    held = {(who, room): await exclusions.excluded(who, room) for who in "abc" for room in ("circle", "babies")}
    assert {key for key, out in held.items() if out} == {("a", "circle"), ("b", "circle"), ("b", "babies")}
    lines = [each.line async for each in kept_lines(home.db)]
    assert [(line.kind, line.actor, line.subject) for line in lines] == [("excluded", "ruth", "circle"), ("excluded", "ruth", "programme")]


async def test_it_ends_by_itself_and_what_was_decided_last_holds(home: Village) -> None:
    exclusions, week = home.people.exclusions, home.clock.now() + timedelta(days=7)
    await exclusions.exclude("a", Scope.ROOM, "circle", until=None, reason=Reason.UNKIND, by="ruth")
    await exclusions.exclude("a", Scope.ROOM, "circle", until=week, reason=Reason.CONTACT, by="ruth")
    (only,) = await exclusions.all()
    assert (only.scope, only.until, only.reason, only.room) == (Scope.ROOM, week, Reason.CONTACT, None)
    home.clock.move(days=7)
    assert not await exclusions.excluded("a", "circle")
    assert await exclusions.all() == []
    await exclusions.sweep()
    assert await count(home.db, t.exclusion) == 0


async def test_what_a_log_said_is_written_once_and_never_over_what_was_decided_later(home: Village) -> None:
    exclusions, said = home.people.exclusions, home.clock.now() - timedelta(minutes=5)
    for _ in range(2):
        await exclusions.exclude("a", Scope.ROOM, "circle", until=None, reason=Reason.UNKIND, by="ruth", at=said)
    assert len([each async for each in kept_lines(home.db)]) == 1, "again is no news"
    await exclusions.exclude("a", Scope.ROOM, "circle", until=None, reason=Reason.SELLING, by="kay")
    await exclusions.exclude("a", Scope.ROOM, "circle", until=None, reason=Reason.UNKIND, by="ruth", at=said)
    (only,) = await exclusions.all()
    assert only.reason is Reason.SELLING
    await exclusions.lift_from("a", Scope.ROOM, "circle", "ruth", made=[said])
    assert await exclusions.excluded("a", "circle"), "it was decided elsewhere since"
    await exclusions.lift_from("a", Scope.ROOM, "circle", "kay", made=[said, only.made_at])
    assert not await exclusions.excluded("a", "circle")


async def test_the_list_names_nobody_and_a_name_finds_hers(home: Village) -> None:
    exclusions, wren = home.people.exclusions, (await home.woman("Wren")).account
    await home.woman("Bea")
    await exclusions.exclude(wren, Scope.ROOM, "circle", until=None, reason=Reason.UNKIND, by="ruth")
    home.clock.move(hours=1)
    await exclusions.exclude(wren, Scope.PROGRAMME, "", until=None, reason=Reason.UNKIND, by="ruth")
    async with home.db.read() as connection:
        rows = repr((await connection.execute(sa.select(t.exclusion))).all())
    assert wren not in rows
    assert "circle" not in rows
    assert [each.scope for each in await exclusions.all()] == [Scope.PROGRAMME, Scope.ROOM]
    found = await exclusions.of("wren", ["babies", "circle"])
    assert {(each.scope, each.room) for each in found} == {(Scope.ROOM, "circle"), (Scope.PROGRAMME, None)}
    assert await exclusions.of("Bea", ["circle"]) == []
    assert await exclusions.of("Nobody", ["circle"]) == []
    await exclusions.lift(next(each.token for each in found if each.room is None), "sol")
    assert await exclusions.excluded(wren, "circle")
    assert not await exclusions.excluded(wren, "babies")
    await exclusions.lift("nothing like it", "sol")
    kinds = [each.line.kind async for each in kept_lines(home.db)]
    assert kinds.count("exclusion_lifted") == 1
