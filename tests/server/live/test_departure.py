"""An account that ends: on both databases no row is left that mentions her, and meetings in progress go on without her."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from rooms import commands as c
from rooms.refusals import Refused
from rooms.roles import Role
from rooms.state import SeatStatus
from rooms.terms import Reason, Scope
from server.live.departure import Departure
from server.people.hers import ACTED, OWNED
from server.people.report_terms import Outcome
from server.store import tables as t
from server.store.classes import CALENDAR, CASE_WORDS, COURSE, OPERATIONS, RECORD, SEATS, WORDS, class_of
from server.store.ledger import Act
from server.store.moments import EPOCH
from tests.conftest import NewDatabase
from tests.server.live.conftest import Pair
from tests.support.databases import laid, templates
from tests.support.her import NAME, everywhere, where
from tests.support.house import House, Keep, facilitate, open_houses, sit_down

NOT_BY_ACCOUNT = {CALENDAR, OPERATIONS, COURSE, WORDS, SEATS, CASE_WORDS}  # about the programme, or told apart by a seat


@pytest.fixture(params=["sqlite", "postgresql"])
async def node(request: pytest.FixtureRequest, tmp_path: Path, fresh_database: NewDatabase) -> AsyncIterator[House]:
    """A node on an empty, migrated database of either kind."""
    if request.param == "sqlite":
        urls = laid(tmp_path)
    else:
        main, keys = await templates(request.getfixturevalue("postgres_server"))
        urls = await fresh_database(template=main), await fresh_database(template=keys)
    async with open_houses(House(*urls)) as (only,):
        yield only


async def delete(node: House, account: str, *, take_back: bool = True) -> str:
    """As the page does it."""
    await node.people.deletion.may(account)
    await node.sessions.end_all(account, but=b"")
    await Departure(node.meetings.hall).leave_everywhere(account, take_back=take_back)
    return await node.people.deletion.delete(account)


def test_every_column_for_an_account_is_known() -> None:
    columns = {(table.name, column.name) for table in t.MAIN.sorted_tables for column in table.c}
    known = {*OWNED.items(), *((table, column) for table, names in ACTED.items() for column in names)}
    assert known <= columns
    keyed = {
        (table.name, column.name)
        for table in t.MAIN.sorted_tables
        for column in table.c
        for key in column.foreign_keys
        if key.column.table is t.account
    }
    assert keyed <= known
    by_account = {name for name in RECORD if class_of(name) not in NOT_BY_ACCOUNT}
    assert by_account <= set(OWNED) | set(ACTED), "a new table: say in server/people/hers.py by which column a row of it is about her"


async def test_no_row_mentions_her_afterwards(node: House, women: Keep) -> None:
    her = await everywhere(node)
    rose = await sit_down(node, women, her.meeting, "Rose")
    await rose.post("what stays")
    assert await where(node, her.account) == set(OWNED) | set(ACTED) | {"ledger"}, "she is in every table in which anybody can be"
    code = await delete(node, her.account)
    staff = {"audit", "case_file", "case_event"}
    assert await where(node, her.account, NAME) == staff, "what staff did stays in its chain, under a number that leads to no name"
    async with node.db.read() as connection:
        assert (await connection.execute(sa.select(t.case_ask.c.account_id))).all() == [(None,)], "whoever helps her goes on"
    assert await where(node, *her.marks) == set()
    assert await where(node, her.token) == {"exclusion", "ledger"}, "it protects others, and leads to nobody"
    (kept,) = await node.people.exclusions.all()
    assert kept.until is not None, "not for ever"
    async with node.db.read() as connection:
        reports = {row.id: row for row in await connection.execute(sa.select(t.report))}
        rotations = (await connection.execute(sa.select(t.rota.c.rotations))).scalar_one()
    assert set(reports) == {her.reports["made"], her.reports["about"]}, "what she asked for herself is gone"
    assert await node.keyring.get(her.reports["asked"]) is None
    assert await node.keyring.get(her.reports["about"]) is not None, "a report of her words has its own clock"
    assert [len(each) for each in json.loads(rotations)[0]["members"]] == [5, 22], "the others keep their places in the rota"
    told = await node.people.reports.outcome(her.code)
    assert told is not None
    assert told.outcome is Outcome.TALKED, "her code still works"
    assert node.people.deletion.day_of(code) == node.clock.now().date()
    assert await where(node, code, code.replace("-", "")) == set(), "it is kept nowhere"
    *_, noted = await node.people.ledger.since(EPOCH)
    assert (noted.act, noted.token) == (Act.ACCOUNT_DELETED, node.people.ledger.account_token(her.account)), "no restore brings her back"


async def test_a_member_is_in_no_table_at_all(node: House, women: Keep) -> None:
    account = await node.account(NAME)
    meeting = await node.meeting()
    wren, rose = await sit_down(node, women, meeting, "Wren", await node.sign_in(account)), await sit_down(node, women, meeting, "Rose")
    await wren.post("marigold words")
    held = await node.meetings.hall.get(meeting)
    marks = {blind for blind, seat in held.live.replica.seat_by_blind.items() if seat == wren.seat}
    assert await where(node, *marks) == {"seat"}
    await delete(node, account)
    assert await where(node, account, NAME, *marks) == set()
    assert held.live.state.seats[wren.answer["you"]].status is SeatStatus.LEFT
    assert await node.meetings.hall.loader.account(held.live.replica, wren.answer["you"]) == ""
    await rose.until(lambda w: w.told("seat_left") and w.told("all_taken_back"))
    assert (await rose.post("we go on"))["ok"]
    assert (await node.meetings.hall.loader.outline(meeting)).state.seats.keys() == held.live.state.seats.keys(), (
        "a node that starts now reads it"
    )
    assert await node.sessions.identify(wren.token) is None


async def test_her_words_stay_if_she_wishes_it_and_a_removal_afterwards_keeps_nobody_out(node: House, women: Keep) -> None:
    account, meeting = await node.account(NAME), await node.meeting()
    ruth, wren = await facilitate(node, women, meeting), await sit_down(node, women, meeting, "Wren", await node.sign_in(account))
    await wren.post("for the others")
    held = await node.meetings.hall.get(meeting)
    await delete(node, account, take_back=False)
    (shown,) = (await ruth.sit(meeting))["snapshot"]["messages"]
    assert (shown["text"], shown["seat"]) == ("for the others", wren.seat)
    await node.care.remove(held, ruth.answer["you"], c.RemoveSeat(wren.answer["you"], Reason.OTHER, Scope.PROGRAMME), ruth.account)
    assert await node.people.exclusions.all() == []


async def test_the_last_administrator_is_told_what_to_do_and_nothing_is_done(node: House) -> None:
    ada, kay = await node.account("Ada", Role.ADMINISTRATOR), await node.account("Kay", Role.ADMINISTRATOR)
    await delete(node, ada)
    for step in (node.people.deletion.may, node.people.deletion.delete):
        with pytest.raises(Refused, match="last_administrator"):
            await step(kay)
    assert await where(node, kay)


async def test_receipts_are_ours_alone(node: House) -> None:
    deletion = node.people.deletion
    one, other = (deletion.receipt(node.clock.now().date()) for _ in range(2))
    assert one != other
    assert deletion.day_of(one.lower().replace("-", " ")) == node.clock.now().date()
    forged = [
        one[:-1] + ("0" if one[-1] != "0" else "1"),
        ("2" if one[3] != "2" else "3").join([one[:3], one[4:]]),
        one[:-1],
        "",
        "x" * 300,
    ]
    assert [deletion.day_of(each) for each in forged] == [None] * len(forged)


async def test_her_lines_end_on_every_node(pair: Pair, women: Keep) -> None:
    account = await pair.one.account(NAME)
    meeting, other = await pair.one.meeting(), await pair.one.meeting()
    tokens = [await pair.one.sign_in(account) for _ in range(2)]
    here, there = await sit_down(pair.one, women, meeting, "Wren", tokens[0]), await sit_down(pair.two, women, other, "Wren", tokens[1])
    await there.post("marigold")
    rose = await sit_down(pair.two, women, other, "Rose")
    await delete(pair.one, account)
    for line in (here, there):
        await line.until(lambda w: w.goodbye is not None and not w.connected)
    assert await where(pair.two, account, NAME) == set()
    await rose.until(lambda w: w.told("all_taken_back"))
    assert not [body for body in (await pair.two.meetings.hall.get(other)).live.replica.words.bodies.values() if body == "marigold"]
