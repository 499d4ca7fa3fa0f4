"""The two databases: MAIN, the record, and KEYS, the keyring that no backup copies. SQLite for one machine, PostgreSQL for many.

On SQLite every transaction begins IMMEDIATE unless it only reads (`Database.read`): a transaction that reads first and writes later
would otherwise fail whenever another wrote in between. A write on SQLite waits up to 5 s for its turn.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from server.store.moments import from_micros
from server.store.turnstile import Turnstile

BUSY_S = 5.0  # how long a SQLite connection waits for its turn to write
CONNECT_S = 5.0
WAIT_S = 3.0  # how long anyone waits for a connection or her turn; then she is told to try again
ANSWER_S = 5.0  # a PostgreSQL that does not answer in this time counts as down; a node that stands still holds locks no longer
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON", f"busy_timeout = {int(BUSY_S * 1000)}")


Which = Literal["main", "keys", "vital"]


class StoreDown(Exception):
    """The database could not be asked, or its answer is unknown. Asking again later is right; nothing may be acknowledged."""


@dataclass(frozen=True, slots=True, eq=False)
class Database:
    """Both databases, open. `engine` and `keys` are for SQLAlchemy Core; the log writes by connections of its own."""

    kind: Literal["sqlite", "postgresql"]
    url: sa.URL
    keys_url: sa.URL
    engine: AsyncEngine
    keys: AsyncEngine
    vital: AsyncEngine  # connections kept for what a node lives by: no crowd at the pages can take them
    turn: Turnstile  # SQLite has one writer: those of this process wait here, in order, and not each in the driver

    @classmethod
    async def open(cls, url: str, keys_url: str) -> Database:
        """Open `sqlite:///path/hearth.db` and `sqlite:///path/keys.db`, or two `postgresql://` databases.

        Raises `ValueError` with a sentence for any other pair, `StoreDown` when PostgreSQL cannot be reached.
        """
        main, keys = sa.make_url(url), sa.make_url(keys_url)
        kind = main.get_backend_name()
        if kind not in {"sqlite", "postgresql"} or keys.get_backend_name() != kind:
            raise ValueError("The database and the keyring must both be SQLite files or both be PostgreSQL databases.")
        if (main.host, main.port, main.database) == (keys.host, keys.port, keys.database) or not main.database or not keys.database:
            raise ValueError("The keyring needs a database of its own, so that no backup of the record copies the keys.")
        make = _sqlite if kind == "sqlite" else _postgresql
        db = cls("sqlite" if kind == "sqlite" else "postgresql", main, keys, make(main), make(keys), make(main), Turnstile())
        try:
            for which in ("main", "keys"):
                async with db.read(which):
                    pass
        except BaseException:
            await db.close()
            raise
        return db

    @asynccontextmanager
    async def read(self, which: Which = "main") -> AsyncIterator[AsyncConnection]:
        """A connection for reading only: on SQLite it never waits for a writer. Database trouble raises `StoreDown`."""
        with trouble():
            async with self._engine(which).execution_options(begin="DEFERRED").connect() as connection:
                yield connection

    @asynccontextmanager
    async def write(self, which: Which = "main") -> AsyncIterator[AsyncConnection]:
        """A transaction, committed at the end and rolled back by any exception.

        Database trouble raises `StoreDown`; `sqlalchemy.exc.IntegrityError` (a name that is taken) passes as it is.
        """
        with trouble():
            async with self._in_turn(which), self._engine(which).begin() as connection:
                yield connection

    def _engine(self, which: Which) -> AsyncEngine:
        return {"main": self.engine, "keys": self.keys, "vital": self.vital}[which]

    @asynccontextmanager
    async def _in_turn(self, which: Which) -> AsyncIterator[None]:
        if self.kind != "sqlite" or which == "keys":
            yield
            return
        async with asyncio.timeout(WAIT_S):
            await self.turn.acquire(vital=which == "vital")
        try:
            yield
        finally:
            self.turn.release()

    async def now(self) -> datetime:
        """The database's time: its server's on PostgreSQL, this machine's on SQLite."""
        question = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)"
        if self.kind == "sqlite":
            question = "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) * 1000"
        async with self.read() as connection:
            return from_micros((await connection.exec_driver_sql(question)).scalar_one())

    async def migrate(self) -> None:
        """Bring both databases to this version's schema. On SQLite the caller holds the data folder's lock."""
        from server.store.migrate import migrate

        await migrate(self)

    async def scrub(self, which: Literal["main", "keys"], *tables: str) -> None:
        """Leave nothing of deleted rows in the files: SQLite's write-ahead log is emptied into the (overwritten) database file;
        PostgreSQL vacuums the tables, and the small keyring is written anew. Raises `StoreDown` when a reader stood in the way."""
        with trouble():
            if self.kind == "sqlite":
                engine = self.engine if which == "main" else self.keys
                async with engine.execution_options(begin="").connect() as connection:
                    busy = (await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0]
                if busy:
                    raise StoreDown("checkpoint")
                return
            connection = await connect(self.url if which == "main" else self.keys_url, answer_s=None)
            try:
                how = "FULL" if which == "keys" else "INDEX_CLEANUP ON"
                for table in tables:
                    await connection.execute(f'VACUUM ({how}) "{table}"')
            finally:
                await connection.close()

    async def close(self) -> None:
        """Close every connection; to be called once nobody asks any more."""
        await self.engine.dispose()
        await self.vital.dispose()
        await self.keys.dispose()


