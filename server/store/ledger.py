"""The ledger beside the keyring: what a restored backup must not undo. Deleted accounts, ended roles, exclusions made and lifted.

Whom it concerns is an HMAC under the programme's key; an exclusion's row says who made it, as the exclusion itself does. An entry is
written inside the transaction of its act, as its last step: what is committed is in the ledger. When that very commit fails the entry
stands alone, and a restore errs towards what was decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
import sqlalchemy as sa

from rooms.roles import Role
from server.store.engine import Database
from server.store.keys import ledger
from server.store.sealing import Vault


class Act(StrEnum):
    """What is not to be undone."""

    ACCOUNT_DELETED = "account_deleted"
    ROLE_ENDED = "role_ended"
    EXCLUDED = "excluded"
    LIFTED = "lifted"


class Entry(msgspec.Struct, frozen=True):
    """One act. `detail` of an exclusion: its row as kept, times in microseconds."""

    at: datetime
    act: Act
    token: str
    detail: dict[str, str | int | None]


class Ledger:
    """Writes and reads it. Raises `StoreDown`: then the act is not to be committed."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault

    def account_token(self, account: str) -> str:
        """By which a deleted account is known again."""
        return self._vault.blind(f"ledger|account|{account}")

    def role_token(self, account: str, role: str) -> str:
        """By which a role that ended is known again."""
        return self._vault.blind(f"ledger|role|{role}|{account}")

    async def account_deleted(self, account: str, at: datetime) -> None:
        """Call it last in the transaction that deletes the account: no restore brings her back, and no entry says what she made."""
        made = ledger.c.detail.contains(account, autoescape=True)
        async with self._db.read("keys") as connection:
            entries = (await connection.execute(sa.select(ledger.c.n, ledger.c.detail).where(made))).all()
        without = {row.n: msgspec.json.decode(row.detail) | {"taken_by": None} for row in entries}
        async with self._db.write("keys") as connection:
            for n, detail in without.items():
                await connection.execute(ledger.update().where(ledger.c.n == n).values(detail=msgspec.json.encode(detail).decode()))
            await connection.execute(ledger.insert().values(_row(at, Act.ACCOUNT_DELETED, self.account_token(account), {})))

    async def role_ended(self, account: str, role: Role, at: datetime) -> None:
        """Call it last in the transaction that takes the role."""
        await self._write(at, Act.ROLE_ENDED, self.role_token(account, role.value), {})

    async def excluded(self, row: Mapping[str, Any], at: datetime) -> None:
        """Call it last in the transaction that keeps this row of `exclusion`, its values as the database has them."""
        await self._write(at, Act.EXCLUDED, row["token"], row)

    async def lifted(self, token: str, at: datetime) -> None:
        """Call it last in the transaction that lifts the exclusion."""
        await self._write(at, Act.LIFTED, token, {})

    async def since(self, moment: datetime) -> list[Entry]:
        """What was done at this time or later, in order."""
        query = sa.select(ledger).where(ledger.c.at >= moment).order_by(ledger.c.n)
        async with self._db.read("keys") as connection:
            rows = (await connection.execute(query)).all()
        return [Entry(row.at, Act(row.kind), row.token, msgspec.json.decode(row.detail or "{}")) for row in rows]

    async def count(self) -> int:
        """How many entries there are."""
        async with self._db.read("keys") as connection:
            return (await connection.execute(sa.select(sa.func.count()).select_from(ledger))).scalar_one()

    async def _write(self, at: datetime, act: Act, token: str, detail: Mapping[str, Any]) -> None:
        async with self._db.write("keys") as connection:
            await connection.execute(ledger.insert().values(_row(at, act, token, detail)))


def _row(at: datetime, act: Act, token: str, detail: Mapping[str, Any]) -> dict[str, Any]:
    return {"at": at, "kind": act.value, "token": token, "detail": msgspec.json.encode(detail).decode() if detail else None}
