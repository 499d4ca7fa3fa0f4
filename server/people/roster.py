"""The roster: who is staff, in which roles, and whose name nobody else may take."""

from __future__ import annotations

from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from moderation.audit import AuditLine
from rooms.refusals import Refused
from rooms.roles import STAFF, Role
from server.clock import Clock
from server.people.contacts import Contacts
from server.people.factors import Factors
from server.people.names import bare, is_reserved, skeleton
from server.people.sessions import Sessions
from server.store import tables as t
from server.store.audit import record
from server.store.engine import Database
from server.store.ledger import Ledger

_STAFF = [role.value for role in STAFF]


class Colleague(msgspec.Struct, frozen=True):
    """One member of staff as the people page shows her. Printing it shows no name."""

    account: str
    name: str
    roles: list[Role]
    since: datetime
    factor_set: bool

    def __repr__(self) -> str:
        return "Colleague()"


class Roster:
    """Lists staff, gives and ends roles. Each change of a role ends the sessions of whom it concerns, live sockets with them."""

    def __init__(self, *, db: Database, clock: Clock, sessions: Sessions, factors: Factors, contacts: Contacts, ledger: Ledger) -> None:
        self._db = db
        self._ledger = ledger
        self._clock = clock
        self._sessions = sessions
        self._factors = factors
        self._contacts = contacts

    async def staff(self) -> list[Colleague]:
        """Everyone who holds a staff role, by name."""
        joined = t.grant.join(t.account, t.account.c.id == t.grant.c.account_id).outerjoin(
            t.factor, t.factor.c.account_id == t.account.c.id
        )
        wanted = (
            sa.select(t.account.c.id, t.account.c.name, t.grant.c.role, t.grant.c.granted_at, t.factor.c.confirmed_at)
            .select_from(joined)
            .where(t.grant.c.role.in_(_STAFF))
        )
        async with self._db.read() as connection:
            rows = (await connection.execute(wanted)).all()
        found: dict[str, Colleague] = {}
        for row in rows:
            known = found.get(row.id) or Colleague(row.id, row.name, [], row.granted_at, row.confirmed_at is not None)
            roles = sorted({*known.roles, Role(row.role)}, key=list(Role).index)
            found[row.id] = msgspec.structs.replace(known, roles=roles, since=min(known.since, row.granted_at))
        return sorted(found.values(), key=lambda colleague: colleague.name.casefold())

    async def granted(self, account: str) -> frozenset[Role]:
        """The roles of an account, also those that rest until her second factor is set."""
        async with self._db.read() as connection:
            return frozenset(
                Role(row.role) for row in await connection.execute(sa.select(t.grant.c.role).where(t.grant.c.account_id == account))
            )

    async def like_staff(self, name: str, *, own: str = "") -> bool:
        """Whether a name would be mistaken for an office or for a member of staff other than the account `own`."""
        if is_reserved(name):
            return True
        held = sa.exists().where(t.grant.c.account_id == t.account.c.id, t.grant.c.role.in_(_STAFF))
        wanted = sa.select(t.account.c.id).where(t.account.c.name_mark.in_({skeleton(name), bare(name)}), t.account.c.id != own, held)
        async with self._db.read() as connection:
            return (await connection.execute(wanted)).first() is not None

    async def grant_within(self, connection: AsyncConnection, account: str, role: Role, *, by: str) -> None:
        """Give a role, in the caller's transaction; a role she has is left as it is. It rests until her second factor is set."""
        now = self._clock.now()
        held = sa.and_(t.grant.c.account_id == account, t.grant.c.role == role.value)
        if (await connection.execute(sa.select(t.grant.c.role).where(held))).first() is None:
            await connection.execute(t.grant.insert().values(account_id=account, role=role.value, granted_at=now))
            await record(connection, [AuditLine("role_granted", by, account, now)])
        if role in STAFF:
            await self._factors.begin_within(connection, account)

    async def end_role(self, account: str, role: Role, *, by: str) -> None:
        """Take a staff role. Her sessions end everywhere; with the last one her contact points and factor are deleted.

        Refused `last_administrator`. A role she does not hold is no error.
        """
        async with self._db.write() as connection:
            await self._lock(connection)
            held = {Role(row.role) for row in await connection.execute(sa.select(t.grant.c.role).where(t.grant.c.account_id == account))}
            if role not in held or role not in STAFF:
                return
            if role is Role.ADMINISTRATOR:
                await self.must_not_be_last(connection, account)
            await connection.execute(t.grant.delete().where(t.grant.c.account_id == account, t.grant.c.role == role.value))
            if not (held - {role}) & STAFF:
                await self._contacts.remove_all_within(connection, account)
                await self._factors.remove_within(connection, account)
            ended = await self._sessions.end_within(connection, account)
            await self._ledger.role_ended(account, role, self._clock.now())
            await record(connection, [AuditLine("role_ended", by, account, self._clock.now())])
        self._sessions.announce_all(account, ended)

    async def must_not_be_last(self, connection: AsyncConnection, account: str) -> None:
        """Somebody must be able to run the programme, until the caller's transaction ends. Refused `last_administrator`."""
        await self._lock(connection)
        administrators = sa.select(t.grant.c.account_id).where(t.grant.c.role == Role.ADMINISTRATOR.value)
        if set((await connection.execute(administrators)).scalars()) == {account}:
            raise Refused("last_administrator")

    async def _lock(self, connection: AsyncConnection) -> None:
        """Two administrators ending each other's role at once: one waits. SQLite has one writer anyway."""
        await connection.execute(sa.select(t.programme.c.id).with_for_update())
