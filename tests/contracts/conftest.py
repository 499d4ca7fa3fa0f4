"""The databases every contract is held to: SQLite in a folder, and a real PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.store.engine import Database
from server.store.log import Log
from tests.support.databases import laid, new_meeting, opened, templates
from tests.support.postgres import Postgres

KINDS = ("sqlite", "postgresql")


@pytest.fixture(params=KINDS)
async def urls(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[str, str]]:
    """The addresses of a record and a keyring, migrated and empty."""
    if request.param == "sqlite":
        yield laid(tmp_path)
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    main, keys = await templates(server)
    async with server.fresh_database(main) as record, server.fresh_database(keys) as keyring:
        yield record, keyring


@pytest.fixture
async def db(urls: tuple[str, str]) -> AsyncIterator[Database]:
    """An open database: the record and its keyring."""
    async with opened(urls) as database:
        yield database


@pytest.fixture
async def log(db: Database) -> AsyncIterator[Log]:
    """The log of one node."""
    log = Log(db)
    yield log
    await log.close()


@pytest.fixture
async def meeting(db: Database) -> str:
    """An open meeting."""
    return await new_meeting(db)
