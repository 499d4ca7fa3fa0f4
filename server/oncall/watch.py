"""What the on-call console shows besides the cases: who is on call now and can be woken, whether deadlines are kept, who is called what."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from moderation.case import Case
from rooms.roles import Role
from server.clock import Clock
from server.oncall.heartbeat import Pulse, pulse_of
from server.oncall.reach import Reach
from server.oncall.rotas import Rotas
from server.store import tables as t
from server.store.engine import Database

_ANSWERS = (Role.ON_CALL.value, Role.SUPERVISOR.value)


class Duty(msgspec.Struct, frozen=True):
    """Accounts that are called for a case raised now, level by level; which of them no way of reaching would wake; and the pulse."""

    levels: tuple[tuple[str, ...], ...]
    silent: frozenset[str]
    pulse: Pulse


class Watch:
    """Reads on the connections kept for what must not wait behind a crowd."""

    def __init__(self, db: Database, clock: Clock, rotas: Rotas, reach: Reach) -> None:
        self._db, self._clock, self._rotas, self._reach = db, clock, rotas, reach

    async def duty(self) -> Duty:
        """Who is on call at this moment."""
        now = self._clock.now()
        async with self._db.read("vital") as connection:
            policy = await self._rotas.policy_now(connection, now)
            levels = tuple(tuple(map(str, level.targets)) for level in policy.levels if level.targets)
            everybody = {account for level in levels for account in level}
            woken = await self._reach.can_be_woken(connection, everybody)
            return Duty(levels, frozenset(everybody - woken), await pulse_of(connection, now))

    async def names(self, accounts: Iterable[str]) -> dict[str, str]:
        """What these accounts are called; one that is deleted has no name."""
        query = sa.select(t.account.c.id, t.account.c.name).where(t.account.c.id.in_(set(accounts)))
        async with self._db.read("vital") as connection:
            return {row.id: row.name for row in await connection.execute(query)}

    async def rooms(self, cases: Iterable[Case]) -> dict[str, str]:
        """The room of each meeting that a case comes from."""
        meetings = {case.meeting for case in cases if case.meeting}
        query = (
            sa.select(t.meeting.c.id, t.room.c.name).join(t.room, t.room.c.id == t.meeting.c.room_id).where(t.meeting.c.id.in_(meetings))
        )
        async with self._db.read("vital") as connection:
            return {row.id: row.name for row in await connection.execute(query)}

    async def colleagues(self, *, but: str) -> list[tuple[str, str]]:
        """Who else may have a case: account and name, by name."""
        held = sa.exists().where(t.grant.c.account_id == t.account.c.id, t.grant.c.role.in_(_ANSWERS))
        query = sa.select(t.account.c.id, t.account.c.name).where(held, t.account.c.id != but).order_by(t.account.c.name)
        async with self._db.read("vital") as connection:
            return [(row.id, row.name) for row in await connection.execute(query)]
