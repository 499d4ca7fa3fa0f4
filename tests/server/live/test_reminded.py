"""What is done by timers on its own: the words of a drill that nobody undid, and words that wait to be read for too long."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from rooms.roles import Role
from server.app import Node
from server.config import Settings
from server.live import record
from server.live.record import ERASE_DRILL, HELD_TOO_LONG, READ_WITHIN, UNDO_WITHIN
from server.live.reminded import Reminded, Unread
from server.people.reports import Why
from server.store import tables as t
from tests.server.live.conftest import Pair
from tests.support.house import House, Keep, facilitate, sit_down

BAD, WORSE, FINE = "f" * 16, "g" * 16, "h" * 16


async def due(house: House, kind: str) -> list[str]:
    """What that timer is set for, and that it is set for the right hour."""
    async with house.db.read() as connection:
        rows = (await connection.execute(sa.select(t.timer.c.subject, t.timer.c.due_at).where(t.timer.c.kind == kind))).all()
    within = UNDO_WITHIN if kind == ERASE_DRILL else READ_WITHIN
    assert all(abs((row.due_at - house.clock.now() - within).total_seconds()) < 60 for row in rows)
    return [row.subject for row in rows]


async def bodies(house: House) -> dict[str, bool]:
    """Which messages have words in the record."""
    async with house.db.read() as connection:
        return {row.message_id: row.body is not None for row in await connection.execute(sa.select(t.message))}


async def drilled(house: House, other: House, women: Keep) -> None:
    """Nobody undoes it: the timer runs on the other node, if there is one."""
    meeting = await house.meeting()
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose")
    ivy = await sit_down(house, women, meeting, "Ivy")
    for ident in (BAD, WORSE):
        await ivy.post("marigold", ident)
    await rose.post("And who are you?", FINE)
    await rose.does("report", id=BAD, reason="disturbing")
    await ruth.does("drill", seats=[ivy.seat])
    (subject,) = await due(house, ERASE_DRILL)
    await Reminded(other.meetings.hall).erase_due(subject, 1)
    assert await bodies(house) == {BAD: False, WORSE: False, FINE: True}
    await ruth.until(lambda w: w.told("drill_erased"))
    (erased,) = ruth.told("drill_erased")
    assert (sorted(erased["messages"]), erased["over"]) == ([BAD, WORSE], True)
    assert not rose.told("drill_erased")
    assert (await ruth.command("restore_message", id=BAD))["code"] == "no_such_message"
    sol = await house.who(await house.sign_in(await house.account("Sol", Role.SUPERVISOR)))
    (report,) = await house.people.reports.listing(sol)
    excerpt = await house.people.reports.read(report.id, sol, Why.DECIDE)
    assert excerpt is not None
    assert excerpt.words == "marigold", "what was reported stays as an excerpt"
    await Reminded(other.meetings.hall).erase_due(subject, 2)


async def test_a_drill_that_nobody_undid(house: House, women: Keep) -> None:
    await drilled(house, house, women)


async def test_a_drill_that_nobody_undid_on_two_nodes(pair: Pair, women: Keep) -> None:
    await drilled(pair.one, pair.two, women)


async def test_words_read_first_that_a_drill_declined_are_in_no_frame_once_they_are_erased(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth, ivy = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Ivy")
    await ruth.does("set_hold", seat=ivy.seat, on=True)
    await ivy.post("marigold", BAD)
    await ruth.until(lambda w: w.told("message_held"))
    await ruth.does("drill", seats=[ivy.seat])
    (subject,) = await due(house, ERASE_DRILL)
    await Reminded(house.meetings.hall).erase_due(subject, 1)
    held = house.meetings.hall.at_hand(meeting)
    assert held is not None
    assert not any(b"marigold" in (json or b"") for entry in held.live.replica.entries for json in entry.json)


async def test_a_drill_that_was_undone(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth, ivy = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Ivy")
    await ivy.post("marigold", BAD)
    await ruth.does("drill", seats=[ivy.seat])
    await ruth.does("undo_drill")
    await ruth.does("remove_message", id=BAD, reason="disturbing")  # by itself, which nobody is to erase
    (subject,) = await due(house, ERASE_DRILL)
    await Reminded(house.meetings.hall).erase_due(subject, 1)
    assert await bodies(house) == {BAD: True}
    await house.meetings.destroy_due(meeting, 1)
    await Reminded(house.meetings.hall).erase_due(subject, 1)


@pytest.mark.parametrize("act", ["release", "decline", "take_back", "close"])
async def test_words_that_nobody_reads_are_told_to_supervisors_until_somebody_does(house: House, women: Keep, act: str) -> None:
    meeting = await house.meeting()
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose")
    await ruth.does("set_hold", seat=None, on=True)
    reminded = Reminded(house.meetings.hall)
    for ident in (BAD, WORSE):
        await rose.post("marigold", ident)
    for subject in await due(house, HELD_TOO_LONG):
        for _ in range(2):
            await reminded.held_due(subject, 1)
    assert await reminded.unread() == [Unread("Evening circle", 2)]
    match act:
        case "close":
            await ruth.does("close_meeting")
            assert await reminded.unread() == []
        case "take_back":
            await rose.does("take_back", id=BAD)
        case "decline":
            await ruth.does("decline", id=BAD, reason="other")
        case _:
            await ruth.does("release", id=BAD)
    if act != "close":
        assert await reminded.unread() == [Unread("Evening circle", 1)]
    await house.meetings.destroy_due(meeting, 1)
    async with house.db.read() as connection:
        assert (await connection.execute(sa.select(t.overdue))).all() == []


async def test_words_that_were_read_in_time_are_not_told(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose")
    await ruth.does("set_hold", seat=None, on=True)
    await rose.post("marigold", BAD)
    await ruth.does("release", id=BAD)
    reminded = Reminded(house.meetings.hall)
    for subject in await due(house, HELD_TOO_LONG):
        await reminded.held_due(subject, 1)
    async with house.db.read() as connection:
        assert (await connection.execute(sa.select(t.overdue))).all() == []


async def test_every_timer_that_is_kept_with_the_log_is_run_by_a_node(tmp_path: Path) -> None:
    kept = {kind for name, kind in vars(record).items() if name.isupper() and isinstance(kind, str)}
    node = await Node.make(Settings(data=tmp_path))
    try:
        assert len(kept) >= 7
        assert kept <= set(node.timers._handlers)
    finally:
        await node.stop()
