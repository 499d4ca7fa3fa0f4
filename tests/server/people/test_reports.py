"""Reports: sealed under a key of their own, opened by few and never by whom they are about, destroyed in time, and answered."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
import sqlalchemy as sa

from rooms.refusals import Refused
from rooms.roles import Role
from rooms.terms import Reason
from server.identity import Identity
from server.people.codes import new_id
from server.people.reports import TIMER, Excerpt, Outcome, Why
from server.store import tables as t
from server.store.audit import kept_lines
from server.store.keyring import Keyring
from tests.support.databases import count, new_meeting
from tests.support.people import MASTER, Village

WORDS = "Nobody would miss you."
LATER = datetime(2030, 1, 1, tzinfo=UTC)


class Made(NamedTuple):
    """A report and the code of its receipt."""

    id: str
    code: str


def identity(account: str, *roles: Role) -> Identity:
    """Someone signed in."""
    return Identity(kind="account", id=account, roles=frozenset({Role.MEMBER, *roles}), session=b"s", expires_at=LATER)


RUTH = identity("ruth", Role.FACILITATOR)
SOL = identity("sol", Role.SUPERVISOR)


async def report(home: Village, *, author: str = "bea", account: str | None = None, meeting: str = "meeting") -> Made:
    """One that is kept, as a live room keeps it."""
    excerpt = Excerpt("m1", WORDS, home.clock.now(), "Bea", "s1", author, "Wren", "s2", account or "g2", "It hurt me.")
    ident = new_id()
    opened = await home.people.reports.open(ident, meeting, Reason.UNKIND, excerpt, account=account)
    assert (WORDS in repr(opened), WORDS in repr(excerpt), opened.code in repr(opened)) == (False, False, False)
    async with home.db.write() as connection:
        await home.people.reports.keep_within(connection, opened)
    return Made(ident, opened.code)


async def test_read_by_a_facilitator_or_supervisor_who_says_why(home: Village) -> None:
    await new_meeting(home.db)
    made, reports = await report(home), home.people.reports
    (listed,) = await reports.listing(RUTH)
    assert (listed.id, listed.room, listed.reason, listed.readable, listed.outcome) == (made.id, "Willow", Reason.UNKIND, True, None)
    read = await reports.read(made.id, RUTH, Why.DECIDE)
    assert read is not None
    assert (read.words, read.author, read.reporter, read.note) == (WORDS, "Bea", "Wren", "It hurt me.")
    assert await reports.read(made.id, SOL, Why.ASKED) == read
    lines = [(each.line.kind, each.line.actor, each.line.subject) async for each in kept_lines(home.db)]
    assert lines == [("report_read_decide", "ruth", made.id), ("report_read_asked", "sol", made.id)]
    assert await reports.read("nothing", RUTH, Why.DECIDE) is None
    assert len([each async for each in kept_lines(home.db)]) == 2, "what was not opened leaves no line"


@pytest.mark.parametrize("role", [Role.MEMBER, Role.ON_CALL, Role.ADMINISTRATOR])
async def test_by_nobody_else(home: Village, role: Role) -> None:
    await new_meeting(home.db)
    made, reports, who = await report(home), home.people.reports, identity("kay", role)
    for asked in (
        reports.listing(who),
        reports.look(made.id, who),
        reports.read(made.id, who, Why.DECIDE),
        reports.close(made.id, Outcome.TALKED, "", who),
        reports.sentence(made.id, who),
    ):
        with pytest.raises(Refused, match="not_allowed"):
            await asked


async def test_for_whom_it_is_about_it_does_not_exist(home: Village) -> None:
    await new_meeting(home.db)
    made, reports = await report(home, author="ruth"), home.people.reports
    assert await reports.listing(RUTH) == []
    assert await reports.waiting(RUTH) == 0
    assert await reports.look(made.id, RUTH) is None
    assert await reports.read(made.id, RUTH, Why.DECIDE) is None
    assert not await reports.close(made.id, Outcome.NO_ACTION, "", RUTH)
    assert [each async for each in kept_lines(home.db)] == []
    assert await reports.waiting(SOL) == 1
    await reports.destroy_due(made.id, 0)
    assert (await reports.listing(RUTH), await reports.waiting(RUTH)) == ([], 0), "nor once its words are gone"
    assert await reports.look(made.id, RUTH) is None
    assert not await reports.close(made.id, Outcome.NO_ACTION, "", RUTH)
    with pytest.raises(Refused, match="not_allowed"):  # there is nothing left to judge by
        await reports.close(made.id, Outcome.NO_ACTION, "", identity("kay", Role.FACILITATOR))
    assert await reports.close(made.id, Outcome.NO_ACTION, "", SOL)


async def test_a_list_and_its_count_open_nothing(home: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    await new_meeting(home.db)
    for author in ("ruth", "bea", "ruth", "bea"):
        await report(home, author=author)
    async with home.db.read() as connection:
        marks = (await connection.execute(sa.select(t.report.c.author_mark))).scalars().all()
    assert len(set(marks)) == 4, "two about the same woman cannot be told to be"

    async def never(_self: Keyring, _key: str) -> None:
        raise AssertionError("a key was fetched")

    monkeypatch.setattr(Keyring, "get", never)
    assert [await home.people.reports.waiting(who) for who in (RUTH, SOL)] == [2, 4]
    assert [len(await home.people.reports.listing(who)) for who in (RUTH, SOL)] == [2, 4]


async def test_a_report_from_before_there_were_marks_is_still_not_hers_to_see(home: Village) -> None:
    await new_meeting(home.db)
    made, reports, kay = await report(home, author="ruth"), home.people.reports, identity("kay", Role.FACILITATOR)
    async with home.db.write() as connection:
        await connection.execute(t.report.update().values(author_mark=None))
    assert [await reports.waiting(who) for who in (RUTH, kay, SOL)] == [0, 1, 1]
    await reports.destroy_due(made.id, 0)
    assert [len(await reports.listing(who)) for who in (RUTH, kay, SOL)] == [0, 0, 1], "nobody can tell any more whose words they were"


async def test_the_outcome_is_found_by_the_code_and_by_the_account(home: Village) -> None:
    await new_meeting(home.db)
    wren = (await home.woman("Wren")).account
    reports, mine, guests = home.people.reports, await report(home, account=wren), await report(home)
    told = await reports.outcome(mine.code.lower())
    assert told is not None
    assert (told.outcome, told.sentence, told.closed_at) == (None, None, None)
    home.clock.move(hours=1)
    assert await reports.close(mine.id, Outcome.TALKED, "Thank you for telling us.", RUTH)
    told = await reports.outcome(mine.code)
    assert told is not None
    assert (told.outcome, told.sentence, told.closed_at) == (Outcome.TALKED, "Thank you for telling us.", home.clock.now())
    assert "Thank you" not in repr(told)
    assert await reports.mine(wren) == [told]
    assert await reports.mine("someone else") == []
    other = await reports.outcome(guests.code)
    assert other is not None
    assert other.outcome is None
    assert await reports.outcome("AAAA-BBBB-CCCC-DDDD") is None
    assert await reports.sentence(mine.id, SOL) == "Thank you for telling us."
    assert [each.id for each in await reports.listing(SOL)] == [guests.id, mine.id], "those that wait come first"
    async with home.db.read() as connection:
        kept = repr((await connection.execute(sa.select(t.receipt, t.report).join(t.report))).all())
    assert mine.code not in kept
    assert "Thank you" not in kept


async def test_it_ends_once(home: Village) -> None:
    await new_meeting(home.db)
    made, reports = await report(home), home.people.reports
    ends = [reports.close(made.id, outcome, "", who) for outcome, who in ((Outcome.TALKED, RUTH), (Outcome.REMOVED, SOL))]
    assert sorted(await asyncio.gather(*ends)) == [False, True]
    assert [each.line.kind async for each in kept_lines(home.db)] == ["report_closed"]


async def test_the_words_are_sealed_and_destroyed_in_time(home: Village) -> None:
    await new_meeting(home.db)
    made, reports = await report(home), home.people.reports
    async with home.db.read() as connection:
        row = (await connection.execute(sa.select(t.report))).one()
        timer = (await connection.execute(sa.select(t.timer).where(t.timer.c.kind == TIMER))).one()
    assert WORDS.encode() not in bytes(row.excerpt)
    assert (timer.subject, timer.due_at) == (made.id, home.clock.now() + timedelta(days=14))
    keyring = Keyring(home.db, MASTER)
    assert await keyring.get(made.id) is not None
    await reports.destroy_due(made.id, 0)
    await reports.destroy_due(made.id, 0)
    assert await keyring.get(made.id) is None
    assert await reports.read(made.id, RUTH, Why.DECIDE) is None
    (listed,) = await reports.listing(RUTH)
    assert not listed.readable
    async with home.db.read() as connection:
        assert (await connection.execute(sa.select(t.report.c.excerpt))).scalar_one() is None
    assert await reports.outcome(made.code) is not None, "she is still told"
    home.clock.move(days=181)
    await reports.sweep()
    assert (await count(home.db, t.report), await count(home.db, t.receipt)) == (0, 0)
    assert await reports.outcome(made.code) is None


async def test_what_was_not_kept_leaves_no_key(home: Village) -> None:
    excerpt = Excerpt("m1", WORDS, home.clock.now(), "Bea", "s1", "bea", "Wren", "s2", "g2")
    await home.people.reports.open("r1", "meeting", Reason.OTHER, excerpt, account=None)
    await home.people.reports.forget("r1")
    assert await Keyring(home.db, MASTER).get("r1") is None
