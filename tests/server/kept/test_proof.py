"""What outlives its clock is found, wherever it lies, on both databases; what is in its time is not; and nobody is named."""

import asyncio
import base64
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from moderation import case_commands as c
from moderation.audit import AuditLine
from moderation.case_terms import Outcome
from rooms.roles import Role
from rooms.terms import Reason, Scope
from server.kept import proof as proofs
from server.kept.backup import take
from server.kept.proof import OtherVersion, Proof, Where, prove
from server.oncall.excerpt import Window
from server.people.codes import new_id
from server.people.invitations import Kind
from server.people.report_terms import Excerpt
from server.people.sessions import Lives
from server.proof import told
from server.store import tables as t
from server.store.audit import record
from server.store.classes import CLASSES
from server.store.keyring import Keyring
from server.store.ledger import Ledger
from server.store.retention import Retention
from server.store.sealing import Vault
from tests.support.bootstrap import ROOT
from tests.support.cases import ANA, Office, on_call
from tests.support.databases import laid, opened, templates
from tests.support.people import MASTER, Village, village
from tests.support.postgres import Postgres

WORD = "the-words-of-rosa-7f3a"
DAY = timedelta(days=1)


@dataclass
class Kept:
    """A programme whose clock is the database's, and what a proof is to walk."""

    home: Village
    where: Where
    backups: Path
    ids: dict[str, str]

    async def prove(self) -> Proof:
        return await prove(self.where, MASTER)


@pytest.fixture(params=["sqlite", "postgresql"])
async def kept(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Kept]:
    monkeypatch.setattr(proofs, "AGAIN_S", 0.01)
    folder, backups = tmp_path / "data", tmp_path / "backups"
    folder.mkdir()
    backups.mkdir()
    async with AsyncExitStack() as stack:
        data: Path | None = folder
        if request.param == "sqlite":
            urls = laid(folder)
            for path in folder.iterdir():
                path.chmod(0o600)
        else:
            server: Postgres = request.getfixturevalue("postgres_server")
            main, keys = [await stack.enter_async_context(server.fresh_database(each)) for each in await templates(server)]
            urls, data = (main, keys), None
        db = await stack.enter_async_context(opened(urls))
        home = await stack.enter_async_context(village(db))
        home.clock.at = await db.now()
        await Keyring(db, MASTER).check()
        yield Kept(home, Where(*urls, Lives(), data, backups), backups, await evening(home))


async def evening(home: Village) -> dict[str, str]:
    """A meeting that is on, one that was shredded yesterday, a report, an account with a session: all in its time."""
    now = home.clock.now()
    await home.programme()
    ids = {"on": new_id(), "over": new_id(), "report": new_id(), "rosa": (await home.woman("Rosa")).account}
    ids["ruth"] = (await home.woman("Ruth", Role.FACILITATOR)).account
    room = {
        "id": "room", "name": "Willow", "purpose": "", "audience": "women", "language": "en", "guests": True, "open_sign_up": False,
        "history": False, "typing": True, "capacity": 20, "words_kept_s": 7200, "longest_s": 21600, "created_at": now,
    }  # fmt: skip
    keyring = Keyring(home.db, MASTER)
    async with home.db.write() as connection:
        await connection.execute(t.room.insert().values(room))
    for name, opens in (("on", now), ("over", now - DAY)):
        hour = timedelta(hours=1)
        row = {"id": ids[name], "room_id": "room", "status": "open", "opens_at": opens, "closes_at": opens + hour, "seq": 1, "control": 0}
        sealing = await keyring.create(ids[name])
        async with home.db.write() as connection:
            await connection.execute(t.meeting.insert().values(row))
            body = sealing.seal(b"body", "m1", WORD.encode())
            await connection.execute(t.message.insert().values(meeting_id=ids[name], message_id="m1", seat_id="s1", body=body))
            await connection.execute(t.log.insert().values(meeting_id=ids[name], n=1, data=b"{}", at=opens))
    await Retention(home.db, keyring, home.clock).destroy_words(ids["over"])
    excerpt = Excerpt("m1", WORD, now, "Rosa", "s1", ids["rosa"], "Ruth", "s2", ids["ruth"])
    report = await home.people.reports.open(ids["report"], ids["on"], Reason.UNKIND, excerpt, account=ids["ruth"])
    async with home.db.write() as connection:
        await home.people.reports.keep_within(connection, report)
    await home.people.sessions.start(ids["rosa"], complete=True, shared=False, language="en")
    await home.people.exclusions.exclude(ids["rosa"], Scope.ROOM, "room", until=now + DAY, reason=Reason.UNKIND, by=ids["ruth"])
    return ids


async def test_what_is_in_its_time_is_proven_and_nobody_is_named(kept: Kept) -> None:
    await take(kept.home.db, Vault(MASTER), kept.home.clock, kept.backups)
    proof = await kept.prove()
    assert proof.findings == []
    assert [held.name for held in proof.classes] == [each.name for each in CLASSES]
    rows = {held.name: held.rows for held in proof.classes}
    assert (rows["words"], rows["excerpts"], rows["reports"], rows["sessions"], rows["keys"], rows["ledger"]) == (1, 1, 2, 1, 3, 1)
    said = "\n".join([*told(proof, as_json=False), *told(proof, as_json=True)])
    assert "Proven" in said
    for secret in (WORD, "Rosa", "Ruth", "Willow", *kept.ids.values()):
        assert secret not in said


