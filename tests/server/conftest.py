"""The people services on both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from server.store import tables as t
from tests.support.databases import laid, opened, templates
from tests.support.people import Village, village
from tests.support.postgres import Postgres

_emptied: dict[int, tuple[str, str]] = {}


async def _empty_postgres(server: Postgres) -> tuple[str, str]:
    """One record and keyring for all of these tests, emptied for each: much quicker than a copy each."""
    if server.port not in _emptied:
        main, keys = await templates(server)
        _emptied[server.port] = server.url(await server.create(main)), server.url(await server.create(keys))
    async with opened(_emptied[server.port]) as db, db.write() as connection:
        names = ", ".join(f'"{table.name}"' for table in t.MAIN.sorted_tables)
        await connection.execute(sa.text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    return _emptied[server.port]


@pytest.fixture(params=["sqlite", "postgresql"])
async def home(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Village]:
    """A node's people services on an empty, migrated database of either kind."""
    if request.param == "sqlite":
        pair = laid(tmp_path)
    else:
        pair = await _empty_postgres(request.getfixturevalue("postgres_server"))
    async with opened(pair) as db, village(db) as made:
        yield made
