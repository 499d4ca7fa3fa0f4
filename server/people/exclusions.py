"""Who may not come into a room, or into any, for a time or until it is lifted.

Kept are blind tokens, an HMAC of scope, room and account under the programme's key: the list can be read and lifted from, but names
nobody. Whoever asks about one account by its name finds what is kept about it. Guests are held out by closing the link they came by.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from moderation.audit import AuditLine
from rooms.terms import Reason, Scope
from server.clock import Clock
from server.people.names import skeleton
from server.store import tables as t
from server.store.audit import record
from server.store.engine import Database
from server.store.ledger import Ledger
from server.store.moments import to_micros
from server.store.sealing import Vault
from server.store.upsert import upsert


class Exclusion(NamedTuple):
    """One exclusion, as kept. `until` None: until it is lifted. `room` is known only where it was asked for by account."""

    token: str
    scope: Scope
    until: datetime | None
    reason: Reason
    made_at: datetime
    room: str | None = None


def token_of(vault: Vault, account: str, scope: Scope, room: str) -> str:
    """By which an account is known to be kept out of one room, or of all."""
    return vault.blind(f"exclusion|{scope.value}|{room if scope is Scope.ROOM else ''}|{account}")


def tokens_of(vault: Vault, account: str, rooms: Iterable[str]) -> dict[str, str | None]:
    """The token of each place that this account may be kept out of; None stands for the programme."""
    found: dict[str, str | None] = {token_of(vault, account, Scope.ROOM, room): room for room in rooms}
    return found | {token_of(vault, account, Scope.PROGRAMME, ""): None}


class Exclusions:
    """Makes, asks for and lifts exclusions."""

    def __init__(self, db: Database, clock: Clock, vault: Vault, ledger: Ledger) -> None:
        self._db = db
        self._clock = clock
        self._vault = vault
        self._ledger = ledger

    async def exclude(
        self, account: str, scope: Scope, room: str, *, until: datetime | None, reason: Reason, by: str, at: datetime | None = None
    ) -> None:
        """From one room or from all, from now on; what was decided last holds. `TONIGHT` is the meeting's own matter: nothing is kept.

        `at`: when it was decided, if not now. What is kept already, or was decided later, stays as it is.
        """
        if scope is Scope.TONIGHT:
            return
        now = at or self._clock.now()
        kept = {"scope": scope.value, "until": until, "reason": reason.value, "made_at": now, "taken_by": None if by == "system" else by}
        token = token_of(self._vault, account, scope, room)
        new = upsert(self._db, t.exclusion).values(token=token, **kept)
        newer = sa.true() if at is None else t.exclusion.c.made_at < at
        async with self._db.write() as connection:
            changed = await connection.execute(new.on_conflict_do_update(index_elements=[t.exclusion.c.token], set_=kept, where=newer))
            if changed.rowcount:
                row = {**kept, "token": token, "made_at": to_micros(now), "until": None if until is None else to_micros(until)}
                await self._ledger.excluded(row, now)
                await record(connection, [AuditLine("excluded", by, room if scope is Scope.ROOM else "programme", now)])

    async def excluded(self, account: str, room: str) -> bool:
        """Whether this account may not come into this room now."""
        tokens = [token_of(self._vault, account, Scope.ROOM, room), token_of(self._vault, account, Scope.PROGRAMME, room)]
        wanted = sa.select(t.exclusion.c.token).where(t.exclusion.c.token.in_(tokens), self._holds())
        async with self._db.read() as connection:
            return (await connection.execute(wanted.limit(1))).first() is not None

    async def against(self, account: str, room: str) -> tuple[Exclusion, str | None] | None:
        """What keeps this account out of this room, the wider first, and the account that decided it; None when she may come."""
        tokens = [token_of(self._vault, account, scope, room) for scope in (Scope.PROGRAMME, Scope.ROOM)]
        async with self._db.read() as connection:
            rows = (await connection.execute(sa.select(t.exclusion).where(t.exclusion.c.token.in_(tokens), self._holds()))).all()
        found = min(rows, key=lambda row: tokens.index(row.token), default=None)
        return None if found is None else (_exclusion(found, None), found.taken_by)

    async def all(self) -> list[Exclusion]:
        """Every exclusion that holds, newest first. Whom they concern cannot be told from them."""
        async with self._db.read() as connection:
            rows = (await connection.execute(sa.select(t.exclusion).where(self._holds()).order_by(t.exclusion.c.made_at.desc()))).all()
        return [_exclusion(row, None) for row in rows]

    async def of(self, name: str, rooms: Iterable[str]) -> list[Exclusion]:
        """Those of the account with this name, from one of these rooms or from all. Empty for a name that nobody has."""
        async with self._db.read() as connection:
            account = (await connection.execute(sa.select(t.account.c.id).where(t.account.c.name_mark == skeleton(name[:80])))).scalar()
            if account is None:
                return []
        return await self.about(account, rooms)

    async def about(self, account: str, rooms: Iterable[str]) -> list[Exclusion]:
        """Those of this account, from one of these rooms or from all."""
        places = tokens_of(self._vault, account, rooms)
        async with self._db.read() as connection:
            rows = (await connection.execute(sa.select(t.exclusion).where(t.exclusion.c.token.in_(list(places)), self._holds()))).all()
        return [_exclusion(row, places[row.token]) for row in rows]

    async def lift(self, token: str, by: str) -> None:
        """She may come again. One that is lifted already is no error."""
        await self._lift(t.exclusion.c.token == token, by)

    async def lift_from(self, account: str, scope: Scope, room: str, by: str, *, made: Collection[datetime] | None = None) -> None:
        """The same for whoever knows whom it concerns: a facilitator who lets her back. One there is not is no error; with `made` only
        one that was decided at one of these times."""
        hers = t.exclusion.c.token == token_of(self._vault, account, scope, room)
        await self._lift(hers if made is None else sa.and_(hers, t.exclusion.c.made_at.in_(made)), by)

    async def _lift(self, which: sa.ColumnElement[bool], by: str) -> None:
        async with self._db.write() as connection:
            gone = [row.token for row in await connection.execute(t.exclusion.delete().where(which).returning(t.exclusion.c.token))]
            for token in gone:
                await self._ledger.lifted(token, self._clock.now())
            if gone:
                await record(connection, [AuditLine("exclusion_lifted", by, "programme", self._clock.now())])

    async def sweep(self) -> None:
        """Forget those whose time is over."""
        async with self._db.write() as connection:
            await connection.execute(t.exclusion.delete().where(sa.not_(self._holds())))

    def _holds(self) -> sa.ColumnElement[bool]:
        return sa.or_(t.exclusion.c.until.is_(None), t.exclusion.c.until > self._clock.now())


def _exclusion(row: sa.Row[tuple[object, ...]], room: str | None) -> Exclusion:
    return Exclusion(row.token, Scope(row.scope), row.until, Reason(row.reason), row.made_at, room)
