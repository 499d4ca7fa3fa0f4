"""A backup holds what its class says and nothing else, goes into an empty record only, and undoes no deletion and no exclusion."""

import gzip
import json
import stat
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from moderation.case_timeline import verify
from rooms.roles import Role
from rooms.terms import Reason, Scope
from server.kept.archive import Columns, Damaged, checked, parts
from server.kept.backup import take
from server.kept.restore import NotRestored, Restored, restore
from server.oncall.excerpt import Said, Window
from server.people.exclusions import Exclusions, token_of
from server.people.reports import author_mark
from server.store import tables as t
from server.store.classes import RECORD, backed_up
from server.store.engine import Database
from server.store.keyring import Keyring
from server.store.keys import key
from server.store.migrate import HEADS, version
from server.store.sealing import Vault
from tests.server.kept.conftest import WORD, Places, past
from tests.support.cases import Office
from tests.support.databases import NOON, laid, opened
from tests.support.people import MASTER


async def back(places: Places, path: Path) -> Restored:
    return await restore(places.beside, places.keyring, places.vault, places.home.clock.now(), path, agreed=lambda _: True)


async def held(db: Database, table: sa.Table, *but: str) -> list[tuple[object, ...]]:
    columns = [column for column in table.c if column.name not in but]
    async with db.read() as connection:
        return sorted((tuple(row) for row in await connection.execute(sa.select(*columns))), key=repr)


async def test_a_backup_comes_back_whole_and_holds_no_word(places: Places) -> None:
    await past(places)
    path, rows = await take(places.home.db, places.vault, places.home.clock, places.backups)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in places.backups.iterdir()] == [path.name], "no draft is left"
    begun = {part.table: tuple(part.columns) for part in parts(path) if isinstance(part, Columns)}
    assert begun == {name: backed_up(name) for name in RECORD if backed_up(name)}
    lines = gzip.decompress(path.read_bytes())
    assert WORD.encode() not in lines
    assert json.loads(lines.splitlines()[-1])["rows"] == rows
    done = await back(places, path)
    assert done.rows == rows
    for table in t.MAIN.sorted_tables:
        if backed_up(table.name) and table.name not in {"meeting", "audit", "report"}:
            assert await held(places.beside, table) == await held(places.home.db, table), table.name
        elif table.name not in {"meeting", "audit", "report", "timer"}:
            assert await held(places.beside, table) == [], table.name
    assert await held(places.beside, t.report, "excerpt") == await held(places.home.db, t.report, "excerpt")
    async with places.beside.read() as connection:
        assert (await connection.execute(sa.select(t.report.c.excerpt))).scalars().all() == [None]
        meetings = {row.id: row for row in await connection.execute(sa.select(t.meeting))}
        timers = {(row.kind, row.subject) for row in await connection.execute(sa.select(t.timer))}
        assert (await connection.execute(sa.select(t.audit.c.kind).order_by(t.audit.c.n.desc()).limit(1))).scalar_one() == "restored"
    assert meetings["on"].status == "closed"
    assert meetings["on"].destroyed_at is not None
    assert (meetings["to-come"].status, meetings["to-come"].seq) == ("planned", 0)
    assert timers == {("open_meeting", "to-come"), ("close_meeting", "to-come")}
    assert await version(places.beside, "main") == HEADS["main"]


async def test_a_case_comes_back_with_its_timeline_and_its_clock_and_without_words(places: Places) -> None:
    office = await Office.make(places.home.db)
    window = Window("Willow", "Rosa", "account", (Said("m1", "s1", "Rosa", NOON, WORD, sign=True),))
    case = (await office.ask(window=window)).case
    await past(places)
    await back(places, (await take(places.home.db, places.vault, places.home.clock, places.backups)).path)
    restored = await Office.make(places.beside)
    assert await restored.cases.get(case.id) == case
    kept, newest = await restored.cases.timeline(case.id)
    assert verify(case.id, kept, newest) is None
    assert await restored.cases.windows(case.id) == []
    await restored.pass_by(90)
    assert [type(event).__name__ for _, event in restored.called] == ["LevelPaged"], "and whoever is on call is called on"


