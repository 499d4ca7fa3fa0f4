"""What time it is: the database's time, sampled each second and carried between samples by this machine's monotonic clock.

Every node so agrees on due times to a fraction of a second, whatever its own wall clock says. When the database's time leaps (an
operator's mistake, a failover to a machine with a wrong clock), the leap is alarmed and not followed: a deadline must neither fire a day
early nor be forgotten. It is then approached by 50 ms a second; a restart takes the new time at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog

from server.store.moments import EPOCH

JUMP_S = 5.0  # what is further off than this is a leap
SLEW_S = 0.05  # how much of a leap is followed with each sample
SAMPLE_EVERY_S = 1.0
SAMPLE_WITHIN_S = 0.5  # an answer that took longer says too little about when it was true
ALARM_EVERY_S = 60.0

_log = structlog.get_logger()

Source = Callable[[], Awaitable[datetime]]


def _steady() -> float:
    """Seconds since some moment, also counting a laptop's sleep where the system can tell (Linux)."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class Clock:
    """`await Clock(db.now).start()`, then `now()`. It never goes backwards. Tests give their own `source` and `steady`."""

    def __init__(
        self,
        source: Source,
        *,
        steady: Callable[[], float] = _steady,
        on_jump: Callable[[float], None] | None = None,
    ) -> None:
        """`source` is the database's `now`; `on_jump` is told the seconds by which it is off, once a minute while it is (metrics)."""
        self._source = source
        self._steady = steady
        self._on_jump = on_jump
        self._offset: float | None = None  # seconds since 1970 at the steady clock's zero
        self._latest = EPOCH
        self._alarmed_at = float("-inf")
        self._task: asyncio.Task[None] | None = None

    def now(self) -> datetime:
        """UTC. This machine's own time before the first sample."""
        offset = self._offset
        read = datetime.now(UTC) if offset is None else EPOCH + timedelta(seconds=offset + self._steady())
        self._latest = max(self._latest, read)
        return self._latest

    async def start(self) -> None:
        """Take the first sample (raises what the database raises), then one each second until `stop`."""
        await self.sample()
        self._task = asyncio.create_task(self._keep_sampling())

    async def stop(self) -> None:
        """Take no more samples; `now()` goes on by the monotonic clock."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def sample(self) -> None:
        """Ask the database for the time once."""
        asked = self._steady()
        told = await self._source()
        answered = self._steady()
        offset = (told - EPOCH).total_seconds() - (asked + answered) / 2
        if self._offset is None:
            self._offset = offset
            self._latest = EPOCH + timedelta(seconds=offset + answered)
            return
        if answered - asked > SAMPLE_WITHIN_S:
            return
        off = offset - self._offset
        if abs(off) <= JUMP_S:
            self._offset = offset
            return
        self._offset += SLEW_S if off > 0 else -SLEW_S
        if answered - self._alarmed_at >= ALARM_EVERY_S:
            self._alarmed_at = answered
            _log.error("clock_jump", seconds=round(off, 1))
            if self._on_jump is not None:
                self._on_jump(off)

    async def _keep_sampling(self) -> None:
        while True:
            await asyncio.sleep(SAMPLE_EVERY_S)
            with suppress(Exception):  # a database that is down is alarmed by those who need it; time goes on
                await self.sample()
