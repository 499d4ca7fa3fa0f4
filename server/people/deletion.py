"""The end of an account: every row about it goes, at once and for good, and nobody can bring it back.

What stays says no more that it was her: a report of her words until its clock ends, a blind token that kept the account out until its time
is over, and lines of the audit about what she did as staff, under an id that belongs to nobody any more. The receipt names no one: it
proves that on one day an account was deleted, not which.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from moderation.audit import AuditLine
from rooms.roles import STAFF
from server.clock import Clock
from server.people.codes import ALPHABET, GROUP, new_code, plain
from server.people.erasure import asked_by, erase
from server.people.reports import Reports
from server.people.roster import Roster
from server.people.sessions import Sessions
from server.store.audit import record
from server.store.engine import Database
from server.store.ledger import Ledger
from server.store.sealing import Vault

DAY_SIGNS, OWN_SIGNS, PROOF_SIGNS = 8, 6, 6


class Deletion:
    """Deletes accounts. Raises `StoreDown`; every step may be repeated, as she who tries again does."""

    def __init__(
        self, *, db: Database, clock: Clock, vault: Vault, sessions: Sessions, roster: Roster, reports: Reports, ledger: Ledger,
    ) -> None:  # fmt: skip
        self._db = db
        self._clock = clock
        self._vault = vault
        self._sessions = sessions
        self._roster = roster
        self._reports = reports
        self._ledger = ledger

    async def may(self, account: str) -> None:
        """Before anything is done. Refused `last_administrator`."""
        async with self._db.write() as connection:
            await self._roster.must_not_be_last(connection, account)

    async def delete(self, account: str) -> str:
        """Delete it; gives the receipt, which is kept nowhere. Her seats have been left before. Refused `last_administrator`."""
        async with self._db.read() as connection:
            asked = (await connection.execute(asked_by(account))).scalars().all()
        for report in asked:
            await self._reports.forget(report)
        roles, now = await self._roster.granted(account), self._clock.now()
        async with self._db.write() as connection:
            await self._roster.must_not_be_last(connection, account)
            ended = await self._sessions.end_within(connection, account, but=b"")  # each by its own hash: no row keeps her id for that
            await erase(connection, self._vault, account, now)
            await record(connection, [AuditLine("role_ended", account, account, now) for _ in roles & STAFF])
            await self._ledger.account_deleted(account, now)
        self._sessions.announce_all(account, ended)
        await self._db.scrub("main", "account", "seat", "report")
        return self.receipt(now.date())

    def receipt(self, day: date) -> str:
        """A code that says on which day an account was deleted here, and that it was made here."""
        text = f"{day:%Y%m%d}{plain(new_code(OWN_SIGNS))}"
        signs = text + self._proof(text)
        return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))

    def day_of(self, typed: str) -> date | None:
        """The day that a receipt proves; None for what is none of ours."""
        signs = plain(typed)
        text, proof = signs[: DAY_SIGNS + OWN_SIGNS], signs[DAY_SIGNS + OWN_SIGNS :]
        if len(proof) != PROOF_SIGNS or proof != self._proof(text):
            return None
        return datetime.strptime(text[:DAY_SIGNS], "%Y%m%d").date()  # noqa: DTZ007 -- a day in UTC, without an hour

    def _proof(self, text: str) -> str:
        """An HMAC under the programme's key, in the signs of our codes: 30 bits, looked at only through a throttle."""
        number = int.from_bytes(hashlib.sha256(self._vault.blind(f"deletion|{text}").encode()).digest()[:8])
        return "".join(ALPHABET[(number >> (5 * at)) % len(ALPHABET)] for at in range(PROOF_SIGNS))
