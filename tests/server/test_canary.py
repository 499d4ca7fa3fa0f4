"""What women write and call themselves stands nowhere but sealed, and when the meeting's key is dead it can be read nowhere at all.

Markers are said in a whole run against real server processes, on SQLite and on two nodes with PostgreSQL and Valkey, and then looked for
in logs, metrics, Redis, databases and their files, temporary files, addresses, and in all that was sent to those not entitled. A run with
sealing and visibility taken out first shows that the search would find them.
"""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import redis.asyncio
import sqlalchemy as sa
from yarl import URL

from bench.ledger import Ledger
from bench.programme import Open, prepare
from bench.seats import TurnedAway
from rooms.roles import Role
from server.clock import Clock
from server.config import Settings
from server.console import master_key
from server.people.codes import new_id
from server.people.sessions import Sessions
from server.store import tables as t
from server.store.engine import Database
from server.store.keyring import Keyring
from server.store.moments import EPOCH
from tests.conftest import NewDatabase
from tests.support import canary
from tests.support.canary import WEAKENED, Backup, Overhearing, Witness, leaks, marker
from tests.support.databases import templates
from tests.support.node import Node, shared
from tests.support.postgres import Postgres
from tests.support.waiting import until

SECRET = base64.b64encode(bytes(range(32))).decode()


@dataclass
class Scene:
    """A programme that runs, its markers, and where to look for them."""

    nodes: list[Node]
    rooms: list[Open]
    settings: Settings
    db: Database
    folder: Path
    disk: Callable[[], bytes]  # the database's own files
    heard: Overhearing | None
    word: str
    taken: str
    name: str
    aside: str  # said in a side room
    behind: str  # among facilitators

    @property
    def markers(self) -> list[str]:
        return [self.word, self.taken, self.name, self.aside, self.behind]

    @property
    def master(self) -> bytes:
        return master_key(self.settings)


Start = Callable[..., AbstractAsyncContextManager[Scene]]


@dataclass
class Evening:
    """Who was there."""

    author: Witness
    entitled: Witness
    late: Witness
    other: Witness
    stranger: Witness
    facilitator: Witness

    @property
    def all(self) -> tuple[Witness, ...]:
        return self.author, self.entitled, self.late, self.other, self.stranger, self.facilitator


@asynccontextmanager
async def running(
    settings: Settings, folder: Path, nodes: list[Node], *, redis_url: str, disk: Callable[[], bytes]
) -> AsyncIterator[Scene]:
    async with AsyncExitStack() as stack:
        rooms = await prepare(settings, 2, capacity=6, words_kept_s=0)
        heard = await stack.enter_async_context(Overhearing(redis_url)) if redis_url else None
        for node in nodes:
            stack.callback(node.kill)
        await asyncio.gather(*(asyncio.to_thread(node.start) for node in nodes))
        db = await Database.open(settings.main_url, settings.keys_url)
        stack.push_async_callback(db.close)
        yield Scene(nodes, rooms, settings, db, folder, disk, heard, marker(), marker(), marker(), marker(), marker())


@pytest.fixture(params=["sqlite", "postgresql"])
async def start(
    request: pytest.FixtureRequest, tmp_path: Path, postgres_server: Postgres, fresh_database: NewDatabase, valkey_url: str
) -> Start:
    """`start(weakened=…)`: a scene on each shape."""
    folder, temporary = tmp_path / "data", tmp_path / "temporary"
    folder.mkdir()
    temporary.mkdir()
    common = {"HEARTH_LOG_LEVEL": "debug", "TMPDIR": str(temporary)}
    if request.param == "sqlite":
        node = Node(folder, settings=common)
        settings = Settings(data=folder, port=node.port)
        nodes, redis_url, disk = [node], "", partial(canary.files, folder)
    else:
        main, keys = await templates(postgres_server)
        urls = await fresh_database(template=main), await fresh_database(template=keys)
        env = shared(*urls, valkey_url, SECRET)
        nodes = [Node(folder, settings=common | env, name=name) for name in ("one", "two")]
        settings = Settings.model_validate({name.removeprefix("HEARTH_").lower(): value for name, value in env.items()} | {"data": folder})
        redis_url, disk = valkey_url, partial(canary.files, postgres_server.folder, time.time() - 1)

    def begin(*, weakened: bool = False) -> AbstractAsyncContextManager[Scene]:
        if weakened:
            nodes[0].command[1:3] = ["-c", WEAKENED]
        return running(settings, folder, nodes[:1] if weakened else nodes, redis_url=redis_url, disk=disk)

    return begin


