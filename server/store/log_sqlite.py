"""Group commit on SQLite: one thread, its own connection, one transaction a flush, on disk (synchronous=FULL) before it is answered."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import suppress
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import structlog

from moderation.audit import GENESIS
from server.store import beside
from server.store.engine import BUSY_S, PRAGMAS, Database, StoreDown, sqlite_file
from server.store.entries import Append, Committed, Conflict, Duplicate
from server.store.moments import to_micros

if TYPE_CHECKING:
    from server.store.log import Answer, Done, Run

ADVANCE = (
    "UPDATE meeting SET seq = seq + ?, control = control + ? WHERE id = ? AND control = ? AND destroyed_at IS NULL RETURNING seq, control"
)
LOG = "INSERT INTO log (meeting_id, n, data, at) VALUES (?, ?, ?, ?)"
BODY = "INSERT INTO message (meeting_id, message_id, seat_id, body) VALUES (?, ?, ?, ?)"

_log = structlog.get_logger()


class SqliteWriter:
    """The one writer of a data folder's record."""

    width = 1

    def __init__(self, db: Database) -> None:
        self._loop = asyncio.get_running_loop()
        self._path = sqlite_file(db.url)
        self._connection: sqlite3.Connection | None = None
        self._work: SimpleQueue[tuple[list[Run], Done] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="hearth-log", daemon=True)
        self._thread.start()

    def write(self, runs: list[Run], done: Done) -> None:
        self._work.put((runs, done))

    async def close(self) -> None:
        self._work.put(None)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            runs, done = work
            outcomes = self._commit(runs)
            with suppress(RuntimeError):  # the loop is closed: nobody is left to answer
                self._loop.call_soon_threadsafe(done, outcomes)
        self._let_go()

    def _commit(self, runs: list[Run]) -> list[list[Answer]]:
        outcomes: list[list[Answer]]
        try:
            connection = self._connect()
            connection.execute("BEGIN IMMEDIATE")
            try:
                outcomes = _apply(connection, runs)
            except sqlite3.OperationalError:
                raise
            except Exception:  # noqa: BLE001 - whichever append it was: one by one shows it, and the others are kept
                connection.execute("ROLLBACK")
                connection.execute("BEGIN IMMEDIATE")
                outcomes = [[_alone(connection, append) for append in run] for run in runs]
            connection.execute("COMMIT")
        except Exception as error:  # noqa: BLE001 - nothing of this batch may be acknowledged, and the thread lives on
            _log.error("log_write_failed", code=_code(error), count=sum(map(len, runs)))
            self._let_go()
            return [[StoreDown(_code(error)) for _ in run] for run in runs]
        return outcomes

    def _connect(self) -> sqlite3.Connection:
        if self._connection is None:
            connection = sqlite3.connect(f"file:{self._path}?mode=rw", uri=True, timeout=BUSY_S, isolation_level=None)
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            self._connection = connection
        return self._connection

    def _let_go(self) -> None:
        """Close the connection; an unfinished transaction is rolled back. The next flush opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()


def _apply(connection: sqlite3.Connection, runs: list[Run]) -> list[list[Answer]]:
    """Write every run inside the transaction that is open; raises `sqlite3.IntegrityError` when an id or a seat is taken."""
    outcomes: list[list[Answer]] = []
    rows: list[tuple[str, int, bytes, int]] = []
    bodies: list[tuple[str, str, str, bytes]] = []
    more: list[Append] = []
    for run in runs:
        meeting = run[0].meeting
        total = sum(len(append.rows) for append in run)
        moved = int(run[-1].moves_control)
        advanced: tuple[int, int] | None = connection.execute(ADVANCE, (total, moved, meeting, run[0].control)).fetchone()
        if advanced is None:
            outcomes.append([Conflict()] * len(run))
            continue
        n, control = advanced[0] - total, advanced[1]
        results: list[Answer] = []
        for append in run:
            results.append(Committed(n + 1, control if append.moves_control else append.control))
            for row in append.rows:
                n += 1
                rows.append((meeting, n, row.data, to_micros(row.at)))
            bodies += [(meeting, *body) for body in append.bodies]
            if beside.has_more(append):
                more.append(append)
        outcomes.append(results)
    connection.executemany(LOG, rows)
    connection.executemany(BODY, bodies)
    if more:
        _write_beside(connection, more)
    return outcomes


def _write_beside(connection: sqlite3.Connection, appends: list[Append]) -> None:
    for sql, rows in beside.statements(appends):
        connection.executemany(sql, rows)
    lines = [line for append in appends for line in append.audit]
    if lines:
        last: tuple[bytes] | None = connection.execute(beside.AUDIT_LAST).fetchone()
        connection.executemany(beside.AUDIT, beside.audit_rows(last[0] if last else GENESIS, lines))


def _alone(connection: sqlite3.Connection, append: Append) -> Answer:
    """One append in a savepoint of its own, so that what is wrong with it stays with it."""
    connection.execute("SAVEPOINT alone")
    outcome: Answer
    try:
        outcome = _apply(connection, [[append]])[0][0]
    except sqlite3.OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - a value no database can hold is this append's own trouble
        connection.execute("ROLLBACK TO alone")
        outcome = _refusal(connection, append, error)
    connection.execute("RELEASE alone")
    return outcome


def _refusal(connection: sqlite3.Connection, append: Append, error: Exception) -> Answer:
    if isinstance(error, sqlite3.IntegrityError):
        if "seat." in str(error):
            return Conflict()
        for message, _, _ in append.bodies:
            query = "SELECT 1 FROM message WHERE meeting_id = ? AND message_id = ?"
            if connection.execute(query, (append.meeting, message)).fetchone():
                return Duplicate(message)
    _log.error("append_failed", code=_code(error))
    return StoreDown(_code(error))


def _code(error: Any) -> str:
    """What went wrong as one word, without the driver's text."""
    return getattr(error, "sqlite_errorname", None) or type(error).__name__
