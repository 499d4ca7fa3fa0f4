"""Databases for tests: migrated once and copied, on SQLite and on a real PostgreSQL, and a clock that a test moves by hand."""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from server.clock import Clock
from server.store import tables
from server.store.engine import Database
from tests.support.postgres import Postgres

NOON = datetime(2026, 3, 8, 12, tzinfo=UTC)


_templates: dict[int, tuple[str, str]] = {}


async def templates(server: Postgres) -> tuple[str, str]:
    """The names of a migrated record and a migrated keyring on this server, to be copied."""
    if server.port not in _templates:
        main, keys = await server.create(), await server.create()
        db = await Database.open(server.url(main), server.url(keys))
        await db.migrate()
        await db.close()
        _templates[server.port] = main, keys
    return _templates[server.port]


def laid(folder: Path) -> tuple[str, str]:
    """The addresses of a migrated, empty record and keyring on SQLite, new in this folder: a copy, as migrating each anew takes long."""
    for path in _migrated().iterdir():
        shutil.copy(path, folder)
    return _addresses(folder)


@cache
def _migrated() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="hearth-migrated-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)

    async def migrate() -> None:
        async with opened(_addresses(folder)) as db:
            await db.migrate()

    with ThreadPoolExecutor(1) as aside:  # whoever asks may stand in a loop that runs
        aside.submit(asyncio.run, migrate()).result()
    return folder


def _addresses(folder: Path) -> tuple[str, str]:
    return f"sqlite:///{folder}/hearth.db", f"sqlite:///{folder}/keys.db"


@asynccontextmanager
async def opened(urls: tuple[str, str]) -> AsyncIterator[Database]:
    """The database, closed afterwards."""
    db = await Database.open(*urls)
    try:
        yield db
    finally:
        await db.close()


class Hands:
    """A clock's database time and steady time, moved by hand."""

    def __init__(self) -> None:
        self.database = NOON
        self.steady = 1000.0

    def pass_by(self, seconds: float) -> None:
        self.steady += seconds
        self.database += timedelta(seconds=seconds)

    async def ask(self) -> datetime:
        return self.database

    async def clock(self) -> Clock:
        """A clock that shows what these hands say."""
        clock = Clock(self.ask, steady=lambda: self.steady)
        await clock.sample()
        return clock


async def new_meeting(db: Database, ident: str = "meeting", *, status: str = "open") -> str:
    """A meeting in a room of its own."""
    room = {
        "id": f"r-{ident}", "name": "Willow", "purpose": "", "audience": "women", "language": "en", "guests": True, "open_sign_up": False,
        "history": False, "typing": True, "capacity": 20, "words_kept_s": 7200, "longest_s": 21600, "created_at": NOON,
    }  # fmt: skip
    async with db.write() as connection:
        await connection.execute(tables.room.insert().values(room))
        await connection.execute(
            tables.meeting.insert().values(id=ident, room_id=room["id"], status=status, opens_at=NOON, closes_at=NOON, seq=0, control=0)
        )
    return ident


async def count(db: Database, table: sa.Table) -> int:
    """How many rows a table of the record has."""
    async with db.read() as connection:
        return (await connection.execute(sa.select(sa.func.count()).select_from(table))).scalar_one()
