"""Schema versions: Alembic's scripts under `migrations/`, one line of revisions a database, each in one transaction.

A start with nothing to do reads one row of each database and does not even import Alembic.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import sqlalchemy as sa

if TYPE_CHECKING:
    from alembic.config import Config

    from server.store.engine import Database

Which = Literal["main", "keys"]

SCRIPTS = Path(__file__).parent / "migrations"
VERSION_TABLE = "schema_version"
HEADS: dict[Which, str] = {"main": "0014", "keys": "0002"}  # the newest revision of each; a test holds this to the scripts
_LOCK = 0x48454152  # an advisory lock of ours: nodes that start together migrate one after another


class TooNew(Exception):
    """The database was made by a newer Hearth. The message is a sentence for the operator."""


async def migrate(db: Database, *only: Which) -> None:
    """Bring both databases, or only one, to `HEADS`; raises `TooNew`, `StoreDown`."""
    for which in only or tuple(HEADS):
        if await version(db, which) != HEADS[which]:
            await _upgrade(db, which)


async def version(db: Database, which: Which) -> str | None:
    """The revision that a database is at; None when it has no schema yet."""
    async with db.read(which) as connection:
        if not await connection.run_sync(lambda sync: sa.inspect(sync).has_table(VERSION_TABLE)):
            return None
        found: str | None = (await connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one_or_none()  # noqa: S608
        return found


def known(which: Which, revision: str) -> bool:
    """Whether this version has that revision: a newer Hearth's it has not."""
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    try:
        ScriptDirectory.from_config(_config(which)).get_revision(revision)
    except CommandError:
        return False
    return True


def upgrade_within(connection: sa.Connection, which: Which, revision: str = "head") -> None:
    """Bring a database to a revision, in the caller's transaction."""
    from alembic import command

    config = _config(which)
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _config(which: Which) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", str(SCRIPTS / which).replace("%", "%%"))
    config.attributes["version_table"] = VERSION_TABLE
    return config


async def _upgrade(db: Database, which: Which) -> None:
    from server.store.engine import patient_engine, trouble

    at = await version(db, which)
    if at is not None and not known(which, at):
        raise TooNew("This data was made by a newer Hearth. Start that version, or restore a backup made with this one.")
    engine = patient_engine(db.url if which == "main" else db.keys_url)
    try:
        with trouble():
            async with engine.begin() as connection:
                if db.kind == "postgresql":
                    await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                await connection.run_sync(upgrade_within, which)  # finds nothing to do when another node was first
    finally:
        await engine.dispose()