async def test_every_key_is_destroyed_with_a_restore(places: Places) -> None:
    await past(places)
    before = await places.keyring.get("to-come")
    await back(places, (await take(places.home.db, places.vault, places.home.clock, places.backups)).path)
    async with places.beside.read("keys") as connection:
        assert (await connection.execute(sa.select(key.c.meeting_id))).scalars().all() == ["to-come"]
    after = await places.keyring.get("to-come")
    assert before is not None
    assert after is not None
    assert before.blind("rosa") != after.blind("rosa"), "the meeting to come has a new key"


async def test_what_was_deleted_ended_excluded_and_lifted_since_stays_so(places: Places) -> None:
    ids = await past(places)
    home, people = places.home, places.home.people
    path = (await take(home.db, places.vault, home.clock, places.backups)).path
    home.clock.move(hours=1)
    await people.deletion.delete(ids["Rosa"])
    await people.roster.end_role(ids["Ruth"], Role.FACILITATOR, by=ids["Alma"])
    await people.exclusions.lift_from(ids["Ana"], Scope.ROOM, "room", ids["Alma"])
    await people.exclusions.exclude(ids["Ruth"], Scope.PROGRAMME, "room", until=None, reason=Reason.UNKIND, by=ids["Alma"])
    done = await back(places, path)
    assert tuple(done.replayed) == (1, 1, 1, 1)
    rosa = (ids["Rosa"], "Rosa", author_mark(places.vault, "report", ids["Rosa"]))
    assert {sign for table in t.MAIN.sorted_tables for sign in rosa if sign in repr(await held(home.db, table))} == set()
    for table in t.MAIN.sorted_tables:
        assert not [sign for sign in rosa if sign in repr(await held(places.beside, table))], f"{table.name} would bring her back"
    (kept,) = [row for row in await held(places.beside, t.exclusion) if row[0] == token_of(places.vault, ids["Rosa"], Scope.ROOM, "room")]
    assert kept[2] is not None, "what kept her out leads to nobody now, and stays for a time"
    exclusions = Exclusions(places.beside, home.clock, places.vault, people.ledger)
    assert not await exclusions.excluded(ids["Ana"], "room")
    assert await exclusions.excluded(ids["Ruth"], "another-room")
    assert not [row for row in await held(places.beside, t.grant) if row[:2] == (ids["Ruth"], "facilitator")]
    assert [row for row in await held(places.beside, t.grant) if row[:2] == (ids["Alma"], "administrator")]
    assert ids["Ruth"] not in repr(await held(places.beside, t.factor))
    entries = repr([(each.token, each.detail) for each in await people.ledger.since(home.clock.now() - timedelta(days=1))])
    assert ids["Rosa"] not in entries, "the ledger names nobody"
    assert ids["Ana"] not in entries


async def test_a_restore_never_writes_over_anything(places: Places) -> None:
    await past(places)
    path = (await take(places.home.db, places.vault, places.home.clock, places.backups)).path
    await back(places, path)
    kept = await held(places.beside, t.audit)
    await places.keyring.create("living")
    with pytest.raises(NotRestored, match="empty"):
        await back(places, path)
    assert await held(places.beside, t.audit) == kept
    assert await places.keyring.get("living") is not None


async def test_a_database_of_something_else_is_left_alone(places: Places) -> None:
    await past(places)
    path = (await take(places.home.db, places.vault, places.home.clock, places.backups)).path
    async with places.beside.write() as connection:
        await connection.exec_driver_sql("CREATE TABLE account (id INTEGER)")
    with pytest.raises(NotRestored, match="empty"):
        await back(places, path)
    assert await places.keyring.get("on") is not None