@asynccontextmanager
async def evening(scene: Scene) -> AsyncIterator[Evening]:
    """One woman talks, takes something back and leaves; one listens, and says something to a facilitator alone; one comes late; one sits in
    another room; one is a stranger."""
    first, last = scene.nodes[0].address, scene.nodes[-1].address
    ledger, elsewhere = Ledger(), Ledger()
    author, entitled, late = (Witness(url, name, ledger).listen() for url, name in ((first, scene.name), (last, "Bea"), (first, "Cleo")))
    other, stranger = Witness(first, "Dora", elsewhere).listen(), Witness(last, "", elsewhere).listen()
    women = Evening(author, entitled, late, other, stranger, await facilitator(scene, ledger))
    try:
        await spend(scene, women)
        yield women
    finally:
        for woman in women.all:
            await woman.leave()


async def facilitator(scene: Scene, ledger: Ledger) -> Witness:
    """A facilitator who is signed in, in a programme whose staff need no second step."""
    clock, node, account = Clock(scene.db.now), scene.nodes[0], new_id()
    await clock.sample()
    row = {"id": account, "name": "Ruth", "name_mark": "ruth", "secret": "none", "language": "en", "created_on": clock.now()}
    async with scene.db.write() as connection:
        await connection.execute(t.programme.update().values(demo=True))
        await connection.execute(t.account.insert().values(row))
        await connection.execute(t.grant.insert().values(account_id=account, role=Role.FACILITATOR.value, granted_at=clock.now()))
    ruth = Witness(node.address, "Ruth", ledger, audience="facilitators").listen()
    token = await Sessions(scene.db, clock, lambda *_: None).start(account, complete=True, shared=False, language="en")
    ruth.http.cookie_jar.update_cookies({f"hearth-{node.port}": token}, URL(node.address))
    ruth.meeting = scene.rooms[0].meeting
    return ruth


async def go_aside(scene: Scene, women: Evening) -> None:
    """What she says in a side room reaches the facilitator alone, and is gone with it."""
    hers, ruths, circles = women.entitled, women.facilitator, women.author

    async def does(woman: Witness, kind: str, **fields: Any) -> dict[str, Any]:
        answer = await woman.ask({"type": kind, **fields})
        assert answer is not None
        assert answer["ok"], (kind, answer)
        return answer

    await ruths.sit()
    seat = (await does(hers, "take_seat", meeting=hers.meeting))["you"]
    await does(ruths, "offer_side_room", seat=seat, minutes=10)
    await until(lambda: b'"begun": false' in hers.sent)
    await does(hers, "accept_side_room")
    await does(hers, "say_in_side_room", id="s" * 16, text=f"Only to you: {scene.aside}")
    await until(lambda: canary.found_in(bytes(ruths.sent), [scene.aside]))
    await does(ruths, "end_side_room")
    await until(lambda: b"side_room_ended" in ruths.sent)
    assert not canary.found_in(bytes(circles.sent), [scene.aside]), "no other woman of the circle is told"


