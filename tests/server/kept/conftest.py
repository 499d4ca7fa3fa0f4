"""A programme with a past on one database, and an empty one beside it with the same keyring, on SQLite and PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from server.store.engine import Database
from server.store.keyring import Keyring
from server.store.sealing import Vault
from tests.support.databases import laid, opened, templates
from tests.support.people import MASTER, Village, village
from tests.support.postgres import Postgres


@dataclass
class Places:
    """The programme, the empty record that shares its keyring, and a folder for backups."""

    home: Village
    beside: Database
    backups: Path
    vault: Vault
    keyring: Keyring  # seen from the empty one


@pytest.fixture(params=["sqlite", "postgresql"])
async def places(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Places]:
    async with AsyncExitStack() as stack:
        if request.param == "sqlite":
            folder = tmp_path / "data"
            folder.mkdir()
            record, keys = laid(folder)
            empty = f"sqlite:///{tmp_path}/beside.db"
        else:
            server: Postgres = request.getfixturevalue("postgres_server")
            pair = await templates(server)
            record, keys = [await stack.enter_async_context(server.fresh_database(each)) for each in pair]
            empty = await stack.enter_async_context(server.fresh_database())
        db = await stack.enter_async_context(opened((record, keys)))
        beside = await stack.enter_async_context(opened((empty, keys)))
        home = await stack.enter_async_context(village(db))
        await Keyring(db, MASTER).check()
        backups = tmp_path / "backups"
        backups.mkdir()
        yield Places(home, beside, backups, Vault(MASTER), Keyring(beside, MASTER))
