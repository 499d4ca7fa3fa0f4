"""Migrations lead to the schema of `tables.py`, once, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from server.store.engine import Database, StoreDown
from server.store.keys import KEYS
from server.store.migrate import HEADS, SCRIPTS, VERSION_TABLE, TooNew, Which
from server.store.moments import Moment
from server.store.tables import MAIN
from tests.support.databases import opened
from tests.support.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[str, str]]:
    """The addresses of two new databases."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/hearth.db", f"sqlite:///{tmp_path}/keys.db"
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    async with server.fresh_database() as record, server.fresh_database() as keyring:
        yield record, keyring


def same_type(_context: object, _column: object, _metadata_column: object, inspected: object, declared: object) -> bool | None:
    """Moment is a big integer to the database."""
    if isinstance(declared, Moment):
        return not isinstance(inspected, sa.BigInteger)
    return None


def differences(connection: sa.Connection, metadata: sa.MetaData) -> list[object]:
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": same_type})
    return list(compare_metadata(context, metadata))


async def test_migrations_lead_to_the_declared_tables(empty: tuple[str, str]) -> None:
    async with opened(empty) as db:
        await db.migrate()
        pairs: tuple[tuple[Which, sa.MetaData], ...] = (("main", MAIN), ("keys", KEYS))
        for which, metadata in pairs:
            async with db.read(which) as connection:
                assert await connection.run_sync(differences, metadata) == [], "change migrations/ as you change tables.py"


async def test_again_there_is_nothing_to_do(empty: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A start after the first does not even ask Alembic."""
    async with opened(empty) as db:
        await db.migrate()
        monkeypatch.setattr(command, "upgrade", None)
        await db.migrate()


async def test_nodes_that_start_together_migrate_once(postgres_server: Postgres) -> None:
    async with (
        postgres_server.fresh_database() as record,
        postgres_server.fresh_database() as keyring,
        opened((record, keyring)) as one,
        opened((record, keyring)) as other,
    ):
        await asyncio.gather(one.migrate(), other.migrate())


async def test_data_of_a_newer_version_is_refused(empty: tuple[str, str]) -> None:
    async with opened(empty) as db:
        await db.migrate()
        async with db.write() as connection:
            await connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
        with pytest.raises(TooNew, match="newer Hearth"):
            await db.migrate()


def test_the_newest_revisions_are_named() -> None:
    for which, head in HEADS.items():
        scripts = ScriptDirectory(str(SCRIPTS), version_locations=[str(SCRIPTS / which)])
        assert scripts.get_heads() == [head]


@pytest.mark.parametrize(
    ("url", "keys_url"),
    [
        ("sqlite:///a/hearth.db", "sqlite:///a/hearth.db"),
        ("sqlite:///a/hearth.db", "postgresql://host/keys"),
        ("sqlite://", "sqlite:///keys.db"),
        ("mysql://host/record", "mysql://host/keys"),
        ("postgresql://host/one", "postgresql://host/one"),
    ],
)
async def test_a_pair_that_cannot_be_is_refused(url: str, keys_url: str) -> None:
    with pytest.raises(ValueError, match="keyring"):
        await Database.open(url, keys_url)


async def test_a_database_that_is_not_there_is_down() -> None:
    with pytest.raises(StoreDown):
        await Database.open("postgresql://nobody:hidden@127.0.0.1:1/record", "postgresql://nobody:hidden@127.0.0.1:1/keys")


async def test_the_settings_that_keep_what_is_acknowledged(tmp_path: Path) -> None:
    async with opened((f"sqlite:///{tmp_path}/hearth.db", f"sqlite:///{tmp_path}/keys.db")) as db:
        expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
        whiches: tuple[Which, ...] = ("main", "keys")
        for which in whiches:
            async with db.read(which) as connection:
                assert {name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one() for name in expected} == expected
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}
