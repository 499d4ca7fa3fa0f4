"""The second factor of staff: time-based codes (TOTP, RFC 6238) and eight printed ones. Never SMS.

A factor begins when a staff invitation is accepted, and not by a passphrase alone: whoever has only stolen that cannot set one up. It is
good once a code confirmed it. No code works twice: the time step of the last one is kept and only a later one is taken (ASVS 6.5.1).
"""

from __future__ import annotations

import hmac
import io
from typing import NamedTuple

import pyotp
import segno
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from moderation.audit import AuditLine
from rooms.refusals import Refused
from server.clock import Clock
from server.people.codes import RECOVERY_SIGNS, code_hash, new_code, plain
from server.people.sessions import Sessions
from server.store import tables as t
from server.store.audit import record
from server.store.engine import Database
from server.store.sealing import Vault

STEP_S = 30
PRINTED_CODES = 8
_KIND = b"factor"


class SetUp(NamedTuple):
    """What she needs to put the factor on her phone: the secret to type, in groups, and the address within the QR code."""

    secret: str
    uri: str

    def __repr__(self) -> str:
        return "SetUp()"


class Factors:
    """Begins, confirms, checks and removes second factors."""

    def __init__(self, db: Database, clock: Clock, vault: Vault, sessions: Sessions) -> None:
        self._db = db
        self._clock = clock
        self._vault = vault
        self._sessions = sessions

    async def is_set(self, account: str) -> bool:
        """Whether she has a confirmed factor."""
        row = await self._row(account)
        return row is not None and row.confirmed_at is not None

    async def begin_within(self, connection: AsyncConnection, account: str) -> None:
        """A new secret, in the caller's transaction, unless there is a factor already."""
        there = (await connection.execute(sa.select(t.factor.c.account_id).where(t.factor.c.account_id == account))).first()
        if there is None:
            sealed = self._vault.seal(_KIND, account, pyotp.random_base32(32).encode())
            await connection.execute(t.factor.insert().values(account_id=account, sealed=sealed, last_step=0))

    async def begun(self, account: str, *, name: str, programme: str) -> SetUp | None:
        """What to show while a factor waits to be confirmed; None when there is none to set up."""
        row = await self._row(account)
        if row is None or row.confirmed_at is not None:
            return None
        secret = self._secret(row)
        groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return SetUp(groups, pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=programme))

    async def confirm(self, account: str, session: bytes, code: str) -> list[str]:
        """Her first code makes the factor good; gives the printed codes. Every other session ends. Refused `code_wrong`."""
        row = await self._row(account)
        step = self._step_of(row, code) if row is not None and row.confirmed_at is None else None
        if step is None:
            raise Refused("code_wrong")
        now = self._clock.now()
        async with self._db.write() as connection:
            waiting = sa.and_(t.factor.c.account_id == account, t.factor.c.confirmed_at.is_(None))
            done = await connection.execute(t.factor.update().where(waiting).values(confirmed_at=now, last_step=step))
            if done.rowcount != 1:
                raise Refused("code_wrong")
            codes = await self._print(connection, account)
            ended = await self._sessions.end_within(connection, account, but=session)
            await record(connection, [AuditLine("factor_set", account, account, now)])
        self._sessions.announce_all(account, ended)
        return codes

    async def check(self, account: str, code: str) -> None:
        """A code from her phone or a printed one, used up by this. Refused `code_wrong`. Callers throttle first."""
        row = await self._row(account)
        if row is None or row.confirmed_at is None:
            raise Refused("code_wrong")
        step = self._step_of(row, code)
        async with self._db.write() as connection:
            if step is not None:
                later = sa.and_(t.factor.c.account_id == account, t.factor.c.last_step < step)
                used = await connection.execute(t.factor.update().where(later).values(last_step=step))
            else:
                mine = sa.and_(
                    t.factor_code.c.hash == code_hash("factor", code),
                    t.factor_code.c.account_id == account,
                    t.factor_code.c.used_at.is_(None),
                )
                used = await connection.execute(t.factor_code.update().where(mine).values(used_at=self._clock.now()))
            if used.rowcount != 1:
                raise Refused("code_wrong")

    async def replace(self, account: str, session: bytes, code: str) -> None:
        """She gives a last code of the old factor and may set up a new one; until then her staff roles rest. Refused `code_wrong`."""
        await self.check(account, code)
        async with self._db.write() as connection:
            await self.remove_within(connection, account)
            await self.begin_within(connection, account)
            ended = await self._sessions.end_within(connection, account, but=session)
            await record(connection, [AuditLine("factor_replaced", account, account, self._clock.now())])
        self._sessions.announce_all(account, ended)

    async def remove_within(self, connection: AsyncConnection, account: str) -> None:
        """Take the factor and its printed codes away, in the caller's transaction."""
        for table in (t.factor, t.factor_code):
            await connection.execute(table.delete().where(table.c.account_id == account))

    async def codes_left(self, account: str) -> int:
        """How many printed codes are unused."""
        left = sa.select(sa.func.count()).where(t.factor_code.c.account_id == account, t.factor_code.c.used_at.is_(None))
        async with self._db.read() as connection:
            return (await connection.execute(left)).scalar_one()

    async def _print(self, connection: AsyncConnection, account: str) -> list[str]:
        await connection.execute(t.factor_code.delete().where(t.factor_code.c.account_id == account))
        codes = [new_code(RECOVERY_SIGNS) for _ in range(PRINTED_CODES)]
        rows = [{"hash": code_hash("factor", code), "account_id": account} for code in codes]
        await connection.execute(t.factor_code.insert(), rows)
        return codes

    async def _row(self, account: str) -> sa.Row[tuple[object, ...]] | None:
        async with self._db.read() as connection:
            return (await connection.execute(sa.select(t.factor).where(t.factor.c.account_id == account))).one_or_none()

    def _secret(self, row: sa.Row[tuple[object, ...]]) -> str:
        return self._vault.open(_KIND, row.account_id, row.sealed).decode()

    def _step_of(self, row: sa.Row[tuple[object, ...]], code: str) -> int | None:
        """The time step this code belongs to, of now, the one before and the one after (RFC 6238 section 5.2), if not used yet."""
        digits = plain(code)
        totp = pyotp.TOTP(self._secret(row), interval=STEP_S)
        here = int(self._clock.now().timestamp()) // STEP_S
        for step in (here, here - 1, here + 1):
            if step > row.last_step and hmac.compare_digest(totp.generate_otp(step), digits):
                return step
        return None


def qr_code(uri: str) -> bytes:
    """The QR code of a set-up address as an SVG file with a quiet zone, dark on white in every theme so that a phone can read it."""
    out = io.BytesIO()
    segno.make(uri, error="m", micro=False).save(
        out, kind="svg", scale=4, border=4, dark="#000", light="#fff", xmldecl=False, omitsize=False
    )
    return out.getvalue()
