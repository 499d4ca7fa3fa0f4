"""Cases: loaded, decided, and kept, before anybody is told of them.

One transaction holds all that follows from a decision: the events, linked to those before; the state they fold to; what was written,
sealed; the case's timer; the pages and their timers. So a crash at any moment leaves a case whole, with its deadline: a step may be
repeated, never skipped. Cases use connections kept for what must not wait behind a crowd.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from moderation import case_commands as c
from moderation import case_events as e
from moderation.audit import GENESIS
from moderation.case import Case
from moderation.case_terms import SYSTEM, Actor, CaseId, Policy, Standing
from moderation.case_timeline import Line, lines
from moderation.escalation import decide, due, fold
from rooms.refusals import Refused
from server.clock import Clock
from server.oncall.excerpt import Window, key_id
from server.store import tables as t
from server.store.engine import Database, StoreDown
from server.store.holding import kept_for_it_alone, spared
from server.store.keyring import Keyring
from server.timers import holds, set_within

CASE = "case"  # the timer of a case's clock
TELL = "tell_case"  # and the one by which she, and her facilitators, are told how it stands
DESTROY = "destroy_case"
WORDS_KEPT = timedelta(days=90)
AGAIN = timedelta(days=1)  # words of a case that is still open are looked at again then
TIMELINE_KEPT = timedelta(days=365)
CLOCK = Actor(SYSTEM, Standing.SYSTEM)
_WORD = b"case word"

Follow = Callable[[AsyncConnection, CaseId, Sequence[e.CaseEvent], datetime], Awaitable[None]]
"""What these events of a case mean for its pages, in the transaction that keeps them: `server/oncall/paging.py`."""

PolicyNow = Callable[[AsyncConnection, datetime], Awaitable[Policy]]
"""Who is to be paged in a case that is raised now: `server/oncall/rotas.py`."""

_STATE = msgspec.json.Decoder(Case)


class Found(msgspec.Struct, frozen=True):
    """A case as it was read, in the transaction that may go on with it."""

    case: Case
    version: int
    hash: bytes


class Cases:
    """One a node. Every method may raise `StoreDown`: nothing has happened then, or it is not known, and asking again is right."""

    def __init__(self, db: Database, clock: Clock, keyring: Keyring, *, follow: Follow, policy_now: PolicyNow) -> None:
        self._db, self._clock, self._keyring = db, clock, keyring
        self._follow = follow
        self.policy_now = policy_now
        self.woken: Callable[[], None] = lambda: None  # after a commit: timers of this node may look at once

    async def get(self, case_id: CaseId) -> Case | None:
        """The case as it stands."""
        async with self._db.read("vital") as connection:
            found = await self.find(connection, case_id)
        return None if found is None else found.case

    async def queue(self) -> list[Case]:
        """Every case that is not closed, oldest first."""
        query = sa.select(t.case_file.c.state).where(t.case_file.c.closed_at.is_(None)).order_by(t.case_file.c.raised_at)
        async with self._db.read("vital") as connection:
            return [_STATE.decode(state) for (state,) in await connection.execute(query)]

    async def timeline(self, case_id: CaseId) -> tuple[list[Line], bytes]:
        """Its events as kept, and the hash its newest must have: for `moderation.case_timeline.verify` and `export`."""
        c_ = t.case_event.c
        query = sa.select(c_.n, c_.at, c_.data, c_.hash).where(c_.case_id == case_id).order_by(c_.n)
        async with self._db.read("vital") as connection:
            found = await self.find(connection, case_id)
            rows = (await connection.execute(query)).all()
        return [Line(*row) for row in rows], GENESIS if found is None else found.hash

    async def handle(self, case_id: CaseId, actor: Actor, command: c.CaseCommand, *, words: str = "") -> list[e.CaseEvent]:
        """Decide, and keep what follows. `words` stand beside a note and what is said on her line. Refused as `decide` says."""
        sealed = await self._seal_beside(case_id, command, words)
        async with self._db.write("vital") as connection:
            found = await self.find(connection, case_id, lock=True)
            now = self._clock.now()
            events = decide(None if found is None else found.case, actor, command, now)
            if events:
                await self.keep(connection, case_id, found, events, now)
                if sealed is not None:
                    await connection.execute(t.case_word.insert().values(case_id=case_id, id=sealed[0], sealed=sealed[1]))
        self.woken()
        return events

    async def due(self, case_id: str, fence: int) -> None:
        """The timer `case`. Whoever has lost its lease writes nothing."""
        async with self._db.write("vital") as connection:
            found = await self.find(connection, CaseId(case_id), lock=True)
            if found is None or not await holds(connection, CASE, case_id, fence):
                return
            now = self._clock.now()
            events = decide(found.case, CLOCK, c.Due(), now)
            if events:
                await self.keep(connection, CaseId(case_id), found, events, now)
            elif (when := due(found.case)) is not None:
                await set_within(connection, self._db, CASE, case_id, when)
        self.woken()

    # within a transaction of the caller's

    async def find(self, connection: AsyncConnection, case_id: CaseId, *, lock: bool = False) -> Found | None:
        """The case; with `lock`, nobody else decides on it before this transaction ends."""
        query = sa.select(t.case_file.c.state, t.case_file.c.version, t.case_file.c.hash).where(t.case_file.c.id == case_id)
        row = (await connection.execute(query.with_for_update() if lock else query)).one_or_none()
        return None if row is None else Found(_STATE.decode(row.state), row.version, row.hash)

    async def keep(
        self, connection: AsyncConnection, case_id: CaseId, found: Found | None, events: Sequence[e.CaseEvent], now: datetime
    ) -> Case:
        """All that follows from these events. Raises `StoreDown` when somebody else has gone on with the case since it was read."""
        case = fold(None if found is None else found.case, events, now)
        version, previous = (0, GENESIS) if found is None else (found.version, found.hash)
        made = lines(previous, case_id, version, events, now)
        row = {
            "version": version + len(made),
            "state": msgspec.json.encode(case).decode(),
            "hash": made[-1].hash,
            "due_at": due(case),
            "closed_at": case.closed_at,
        }
        if found is None:
            facts = {"id": case_id, "origin": case.origin.value, "meeting_id": case.meeting, "seat_id": case.seat, "raised_at": now}
            await connection.execute(t.case_file.insert().values(row | facts))
            await set_within(connection, self._db, DESTROY, case_id, now + WORDS_KEPT)
        else:
            unmoved = sa.and_(t.case_file.c.id == case_id, t.case_file.c.version == version)
            if (await connection.execute(t.case_file.update().where(unmoved).values(row))).rowcount != 1:
                raise StoreDown("the case has moved")
        rows = [{"case_id": case_id, "n": line.n, "at": line.at, "data": line.data, "hash": line.hash} for line in made]
        await connection.execute(t.case_event.insert(), rows)
        await self._set_timers(connection, case_id, case, now)
        await self._follow(connection, case_id, events, now)
        return case

    async def _set_timers(self, connection: AsyncConnection, case_id: CaseId, case: Case, now: datetime) -> None:
        when = due(case)
        if when is None:
            await connection.execute(t.timer.delete().where(t.timer.c.kind == CASE, t.timer.c.subject == case_id))
        else:
            await set_within(connection, self._db, CASE, case_id, when)
        if case.meeting:
            await set_within(connection, self._db, TELL, case_id, now)

    # words

    async def words(self, case_id: CaseId) -> dict[str, str]:
        """Every note and everything said on her line, by id; empty once its key is destroyed. Who may read them is the caller's to ask."""
        return {ident: plain.decode() for ident, plain in (await self._opened(case_id)).items() if not ident.startswith(_WINDOW)}

    async def windows(self, case_id: CaseId) -> list[Window]:
        """What stood around each sign. Nobody is shown them but by `server/oncall/looking.py`, which asks why."""
        opened = await self._opened(case_id)
        return [msgspec.json.decode(plain, type=Window) for ident, plain in opened.items() if ident.startswith(_WINDOW)]

    async def keep_window(self, connection: AsyncConnection, case_id: CaseId, ident: str, sealed: bytes) -> None:
        """Keep what `seal_window` gave."""
        await connection.execute(t.case_word.insert().values(case_id=case_id, id=_WINDOW + ident, sealed=sealed))

    async def add_window(self, case_id: CaseId, ident: str, window: Window) -> None:
        """Keep one more. Whoever asks has said why."""
        sealed = await self.seal_window(case_id, ident, window)
        async with self._db.write("vital") as connection:
            await self.keep_window(connection, case_id, ident, sealed)

    async def seal_window(self, case_id: CaseId, ident: str, window: Window) -> bytes:
        """Seal it under the case's key, which is made if there is none."""
        key = await self._keyring.create(key_id(case_id))
        return key.seal(_WORD, f"{case_id}/{_WINDOW}{ident}", msgspec.json.encode(window))

    async def _seal_beside(self, case_id: CaseId, command: c.CaseCommand, words: str) -> tuple[str, bytes] | None:
        ident = command.note if isinstance(command, c.Note) else command.message if isinstance(command, c.Say) else None
        if ident is None:
            return None
        if not words:
            raise Refused("empty")
        key = await self._keyring.create(key_id(case_id))
        return ident, key.seal(_WORD, f"{case_id}/{ident}", words.encode())

    async def _opened(self, case_id: CaseId) -> dict[str, bytes]:
        key = await self._keyring.get(key_id(case_id))
        if key is None:
            return {}
        w = t.case_word.c
        query = sa.select(w.id, w.sealed).where(w.case_id == case_id, sa.not_(kept_for_it_alone(w.case_id)))
        async with self._db.read("vital") as connection:
            rows: Sequence[Any] = (await connection.execute(query)).all()
        return {row.id: key.open(_WORD, f"{case_id}/{row.id}", row.sealed) for row in rows}

    async def destroy_due(self, case_id: str, _fence: int) -> datetime | None:
        """The timer `destroy_case`: the key, then the words it opened; a year after it closed, the case. May be repeated.

        While a legal hold is in force nothing is destroyed, nobody reads it any more, and this gives when to call it again.
        """
        case, now = await self.get(CaseId(case_id)), self._clock.now()
        if case is None:
            return None
        if case.closed_at is None:
            await self._again(case_id, now + AGAIN)
            return None
        this = t.case_file.c.id == case_id
        async with self._db.write() as connection:
            await connection.execute(sa.select(t.case_file.c.id).where(this).with_for_update())  # whoever confirms a hold locks it too
            if (again := await spared(connection, case_id, now)) is not None:
                return again
            await connection.execute(t.case_file.update().where(this, t.case_file.c.destroyed_at.is_(None)).values(destroyed_at=now))
        await self._keyring.destroy(key_id(case.id))
        over = case.closed_at + TIMELINE_KEPT
        async with self._db.write() as connection:
            await connection.execute(t.case_word.delete().where(t.case_word.c.case_id == case_id))
            if now >= over:
                await connection.execute(t.case_file.delete().where(t.case_file.c.id == case_id))
            else:
                await set_within(connection, self._db, DESTROY, case_id, over)
        await self._db.scrub("main", "case_word")
        return None

    async def _again(self, case_id: str, when: datetime) -> None:
        async with self._db.write() as connection:
            await set_within(connection, self._db, DESTROY, case_id, when)


_WINDOW = "window|"
