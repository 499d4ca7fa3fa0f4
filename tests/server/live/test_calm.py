"""A facilitator keeps the room calm, end to end: taking words down, quiet time, slow mode, pause, the drill; and the audit of it all."""

from __future__ import annotations

import sqlalchemy as sa

from moderation.audit import verify
from rooms.commands import Drill, PostMessage
from rooms.events import MessageId, SeatId
from server.live.wish import Beside, Wish
from server.store import tables as t
from server.store.audit import kept_lines
from tests.support.house import House, Keep, Woman, facilitate, sit_down

FIRST = "f" * 16


async def again(house: House, keep: Keep, woman: Woman) -> Woman:
    """Another connection of hers that comes back with her cursor."""
    back = keep(Woman(woman.token))
    await back.connect(house)
    await back.sit(woman.meeting, cursor=woman.cursor)
    return back


async def test_words_taken_down_are_nowhere_and_come_back_when_restored(house: House, women: Keep) -> None:
    meeting = await house.meeting(history=True)
    ruth = await facilitate(house, women, meeting)
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    away = await sit_down(house, women, meeting, "Lily")
    await away.leave_line()
    first = await rose.post("hyacinth", FIRST)
    await ivy.until(lambda w: w.texts)
    await ruth.does("remove_message", id=FIRST, reason="details")
    await ivy.until(lambda w: w.told("message_removed"))
    event = ivy.told("message_removed")[0]
    assert (event["id"], event["reason"]) == (FIRST, "details")
    await rose.until(lambda w: w.standing["removed"])
    assert rose.standing["removed"] == [{"id": FIRST, "reason": "details"}], "she is told which rule"
    resumed = await again(house, women, away)
    posted = [event for event in resumed.answer["missed"] if event["type"] == "message_posted"]
    assert [(event["text"], event["removed"]) for event in posted] == [(None, "details")]
    late = await sit_down(house, women, meeting, "Iris")
    assert [(m["text"], m["removed"]) for m in late.answer["snapshot"]["messages"]] == [(None, "details")]
    held = house.meetings.hall.at_hand(meeting)
    assert held is not None
    assert not any(b"hyacinth" in (json or b"") for entry in held.live.replica.entries for json in entry.json)
    assert (await ivy.command("respond", id=FIRST, word="me_too"))["code"] == "no_such_message"
    await ruth.does("restore_message", id=FIRST)
    for woman in (ivy, resumed, late):
        await woman.until(lambda w: w.told("message_restored"))
        assert woman.told("message_restored")[0]["text"] == "hyacinth"
    await rose.until(lambda w: not w.standing["removed"])
    assert await rose.post("hyacinth", FIRST) == first, "asking again gives the first answer, whatever was done to it"
    fresh = await sit_down(house, women, meeting, "Fern")
    assert [m["text"] for m in fresh.answer["snapshot"]["messages"]] == ["hyacinth"]
    await ruth.does("remove_message", id=FIRST, reason="unkind")
    await rose.does("take_back", id=FIRST)
    resumed = await again(house, women, away)
    assert all(event.get("text") is None for event in resumed.answer["missed"] if "text" in event), "nor by the event that restored it"