async def test_living_keys_are_destroyed_only_when_that_is_agreed(places: Places) -> None:
    """A server may still run with this keyring: a drill must not end its meetings."""
    await past(places)
    path = (await take(places.home.db, places.vault, places.home.clock, places.backups)).path
    asked: list[int] = []
    with pytest.raises(NotRestored, match="--yes"):
        await restore(places.beside, places.keyring, places.vault, places.home.clock.now(), path, agreed=asked.append)  # type: ignore[arg-type]
    assert asked == [3], "of two meetings and a report"
    assert await places.keyring.get("on") is not None
    assert await version(places.beside, "main") is None
    await back(places, path)
    assert await places.keyring.get("on") is None


async def test_what_cannot_be_restored_changes_nothing(places: Places) -> None:
    await past(places)
    home = places.home
    path = (await take(home.db, places.vault, home.clock, places.backups)).path
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    header = json.loads(lines[0])
    for broken in (lines[:-1], lines[:3] + lines[4:], [*lines, b"[]\n"], [b'{"not": "it"}\n', *lines[1:]], [lines[0]]):
        path.write_bytes(gzip.compress(b"".join(broken)))
        with pytest.raises(Damaged):
            checked(path)
    path.write_bytes(gzip.compress(b"".join(lines))[:-20])
    with pytest.raises(Damaged):
        await back(places, path)
    path.write_bytes(b"hello")
    with pytest.raises(Damaged):
        await back(places, path)
    path = (await take(home.db, Vault(bytes(range(9, 41))), home.clock, places.backups)).path
    with pytest.raises(NotRestored, match="secret key"):
        await back(places, path)
    assert header["schema"] == HEADS["main"]
    assert await version(places.beside, "main") is None
    assert await places.keyring.get("on") is not None


async def test_a_newer_schema_and_a_backup_too_old_are_refused(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    await past(places)
    home = places.home
    path = (await take(home.db, places.vault, home.clock, places.backups)).path
    with pytest.raises(NotRestored, match="400 days"):
        await restore(places.beside, places.keyring, places.vault, home.clock.now() + timedelta(days=401), path, agreed=lambda _: True)
    monkeypatch.setitem(HEADS, "main", "9999")
    newer = (await take(home.db, places.vault, home.clock, places.backups)).path
    monkeypatch.undo()
    with pytest.raises(NotRestored, match="newer"):
        await back(places, newer)


async def test_a_backup_of_an_older_schema_is_brought_up(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken when the room asked no questions and nobody had words of her own to hide."""
    await past(places)
    home = places.home
    older = {name: dict(kept) for name, kept in RECORD.items() if name != "own_word"}
    older["room"] = {kept: columns.replace(" questions", "") for kept, columns in older["room"].items()}
    monkeypatch.setitem(HEADS, "main", "0006")
    for name in RECORD:
        monkeypatch.setitem(RECORD, name, older.get(name, {}))
    path = (await take(home.db, places.vault, home.clock, places.backups)).path
    monkeypatch.undo()
    await back(places, path)
    assert await version(places.beside, "main") == HEADS["main"]
    async with places.beside.read() as connection:
        assert (await connection.execute(sa.select(t.room.c.questions))).scalar_one() == ()


async def test_what_no_backup_holds_is_not_taken_from_one(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    await past(places)
    monkeypatch.setitem(
        RECORD, "session", {next(iter(RECORD["account"])): "hash account_id complete shared language created_at seen_at expires_at"}
    )
    path = (await take(places.home.db, places.vault, places.home.clock, places.backups)).path
    monkeypatch.undo()
    with pytest.raises(Damaged, match="no backup holds"):
        await back(places, path)
    assert await version(places.beside, "main") is None


async def test_from_sqlite_to_postgresql(places: Places, tmp_path: Path) -> None:
    """And back: one format for both."""
    await past(places)
    path = (await take(places.home.db, places.vault, places.home.clock, places.backups)).path
    folder = tmp_path / "other"
    folder.mkdir()
    async with opened(laid(folder)) as other:
        elsewhere = replace(places, beside=other, keyring=Keyring(other, MASTER))
        await back(elsewhere, path)
        assert await held(other, t.account) == await held(places.home.db, t.account)
        async with other.write() as connection:
            await connection.execute(t.room.update().values(name="Alder"))
