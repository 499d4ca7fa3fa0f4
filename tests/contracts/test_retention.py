"""The end of a meeting's words, held to the same contract on both databases."""

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from moderation.audit import AuditLine
from server.clock import Clock
from server.store import tables
from server.store.audit import checked, record
from server.store.engine import Database, StoreDown
from server.store.keyring import Keyring
from server.store.keys import key as key_table
from server.store.ledger import Ledger
from server.store.log import Append, Committed, Conflict, Log, Row
from server.store.retention import Retention
from server.store.sealing import Tampered, Vault
from tests.support.databases import NOON, Hands, count, new_meeting, opened, templates
from tests.support.postgres import Postgres

MASTER = bytes(range(50, 82))
CANARY = b"canary-7f3a-the-words-of-rosa"


@pytest.fixture
async def clock() -> Clock:
    return await Hands().clock()


@pytest.fixture
def retention(db: Database, clock: Clock) -> Retention:
    return Retention(db, Keyring(db, MASTER), clock)


async def speak(db: Database, log: Log, meeting: str, words: bytes = CANARY) -> bytes:
    """A seat and a message of this meeting, sealed; the sealed message."""
    key = await Keyring(db, MASTER).create(meeting)
    sealed = key.seal(b"body", "b1", words)
    seats = [("s1", key.blind("rosa"), key.seal(b"seat", "s1", b"rosa " + words))]
    outcome = await log.append(Append(meeting, 0, [Row(b"{}", NOON)], moves_control=1, bodies=[("b1", "s1", sealed)], seats=seats))
    assert isinstance(outcome, Committed)
    return sealed


async def test_key_bodies_seats_and_hosting_go_and_nothing_of_another_meeting(db: Database, log: Log, retention: Retention) -> None:
    for meeting in ("over", "on"):
        await speak(db, log, await new_meeting(db, meeting))
        async with db.write() as connection:
            await connection.execute(tables.hosting.insert().values(meeting_id=meeting, node_id="n1"))
    assert len(await log.bodies("over")) == 1
    await retention.destroy_words("over")
    assert await Keyring(db, MASTER).get("over") is None
    assert (await log.bodies("over"), await log.seats("over")) == ([], [])
    assert len(await log.read("over", 0)) == 1, "the log holds ids only"
    assert (len(await log.bodies("on")), len(await log.seats("on")), await count(db, tables.hosting)) == (1, 1, 1)
    assert await Keyring(db, MASTER).get("on") is not None
    async with db.read() as connection:
        rows = await connection.execute(sa.select(tables.meeting.c.id, tables.meeting.c.destroyed_at))
        destroyed = {ident: at for ident, at in rows}  # noqa: C416 - a Row is no pair to mypy
    assert destroyed == {"over": NOON, "on": None}


async def test_nothing_is_said_in_a_meeting_whose_words_are_destroyed(db: Database, log: Log, retention: Retention) -> None:
    await speak(db, log, await new_meeting(db))
    await retention.destroy_words("meeting")
    late = Append("meeting", 1, [Row(b"{}", NOON)], bodies=[("b2", "s1", b"sealed")])
    assert await log.append(late) == Conflict()
    assert await log.bodies("meeting") == []


async def test_a_crash_at_any_step_is_made_good_by_doing_it_again(db: Database, log: Log, clock: Clock) -> None:
    """Whatever step fails, the words cannot be read from the first commit on, and the next run completes."""

    class Crash(Exception):
        pass

    class Failing(Keyring):
        async def destroy(self, meeting: str) -> None:
            await super().destroy(meeting)
            raise Crash

    await speak(db, log, await new_meeting(db))
    with pytest.raises(Crash):
        await Retention(db, Failing(db, MASTER), clock).destroy_words("meeting")
    assert await Keyring(db, MASTER).get("meeting") is None
    assert len(await log.bodies("meeting")) == 1
    again = Retention(db, Keyring(db, MASTER), clock)
    await again.destroy_words("meeting")
    await again.destroy_words("meeting")
    assert (await log.bodies("meeting"), await log.seats("meeting")) == ([], [])


async def test_what_happened_is_forgotten_a_day_later_and_audit_lines_after_a_year(db: Database, log: Log) -> None:
    hands = Hands()
    clock = await hands.clock()
    retention = Retention(db, Keyring(db, MASTER), clock)
    ledger = Ledger(db, Vault(MASTER))
    await ledger.account_deleted("rosa", NOON)
    for meeting in ("over", "on"):
        await speak(db, log, await new_meeting(db, meeting))
    async with db.write() as connection:
        await record(connection, [AuditLine("signed_in", "a", "a", NOON), AuditLine("signed_in", "a", "a", NOON + timedelta(days=400))])
    await retention.destroy_words("over")
    for hours, logs, lines, entries in ((23, 2, 2, 1), (2, 1, 2, 1), (365 * 24, 1, 1, 1), (36 * 24, 1, 1, 0)):
        hands.pass_by(hours * 3600)
        await retention.sweep()
        assert (await count(db, tables.log), await count(db, tables.audit), await ledger.count()) == (logs, lines, entries), hours
    assert (await checked(db)).broken_at is None, "the chain holds from where it now begins"


