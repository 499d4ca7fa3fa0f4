"""Timers are rows: everything with a deadline is a due time in the database, claimed by any live node with a lease and a fence.

At least once: a crash in a handler repeats the step on whichever node finds the lease expired; nothing is skipped, and what fell due
while nobody ran is fired at start. So a handler must bear being called twice. Setting a timer again, or its next lease, raises its
fence: `done` and `holds` of an older fence do nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from server.clock import Clock
from server.store.engine import Database, StoreDown
from server.store.moments import EPOCH
from server.store.tables import timer
from server.store.upsert import upsert
from server.tasks import end

LEASE_S = 30.0
LOOK_EVERY_S = 1.0
MOST_AT_ONCE = 16

Handler = Callable[[str, int], Awaitable[datetime | None]]

_log = structlog.get_logger()


class Timers:
    """Sets and fires timers. `handlers[kind]` is called with (subject, fence), and may give a time to be called again; kinds without a
    handler are left to other nodes."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        handlers: Mapping[str, Handler],
        *,
        lease_s: float = LEASE_S,
        look_every_s: float = LOOK_EVERY_S,
        most_at_once: int = MOST_AT_ONCE,
        which: Literal["main", "vital"] = "main",
    ) -> None:
        """`which` connections: "vital" for what a crowd at the pages must not delay."""
        self._db = db
        self._clock = clock
        self._handlers = handlers
        self._lease = timedelta(seconds=lease_s)
        self._look_every = look_every_s
        self._most = most_at_once
        self._which = which
        self._running: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def add(self, kind: str, subject: str, due_at: datetime, *, connection: AsyncConnection | None = None) -> None:
        """Set a timer, or set it anew; in the caller's transaction if one is given. Raises `StoreDown`."""
        if connection is not None:
            await set_within(connection, self._db, kind, subject, due_at)
            return
        async with self._db.write(self._which) as own:
            await set_within(own, self._db, kind, subject, due_at)
        self._wake.set()

    async def cancel(self, kind: str, subject: str, *, connection: AsyncConnection | None = None) -> None:
        """Take a timer away, if it is there. A handler that runs already is not stopped, but its fence no longer holds."""
        statement = timer.delete().where(timer.c.kind == kind, timer.c.subject == subject)
        if connection is not None:
            await connection.execute(statement)
            return
        async with self._db.write(self._which) as own:
            await own.execute(statement)

    async def done(self, kind: str, subject: str, fence: int) -> bool:
        """The step is complete: the timer goes, unless it was set anew or leased to another since (False)."""
        async with self._db.write(self._which) as connection:
            return (await connection.execute(timer.delete().where(*_is(kind, subject, fence)))).rowcount == 1

    def wake(self) -> None:
        """Look at once: something was set in a transaction of somebody else's."""
        self._wake.set()

    async def start(self) -> None:
        """Fire what is overdue, then what falls due, until `stop`."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Claim nothing more and cancel what runs; unfinished steps are repeated when their lease expires."""
        await end(*self._running, *([self._task] if self._task else []))
        self._task = None

    async def fire_due(self) -> int:
        """Claim what is due now, run it to the end, and say how many there were. Raises `StoreDown`."""
        tasks = await self._begin_due()
        if tasks:
            await asyncio.wait(tasks)
        return len(tasks)

    async def _run(self) -> None:
        while True:
            wait_s = self._look_every
            self._wake.clear()
            try:
                if len(self._running) < self._most:
                    await self._begin_due()
                    wait_s = await self._until_next()
            except StoreDown as error:
                _log.warning("timers_waiting", code=str(error))
            except Exception as error:  # noqa: BLE001 - the loop that keeps every deadline must outlive any surprise
                _log.error("timers_failed", code=type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._wake.wait()

    async def _begin_due(self) -> list[asyncio.Task[None]]:
        tasks = [asyncio.create_task(self._fire(*row)) for row in await self._claim()]
        for task in tasks:
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return tasks

    async def _until_next(self) -> float:
        """Seconds until something can be claimed; at most until the next look, as other nodes set timers too."""
        now = self._clock.now()
        later = sa.case((timer.c.leased_until > timer.c.due_at, timer.c.leased_until), else_=timer.c.due_at)
        soon = now + timedelta(seconds=self._look_every)
        query = sa.select(sa.func.min(later)).where(timer.c.due_at <= soon, timer.c.kind.in_(list(self._handlers)))
        async with self._db.read(self._which) as connection:
            due: datetime | None = (await connection.execute(query)).scalar_one()
        return self._look_every if due is None else min(self._look_every, max(0.0, (due - now).total_seconds()))

    async def _claim(self) -> list[tuple[str, str, int]]:
        now = self._clock.now()
        claimable = (
            sa.select(timer.c.kind, timer.c.subject)
            .where(timer.c.due_at <= now, timer.c.leased_until <= now, timer.c.kind.in_(list(self._handlers)))
            .order_by(timer.c.due_at)
            .limit(self._most - len(self._running))
        )
        async with self._db.read(self._which) as connection:
            if (await connection.execute(claimable.limit(1))).first() is None:
                return []
        chosen = claimable.with_for_update(skip_locked=True).cte("chosen")
        lease = (
            timer.update()
            .where(sa.tuple_(timer.c.kind, timer.c.subject).in_(sa.select(chosen)), timer.c.leased_until <= now)
            .values(leased_until=now + self._lease, fence=timer.c.fence + 1)
            .returning(timer.c.kind, timer.c.subject, timer.c.fence)
        )
        async with self._db.write(self._which) as connection:
            return [(kind, subject, fence) for kind, subject, fence in await connection.execute(lease)]

    async def _fire(self, kind: str, subject: str, fence: int) -> None:
        """Run a handler while its lease is kept. One that raises is tried again once the lease has expired."""
        step = asyncio.ensure_future(self._handlers[kind](subject, fence))
        try:
            while not (await asyncio.wait({step}, timeout=self._lease.total_seconds() / 3))[0]:
                if not await self._renew(kind, subject, fence):
                    _log.warning("timer_lease_lost", kind=kind)
                    return
            again = step.result()
            if again is None:
                await self.done(kind, subject, fence)
            else:
                await self._put_off(kind, subject, fence, again)
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the row is still there and the step is repeated
            _log.error("timer_failed", kind=kind, code=type(error).__name__)
        finally:
            if not step.done():
                step.cancel()
                await asyncio.wait({step})
            self._wake.set()

    async def _put_off(self, kind: str, subject: str, fence: int, again: datetime) -> None:
        later = timer.update().where(*_is(kind, subject, fence)).values(due_at=again, leased_until=EPOCH, fence=timer.c.fence + 1)
        async with self._db.write() as connection:
            await connection.execute(later)

    async def _renew(self, kind: str, subject: str, fence: int) -> bool:
        renewed = timer.update().where(*_is(kind, subject, fence)).values(leased_until=self._clock.now() + self._lease)
        async with self._db.write(self._which) as connection:
            return (await connection.execute(renewed)).rowcount == 1


async def set_within(connection: AsyncConnection, db: Database, kind: str, subject: str, due_at: datetime) -> None:
    """Set a timer, or set it anew, in the caller's transaction. Whoever runs it meanwhile has lost its fence."""
    new = upsert(db, timer).values(kind=kind, subject=subject, due_at=due_at, leased_until=EPOCH, fence=0)
    anew = {"due_at": due_at, "leased_until": EPOCH, "fence": timer.c.fence + 1}
    await connection.execute(new.on_conflict_do_update(index_elements=[timer.c.kind, timer.c.subject], set_=anew))


async def holds(connection: AsyncConnection, kind: str, subject: str, fence: int) -> bool:
    """Whether this lease is still the timer's, inside a transaction that writes what the step decides: if not, write nothing."""
    query = sa.select(timer.c.fence).where(*_is(kind, subject, fence)).with_for_update()
    return (await connection.execute(query)).first() is not None


def _is(kind: str, subject: str, fence: int) -> tuple[sa.ColumnElement[bool], ...]:
    return timer.c.kind == kind, timer.c.subject == subject, timer.c.fence == fence
