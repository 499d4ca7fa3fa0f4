"""A crowd at the pages: what a node lives by is never kept waiting by it, and nobody in it waits for ever."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

from server.store.engine import WAIT_S, Database, StoreDown
from server.store.tables import node

NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)


async def enter(db: Database, name: str, *, vital: bool = False) -> None:
    async with db.write("vital" if vital else "main") as connection:
        await connection.execute(node.insert().values(id=name, renewed_at=NOW))
        if not vital:
            await asyncio.sleep(0.02)


async def test_the_heart_beats_through_a_crowd(db: Database) -> None:
    crowd = [asyncio.ensure_future(enter(db, f"page-{n}")) for n in range(400)]
    await asyncio.sleep(0.3)
    began, served = time.monotonic(), sum(task.done() for task in crowd)
    await enter(db, "beat", vital=True)
    between = sum(task.done() for task in crowd) - served
    assert between <= (3 if db.kind == "sqlite" else len(crowd) / 4), "it goes before them"
    assert served + between < len(crowd), "there was a crowd"
    outcomes = await asyncio.gather(*crowd, return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} <= {type(None), StoreDown}
    assert time.monotonic() - began < 4 * WAIT_S, "who cannot be served is told so"
    await enter(db, "afterwards")
