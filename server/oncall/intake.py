"""A request for a person becomes a case, or more of one: durable before anybody is told "sent", and the same request only once.

One woman in a meeting has one open case however many ways lead to it. Requests from pages without a seat, which anybody in the world may
make, are one case each, but a flood of them folds into one; none is dropped.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from moderation import case_commands as c
from moderation.case import Case
from moderation.case_terms import Actor, AskId, CaseId, Origin, Severity
from moderation.escalation import decide
from rooms.ids import MeetingId, SeatId
from server.clock import Clock
from server.oncall.cases import Cases, Found
from server.oncall.excerpt import Window, key_id
from server.people.codes import ALPHABET, code_hash
from server.store import tables as t
from server.store.engine import Database, StoreDown
from server.store.keyring import Keyring
from server.store.sealing import Vault

FLOOD = 5  # open cases from pages without a seat, within `FLOOD_WITHIN`, that nobody has: the next ones fold into the newest
FLOOD_WITHIN = timedelta(minutes=10)
SIGNS = 10  # of a case's id
_TRIES = 4


class Asked(msgspec.Struct, frozen=True):
    """A request for a person, by whoever makes it. `account`: hers who asks, if she has one, so that her own page lists it."""

    ask: AskId
    severity: Severity
    origin: Origin
    actor: Actor
    meeting: MeetingId = MeetingId("")
    seat: SeatId = SeatId("")
    account: str | None = None
    window: Window | None = None

    def __repr__(self) -> str:
        return f"Asked({self.origin.value})"


class Receipt(msgspec.Struct, frozen=True):
    """It is kept. `code` finds it again for her who asked; whoever holds it is told how it stands."""

    case: Case
    code: str

    def __repr__(self) -> str:
        return f"Receipt({self.case.id})"


class Intake:
    """One a node. `ask` raises `StoreDown` when it is not known to be kept: then nobody has been told."""

    def __init__(self, db: Database, clock: Clock, keyring: Keyring, vault: Vault, cases: Cases) -> None:
        self._db, self._clock, self._keyring, self._vault, self._cases = db, clock, keyring, vault, cases

    async def ask(self, asked: Asked) -> Receipt:
        """Raise a case, or add to the one there is. The same `ask` again gives the same receipt."""
        for _ in range(_TRIES):
            fresh = CaseId("".join(secrets.choice(ALPHABET) for _ in range(SIGNS)))
            into = await self._into(asked)
            target = into or fresh
            sealed = None if asked.window is None else await self._seal(target, asked)
            try:
                case = await self._keep(asked, target, sealed, new=into is None)
            except (IntegrityError, _Moved):
                if into is None:
                    await self._forget(fresh)
                continue
            if case.id != fresh and into is None:
                await self._forget(fresh)
            self._cases.woken()
            return Receipt(case, self._code(asked.ask))
        raise StoreDown("the case moves")

    async def by_code(self, code: str) -> tuple[AskId, Case] | None:
        """What the holder of this code asked, and how it stands."""
        return await self._asked(t.case_ask.c.hash == code_hash("ask", code))

    async def of_seat(self, meeting: str, seat: str) -> Case | None:
        """The open case of this seat, else its newest."""
        newest = sa.select(t.case_file.c.id).where(t.case_file.c.meeting_id == meeting, t.case_file.c.seat_id == seat)
        async with self._db.read("vital") as connection:
            ident = (
                await connection.execute(newest.order_by(t.case_file.c.closed_at.is_not(None), t.case_file.c.raised_at.desc()).limit(1))
            ).scalar_one_or_none()
        return None if ident is None else await self._cases.get(CaseId(ident))

    async def mine(self, account: str) -> list[tuple[AskId, Case]]:
        """What the holder of this account has asked, newest first."""
        query = sa.select(t.case_ask.c.id, t.case_ask.c.case_id).where(t.case_ask.c.account_id == account)
        async with self._db.read("vital") as connection:
            rows = (await connection.execute(query.order_by(t.case_ask.c.made_at.desc()))).all()
            found = [(AskId(row.id), await self._cases.find(connection, CaseId(row.case_id))) for row in rows]
        return [(ask, each.case) for ask, each in found if each is not None]

    async def _asked(self, which: sa.ColumnElement[bool]) -> tuple[AskId, Case] | None:
        query = sa.select(t.case_ask.c.id, t.case_ask.c.case_id).where(which)
        async with self._db.read("vital") as connection:
            row = (await connection.execute(query)).one_or_none()
            found = None if row is None else await self._cases.find(connection, CaseId(row.case_id))
        return None if row is None or found is None else (AskId(row.id), found.case)

    async def _into(self, asked: Asked) -> CaseId | None:
        """The open case that this request belongs to."""
        file, now = t.case_file.c, self._clock.now()
        query = sa.select(file.id).where(file.closed_at.is_(None))
        async with self._db.read("vital") as connection:
            if asked.seat:
                found = await connection.execute(query.where(file.meeting_id == asked.meeting, file.seat_id == asked.seat))
                ident = found.scalar_one_or_none()
                return None if ident is None else CaseId(ident)
            lately = sa.and_(file.origin == Origin.GUEST.value, file.seat_id == "", file.raised_at > now - FLOOD_WITHIN)
            ids = [CaseId(row.id) for row in await connection.execute(query.where(lately).order_by(file.raised_at.desc()))]
            found_cases = [await self._cases.find(connection, ident) for ident in ids[: 2 * FLOOD]]
        unowned = [each.case.id for each in found_cases if each is not None and each.case.owner is None]
        return unowned[0] if len(unowned) >= FLOOD else None

    async def _keep(self, asked: Asked, target: CaseId, sealed: bytes | None, *, new: bool) -> Case:
        async with self._db.write("vital") as connection:
            if (kept := await self._kept(connection, asked.ask)) is not None:
                return kept.case
            now = self._clock.now()
            found = None if new else await self._cases.find(connection, target, lock=True)
            if not new and (found is None or found.case.outcome is not None):
                raise _Moved
            if found is None:
                policy = await self._cases.policy_now(connection, now)
                command: c.CaseCommand = c.Raise(target, asked.ask, asked.severity, asked.origin, policy, asked.meeting, asked.seat)
            else:
                command = c.AskAgain(asked.ask, asked.severity, asked.origin)
            events = decide(None if found is None else found.case, asked.actor, command, now)
            case = await self._cases.keep(connection, target, found, events, now)
            row = {"id": asked.ask, "case_id": target, "hash": code_hash("ask", self._code(asked.ask))}
            await connection.execute(t.case_ask.insert().values(row | {"account_id": asked.account, "made_at": now}))
            if sealed is not None:
                await self._cases.keep_window(connection, target, asked.ask, sealed)
            return case

    async def _kept(self, connection: AsyncConnection, ask: AskId) -> Found | None:
        ident = (await connection.execute(sa.select(t.case_ask.c.case_id).where(t.case_ask.c.id == ask))).scalar_one_or_none()
        return None if ident is None else await self._cases.find(connection, CaseId(ident))

    async def _seal(self, case_id: CaseId, asked: Asked) -> bytes | None:
        """Her words, if they can be sealed. That they cannot keeps nobody from being called."""
        try:
            return await self._cases.seal_window(case_id, asked.ask, asked.window or Window())
        except (StoreDown, LookupError):
            return None

    async def _forget(self, case_id: CaseId) -> None:
        """It was not kept under this id: its key goes, now or with the next search for keys that open nothing."""
        try:
            await self._keyring.destroy(key_id(case_id))
        except StoreDown:
            return

    def _code(self, ask: AskId) -> str:
        """The same for the same request, so that an answer that was lost on its way can be given again."""
        return self._vault.blind(f"ask|{ask}")


class _Moved(Exception):
    """The case was closed between the look and the transaction."""
