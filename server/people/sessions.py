"""Sessions: opaque tokens of 256 random bits of which only the SHA-256 is stored.

A session ends by idleness, by age, by sign-out, by "everywhere", by a change of passphrase, factor or role; a guest's with her meeting.
Each end leaves a `revocation` row in the same transaction and is announced after it, so that every node closes the live sockets within
two seconds even when Redis is away (OWASP ASVS 7.3.1, 7.3.2, 7.4.1, 7.4.2). Nothing is cached: one indexed query says who is asking.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic
from typing import Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from rooms.roles import STAFF, Role
from server.clock import Clock
from server.identity import Identity
from server.people.codes import new_id, new_token, token_hash
from server.store import tables as t
from server.store.engine import Database, StoreDown

Announce = Callable[[Literal["session", "account"], str], None]
"""Tells every node to look again at a session (hex of its hash) or all of an account's (its id): they have ended, or changed."""

TOUCH_EVERY_S = 60.0
REVOCATIONS_KEPT = timedelta(hours=1)


class Lives(NamedTuple):
    """How long a session lives: idle and in all, on her own device and on a shared one."""

    idle: timedelta = timedelta(hours=12)
    idle_shared: timedelta = timedelta(hours=1)
    whole: timedelta = timedelta(days=14)
    whole_shared: timedelta = timedelta(hours=4)


class Pending(NamedTuple):
    """A session that gave the passphrase and owes the second factor: good for the second step and nothing else."""

    account: str
    session: bytes
    shared: bool