async def speak_among_facilitators(scene: Scene, women: Evening) -> None:
    """What a facilitator writes to the others is told to facilitators, and no woman of the circle learns that there is such a line."""
    ruth = women.facilitator
    answer = await ruth.ask({"type": "say_in_back_channel", "id": "b" * 16, "text": f"Between us: {scene.behind}"})
    assert answer is not None
    assert answer["ok"]
    await until(lambda: canary.found_in(bytes(ruth.sent), [scene.behind]))


async def spend(scene: Scene, women: Evening) -> None:
    """What happens that evening, and that each is told what she should be."""
    author, entitled, late, other, stranger, _ = women.all
    here, there = scene.rooms
    for woman, room in ((entitled, here), (author, here), (other, there)):
        await woman.join(room.code)
        await woman.sit()
    cursor = entitled._cursor
    await go_aside(scene, women)
    await speak_among_facilitators(scene, women)
    said, regretted = await author.say(f"It was the {scene.word} all along."), await author.say(scene.taken)
    await until(lambda: entitled.page.shown.keys() >= {said, regretted})
    assert (await entitled.ask({"type": "respond", "id": said, "word": "with_you"}) or {})["ok"]
    assert (await author.ask({"type": "take_back", "id": regretted}) or {})["ok"]
    await until(lambda: b"message_taken_back" in entitled.sent)
    again = await entitled.ask({"type": "take_seat", "meeting": here.meeting, "cursor": cursor})
    assert again is not None
    replayed = str(again["missed"])
    assert scene.word in replayed
    assert scene.taken not in replayed, "words taken back are replayed to nobody"
    assert (await author.ask({"type": "leave"}) or {})["ok"]
    await until(lambda: b"seat_left" in entitled.sent)
    await late.join(here.code)
    await late.sit()
    greeting = await entitled.say("Welcome, Cleo.")
    await until(lambda: greeting in late.page.shown)
    refused = await other.ask({"type": "take_seat", "meeting": here.meeting, "cursor": cursor})
    assert refused is not None
    assert not refused["ok"]
    with pytest.raises(TurnedAway):
        await stranger.sit()
    circle = b"".join(bytes(woman.sent) for woman in (author, entitled, late))
    assert not canary.found_in(circle, [scene.behind])
    assert b"back_channel" not in circle
    for visitor in (late, other, stranger):
        for path in (
            "/",
            "/join",
            f"/seat/{here.meeting}",
            f"/waiting/{here.meeting}",
            f"/meeting/{here.meeting}",
            "/help",
            "/what-we-keep",
        ):
            await visitor.get(path)


async def places(scene: Scene, women: Evening) -> dict[str, bytes]:
    """Everywhere a marker could have leaked to."""
    found = {
        "logs": "".join(node.words() for node in scene.nodes).encode(),
        "database": await canary.rows(scene.db) + scene.disk() + canary.files(scene.folder),
        "temporary files": canary.files(scene.folder.parent / "temporary"),
        "addresses": b"".join(woman.places for woman in women.all),
        "late joiner": bytes(women.late.sent),
        "another room": bytes(women.other.sent),
        "stranger": bytes(women.stranger.sent),
    }
    numbers = bytearray()
    for node in scene.nodes:
        observer = Witness(node.address, "", Ledger()).listen()
        for path in ("/metrics", "/health", "/ready"):
            await observer.get(path)
        numbers += observer.sent
        await observer.close()
    assert b"hearth_commands" in numbers
    found["metrics"] = bytes(numbers)
    if scene.heard is not None:
        async with redis.asyncio.Redis.from_url(
            str(scene.settings.redis_url.get_secret_value() if scene.settings.redis_url else "")
        ) as client:
            kept = [key + (await client.dump(key) or b"") async for key in client.scan_iter()]
        assert b"PUBLISH" in scene.heard.text.upper()
        found["redis"] = bytes(scene.heard.text) + b"".join(kept)
    return found


async def on_disk(scene: Scene) -> None:
    """Have PostgreSQL write to its files what it holds in memory; SQLite has."""
    if scene.db.kind == "postgresql":
        async with scene.db.read() as connection:
            await connection.execute(sa.text("CHECKPOINT"))


