"""What is over about being on call, and is deleted by the hourly sweep."""

from __future__ import annotations

from datetime import timedelta

from server.clock import Clock
from server.store import tables as t
from server.store.engine import Database

KEPT = timedelta(days=30)


async def sweep(db: Database, clock: Clock) -> None:
    """Delete pages and changes of the rota that have been over for long enough. What became of a page stands in its case's timeline."""
    over = clock.now() - KEPT
    async with db.write() as connection:
        await connection.execute(t.page.delete().where(t.page.c.due_at < over))
        await connection.execute(t.rota_override.delete().where(t.rota_override.c.until < over))
