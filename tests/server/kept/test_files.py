"""Keys are found in whatever file they lie, and what is wrong with a backup; what belongs there is let be."""

import gzip
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis.asyncio

from server.kept import counters
from server.kept.archive import Columns, Header, Row, write
from server.kept.files import backups_folder, data_folder, keys_in
from server.limits import PREFIX
from server.people.codes import new_id
from server.store.keyring import about
from server.store.sealing import Box, derive
from tests.support.people import MASTER

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
KEPT = timedelta(days=35)


def wrapped(meeting: str) -> bytes:
    return Box(derive(MASTER, "keyring")).seal(os.urandom(32), about(meeting))


def keyring(path: Path, *meetings: str) -> None:
    """A keyring as SQLite writes it."""
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE key (meeting_id VARCHAR(22) PRIMARY KEY, wrapped BLOB NOT NULL)")
        file.executemany("INSERT INTO key VALUES (?, ?)", [(meeting, wrapped(meeting)) for meeting in meetings])
    file.close()
    path.chmod(0o600)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    made.mkdir()
    return made


async def backed_up(folder: Path, *, at: datetime = NOW, table: str = "room") -> Path:
    async def parts() -> AsyncIterator[Columns | Row]:
        yield Columns(table, {"id": "text", "name": "text"})
        yield ["r1", "Willow"]

    path, _ = await write(folder, f"{at:%Y-%m-%d}", Header("0.1.0", 1, "0008", at, "mark"), parts())
    return path


def test_the_keyrings_own_keys_are_told_apart_from_copies(folder: Path) -> None:
    here, there = new_id(), new_id()
    keyring(folder / "keys.db", here, there)
    (folder / "address").write_text("http://localhost")
    own, search = data_folder(folder, MASTER)
    assert (own["keys.db"], search.findings, search.looked) == ({here, there}, [], 2)
    assert data_folder(folder, bytes(range(7, 39)))[0]["keys.db"] == set(), "another programme's key opens none"
    shutil.copy(folder / "keys.db", folder / "keys.db.old")
    (folder / "keys.db").chmod(0o644)
    findings = data_folder(folder, MASTER)[1].findings
    assert len(findings) == 2
    assert any("chmod 600 keys.db" in finding for finding in findings)
    assert any("keys.db.old" in finding and "delete it" in finding for finding in findings)
    assert not any(ident in " ".join(findings) for ident in (here, there))


def test_a_deleted_key_is_found_until_it_is_overwritten(folder: Path) -> None:
    """SQLite without secure_delete leaves it in the page."""
    gone = [new_id() for _ in range(40)]
    keyring(folder / "keys.db", *gone)
    for secure in ("OFF", "ON"):
        with sqlite3.connect(folder / "keys.db") as file:
            file.execute(f"PRAGMA secure_delete = {secure}")
            file.execute("DELETE FROM key")
        file.close()
        found = keys_in(folder / "keys.db", MASTER)
        assert (len(found) > 30) is (secure == "OFF"), secure
        (folder / "keys.db").unlink()
        keyring(folder / "keys.db", *gone)


@pytest.mark.parametrize("how", ["sqlite", "gzip", "dump", "inserts", "far into a large file"])
async def test_a_copy_of_the_keyring_among_the_backups_is_found(folder: Path, tmp_path: Path, how: str) -> None:
    ident = new_id()
    await backed_up(folder)
    assert backups_folder(folder, MASTER, NOW, KEPT).findings == []
    keyring(tmp_path / "keys.db", ident)
    plain, text = (tmp_path / "keys.db").read_bytes(), wrapped(ident).hex().encode()
    dumped = b"COPY public.key (meeting_id, wrapped) FROM stdin;\n" + ident.encode() + b"\t\\\\x" + text + b"\n\\.\n"
    inserts = b"INSERT INTO public.key VALUES ('" + ident.encode() + b"', '\\x" + text + b"');\n"
    large = bytes((8 << 20) - 2048 - plain.index(ident.encode() + b"")) + plain
    content = {"sqlite": plain, "gzip": gzip.compress(plain), "dump": dumped, "inserts": inserts, "far into a large file": large}[how]
    (folder / "nightly").write_bytes(content)
    (finding,) = backups_folder(folder, MASTER, NOW, KEPT).findings
    assert "nightly in the backups folder holds keys" in finding
    assert ident not in finding


async def test_what_is_wrong_with_a_backup_is_said(folder: Path) -> None:
    made = ((36, "room"), (1, "session"), (2, "room"), (3, "room"))
    old, strange, open_to_all, broken = [await backed_up(folder, at=NOW - timedelta(days=days), table=table) for days, table in made]
    open_to_all.chmod(0o644)
    broken.write_bytes(broken.read_bytes()[:-9])
    (folder / "all.zip").write_bytes(b"PK\x03\x04 and so on")
    search = backups_folder(folder, MASTER, NOW, KEPT)
    said = {name: [each for each in search.findings if each.startswith(name)] for name in [*(path.name for path in folder.iterdir())]}
    assert [len(found) for found in said.values()] == [1] * 5
    assert "older than 35 days" in said[old.name][0]
    assert "what no backup holds" in said[strange.name][0]
    assert "read by others" in said[open_to_all.name][0]
    assert "damaged" in said[broken.name][0]
    assert "cannot be looked into" in said["all.zip"][0]


async def test_redis_keeps_counters_with_an_end_and_nothing_else(valkey_url: str) -> None:
    async with redis.asyncio.Redis.from_url(valkey_url) as client:
        await client.flushdb()
        await client.set(f"{PREFIX}:LIMITER/one", 1, ex=60)
        assert await counters.findings(valkey_url) == []
        await client.set(f"{PREFIX}:LIMITER/two", 1)
        await client.set("meeting", "words")
        said = await counters.findings(valkey_url)
        await client.flushdb()
    assert [each.split(" that")[0].split(" without")[0] for each in said] == ["Redis holds 1 keys", "Redis holds 1 counters"]
    assert "cannot be reached" in (await counters.findings("redis://127.0.0.1:1"))[0]