async def test_a_proof_changes_nothing(kept: Kept) -> None:
    """As a command of its own, beside connections that are open: on SQLite it must not take their log away."""

    async def everything() -> list[object]:
        found: list[object] = []
        for table in t.MAIN.sorted_tables:
            async with kept.home.db.read() as connection:
                found += [tuple(row) for row in await connection.execute(sa.select(table))]
        return found

    folder = kept.backups.parent / "data"
    (folder / "secret.key").write_text(base64.b64encode(MASTER).decode())
    (folder / "secret.key").chmod(0o600)
    before = await everything()
    files = {path.name: (path.stat().st_ino, path.stat().st_size) for path in folder.iterdir() if not path.name.endswith("-shm")}
    command = [sys.executable, "-m", "server", "retention", "--prove", "--data", str(folder), "--backups", str(kept.backups)]
    env = {name: value for name, value in os.environ.items() if not name.startswith("HEARTH_")}
    if kept.where.data is None:
        env |= {"HEARTH_DATABASE_URL": kept.where.main_url, "HEARTH_KEYS_DATABASE_URL": kept.where.keys_url}
    done = await asyncio.to_thread(subprocess.run, command, env=env, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert "Proven" in done.stdout
    assert await everything() == before
    assert {path.name: (path.stat().st_ino, path.stat().st_size) for path in folder.iterdir() if not path.name.endswith("-shm")} == files


Damage = Callable[[Kept], Awaitable[None]]


def long_ago(table: sa.Table, **past: timedelta) -> Damage:
    async def change(kept: Kept) -> None:
        now = kept.home.clock.now()
        async with kept.home.db.write() as connection:
            await connection.execute(table.update().values({name: now - since for name, since in past.items()}))

    return change


async def kept_words(kept: Kept) -> None:
    async with kept.home.db.write() as connection:
        of_it = t.meeting.c.id == kept.ids["on"]
        gone = kept.home.clock.now() - timedelta(hours=3)
        await connection.execute(t.meeting.update().where(of_it).values(status="closed", closed_at=gone, opens_at=gone, closes_at=gone))


async def never_closed(kept: Kept) -> None:
    await long_ago(t.meeting, closes_at=timedelta(hours=9))(kept)


async def key_of_the_dead(kept: Kept) -> None:
    await Keyring(kept.home.db, MASTER).create(kept.ids["over"])


async def old_link(kept: Kept) -> None:
    await kept.home.people.invitations.make(Kind.ROOM, by="system", room="room")
    await long_ago(t.invitation, expires_at=timedelta(hours=2))(kept)


async def old_audit(kept: Kept) -> None:
    async with kept.home.db.write() as connection:
        await record(connection, [AuditLine("signed_in", "a", "a", kept.home.clock.now() - 367 * DAY)])


async def old_ledger(kept: Kept) -> None:
    await Ledger(kept.home.db, Vault(MASTER)).account_deleted("gone", kept.home.clock.now() - 402 * DAY)


async def old_case(kept: Kept) -> None:
    """Its words should be gone since a day, and nobody has seen to it."""
    office = await Office.make(kept.home.db)
    case = (await office.ask(seat="", window=Window(note=WORD))).case
    await office.cases.handle(case.id, on_call(ANA), c.Acknowledge())
    await office.cases.handle(case.id, on_call(ANA), c.Close(Outcome.SUPPORTED_IN_ROOM))
    await long_ago(t.case_file, raised_at=91 * DAY)(kept)
    await long_ago(t.case_file, closed_at=2 * DAY)(kept)
    async with kept.home.db.write() as connection:
        await connection.execute(t.timer.delete().where(t.timer.c.subject == case.id))


DAMAGES: list[tuple[Damage, set[str]]] = [
    (old_case, {"words of cases", "keys"}),
    (key_of_the_dead, {"keys"}),
    (long_ago(t.receipt, made_at=181 * DAY), {"reports"}),
    (long_ago(t.session, expires_at=2 * DAY), {"sessions"}),
    (old_link, {"links"}),
    (long_ago(t.exclusion, until=DAY), {"exclusions"}),
    (old_audit, {"audit"}),
    (long_ago(t.timer, due_at=DAY), {"operations"}),
    (old_ledger, {"ledger"}),
    (long_ago(t.report, made_at=15 * DAY), {"excerpts"}),
    (kept_words, {"words"}),
    (long_ago(t.meeting, destroyed_at=3 * DAY), {"course of a meeting"}),
]


async def test_what_outlives_its_clock_is_found(kept: Kept) -> None:
    """Half of it, and then the other half."""
    expected: set[str] = set()
    proof = await kept.prove()
    for half in (DAMAGES[:6], DAMAGES[6:]):
        for damage, what in half:
            await damage(kept)
            expected |= what
        proof = await kept.prove()
        found = {held.name for held in proof.classes if held.overdue}
        found |= {"keys"} if any("keys in the keyring" in finding for finding in proof.findings) else set()
        assert found == expected
        assert len(proof.findings) >= len(expected)
        assert not any(secret in " ".join(proof.findings) for secret in (WORD, *kept.ids.values()))
    assert "Proven" not in "\n".join(told(proof, as_json=False))
    assert not msgspec.json.decode(told(proof, as_json=True)[0])["proven"]


@pytest.mark.parametrize(
    ("damage", "what"),
    [(never_closed, "words"), (long_ago(t.session, seen_at=DAY), "sessions")],
)
async def test_each_by_itself(kept: Kept, damage: Damage, what: str) -> None:
    await damage(kept)
    proof = await kept.prove()
    assert {held.name for held in proof.classes if held.overdue} == {what}
    assert ("keys in the keyring" in " ".join(proof.findings)) is (what != "sessions")


async def test_another_schema_is_refused(kept: Kept) -> None:
    async with kept.home.db.write() as connection:
        await connection.exec_driver_sql("UPDATE schema_version SET version_num = '0001'")
    with pytest.raises(OtherVersion):
        await kept.prove()
