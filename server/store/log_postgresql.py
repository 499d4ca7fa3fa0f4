"""Group commit on PostgreSQL: one prepared statement a flush for all its meetings, up to two flushes under way.

Rows are locked in the order of their ids, so two nodes' flushes cannot wait for each other in a circle. The statement is a transaction
of its own; only a flush that brings seats, timers, audit lines, a status or something taken back needs BEGIN and COMMIT around it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import structlog

from moderation.audit import GENESIS
from server.store import beside
from server.store.engine import Database, StoreDown, connect
from server.store.entries import Append, Committed, Conflict, Duplicate
from server.store.moments import to_micros

if TYPE_CHECKING:
    from server.store.log import Answer, Done, Run

WRITE = """
WITH asked AS (
    SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) AS a (id, control, total, moved)
), locked AS MATERIALIZED (
    SELECT id, seq, control FROM meeting WHERE id = ANY ($1::text[]) AND destroyed_at IS NULL ORDER BY id FOR NO KEY UPDATE
), fit AS MATERIALIZED (
    SELECT l.id, l.seq, l.seq + a.total AS new_seq, l.control + a.moved AS new_control
    FROM locked l JOIN asked a ON a.id = l.id AND a.control = l.control
), advanced AS (
    UPDATE meeting m SET seq = f.new_seq, control = f.new_control FROM fit f WHERE m.id = f.id
), logged AS (
    INSERT INTO log (meeting_id, n, data, at)
    SELECT r.id, f.seq + r.k, r.data, r.at
    FROM unnest($5::text[], $6::bigint[], $7::bytea[], $8::bigint[]) AS r (id, k, data, at) JOIN fit f ON f.id = r.id
), said AS (
    INSERT INTO message (meeting_id, message_id, seat_id, body)
    SELECT r.id, r.message, r.seat, r.body
    FROM unnest($9::text[], $10::text[], $11::text[], $12::bytea[]) AS r (id, message, seat, body) JOIN fit f ON f.id = r.id
)
SELECT id, seq, new_control FROM fit
"""

_log = structlog.get_logger()


class PostgresWriter:
    """A node's writer of the record."""

    width = 2

    def __init__(self, db: Database) -> None:
        self._url = db.url
        self._idle: list[_Connection] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def write(self, runs: list[Run], done: Done) -> None:
        task = asyncio.create_task(self._write(runs, done))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks)
        while self._idle:
            await self._idle.pop().close()

    async def _write(self, runs: list[Run], done: Done) -> None:
        connection: _Connection | None = None
        try:
            connection = self._idle.pop() if self._idle else await _Connection.open(self._url)
            outcomes: list[list[Answer]] = await connection.commit(runs)
            self._idle.append(connection)
        except Exception as error:  # noqa: BLE001 - whatever it was, nothing of this batch may be acknowledged
            _log.error("log_write_failed", code=type(error).__name__, count=sum(map(len, runs)))
            outcomes = [[StoreDown(type(error).__name__) for _ in run] for run in runs]
            if connection is not None:
                connection.terminate()
            for idle in self._idle:
                idle.terminate()  # they have most likely gone the same way
            self._idle.clear()
        done(outcomes)


class _Connection:
    """One asyncpg connection and its prepared statement."""

    def __init__(self, raw: Any, statement: Any) -> None:
        self._raw = raw
        self._statement = statement

    @classmethod
    async def open(cls, url: Any) -> _Connection:
        raw = await connect(url)
        try:
            return cls(raw, await raw.prepare(WRITE))
        except BaseException:
            raw.terminate()
            raise

    async def close(self) -> None:
        await self._raw.close()

    def terminate(self) -> None:
        self._raw.terminate()

    async def commit(self, runs: list[Run]) -> list[list[Answer]]:
        """Commit what can be committed; raises whatever the driver raises, and then nothing is known to be kept."""
        from asyncpg.exceptions import DataError, IntegrityConstraintViolationError

        try:
            if not any(beside.has_more(append) for run in runs for append in run):
                return await self._apply(runs)
            async with self._raw.transaction():
                return await self._apply(runs)
        except (IntegrityConstraintViolationError, DataError, ValueError):
            async with self._raw.transaction():
                return [[await self._alone(append) for append in run] for run in runs]

    async def _apply(self, runs: list[Run]) -> list[list[Answer]]:
        fits = {ident: (seq, control) for ident, seq, control in await self._statement.fetch(*_arrays(runs))}
        outcomes: list[list[Answer]] = []
        more: list[Append] = []
        for run in runs:
            fit = fits.get(run[0].meeting)
            if fit is None:
                outcomes.append([Conflict()] * len(run))
                continue
            n, control = fit
            results: list[Answer] = []
            for append in run:
                results.append(Committed(n + 1, control if append.moves_control else append.control))
                n += len(append.rows)
                if beside.has_more(append):
                    more.append(append)
            outcomes.append(results)
        if more:
            await self._write_beside(more)
        return outcomes

    async def _write_beside(self, appends: list[Append]) -> None:
        for sql, rows in beside.statements(appends):
            await self._raw.executemany(beside.numbered(sql), rows)
        lines = [line for append in appends for line in append.audit]
        if lines:
            await self._raw.execute(f"SELECT pg_advisory_xact_lock({beside.AUDIT_LOCK})")
            last = await self._raw.fetchval(beside.AUDIT_LAST)
            await self._raw.executemany(beside.numbered(beside.AUDIT), beside.audit_rows(last or GENESIS, lines))

    async def _alone(self, append: Append) -> Answer:
        """One append in a savepoint of its own, so that what is wrong with it stays with it."""
        from asyncpg.exceptions import DataError, IntegrityConstraintViolationError

        try:
            async with self._raw.transaction():
                return (await self._apply([[append]]))[0][0]
        except IntegrityConstraintViolationError as error:
            if error.table_name == "seat":
                return Conflict()
            for message, _, _ in append.bodies:
                query = "SELECT 1 FROM message WHERE meeting_id = $1 AND message_id = $2"
                if await self._raw.fetchval(query, append.meeting, message):
                    return Duplicate(message)
            code = type(error).__name__
        except (DataError, ValueError) as error:  # a value no database can hold is this append's own trouble
            code = type(error).__name__
        _log.error("append_failed", code=code)
        return StoreDown(code)


def _arrays(runs: list[Run]) -> list[list[Any]]:
    """The arguments of `WRITE`, a list a column."""
    asked: list[list[Any]] = [[], [], [], []]
    rows: list[list[Any]] = [[], [], [], []]
    bodies: list[list[Any]] = [[], [], [], []]
    for run in runs:
        meeting = run[0].meeting
        k = 0
        for append in run:
            for row in append.rows:
                k += 1
                _add(rows, meeting, k, row.data, to_micros(row.at))
            for body in append.bodies:
                _add(bodies, meeting, *body)
        _add(asked, meeting, run[0].control, k, int(run[-1].moves_control))
    return [*asked, *rows, *bodies]


def _add(columns: list[list[Any]], *values: Any) -> None:
    for column, value in zip(columns, values, strict=True):
        column.append(value)
