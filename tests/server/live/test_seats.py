"""Seats: under which name, how many, in which meeting, before there is a line, and before the meeting opens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rooms import admission
from rooms.events import SeatId
from rooms.roles import Role
from server.store.keys import key
from server.store.sealing import Tampered
from tests.support.house import House, Keep, Woman, sit_down
from tests.support.waiting import until


async def test_only_one_of_the_name_and_none_like_staff(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    await house.account("Ruth", Role.FACILITATOR)
    await sit_down(house, women, meeting, "Rose")
    ivy = women(Woman(await house.guest(meeting)))
    await ivy.connect(house)
    names = {"Rosé": "name_taken", "Rüth": "name_like_staff", "": "name_needed", "<b>": "name_bad", "x" * 30: "name_bad"}
    for name, code in names.items():
        assert (await ivy.command("take_seat", meeting=meeting, name=name))["code"] == code
    assert (await ivy.sit(meeting, name="Ivy"))["ok"]


async def test_a_meeting_that_has_had_as_many_seats_as_one_may_have(house: House, women: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = await house.meeting()
    ruth = await sit_down(house, women, meeting, "", await house.sign_in(await house.account("Ruth", Role.FACILITATOR)))
    rose = await sit_down(house, women, meeting, "Rose")
    monkeypatch.setattr(admission, "MOST_SEATS", 2)
    wren = women(Woman(await house.guest(meeting), "Wren"))
    await wren.connect(house)
    refused = await wren.sit(meeting)
    assert (refused["code"], refused["retry"]) == ("full", True)
    await ruth.until(lambda w: w.told("turned_away"))
    assert not rose.told("turned_away")


async def test_a_facilitators_seat_ends_with_her_role(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    account = await house.account("Ruth", Role.FACILITATOR)
    ruth = await sit_down(house, women, meeting, "", await house.sign_in(account))
    await house.people.roster.end_role(account, Role.FACILITATOR, by="console")
    await until(lambda: ruth.goodbye == "signed_out" and not ruth.connected)
    again = women(Woman(await house.sign_in(account), "Wren"))
    await again.connect(house)
    for cursor in (None, ruth.cursor):
        assert (await again.sit(meeting, cursor=cursor))["code"] == "not_allowed"
    assert (await again.command("close_meeting"))["code"] == "no_seat"


async def test_a_meeting_that_cannot_be_opened_does_not_keep_the_seats_of_others(house: House, women: Keep) -> None:
    broken, meeting = await house.meetings.plan(await house.room(), house.clock.now() + timedelta(days=1), None), await house.meeting()
    rose = await sit_down(house, women, meeting, "Rose")
    held = house.meetings.hall.at_hand(broken)
    assert held is not None
    await house.meetings.hall._drop(held)
    async with house.db.write("keys") as connection:
        await connection.execute(key.update().where(key.c.meeting_id == broken).values(wrapped=b"x" * 60))
    with pytest.raises(Tampered):
        await house.meetings.declare_lost(house.nodes.id, [broken, meeting])
    await rose.until(lambda w: w.told("seat_lost"))


async def test_a_guest_stays_in_her_meeting(house: House, women: Keep) -> None:
    meeting, other = await house.meeting(), await house.meeting()
    rose = women(Woman(await house.guest(meeting), "Rose"))
    await rose.connect(house)
    assert (await rose.sit(other))["code"] == "no_such_meeting"
    assert (await rose.sit("A" * 22))["code"] == "no_such_meeting"
    assert (await rose.sit(meeting))["ok"]
    ivy = await sit_down(house, women, meeting, "Ivy", await house.sign_in(await house.account("Ivy Green")))
    assert (await ivy.sit(other))["code"] == "bad_request", "one connection, one meeting"


async def test_pages_take_a_seat_before_there_is_a_line(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    token = await house.guest(meeting)
    who = await house.who(token)
    assert await house.meetings.seat_of(meeting, who) is None
    seat = await house.meetings.seat(meeting, who, "Rose")
    assert await house.meetings.seat_of(meeting, who) == seat
    assert (await house.meetings.glances.of([meeting, "nowhere"])).keys() == {meeting}
    assert (await house.meetings.glances.of([meeting]))[meeting].here == 0, "nobody sees it before she arrives"
    rose = await sit_down(house, women, meeting, "", token)
    assert SeatId(rose.answer["you"]) == seat
    ruth = await sit_down(house, women, meeting, "", await house.sign_in(await house.account("Ruth", Role.FACILITATOR)))
    glance = (await house.meetings.glances.of([meeting]))[meeting]
    assert (glance.status, glance.here, glance.facilitators) == ("open", 2, ["Ruth"])
    assert ruth.answer["snapshot"]["seats"][0]["guest"] is True
    assert "guest" not in rose.answer["snapshot"]["seats"][0]


async def test_a_planned_meeting_waits(house: House, women: Keep) -> None:
    meeting = await house.meetings.plan(await house.room(), house.clock.now().replace(year=house.clock.now().year + 1), None)
    rose = await sit_down(house, women, meeting, "Rose")
    assert rose.answer["snapshot"]["status"] == "planned"
    assert (await rose.post("hello"))["code"] == "not_open"
    await house.meetings.open_due(meeting, 1)
    await rose.until(lambda w: w.told("meeting_opened"))
    assert (await rose.post("hello"))["ok"]
