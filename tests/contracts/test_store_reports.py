"""A report is kept with the log's entry that tells of it, or not at all: its excerpt, her receipt and the timer of its end."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from server.store import tables as t
from server.store.engine import Database
from server.store.entries import Append, Committed, Conflict, NewReport, NewTimer, Row
from server.store.log import Log, StoreDown
from tests.support.databases import NOON


def reported(meeting: str, control: int, report: str = "r1") -> Append:
    """A decision that reports something."""
    return Append(
        meeting,
        control,
        [Row(b"{}", NOON)],
        reports=[NewReport(report, "unkind", NOON, b"sealed", "mark", report.encode(), None)],
        timers=[NewTimer("destroy_excerpt", report, NOON + timedelta(days=14))],
    )


async def kept(db: Database) -> tuple[int, int, int]:
    counts = [sa.select(sa.func.count()).select_from(table) for table in (t.report, t.receipt, t.timer)]
    async with db.read() as connection:
        reports, receipts, timers = [(await connection.execute(count)).scalar_one() for count in counts]
    return reports, receipts, timers


async def test_a_report_is_kept_with_its_entry(db: Database, log: Log, meeting: str) -> None:
    assert isinstance(await log.append(reported(meeting, 0)), Committed)
    assert await kept(db) == (1, 1, 1)
    async with db.read() as connection:
        row = (await connection.execute(sa.select(t.report, t.receipt.c.hash).join(t.receipt))).one()
    assert (row.id, row.meeting_id, row.reason, row.made_at, bytes(row.excerpt), bytes(row.hash)) == (
        "r1", meeting, "unkind", NOON, b"sealed", b"r1",
    )  # fmt: skip
    assert (row.author_mark, row.outcome, row.sentence, row.closed_at) == ("mark", None, None, None)


@pytest.mark.parametrize("wrong", ["control", "the same report"])
async def test_or_not_at_all(db: Database, log: Log, meeting: str, wrong: str) -> None:
    if wrong == "control":
        assert isinstance(await log.append(reported(meeting, 7)), Conflict)
        assert await kept(db) == (0, 0, 0)
        return
    await log.append(reported(meeting, 0))
    with pytest.raises(StoreDown):
        await log.append(reported(meeting, 0))
    assert await kept(db) == (1, 1, 1)
    assert len(await log.read(meeting, 0)) == 1


async def test_who_did_it_last_is_kept_with_the_entry(db: Database, log: Log, meeting: str) -> None:
    for control, by in enumerate(("ruth", "kay")):
        append = Append(meeting, control, [Row(b"{}", NOON)], moves_control=1, measures=[("quiet", "s1", by)])
        assert isinstance(await log.append(append), Committed)
    stale = Append(meeting, 0, [Row(b"{}", NOON)], moves_control=1, measures=[("quiet", "s1", "nell")])
    assert isinstance(await log.append(stale), Conflict)
    async with db.read() as connection:
        rows = [tuple(row) for row in await connection.execute(sa.select(t.measure))]
    assert rows == [(meeting, "quiet", "s1", "kay")]
