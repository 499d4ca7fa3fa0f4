"""Whether deadlines are kept, seen from outside what keeps them; whether somebody is on call; and what the doctor says of both."""

import asyncio
import base64
import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr

from moderation.rota import Override
from rooms.roles import Role
from server.cli import main
from server.config import Settings
from server.health import Health
from server.oncall.heartbeat import BEAT, Cover, Heartbeat, Pulse, pulse_of
from server.oncall.paging import PAGE
from server.store import tables as t
from server.store.keyring import Keyring
from server.timers import Timers, set_within
from tests.server.oncall.test_rotas import kept, rotation
from tests.support.databases import laid, opened
from tests.support.people import MASTER, Village, village
from tests.support.receivers import Receiver, serving
from tests.support.watch import Watch, watch

HOUR = timedelta(hours=1)


class Well:
    healthy = True
    cut_off = False


async def pulse(home: Village) -> Pulse:
    async with home.db.read() as connection:
        return await pulse_of(connection, home.clock.now())


async def cover(night: Watch, heartbeat: Heartbeat) -> Cover:
    async with night.home.db.read() as connection:
        return await heartbeat.cover(connection)


async def test_a_heart_beats_only_while_timers_are_kept(home: Village) -> None:
    async with watch(home) as night:
        heartbeat = Heartbeat(home.db, home.clock, night.rotas, None)
        timers = Timers(home.db, home.clock, {BEAT: heartbeat.beat_due})
        assert await pulse(home) is Pulse.STOPPED
        await heartbeat.begin()
        for _ in range(8):
            assert await timers.fire_due() == 1
            assert await pulse(home) is Pulse.OK
            home.clock.move(seconds=5)
        home.clock.move(seconds=21)
        assert await pulse(home) is Pulse.STOPPED, "it reads the record, not what the node thinks of itself"


async def test_a_page_nobody_sends_turns_a_node_red(home: Village) -> None:
    async with watch(home) as night:
        heartbeat = Heartbeat(home.db, home.clock, night.rotas, None)
        health = Health(settings=Settings(), db=home.db, clock=home.clock, wire=Well(), life=Well(), cover=heartbeat, numbers=dict)
        await night.raised()
        await heartbeat.begin()
        assert (await health.look())["pages"] == "ok"
        home.clock.move(seconds=11)
        await heartbeat.begin()
        assert (await health.look())["pages"] == "overdue"
        answer = await health.ready(None)  # type: ignore[arg-type]
        assert answer.status == 503
        await night.pass_by()
        assert (await health.look())["pages"] == "ok"


async def test_a_gap_turns_a_node_red_unless_a_name_stands_for_it(home: Village) -> None:
    async with watch(home) as night:
        heartbeat = Heartbeat(home.db, home.clock, night.rotas, None)
        assert await cover(night, heartbeat) is Cover.OK
        now = home.clock.now()
        for name in ("Nell", "Ruth"):
            await night.rotas.override(Override(name, None, now, now + HOUR), by=night.who["Vera"])
        assert await cover(night, heartbeat) is Cover.WAIVED
        async with home.db.write() as connection:
            await connection.execute(t.rota.update().values(waiver=None))
        assert await cover(night, heartbeat) is Cover.GAP
        async with home.db.write() as connection:
            await connection.execute(t.rota.update().values(rotations=b"{"))
        assert await cover(night, heartbeat) is Cover.GAP
        async with home.db.write() as connection:
            await connection.execute(t.rota.delete())
        assert await cover(night, heartbeat) is Cover.NO_ROTA


async def test_a_watcher_outside_hears_each_minute_and_not_while_anything_is_late(home: Village) -> None:
    async with watch(home) as night, serving(Receiver()) as outside:
        heartbeat = Heartbeat(home.db, home.clock, night.rotas, SecretStr(outside.url))
        timers = Timers(home.db, home.clock, {BEAT: heartbeat.beat_due})
        await heartbeat.begin()
        for _ in range(25):
            await timers.fire_due()
            home.clock.move(seconds=5)
        assert outside.tried == 3, "at 0, 60 and 120 seconds"
        async with home.db.write() as connection:
            await set_within(connection, home.db, PAGE, "nobody:trigger", home.clock.now())
        for _ in range(25):
            await timers.fire_due()
            home.clock.move(seconds=5)
        assert outside.tried == 3
        outside.ill = "500"
        async with home.db.write() as connection:
            await connection.execute(t.timer.delete().where(t.timer.c.kind == PAGE))
        await timers.fire_due()
        assert outside.tried == 4
        assert await pulse(home) is Pulse.OK, "a watcher that is ill is no reason to stand still"
        await heartbeat.close()


def test_the_doctor_names_gaps_and_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    urls = laid(tmp_path)
    monkeypatch.setenv("HEARTH_DATA", str(tmp_path))
    monkeypatch.setenv("HEARTH_SECRET_KEY", base64.b64encode(MASTER).decode())

    async def prepare() -> None:
        async with opened(urls) as db, village(db) as home:
            home.clock.at = await db.now()
            await Keyring(db, MASTER).check()
            nell = (await home.woman("Nell", Role.ON_CALL)).account
            rotas = kept(home)
            await rotas.draft((rotation(nell),))
            await rotas.publish(by=nell, waiver="a trial")
            await rotas.override(Override("nights", None, home.clock.now(), home.clock.now() + HOUR), by=nell)

    asyncio.run(prepare())
    said = CliRunner().invoke(main, ["doctor"])
    assert said.exit_code == 1
    lines = said.stdout.splitlines()
    assert lines[0] == "No server keeps deadlines just now: a page would not leave. Start one with: hearth serve"
    assert lines[1].startswith("Nothing here rings: set HEARTH_PAGER_URL")
    assert any(line.startswith("Nobody is on call at level 1 from ") for line in lines)
    assert any(line.startswith("Nell is on call from ") and line.endswith("and cannot be woken.") for line in lines)
    assert any(line.startswith("Nell has answered no test within 30 days") for line in lines)
    assert json.dumps(lines).count("Nell") == 2
