"""Attacks on what was said, by whoever has the programme's key, an old backup, an old copy of the record, and every file of today.

Each is first made against a build that is weakened where the defence lies: there it reads her words.
"""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from server.kept.backup import take
from server.kept.files import keys_in
from server.kept.restore import restore
from server.people.codes import new_id
from server.store.classes import ACCOUNTS, RECORD
from server.store.engine import Database
from server.store.keyring import Keyring
from server.store.log import Append, Committed, Log, Row
from server.store.retention import Retention
from server.store.sealing import MeetingKey
from tests.server.kept.conftest import WORD, Places, past
from tests.support import canary
from tests.support.canary import Backup
from tests.support.databases import NOON, Hands, laid, new_meeting, opened
from tests.support.people import MASTER

Weaken = Callable[[pytest.MonkeyPatch], None]


def keys_are_kept(patch: pytest.MonkeyPatch) -> None:
    """The meeting is over, and its key is not destroyed."""

    async def nothing(*_: object) -> None: ...

    patch.setattr(Keyring, "destroy", nothing)
    patch.setattr(Keyring, "destroy_all", nothing)


def words_are_backed_up_unsealed(patch: pytest.MonkeyPatch) -> None:
    """Somebody made words a class that is backed up, and nothing is sealed."""
    patch.setattr(MeetingKey, "seal", lambda _self, _kind, _ident, plain: plain)
    patch.setitem(RECORD, "message", {ACCOUNTS: "meeting_id message_id seat_id body"})


async def keyring_on_disk(db: Database, folder: Path) -> bytes:
    """The bytes of the table of keys: of SQLite the whole keyring, its log included."""
    if db.kind == "sqlite":
        return b"".join(path.read_bytes() for path in folder.glob("keys.db*"))
    async with db.read("keys") as connection:
        await connection.execute(sa.text("CHECKPOINT"))
        where = sa.text("SELECT current_setting('data_directory') || '/' || pg_relation_filepath('key')")
        return Path((await connection.execute(where)).scalar_one()).read_bytes()


async def backup_attack(places: Places) -> bytes:
    """Take a backup and a plain copy of the record while the meeting is on; let its words die; restore; open all that opens."""
    await past(places)
    home = places.home
    yesterday = await Backup.of(home.db)
    path = (await take(home.db, places.vault, home.clock, places.backups)).path
    await Retention(home.db, Keyring(home.db, MASTER), home.clock).destroy_words("on")
    await home.people.reports.destroy_due("report", 0)
    await restore(places.beside, places.keyring, places.vault, home.clock.now(), path, agreed=lambda _: True)
    disk = await keyring_on_disk(home.db, places.backups.parent / "data")
    keys = [*canary.carved(disk, MASTER, "on"), *canary.carved(disk, MASTER, "report")]
    return gzip.decompress(path.read_bytes()) + await canary.rows(places.beside) + yesterday.read(MASTER, *keys)


@pytest.mark.parametrize("weaken", [keys_are_kept, words_are_backed_up_unsealed])
async def test_the_backup_attack_reads_her_words_in_a_weakened_build(
    places: Places, monkeypatch: pytest.MonkeyPatch, weaken: Weaken
) -> None:
    weaken(monkeypatch)
    assert canary.found_in(await backup_attack(places), [WORD])


async def test_the_backup_attack_reads_no_word(places: Places) -> None:
    assert not canary.found_in(await backup_attack(places), [WORD])


async def files_attack(folder: Path) -> tuple[bytes, set[str]]:
    """Say something, copy the record, let the words die; then search every file for keys. What they open, and where they lay."""
    folder.mkdir()
    clock = await Hands().clock()
    meeting = new_id()
    async with opened(laid(folder)) as db:
        log, keyring = Log(db), Keyring(db, MASTER)
        await new_meeting(db, meeting)
        key = await keyring.create(meeting)
        said = Append(meeting, 0, [Row(b"{}", NOON)], moves_control=1, bodies=[("m1", "s1", key.seal(b"body", "m1", WORD.encode()))])
        assert isinstance(await log.append(said), Committed)
        yesterday = await Backup.of(db)
        await Retention(db, keyring, clock).destroy_words(meeting)
        await log.close()
        files = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith("-shm")]
        keys = [key for path in files for key in canary.carved(path.read_bytes(), MASTER, meeting)]
        return yesterday.read(MASTER, *keys), {path.name for path in files if meeting in keys_in(path, MASTER)}


async def test_a_log_that_is_not_emptied_gives_her_words_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(*_: object) -> None: ...

    monkeypatch.setattr(Database, "scrub", nothing)
    read, lay = await files_attack(tmp_path / "data")
    assert WORD.encode() in read
    assert lay == {"keys.db-wal"}, "and the proof's own search finds where"


async def test_no_file_gives_a_destroyed_key_away(tmp_path: Path) -> None:
    assert await files_attack(tmp_path / "data") == (b"", set())
