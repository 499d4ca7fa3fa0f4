"""The log: the only way anything is written about a meeting, and the reads that rebuild it.

Group commit without a window: an append is flushed on the next turn of the loop when no commit is in flight; what arrives meanwhile is
the next batch. A meeting is never in two flushes at once, and a flush takes of each meeting one run: appends decided on the same
control version, in the order they came, of which only the last may move control.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol

import sqlalchemy as sa

from server.store import tables
from server.store.engine import Database, StoreDown
from server.store.entries import (
    Append,
    Committed,
    Conflict,
    Duplicate,
    NewTimer,
    Outcome,
    Row,
    StoredBody,
    StoredRow,
    StoredSeat,
)

__all__ = [
    "Append",
    "Committed",
    "Conflict",
    "Duplicate",
    "Log",
    "NewTimer",
    "Outcome",
    "Row",
    "StoreDown",
    "StoredBody",
    "StoredRow",
    "StoredSeat",
]

MOST_WAITING = 20_000  # appends; more are refused at once, so that a database that stands still does not fill the memory
MOST_IN_FLUSH = 500

Run = list[Append]
Answer = Outcome | StoreDown
Done = Callable[[list[list[Answer]]], None]
_Waiting = deque[tuple[Append, "asyncio.Future[Outcome]"]]


class Writer(Protocol):
    """Commits runs of different meetings in one transaction. `width` is how many such transactions may be under way."""

    width: int

    def write(self, runs: list[Run], done: Done) -> None:
        """Call `done` on the loop with an outcome for every append of every run. `StoreDown` when nothing is known to be kept."""

    async def close(self) -> None:
        """Finish what is under way, then let go of the database."""


class Log:
    """Appends to and reads of all meetings' logs. One a node; made inside the loop that uses it."""

    def __init__(self, db: Database, *, most_waiting: int = MOST_WAITING) -> None:
        self._db = db
        self._loop = asyncio.get_running_loop()
        self._writer = _writer(db)
        self._most_waiting = most_waiting
        self._waiting = 0
        self._pending: dict[str, _Waiting] = {}
        self._in_flight: set[str] = set()
        self._flushes = 0
        self._scheduled = False
        self._closed = False
        self._quiet = asyncio.Event()

    def append(self, append: Append) -> asyncio.Future[Outcome]:
        """Write a decision. The future's result comes once it is on disk, or is known not to be; it raises `StoreDown` when neither.

        After `StoreDown` the same append may be tried again: if it was kept after all, its message id answers `Duplicate`, or its
        control `Conflict`.
        """
        future: asyncio.Future[Outcome] = self._loop.create_future()
        if self._closed or self._waiting >= self._most_waiting:
            future.set_exception(StoreDown("closed" if self._closed else "too many waiting"))
            return future
        self._waiting += 1
        waiting = self._pending.get(append.meeting)
        if waiting is None:
            waiting = self._pending[append.meeting] = deque()
        waiting.append((append, future))
        if not self._scheduled and self._flushes < self._writer.width:
            self._scheduled = True
            self._loop.call_soon(self._flush)
        return future

    def _flush(self) -> None:
        self._scheduled = False
        taken = self._take()
        if not taken:
            return
        meetings = [waiting[0][0].meeting for waiting in taken]
        self._in_flight.update(meetings)
        self._flushes += 1

        def done(outcomes: list[list[Answer]]) -> None:
            self._in_flight.difference_update(meetings)
            self._flushes -= 1
            if self._pending and not self._scheduled:
                self._flush()  # the disk works on the next batch while this one is answered
            for waiting, results in zip(taken, outcomes, strict=True):
                self._waiting -= len(waiting)
                for (_, future), outcome in zip(waiting, results, strict=True):
                    _answer(future, outcome)
            if self._closed and not self._waiting:
                self._quiet.set()

        self._writer.write([[append for append, _ in waiting] for waiting in taken], done)

    def _take(self) -> list[list[tuple[Append, asyncio.Future[Outcome]]]]:
        """A run of each meeting that is not in flight, in the order of their ids."""
        taken = []
        room = MOST_IN_FLUSH
        for meeting in list(self._pending):
            if meeting in self._in_flight:
                continue
            waiting = self._pending.pop(meeting)
            run = [waiting.popleft()]
            control = run[0][0].control
            while waiting and len(run) < room and not run[-1][0].moves_control and waiting[0][0].control == control:
                run.append(waiting.popleft())
            if waiting:
                self._pending[meeting] = waiting  # at the end, behind the others
            taken.append(run)
            room -= len(run)
            if room <= 0:
                break
        taken.sort(key=lambda run: run[0][0].meeting)
        return taken

    async def read(self, meeting: str, after: int, limit: int = 1000) -> list[StoredRow]:
        """Up to `limit` events after position `after`, in order. Raises `StoreDown`."""
        log = tables.log.c
        query = sa.select(log.n, log.data, log.at).where(log.meeting_id == meeting, log.n > after).order_by(log.n).limit(limit)
        async with self._db.read() as connection:
            return [StoredRow(n, data, at) for n, data, at in await connection.execute(query)]

    async def bodies(self, meeting: str) -> list[StoredBody]:
        """Every message's sealed body, also those taken back (None). Raises `StoreDown`."""
        message = tables.message.c
        query = sa.select(message.message_id, message.seat_id, message.body).where(message.meeting_id == meeting)
        async with self._db.read() as connection:
            return [StoredBody(*row) for row in await connection.execute(query)]

    async def seats(self, meeting: str) -> list[StoredSeat]:
        """Every seat, sealed. Raises `StoreDown`."""
        seat = tables.seat.c
        query = sa.select(seat.seat_id, seat.blind, seat.sealed).where(seat.meeting_id == meeting)
        async with self._db.read() as connection:
            return [StoredSeat(*row) for row in await connection.execute(query)]

    async def heads(self, meetings: list[str]) -> dict[str, tuple[int, int]]:
        """(last position, control version) of each meeting whose words exist; one query. Raises `StoreDown`.

        Read before the log, never after: a state that is newer than its control version only costs a conflict.
        """
        if not meetings:
            return {}
        meeting = tables.meeting.c
        query = sa.select(meeting.id, meeting.seq, meeting.control).where(meeting.id.in_(meetings), meeting.destroyed_at.is_(None))
        async with self._db.read("vital") as connection:
            return {ident: (seq, control) for ident, seq, control in await connection.execute(query)}

    async def close(self) -> None:
        """Refuse new appends, write what waits, then close the writer."""
        self._closed = True
        if self._waiting:
            await self._quiet.wait()
        await self._writer.close()


def _answer(future: asyncio.Future[Outcome], outcome: Answer) -> None:
    if future.done():  # whoever asked has gone
        return
    if isinstance(outcome, StoreDown):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)


def _writer(db: Database) -> Writer:
    if db.kind == "sqlite":
        from server.store.log_sqlite import SqliteWriter

        return SqliteWriter(db)
    from server.store.log_postgresql import PostgresWriter

    return PostgresWriter(db)
