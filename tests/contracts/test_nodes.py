"""Nodes, held to the same contract on both databases: the dead are buried once, the cut-off fall silent first."""

import asyncio

import pytest
import sqlalchemy as sa

from server.clock import Clock
from server.nodes import Nodes, Pace
from server.store import tables
from server.store.engine import Database, StoreDown
from tests.support.databases import Hands, count, new_meeting


class Life:
    """A node and what it was told."""

    def __init__(self, db: Database, clock: Clock, pace: Pace | None = None) -> None:
        self.told: list[str] = []
        self.lost: list[tuple[str, list[str]]] = []
        self.fails = False
        self.nodes = Nodes(db, clock, declare_lost=self.declare, on_cut_off=self.cut_off, on_back=self.back, pace=pace)

    async def declare(self, node: str, meetings: list[str]) -> None:
        self.lost.append((node, sorted(meetings)))
        if self.fails:
            raise StoreDown("away")

    async def cut_off(self) -> None:
        self.told.append("cut off")

    async def back(self) -> None:
        self.told.append("back")


@pytest.fixture
async def hands() -> Hands:
    return Hands()


@pytest.fixture
async def clock(hands: Hands) -> Clock:
    return await hands.clock()


async def entered(db: Database, clock: Clock) -> Life:
    """A node that has entered its row and is moved by the test alone."""
    life = Life(db, clock)
    await life.nodes._enter()
    return life


async def test_a_dead_node_is_buried_once_with_what_it_hosted(db: Database, clock: Clock, hands: Hands) -> None:
    dead, one, other = [await entered(db, clock) for _ in range(3)]
    for ident in ("m1", "m2"):
        await dead.nodes.host(await new_meeting(db, ident))
    await one.nodes.host("m1")
    hands.pass_by(4)
    assert await one.nodes.beat()
    assert await other.nodes.beat()
    await one.nodes.bury_dead()
    assert one.lost == [], "it may still live"
    hands.pass_by(1)
    await asyncio.gather(one.nodes.bury_dead(), other.nodes.bury_dead())
    assert one.lost + other.lost == [(dead.nodes.id, ["m1", "m2"])]
    assert await count(db, tables.node) == 2
    async with db.read() as connection:
        left = (await connection.execute(sa.select(tables.hosting.c.meeting_id, tables.hosting.c.node_id))).all()
    assert [tuple(row) for row in left] == [("m1", one.nodes.id)]


async def test_a_claim_that_failed_is_taken_up_again(db: Database, clock: Clock, hands: Hands) -> None:
    dead, one, other = [await entered(db, clock) for _ in range(3)]
    await dead.nodes.host(await new_meeting(db, "m1"))
    hands.pass_by(6)
    assert await one.nodes.beat()
    assert await other.nodes.beat()
    one.fails = True
    await one.nodes.bury_dead()
    await other.nodes.bury_dead()
    assert (len(one.lost), other.lost) == (1, []), "for 5 s the dead node is the claimer's"
    hands.pass_by(3)
    assert await one.nodes.beat()
    hands.pass_by(2)
    assert await other.nodes.beat()
    await other.nodes.bury_dead()
    assert other.lost == [(dead.nodes.id, ["m1"])]
    assert await count(db, tables.hosting) == 0


async def test_one_declared_dead_comes_back_as_another(db: Database, clock: Clock, hands: Hands) -> None:
    slept, one = [await entered(db, clock) for _ in range(2)]
    await new_meeting(db, "m1")
    before = slept.nodes.id
    hands.pass_by(6)
    assert await one.nodes.beat()
    await one.nodes.bury_dead()
    with pytest.raises(StoreDown):
        await slept.nodes.host("m1")
    assert await slept.nodes.beat()
    assert slept.told == ["cut off", "back"]
    assert slept.nodes.id != before
    await slept.nodes.host("m1")
    assert await count(db, tables.node) == 2


async def test_one_that_wakes_while_it_is_being_buried_does_not_rise_under_its_old_name(db: Database, clock: Clock, hands: Hands) -> None:
    slept, one = [await entered(db, clock) for _ in range(2)]
    before = slept.nodes.id
    woken: list[bool] = []

    async def meanwhile(_node: str, _meetings: list[str]) -> None:
        woken.append(await slept.nodes.beat())

    hands.pass_by(6)
    assert await one.nodes.beat()
    one.nodes._declare_lost = meanwhile
    await one.nodes.bury_dead()
    assert woken == [True]
    assert slept.told == ["cut off", "back"]
    assert slept.nodes.id != before
    assert await slept.nodes.beat()
    async with db.read() as connection:
        assert set(await connection.scalars(sa.select(tables.node.c.id))) == {slept.nodes.id, one.nodes.id}


async def test_hosting_is_added_and_taken_away(db: Database, clock: Clock) -> None:
    life = await entered(db, clock)
    await new_meeting(db, "m1")
    await life.nodes.host("m1")
    await life.nodes.host("m1")
    assert await count(db, tables.hosting) == 1
    await life.nodes.release("m1")
    await life.nodes.release("m1")
    assert await count(db, tables.hosting) == 0


async def test_leaving_takes_the_row_or_leaves_it_to_be_buried_at_once(db: Database, clock: Clock) -> None:
    empty, hosting, stays = [await entered(db, clock) for _ in range(3)]
    await hosting.nodes.host(await new_meeting(db, "m1"))
    await empty.nodes.stop()
    await hosting.nodes.stop()
    await stays.nodes.bury_dead()
    assert stays.lost == [(hosting.nodes.id, ["m1"])]
    assert await count(db, tables.node) == 1


async def test_after_a_crash_of_the_only_process_its_seats_are_lost_at_once(db: Database, clock: Clock) -> None:
    if db.kind != "sqlite":
        return  # other nodes may live: they wait 5 s
    crashed = await entered(db, clock)
    await crashed.nodes.host(await new_meeting(db, "m1"))
    again = Life(db, clock)
    await again.nodes.start()
    assert again.lost == [(crashed.nodes.id, ["m1"])]
    await again.nodes.stop()


async def test_one_that_cannot_renew_falls_silent_before_it_may_be_buried(db: Database, clock: Clock) -> None:
    """The row is locked by another transaction, as when the database stands still; then it is free again."""
    pace = Pace(renew_every=0.2, renew_within=1.0, retry_every=0.05, cut_off_after=2.0, dead_after=2.5, look_every=60)
    life = Life(db, clock, pace)
    await life.nodes.start()
    ident = life.nodes.id
    await asyncio.sleep(2.5)
    assert life.told == [], "renewing keeps it alive"
    async with db.write() as connection:
        await connection.execute(tables.node.update().values(renewed_at=tables.node.c.renewed_at))
        async with asyncio.timeout(4):
            while not life.told:
                await asyncio.sleep(0.01)
        assert life.nodes.cut_off
    async with asyncio.timeout(20):
        while life.told != ["cut off", "back"]:
            await asyncio.sleep(0.02)
    assert life.nodes.id == ident, "nobody has declared it dead"
    await life.nodes.stop()
