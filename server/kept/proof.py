"""The proof: databases, keyring, files, backups and Redis are walked, and what outlives its clock is said in a sentence each.

Nothing is written, and no word, name or id is given. Files are read before and after the databases are open, never meanwhile: closing a
file would take away the locks of this process's own connections to it (POSIX).
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from server.clock import Clock
from server.kept import counters
from server.kept.files import Search, backups_folder, data_folder
from server.kept.rows import Held, Keys, Late, held, in_force_until, keys
from server.people.sessions import Lives
from server.store.engine import Database
from server.store.migrate import HEADS, version

AGAIN_S = 1.5  # what is found is looked for once more: a key that is being made or destroyed is no fault


class OtherVersion(Exception):
    """The databases are not of this version. The message is a sentence for the operator."""


class Where(msgspec.Struct, frozen=True):
    """What is to be walked. `data` None: no files of the databases are at hand (PostgreSQL)."""

    main_url: str
    keys_url: str
    lives: Lives
    data: Path | None = None
    backups: Path | None = None
    backups_kept: timedelta = timedelta(days=35)
    redis_url: str | None = None

    def __repr__(self) -> str:
        return "Where()"


class Proof(msgspec.Struct):
    """What is kept by class, where was looked, what was not, and what is wrong. Proven when nothing is."""

    at: datetime
    classes: list[Held]
    looked_at: list[str]
    not_looked_at: list[str]
    held: list[datetime]  # until when each legal hold in force lasts
    findings: list[str]


async def prove(where: Where, master: bytes) -> Proof:
    """Walk everything. Raises `OtherVersion`, `StoreDown`, `OSError`."""
    own, files = data_folder(where.data, master) if where.data else ({}, Search([]))
    now, classes, late, ring, holds = await _databases(where)
    if ring.dead or any(found - ring.living for found in own.values()):
        await asyncio.sleep(AGAIN_S)
        again, files = data_folder(where.data, master) if where.data else ({}, Search([]))
        now, classes, late, later, holds = await _databases(where)
        own = {name: again.get(name, set()) & found - ring.living - later.living for name, found in own.items()}
        ring = Keys(later.living, ring.dead & later.dead)
    else:
        own = {}
    proof = Proof(now, classes, ["the database", "the keyring"], [], holds, [_late(each) for each in late])
    if ring.dead:
        proof.findings.append(
            f"{len(ring.dead)} keys in the keyring should be gone with what they seal. Start Hearth, wait ten minutes and ask again."
        )
    proof.findings += [
        f"{name} still holds {len(found)} keys that should be gone. Start Hearth once." for name, found in own.items() if found
    ]
    proof.findings += files.findings
    if where.data is None:
        proof.not_looked_at.append("the files of PostgreSQL: keep no archive of the keyring's write-ahead log, and no copy of its disk")
    else:
        proof.looked_at.append(f"{files.looked} files of the data folder")
    await _elsewhere(where, master, now, proof)
    return proof


async def _databases(where: Where) -> tuple[datetime, list[Held], list[Late], Keys, list[datetime]]:
    db = await Database.open(where.main_url, where.keys_url)
    try:
        if [await version(db, which) for which in HEADS] != list(HEADS.values()):
            raise OtherVersion("This data is not of this version. Start Hearth once with it, then ask again.")
        clock = Clock(db.now)
        await clock.sample()
        now = clock.now()
        classes, late = await held(db, now, where.lives)
        return now, classes, late, await keys(db, now), await in_force_until(db, now)
    finally:
        await db.close()


async def _elsewhere(where: Where, master: bytes, now: datetime, proof: Proof) -> None:
    if where.backups is None:
        proof.not_looked_at.append("backups: no folder was named (HEARTH_BACKUPS_FOLDER)")
    elif not where.backups.is_dir():
        proof.findings.append("The backups folder is not there.")
    else:
        search = backups_folder(where.backups, master, now, where.backups_kept)
        proof.looked_at.append(f"{search.looked} files of the backups folder")
        proof.findings += search.findings
    if where.redis_url:
        proof.looked_at.append("Redis")
        proof.findings += await counters.findings(where.redis_url)


def _late(late: Late) -> str:
    if late.table == "timer":
        return f"{late.rows} timers are more than ten minutes late. Is Hearth running? What they are to destroy is still there."
    return f"{late.rows} rows of {late.name} ({late.table}) are past their time. Start Hearth, wait ten minutes and ask again."
