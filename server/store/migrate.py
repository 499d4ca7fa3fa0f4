"""Schema versions: Alembic's scripts under `migrations/`, one line of revisions a database, each in one transaction.

A start with nothing to do reads one row of each database and does not even import Alembic.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import sqlalchemy as sa

if TYPE_CHECKING:
    from server.store.engine import Database

Which = Literal["main", "keys"]

SCRIPTS = Path(__file__).parent / "migrations"
VERSION_TABLE = "schema_version"
HEADS: dict[Which, str] = {"main": "0008", "keys": "0001"}  # the newest revision of each; a test holds this to the scripts
_LOCK = 0x48454152  # an advisory lock of ours: nodes that start together migrate one after another


class TooNew(Exception):
    """The database was made by a newer Hearth. The message is a sentence for the operator."""


async def migrate(db: Database) -> None:
    """Bring both databases to `HEADS`; raises `TooNew`, `StoreDown`."""
    for which, head in HEADS.items():
        if await _version(db, which) != head:
            await _upgrade(db, which)


async def _version(db: Database, which: Which) -> str | None:
    async with db.read(which) as connection:
        if not await connection.run_sync(lambda sync: sa.inspect(sync).has_table(VERSION_TABLE)):
            return None
        version: str | None = (await connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one_or_none()  # noqa: S608
        return version


async def _upgrade(db: Database, which: Which) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    from server.store.engine import patient_engine, trouble

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(SCRIPTS / which).replace("%", "%%"))
    config.attributes["version_table"] = VERSION_TABLE
    version = await _version(db, which)
    if version is not None:
        try:
            ScriptDirectory.from_config(config).get_revision(version)
        except CommandError:
            raise TooNew("This data was made by a newer Hearth. Start that version, or restore a backup made with this one.") from None

    def run(connection: sa.Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    engine = patient_engine(db.url if which == "main" else db.keys_url)
    try:
        with trouble():
            async with engine.begin() as connection:
                if db.kind == "postgresql":
                    await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                await connection.run_sync(run)  # finds nothing to do when another node was first
    finally:
        await engine.dispose()
