"""Who leads: handed over and accepted, or succeeded on another node when her line stays lost; and words rest when nobody facilitates."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rooms import leading
from server.live import hall, presence
from tests.server.live.conftest import Pair
from tests.support.house import House, Keep, facilitate, sit_down


@pytest.fixture
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leading, "SUCCESSION_AFTER", timedelta(seconds=0.5))
    monkeypatch.setattr(presence, "GRACE_S", 0.1)
    monkeypatch.setattr(hall, "TICK_S", 0.05)


async def test_the_lead_is_offered_and_accepted(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth, naomi = await facilitate(house, women, meeting), await facilitate(house, women, meeting, "Naomi")
    rose = await sit_down(house, women, meeting, "Rose")
    assert rose.answer["snapshot"]["lead"] == ruth.seat
    assert (await naomi.command("offer_lead", seat=ruth.seat))["code"] == "not_lead"
    assert (await naomi.command("accept_lead"))["code"] == "not_offered"
    await ruth.does("offer_lead", seat=naomi.seat)
    await naomi.until(lambda w: w.told("lead_offered"))
    await naomi.does("keep_lead")
    assert (await naomi.command("accept_lead"))["code"] == "not_offered"
    await ruth.does("offer_lead", seat=naomi.seat)
    await naomi.does("accept_lead")
    await rose.until(lambda w: w.told("lead_taken"))
    assert [(event["seat"], event["why"]) for event in rose.told("lead_taken")] == [(naomi.seat, "accepted")]
    assert not rose.told("lead_offered"), "that is between facilitators"
    assert (await ruth.command("offer_lead", seat=naomi.seat))["code"] == "not_lead"


@pytest.mark.usefixtures("_quickly")
async def test_a_lead_whose_line_stays_lost_is_succeeded_on_the_other_node(pair: Pair, women: Keep) -> None:
    meeting = await pair.one.meeting()
    ruth, naomi = await facilitate(pair.one, women, meeting), await facilitate(pair.two, women, meeting, "Naomi")
    rose = await sit_down(pair.two, women, meeting, "Rose")
    await ruth.leave_line()
    await rose.until(lambda w: w.told("lead_taken"))
    assert [(event["seat"], event["why"]) for event in rose.told("lead_taken")] == [(naomi.seat, "succeeded")]
    kinds = [event["type"] for event in rose.events]
    assert kinds.index("seat_lost") < kinds.index("lead_taken")
    again = await facilitate(pair.one, women, meeting, account=ruth.account)
    assert again.answer["snapshot"]["lead"] == naomi.seat, "who comes back does not take it back"
    assert (await again.command("offer_lead", seat=naomi.seat))["code"] == "not_lead"


@pytest.mark.usefixtures("_quickly")
async def test_a_short_absence_keeps_the_lead(house: House, women: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leading, "SUCCESSION_AFTER", timedelta(seconds=30))
    meeting = await house.meeting()
    ruth, naomi = await facilitate(house, women, meeting), await facilitate(house, women, meeting, "Naomi")
    await ruth.leave_line()
    await naomi.until(lambda w: w.told("seat_lost"))
    again = await facilitate(house, women, meeting, account=ruth.account)
    assert again.answer["snapshot"]["lead"] == ruth.seat
    await again.leave_line()
    await naomi.until(lambda w: len(w.told("seat_lost")) == 2)
    house.ahead += 31
    await naomi.until(lambda w: w.told("lead_taken"))


@pytest.mark.usefixtures("_quickly")
async def test_words_rest_when_nobody_facilitates(house: House, women: Keep) -> None:
    meeting = await house.meeting(grace_s=60)
    rose = await sit_down(house, women, meeting, "Rose")
    assert rose.answer["snapshot"]["attended"]["grace_s"] == 60
    assert rose.answer["snapshot"]["attended"]["since"], "since it opened"
    ruth = await facilitate(house, women, meeting)
    await rose.until(lambda w: w.told("attended"))
    await ruth.does("step_away", quiet=True)
    house.ahead += 61
    assert (await rose.post("she is near"))["ok"], "a facilitator who stepped away still facilitates"
    await ruth.leave_line()
    await rose.until(lambda w: w.told("unattended"))
    assert (await rose.post("within the grace", "g" * 16))["ok"]
    house.ahead += 61
    refused = await rose.post("alone")
    assert (refused["code"], refused["retry"]) == ("nobody_facilitates", True)
    await rose.does("take_back", id="g" * 16)
    await facilitate(house, women, meeting, account=ruth.account)
    assert (await rose.post("no longer alone"))["ok"]


async def test_where_two_are_needed_one_is_not_enough(house: House, women: Keep) -> None:
    meeting = await house.meeting(facilitators_needed=2, grace_s=60)
    rose = await sit_down(house, women, meeting, "Rose")
    await facilitate(house, women, meeting)
    house.ahead += 61
    assert (await rose.post("one is here"))["code"] == "nobody_facilitates"
    await facilitate(house, women, meeting, "Naomi")
    assert (await rose.post("both are here"))["ok"]
