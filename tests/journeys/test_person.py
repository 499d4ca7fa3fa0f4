"""A woman in quiet time needs a person: two taps, and from then on her page tells the truth, until somebody is with her."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import expect

from moderation.case_care_commands import Engage
from moderation.case_commands import Acknowledge
from moderation.case_terms import AccountId, Actor, Severity, Standing
from rooms.roles import Role
from rooms.terms import WaitingFor
from server.oncall.rotas import holders
from tests.conftest import NewContext
from tests.support.journey_desk import Evening, evening_at, facilitator, guest
from tests.support.journey_look import Inspector

OWN_WORDS = "gallowglass by the window"


@pytest_asyncio.fixture(loop_scope="session")
async def evening(folder: Path) -> AsyncIterator[Evening]:
    """An open meeting to which guests come straight in."""
    async with evening_at(folder, waiting=WaitingFor.NOBODY) as opened:
        yield opened


async def test_a_person_is_two_taps_away_in_quiet_time_and_behind_the_cover(evening: Evening, new_context: NewContext) -> None:
    look = Inspector()
    desk = await facilitator(new_context, evening, evening.ruth, look=look)
    rose = await (await guest(new_context, evening, "Rose", look=look)).taken()
    await desk.tap("For her", desk.of("Rose", "The circle"))
    await desk.tap("Quiet time", desk.of("Rose", "The circle"))
    sheet = rose.page.locator("#person-sheet")
    await rose.page.get_by_role("button", name=rose.words("Step away")).click()
    await rose.page.locator("#cover").get_by_role("button", name=rose.words("I need a person")).click()
    await expect(sheet).to_be_visible()
    await expect(sheet).to_contain_text("Ruth")
    await look(rose.page, "she may ask for a person")
    await sheet.get_by_text(rose.words("Say more, if you like")).click()
    await sheet.locator("textarea").fill(OWN_WORDS)
    await sheet.get_by_role("button", name=rose.words("Call a person for me")).click()
    await expect(sheet).to_contain_text(rose.words("A person is being called for you."))
    await look(rose.page, "a person is being called")
    card = desk.part("A person is needed")
    await expect(card).to_contain_text("Rose", timeout=1000)
    await expect(card).to_contain_text(desk.words("She asked for a person."))
    await desk.tap("I am with her", card)
    await expect(sheet).to_contain_text(rose.words("{name} is with you until then.", name="Ruth"))
    await look(desk.page, "a person is needed")
    on_call = evening.node.on_call
    (case,) = await on_call.cases.queue()
    assert case.severity is Severity.AMBER
    async with evening.node.db.read() as connection:
        jo, *_ = await holders(connection, Role.ON_CALL)
    responder = Actor(AccountId(jo), Standing.ON_CALL)
    await on_call.cases.handle(case.id, responder, Acknowledge())
    await expect(sheet).to_contain_text(rose.words("{who} has it now.", who=f"Jo ({rose.words('on call')})"))
    await sheet.get_by_role("button", name=rose.words("Close")).click()
    await rose.page.locator("#cover").get_by_role("button", name=rose.words("Come back")).click()
    told = rose.page.get_by_role("region", name=rose.words("The person for you"))
    await on_call.cases.handle(case.id, responder, Engage())
    await expect(told).to_contain_text(rose.words("{who} is with you.", who=f"Jo ({rose.words('on call')})"))
    await look(rose.page, "somebody is with her")
    await expect(card).to_contain_text(desk.words("{who} is with her.", who="Jo"))
    for seat in (rose, desk):
        assert OWN_WORDS not in await seat.page.content(), "what she added goes to nobody here"
    assert look.found == []