async def connect(url: sa.URL, *, answer_s: float | None = ANSWER_S) -> Any:
    """One asyncpg connection, by the same address and settings as SQLAlchemy's (asyncpg has no types).

    The server itself gives up a statement after `answer_s`, so that one we no longer wait for is not committed later.
    """
    import asyncpg

    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
    settings = {"application_name": "hearth", "jit": "off", "plan_cache_mode": "force_generic_plan", "timezone": "UTC"}
    if answer_s is not None:
        settings |= dict.fromkeys(("statement_timeout", "idle_in_transaction_session_timeout"), str(int(answer_s * 1000)))
        answer_s += 1
    return await asyncpg.connect(dsn, timeout=CONNECT_S, command_timeout=answer_s, server_settings=settings)


def patient_engine(url: sa.URL) -> AsyncEngine:
    """An engine for migrations: on PostgreSQL a statement may take as long as it takes."""
    return _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url, answer_s=None)


def sqlite_file(url: sa.URL) -> str:
    """The path of a SQLite database."""
    if not url.database:
        raise ValueError("Hearth keeps its SQLite database in a file.")
    return url.database


def _sqlite(url: sa.URL) -> AsyncEngine:
    path = Path(sqlite_file(url))
    # SQLite gives its -wal and -shm the same mode. A file that is there is never opened here: closing it again would take away the locks of
    # every connection this process has to it (POSIX), and the next command at the console would delete the write-ahead log under us.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    engine = create_async_engine(
        sa.URL.create("sqlite+aiosqlite", database=str(path)),
        connect_args={"timeout": BUSY_S, "isolation_level": None},
        pool_size=8,
        max_overflow=8,
        pool_timeout=WAIT_S,
        hide_parameters=True,
    )

    @sa.event.listens_for(engine.sync_engine, "connect")
    def _settings(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        how = connection.get_execution_options().get("begin", "IMMEDIATE")
        if how:
            connection.exec_driver_sql(f"BEGIN {how}")

    return engine


def _postgresql(url: sa.URL, *, answer_s: float | None = ANSWER_S) -> AsyncEngine:
    async def creator() -> Any:
        return await connect(url, answer_s=answer_s)

    return create_async_engine(
        sa.URL.create("postgresql+asyncpg", database=url.database),
        async_creator=creator,
        hide_parameters=True,
        pool_size=8,
        max_overflow=8,
        pool_timeout=WAIT_S,
        pool_pre_ping=True,
    )


@contextmanager
def trouble() -> Iterator[None]:
    """Turn every way a database can fail into `StoreDown`, without the driver's text (it may quote values).

    An `OSError` or `TimeoutError` counts as the database's: nothing else belongs inside a transaction.
    """
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, PoolTimeout, OSError, TimeoutError) as error:
        raise StoreDown(type(error).__name__) from None
    except Exception as error:
        if type(error).__module__.startswith("asyncpg"):
            raise StoreDown(type(error).__name__) from None
        raise
