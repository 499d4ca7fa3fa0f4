"""Two nodes on real PostgreSQL and real Valkey: what a facilitator has decided holds on both from the moment it is acknowledged.

The longer forms are `bench/trials/mute_race.py` and `bench/trials/never_alone.py`.
"""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

import pytest

from bench.trials.crowd import Flood, quiet_again_and_again, reach, slow_again_and_again, turn_again_and_again
from bench.trials.judge import broken, entries, words_of
from rooms import leading
from rooms.roles import Role
from server.live import hall, peer, presence
from tests.server.live.conftest import Pair
from tests.support.house import Keep, Woman, facilitate, sit_down
from tests.support.relay import Relay

REPEATS = 25
SECONDS = 4  # of slow mode
PER_SECOND = 50


@pytest.fixture(autouse=True)
def _no_limit_of_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit of commands a connection would hold her back before any rule does."""
    monkeypatch.setattr(peer, "COMMANDS_AT_ONCE", 1e6)
    monkeypatch.setattr(peer, "COMMANDS_PER_SECOND", 1e6)


async def tabs_on_both(pair: Pair, women: Keep, meeting: str, name: str = "Rose") -> list[Woman]:
    """One account, two tabs, two nodes."""
    token = await pair.one.sign_in(await pair.one.account(name))
    return [await sit_down(house, women, meeting, name, token) for house in (pair.one, pair.two)]


async def test_after_quiet_is_acknowledged_no_word_of_hers_is_appended(patient_pair: Pair, women: Keep) -> None:
    meeting = await patient_pair.one.meeting()
    ruth, rose = await facilitate(patient_pair.two, women, meeting), await sit_down(patient_pair.one, women, meeting, "Rose")
    async with Flood(rose, PER_SECOND) as flood:
        await quiet_again_and_again([flood], ruth.does, rose.seat, REPEATS)
    log = await entries(patient_pair.one.db, meeting)
    assert broken(log, meeting) == {}
    assert flood.answers["ok"] == words_of(log, rose.seat) >= REPEATS
    assert set(flood.answers) == {"ok", "quiet_time"}


async def test_nor_from_two_tabs_on_two_nodes(patient_pair: Pair, women: Keep) -> None:
    meeting = await patient_pair.one.meeting()
    ruth, tabs = await facilitate(patient_pair.two, women, meeting), await tabs_on_both(patient_pair, women, meeting)
    async with Flood(tabs[0], PER_SECOND) as one, Flood(tabs[1], PER_SECOND) as two:
        await quiet_again_and_again([one, two], ruth.does, tabs[0].seat, REPEATS)
        await turn_again_and_again([one, two], ruth.does, tabs[0].seat, REPEATS)
    log = await entries(patient_pair.one.db, meeting)
    assert broken(log, meeting) == {}
    assert one.taken + two.taken == words_of(log, tabs[0].seat)


async def test_who_is_sent_away_on_one_node_is_shown_no_more_on_the_other(patient_pair: Pair, women: Keep) -> None:
    meeting = await patient_pair.one.meeting()
    ruth, naomi = await facilitate(patient_pair.two, women, meeting), await facilitate(patient_pair.one, women, meeting, "Naomi")
    circle = [await sit_down(patient_pair.one, women, meeting, name) for name in ("Rose", "Ivy", "Lily")]
    rose, ivy, lily = circle
    async with Flood(naomi, PER_SECOND):
        await reach(lambda: all(woman.texts for woman in circle))
        await ruth.does("move_to_waiting", seat=rose.seat)
        await ruth.does("remove_seat", seat=ivy.seat, reason="disturbing", scope="tonight")
        await ivy.until(lambda w: w.goodbye == "removed" and not w.connected)
        await rose.until(lambda w: "seat_changed" in w.notices)
        shown = len(rose.texts)
        await lily.until(lambda w: {event["seat"] for event in w.told("seat_left")} == {rose.seat, ivy.seat})
        heard = len(lily.texts)
        await lily.until(lambda w: len(w.texts) > heard + 10)
    assert len(rose.texts) == shown
    kinds = [event["type"] for event in rose.events]
    assert "message_posted" not in kinds[kinds.index("notice") :]
    assert set(rose.standing["waiting"]["facilitators"]) == {"Ruth", "Naomi"}
    assert (await rose.sit(meeting))["standing"]["status"] == "waiting"


async def test_slow_mode_is_no_quicker_in_two_tabs(patient_pair: Pair, women: Keep) -> None:
    meeting = await patient_pair.one.meeting()
    ruth, tabs = await facilitate(patient_pair.two, women, meeting), await tabs_on_both(patient_pair, women, meeting)
    async with Flood(tabs[0], PER_SECOND) as one, Flood(tabs[1], PER_SECOND) as two:
        await slow_again_and_again([one, two], ruth.does, tabs[0].seat, SECONDS)
    log = await entries(patient_pair.one.db, meeting)
    assert broken(log, meeting) == {}
    assert one.taken + two.taken == words_of(log, tabs[0].seat)
    assert one.answers["slow_mode"] > SECONDS < two.answers["slow_mode"]


async def test_never_two_leads_and_never_a_word_after_the_grace(patient_pair: Pair, women: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    succession = timedelta(seconds=0.6)
    monkeypatch.setattr(leading, "SUCCESSION_AFTER", succession)
    monkeypatch.setattr(presence, "GRACE_S", 0.1)
    monkeypatch.setattr(hall, "TICK_S", 0.05)
    dice = random.Random(6)
    meeting = await patient_pair.one.meeting(grace_s=1)
    rose = await sit_down(patient_pair.one, women, meeting, "Rose")
    async with Relay(patient_pair.one.port) as to_one, Relay(patient_pair.two.port) as to_two:
        ways = [(patient_pair.one, to_one), (patient_pair.two, to_two)]
        tokens = [await patient_pair.one.sign_in(await patient_pair.one.account(name, Role.FACILITATOR)) for name in ("Ruth", "Naomi")]

        async def come_and_go(token: str) -> None:
            """She comes by one node or the other, her line is cut after a while, and she comes again, sometimes late."""
            while True:
                house, relay = dice.choice(ways)
                her = Woman(token)
                await her.connect(house, port=relay.port)
                await her.sit(meeting)
                await asyncio.sleep(dice.uniform(0.1, 0.9))
                relay.cut()
                await asyncio.sleep(dice.choice([0.0, 0.3, 2.0]))

        async with Flood(rose, PER_SECOND) as flood:
            coming = [asyncio.create_task(come_and_go(token)) for token in tokens]
            await reach(lambda: flood.answers["nobody_facilitates"] > 3 and flood.taken > 20)
            await asyncio.sleep(4)
            for task in coming:
                task.cancel()
            for result in await asyncio.gather(*coming, return_exceptions=True):
                assert isinstance(result, asyncio.CancelledError), result
        await sit_down(patient_pair.two, women, meeting, "", tokens[0])
        assert (await rose.post("always a way back"))["ok"]
    log = await entries(patient_pair.one.db, meeting)
    assert broken(log, meeting, succession) == {}
    assert flood.taken + 1 == words_of(log, rose.seat)


async def test_a_seat_that_came_free_on_one_node_is_hers_who_waits_on_the_other(patient_pair: Pair, women: Keep) -> None:
    one, two = patient_pair.one, patient_pair.two
    meeting = await one.meeting(capacity=1)
    rose = await sit_down(one, women, meeting, "Rose")
    ivy, wren = await sit_down(two, women, meeting, "Ivy"), await sit_down(one, women, meeting, "Wren")
    assert [woman.answer["standing"]["waiting"]["place"] for woman in (ivy, wren)] == [1, 2]
    await rose.does("leave")
    await ivy.until(lambda w: "seat_changed" in w.notices)
    assert (await ivy.sit(meeting))["standing"]["status"] == "here"
    await wren.until(lambda w: w.standing["waiting"]["place"] == 1)
    log = await entries(one.db, meeting)
    assert broken(log, meeting) == {}