def found(folder: Path, needle: bytes) -> list[str]:
    """The files of a folder that hold some bytes."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and needle in path.read_bytes())


async def test_destroyed_words_are_in_no_file_and_no_backup_opens_them(tmp_path: Path, clock: Clock) -> None:
    """With yesterday's copy of the record and the programme's key at hand."""
    folder, backup = tmp_path / "data", tmp_path / "backup"
    folder.mkdir()
    async with opened((f"sqlite:///{folder}/hearth.db", f"sqlite:///{folder}/keys.db")) as db:
        await db.migrate()
        log = Log(db)
        sealed = await speak(db, log, await new_meeting(db))
        async with db.read("keys") as connection:
            wrapped = (await connection.execute(sa.select(key_table.c.wrapped))).scalar_one()
        assert found(folder, CANARY) == [], "sealed from the first moment"
        assert [name.split("-")[0] for name in found(folder, sealed)], "the probe can find what is there"
        assert found(folder, wrapped)
        backup.mkdir()
        shutil.copy(folder / "hearth.db", backup)
        shutil.copy(folder / "hearth.db-wal", backup)
        await Retention(db, Keyring(db, MASTER), clock).destroy_words("meeting")
        assert [found(folder, needle) for needle in (CANARY, sealed, sealed[12:40], wrapped, wrapped[12:40])] == [[]] * 5
        await log.close()
    shutil.copy(folder / "keys.db", backup)
    async with opened((f"sqlite:///{backup}/hearth.db", f"sqlite:///{backup}/keys.db")) as yesterday:
        log = Log(yesterday)
        (body,) = await log.bodies("meeting")
        assert body.sealed == sealed, "yesterday's record holds her words, sealed"
        keyring = Keyring(yesterday, MASTER)
        assert await keyring.get("meeting") is None
        with pytest.raises(Tampered):
            (await keyring.create("meeting")).open(b"body", "b1", sealed)
        await log.close()
    assert found(tmp_path, CANARY) == []


async def test_a_destroyed_key_is_in_no_table_file_of_postgresql(postgres_server: Postgres) -> None:
    main, keys = await templates(postgres_server)
    async with (
        postgres_server.fresh_database(main) as record,
        postgres_server.fresh_database(keys) as keyring,
        opened((record, keyring)) as db,
    ):
        await Keyring(db, MASTER).create("over")
        await Keyring(db, MASTER).create("on")
        async with db.read("keys") as connection:
            wrapped = dict(list(await connection.execute(sa.select(key_table.c.meeting_id, key_table.c.wrapped))))
            await connection.exec_driver_sql("CHECKPOINT")
        tables_folder = postgres_server.folder / "data" / "base"
        assert found(tables_folder, wrapped["over"]), "the probe can find what is there"
        await Keyring(db, MASTER).destroy("over")
        async with db.read("keys") as connection:
            await connection.exec_driver_sql("CHECKPOINT")
        assert found(tables_folder, wrapped["over"]) == []
        assert found(tables_folder, wrapped["on"])


async def test_swapped_rows_are_noticed(db: Database, log: Log) -> None:
    """Whoever writes to the database cannot put one woman's words under another's message."""
    await speak(db, log, await new_meeting(db))
    key = await Keyring(db, MASTER).get("meeting")
    assert key is not None
    second = key.seal(b"body", "b2", b"others")
    await log.append(Append("meeting", 1, [Row(b"{}", NOON)], bodies=[("b2", "s1", second)]))
    bodies = {body.message: body.sealed for body in await log.bodies("meeting")}
    assert key.open(b"body", "b1", bodies["b1"] or b"") == CANARY
    async with db.write() as connection:
        for here, there in (("b1", "b2"), ("b2", "b1")):
            await connection.execute(tables.message.update().where(tables.message.c.message_id == here).values(body=bodies[there]))
    for body in await log.bodies("meeting"):
        with pytest.raises(Tampered):
            key.open(b"body", body.message, body.sealed or b"")


async def test_destroying_while_others_talk_and_read(db: Database, log: Log, retention: Retention) -> None:
    await speak(db, log, await new_meeting(db, "over"))
    await new_meeting(db, "on")

    async def talk() -> None:
        for k in range(60):
            assert isinstance(await log.append(Append("on", 0, [Row(b"{}", NOON)], bodies=[(f"m{k}", "s1", os.urandom(50))])), Committed)
            await log.bodies("on")

    async def destroy() -> None:
        for attempt in range(20):  # its timer comes back as well
            try:
                await retention.destroy_words("over")
            except StoreDown:
                assert attempt < 19
            else:
                break

    pair: list[Callable[[], Awaitable[None]]] = [talk, destroy]
    await asyncio.gather(*(each() for each in pair))
    assert (len(await log.bodies("on")), len(await log.bodies("over"))) == (60, 0)
