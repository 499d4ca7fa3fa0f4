"""Nothing is forgotten: a replica let go and loaded anew, and a node that stops and starts again, go on where they were."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from rooms.visibility import snapshot
from server.live import hall
from tests.support.databases import laid
from tests.support.house import House, Keep, Woman, open_houses, sit_down
from tests.support.waiting import until


async def test_a_replica_nobody_uses_is_let_go_and_loads_the_same(house: House, women: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hall, "KEPT_S", 0.0)
    monkeypatch.setattr("server.live.presence.GRACE_S", 0.0)
    monkeypatch.setattr("server.live.follower.CHUNK", 7)  # many chunks
    meeting = await house.meeting(history=True)
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    for n in range(20):
        ident = (await rose.post(f"m{n}"))["id"]
        await ivy.until(lambda w, n=n: len(w.texts) == n + 1)  # type: ignore[misc]
        await ivy.command("respond", id=ident, word="strength")
        if n % 5 == 0:
            await rose.command("take_back", id=ident)
    await ivy.leave_line()
    await rose.leave_line()
    held = house.meetings.hall.at_hand(meeting)
    assert held is not None
    await until(lambda: house.meetings.hall.at_hand(meeting) is None, within=15)
    again = await house.meetings.hall.get(meeting)
    assert again is not held
    before, after = held.live.replica, again.live.replica
    assert after.state == before.state
    assert after.words.bodies == before.words.bodies
    assert after.words.names == before.words.names
    viewer = next(iter(after.state.seats.values()))
    assert snapshot(after.state, viewer, after.words) == snapshot(before.state, viewer, before.words)
    assert after.state.control == (await house.log.heads([meeting]))[meeting][1]


async def test_a_restart_keeps_answers_seats_and_places(tmp_path: Path, women: Keep) -> None:
    urls = laid(tmp_path)
    first = House(*urls)
    async with open_houses(first):
        meeting = await first.meeting()
        token = await first.guest(meeting)
        rose = await sit_down(first, women, meeting, "Rose", token)
        answer = await rose.post("before", "b" * 16)
        await rose.until(lambda w: w.texts)
        cursor, seat = rose.cursor, rose.answer["you"]
    await until(lambda: rose.goodbye == "restarting")
    second = House(*urls)
    await second.start()
    try:
        again = women(Woman(token))
        await again.connect(second)
        back = await again.sit(meeting, cursor=cursor)
        assert back["you"] == seat
        assert [event["type"] for event in back["missed"]] == ["seat_lost", "seat_back"]
        assert await again.post("before", "b" * 16) == answer
        assert (await again.post("after"))["seq"] == back["seq"] + 1
    finally:
        await asyncio.sleep(0)
        await second.stop()
