"""The spine on one node: connect, take a seat, talk, come back, leave, close."""

from __future__ import annotations

import asyncio
import secrets

import pytest
import sqlalchemy as sa

from rooms import views
from rooms.refusals import Refused
from rooms.roles import Role
from server.live.replica import Replica
from server.store import tables as t
from tests.support.house import House, Keep, Woman, facilitate, sit_down
from tests.support.waiting import until


async def test_two_women_talk(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    answer = await rose.post("I nearly did not come.")
    assert answer["ok"]
    await ivy.until(lambda w: w.texts)
    await rose.until(lambda w: w.texts)
    assert ivy.texts == rose.texts == ["I nearly did not come."]
    event = ivy.told("message_posted")[0]
    assert {key: event[key] for key in ("seq", "id", "at")} == {key: answer[key] for key in ("seq", "id", "at")}
    assert event == rose.told("message_posted")[0], "one frame for all of an audience"


async def test_a_snapshot_holds_the_last_words_and_others_are_asked_for(house: House, women: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST_SHOWN", 2)
    meeting = await house.meeting(history=True, waiting="guests")
    token = await house.sign_in(await house.account("Ivy"))
    ruth, ivy = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Ivy", token)
    for number in range(5):
        await ruth.post(f"Word {number}.")
    snapshot = (await ivy.sit(meeting))["snapshot"]
    assert [message["text"] for message in snapshot["messages"]] == ["Word 3.", "Word 4."]
    answer = await ivy.does("earlier", id=snapshot["earlier"])
    assert [message["text"] for message in answer["messages"]] == ["Word 1.", "Word 2."]
    assert [seat["name"] for seat in answer["seats"]] == ["Ruth"]
    assert [each["text"] for each in (await ivy.does("earlier", id=answer["earlier"]))["messages"]] == ["Word 0."]
    rose = women(Woman(await house.guest(meeting), "Rose"))
    await rose.connect(house)
    assert (await rose.sit(meeting))["standing"]["status"] == "waiting"
    assert (await rose.command("earlier", id=answer["earlier"]))["code"] == "waiting"


async def test_what_is_acknowledged_is_committed_and_sealed(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    rose = await sit_down(house, women, meeting, "Rose")
    await rose.post("marigold", "m" * 16)
    async with house.db.read() as connection:
        bodies = (await connection.execute(sa.select(t.message.c.body))).scalars().all()
        rows = (await connection.execute(sa.select(t.log.c.data))).scalars().all()
        seats = (await connection.execute(sa.select(t.seat))).all()
    assert len(bodies) == len(seats) == 1
    stored = b"".join([*bodies, *rows, *(bytes(cell) for row in seats for cell in row if isinstance(cell, bytes))])
    assert b"marigold" not in stored
    assert b"Rose" not in stored
    key = await house.keyring.get(meeting)
    assert key is not None
    assert key.open(b"body", "m" * 16, bodies[0]) == b"marigold"


async def test_the_same_id_again_is_the_same_message(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    ident = secrets.token_urlsafe(12)
    first, again, *quick = await asyncio.gather(*[rose.post("once", ident) for _ in range(5)])
    assert first["ok"]
    assert [again, *quick] == [first] * 4
    assert (await ivy.post("mine", ident))["code"] == "id_taken"
    await ivy.post("end")
    await ivy.until(lambda w: "end" in w.texts)
    assert ivy.texts == ["once", "end"]


async def test_coming_back_gets_exactly_what_was_missed(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    token = await house.guest(meeting)
    rose, ivy = await sit_down(house, women, meeting, "Rose", token), await sit_down(house, women, meeting, "Ivy")
    await ivy.post("before")
    await rose.until(lambda w: w.texts)
    cursor = rose.cursor
    await rose.leave_line()
    said = [f"while away {n}" for n in range(5)]
    for text in said:
        await ivy.post(text)
    await ivy.until(lambda w: len(w.texts) == 6)
    away = ivy.told("message_posted")[-1]["id"]
    await ivy.command("take_back", id=away)
    again = women(Woman(token))
    await again.connect(house)
    answer = await again.sit(meeting, cursor=cursor)
    assert answer["snapshot"] is None
    missed = answer["missed"]
    assert [event["seq"] for event in missed] == list(range(missed[0]["seq"], answer["seq"] + 1)), "without holes"
    posted = [event for event in missed if event["type"] == "message_posted"]
    assert [event["text"] for event in posted] == [*said[:-1], None], "and what was taken back is not told"
    assert posted[-1]["taken_back"]
    assert missed[-1]["cursor"] == answer["cursor"]
    await ivy.post("after")
    await again.until(lambda w: w.texts)
    assert again.texts == ["after"]
    assert again.told("message_posted")[0]["seq"] == answer["seq"] + 1


async def test_a_cursor_of_somewhere_else_gets_a_snapshot(house: House, women: Keep) -> None:
    meeting, other = await house.meeting(), await house.meeting()
    token = await house.guest(meeting)
    rose = await sit_down(house, women, meeting, "Rose", token)
    await rose.post("hello")
    elsewhere = await sit_down(house, women, other, "Ivy")
    for cursor in (elsewhere.cursor, "A" * 22, "", "x"):
        answer = await rose.sit(meeting, cursor=cursor)
        assert answer["missed"] is None
        assert [m["text"] for m in answer["snapshot"]["messages"]] == ["hello"]


async def test_too_much_missed_is_a_snapshot(house: House, women: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.live.presence.MOST_MISSED", 3)
    meeting = await house.meeting()
    rose = await sit_down(house, women, meeting, "Rose")
    cursor = rose.cursor
    for text in "abcd":
        await rose.post(text)
    assert (await rose.sit(meeting, cursor=cursor))["missed"] is None
    await rose.until(lambda w: len(w.texts) == 4)
    assert len((await rose.sit(meeting, cursor=rose.told("message_posted")[0]["cursor"]))["missed"]) == 3
    monkeypatch.delattr(Replica, "after")
    assert (await rose.sit(meeting, cursor=cursor))["missed"] is None, "and nothing is encoded in vain"


async def test_a_late_joiner_knows_nothing_from_before(house: House, women: Keep) -> None:
    meeting, remembered = await house.meeting(), await house.meeting(history=True)
    for place, heard in ((meeting, []), (remembered, ["before"])):
        rose = await sit_down(house, women, place, "Rose")
        early = rose.cursor
        await rose.post("before")
        ivy = await sit_down(house, women, place, "Ivy")
        assert [m["text"] for m in ivy.answer["snapshot"]["messages"]] == heard
        stolen = await ivy.sit(place, cursor=early)
        assert (stolen["missed"] is None) is (heard == []), "a cursor from before her time gives nothing"


async def test_two_tabs_are_one_seat(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    token = await house.guest(meeting)
    one = await sit_down(house, women, meeting, "Rose", token)
    two = await sit_down(house, women, meeting, "Rosa", token)
    ivy = await sit_down(house, women, meeting, "Ivy")
    assert one.answer["you"] == two.answer["you"]
    assert len(ivy.answer["snapshot"]["seats"]) == 2
    await one.leave_line()
    await asyncio.sleep(0.1)
    assert (await two.post("still here"))["ok"]
    assert (await two.command("leave"))["ok"]
    await until(lambda: two.goodbye == "left" and not two.connected)
    await ivy.until(lambda w: w.told("seat_left"))
    assert not ivy.told("seat_lost")


async def test_racing_tabs_are_one_seat(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    token = await house.guest(meeting)
    tabs = [women(Woman(token, f"Rose {n}")) for n in range(1, 5)]
    for tab in tabs:
        await tab.connect(house)
    answers = await asyncio.gather(*[tab.sit(meeting) for tab in tabs])
    assert {answer["ok"] for answer in answers} == {True}
    assert len({answer["you"] for answer in answers}) == 1


async def test_a_quick_reconnect_writes_nothing(house: House, women: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = await house.meeting()
    token = await house.guest(meeting)
    rose, ivy = await sit_down(house, women, meeting, "Rose", token), await sit_down(house, women, meeting, "Ivy")
    head = (await house.log.heads([meeting]))[meeting]
    await rose.leave_line()
    await asyncio.sleep(1.5)
    again = await sit_down(house, women, meeting, "Rose", token)
    await asyncio.sleep(1.5)
    assert (await house.log.heads([meeting]))[meeting] == head
    monkeypatch.setattr("server.live.presence.GRACE_S", 0.2)
    await again.leave_line()
    await ivy.until(lambda w: w.told("seat_lost"))
    back = await sit_down(house, women, meeting, "Rose", token)
    await ivy.until(lambda w: w.told("seat_back"))
    assert (await back.post("here again"))["ok"]


async def test_closing_tells_everyone_and_ends_every_line(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth = await sit_down(house, women, meeting, "", await house.sign_in(await house.account("Ruth", Role.FACILITATOR)))
    rose = await sit_down(house, women, meeting, "Rose")
    assert (await rose.command("close_meeting"))["code"] == "not_allowed"
    assert (await ruth.command("close_meeting"))["ok"]
    await until(lambda: rose.goodbye == ruth.goodbye == "meeting_closed" and not rose.connected)
    assert rose.told("meeting_closed")[0]["reason"] == "facilitator"
    late = women(Woman(await house.sign_in(await house.account("Wren")), "Wren"))
    await late.connect(house)
    assert (await late.sit(meeting))["code"] == "meeting_closed"
    async with house.db.read() as connection:
        status, kinds = (
            (await connection.execute(sa.select(t.meeting.c.status))).scalar_one(),
            (await connection.execute(sa.select(t.timer.c.kind))).scalars().all(),
        )
        audited = (await connection.execute(sa.select(t.audit.c.kind))).scalars().all()
    assert status == "closed"
    assert "destroy_words" in kinds
    assert audited[-1] == "meeting_closed"


async def test_destroyed_words_are_let_go(house: House, women: Keep) -> None:
    meeting = await house.meeting(words_kept_s=0)
    rose = await sit_down(house, women, meeting, "Rose")
    await rose.post("marigold")
    await house.meetings.close(meeting)
    await house.meetings.destroy_due(meeting, 1)
    assert house.meetings.hall.at_hand(meeting) is None
    with pytest.raises(Refused, match="no_such_meeting"):
        await house.meetings.hall.get(meeting)
    await house.meetings.destroy_due(meeting, 1)
    await house.meetings.close_due(meeting, 1)


async def test_responses_and_taking_back(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    ident = (await rose.post("hello"))["id"]
    await ivy.until(lambda w: w.texts)
    assert (await ivy.command("respond", id=ident, word="with_you"))["ok"]
    assert (await ivy.command("respond", id=ident, word="with_you"))["ok"], "again is no error"
    assert (await rose.command("respond", id=ident, word="me_too"))["code"] == "your_own"
    assert (await ivy.command("take_back", id=ident))["code"] == "not_yours"
    assert (await ivy.command("unrespond", id=ident, word="with_you"))["ok"]
    assert (await rose.command("take_back", id=ident))["ok"]
    await ivy.until(lambda w: w.told("message_taken_back"))
    assert [event["type"] for event in ivy.events if event["type"] != "seat_arrived"] == [
        "message_posted", "responded", "response_taken_back", "message_taken_back",
    ]  # fmt: skip
    async with house.db.read() as connection:
        assert (await connection.execute(sa.select(t.message.c.body))).scalars().all() == [None]
    assert (await rose.post("hello again", ident))["id"] == ident, "the id is used up: the first answer, and nothing is said"
    assert (await rose.sit(meeting))["snapshot"]["messages"][0]["text"] is None


async def test_typing_is_a_hint_to_the_others(house: House, women: Keep) -> None:
    meeting, quiet = await house.meeting(), await house.meeting(typing=False)
    for place, hints in ((meeting, 1), (quiet, 0)):
        rose, ivy = await sit_down(house, women, place, "Rose"), await sit_down(house, women, place, "Ivy")
        head = (await house.log.heads([place]))[place]
        for _ in range(3):
            assert (await rose.command("typing"))["ok"]
        await rose.post("done")
        await ivy.until(lambda w: w.texts)
        assert [event["seat"] for event in ivy.told("typing")] == [rose.answer["you"]] * hints
        assert not rose.told("typing")
        assert (await house.log.heads([place]))[place][0] == head[0] + 1
