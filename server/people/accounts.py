"""Accounts: a pseudonym and a passphrase, and nothing else about a woman.

Answers tell nobody who has an account: an unknown name costs the same hash and gets the same refusal, and a name that cannot be had is
refused alike whether it is taken, too close to another or a facilitator's (OWASP ASVS 6.3.8). Callers throttle before they ask.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from moderation.audit import AuditLine
from rooms.refusals import Refused
from rooms.roles import STAFF, Role
from server.clock import Clock
from server.people.codes import RECOVERY_SIGNS, code_hash, new_code, new_id
from server.people.names import clean_name, is_reserved, skeleton
from server.people.passphrases import Passphrases
from server.people.roster import Roster
from server.people.sessions import Sessions
from server.store import tables as t
from server.store.audit import record
from server.store.engine import Database

RECOVERY_CODES = 8


class Draft(NamedTuple):
    """A checked name and a hashed passphrase: an account that is not made yet."""

    name: str
    mark: str
    secret: str

    def __repr__(self) -> str:
        return "Draft()"


class Member(NamedTuple):
    """Who signed in, and whether she still owes the second factor."""

    account: str
    language: str
    owes_factor: bool


class Created(NamedTuple):
    """A new account and its recovery codes, which nobody can show again."""

    account: str
    codes: list[str]

    def __repr__(self) -> str:
        return "Created()"


class Accounts:
    """Makes accounts, knows their holders again, and changes what they may change."""

    def __init__(self, *, db: Database, clock: Clock, passphrases: Passphrases, sessions: Sessions, roster: Roster) -> None:
        self._db = db
        self._clock = clock
        self._passphrases = passphrases
        self._sessions = sessions
        self._roster = roster

    async def draft(self, name: str, passphrase: str, *, about: Iterable[str] = ()) -> Draft:
        """Check both and hash. Refused by the rules of names and passphrases, `account_name_taken`, `busy`."""
        name = clean_name(name)
        mark = skeleton(name)
        text = await self._passphrases.check(passphrase, about=(name, *about))
        await self._may_have(name, mark)
        return Draft(name, mark, await self._passphrases.hash(text))

    async def insert(self, connection: AsyncConnection, draft: Draft, language: str) -> Created:
        """Make the account within the caller's transaction, whose commit may raise nothing more. Refused `account_name_taken`."""
        account = new_id()
        today = self._clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
        row = {
            "id": account,
            "name": draft.name,
            "name_mark": draft.mark,
            "secret": draft.secret,
            "language": language,
            "created_on": today,
        }
        try:
            await connection.execute(t.account.insert().values(row))
        except IntegrityError:
            raise Refused("account_name_taken") from None
        await connection.execute(t.grant.insert().values(account_id=account, role=Role.MEMBER.value, granted_at=today))
        return Created(account, await self._codes(connection, account))

    async def sign_in(self, name: str, passphrase: str) -> Member:
        """Who holds this name and passphrase. Refused `sign_in_wrong`, `busy`."""
        row = await self._known(skeleton(name[:80]))
        verdict = await self._passphrases.verify(row.secret if row else None, passphrase)
        if row is None or not verdict.fits:
            raise Refused("sign_in_wrong")
        anew = await self._passphrases.hash(passphrase) if verdict.stale else None
        async with self._db.write() as connection:
            if anew is not None:
                same = sa.and_(t.account.c.id == row.id, t.account.c.secret == row.secret)
                await connection.execute(t.account.update().where(same).values(secret=anew))
            if row.staff:
                await record(connection, [AuditLine("signed_in", row.id, row.id, self._clock.now())])
        return Member(row.id, row.language, row.confirmed_at is not None)

    async def change_passphrase(self, account: str, session: bytes, old: str, new: str) -> None:
        """Her new passphrase; every other session ends. Refused `passphrase_wrong` and by the rules of passphrases."""
        row = await self._by_id(account)
        if not (await self._passphrases.verify(row.secret, old)).fits:
            raise Refused("passphrase_wrong")
        text = await self._passphrases.check(new, about=(row.name,))
        secret = await self._passphrases.hash(text)
        async with self._db.write() as connection:
            await connection.execute(t.account.update().where(t.account.c.id == account).values(secret=secret))
            ended = await self._sessions.end_within(connection, account, but=session)
        self._sessions.announce_all(account, ended)

    async def verify(self, account: str, passphrase: str) -> None:
        """Before something that cannot be undone. Refused `passphrase_wrong`, `busy`."""
        row = await self._by_id(account)
        if not (await self._passphrases.verify(row.secret, passphrase)).fits:
            raise Refused("passphrase_wrong")

    async def rename(self, account: str, name: str) -> str:
        """Another pseudonym. Meetings she sits in keep the name she took there. Refused as at sign-up."""
        name = clean_name(name)
        mark = skeleton(name)
        await self._may_have(name, mark, own=account)
        try:
            async with self._db.write() as connection:
                await connection.execute(t.account.update().where(t.account.c.id == account).values(name=name, name_mark=mark))
        except IntegrityError:
            raise Refused("account_name_taken") from None
        return name

    async def speak(self, account: str, language: str) -> None:
        """The language she reads, for every later session."""
        async with self._db.write() as connection:
            await connection.execute(t.account.update().where(t.account.c.id == account).values(language=language))

    async def recover(self, name: str, code: str, passphrase: str) -> Member:
        """A new passphrase for whoever has the name and an unused recovery code. All her sessions end; a second factor is still owed.

        Refused `recovery_wrong` and by the rules of passphrases. Every path hashes once, so that time tells nothing.
        """
        text = await self._passphrases.check(passphrase, about=(name[:80],))
        secret = await self._passphrases.hash(text)
        row = await self._known(skeleton(name[:80]))
        account = row.id if row else ""
        async with self._db.write() as connection:
            now = self._clock.now()
            mine = sa.and_(
                t.recovery_code.c.hash == code_hash("recovery", code),
                t.recovery_code.c.account_id == account,
                t.recovery_code.c.used_at.is_(None),
            )
            used = await connection.execute(t.recovery_code.update().where(mine).values(used_at=now))
            if row is None or used.rowcount != 1:
                raise Refused("recovery_wrong")
            await connection.execute(t.account.update().where(t.account.c.id == account).values(secret=secret))
            ended = await self._sessions.end_within(connection, account)
            if row.staff:
                await record(connection, [AuditLine("recovered", account, account, now)])
        self._sessions.announce_all(account, ended)
        return Member(account, row.language, row.confirmed_at is not None)

    async def new_codes(self, account: str) -> list[str]:
        """Eight new recovery codes; the old ones stop working."""
        async with self._db.write() as connection:
            return await self._codes(connection, account)

    async def codes_left(self, account: str) -> int:
        """How many recovery codes are unused."""
        left = sa.select(sa.func.count()).where(t.recovery_code.c.account_id == account, t.recovery_code.c.used_at.is_(None))
        async with self._db.read() as connection:
            return (await connection.execute(left)).scalar_one()

    async def _codes(self, connection: AsyncConnection, account: str) -> list[str]:
        await connection.execute(t.recovery_code.delete().where(t.recovery_code.c.account_id == account))
        codes = [new_code(RECOVERY_SIGNS) for _ in range(RECOVERY_CODES)]
        rows = [{"hash": code_hash("recovery", code), "account_id": account} for code in codes]
        await connection.execute(t.recovery_code.insert(), rows)
        return codes

    async def _may_have(self, name: str, mark: str, *, own: str = "") -> None:
        others = sa.select(t.account.c.id).where(t.account.c.name_mark == mark, t.account.c.id != own)
        async with self._db.read() as connection:
            taken = (await connection.execute(others)).first() is not None
        if taken or is_reserved(name) or await self._roster.like_staff(name, own=own):
            raise Refused("account_name_taken")

    async def _known(self, mark: str) -> sa.Row[tuple[object, ...]] | None:
        async with self._db.read() as connection:
            return (await connection.execute(_one().where(t.account.c.name_mark == mark))).one_or_none()

    async def _by_id(self, account: str) -> sa.Row[tuple[object, ...]]:
        async with self._db.read() as connection:
            return (await connection.execute(_one().where(t.account.c.id == account))).one()


def _one() -> sa.Select[tuple[object, ...]]:
    """An account with whether its factor is set and whether it holds a staff role."""
    held = sa.exists().where(t.grant.c.account_id == t.account.c.id, t.grant.c.role.in_([role.value for role in STAFF]))
    joined = t.account.outerjoin(t.factor, t.factor.c.account_id == t.account.c.id)
    return sa.select(*t.account.c, t.factor.c.confirmed_at, held.label("staff")).select_from(joined)
