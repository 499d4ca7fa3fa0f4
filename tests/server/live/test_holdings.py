"""What is kept about her is counted by walking the schema, and matches a dump of both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from server.live.departure import Departure
from server.store import tables as t
from server.store.keys import KEYS
from tests.conftest import NewDatabase
from tests.support.databases import laid, templates
from tests.support.her import everywhere, texts
from tests.support.house import House, Keep, open_houses, sit_down


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


async def test_what_is_kept_about_her_matches_a_raw_dump(node: House, women: Keep) -> None:
    her = await everywhere(node)
    meeting = await node.meeting()
    wren = await sit_down(node, women, meeting, "Wren", await node.sign_in(her.account))
    rose = await sit_down(node, women, meeting, "Rose")
    said = [(await wren.post("marigold"))["id"], (await wren.post("words"))["id"]]
    await rose.post("not hers")
    seats = [(each.meeting, str(each.seat)) for each in await Departure(node.meetings.hall).evenings(her.account)]
    assert seats == [(meeting, wren.seat)]
    signs = {her.account, wren.seat, *said, her.reports["made"], her.reports["asked"], her.token, "case-00001"}
    assert (await counted(node, her.account, seats, signs, meeting))["report"] == 2, (
        "one of her words that is still looked at is not told of"
    )
    async with node.db.write() as connection:
        await connection.execute(t.report.update().values(closed_at=node.clock.now()))
    found = await counted(node, her.account, seats, {*signs, her.reports["about"]}, meeting)
    assert (found["report"], found["message"]) == (3, 2)
    until = {each.table: each.until for each in await node.people.holdings.of(her.account, seats)}
    assert until["message"] is not None
    assert until["account"] is None, "until she deletes it"
    nobody = await node.account("Nell")
    assert [each.table for each in await node.people.holdings.of(nobody, [])] == ["account"]


async def counted(node: House, account: str, seats: list[tuple[str, str]], signs: set[str], meeting: str) -> dict[str, int]:
    """What she is told, which is what a dump holds."""
    found = {each.table: each.rows for each in await node.people.holdings.of(account, seats)}
    assert found == await dumped(node, signs, meeting)
    return found


async def dumped(node: House, signs: set[str], meeting: str) -> dict[str, int]:
    """How many rows of each table mention one of these, in any column; and the keys that are hers."""
    found = {}
    for which, tables in (("main", t.MAIN.sorted_tables), ("keys", KEYS.sorted_tables)):
        async with node.db.read(which) as connection:  # type: ignore[arg-type]
            for table in tables:
                wanted = signs | {meeting} if table.name == "key" else signs
                rows = [list(texts(row)) for row in await connection.execute(sa.select(table))]
                found[table.name] = len([row for row in rows if any(sign in value for value in row for sign in wanted)])
    return {name: count for name, count in found.items() if count}
