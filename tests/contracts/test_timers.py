"""Timers, held to the same contract on both databases: at least once, by one node at a time, and never skipped."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from server.clock import Clock
from server.store import tables
from server.store.engine import Database
from server.timers import Timers, holds
from tests.support.databases import NOON, Hands, count

SECOND = timedelta(seconds=1)


class Fired:
    """A handler that notes what it was called with and does what the test says."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, int]] = []
        self.then: Callable[[str, int], Awaitable[None]] | None = None

    async def __call__(self, subject: str, fence: int) -> None:
        self.calls.append((subject, fence))
        if self.then is not None:
            await self.then(subject, fence)


@pytest.fixture
def fired() -> Fired:
    return Fired()


@pytest.fixture
async def hands() -> Hands:
    return Hands()


@pytest.fixture
async def clock(hands: Hands) -> Clock:
    return await hands.clock()


@pytest.fixture
def timers(db: Database, clock: Clock, fired: Fired) -> Timers:
    return Timers(db, clock, {"close": fired})


async def test_fires_when_due_and_once(timers: Timers, hands: Hands, fired: Fired, db: Database) -> None:
    await timers.add("close", "m1", NOON + 10 * SECOND)
    assert await timers.fire_due() == 0
    hands.pass_by(10)
    assert await timers.fire_due() == 1
    assert fired.calls == [("m1", 1)]
    assert await timers.fire_due() == 0
    assert await count(db, tables.timer) == 0


async def test_cancelled_is_not_fired(timers: Timers, hands: Hands, fired: Fired) -> None:
    await timers.add("close", "m1", NOON)
    await timers.add("close", "m2", NOON)
    await timers.cancel("close", "m1")
    await timers.fire_due()
    assert [subject for subject, _ in fired.calls] == ["m2"]


async def test_what_fell_due_while_nobody_ran_is_fired_at_start(timers: Timers, fired: Fired, db: Database) -> None:
    await timers.add("close", "m1", NOON - timedelta(days=3))
    await timers.start()
    async with asyncio.timeout(5):
        while await count(db, tables.timer):
            await asyncio.sleep(0.02)
    await timers.stop()
    assert fired.calls == [("m1", 1)]


async def test_a_new_timer_wakes_the_loop(db: Database, clock: Clock) -> None:
    seen = asyncio.Event()

    async def notice(_subject: str, _fence: int) -> None:
        seen.set()

    timers = Timers(db, clock, {"close": notice}, look_every_s=60)
    await timers.start()
    await asyncio.sleep(0.3)
    await timers.add("close", "m1", NOON)
    async with asyncio.timeout(20):
        await seen.wait()
    await timers.stop()


async def test_a_handler_that_raises_is_tried_again_when_its_lease_is_over(timers: Timers, hands: Hands, fired: Fired) -> None:
    async def fail(_subject: str, _fence: int) -> None:
        raise RuntimeError("a word of hers")

    fired.then = fail
    await timers.add("close", "m1", NOON)
    assert await timers.fire_due() == 1
    hands.pass_by(29)
    assert await timers.fire_due() == 0
    hands.pass_by(1)
    fired.then = None
    assert await timers.fire_due() == 1
    assert fired.calls == [("m1", 1), ("m1", 2)]


async def test_what_a_handler_raises_is_not_logged(timers: Timers, fired: Fired, capsys: pytest.CaptureFixture[str]) -> None:
    async def fail(_subject: str, _fence: int) -> None:
        raise RuntimeError("a word of hers")

    fired.then = fail
    await timers.add("close", "m1", NOON)
    await timers.fire_due()
    logged = "".join(capsys.readouterr())
    assert "timer_failed" in logged
    assert "of hers" not in logged


