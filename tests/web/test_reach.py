"""How staff say that they can be reached: a way is tested and answered on a page; a browser's push service must be one we know."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rooms.roles import Role
from tests.support.receivers import PushService, Receiver, serving
from tests.support.site import Site, site

PAGER = "R0UT1NGKEY" * 3


@pytest.fixture
async def pager() -> AsyncIterator[Receiver]:
    async with serving(Receiver()) as service:
        yield service


@pytest.fixture
async def willow(tmp_path: Path, pager: Receiver) -> AsyncIterator[Site]:
    async with site(tmp_path, pager_url=pager.url, outbound_loopback=True) as made:
        yield made


async def test_a_way_is_saved_tested_answered_and_deleted(willow: Site, pager: Receiver) -> None:
    nell = await willow.account("Nell", Role.ON_CALL)
    page = await willow.signed_in(nell)
    assert (await page.get("/account/contacts")).says("You could not be woken tonight")
    assert (await page.post("/account/contacts", address="no")).says("Please give a telephone number")
    saved = await page.post("/account/contacts", address=PAGER)
    assert saved.says(f"Pager service …{PAGER[-4:]}")
    assert not saved.says(PAGER)
    assert saved.says("It rings, and waits for a test.")
    assert (await page.post("/account/contacts", address="+1 555 010 7788")).says("Nothing here can use it yet.")
    point = next(each.id for each in await willow.people.contacts.of(nell) if each.kind == "pager")
    assert (await page.post("/account/contacts/test", point=point)).says("A test is on its way.")
    assert (await page.post("/account/contacts/test", point=point)).says("Please wait a few minutes")
    assert (await page.post("/account/contacts/answer", said="0000-0000")).says("That is not what the test said")
    code = pager.got[0]["payload"]["summary"].removeprefix("test ")
    answered = await page.post("/account/contacts/answer", said=code)
    assert answered.says("Thank you. This way works.")
    assert answered.says("You can be woken")
    assert not (await page.post("/account/contacts/remove", point=point)).says("You can be woken")
    async with willow.node.db.read() as connection:
        assert await willow.node.on_call.reach.can_be_woken(connection, [nell]) == frozenset()


async def test_another_s_way_is_not_hers_to_test_or_delete(willow: Site, pager: Receiver) -> None:
    nell, ruth = await willow.account("Nell", Role.ON_CALL), await willow.account("Ruth", Role.ON_CALL)
    await willow.people.contacts.add(nell, PAGER)
    (point,) = await willow.people.contacts.of(nell)
    other = await willow.signed_in(ruth)
    await other.get("/account/contacts")
    await other.post("/account/contacts/test", point=point.id)
    await other.post("/account/contacts/remove", point=point.id)
    assert pager.tried == 0
    assert len(await willow.people.contacts.of(nell)) == 1


async def test_a_browser_is_taken_from_a_push_service_we_know(willow: Site) -> None:
    nell = await willow.account("Nell", Role.ON_CALL)
    page = await willow.signed_in(nell)
    await page.get("/account/contacts")
    browser = PushService()
    for endpoint in ("https://push.example.org/x", "https://169.254.169.254/x", "http://fcm.googleapis.com/x"):
        answer = await page.post("/account/contacts/push", **(browser.subscription | {"endpoint": endpoint}))
        assert answer.status == 400
        assert answer.says("push service is not one we know")
    assert await willow.people.contacts.of(nell) == []
    given = browser.subscription | {"endpoint": "https://fcm.googleapis.com/fcm/send/x"}
    assert (await page.post("/account/contacts/push", **given)).says("A browser")
    await page.post("/account/contacts/push", **given)
    (point,) = await willow.people.contacts.of(nell)
    assert json.loads(point.address) == given


async def test_the_worker_says_a_word_and_how_grave_in_her_language(willow: Site) -> None:
    visitor = willow.woman("es")
    answer = await visitor.get("/duty.js")
    said = json.loads(re.match(r"const SAID = (.*);\n", answer.text)[1])  # type: ignore[index]
    assert said == {"title": "Recordatorio", "severities": {"red": "rojo", "amber": "ámbar", "green": "verde", "test": "prueba"}}
    assert "no-cache" in str(answer.headers)
