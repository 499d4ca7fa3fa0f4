"""Everything a woman said, taken back in one act: at the wire, from a page's side, on every node, and on the disk."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa

from rooms import commands as c
from rooms.events import MessageId
from rooms.refusals import Refused
from rooms.terms import Reason, Scope
from server.live.reclaim import Reclaim
from server.live.wish import Beside
from server.store import tables as t
from tests.server.live.conftest import Pair
from tests.support.house import House, Keep, facilitate, sit_down

MANY = 500


async def bodies(house: House) -> list[bytes | None]:
    async with house.db.read() as connection:
        return list((await connection.execute(sa.select(t.message.c.body))).scalars())


async def test_five_hundred_messages_go_with_one_entry(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    live = (await house.meetings.hall.get(meeting)).live
    ids = [MessageId(f"message-{n:012d}") for n in range(MANY)]
    await asyncio.gather(*[live.do(rose.answer["you"], c.PostMessage(each), Beside(text="marigold")) for each in ids])
    await ivy.post("mine stays")
    answer = await rose.command("take_back_all")
    assert (answer["ok"], answer["taken"]) == (True, MANY)
    await ivy.until(lambda w: w.told("all_taken_back"))
    (event,) = ivy.told("all_taken_back")
    assert (event["seat"], event["messages"]) == (rose.seat, ids), "one event, in which nothing more than the circle got is named"
    assert "unheard" not in event
    assert len([body for body in await bodies(house) if body is not None]) == 1, "nobody else's"
    again = await rose.command("take_back_all")
    assert (again["ok"], again["taken"]) == (True, 0)
    shown = (await ivy.sit(meeting))["snapshot"]["messages"]
    assert {said["text"] for said in shown} == {None, "mine stays"}


async def test_both_nodes_forget_at_once_also_what_was_said_on_the_other(pair: Pair, women: Keep) -> None:
    meeting = await pair.one.meeting()
    token = await pair.one.guest(meeting)
    here, there = await sit_down(pair.one, women, meeting, "Rose", token), await sit_down(pair.two, women, meeting, "Rose", token)
    ivy = await sit_down(pair.two, women, meeting, "Ivy")
    said = [(await tab.post(f"marigold {n}"))["id"] for n, tab in enumerate((here, there, here, there))]
    late = asyncio.gather(*[there.post("marigold late") for _ in range(5)])
    answer = await here.does("take_back_all")
    said += [each["id"] for each in await late]
    rest = await there.does("take_back_all")
    assert answer["taken"] + rest["taken"] == len(said)
    await ivy.until(lambda w: {ident for event in w.told("all_taken_back") for ident in event["messages"]} == set(said))
    assert [body for body in await bodies(pair.one) if body is not None] == []
    for house in (pair.one, pair.two):
        assert not (await house.meetings.hall.get(meeting)).live.replica.words.bodies


@pytest.mark.parametrize("how", ["waiting", "left", "removed", "closed"])
async def test_from_a_page_wherever_she_is(house: House, women: Keep, how: str) -> None:
    meeting = await house.meeting()
    ruth, rose = (
        await facilitate(house, women, meeting),
        await sit_down(house, women, meeting, "Rose", await house.sign_in(await house.account("Rose"))),
    )
    await rose.post("marigold")
    held = await house.meetings.hall.get(meeting)
    match how:
        case "waiting":
            await ruth.does("move_to_waiting", seat=rose.seat)
            await rose.until(lambda w: "seat_changed" in w.notices)
            await rose.sit(meeting)
            await rose.does("say_privately", id="p" * 16, text="and on my line")
        case "left":
            await rose.does("leave")
        case "removed":
            await house.care.remove(held, ruth.answer["you"], c.RemoveSeat(rose.answer["you"], Reason.OTHER, Scope.ROOM), ruth.account)
        case _:
            await house.meetings.close(meeting)
    who, pages = await house.who(rose.token), Reclaim(house.meetings.hall)
    there = 2 if how == "waiting" else 1
    assert await pages.count(meeting, who) == there
    assert await pages.everything(meeting, who) == there
    assert await bodies(house) == [None] * there
    assert await pages.everything(meeting, who) == 0


async def test_nobody_takes_back_anothers(house: House, women: Keep) -> None:
    meeting, other = await house.meeting(), await house.meeting()
    rose = await sit_down(house, women, meeting, "Rose")
    await rose.post("marigold")
    stranger = await house.who(await house.sign_in(await house.account("Nell")))
    guest = await house.who(await house.guest(other))
    for who, code in ((stranger, "no_seat"), (guest, "no_such_meeting")):
        with pytest.raises(Refused, match=code):
            await Reclaim(house.meetings.hall).everything(meeting, who)
    assert None not in await bodies(house)