async def test_quiet_time_lifts_by_itself(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth = await facilitate(house, women, meeting)
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    await rose.post("before", FIRST)
    await ruth.does("quiet", seat=rose.seat, minutes=5, reason="cross_talk")
    await rose.until(lambda w: w.standing["quiet"])
    assert rose.standing["quiet"]["reason"] == "cross_talk"
    refused = await rose.post("during")
    assert (refused["code"], refused["retry"]) == ("quiet_time", True)
    await rose.does("take_back", id=FIRST)
    await rose.does("raise_hand")
    assert not ivy.told("quieted"), "nobody else is shown it"
    house.ahead += 299
    assert (await rose.post("still"))["code"] == "quiet_time"
    house.ahead += 2
    assert (await rose.post("after"))["ok"]
    await ruth.does("quiet", seat=rose.seat, minutes=5, reason="cross_talk")
    await ruth.does("lift_quiet", seat=rose.seat)
    await rose.until(lambda w: w.told("standing") and w.standing["quiet"] is None)
    assert (await rose.post("again"))["ok"]
    await ivy.until(lambda w: "again" in w.texts)
    assert ivy.texts == ["before", "after", "again"]


async def test_slow_mode_is_for_members(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose")
    await ruth.does("set_slow", seconds=30)
    first = await rose.post("one", FIRST)
    assert first["ok"]
    assert (await rose.post("two"))["code"] == "slow_mode"
    assert await rose.post("one", FIRST) == first, "asking again is no second message"
    assert (await ruth.post("a"))["ok"]
    assert (await ruth.post("b"))["ok"]
    house.ahead += 31
    assert (await rose.post("two"))["ok"]


async def test_everything_rests_and_goes_on_as_it_was(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose")
    await rose.post("before", FIRST)
    await ruth.does("set_mode", mode="queue", cross_talk=False, turn_s=60)
    await rose.does("raise_hand")
    await rose.until(lambda w: w.told("turn_began"))
    await ruth.does("pause")
    await rose.until(lambda w: w.told("paused") and w.told("turn_held"))
    assert (await rose.post("during"))["code"] == "paused"
    assert (await ruth.command("respond", id=FIRST, word="thank_you"))["ok"]
    await rose.does("take_back", id=FIRST)
    ivy = await sit_down(house, women, meeting, "Ivy")
    assert ivy.answer["standing"]["status"] == "waiting", "whoever comes now waits"
    assert ivy.answer["snapshot"]["paused"]
    await ruth.does("resume")
    await ivy.until(lambda w: w.told("resumed"))
    await rose.until(lambda w: w.told("turn_resumed"))
    assert (await rose.post("after"))["ok"]


async def test_the_drill_and_its_undoing(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose")
    intruders = [await sit_down(house, women, meeting, name) for name in ("Ash", "Elm")]
    for intruder in intruders:
        await intruder.post("spam")
    await rose.until(lambda w: w.texts == ["spam", "spam"])
    await ruth.does("drill", seats=[intruder.seat for intruder in intruders])
    await rose.until(lambda w: len(w.told("message_removed")) == 2 and w.told("paused") and w.told("door_locked"))
    for intruder in intruders:
        await intruder.until(lambda w: "seat_changed" in w.notices)
        assert not intruder.told("message_removed"), "what comes after is not shown to them"
        assert (await intruder.post("more spam"))["code"] == "waiting"
        assert (await intruder.sit(meeting))["standing"]["waiting"]["moved"]
    await ruth.does("undo_drill")
    await rose.until(lambda w: len(w.told("message_restored")) == 2 and w.told("resumed") and w.told("door_unlocked"))
    for intruder in intruders:
        await intruder.until(lambda w: w.notices.count("seat_changed") == 2)
        assert [m["text"] for m in (await intruder.sit(meeting))["snapshot"]["messages"]] == ["spam", "spam"]
    assert (await intruders[0].post("sorry"))["ok"]


async def test_words_on_their_way_while_the_drill_is_called_are_taken_down_too(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose")
    ash, held = await sit_down(house, women, meeting, "Ash"), house.meetings.hall.at_hand(meeting)
    assert held is not None
    held.live.wish(Wish(SeatId(ash.seat), PostMessage(MessageId(FIRST)), lambda _: None, Beside(text="spam")))
    await held.live.do(SeatId(ruth.seat), Drill((SeatId(ash.seat),)))  # decided while the words are being written
    await rose.until(lambda w: [event["id"] for event in w.told("message_removed")] == [FIRST])


async def test_words_from_before_she_came_are_in_no_replay_that_tells_they_were_restored(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose")
    await rose.post("hyacinth", FIRST)
    lily = await sit_down(house, women, meeting, "Lily")
    await lily.does("leave")
    await rose.until(lambda w: w.told("seat_left"))
    await ruth.does("remove_message", id=FIRST, reason="other")
    await ruth.does("restore_message", id=FIRST)
    await rose.until(lambda w: w.told("message_restored"))
    back = await again(house, women, lily)
    assert "hyacinth" not in str(back.answer), "this room keeps no history for who comes late"
    assert back.answer["snapshot"]["messages"] == []


async def test_every_act_has_its_line_in_the_audit(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose")
    await rose.post("oleander", FIRST)
    acts: list[tuple[str, dict[str, object]]] = [
        ("pause", {}), ("resume", {}), ("ground", {}), ("end_grounding", {}), ("set_slow", {"seconds": 1}),
        ("quiet", {"seat": rose.seat, "minutes": 1, "reason": "other"}),
        ("remove_message", {"id": FIRST, "reason": "other"}), ("lock_door", {}), ("set_mode", {"mode": "silence", "cross_talk": False}),
        ("move_to_waiting", {"seat": rose.seat}), ("answer_privately", {"id": "p" * 16, "seat": rose.seat, "text": "oleander"}),
    ]  # fmt: skip
    for kind, fields in acts:
        await ruth.does(kind, **fields)
    await ruth.does("lock_door")
    assert (await rose.command("unlock_door"))["code"] in {"not_allowed", "waiting"}
    async with house.db.read() as connection:
        rows = (await connection.execute(sa.select(t.audit).where(t.audit.c.actor == ruth.account))).all()
    assert [row.kind for row in rows] == [kind for kind, _ in acts], "one line each, none for what changed nothing or was refused"
    assert {row.subject for row in rows} == {meeting}
    kept = [line async for line in kept_lines(house.db)]
    assert verify(kept) is None
    assert not any("oleander" in str(line) for line in kept)