async def keyring_files(scene: Scene) -> bytes:
    """The bytes on disk of the table of keys: of SQLite the whole keyring, its log included."""
    if scene.db.kind == "sqlite":
        return b"".join(path.read_bytes() for path in scene.folder.glob("keys.db*"))
    async with scene.db.read("keys") as connection:
        path = (
            await connection.execute(sa.text("SELECT current_setting('data_directory') || '/' || pg_relation_filepath('key')"))
        ).scalar_one()
    return Path(path).read_bytes()


async def close_the_meeting(scene: Scene) -> None:
    """Its time has come: the room keeps words for no second longer."""
    async with scene.db.write() as connection:
        of_it = sa.and_(t.timer.c.subject == scene.rooms[0].meeting, t.timer.c.kind == "close_meeting")
        await connection.execute(t.timer.update().where(of_it).values(due_at=EPOCH + timedelta(days=1)))
    await until(lambda: any("words_destroyed" in node.words() for node in scene.nodes), within=15)


async def test_a_marker_is_found_nowhere_and_dies_with_its_key(start: Start) -> None:
    async with start() as scene, evening(scene) as women:
        for word in scene.markers:
            told = women.facilitator if word == scene.behind else women.entitled
            assert canary.found_in(bytes(told.sent), [word]), "she who is entitled was told"
        await on_disk(scene)
        assert leaks(await places(scene, women), scene.markers) == set()
        visited = b"".join(woman.places for woman in women.all).lower()
        assert b"/meeting/" in visited
        assert b"evening" not in visited, "no address names a room"
        assert b"circle" not in visited

        meeting = scene.rooms[0].meeting
        yesterday = await Backup.of(scene.db)
        keys = canary.carved(await keyring_files(scene), scene.master, meeting)
        assert canary.found_in(yesterday.read(scene.master, *keys), [scene.word]), "with the living key it can be read"
        assert canary.found_in(yesterday.read(scene.master, *keys), [scene.name])
        assert canary.found_in(yesterday.read(scene.master, *keys), [scene.behind])
        assert not canary.found_in(yesterday.read(scene.master, *keys), [scene.aside, scene.taken]), "but what is gone is gone"

        await close_the_meeting(scene)
        await on_disk(scene)
        assert (await Backup.of(scene.db)).bodies == []
        assert canary.carved(await keyring_files(scene), scene.master, meeting) == []
        assert await Keyring(scene.db, scene.master).get(meeting) is None
        assert yesterday.read(scene.master) == b""
        with suppress(TurnedAway):
            await women.entitled.sit()
        for woman in (women.entitled, women.late):
            woman.sent.clear()
            for path in ("/", f"/meeting/{meeting}", f"/waiting/{meeting}"):
                await woman.get(path)
        after = await places(scene, women) | {"the entitled, too late": bytes(women.entitled.sent)}
        assert leaks(after, scene.markers) == set()


async def test_without_sealing_and_visibility_the_search_finds_it(start: Start) -> None:
    async with start(weakened=True) as scene, evening(scene) as women:
        await on_disk(scene)
        wanted = {"logs", "database", "late joiner"} | ({"redis"} if scene.heard else set())
        assert leaks(await places(scene, women), scene.markers) == wanted


def test_no_disguise_hides_a_marker() -> None:
    word = marker()
    for text in (
        word.encode(), word.upper().encode(), word.encode("utf-16"), word.encode().hex().encode(),
        base64.b64encode(b"she said " + word.encode()), base64.urlsafe_b64encode(b"a" + word.encode() + b"b"),
        word.lower().replace("i", "l").encode(),
    ):  # fmt: skip
        assert canary.found_in(b"before " + text + b" after", [word])
    assert not canary.found_in(marker().encode() * 9, [word])
