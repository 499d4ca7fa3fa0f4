"""Help lines that somebody confirms: on the staff's page, at the console, to the doctor, and what a woman reads of an old one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from rooms.roles import Role
from server.config import SettingsRefused
from server.people.checked_lines import ASK_AGAIN, OLD, checked_at
from server.store import tables as t
from tests.support.site import Site, site
from web.numbers import confirmed, doubtful, listed


@pytest.fixture
async def willow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    monkeypatch.setattr("web.programme.READ_EVERY_S", 0.0)
    async with site(tmp_path) as served:
        await served.programme()
        async with served.node.db.write() as connection:
            await connection.execute(t.programme.update().values(demo=False, country="US"))
        yield served


async def aged(willow: Site, line: str, age: timedelta) -> None:
    async with willow.node.db.write() as connection:
        at = willow.node.clock.now() - age
        await connection.execute(t.helpline.update().where(t.helpline.c.line == line).values(confirmed_at=at))


async def test_staff_say_what_they_rang_and_are_asked_until_they_have(willow: Site) -> None:
    ruth = await willow.signed_in(await willow.account("Ruth", Role.FACILITATOR))
    assert (await ruth.get("/")).says("Please ring them before the next meeting")
    page = await ruth.get("/numbers")
    assert page.says("Never checked by us.")
    assert (await ruth.post("/numbers")).status == 400
    done = await ruth.post("/numbers", **{"us-988": "yes", "gb-samaritans": "yes"})
    assert done.says("Thank you. It is noted for today.")
    assert set(await checked_at(willow.node.db)) == {"us-988"}, "of the programme's own country only"
    assert (await ruth.get("/")).says("Please ring them"), "one of them is not all"
    async with willow.node.db.read() as connection:
        kinds = (await connection.execute(sa.select(t.audit.c.kind, t.audit.c.subject).where(t.audit.c.kind == "helpline_confirmed"))).all()
    assert [tuple(row) for row in kinds] == [("helpline_confirmed", "us-988")]


async def test_a_number_that_is_old_stays_and_says_so(willow: Site) -> None:
    ruth = await willow.signed_in(await willow.account("Ruth", Role.FACILITATOR))
    await ruth.get("/numbers")
    await ruth.post("/numbers", **{"us-988": "yes"})
    woman = willow.woman()
    fresh = await woman.get("/help")
    assert fresh.says("Checked by us")
    assert not fresh.says("We last checked this number")
    await aged(willow, "us-988", OLD - timedelta(minutes=5))
    assert not (await woman.get("/help")).says("We last checked this number")
    await aged(willow, "us-988", OLD)
    old = await woman.get("/help")
    assert old.says("We last checked this number")
    assert old.says("It may have changed.")
    assert 'href="tel:988"' in old.text, "it is not taken away"


async def test_the_doctor_and_the_console(willow: Site) -> None:
    settings = willow.node.settings
    (nobody,) = await doubtful(settings)
    assert nobody.startswith("Nobody has confirmed these help lines: us-988, ")
    with pytest.raises(SettingsRefused, match="There is no help line us-989"):
        await confirmed(settings, ("us-988", "us-989"))
    assert await checked_at(willow.node.db) == {}, "none of them, then"
    ids = tuple(line.split()[0] for line in await listed(settings) if line.startswith("  us-"))
    await confirmed(settings, ids)
    assert await doubtful(settings) == []
    assert any("us-988" in line and "(confirmed 20" in line for line in await listed(settings))
    ruth = await willow.signed_in(await willow.account("Ruth", Role.FACILITATOR))
    assert (await ruth.get("/")).says("Checked within half a year")
    await aged(willow, "us-911", ASK_AGAIN)
    (old,) = await doubtful(settings)
    assert old.startswith("These help lines were confirmed 90 days ago or more: us-911.")
    async with willow.node.db.write() as connection:
        await connection.execute(t.programme.update().values(demo=True))
    assert await doubtful(settings) == [], "an invented programme is not asked"


async def test_a_member_is_not_asked(willow: Site) -> None:
    wren = await willow.signed_in(await willow.account("Wren"))
    assert (await wren.get("/numbers")).status == 403
    assert not (await wren.get("/")).says("Do the help lines answer?")
