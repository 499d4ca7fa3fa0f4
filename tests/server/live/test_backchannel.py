"""The facilitators' own line over the wire: who is told, on which node, and what is left of it on disk."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from moderation.audit import AuditLine
from server.limits import Limits
from server.live.record import BACK_CHANNEL_OVER
from server.live.reminded import Reminded
from server.store import tables as t
from tests.server.live.conftest import Pair
from tests.support.databases import laid
from tests.support.house import House, Keep, Woman, facilitate, open_houses, sit_down

FIRST, SECOND, THIRD = "p" * 16, "q" * 16, "r" * 16
WORDS = "oleander"


async def bodies(house: House) -> dict[str, bool]:
    """Which messages have words in the record."""
    async with house.db.read() as connection:
        return {row.message_id: row.body is not None for row in await connection.execute(sa.select(t.message))}


async def due(house: House) -> list[float]:
    """In how many seconds the timer comes."""
    async with house.db.read() as connection:
        rows = (await connection.execute(sa.select(t.timer.c.due_at).where(t.timer.c.kind == BACK_CHANNEL_OVER))).all()
    return [(row.due_at - house.clock.now()).total_seconds() for row in rows]


async def tell(woman: Woman, ident: str, text: str = WORDS) -> None:
    answer = await woman.does("say_in_back_channel", id=ident, text=text)
    assert answer["id"] == ident


def read(woman: Woman) -> list[tuple[str, str]]:
    """What she was given when she sat down: who wrote what."""
    return [(said["name"], said["text"]) for said in woman.answer["snapshot"]["back_channel"]]


def in_frames(house: House, meeting: str) -> bool:
    """Whether the words stand in anything this node holds to be sent, or among the words it has opened."""
    held = house.meetings.hall.at_hand(meeting)
    assert held is not None
    replica = held.live.replica
    return WORDS in replica.words.bodies.values() or any(WORDS.encode() in (json or b"") for each in replica.entries for json in each.json)


async def an_evening(house: House, other: House, women: Keep) -> None:
    """On one node or on two: told to facilitators, also to whoever comes late, to nobody else; taken back, cleared, gone with the end."""
    meeting = await house.meeting()
    ruth, kay = await facilitate(house, women, meeting), await facilitate(other, women, meeting, "Kay")
    rose = await sit_down(other, women, meeting, "Rose")
    await tell(ruth, FIRST)
    await tell(ruth, FIRST)  # she did not hear the answer: it is the same message
    await kay.until(lambda w: w.told("back_channel_said"))
    (said,) = kay.told("back_channel_said")
    assert (said["id"], said["seat"], said["name"], said["text"]) == (FIRST, ruth.seat, "Ruth", WORDS)
    assert read(await facilitate(other, women, meeting, "Mia")) == [("Ruth", WORDS)]
    assert (await kay.command("take_back_in_back_channel", id=FIRST))["code"] == "not_yours"
    await ruth.does("take_back_in_back_channel", id=FIRST)
    await kay.until(lambda w: w.told("back_channel_taken_back"))
    assert await bodies(house) == {FIRST: False}
    await tell(kay, SECOND)
    await ruth.does("pause")
    await ruth.does("clear_back_channel")
    await kay.until(lambda w: w.told("back_channel_cleared"))
    assert await bodies(house) == {FIRST: False, SECOND: False}
    await tell(kay, THIRD)
    await ruth.does("close_meeting")
    await rose.until(lambda w: w.goodbye)
    assert await bodies(house) == {FIRST: False, SECOND: False, THIRD: False}
    for node in (house, other):
        assert not in_frames(node, meeting)
    assert WORDS not in str(rose.events) + str(rose.answer)
    assert "back_channel" not in str(rose.events) + str(rose.answer)
    assert all(seconds <= 0 for seconds in await due(house))
    await Reminded(other.meetings.hall).back_channel_due(meeting, 1)


async def test_an_evening(house: House, women: Keep) -> None:
    await an_evening(house, house, women)


async def test_an_evening_on_two_nodes(pair: Pair, women: Keep) -> None:
    await an_evening(pair.one, pair.two, women)


async def test_an_end_on_one_node_destroys_what_was_just_said_on_the_other(pair: Pair, women: Keep) -> None:
    meeting = await pair.one.meeting()
    ruth, kay = await facilitate(pair.one, women, meeting), await facilitate(pair.two, women, meeting, "Kay")
    for wire in pair.wires:
        wire.cut(refuse=True)  # what is said there is not heard here
    await tell(kay, FIRST)
    await ruth.does("close_meeting")
    assert await bodies(pair.one) == {FIRST: False}


async def test_it_can_be_kept_for_a_while_after_the_end(tmp_path: Path, women: Keep) -> None:
    own = House(*laid(tmp_path))
    own.back_channel_kept_s = 600
    async with open_houses(own) as (house,):
        await kept_for_a_while(house, women)


async def kept_for_a_while(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth = await facilitate(house, women, meeting)
    assert ruth.answer["snapshot"]["back_channel_kept_s"] == 600
    await tell(ruth, FIRST)
    await ruth.does("close_meeting")
    (seconds,) = await due(house)
    assert 590 < seconds <= 600
    assert await bodies(house) == {FIRST: True}
    reminded = Reminded(house.meetings.hall)
    for _ in range(2):  # a timer may be run again
        await reminded.back_channel_due(meeting, 1)
    assert await bodies(house) == {FIRST: False}
    assert not in_frames(house, meeting)
    await house.meetings.destroy_due(meeting, 1)
    await reminded.back_channel_due(meeting, 2)


async def test_after_it_was_cleared_the_files_are_emptied_and_nothing_new_is_lost(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth = await facilitate(house, women, meeting)
    await tell(ruth, FIRST)
    await ruth.does("clear_back_channel")
    await tell(ruth, SECOND)
    assert all(seconds <= 0 for seconds in await due(house))
    await Reminded(house.meetings.hall).back_channel_due(meeting, 1)
    assert await bodies(house) == {FIRST: False, SECOND: True}


async def test_it_is_no_faster_than_the_circle_and_no_longer(tmp_path: Path, women: Keep) -> None:
    own = House(*laid(tmp_path))
    async with open_houses(own, limits=Limits(posts=(2.0, 1.0))) as (house,):
        ruth = await facilitate(house, women, await house.meeting())
        codes = [(await ruth.command("say_in_back_channel", id=ident, text=WORDS)).get("code", "ok") for ident in (FIRST, SECOND, THIRD)]
        assert codes == ["ok", "ok", "too_fast"]
        assert (await ruth.command("say_in_back_channel", id=THIRD, text="a" * 2001))["code"] == "too_long"
        assert (await ruth.command("say_in_back_channel", id=THIRD, text=" "))["code"] == "empty"


async def test_what_was_missed_comes_after_a_lost_line(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth, kay = await facilitate(house, women, meeting), await facilitate(house, women, meeting, "Kay")
    cursor = kay.cursor
    await kay.leave_line()
    await tell(ruth, FIRST)
    await tell(ruth, SECOND, "marigold")
    await ruth.does("take_back_in_back_channel", id=FIRST)
    again = women(Woman(kay.token))
    await again.connect(house)
    missed = (await again.sit(meeting, cursor=cursor))["missed"]
    mine = [(event["type"], event["id"], event.get("text")) for event in missed if event["type"].startswith("back_channel")]
    assert mine == [("back_channel_said", FIRST, None), ("back_channel_said", SECOND, "marigold"), ("back_channel_taken_back", FIRST, None)]


async def test_the_audit_tells_that_it_was_cleared_and_nothing_of_what_was_said(house: House, women: Keep) -> None:
    ruth = await facilitate(house, women, await house.meeting())
    await tell(ruth, FIRST)
    await ruth.does("take_back_in_back_channel", id=FIRST)
    await tell(ruth, SECOND)
    await ruth.does("clear_back_channel")
    assert [line.kind for line in await _audit(house)][-1] == "clear_back_channel"
    assert not [line for line in await _audit(house) if "in_back_channel" in line.kind]


async def test_a_nudge_is_told_to_her_alone_and_named_by_nobody(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth, rose, ivy = await facilitate(house, women, meeting), *[await sit_down(house, women, meeting, name) for name in ("Rose", "Ivy")]
    await ruth.does("send_nudge", seat=rose.seat, nudge="rest")
    await rose.until(lambda w: w.standing["nudge"])
    assert {key: rose.standing["nudge"][key] for key in ("id", "nudge", "name")} == {"id": 1, "nudge": "rest", "name": "Ruth"}
    await ruth.until(lambda w: w.told("nudged"))
    assert (await ruth.command("send_nudge", seat=rose.seat, nudge="welcome"))["code"] == "nudged"
    await ruth.post("We go on.")
    await ivy.until(lambda w: w.texts)
    assert "nudge" not in str(ivy.told("standing")) + str(ivy.told("nudged")) + str(rose.told("nudged"))
    (line,) = [line for line in await _audit(house) if line.kind == "send_nudge"]
    assert (line.actor, line.subject) == (ruth.account, meeting)
    assert (await rose.sit(meeting))["standing"]["nudge"]["nudge"] == "rest", "another page of hers shows it as well"


async def _audit(house: House) -> list[AuditLine]:
    async with house.db.read() as connection:
        rows = await connection.execute(sa.select(t.audit).order_by(t.audit.c.n))
        return [AuditLine(row.kind, row.actor, row.subject, row.at) for row in rows]
