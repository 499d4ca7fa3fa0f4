"""Side rooms over the wire, on one node and on two: who hears what, and what is left of it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from rooms.roles import Role
from rooms.rules import Rules, Then
from server.live.record import SIDE_ROOM_OVER, SIDE_WORDS_GONE
from server.live.reminded import Reminded
from server.people.reports import TIMER as DESTROY_EXCERPT
from server.people.reports import Why
from server.store import tables as t
from server.store.engine import sqlite_file
from tests.server.live.conftest import Pair
from tests.support.canary import files
from tests.support.house import House, Keep, Woman, facilitate, sit_down
from tests.support.waiting import until

SAID, ANSWERED, OTHER = "s" * 16, "t" * 16, "u" * 16
NUMBER = "503-555-0142"


async def timers(house: House, kind: str) -> dict[str, datetime]:
    async with house.db.read() as connection:
        rows = await connection.execute(sa.select(t.timer.c.subject, t.timer.c.due_at).where(t.timer.c.kind == kind))
        return {row.subject: row.due_at for row in rows}


async def bodies(house: House) -> dict[str, bool]:
    async with house.db.read() as connection:
        return {row.message_id: row.body is not None for row in await connection.execute(sa.select(t.message))}


async def audited(house: House, kind: str) -> int:
    async with house.db.read() as connection:
        return len((await connection.execute(sa.select(t.audit).where(t.audit.c.kind == kind))).all())


def room_of(woman: Woman) -> dict[str, Any] | None:
    room: dict[str, Any] | None = woman.standing["side_room"]
    return room


def line_of(woman: Woman) -> list[str]:
    room = room_of(woman)
    return [] if room is None else [said["text"] for said in room["line"]]


async def forgotten(house: House, meeting: str) -> None:
    """This node holds no word any more, and knows of no side room."""
    held = house.meetings.hall.at_hand(meeting)
    assert held is not None
    live = held.live
    await until(lambda: not live.replica.words.bodies and not live.state.side_rooms)


async def begin(ruth: Woman, rose: Woman, minutes: int = 10) -> None:
    await ruth.until(lambda w: rose.seat in str(w.answer) or any(rose.seat in str(each) for each in w.told("seat_arrived")))
    await ruth.does("offer_side_room", seat=rose.seat, minutes=minutes)
    await rose.until(lambda w: room_of(w) is not None)
    await rose.does("accept_side_room")
    for woman in (ruth, rose):
        await woman.until(lambda w: (room_of(w) or {}).get("begun"))


async def test_from_asking_to_the_circle_again(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth, kay = await facilitate(house, women, meeting), await facilitate(house, women, meeting, "Kay")
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    tab = await sit_down(house, women, meeting, "Rose", rose.token)
    await begin(ruth, rose)
    answer = await rose.does("say_in_side_room", id=SAID, text="  It is about Friday.  ")
    assert answer == {"ok": True, "id": SAID, "at": answer["at"]}
    assert await rose.does("say_in_side_room", id=SAID, text="It is about Friday.") == answer, "again is the same words"
    await ruth.does("say_in_side_room", id=ANSWERED, text="I am here.")
    for woman in (ruth, rose, tab):
        await woman.until(lambda w: line_of(w) == ["It is about Friday.", "I am here."])
    for outside in (kay, ivy):
        assert (await outside.command("say_in_side_room", id=OTHER, text="And I?"))["code"] == "no_side_room"
    assert (await rose.command("post", id=OTHER, text="Too early."))["code"] == "in_side_room"
    assert (await rose.command("offer_side_room", seat=ivy.seat, minutes=5))["code"] == "not_allowed"
    assert (await kay.command("offer_side_room", seat=ruth.seat, minutes=5))["code"] == "not_for_facilitators"
    assert (await kay.command("offer_side_room", seat=ivy.seat, minutes=31))["code"] == "bad_request"
    await rose.does("leave_side_room")
    for woman in (ruth, rose, tab):
        await woman.until(lambda w: room_of(w) is None)
    await rose.post("I am back.")
    for outside in (kay, ivy):
        await outside.until(lambda w: "I am back." in w.texts)
        assert not [trace for trace in (SAID, ANSWERED, "Friday") if trace in str((outside.events, outside.answer))]
    assert [event["type"] for event in ivy.events if event.get("seat") == rose.seat and "seq" in event][:2] == ["stepped_away", "came_back"]
    assert kay.told("side_room_ended")[0]["why"] == "member"
    assert (await bodies(house))[SAID] is False
    assert await rose.does("say_in_side_room", id=SAID, text="It is about Friday.") == answer
    assert (await rose.command("post", id=SAID, text="To all?"))["code"] == "id_taken", "nor is an id of hers used again"
    assert [await audited(house, kind) for kind in ("offer_side_room", "end_side_room", "say_in_side_room")] == [1, 0, 0]
    live = house.meetings.hall.at_hand(meeting)
    assert live is not None
    assert not {SAID, ANSWERED} & set(live.live.replica.words.bodies)


async def test_personal_details_are_hidden_between_two_as_in_the_room(house: House, women: Keep) -> None:
    meeting = await house.meeting(rules=Rules(contact=Then.ASK))
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose")
    await begin(ruth, rose)
    answer = await rose.does("say_in_side_room", id=SAID, text=f"Mary Hill has my number, {NUMBER}.")
    assert (answer["hidden"], answer["text"]) == (["phone"], "Mary Hill has my number, [phone]."), "nobody is asked where nobody else reads"
    assert await rose.does("say_in_side_room", id=SAID, text=f"Mary Hill has my number, {NUMBER}.") == answer
    assert "hidden" not in await ruth.does("say_in_side_room", id=ANSWERED, text="Mine is 503-555-0199.")
    for woman in (ruth, rose):
        await woman.until(lambda w: len(line_of(w)) == 2)
        room = room_of(woman)
        assert room is not None
        assert [each.get("hidden") for each in room["line"]] == [["phone"], None]
        assert NUMBER not in str((woman.events, woman.answer))
    key = (await house.meetings.hall.get(meeting)).live.replica.key
    kept = {body.message: body.sealed for body in await house.log.bodies(meeting)}
    assert NUMBER.encode() not in key.open(b"body", SAID, kept[SAID] or b"")


async def test_a_report_of_its_words_outlives_it_and_her_who_wrote_them_learns_nothing(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth, kay = await facilitate(house, women, meeting), await facilitate(house, women, meeting, "Kay")
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    await begin(ruth, rose)
    await ruth.does("say_in_side_room", id=SAID, text="You owe me this.")
    await rose.until(line_of)
    assert (await ivy.command("report", id=SAID, reason="unkind"))["code"] == "no_such_message"
    receipt = (await rose.does("report", id=SAID, reason="unkind", note="narcissus"))["receipt"]
    await rose.does("leave_side_room")
    await kay.until(lambda w: w.told("side_room_ended"))
    assert not [woman for woman in (ruth, kay) if woman.told("message_reported")]
    reports = house.people.reports
    assert await reports.listing(await house.who(ruth.token)) == []
    naomi = await house.who(await house.sign_in(await house.account("Naomi", Role.SUPERVISOR)))
    (listed,) = await reports.listing(naomi)
    excerpt = await reports.read(listed.id, naomi, Why.DECIDE)
    assert excerpt is not None
    assert (excerpt.words, excerpt.note, excerpt.author, excerpt.reporter) == ("You owe me this.", "narcissus", "Ruth", "Rose")
    assert await reports.outcome(receipt) is not None
    assert list(await timers(house, DESTROY_EXCERPT)) == [listed.id]


async def test_its_words_leave_the_disk_with_its_end(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose")
    await begin(ruth, rose)
    await rose.does("say_in_side_room", id=SAID, text="It is about Friday.")
    (sealed,) = [body.sealed for body in await house.log.bodies(meeting) if body.message == SAID]
    assert sealed is not None
    folder = Path(sqlite_file(house.db.url)).parent
    assert sealed in files(folder)
    await ruth.does("close_meeting")
    assert (await bodies(house))[SAID] is False, "with the close as well, long before the meeting's words go"
    assert list(await timers(house, SIDE_WORDS_GONE)) == [meeting]
    for _ in range(2):
        await Reminded(house.meetings.hall).side_words_gone_due(meeting, 1)
        assert sealed not in files(folder)


async def test_a_woman_who_lost_her_line_finds_it_again_and_a_node_that_forgot_reads_it(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    account = await house.account("Rose")
    token = await house.sign_in(account)
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose", token)
    await begin(ruth, rose)
    await rose.does("say_in_side_room", id=SAID, text="It is about Friday.")
    for woman in (ruth, rose):
        await woman.leave_line()
    held = house.meetings.hall.at_hand(meeting)
    assert held is not None
    await house.meetings.hall._drop(held)
    back = await sit_down(house, women, meeting, "", token)
    assert line_of(back) == ["It is about Friday."]
    await back.does("leave_side_room")
    await house.meetings.hall._drop(house.meetings.hall.at_hand(meeting) or held)
    assert "Friday" not in str((await sit_down(house, women, meeting, "", token)).answer)


async def by_its_time(house: House, other: House, women: Keep) -> None:
    """One woman on each node; its time is over, and no timer has run."""
    meeting = await house.meeting()
    ruth, rose = await facilitate(other, women, meeting), await sit_down(house, women, meeting, "Rose")
    await begin(ruth, rose, 1)
    began = house.clock.now()
    for woman, ident in ((rose, SAID), (ruth, ANSWERED)):
        await woman.does("say_in_side_room", id=ident, text="marigold")
    await ruth.until(lambda w: len(line_of(w)) == 2)
    await ruth.does("lengthen_side_room")
    (subject,) = timers_set = await timers(house, SIDE_ROOM_OVER)
    assert abs(timers_set[subject] - began - timedelta(minutes=6)) < timedelta(seconds=30), "set anew with each of its ends"
    reminded = Reminded(other.meetings.hall)
    await reminded.side_room_due(subject, 1)
    assert room_of(rose) is not None, "a timer that came too early ends nothing"
    for each in {house, other}:
        each.ahead = 365.0  # its six minutes, and what two clocks may differ by
    for woman in (rose, ruth):
        assert (await woman.command("say_in_side_room", id=OTHER, text="Too late."))["code"] == "no_side_room"
    for number in (2, 3):
        await reminded.side_room_due(subject, number)
    for woman in (rose, ruth):
        await woman.until(lambda w: room_of(w) is None)
    assert ruth.told("side_room_ended")[0]["why"] == "time"
    assert await bodies(house) == {SAID: False, ANSWERED: False}
    for each in {house, other}:
        await forgotten(each, meeting)


async def test_it_ends_by_its_time(house: House, women: Keep) -> None:
    await by_its_time(house, house, women)


async def test_it_ends_by_its_time_on_two_nodes(pair: Pair, women: Keep) -> None:
    await by_its_time(pair.one, pair.two, women)


async def test_no_word_outlives_an_end_that_races_with_it_on_another_node(pair: Pair, women: Keep) -> None:
    meeting = await pair.one.meeting()
    ruth, rose = await facilitate(pair.two, women, meeting), await sit_down(pair.one, women, meeting, "Rose")
    for turn in range(6):
        await begin(ruth, rose)
        said = [rose.command("say_in_side_room", id=f"{turn:016}-{n}", text="marigold") for n in range(3)]
        *answers, ended = await asyncio.gather(*said, ruth.command("end_side_room"))
        assert ended["ok"]
        assert {answer.get("code") for answer in answers} <= {None, "no_side_room"}
        for woman in (ruth, rose):
            await woman.until(lambda w: room_of(w) is None)
        assert not any((await bodies(pair.one)).values())
    for house in (pair.one, pair.two):
        await forgotten(house, meeting)
