"""The vigil over live connections: whoever signed out, was signed out or whose session ran out loses them on every node within 2 s.

An announcement on the bus is heard at once. Each second the record is read as well, so that a dead Redis changes nothing; and before a
connection is ended the record is asked whether its session has truly ended, so that nobody can be signed out by a forged announcement.
OWASP ASVS 7.4.1, 7.4.2; OWASP WebSocket cheat sheet ("validate the session during the connection's life").
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from typing import Literal

import sqlalchemy as sa

from server import wire
from server.clock import Clock
from server.identity import Identity
from server.live.bus import Bus
from server.live.fanout import goodbye
from server.live.frames import Out
from server.live.line import Line
from server.people.sessions import Sessions
from server.store import tables as t
from server.store.engine import Database, StoreDown
from server.tasks import end

CHANNEL = "h:people"
LOOK_EVERY_S = 1.0
LOOK_BACK = timedelta(seconds=10)
TOUCH_EVERY_S = 60.0
WARN_BEFORE = timedelta(minutes=5)


class Watched:
    """A connection and who is behind it."""

    def __init__(self, line: Line, identity: Identity) -> None:
        self.line = line
        self.identity = identity
        self.warned = False
        self.marks = {fingerprint("session", identity.session.hex()), fingerprint(identity.kind, identity.id)}


def fingerprint(kind: str, key: str) -> bytes:
    """What an announcement carries: the SHA-256 of a kind and the hex of a session's hash or an account's id."""
    return hashlib.sha256(f"{kind}:{key}".encode()).digest()


Renew = Callable[[Watched], Awaitable[None]]
"""What else a connection knows of who is behind it is read again."""


async def _nothing_more(_: Watched) -> None:
    pass


class Vigil:
    """Watches the connections that `watched()` gives."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        sessions: Sessions,
        bus: Bus,
        watched: Callable[[], Iterable[Watched]],
        *,
        renew: Renew = _nothing_more,
    ) -> None:
        self._renew = renew
        self._db = db
        self._clock = clock
        self._sessions = sessions
        self._bus = bus
        self._watched = watched
        self._seen: set[int] = set()
        self._read_at = clock.now()
        self._task: asyncio.Task[None] | None = None
        self._checks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin, after the bus."""
        await self._bus.subscribe(CHANNEL, self._ended)
        self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """End."""
        await end(*(task for task in (self._task, *self._checks) if task is not None))
        await self._bus.unsubscribe(CHANNEL)

    def announce(self, kind: Literal["session", "account"], key: str) -> None:
        """A session or all of an account's have ended, or what is known of her has changed: said after the commit, where it happened."""
        ended = fingerprint(kind, key)
        self._ended(ended)
        if self._bus.shared:
            self._bus.publish(CHANNEL, ended)

    def _ended(self, ended: bytes) -> None:
        found = [each for each in self._watched() if ended in each.marks]
        if found:
            task = asyncio.get_running_loop().create_task(self._end(found, "signed_out"))
            self._checks.add(task)
            task.add_done_callback(self._checks.discard)

    async def _end(self, found: Iterable[Watched], code: str) -> None:
        """End those connections whose session is over; a session we cannot ask about counts as over."""
        for each in found:
            try:
                identity = await self._sessions.look(each.identity.session)
            except StoreDown:
                identity = None
            if identity is None:
                goodbye(each.line, code)
            else:
                each.identity = identity
                await self._renew(each)

    async def _keep(self) -> None:
        touched = asyncio.get_running_loop().time()
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await self._read_revocations()
                await self._look_at_ends()
                if asyncio.get_running_loop().time() - touched >= TOUCH_EVERY_S:
                    touched = asyncio.get_running_loop().time()
                    await self._touch()
            except StoreDown:
                continue
            except Exception as error:  # noqa: BLE001 -- the vigil must go on
                wire.as_refused(error)

    async def _read_revocations(self) -> None:
        c = t.revocation.c
        now = self._clock.now()
        query = sa.select(c.id, c.kind, c.key).where(c.at > self._read_at - LOOK_BACK)  # however long the record could not be read
        async with self._db.read("vital") as connection:
            rows = (await connection.execute(query)).all()
        self._read_at = now
        for ident, kind, key in rows:
            if ident not in self._seen:
                self._ended(fingerprint(kind, key))
        self._seen = {row.id for row in rows}

    async def _look_at_ends(self) -> None:
        now = self._clock.now()
        over, ending = [], []
        for each in self._watched():
            left = each.identity.expires_at - now
            if left <= timedelta():
                over.append(each)
            elif left <= WARN_BEFORE and not each.warned:
                ending.append(each)
        if over or ending:
            await self._end([*over, *ending], "session_expired")
        for each in ending:
            if each.identity.expires_at - now <= WARN_BEFORE and not each.line.over:
                each.warned = True
                each.line.say(Out.of([wire.notice(type="notice", code="session_ending")]))

    async def _touch(self) -> None:
        """Whoever is connected is here: her session's idle time starts anew, all in one statement."""
        hashes = list({each.identity.session for each in self._watched()})
        for start in range(0, len(hashes), 500):
            some = t.session.c.hash.in_(hashes[start : start + 500])
            async with self._db.write("vital") as connection:
                await connection.execute(t.session.update().where(some).values(seen_at=self._clock.now()))
