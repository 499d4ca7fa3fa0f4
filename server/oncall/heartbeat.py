"""That pages and deadlines are on time, told by what keeps them: a timer that any live node claims, and sets again, every few seconds.

Its row is the heartbeat. Readiness and `hearth doctor` read it from outside; it stands still when no node claims timers any more, whatever
the nodes believe of themselves. A service outside may watch as well: it is asked each minute, only while nothing is late, and wakes the
operator when that stops.
"""

from __future__ import annotations

import asyncio
import enum
from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa
import structlog
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncConnection

from moderation.rota import Rota, chain
from rooms.roles import Role
from server.clock import Clock
from server.oncall.cases import CASE
from server.oncall.channels.notice import DEADLINE_S, Undelivered
from server.oncall.channels.outbound import Outbound
from server.oncall.paging import PAGE
from server.oncall.rotas import Rotas, holders
from server.store.engine import Database
from server.store.tables import timer
from server.timers import set_within

BEAT = "heartbeat"
EVERY = timedelta(seconds=5)
STILL = timedelta(seconds=20)  # after so long without a beat nobody keeps the deadlines
LATE = timedelta(seconds=10)  # a page or a deadline that nobody has claimed by then is overdue
TOLD_EVERY = timedelta(seconds=60)

_log = structlog.get_logger()


class Pulse(enum.StrEnum):
    """How it is with whoever keeps deadlines."""

    OK = "ok"
    STOPPED = "stopped"
    OVERDUE = "overdue"


class Cover(enum.StrEnum):
    """Whether somebody is on call now. Only a gap that nobody has answered for by name makes a node unready."""

    OK = "ok"
    NO_ROTA = "no rota"  # everybody who may be on call is paged
    WAIVED = "gap, with a reason"
    GAP = "gap"


class Heartbeat:
    """Beats, and tells the service outside. `address` is that service's."""

    def __init__(self, db: Database, clock: Clock, rotas: Rotas, address: SecretStr | None) -> None:
        self._db = db
        self._clock = clock
        self._rotas = rotas
        self._address = address
        self._told_at: datetime | None = None
        self._outbound = Outbound()

    async def begin(self) -> None:
        """See to it that there is one."""
        async with self._db.write("vital") as connection:
            await set_within(connection, self._db, BEAT, "all", self._clock.now())

    async def beat_due(self, subject: str, _fence: int) -> None:
        """The timer "heartbeat": set again before anything that could hang."""
        now = self._clock.now()
        async with self._db.write("vital") as connection:
            await set_within(connection, self._db, BEAT, subject, now + EVERY)
        if self._address is None or (self._told_at is not None and now - self._told_at < TOLD_EVERY):
            return
        async with self._db.read("vital") as connection:
            pulse = await pulse_of(connection, now)
        if pulse is Pulse.OK:
            self._told_at = now
            await self._tell(self._address.get_secret_value())

    async def cover(self, connection: AsyncConnection) -> Cover:
        """Whether somebody is on call at this moment, at the first level that has anybody."""
        now = self._clock.now()
        try:
            published = await self._rotas.published(connection)
            rota = await self._rotas.current(connection, now) or Rota()
        except (ValueError, msgspec.MsgspecError):
            return Cover.GAP
        if published is None:
            return Cover.NO_ROTA
        if any(chain(rota, await holders(connection, Role.ON_CALL), now)):
            return Cover.OK
        return Cover.WAIVED if published.waiver else Cover.GAP

    async def close(self) -> None:
        """Drop the connection."""
        await self._outbound.close()

    async def _tell(self, address: str) -> None:
        try:
            async with asyncio.timeout(DEADLINE_S):
                await self._outbound.post(address, b"", {})
        except (TimeoutError, Undelivered) as error:
            _log.warning("heartbeat_untold", code=str(error) or "hung")


async def pulse_of(connection: AsyncConnection, now: datetime) -> Pulse:
    """What the record shows, whoever asks."""
    beat: datetime | None = (await connection.execute(sa.select(timer.c.due_at).where(timer.c.kind == BEAT))).scalar()
    if beat is None or beat < now - STILL:
        return Pulse.STOPPED
    late = (
        sa.select(timer.c.subject).where(timer.c.kind.in_((CASE, PAGE)), timer.c.due_at < now - LATE, timer.c.leased_until < now).limit(1)
    )
    return Pulse.OVERDUE if (await connection.execute(late)).first() is not None else Pulse.OK
