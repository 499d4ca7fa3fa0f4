"""Cases, held to the same contract on both databases: durable before "sent", never lost, never doubled, one owner, words sealed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa

from moderation import case_commands as c
from moderation import case_events as e
from moderation import case_terms as t
from moderation.case import Case
from moderation.case_timeline import Line, export, verify
from moderation.escalation import fold
from rooms.ids import MessageId
from rooms.refusals import Refused
from server.oncall.cases import CASE, WORDS_KEPT
from server.oncall.excerpt import Said, Window, key_id
from server.store import tables
from server.store.engine import Database, StoreDown
from server.store.keyring import Keyring
from tests.support.cases import ANA, BEA, CLEO, HER, Office, on_call
from tests.support.databases import NOON, count
from tests.support.people import MASTER

CANARY = "the blue house by the bridge"
WINDOW = Window("Room", "Rose", "account", (Said("m1", "seat", "Rose", NOON, CANARY, sign=True),), "a note")


@pytest.fixture
async def office(db: Database) -> Office:
    return await Office.make(db)


async def whole(office: Office, case_id: t.CaseId) -> Case:
    """The case, once it is seen that its timeline fits and folds to its state."""
    kept, newest = await office.cases.timeline(case_id)
    assert verify(case_id, kept, newest) is None
    folded: Case | None = None
    for line in kept:
        folded = fold(folded, [line.event], line.at)
    case = await office.cases.get(case_id)
    assert case == folded
    assert case is not None
    return case


async def events_of(office: Office, case_id: t.CaseId) -> list[str]:
    return [type(line.event).__name__ for line in (await office.cases.timeline(case_id))[0]]


async def everything(db: Database) -> list[int]:
    each = (tables.case_file, tables.case_event, tables.case_ask, tables.case_word, tables.timer)
    return [await count(db, table) for table in each]


# raised


async def test_a_raise_is_kept_with_its_clock_before_it_is_answered(office: Office, db: Database) -> None:
    receipt = await office.ask(window=WINDOW)
    other = await Office.make(db)  # another process, which knows nothing but the record
    case = await whole(other, receipt.case.id)
    assert case.stage is t.Stage.PAGING
    assert [event for _, event in office.called] == [e.LevelPaged(1, 1, (ANA, BEA))]
    async with db.read() as connection:
        due_at = (await connection.execute(sa.select(tables.timer.c.due_at).where(tables.timer.c.kind == CASE))).scalar_one()
    assert due_at == NOON + timedelta(seconds=90)
    assert await other.intake.by_code(receipt.code) == (t.AskId("first"), case)
    assert await other.intake.by_code("another") is None


async def test_a_crash_between_any_two_effects_leaves_nothing_and_the_next_try_everything(db: Database) -> None:
    """Broken off at the first statement, at the second, and so on, until it is whole."""
    empty = await everything(db)
    for after in range(60):
        office = await Office.make(db)
        with broken_off(db, after) as fell:
            try:
                receipt = await office.ask(window=WINDOW)
            except StoreDown:
                assert fell
                assert await everything(db) == empty, f"half of it was kept after {after} statements"
                continue
        break
    else:
        raise AssertionError("it never came through")
    assert after > 8, "and it was broken off in many places before"
    assert (await whole(office, receipt.case.id)).stage is t.Stage.PAGING


async def test_what_pages_cannot_be_kept_with_is_not_kept(office: Office, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async def down(*_: object) -> None:
        raise StoreDown("pages")

    monkeypatch.setattr(office.cases, "_follow", down)
    with pytest.raises(StoreDown):
        await office.ask()
    assert await everything(db) == [0, 0, 0, 0, 0]


async def test_a_key_that_cannot_be_made_keeps_nobody_from_being_called(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    async def down(*_: object) -> None:
        raise StoreDown("keys")

    monkeypatch.setattr(office.cases, "seal_window", down)
    receipt = await office.ask(window=WINDOW)
    assert office.called
    assert await office.cases.windows(receipt.case.id) == []


async def test_the_same_request_twice_is_one(office: Office) -> None:
    first, again = await office.ask(), await office.ask()
    assert (first.case.id, first.code) == (again.case.id, again.code)
    assert await events_of(office, first.case.id) == ["Raised", "LevelPaged"]


async def test_every_way_from_one_seat_leads_to_one_case(office: Office) -> None:
    first = await office.ask(severity=t.Severity.AMBER)
    words = await office.ask("words", t.Severity.RED, origin=t.Origin.WORDS, actor=t.Actor(t.SYSTEM, t.Standing.SYSTEM), window=WINDOW)
    assert words.case.id == first.case.id
    assert (await whole(office, first.case.id)).severity is t.Severity.RED
    elsewhere = await office.ask("elsewhere", seat="another")
    assert elsewhere.case.id != first.case.id


async def test_ten_at_once_from_one_seat_are_one_case_and_none_is_dropped(db: Database) -> None:
    offices = [await Office.make(db) for _ in range(2)]
    receipts = await asyncio.gather(*(offices[number % 2].ask(f"ask{number}") for number in range(10)))
    assert len({receipt.case.id for receipt in receipts}) == 1
    case = await whole(offices[0], receipts[0].case.id)
    assert len(case.asks) == 10
    assert await count(db, tables.case_ask) == 10


async def test_a_flood_from_pages_folds_and_none_is_dropped(office: Office, db: Database) -> None:
    for number in range(25):
        await office.ask(f"ask{number}", t.Severity.AMBER, seat="")
    cases = await office.cases.queue()
    assert len(cases) == 5, "a few women at the same time each have their own"
    assert sum(len(case.asks) for case in cases) == await count(db, tables.case_ask) == 25
    office.hands.pass_by(700)
    late = await office.ask("late", t.Severity.AMBER, seat="")
    assert len(late.case.asks) == 1, "who asks later is not thrown in with them"


async def test_after_the_end_she_may_ask_again(office: Office) -> None:
    first = await office.ask()
    await office.cases.handle(first.case.id, on_call(ANA), c.Acknowledge())
    await office.cases.handle(first.case.id, on_call(ANA), c.Close(t.Outcome.SUPPORTED_IN_ROOM))
    again = await office.ask("again")
    assert again.case.id != first.case.id
    newest = await office.intake.of_seat("meeting", "seat")
    assert newest is not None
    assert newest.stage is t.Stage.PAGING


# decided


async def test_of_five_who_acknowledge_at_once_one_has_it(db: Database) -> None:
    office = await Office.make(db)
    case_id = (await office.ask()).case.id

    async def acknowledge(number: int) -> str:
        try:
            await (await Office.make(db)).cases.handle(case_id, on_call(t.AccountId(f"who{number}")), c.Acknowledge())
        except Refused as refused:
            return refused.code
        return "mine"

    answers = await asyncio.gather(*(acknowledge(number) for number in range(5)))
    assert sorted(answers) == ["already_owned"] * 4 + ["mine"]
    assert (await whole(office, case_id)).owner == t.AccountId(f"who{answers.index('mine')}")


async def test_deadlines_are_kept_by_whoever_runs(office: Office, db: Database) -> None:
    receipt = await office.ask()
    office.hands.pass_by(60)  # everything is down
    other = await Office.make(db, office.hands)
    await other.pass_by(29.9)
    assert await events_of(other, receipt.case.id) == ["Raised", "LevelPaged"]
    await other.pass_by(0.1)
    assert other.called == [(receipt.case.id, e.LevelPaged(2, 1, (CLEO,)))], "ninety seconds after the first page, not after the restart"
    for _ in range(3):
        await other.pass_by(90)
    assert (await whole(other, receipt.case.id)).exhausted_at is not None


async def test_who_has_lost_the_lease_writes_nothing(office: Office, db: Database) -> None:
    receipt = await office.ask()
    office.hands.pass_by(90)
    async with db.write() as connection:
        await connection.execute(tables.timer.update().where(tables.timer.c.kind == CASE).values(fence=7))
    await office.cases.due(receipt.case.id, 6)
    assert await events_of(office, receipt.case.id) == ["Raised", "LevelPaged"]
    await office.cases.due(receipt.case.id, 7)
    await office.cases.due(receipt.case.id, 7)
    assert await events_of(office, receipt.case.id) == ["Raised", "LevelPaged", "LevelPaged"]


async def test_a_timer_that_comes_too_early_comes_again(office: Office, db: Database) -> None:
    receipt = await office.ask()
    async with db.write() as connection:
        await connection.execute(tables.timer.update().where(tables.timer.c.kind == CASE).values(due_at=NOON))
    await office.pass_by(1)
    await office.pass_by(89)
    assert await events_of(office, receipt.case.id) == ["Raised", "LevelPaged", "LevelPaged"]


async def test_what_was_read_before_somebody_went_on_is_not_kept(office: Office, db: Database) -> None:
    receipt = await office.ask()
    async with db.read() as connection:
        stale = await office.cases.find(connection, receipt.case.id)
    await office.cases.handle(receipt.case.id, on_call(ANA), c.Acknowledge())
    with pytest.raises(StoreDown):
        async with db.write() as connection:
            await office.cases.keep(connection, receipt.case.id, stale, [e.Acknowledged(BEA, t.Standing.ON_CALL)], NOON)
    assert (await whole(office, receipt.case.id)).owner == ANA


# the timeline


async def test_a_timeline_that_was_touched_does_not_verify(office: Office) -> None:
    case_id = (await office.ask()).case.id
    await office.cases.handle(case_id, on_call(ANA), c.Acknowledge())
    await office.cases.handle(case_id, on_call(ANA), c.Engage())
    await whole(office, case_id)
    kept, newest = await office.cases.timeline(case_id)
    first, second, third, fourth = kept
    changed = Line(3, third.at, third.data.replace(b"ana", b"bea"), third.hash)
    assert verify(case_id, [first, second, changed, fourth], newest) == 3
    assert verify(case_id, [first, third, fourth], newest) == 2, "one was taken out"
    assert verify(case_id, [first, third, second, fourth], newest) == 2, "two were swapped"
    assert verify(case_id, [first, second, third], newest) == 4, "its end was cut off"
    assert verify(t.CaseId("OTHER"), kept, newest) == 1, "it is another case's"
    assert len(export(case_id, kept).splitlines()) == 4


async def test_the_timeline_holds_no_words(office: Office, db: Database) -> None:
    receipt = await office.ask(window=WINDOW)
    await office.cases.handle(receipt.case.id, on_call(ANA), c.Acknowledge())
    await office.cases.handle(receipt.case.id, on_call(ANA), c.Note(MessageId("n1")), words=CANARY)
    await office.cases.handle(receipt.case.id, HER, c.Say(MessageId("s1"), t.AskId("first")), words=CANARY)
    kept, _ = await office.cases.timeline(receipt.case.id)
    assert CANARY.encode() not in export(receipt.case.id, kept)
    for table in (tables.case_file, tables.case_event, tables.case_word, tables.case_ask):
        async with db.read() as connection:
            assert CANARY not in repr((await connection.execute(sa.select(table))).all())
    assert await office.cases.words(receipt.case.id) == {"n1": CANARY, "s1": CANARY}
    assert await office.cases.windows(receipt.case.id) == [WINDOW]
    assert CANARY not in repr(WINDOW)


async def test_a_note_without_words_is_none(office: Office) -> None:
    receipt = await office.ask()
    with pytest.raises(Refused):
        await office.cases.handle(receipt.case.id, on_call(ANA), c.Note(MessageId("n1")))


# the end of its words


async def test_words_of_a_case_are_destroyed_after_ninety_days_and_never_while_it_is_open(office: Office, db: Database) -> None:
    receipt = await office.ask(window=WINDOW)
    await office.cases.handle(receipt.case.id, on_call(ANA), c.Acknowledge())
    await office.cases.handle(receipt.case.id, on_call(ANA), c.SetFollowUp(t.TaskId("x"), t.Task.SPEAK_WITH_HER, NOON + WORDS_KEPT * 2))
    await office.cases.handle(receipt.case.id, on_call(ANA), c.BeginFollowUp())
    await office.pass_by(WORDS_KEPT.total_seconds())
    assert await office.cases.windows(receipt.case.id) == [WINDOW]
    await office.cases.handle(receipt.case.id, on_call(ANA), c.FinishFollowUp(t.TaskId("x")))
    await office.cases.handle(receipt.case.id, on_call(ANA), c.Close(t.Outcome.SUPPORTED_IN_ROOM))
    await office.pass_by(86_400)
    assert await Keyring(db, MASTER).get(key_id(receipt.case.id)) is None
    assert await count(db, tables.case_word) == 0
    assert (await whole(office, receipt.case.id)).outcome is t.Outcome.SUPPORTED_IN_ROOM, "that it was, and how it ended, stays a year"
    await office.pass_by(366 * 86_400)
    assert await everything(db) == [0, 0, 0, 0, 0]


async def test_a_legal_hold_keeps_the_words_of_a_case_and_nobody_reads_them(office: Office, db: Database) -> None:
    receipt = await office.ask(window=WINDOW)
    case = receipt.case.id
    await office.cases.handle(case, on_call(ANA), c.Acknowledge())
    await office.cases.handle(case, on_call(ANA), c.Close(t.Outcome.SUPPORTED_IN_ROOM))
    await office.pass_by((WORDS_KEPT - timedelta(days=1)).total_seconds())
    now = (await office.hands.clock()).now()
    row = {"id": "h", "kind": "case", "subject": case, "reference": b"", "until": now + timedelta(days=30), "proposed_by": "a"}
    async with db.write() as connection:
        await connection.execute(tables.hold.insert().values(**row, proposed_at=now, confirmed_by="b", confirmed_at=now))
    assert await office.cases.windows(case) == [WINDOW], "in its time it is read as ever"
    await office.pass_by(2 * 86_400)
    assert await count(db, tables.case_word) == 1
    assert await office.cases.windows(case) == []
    await office.pass_by(30 * 86_400)
    assert await Keyring(db, MASTER).get(key_id(case)) is None
    assert await count(db, tables.case_word) == 0


class broken_off:  # noqa: N801 -- reads as what it does
    """The database goes away after so many statements of the record."""

    def __init__(self, db: Database, after: int) -> None:
        self._engine, self._left, self._fell = db.vital.sync_engine, after, list[bool]()

    def _count(self, *_: object) -> None:
        if self._left == 0:
            self._fell.append(True)
            raise OSError("gone")
        self._left -= 1

    def __enter__(self) -> Sequence[bool]:
        sa.event.listen(self._engine, "before_cursor_execute", self._count)
        return self._fell

    def __exit__(self, *_: object) -> None:
        sa.event.remove(self._engine, "before_cursor_execute", self._count)
