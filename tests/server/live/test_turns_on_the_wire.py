"""Hands, turns, steps of a script and stepping away, end to end; hands survive a lost line and are in one order on both nodes."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from rooms import turns
from server.live import presence
from tests.server.live.conftest import Pair
from tests.support.house import House, Keep, Woman, facilitate, sit_down


async def test_hands_are_in_one_order_everywhere(pair: Pair, women: Keep) -> None:
    meeting = await pair.one.meeting()
    ruth = await facilitate(pair.two, women, meeting)
    circle = [await sit_down((pair.one, pair.two)[n % 2], women, meeting, name) for n, name in enumerate(("Rose", "Ivy", "Lily", "Iris"))]
    await ruth.does("set_mode", mode="queue", cross_talk=False, turn_s=60)
    await asyncio.gather(*[woman.does("raise_hand") for woman in circle])
    for woman in (ruth, *circle):
        await woman.until(lambda w: len(w.told("hand_raised")) == 4 and w.told("turn_began"))
    order = [event["seat"] for event in ruth.told("hand_raised")]
    assert all([event["seat"] for event in woman.told("hand_raised")] == order for woman in circle)
    assert ruth.told("turn_began")[0]["seat"] == order[0]
    by_seat = {woman.seat: woman for woman in circle}
    assert (await by_seat[order[1]].post("not yet"))["code"] == "not_your_turn"
    assert (await by_seat[order[0]].post("my turn"))["ok"]
    waits = by_seat[order[1]]
    house = pair.one if waits.token in {woman.token for woman in circle[::2]} else pair.two
    await waits.leave_line()
    back = women(Woman(waits.token))
    await back.connect(house)
    assert (await back.sit(meeting))["snapshot"]["hands"] == order[1:], "her place is kept"
    await by_seat[order[0]].does("end_turn")
    await back.until(lambda w: w.told("turn_began"))
    assert (await back.post("now"))["ok"]


async def test_nobody_waits_for_ever_for_a_line_that_is_lost(house: House, women: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LOST_TURN", timedelta(seconds=0.5))
    monkeypatch.setattr(presence, "GRACE_S", 0.1)
    meeting = await house.meeting()
    ruth = await facilitate(house, women, meeting)
    rose, ivy = [await sit_down(house, women, meeting, name) for name in ("Rose", "Ivy")]
    await ruth.does("set_mode", mode="queue", cross_talk=False, turn_s=60)
    for woman in (rose, ivy):
        await woman.does("raise_hand")
    await rose.leave_line()
    await ruth.until(lambda w: w.told("turn_held"))
    await ivy.until(lambda w: len(w.told("turn_began")) == 2)
    (ended,) = ruth.told("turn_ended")
    assert (ended["seat"], ended["kept"], ruth.told("hands_set")[0]["hands"]) == (rose.seat, True, [rose.seat, ivy.seat])
    assert (await ivy.post("now it is mine"))["ok"]
    back = women(Woman(rose.token))
    await back.connect(house)
    assert (await back.sit(meeting))["snapshot"]["hands"] == [rose.seat], "her place is kept"
    await ivy.does("end_turn")
    await back.until(lambda w: w.told("turn_began"))


async def test_a_step_applies_everything_at_once(house: House, women: Keep) -> None:
    meeting = await house.meeting(format="short")
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose")
    script = rose.answer["snapshot"]["script"]
    assert [step["title"]["en"] for step in script] == ["Welcome", "Sharing", "Talking"]
    assert all("cue" not in step for step in script)
    assert ruth.answer["snapshot"]["script"][0]["cue"] == {"en": "Welcome."}
    await ruth.does("begin_step", index=0)
    assert (await rose.post("may I?"))["code"] == "facilitators_only"
    await ruth.does("begin_step", index=1)
    await rose.until(lambda w: w.told("turn_began"))
    assert rose.told("turn_began")[0] | {"seat": rose.seat, "limit_s": 180} == rose.told("turn_began")[0]
    assert (await rose.post("It is my turn."))["ok"]
    await rose.does("pass_turn")
    assert (await rose.post("after"))["code"] == "not_your_turn"
    await ruth.does("begin_step", index=2)
    assert (await rose.post("together"))["ok"]
    assert (await ruth.command("begin_step", index=3))["code"] == "no_script"
    plain = await house.meeting(format="gone")
    naomi = await facilitate(house, women, plain, "Naomi")
    assert naomi.answer["snapshot"]["script"] == [], "a script that is gone is an open meeting"
    assert (await naomi.command("begin_step", index=0))["code"] == "no_script"


async def test_stepping_away_keeps_her_turn_and_tells_only_what_she_chose(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth = await facilitate(house, women, meeting)
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    await ruth.does("set_mode", mode="queue", cross_talk=False, turn_s=60)
    await rose.does("raise_hand")
    await rose.does("step_away", quiet=True)
    await rose.until(lambda w: w.standing["away"] == "quiet")
    await ruth.until(lambda w: w.told("stepped_away") and w.told("turn_held"))
    answer = await rose.post("I am back.")
    assert answer["ok"], "who writes has come back"
    assert answer["seq"] == next(event["seq"] for event in rose.told("message_posted")) if rose.texts else answer["seq"]
    await rose.until(lambda w: w.texts and w.standing["away"] is None)
    await rose.does("step_away", quiet=False)
    await ivy.until(lambda w: w.told("stepped_away"))
    await rose.does("come_back")
    await ivy.until(lambda w: w.told("came_back"))
    assert len(ivy.told("stepped_away")) == len(ivy.told("came_back")) == 1, "the first time nobody was told"
