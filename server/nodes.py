"""Which nodes live, and which meetings each one hosts. A node renews its row every 2 s and is dead after 5.

Whoever finds a dead node claims it by renewing its row, declares its seats lost, and only then deletes the row: when the claimer dies
half way, the row grows old again and another takes over. A node that cannot renew stops delivering before others may declare it dead,
and if it was declared dead meanwhile it comes back under a new id, as a new life, so that nobody mistakes its seats for the old ones'.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
import structlog

from server.clock import Clock
from server.store.engine import Database, StoreDown
from server.store.moments import EPOCH
from server.store.tables import hosting, node
from server.store.upsert import insert_new
from server.tasks import end

DeclareLost = Callable[[str, list[str]], Awaitable[None]]

_log = structlog.get_logger()
_EVER = datetime.max.replace(tzinfo=UTC)
_STILL_ARRIVING = 40  # renewals that timed out here and may yet be committed there


class Pace(NamedTuple):
    """Seconds. `cut_off_after` counts by our own clock from before the renewal was sent: surely sooner than others count `dead_after`."""

    renew_every: float = 2.0
    renew_within: float = 1.5
    retry_every: float = 0.5
    cut_off_after: float = 4.5
    dead_after: float = 5.0
    look_every: float = 1.0


class Nodes:
    """This node's life, and its watch over the others. `id` changes only while cut off."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        *,
        declare_lost: DeclareLost,
        on_cut_off: Callable[[], Awaitable[None]],
        on_back: Callable[[], Awaitable[None]],
        pace: Pace | None = None,
    ) -> None:
        """`declare_lost(node, meetings)` may be called again after a failure; when `on_back` is called, `id` is the one to use."""
        self._db = db
        self._clock = clock
        self._declare_lost = declare_lost
        self._on_cut_off = on_cut_off
        self._on_back = on_back
        self._pace = pace or Pace()
        self.id = secrets.token_urlsafe(16)
        self.cut_off = False
        self._written: list[datetime] = []  # what our row may say: the last renewal known to be kept, and those tried since
        self._good_until = 0.0
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Enter this node's row. On SQLite, where no other process can live, the last one's seats are declared lost at once."""
        await self._enter()
        if self._db.kind == "sqlite":
            await self._bury(_EVER)
        self._tasks = [asyncio.create_task(keep()) for keep in (self._keep_beating, self._keep_pulse, self._keep_watching)]

    async def stop(self) -> None:
        """Leave: the row goes, or is left for others to bury at once when it still hosts something."""
        await end(*self._tasks)
        with suppress(StoreDown):  # then the row grows old by itself
            async with self._db.write("vital") as connection:
                hosts = sa.exists().where(hosting.c.node_id == self.id)
                await connection.execute(node.delete().where(node.c.id == self.id, ~hosts))
                await connection.execute(node.update().where(node.c.id == self.id).values(renewed_at=EPOCH))

    async def host(self, meeting: str) -> None:
        """This node has a seat of the meeting now. Raises `StoreDown`, also when this node was declared dead meanwhile."""
        async with self._db.write("vital") as connection:
            living = sa.select(node.c.id).where(node.c.id == self.id).with_for_update(read=True)
            if (await connection.execute(living)).first() is None:
                raise StoreDown("declared dead")
            await connection.execute(insert_new(self._db, hosting).values(meeting_id=meeting, node_id=self.id))

    async def release(self, meeting: str) -> None:
        """This node has no seat of the meeting any more."""
        async with self._db.write("vital") as connection:
            await connection.execute(hosting.delete().where(hosting.c.meeting_id == meeting, hosting.c.node_id == self.id))

    async def beat(self) -> bool:
        """Renew this node's row once: whether it worked. Calls `on_cut_off` when it was declared dead, `on_back` when it may go on."""
        sent = time.monotonic()
        try:
            async with asyncio.timeout(self._pace.renew_within):
                renewed = await self._renew()
            if not renewed:
                await self._cut()
                self.id = secrets.token_urlsafe(16)
                async with asyncio.timeout(self._pace.renew_within):
                    await self._enter()
        except (StoreDown, TimeoutError):
            return False
        self._good_until = sent + self._pace.cut_off_after
        if self.cut_off:
            self.cut_off = False
            _log.warning("node_back")
            await self._on_back()
        return True

    async def bury_dead(self) -> None:
        """Claim every other node that is dead, declare its seats lost, then forget it. Raises `StoreDown`."""
        if not self.cut_off:
            await self._bury(self._clock.now() - timedelta(seconds=self._pace.dead_after))

    async def _bury(self, not_since: datetime) -> None:
        async with self._db.read("vital") as connection:
            query = sa.select(node.c.id, node.c.renewed_at).where(node.c.renewed_at <= not_since, node.c.id != self.id)
            dead = (await connection.execute(query)).all()
        for ident, renewed_at in dead:
            claim = node.update().where(node.c.id == ident, node.c.renewed_at == renewed_at).values(renewed_at=self._clock.now())
            async with self._db.write("vital") as connection:
                if (await connection.execute(claim)).rowcount != 1:
                    continue  # it lives, or another has claimed it
                meetings = list(await connection.scalars(sa.select(hosting.c.meeting_id).where(hosting.c.node_id == ident)))
            _log.warning("node_lost", count=len(meetings))
            try:
                await self._declare_lost(ident, meetings)
            except Exception as error:  # noqa: BLE001 - its row grows old again, and then it is tried again
                _log.error("declare_lost_failed", code=type(error).__name__)
                continue
            async with self._db.write("vital") as connection:
                await connection.execute(hosting.delete().where(hosting.c.node_id == ident))
                await connection.execute(node.delete().where(node.c.id == ident))

    async def _enter(self) -> None:
        sent, now = time.monotonic(), self._clock.now()
        self._written = [now]
        async with self._db.write("vital") as connection:
            await connection.execute(insert_new(self._db, node).values(id=self.id, renewed_at=now))
        self._good_until = sent + self._pace.cut_off_after

    async def _renew(self) -> bool:
        """Whether the row still says what we wrote: if not, another node has declared this one dead."""
        now = self._clock.now()
        renewal = node.update().where(node.c.id == self.id, node.c.renewed_at.in_(list(self._written))).values(renewed_at=now)
        self._written = [*self._written[:1], *self._written[1:][-_STILL_ARRIVING:], now]
        async with self._db.write("vital") as connection:
            kept = (await connection.execute(renewal)).rowcount == 1
        self._written = [now]
        return kept

    async def _cut(self) -> None:
        if not self.cut_off:
            self.cut_off = True
            _log.error("node_cut_off")
            await self._on_cut_off()

    async def _keep_beating(self) -> None:
        while True:
            started = time.monotonic()
            well = False
            try:
                well = await self.beat()
            except Exception as error:  # noqa: BLE001 - a callback's trouble must not stop the heart
                _log.error("node_beat_failed", code=type(error).__name__)
            await asyncio.sleep(self._pace.renew_every - (time.monotonic() - started) if well else self._pace.retry_every)

    async def _keep_pulse(self) -> None:
        """Cut this node off in time, also while a renewal hangs in the driver."""
        while True:
            left = self._good_until - time.monotonic()
            await asyncio.sleep(max(left, 0) or self._pace.retry_every)
            if time.monotonic() < self._good_until:
                continue
            try:
                await self._cut()
            except Exception as error:  # noqa: BLE001 - it counts as cut off all the same
                _log.error("node_cut_off_failed", code=type(error).__name__)

    async def _keep_watching(self) -> None:
        while True:
            await asyncio.sleep(self._pace.look_every)
            try:
                await self.bury_dead()
            except Exception as error:  # noqa: BLE001 - the next look is in a second
                _log.warning("node_watch_failed", code=type(error).__name__)
