"""The append path, held to the same contract on both databases."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from moderation.audit import AuditLine, verify
from server.store import tables
from server.store.audit import kept_lines, record
from server.store.engine import Database, StoreDown
from server.store.log import Append, Committed, Conflict, Duplicate, Log, NewTimer, Outcome, Row
from tests.support.databases import NOON, count, new_meeting


def talk(meeting: str, message: str, control: int = 0) -> Append:
    return Append(meeting, control, [Row(b"posted " + message.encode(), NOON)], bodies=[(message, "seat", b"sealed")])


def ruling(meeting: str, control: int, moves: int = 1) -> Append:
    return Append(meeting, control, [Row(b"ruling", NOON)] * moves, moves_control=moves)


def line(kind: str) -> AuditLine:
    return AuditLine(kind, "system", "meeting", NOON)


async def answers(*futures: "asyncio.Future[Outcome]") -> list[Outcome | BaseException]:
    """What each future came to, in their order."""
    return list(await asyncio.gather(*futures, return_exceptions=True))


async def test_positions_count_without_holes(log: Log, meeting: str) -> None:
    outcomes = await asyncio.gather(*(log.append(talk(meeting, f"m{k}")) for k in range(50)))
    assert [outcome.first for outcome in outcomes if isinstance(outcome, Committed)] == list(range(1, 51))
    rows = await log.read(meeting, after=0)
    assert [(row.n, row.data) for row in rows] == [(k + 1, b"posted m%d" % k) for k in range(50)]
    assert [row.n for row in await log.read(meeting, after=48)] == [49, 50]
    assert await log.heads([meeting, "nowhere"]) == {meeting: (50, 0)}
    assert rows[0].at == NOON


async def test_control_is_counted_by_its_events(log: Log, meeting: str) -> None:
    assert await log.append(ruling(meeting, 0, moves=2)) == Committed(first=1, control=2)
    assert await log.append(talk(meeting, "m1", control=2)) == Committed(first=3, control=2)
    assert await log.append(ruling(meeting, 2)) == Committed(first=4, control=3)
    assert await log.heads([meeting]) == {meeting: (4, 3)}


async def test_what_was_decided_before_a_ruling_is_refused_after_it(log: Log, meeting: str) -> None:
    """In one flush too: talk before the ruling is kept, talk behind it that had not seen it is not."""
    outcomes = await answers(
        log.append(talk(meeting, "before")),
        log.append(ruling(meeting, 0)),
        log.append(talk(meeting, "behind")),
        log.append(ruling(meeting, 0)),
        log.append(talk(meeting, "knowing", control=1)),
    )
    assert outcomes == [Committed(1, 0), Committed(2, 1), Conflict(), Conflict(), Committed(3, 1)]
    assert [body.message for body in await log.bodies(meeting)] == ["before", "knowing"]


async def test_a_meeting_that_is_not_there_is_a_conflict(log: Log, meeting: str, db: Database) -> None:
    assert await log.append(talk("nowhere", "m1")) == Conflict()
    async with db.write() as connection:
        await connection.execute(tables.meeting.update().values(destroyed_at=NOON))
    assert await log.append(talk(meeting, "m1")) == Conflict()
    assert await count(db, tables.message) == 0


async def test_a_message_id_is_kept_once(log: Log, db: Database, meeting: str) -> None:
    other = await new_meeting(db, "other")
    assert await log.append(talk(meeting, "again")) == Committed(1, 0)
    outcomes = await answers(
        log.append(talk(meeting, "m1")),
        log.append(talk(meeting, "again")),
        log.append(talk(other, "again")),
        log.append(talk(meeting, "m2")),
        log.append(talk(meeting, "m2")),
        log.append(ruling(other, 7)),
    )
    assert outcomes == [Committed(2, 0), Duplicate("again"), Committed(1, 0), Committed(3, 0), Duplicate("m2"), Conflict()]
    assert [row.data for row in await log.read(meeting, 0)] == [b"posted again", b"posted m1", b"posted m2"]


async def test_a_message_taken_back_keeps_its_id(log: Log, meeting: str) -> None:
    await log.append(talk(meeting, "m1"))
    await log.append(Append(meeting, 0, [Row(b"taken back", NOON)], erase=["m1"]))
    (body,) = await log.bodies(meeting)
    assert (body.message, body.seat, body.sealed) == ("m1", "seat", None)
    assert await log.append(talk(meeting, "m1")) == Duplicate("m1")


async def test_one_seat_an_account(log: Log, meeting: str, db: Database) -> None:
    def sit(seat: str, blind: str, control: int = 0) -> Append:
        return Append(meeting, control, [Row(b"taken", NOON)], moves_control=1, seats=[(seat, blind, b"sealed " + seat.encode())])

    assert await log.append(sit("s1", "rosa")) == Committed(1, 1)
    assert await log.append(sit("s2", "rosa", 1)) == Conflict()
    assert await log.append(sit("s2", "ines", 1)) == Committed(2, 2)
    resealed = Append(meeting, 2, [], seats=[("s1", "rosa", b"anew")])
    assert isinstance(await log.append(resealed), Committed)
    assert {seat.seat: seat.sealed for seat in await log.seats(meeting)} == {"s1": b"anew", "s2": b"sealed s2"}
    assert await log.heads([meeting]) == {meeting: (2, 2)}


async def test_everything_of_an_append_or_nothing(log: Log, meeting: str, db: Database) -> None:
    def whole(message: str, control: int) -> Append:
        return Append(
            meeting,
            control,
            [Row(b"closed", NOON)],
            moves_control=1,
            bodies=[(message, "seat", b"sealed")],
            status=("closed", NOON + timedelta(hours=1)),
            timers=[NewTimer("destroy_words", meeting, NOON + timedelta(hours=3))],
            audit=[line("closed"), line("closed twice")],
        )

    assert await log.append(talk(meeting, "used")) == Committed(1, 0)
    assert await log.append(whole("used", 0)) == Duplicate("used")
    assert await log.append(whole("m1", 5)) == Conflict()
    for table in (tables.timer, tables.audit):
        assert await count(db, table) == 0
    assert await log.append(whole("m1", 0)) == Committed(2, 1)
    async with db.read() as connection:
        row = (await connection.execute(sa.select(tables.meeting))).one()
        timer = (await connection.execute(sa.select(tables.timer))).one()
    assert (row.status, row.closed_at, row.opened_at) == ("closed", NOON + timedelta(hours=1), None)
    assert (timer.kind, timer.subject, timer.due_at, timer.fence) == ("destroy_words", meeting, NOON + timedelta(hours=3), 0)
    assert await log.append(Append(meeting, 1, [], timers=[NewTimer("destroy_words", meeting, NOON)])) == Committed(3, 1)
    async with db.read() as connection:
        again = (await connection.execute(sa.select(tables.timer))).one()
    assert (again.due_at, again.fence) == (NOON, 1)


async def test_audit_lines_are_one_chain_whoever_writes_them(log: Log, db: Database, meeting: str) -> None:
    async def elsewhere(k: int) -> None:
        async with db.write() as connection:
            await record(connection, [line(f"invited {k}")])

    other = await new_meeting(db, "other")
    appends = [Append(place, 0, [], audit=[line(f"{place} {k}")]) for k in range(10) for place in (meeting, other)]
    await asyncio.gather(*(log.append(append) for append in appends), *(elsewhere(k) for k in range(10)))
    kept = [kept async for kept in kept_lines(db)]
    assert len(kept) == 30
    assert verify(kept) is None
    async with db.write() as connection:
        await connection.execute(tables.audit.update().where(tables.audit.c.n == 7).values(actor="nobody"))
    assert verify([kept async for kept in kept_lines(db)]) == 6


async def test_two_nodes_talk_and_rule_in_one_order(db: Database, urls: tuple[str, str]) -> None:
    """Two writers on one record: positions without holes, and nothing decided before a ruling stands after it."""
    meetings = [await new_meeting(db, f"m{k}") for k in range(5)]
    logs = [Log(db), Log(db)]
    kept: list[tuple[str, int]] = []

    async def speak(log: Log, name: str) -> None:
        for k in range(30):
            meeting = meetings[k % 5]
            control = (await log.heads([meeting]))[meeting][1]
            append = ruling(meeting, control) if k % 7 == 0 else talk(meeting, f"{name}-{k}", control)
            outcome = await log.append(append)
            if isinstance(outcome, Committed):
                kept.append((meeting, outcome.first))

    await asyncio.gather(*(speak(log, f"{n}-{s}") for n, log in enumerate(logs) for s in range(3)))
    for log in logs:
        await log.close()
    assert len(kept) == len(set(kept))
    reader = Log(db)
    for meeting in meetings:
        rows = await reader.read(meeting, 0)
        assert [row.n for row in rows] == list(range(1, len(rows) + 1))
        assert len(rows) == len([place for place, _ in kept if place == meeting])
        assert (await reader.heads([meeting]))[meeting] == (len(rows), sum(row.data == b"ruling" for row in rows))
    await reader.close()


async def test_more_waiting_than_allowed_is_refused_at_once(db: Database, meeting: str) -> None:
    log = Log(db, most_waiting=3)
    futures = [log.append(talk(meeting, f"m{k}")) for k in range(5)]
    outcomes = await answers(*futures)
    assert outcomes[:3] == [Committed(k, 0) for k in (1, 2, 3)]
    assert [type(outcome) for outcome in outcomes[3:]] == [StoreDown, StoreDown]
    await log.close()
    with pytest.raises(StoreDown):
        await log.append(talk(meeting, "late"))


async def test_closing_writes_what_waits(db: Database, meeting: str) -> None:
    log = Log(db)
    futures = [log.append(talk(meeting, f"m{k}")) for k in range(20)]
    await log.close()
    assert all(isinstance(future.result(), Committed) for future in futures)


async def test_a_value_no_database_holds_stays_its_own_trouble(log: Log, meeting: str) -> None:
    bad = talk(meeting, "fine")
    bad.bodies = [("\udc80", "seat", b"sealed")]
    outcomes = await answers(log.append(talk(meeting, "m1")), log.append(bad), log.append(talk(meeting, "m2")))
    assert outcomes[::2] == [Committed(1, 0), Committed(2, 0)]
    assert isinstance(outcomes[1], StoreDown)


async def test_one_who_no_longer_waits_does_not_disturb(log: Log, meeting: str) -> None:
    gone = log.append(talk(meeting, "m1"))
    stays = log.append(talk(meeting, "m2"))
    gone.cancel()
    assert await stays == Committed(2, 0)
    assert len(await log.bodies(meeting)) == 2
