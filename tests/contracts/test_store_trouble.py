"""What the log answers when the database is in trouble: never an acknowledgement that could be lost, never a word lost that was."""

import asyncio
import resource
import signal
import sqlite3
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from server.store import tables
from server.store.engine import Database, StoreDown
from server.store.log import Append, Committed, Duplicate, Log, Outcome, Row
from tests.support.databases import NOON, laid, new_meeting, opened, templates
from tests.support.postgres import Postgres

WRITER = """
import asyncio, sys
from server.store.engine import Database
from server.store.log import Append, Log, Row
from tests.support.databases import NOON

async def main(url, keys):
    db = await Database.open(url, keys)
    log = Log(db)
    async def speak(name):
        k = 0
        while True:
            ident = f"{name}-{k}"
            meeting = f"m{(name + k) % 3}"
            outcome = await log.append(Append(meeting, 0, [Row(ident.encode(), NOON)], bodies=[(ident, "s1", b"sealed")]))
            sys.stdout.write(f"{meeting} {outcome.first} {ident}\\n")
            sys.stdout.flush()
            k += 1
    await asyncio.gather(*(speak(name) for name in range(10)))

asyncio.run(main(*sys.argv[1:]))
"""


def post(k: int | str) -> Append:
    return Append("meeting", 0, [Row(b"posted", NOON)], bodies=[(f"m{k}", "s1", b"sealed")])


async def tried(log: Log, append: Append) -> Outcome | StoreDown:
    try:
        return await log.append(append)
    except StoreDown as down:
        return down


@pytest.mark.parametrize("after", [40, 400])
async def test_a_writer_killed_at_any_moment_loses_nothing_it_acknowledged(tmp_path: Path, after: int) -> None:
    """Two ledgers: what the killed process had printed, and what the record holds."""
    urls = laid(tmp_path)
    async with opened(urls) as db:
        for k in range(3):
            await new_meeting(db, f"m{k}")
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", WRITER, *urls, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    acknowledged = [(await process.stdout.readline()).split() for _ in range(after)]
    process.kill()
    rest = await process.stdout.read()
    acknowledged += [line.split() for line in rest.splitlines(keepends=True) if line.endswith(b"\n")]
    assert await process.wait() == -signal.SIGKILL
    async with opened(urls) as db:
        log = Log(db)
        for meeting in ("m0", "m1", "m2"):
            rows = await log.read(meeting, 0, limit=1_000_000)
            kept = {row.n: row.data for row in rows}
            assert list(kept) == list(range(1, len(rows) + 1))
            mine = {int(n): ident for place, n, ident in acknowledged if place == meeting.encode()}
            assert mine
            assert {n: kept.get(n) for n in mine} == mine
            assert sorted(body.message.encode() for body in await log.bodies(meeting)) == sorted(kept.values())
            assert (await log.heads([meeting]))[meeting] == (len(rows), 0)
        await log.close()


@pytest.fixture
async def sqlite_db(tmp_path: Path) -> Database:
    db = await Database.open(*laid(tmp_path))
    await new_meeting(db)
    return db


async def test_a_locked_file_is_trouble_for_these_appends_and_no_others(sqlite_db: Database) -> None:
    log = Log(sqlite_db)
    assert await tried(log, post(1)) == Committed(1, 0)
    other = sqlite3.connect(str(sqlite_db.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert [str(answer) for answer in await asyncio.gather(tried(log, post(2)), tried(log, post(3)))] == ["SQLITE_BUSY"] * 2
    other.execute("ROLLBACK")
    other.close()
    assert [await tried(log, post(k)) for k in (2, 3)] == [Committed(2, 0), Committed(3, 0)]
    await log.close()
    await sqlite_db.close()


async def test_a_full_disk_is_trouble_until_there_is_room(sqlite_db: Database) -> None:
    """No file may grow past a megabyte here, as on a disk that is full: SQLite meets the same refusal from the system."""
    log = Log(sqlite_db)
    assert await tried(log, post(1)) == Committed(1, 0)
    large = post("large")
    large.bodies = [("mlarge", "s1", bytes(2_000_000))]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    try:
        answers = await asyncio.gather(tried(log, large), tried(log, post(2)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [type(answer) for answer in answers] == [StoreDown, StoreDown]
    assert [await tried(log, append) for append in (large, post(2))] == [Committed(2, 0), Committed(3, 0)]
    assert {body.message for body in await log.bodies("meeting")} == {"m1", "mlarge", "m2"}
    await log.close()
    await sqlite_db.close()


async def test_a_postgresql_that_does_not_answer_in_time_is_down(postgres_server: Postgres) -> None:
    main, keys = await templates(postgres_server)
    async with (
        postgres_server.fresh_database(main) as record,
        postgres_server.fresh_database(keys) as keyring,
        opened((record, keyring)) as db,
    ):
        await new_meeting(db)
        log = Log(db)
        assert await tried(log, post(1)) == Committed(1, 0)
        async with db.write() as connection:
            await connection.execute(sa.select(tables.meeting).with_for_update())
            answer = asyncio.create_task(tried(log, post(2)))
            while not answer.done():
                await connection.exec_driver_sql("SELECT 1")
                await asyncio.sleep(0.2)
            assert isinstance(answer.result(), StoreDown)
        assert await tried(log, post(2)) == Committed(2, 0)
        await log.close()


async def test_postgresql_killed_and_back(postgres_server: Postgres) -> None:
    """Every answer is true: what was acknowledged is there, and what was not can be tried again under the same id."""
    main, keys = await templates(postgres_server)
    async with (
        postgres_server.fresh_database(main) as record,
        postgres_server.fresh_database(keys) as keyring,
        opened((record, keyring)) as db,
    ):
        await new_meeting(db)
        log = Log(db)
        answers: dict[str, Outcome | StoreDown] = {}

        async def speak(name: str) -> None:
            for k in range(150):
                answers[f"m{name}-{k}"] = await tried(log, post(f"{name}-{k}"))
                await asyncio.sleep(0.002)

        speakers = [asyncio.create_task(speak(str(name))) for name in range(6)]
        await asyncio.sleep(0.3)
        postgres_server.kill()
        await asyncio.gather(*speakers)
        postgres_server.start()
        down = [ident for ident, answer in answers.items() if isinstance(answer, StoreDown)]
        kept = {ident for ident, answer in answers.items() if isinstance(answer, Committed)}
        assert down, "it was killed in the middle"
        assert kept
        again = {ident: await tried(log, post(ident[1:])) for ident in down}
        assert {type(answer) for answer in again.values()} <= {Committed, Duplicate}
        assert {body.message for body in await log.bodies("meeting")} == set(answers)
        rows = await log.read("meeting", 0, limit=5000)
        assert [row.n for row in rows] == list(range(1, len(answers) + 1))
        await log.close()