async def test_several_nodes_never_run_one_timer_together(db: Database, clock: Clock) -> None:
    running: set[str] = set()
    calls: list[str] = []

    async def step(subject: str, _fence: int) -> None:
        assert subject not in running
        running.add(subject)
        calls.append(subject)
        await asyncio.sleep(0.02)
        running.remove(subject)

    nodes = [Timers(db, clock, {"close": step}) for _ in range(3)]
    for k in range(30):
        await nodes[0].add("close", f"m{k}", NOON)
    while sum(await asyncio.gather(*(node.fire_due() for node in nodes))):
        pass
    assert sorted(calls) == sorted(f"m{k}" for k in range(30))


async def test_an_old_fence_no_longer_holds(timers: Timers, hands: Hands, fired: Fired, db: Database) -> None:
    """A node that slept through its lease may neither write nor finish: another has the timer."""

    async def crash(_subject: str, _fence: int) -> None:
        raise RuntimeError

    fired.then = crash
    await timers.add("close", "m1", NOON)
    await timers.fire_due()
    hands.pass_by(30)
    await timers.fire_due()
    async with db.write() as connection:
        assert not await holds(connection, "close", "m1", 1)
        assert await holds(connection, "close", "m1", 2)
    assert not await timers.done("close", "m1", 1)
    assert await timers.done("close", "m1", 2)
    assert await count(db, tables.timer) == 0


async def test_set_anew_by_its_own_handler_it_stays(timers: Timers, hands: Hands, fired: Fired, db: Database) -> None:
    async def again(subject: str, _fence: int) -> None:
        await timers.add("close", subject, hands.database + 60 * SECOND)

    fired.then = again
    await timers.add("close", "sweep", NOON)
    for _ in range(3):
        assert await timers.fire_due() == 1
        hands.pass_by(60)
    assert await count(db, tables.timer) == 1


async def leased_for(db: Database, clock: Clock) -> float:
    """Seconds until the only timer's lease ends."""
    async with db.read() as connection:
        until = (await connection.execute(sa.select(tables.timer.c.leased_until))).scalar_one()
    return float((until - clock.now()).total_seconds())


async def test_a_long_step_keeps_its_lease(db: Database, hands: Hands, clock: Clock) -> None:
    goes_on = asyncio.Event()
    calls: list[str] = []

    async def long(subject: str, _fence: int) -> None:
        calls.append(subject)
        await goes_on.wait()

    one, other = (Timers(db, clock, {"close": long}, lease_s=0.3) for _ in range(2))
    await one.add("close", "m1", NOON)
    step = asyncio.create_task(one.fire_due())
    for _ in range(4):
        async with asyncio.timeout(20):
            while await leased_for(db, clock) < 0.3:
                await asyncio.sleep(0.02)
        hands.pass_by(0.2)
        assert await other.fire_due() == 0
    goes_on.set()
    await step
    assert calls == ["m1"]
    assert await count(db, tables.timer) == 0


async def test_a_step_whose_timer_was_cancelled_is_stopped(db: Database, clock: Clock) -> None:
    began, stopped = asyncio.Event(), asyncio.Event()

    async def endless(_subject: str, _fence: int) -> None:
        began.set()
        try:
            await asyncio.sleep(600)
        finally:
            stopped.set()

    timers = Timers(db, clock, {"close": endless}, lease_s=0.3)
    await timers.add("close", "m1", NOON)
    step = asyncio.create_task(timers.fire_due())
    async with asyncio.timeout(20):
        await began.wait()
        await timers.cancel("close", "m1")
        await step
    assert stopped.is_set()


async def test_kinds_nobody_here_knows_are_left_alone(timers: Timers, db: Database) -> None:
    await timers.add("of_a_newer_version", "m1", NOON)
    assert await timers.fire_due() == 0
    assert await count(db, tables.timer) == 1


async def test_set_in_the_transaction_of_what_it_is_for(timers: Timers, db: Database) -> None:
    class Undone(Exception):
        pass

    async def undone() -> None:
        async with db.write() as connection:
            await timers.add("close", "m1", NOON, connection=connection)
            raise Undone

    with pytest.raises(Undone):
        await undone()
    assert await count(db, tables.timer) == 0
