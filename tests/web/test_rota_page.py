"""The rota on a page: made, published with a reason where somebody could not be woken, changed for a time, read by all staff."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rooms.roles import Role
from tests.support.site import Site, site

ROTATION = {"level": "1", "every": "week", "starts": "2026-01-05", "begins": "08:00", "ends": "08:00", "zone": "America/Chicago"}


@pytest.fixture
async def willow(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path) as made:
        yield made


async def test_a_rota_is_drafted_published_with_a_reason_and_changed_for_a_time(willow: Site) -> None:
    vera = await willow.signed_in(await willow.account("Vera", Role.SUPERVISOR))
    nell, ruth = await willow.account("Nell", Role.ON_CALL), await willow.account("Ruth", Role.ON_CALL)
    assert (await vera.get("/rota")).says("No rota is published.")
    for wrong in ({"people": "Nobody"}, {"people": ""}, {"people": "Nell", "zone": "Mars"}, {"people": "Nell", "level": "9"}):
        answer = await vera.post("/rota/add", **(ROTATION | wrong))
        assert answer.status == 400
        assert answer.says("Please choose who takes turns")
    drafted = await vera.post("/rota/add", **(ROTATION | {"people": "nell, Ruth"}))
    assert drafted.says("The draft is saved.")
    assert drafted.says("Nell could not be woken.")
    assert drafted.says("No rota is published.")
    assert (await vera.post("/rota/publish", waiver=" ")).says("There are times with nobody on call")
    published = await vera.post("/rota/publish", waiver="A trial week.")
    assert published.says("The rota is published.")
    assert published.says("Level 1, now, until")
    version, draft = await willow.node.on_call.rotas.versions()
    assert version is not None
    assert (version.waiver, draft) == ("A trial week.", None)
    rotation = version.rotations[0]
    assert rotation.people == (nell, ruth)
    now = willow.node.clock.now()
    times = {"since": f"{now:%Y-%m-%d}T00:00", "until": f"{now.replace(year=now.year + 1):%Y-%m-%d}T00:00"}
    assert (await vera.post("/rota/override", rotation=rotation.id, who=ruth, **times)).says("Please choose who takes turns")
    times["until"] = f"{now.replace(day=1).replace(month=now.month % 12 + 1, year=now.year + now.month // 12):%Y-%m-%d}T00:00"
    changed = await vera.post("/rota/override", rotation=rotation.id, who="", **times)
    assert changed.says("It is changed.")
    assert changed.says("Nobody at level 1 from")


async def test_all_staff_read_it_and_only_those_who_keep_it_change_it(willow: Site) -> None:
    desk = await willow.signed_in(await willow.account("Nell", Role.ON_CALL))
    seen = await desk.get("/rota")
    assert seen.status == 200
    assert not seen.says("Another rotation")
    assert (await desk.post("/rota/add", **(ROTATION | {"people": "Nell"}))).status == 403
    member = await willow.signed_in(await willow.account("Wren"))
    assert (await member.get("/rota")).status == 403
