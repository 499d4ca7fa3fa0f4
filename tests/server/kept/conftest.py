"""A programme with a past on one database, and an empty one beside it with the same keyring, on SQLite and PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from rooms.roles import Role
from rooms.terms import Reason, Scope
from server.people.report_terms import Excerpt
from server.store import tables as t
from server.store.engine import Database
from server.store.keyring import Keyring
from server.store.sealing import Vault
from tests.support.databases import laid, opened, templates
from tests.support.people import MASTER, Village, village
from tests.support.postgres import Postgres

WORD = "the-words-of-rosa-7f3a"


@dataclass
class Places:
    """The programme, the empty record that shares its keyring, and a folder for backups."""

    home: Village
    beside: Database
    backups: Path
    vault: Vault
    keyring: Keyring  # seen from the empty one


@pytest.fixture(params=["sqlite", "postgresql"])
async def places(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Places]:
    async with AsyncExitStack() as stack:
        if request.param == "sqlite":
            folder = tmp_path / "data"
            folder.mkdir()
            record, keys = laid(folder)
            empty = f"sqlite:///{tmp_path}/beside.db"
        else:
            server: Postgres = request.getfixturevalue("postgres_server")
            pair = await templates(server)
            record, keys = [await stack.enter_async_context(server.fresh_database(each)) for each in pair]
            empty = await stack.enter_async_context(server.fresh_database())
        db = await stack.enter_async_context(opened((record, keys)))
        beside = await stack.enter_async_context(opened((empty, keys)))
        home = await stack.enter_async_context(village(db))
        await Keyring(db, MASTER).check()
        backups = tmp_path / "backups"
        backups.mkdir()
        yield Places(home, beside, backups, Vault(MASTER), Keyring(beside, MASTER))


async def past(places: Places) -> dict[str, str]:
    """People, a room with a meeting that is on and one to come, words, a report, exclusions, links, sessions. Gives the ids."""
    home, now = places.home, places.home.clock.now()
    await home.programme()
    ids = {}
    for name, roles in (("Rosa", []), ("Ana", []), ("Ruth", [Role.FACILITATOR]), ("Alma", [Role.ADMINISTRATOR])):
        ids[name] = (await home.woman(name, *roles)).account
    room = {
        "id": "room", "name": "Willow", "purpose": "", "audience": "women", "language": "en", "guests": True, "open_sign_up": False,
        "history": False, "typing": True, "capacity": 20, "words_kept_s": 7200, "longest_s": 21600, "created_at": now,
    }  # fmt: skip
    hour = timedelta(hours=1)
    async with home.db.write() as connection:
        await connection.execute(t.room.insert().values(room))
        for ident, status, opens in (("on", "open", now), ("to-come", "planned", now + 9 * hour)):
            row = {"id": ident, "room_id": "room", "status": status, "opens_at": opens, "closes_at": opens + hour, "seq": 5, "control": 2}
            await connection.execute(t.meeting.insert().values(row))
    keys = Keyring(home.db, MASTER)
    meeting_key = await keys.create("on")
    await keys.create("to-come")
    excerpt = Excerpt("m1", WORD, now, "Rosa", "s1", ids["Rosa"], "Ana", "s2", ids["Ana"])
    report = await home.people.reports.open("report", "on", Reason.UNKIND, excerpt, account=ids["Ana"])
    async with home.db.write() as connection:
        sealed = meeting_key.seal(b"body", "m1", WORD.encode())
        await connection.execute(t.message.insert().values(meeting_id="on", message_id="m1", seat_id="s1", body=sealed))
        seat = {
            "meeting_id": "on",
            "seat_id": "s1",
            "blind": meeting_key.blind(ids["Rosa"]),
            "sealed": meeting_key.seal(b"seat", "s1", b"Rosa"),
        }
        await connection.execute(t.seat.insert().values(seat))
        await home.people.reports.keep_within(connection, report)
        await connection.execute(t.own_word.insert().values(account_id=ids["Rosa"], mark="mark"))
    await home.people.sessions.start(ids["Rosa"], complete=True, shared=False, language="en")
    for who, scope in (("Ana", Scope.ROOM), ("Rosa", Scope.ROOM)):
        await home.people.exclusions.exclude(ids[who], scope, "room", until=None, reason=Reason.UNKIND, by=ids["Ruth"])
    home.clock.move(hours=1)
    return ids
