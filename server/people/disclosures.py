"""Requests for records from outside: logged, with counsel named, and answered. The answer is no unless somebody decides otherwise.

Hearth hands nothing out by itself: what is given is given by a person, and written down here. Two people stand behind each disclosure: who
logged the request does not answer yes to it. Whoever asks, for what and under which reference is sealed under the programme's key, for a
case number leads to a woman. Kept for three years after the answer (42 CFR 2.25 asks for an account of three).
"""

from __future__ import annotations

import enum
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from moderation.audit import AuditLine
from rooms.refusals import Refused
from rooms.roles import Action, may
from server.clock import Clock
from server.identity import Identity
from server.people.codes import new_id
from server.store import tables as t
from server.store.audit import record
from server.store.engine import Database
from server.store.moments import Moment
from server.store.sealing import Vault

KEPT = timedelta(days=3 * 365 + 1)
LONGEST = 300  # letters of each thing written down
MOST_LISTED = 200
_SEALED, _GIVEN = b"disclosure", b"disclosed"


class Asker(enum.StrEnum):
    """Who asks."""

    COURT = "court"
    POLICE = "police"
    LAWYER = "lawyer"
    OFFICE = "office"  # child welfare, probation, a licensing board
    OTHER = "other"


class Basis(enum.StrEnum):
    """Why something was given."""

    CONSENT = "consent"  # her own, in writing
    ORDER = "order"  # a court's order that authorises it, and what compels it
    EMERGENCY = "emergency"  # medical
    LAW = "law"  # another that counsel has named


class Asked(msgspec.Struct, frozen=True):
    """What a request says. Printing it shows nothing."""

    name: str  # who asks
    reference: str  # theirs
    about: str  # for what
    counsel: str  # whom we asked, and who speaks for us

    def __repr__(self) -> str:
        return "Asked()"


class Given(msgspec.Struct, frozen=True):
    """What was given, and to whom. Printing it shows nothing."""

    to: str
    what: str

    def __repr__(self) -> str:
        return "Given()"


class Disclosure(NamedTuple):
    """One request. Until it is answered its answer is no."""

    id: str
    asker: Asker
    asked: Asked
    logged_at: datetime
    logged_by: str
    basis: Basis | None
    given: Given | None
    answered_at: datetime | None

    def __repr__(self) -> str:
        return f"Disclosure({self.id})"


class OneAlone(Exception):
    """Who logged a request cannot be the one who answers yes to it."""


class Disclosures:
    """Keeps and forgets them. Every method but `sweep` may raise `Refused("not_allowed")`."""

    def __init__(self, db: Database, clock: Clock, vault: Vault) -> None:
        self._db, self._clock, self._vault = db, clock, vault

    async def log(self, asker: Asker, asked: Asked, who: Identity) -> str:
        """Write a request down; gives its id."""
        _guard(who)
        ident, now = new_id(), self._clock.now()
        sealed = self._vault.seal(_SEALED, ident, msgspec.json.encode(asked))
        row = {"id": ident, "asker": asker.value, "sealed": sealed, "logged_at": now, "logged_by": who.id}
        async with self._db.write() as connection:
            await connection.execute(t.disclosure.insert().values(row))
            await record(connection, [AuditLine("disclosure_logged", who.id, ident, now)])
        return ident

    async def all(self, who: Identity) -> list[Disclosure]:
        """The newest first."""
        _guard(who)
        query = sa.select(t.disclosure).order_by(t.disclosure.c.logged_at.desc()).limit(MOST_LISTED)
        async with self._db.read() as connection:
            return [self._opened(row) for row in await connection.execute(query)]

    async def get(self, ident: str, who: Identity) -> Disclosure | None:
        """One of them."""
        _guard(who)
        async with self._db.read() as connection:
            row = (await connection.execute(sa.select(t.disclosure).where(t.disclosure.c.id == ident))).one_or_none()
        return None if row is None else self._opened(row)

    async def looked(self, ident: str, who: Identity) -> None:
        """Note that somebody looked what there is about one account, before she is shown it."""
        _guard(who)
        async with self._db.write() as connection:
            await record(connection, [AuditLine("disclosure_looked", who.id, ident, self._clock.now())])

    async def refuse(self, ident: str, who: Identity) -> bool:
        """The answer is no, and it went out. False when it has been answered already."""
        return await self._answer(ident, who, None, None)

    async def give(self, ident: str, basis: Basis, given: Given, who: Identity) -> bool:
        """Something was given. False when it has been answered already. Raises `OneAlone`."""
        found = await self.get(ident, who)
        if found is not None and found.logged_by == who.id:
            raise OneAlone
        return await self._answer(ident, who, basis, given)

    async def sweep(self) -> None:
        """Forget what is long over."""
        async with self._db.write() as connection:
            await connection.execute(t.disclosure.delete().where(over(self._clock.now())))

    async def _answer(self, ident: str, who: Identity, basis: Basis | None, given: Given | None) -> bool:
        _guard(who)
        c, now = t.disclosure.c, self._clock.now()
        sealed = None if given is None else self._vault.seal(_GIVEN, ident, msgspec.json.encode(given))
        waiting = t.disclosure.update().where(c.id == ident, c.answered_at.is_(None))
        changed = waiting.values(basis=basis and basis.value, given=sealed, answered_at=now, answered_by=who.id)
        async with self._db.write() as connection:
            if (await connection.execute(changed)).rowcount != 1:
                return False
            line = (
                AuditLine("disclosure_refused", who.id, ident, now) if basis is None else AuditLine("disclosure_given", who.id, ident, now)
            )
            await record(connection, [line])
        return True

    def _opened(self, row: sa.Row[tuple[object, ...]]) -> Disclosure:
        asked = msgspec.json.decode(self._vault.open(_SEALED, row.id, row.sealed), type=Asked)
        given = None if row.given is None else msgspec.json.decode(self._vault.open(_GIVEN, row.id, row.given), type=Given)
        basis = Basis(row.basis) if row.basis else None
        return Disclosure(row.id, Asker(row.asker), asked, row.logged_at, row.logged_by, basis, given, row.answered_at)


def over(before: datetime) -> sa.ColumnElement[bool]:
    """Those that are kept no longer at this time."""
    c = t.disclosure.c
    return sa.type_coerce(sa.func.coalesce(c.answered_at, c.logged_at), Moment) < before - KEPT


def _guard(who: Identity) -> None:
    if not may(who.roles, Action.ANSWER_DISCLOSURES):
        raise Refused("not_allowed")
