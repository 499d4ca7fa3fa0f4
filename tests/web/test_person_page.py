"""Asking for a person from any page: without an account, a meeting or script, and the truth about it from then on."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from moderation.case import Case
from moderation.case_care_commands import Engage
from moderation.case_commands import Acknowledge
from moderation.case_terms import AccountId, Actor, Severity, Standing
from rooms.roles import Role
from tests.support.site import Site, Woman, site

NOTE = "wolframite in the kitchen"
ASK = "a" * 22


@pytest.fixture
async def willow(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path) as served:
        await served.programme()
        yield served


async def cases(willow: Site) -> list[Case]:
    return await willow.node.on_call.cases.queue()


async def asked(willow: Site, woman: Woman, note: str = NOTE) -> Case:
    await woman.get("/help/person")
    answer = await woman.post("/help/person", ask=ASK, note=note)
    assert (answer.status, answer.path) == (200, "/help/person")
    (case,) = await cases(willow)
    return case


async def test_who_is_told_is_said_before_she_asks(willow: Site) -> None:
    stranger = willow.woman()
    assert "/help/person" in (await stranger.get("/help")).text
    page = await stranger.get("/help/person")
    assert page.says("Please ring a help line first.")
    assert page.says("Nobody of ours can be reached for certain just now.")
    assert page.says('call <a class="number" href="tel:911">911</a>')


async def test_she_is_told_the_truth_at_each_step(willow: Site) -> None:
    ana = Actor(AccountId(await willow.account("Ana", Role.ON_CALL)), Standing.ON_CALL)
    stranger = willow.woman()
    case = await asked(willow, stranger)
    assert case.severity is Severity.AMBER
    page = await stranger.get("/help/person")
    assert page.says("A person is being called for you.")
    assert 'http-equiv="refresh"' in page.text, "without script it looks again by itself"
    await willow.node.on_call.cases.handle(case.id, ana, Acknowledge())
    assert (await stranger.get("/help/person")).says("Somebody has seen it, and has it now.")
    await willow.node.on_call.cases.handle(case.id, ana, Engage())
    assert (await stranger.get("/help/person")).says("Somebody is with you.")


async def test_with_nobody_to_call_she_is_told_at_once(willow: Site) -> None:
    stranger = willow.woman()
    await asked(willow, stranger)
    page = await stranger.get("/help/person")
    assert page.says("Nobody has answered yet.")
    assert page.says("Please do not wait for us: ring a help line now.")


async def test_the_same_request_twice_is_one_and_another_browser_sees_nothing(willow: Site) -> None:
    await willow.account("Ana", Role.ON_CALL)
    stranger = willow.woman()
    await asked(willow, stranger)
    await stranger.post("/help/person", ask=ASK, note=NOTE)
    assert len(await cases(willow)) == 1
    assert (await willow.woman().get("/help/person")).says("Call a person for me")


async def test_she_takes_it_back_and_may_ask_again(willow: Site) -> None:
    await willow.account("Ana", Role.ON_CALL)
    stranger = willow.woman()
    await asked(willow, stranger)
    over = await stranger.post("/help/person/take-back")
    assert over.says("This has come to its end.")
    assert await cases(willow) == []
    assert (await stranger.get("/help/person?again")).says("Call a person for me")


async def test_words_that_cannot_be_kept_keep_nobody_from_being_called(willow: Site) -> None:
    await willow.account("Ana", Role.ON_CALL)
    case = await asked(willow, willow.woman(), note="a\u202eb\x07")
    assert case.severity is Severity.AMBER


async def test_what_she_wrote_stands_nowhere_in_the_open(willow: Site, tmp_path: Path) -> None:
    await asked(willow, willow.woman())
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert NOTE.encode() not in path.read_bytes(), path.name