class Sessions:
    """Starts, knows and ends sessions."""

    def __init__(self, db: Database, clock: Clock, announce: Announce, lives: Lives | None = None) -> None:
        self._db = db
        self._clock = clock
        self._announce = announce
        self.lives = lives or Lives()
        self._touched: dict[bytes, float] = {}

    async def start(self, account: str, *, complete: bool, shared: bool, language: str) -> str:
        """A new session of an account; its token goes into the cookie and nowhere else. `complete` is false while the factor is owed."""
        token = new_token()
        now = self._clock.now()
        row = {
            "hash": token_hash(token),
            "account_id": account,
            "complete": complete,
            "shared": shared,
            "language": language,
            "created_at": now,
            "seen_at": now,
            "expires_at": now + (self.lives.whole_shared if shared else self.lives.whole),
        }
        async with self._db.write() as connection:
            await connection.execute(t.session.insert().values(row))
        return token

    async def start_guest(self, meeting: str, *, until: datetime, language: str, invitation: bytes | None = None) -> str:
        """A new guest's session, bound to one meeting, which ends with its words or at `until`: while they last she may ask that somebody
        looks at what was decided about her. `invitation`: hash of the link she came by."""
        token = new_token()
        now = self._clock.now()
        row = {
            "hash": token_hash(token),
            "guest_id": new_id(),
            "meeting_id": meeting,
            "invitation": invitation,
            "complete": True,
            "shared": True,
            "language": language,
            "created_at": now,
            "seen_at": now,
            "expires_at": until,
        }
        async with self._db.write() as connection:
            await connection.execute(t.session.insert().values(row))
        return token

    async def identify(self, token: str) -> Identity | None:
        """Who holds this token now, or None: unknown, over, or owing the second factor. Counts as being here."""
        if not token or len(token) > 100:
            return None
        identity = await self.look(token_hash(token))
        if identity is not None:
            await self.touch(identity.session)
        return identity

    async def look(self, session: bytes) -> Identity | None:
        """The same by the session's hash, without counting as being here: for sockets to ask again when `expires_at` has come."""
        async with self._db.read() as connection:
            rows = (await connection.execute(_who(session))).all()
        now = self._clock.now()
        if not rows or not rows[0].complete:
            return None
        row = rows[0]
        ends = self._ends(row)
        if ends <= now:
            return None
        if row.account_id is None:
            if row.meeting_status is None or row.destroyed_at is not None:
                return None
            return Identity(
                kind="guest", id=row.guest_id, roles=frozenset({Role.GUEST}), session=session, expires_at=ends, shared=True,
                language=row.language, meeting=row.meeting_id,
            )  # fmt: skip
        granted = {Role(each.role) for each in rows if each.role is not None}
        usable = granted if row.confirmed_at is not None or row.demo else granted - STAFF
        return Identity(
            kind="account", id=row.account_id, roles=frozenset({Role.MEMBER, *usable}), session=session, expires_at=ends, shared=row.shared,
            language=row.language, name=row.name,
        )  # fmt: skip

    async def pending(self, token: str) -> Pending | None:
        """A live session that still owes its second factor. It lives ten minutes at most."""
        if not token or len(token) > 100:
            return None
        session = token_hash(token)
        async with self._db.read() as connection:
            row = (await connection.execute(sa.select(t.session).where(t.session.c.hash == session))).one_or_none()
        if row is None or row.complete or row.account_id is None:
            return None
        if min(self._ends(row), row.created_at + timedelta(minutes=10)) <= self._clock.now():
            return None
        return Pending(row.account_id, session, row.shared)

    async def touch(self, session: bytes) -> None:
        """She is here: her idle time starts anew. Written at most once a minute for each session and node."""
        now = monotonic()
        if now - self._touched.get(session, -TOUCH_EVERY_S) < TOUCH_EVERY_S:
            return
        if len(self._touched) > 20_000:
            self._touched.clear()
        self._touched[session] = now
        with suppress(StoreDown):  # she may read on while nothing can be written
            async with self._db.write() as connection:
                await connection.execute(t.session.update().where(t.session.c.hash == session).values(seen_at=self._clock.now()))

    async def rotate(self, session: bytes) -> str | None:
        """A new token for the same person after a step up, its second factor given; the old one ends. None if it has ended already."""
        token = new_token()
        now = self._clock.now()
        async with self._db.write() as connection:
            old = (
                (await connection.execute(t.session.delete().where(t.session.c.hash == session).returning(t.session)))
                .mappings()
                .one_or_none()
            )
            if old is None:
                return None
            row = {**old, "hash": token_hash(token), "complete": True, "seen_at": now}
            await connection.execute(t.session.insert().values(row))
            await self._revoke(connection, "session", session.hex())
        self._announce("session", session.hex())
        return token

    async def speak(self, session: bytes, language: str) -> None:
        """Keep the language she chose for this session."""
        async with self._db.write() as connection:
            await connection.execute(t.session.update().where(t.session.c.hash == session).values(language=language))

    async def count(self, account: str) -> int:
        """In how many places she is signed in."""
        async with self._db.read() as connection:
            rows = (await connection.execute(sa.select(t.session).where(t.session.c.account_id == account))).all()
        now = self._clock.now()
        return sum(row.complete and self._ends(row) > now for row in rows)

    async def end(self, session: bytes) -> None:
        """End one session. Ending it twice is no error."""
        async with self._db.write() as connection:
            gone = await connection.execute(t.session.delete().where(t.session.c.hash == session))
            if gone.rowcount:
                await self._revoke(connection, "session", session.hex())
        self._announce("session", session.hex())

    async def end_all(self, account: str, *, but: bytes | None = None) -> None:
        """Sign her out everywhere, or everywhere else."""
        async with self._db.write() as connection:
            ended = await self.end_within(connection, account, but=but)
        self.announce_all(account, ended)

    async def end_within(self, connection: AsyncConnection, account: str, *, but: bytes | None = None) -> list[str] | None:
        """The same inside the caller's transaction, who must hand the answer to `announce_all` once it is committed. None means all."""
        mine = t.session.c.account_id == account
        if but is None:
            await connection.execute(t.session.delete().where(mine))
            await self._revoke(connection, "account", account)
            return None
        others = t.session.delete().where(mine, t.session.c.hash != but).returning(t.session.c.hash)
        ended = [bytes(row.hash).hex() for row in await connection.execute(others)]
        for key in ended:
            await self._revoke(connection, "session", key)
        return ended

    async def renew_within(self, connection: AsyncConnection, account: str) -> None:
        """What her open connections know of her has changed: every node looks again, and ends none of them. `announce_all(account, None)`
        once it is committed."""
        await self._revoke(connection, "account", account)

    def announce_all(self, account: str, ended: list[str] | None) -> None:
        """After the commit of `end_within` or `renew_within`: tell the nodes."""
        if ended is None:
            self._announce("account", account)
            return
        for key in ended:
            self._announce("session", key)

    async def sweep(self) -> None:
        """Forget sessions that are over and revocations that every node has seen (the timer "sweep_sessions")."""
        now = self._clock.now()
        lives = self.lives
        idle = sa.or_(
            sa.and_(t.session.c.shared, t.session.c.seen_at < now - lives.idle_shared),
            sa.and_(sa.not_(t.session.c.shared), t.session.c.seen_at < now - lives.idle),
        )
        over = sa.or_(t.session.c.expires_at <= now, sa.and_(t.session.c.account_id.is_not(None), idle))
        async with self._db.write() as connection:
            await connection.execute(t.session.delete().where(over))
            await connection.execute(t.revocation.delete().where(t.revocation.c.at < now - REVOCATIONS_KEPT))
        self._touched.clear()

    def _ends(self, row: sa.Row[tuple[object, ...]]) -> datetime:
        """When it ends if she does nothing more. A guest only reads and writes in her meeting: her session has no idle end."""
        ends: datetime = row.expires_at
        if row.account_id is None:
            return ends
        seen: datetime = row.seen_at
        return min(ends, seen + (self.lives.idle_shared if row.shared else self.lives.idle))

    async def _revoke(self, connection: AsyncConnection, kind: Literal["session", "account"], key: str) -> None:
        await connection.execute(t.revocation.insert().values(kind=kind, key=key, at=self._clock.now()))


def _who(session: bytes) -> sa.Select[tuple[object, ...]]:
    """The session with its account, roles, factor and meeting: one row a role, one without any."""
    joined = (
        t.session.outerjoin(t.account, t.account.c.id == t.session.c.account_id)
        .outerjoin(t.grant, t.grant.c.account_id == t.session.c.account_id)
        .outerjoin(t.factor, t.factor.c.account_id == t.session.c.account_id)
        .outerjoin(t.meeting, t.meeting.c.id == t.session.c.meeting_id)
        .outerjoin(t.programme, t.programme.c.id == 1)
    )
    columns = (
        *t.session.c,
        t.account.c.name,
        t.grant.c.role,
        t.factor.c.confirmed_at,
        t.meeting.c.status.label("meeting_status"),
        t.meeting.c.destroyed_at,
        t.programme.c.demo,
    )
    return sa.select(*columns).select_from(joined).where(t.session.c.hash == session)
