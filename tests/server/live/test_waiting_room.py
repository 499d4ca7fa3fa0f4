"""The waiting room, and going from it and to it: what she there is shown, her private line, and the door behind whoever was asked to go."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from rooms.commands import RemoveSeat
from rooms.events import SeatId
from rooms.questions import Answered, pack_answers
from rooms.refusals import Refused
from rooms.terms import Reason, Scope
from server.live import fanout
from server.live.wish import AtTheDoor
from server.people.invitations import Kind
from server.store import tables as t
from tests.support.house import House, Keep, Woman, facilitate, sit_down
from tests.support.waiting import until

CIRCLE = {"message_posted", "seat_arrived", "seat_back", "seat_left", "seat_lost", "typing", "hand_raised", "responded", "message_removed"}


async def settled(house: House, ruth: Woman, *others: Woman) -> None:
    """Everything that was on its way has come."""
    await ruth.post("that was all")
    for woman in (ruth, *others):
        await woman.command("typing")


async def test_who_waits_is_shown_nothing_of_the_circle(house: House, women: Keep) -> None:
    meeting = await house.meeting(waiting="everyone")
    ruth = await facilitate(house, women, meeting)
    ivy, rose = await sit_down(house, women, meeting, "Ivy"), await sit_down(house, women, meeting, "Rose")
    await ruth.does("admit", seat=ivy.seat)
    await ivy.until(lambda w: "seat_changed" in w.notices)
    await ivy.sit(meeting)
    await ivy.post("in the circle")
    await ivy.command("typing")
    await ivy.does("raise_hand")
    snapshot, standing = rose.answer["snapshot"], rose.answer["standing"]
    assert snapshot["messages"] == []
    assert {seat["role"] for seat in snapshot["seats"]} == {"facilitator"}
    assert (standing["status"], standing["waiting"]["place"], standing["waiting"]["of"]) == ("waiting", 2, 2)
    assert standing["waiting"]["facilitators"] == ["Ruth"]
    await rose.until(lambda w: w.standing["waiting"]["place"] == 1)
    await rose.does("say_privately", id="p" * 16, text="It is my first time.")
    await ruth.until(lambda w: w.told("private_said"))
    assert ruth.told("private_said")[0]["text"] == "It is my first time."
    await ruth.does("answer_privately", id="q" * 16, seat=rose.seat, text="Welcome, Rose.")
    await rose.until(lambda w: len(w.standing["waiting"]["line"]) == 2)
    assert [(said["mine"], said["name"], said["text"]) for said in rose.standing["waiting"]["line"]] == [
        (True, None, "It is my first time."),
        (False, "Ruth", "Welcome, Rose."),
    ]
    assert (await rose.post("not yet"))["code"] == "waiting"
    await settled(house, ruth, ivy, rose)
    assert not CIRCLE & {event["type"] for event in rose.events}
    assert not ivy.told("private_said")
    await ruth.does("pause")
    await ruth.does("resume")
    await rose.until(lambda w: w.told("paused") and w.told("resumed"))
    assert [event["seq"] for event in rose.told("paused") + rose.told("resumed")] == [rose.answer["seq"] + 1, rose.answer["seq"] + 2]
    await ruth.does("admit_all")
    await rose.until(lambda w: "seat_changed" in w.notices)
    assert (await rose.sit(meeting))["standing"]["status"] == "here"
    await ruth.post("Welcome")
    await rose.until(lambda w: w.texts)
    assert rose.texts == ["Welcome"]


async def test_a_full_circle_is_waited_for_in_line(house: House, women: Keep) -> None:
    meeting = await house.meeting(capacity=1)
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose")
    ivy, wren = await sit_down(house, women, meeting, "Ivy"), await sit_down(house, women, meeting, "Wren")
    told = [woman.answer["standing"]["waiting"] for woman in (ivy, wren)]
    assert [(each["place"], each["queued"], each["full"], each["expected_min"]) for each in told] == [
        (1, True, True, None),
        (2, True, True, None),
    ]
    await ruth.until(lambda w: len(w.told("seat_queued")) == 2)
    await ruth.post("only for the circle")
    assert (await rose.command("leave"))["ok"]
    await ivy.until(lambda w: "seat_changed" in w.notices)
    assert (await ivy.sit(meeting))["standing"]["status"] == "here"
    await wren.until(lambda w: w.standing["waiting"]["place"] == 1)
    assert wren.standing["waiting"]["expected_min"] == 1
    assert not CIRCLE & {event["type"] for event in wren.events}
    await wren.does("leave")
    await ruth.until(lambda w: w.told("wait_ended"))


async def test_a_seat_that_only_time_has_freed_is_hers_who_waits_for_one(house: House, women: Keep) -> None:
    meeting = await house.meeting(capacity=1)
    rose = await sit_down(house, women, meeting, "Rose")
    ivy = await sit_down(house, women, meeting, "Ivy")
    held = house.meetings.hall.at_hand(meeting)
    assert held is not None
    await rose.leave_line()
    await until(lambda: held.live.state.seats[SeatId(rose.seat)].status == "lost", within=8)
    held.presence.tick()
    assert not held.live.busy or not ivy.notices, "her place is kept"
    house.ahead = 301
    await house.clock.sample()
    await ivy.until(lambda w: "seat_changed" in w.notices)
    assert (await ivy.sit(meeting))["standing"]["status"] == "here"


async def test_what_she_answered_at_the_door_is_in_no_frame_once_she_is_in(house: House, women: Keep) -> None:
    meeting = await house.meeting(waiting="everyone")
    ruth = await facilitate(house, women, meeting)
    before = ruth.cursor
    token = await house.guest(meeting)
    answers = pack_answers([Answered("What brings you?", "A friend told me.")])
    await house.meetings.seat(meeting, await house.who(token), "Nell", AtTheDoor(newcomer=True, answers=answers))
    assert not ruth.told("seat_waits"), "she is not here yet"
    nell = await sit_down(house, women, meeting, "Nell", token)
    await ruth.until(lambda w: w.told("seat_waits"))
    assert ruth.told("seat_waits")[0]["answers"] == [{"question": "What brings you?", "answer": "A friend told me."}]
    assert (await ruth.sit(meeting))["snapshot"]["waiting"][0]["answers"][0]["answer"] == "A friend told me."
    await ruth.does("admit", seat=nell.seat)
    missed = (await ruth.sit(meeting, cursor=before))["missed"]
    assert [event["type"] for event in missed] == ["seat_waits", "seat_admitted", "seat_arrived"]
    assert "answers" not in missed[0]
    assert "A friend told me." not in str(missed)


async def test_she_is_declined_kindly(house: House, women: Keep) -> None:
    meeting = await house.meeting(waiting="guests")
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose")
    await ruth.does("decline_seat", seat=rose.seat, next="next_meeting")
    await rose.until(lambda w: w.goodbye)
    assert rose.told("goodbye")[-1]["code"] == "declined"
    assert rose.told("goodbye")[-1]["next"] == "next_meeting"
    await rose.until(lambda w: not w.connected)
    back = women(Woman(rose.token))
    await back.connect(house)
    assert (await back.sit(meeting))["code"] == "declined", "coming again, too, she is not told that she was asked to go"


async def test_a_crowd_at_the_door_is_told_its_places_together(house: House, women: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fanout, "CROWD", 1)
    monkeypatch.setattr(fanout, "CROWD_EVERY_S", 1e6)
    meeting = await house.meeting(waiting="everyone")
    circle = [await sit_down(house, women, meeting, name) for name in ("Rose", "Ivy", "Lily", "Iris", "Fern")]
    assert [woman.answer["standing"]["waiting"]["place"] for woman in circle] == [1, 2, 3, 4, 5], "each knows hers at once"
    assert [event["waiting"]["of"] for event in circle[0].told("standing")] == [2], "one alone is told as it happens"
    held = house.meetings.hall.at_hand(meeting)
    assert held is not None
    held.live.circle._note_together()
    for woman in circle:
        await woman.until(lambda w: w.standing["waiting"]["of"] == 5)
    assert len(circle[0].told("standing")) == 2, "and the rest at once"


async def test_she_leaves_the_waiting_room_silently(house: House, women: Keep) -> None:
    meeting = await house.meeting(waiting="everyone")
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose")
    await rose.does("leave")
    await rose.until(lambda w: w.goodbye == "left" and not w.connected)
    await ruth.until(lambda w: w.told("wait_ended"))
    back = await sit_down(house, women, meeting, "Rose", rose.token)
    assert back.answer["standing"]["status"] == "waiting"


async def test_she_who_is_asked_back_to_the_waiting_room_is_shown_no_more(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth = await facilitate(house, women, meeting)
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    tab = women(Woman(rose.token))
    await tab.connect(house)
    await tab.sit(meeting)
    await ruth.does("move_to_waiting", seat=rose.seat)
    await ivy.until(lambda w: any(event["seat"] == rose.seat for event in w.told("seat_left")))
    for line in (rose, tab):
        await line.until(lambda w: "seat_changed" in w.notices)
    await ivy.post("unseen")
    answer = await rose.sit(meeting, cursor=rose.cursor)
    assert answer["snapshot"]["messages"] == []
    assert answer["standing"]["waiting"]["moved"]
    await settled(house, ruth, ivy, rose, tab)
    assert rose.texts == tab.texts == []
    await ruth.does("admit", seat=rose.seat)
    await rose.until(lambda w: w.notices.count("seat_changed") == 2)
    assert (await rose.sit(meeting))["snapshot"]["messages"], "and back in the circle"
    held = house.meetings.hall.at_hand(meeting)
    assert held is not None
    held.presence.tick()
    assert held.live.circle.holds(SeatId(rose.seat)), "a tab that did not ask again is still hers"
    assert held.live.state.seats[SeatId(rose.seat)].status == "here"


@pytest.mark.parametrize("scope", ["tonight", "room", "programme"])
async def test_whoever_is_asked_to_go_stays_away_as_far_as_was_said(house: House, women: Keep, scope: str) -> None:
    room = await house.room()
    meeting, next_week = await house.meetings.plan(room, None, None), await house.meetings.plan(room, None, None)
    elsewhere = await house.meeting()
    token = await house.sign_in(await house.account("Rose"))
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose", token)
    assert (await rose.command("remove_seat", seat=ruth.seat, reason="unkind", scope=scope))["code"] == "not_allowed"
    assert (await ruth.command("remove_seat", seat=ruth.seat, reason="unkind", scope=scope))["code"] == "not_for_facilitators"
    await ruth.does("remove_seat", seat=rose.seat, reason="unkind", scope=scope)
    await rose.until(lambda w: w.goodbye == "removed" and not w.connected)

    async def may_come(where: str) -> str:
        try:
            await house.meetings.seat(where, await house.who(token), "Rose")
        except Refused as refused:
            return refused.code
        return "yes"

    reaches = {"tonight": 1, "room": 2, "programme": 3}[scope]
    assert [await may_come(where) for where in (next_week, elsewhere)] == ["excluded" if n <= reaches else "yes" for n in (2, 3)]
    back = women(Woman(token))
    await back.connect(house)
    assert (await back.sit(meeting))["code"] in {"removed", "excluded"}
    async with house.db.read() as connection:
        assert (await connection.execute(sa.select(t.timer).where(t.timer.c.kind == "shut_behind"))).all() == [], "done at once"
    await ruth.does("remove_seat", seat=rose.seat, reason="unkind", scope="programme")
    assert await may_come(elsewhere) == "excluded", "and further, should it be said later"
    await ruth.does("let_back", seat=rose.seat)
    assert (await back.sit(meeting))["ok"]
    assert [await may_come(where) for where in (next_week, elsewhere)] == ["yes", "yes"]


async def test_what_a_crash_came_between_is_done_by_its_timer(house: House, women: Keep) -> None:
    room = await house.room()
    meeting, next_week = await house.meetings.plan(room, None, None), await house.meetings.plan(room, None, None)
    token = await house.sign_in(await house.account("Rose"))
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose", token)
    held = house.meetings.hall.at_hand(meeting)
    assert held is not None
    await held.live.do(SeatId(ruth.seat), RemoveSeat(SeatId(rose.seat), Reason.UNKIND, Scope.ROOM))
    async with house.db.read() as connection:
        subject = (await connection.execute(sa.select(t.timer.c.subject).where(t.timer.c.kind == "shut_behind"))).scalar_one()
    for _ in range(2):
        await house.care.shut_behind_due(subject, 1)
    with pytest.raises(Refused, match=r"^excluded$"):
        await house.meetings.seat(next_week, await house.who(token), "Rose")


async def test_the_link_a_removed_guest_came_by_opens_no_door(house: House, women: Keep) -> None:
    room = await house.room()
    meeting = await house.meetings.plan(room, None, None)
    links = house.people.invitations
    hers, other = [await links.look((await links.make(Kind.ROOM, by="x", room=room)).code) for _ in range(2)]
    until_ = house.clock.now().replace(year=2100)
    token = await house.sessions.start_guest(meeting, until=until_, language="en", invitation=hers.hash)
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose", token)
    await ruth.does("remove_seat", seat=rose.seat, reason="disturbing", scope="tonight")
    assert [link.hash for link in await links.of_room(room)] == [other.hash]


async def test_a_locked_door_opens_for_whoever_only_lost_her_line(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose")
    await ruth.does("lock_door")
    ivy = women(Woman(await house.guest(meeting), "Ivy"))
    await ivy.connect(house)
    assert (await ivy.sit(meeting))["code"] == "locked"
    held = house.meetings.hall.at_hand(meeting)
    assert held is not None
    held.presence._lineless.clear()
    await rose.leave_line()
    await until(lambda: held.live.state.seats[SeatId(rose.seat)].status == "lost", within=8)
    assert (await sit_down(house, women, meeting, "Rose", rose.token)).answer["standing"]["status"] == "here"
    await facilitate(house, women, meeting, "Naomi")
    await ruth.does("unlock_door")
    assert (await ivy.sit(meeting))["ok"]
