"""Reports with their receipts, and what is asked before a seat: the room's agreement, and whether she is excluded."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa

from rooms.refusals import Refused
from rooms.roles import Role
from rooms.terms import Reason, Scope
from server.people.reports import Outcome, Why
from server.store import keys
from server.store import tables as t
from tests.support.house import House, Keep, Woman, facilitate, sit_down

FIRST = "f" * 16


async def test_a_report_leaves_the_meeting_sealed_and_with_a_receipt(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth, account = await facilitate(house, women, meeting), await house.account("Rose")
    rose = await sit_down(house, women, meeting, "Rose", await house.sign_in(account))
    ivy, lily = await sit_down(house, women, meeting, "Ivy"), await sit_down(house, women, meeting, "Lily")
    await ivy.post("marigold", FIRST)
    assert (await ivy.command("report", id=FIRST, reason="unkind"))["code"] == "your_own"
    assert (await rose.command("report", id="x" * 16, reason="unkind"))["code"] == "no_such_message"
    await ruth.does("quiet", seat=rose.seat, minutes=5, reason="other")
    receipt = (await rose.does("report", id=FIRST, reason="unkind", note="narcissus"))["receipt"]
    guest = (await lily.does("report", id=FIRST, reason="details"))["receipt"]
    await ruth.until(lambda w: len(w.told("message_reported")) == 2)
    assert not ivy.told("message_reported")
    assert not lily.told("message_reported")
    reports = house.people.reports
    naomi = await house.who(await house.sign_in(await house.account("Naomi", Role.FACILITATOR)))
    listed = {each.reason: each.id for each in await reports.listing(naomi)}
    excerpt = await reports.read(listed[Reason.UNKIND], naomi, Why.DECIDE)
    assert excerpt is not None
    assert (excerpt.words, excerpt.note, excerpt.author, excerpt.reporter) == ("marigold", "narcissus", "Ivy", "Rose")
    assert (excerpt.reporter_account, excerpt.author_seat) == (account, ivy.seat)
    assert await reports.close(listed[Reason.UNKIND], Outcome.TALKED, "", naomi)
    told = await reports.outcome(receipt)
    assert told is not None
    assert told.outcome is Outcome.TALKED
    assert [each.reason for each in await reports.mine(account)] == [Reason.UNKIND]
    assert (await reports.outcome(guest)) is not None, "a guest keeps the code"
    async with house.db.read() as connection:
        rows = [bytes(cell) for row in await connection.execute(sa.select(t.report)) for cell in row if isinstance(cell, bytes)]
        timers = (await connection.execute(sa.select(t.timer.c.subject).where(t.timer.c.kind == "destroy_excerpt"))).scalars().all()
    assert rows
    assert not any(b"marigold" in row or b"narcissus" in row for row in rows)
    assert set(timers) == set(listed.values())
    await house.meetings.destroy_due(meeting, 1)
    assert (await reports.read(listed[Reason.DETAILS], naomi, Why.DECIDE)) is not None, "it outlives its meeting"
    await reports.destroy_due(listed[Reason.DETAILS], 1)
    assert (await reports.read(listed[Reason.DETAILS], naomi, Why.DECIDE)) is None


async def test_a_report_that_is_refused_leaves_no_key(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    await ivy.post("gone in a moment", FIRST)
    await rose.until(lambda w: w.texts)
    answers = await asyncio.gather(rose.command("report", id=FIRST, reason="unkind"), ivy.command("take_back", id=FIRST))
    assert answers[1]["ok"]
    async with house.db.read("keys") as connection:
        kept = set((await connection.execute(sa.select(keys.key.c.meeting_id))).scalars())
    async with house.db.read() as connection:
        known = set((await connection.execute(sa.select(t.report.c.id))).scalars())
    assert kept == {meeting} | known
    assert bool(known) is answers[0]["ok"]
    assert (await rose.command("report", id=FIRST, reason="unkind"))["code"] == "no_such_message"


async def test_nobody_sits_down_before_she_agreed(house: House, women: Keep) -> None:
    room = await house.room()
    meeting = await house.meetings.plan(room, None, None)
    agreements = house.people.agreements
    assert await agreements.publish(room, "What is said here stays here.", "keeper") == 1
    account = await house.account("Ruth", Role.FACILITATOR)
    token, rose = "", Woman("")
    for token in (await house.guest(meeting), await house.sign_in(account)):
        rose = women(Woman(token, "Rose"))
        await rose.connect(house)
        assert (await rose.sit(meeting))["code"] == "agreement_needed"
        await agreements.accept(room, 1, await house.who(token))
        assert (await rose.sit(meeting))["ok"]
    assert await agreements.publish(room, "And we do not give advice.", "keeper") == 2
    assert (await rose.sit(meeting))["ok"], "who has a seat keeps it for this meeting"
    later = await house.meetings.plan(room, None, None)
    with pytest.raises(Refused, match=r"^agreement_needed$"):
        await house.meetings.seat(later, await house.who(token), None)


async def test_whoever_is_excluded_meanwhile_does_not_come_back(house: House, women: Keep) -> None:
    room = await house.room()
    meeting = await house.meetings.plan(room, None, None)
    account = await house.account("Rose")
    rose = await sit_down(house, women, meeting, "Rose", await house.sign_in(account))
    await house.people.exclusions.exclude(account, Scope.PROGRAMME, room, until=None, reason=Reason.DISTURBING, by="keeper")
    await rose.leave_line()
    back = women(Woman(rose.token))
    await back.connect(house)
    assert (await back.sit(meeting, cursor=rose.cursor))["code"] == "excluded"


async def test_letting_a_seat_back_lifts_nothing_that_was_decided_elsewhere(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    account = await house.account("Rose")
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose", await house.sign_in(account))
    await house.people.exclusions.exclude(account, Scope.PROGRAMME, "", until=None, reason=Reason.DISTURBING, by="keeper")
    await ruth.does("let_back", seat=rose.seat)
    assert await house.people.exclusions.excluded(account, ""), "nobody asked her to go here"
    await ruth.does("remove_seat", seat=rose.seat, reason="unkind", scope="tonight")
    await ruth.does("let_back", seat=rose.seat)
    assert await house.people.exclusions.excluded(account, "")
