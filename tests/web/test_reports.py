"""Reports by pages alone: read with a reason, ended with an outcome, and found again by her who made them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest

from rooms.roles import Role
from rooms.terms import Reason
from server.people.codes import new_id
from server.people.reports import Excerpt, Outcome, Why
from server.people.roombook import Terms
from server.store.audit import kept_lines
from tests.support.site import Site, site
from web.reports import OUTCOMES, TOLD, WAITS, WHYS

WORDS = "Nobody would miss you <b>here</b>."


class Made(NamedTuple):
    """A report and the code of its receipt."""

    id: str
    code: str


@pytest.fixture
async def willow(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path) as served:
        await served.programme()
        yield served


async def report(willow: Site, *, author: str = "bea", account: str | None = None) -> Made:
    """One that is kept, as a live room keeps it."""
    people, now = willow.people, willow.node.clock.now()
    room = await people.roombook.create(Terms("Evening circle", "To be heard"), by="system")
    meeting = await willow.node.meetings.plan(room, None, None)
    excerpt = Excerpt("m1", WORDS, now, "Bea", "s1", author, "Wren", "s2", account or "g", "It hurt me.")
    ident = new_id()
    opened = await people.reports.open(ident, meeting, Reason.UNKIND, excerpt, account=account)
    async with willow.node.db.write() as connection:
        await people.reports.keep_within(connection, opened)
    return Made(ident, opened.code)


async def kinds(willow: Site) -> list[str]:
    """The audit's lines about reports."""
    return [each.line.kind async for each in kept_lines(willow.node.db) if each.line.kind.startswith("report")]


async def test_nothing_waits(willow: Site) -> None:
    ruth = await willow.signed_in(await willow.account("Ruth", Role.FACILITATOR))
    assert (await ruth.get("/reports")).says("No report waits.")
    assert (await ruth.get("/")).says("None waits")


async def test_from_the_list_to_the_end(willow: Site) -> None:
    made = await report(willow)
    ruth = await willow.signed_in(await willow.account("Ruth", Role.FACILITATOR))
    assert (await ruth.get("/")).says("One waits for someone")
    listed = await ruth.get("/reports")
    assert listed.says("Words that hurt someone here.")
    assert f"/reports/{made.id}" in listed.text
    closed = await ruth.get(f"/reports/{made.id}")
    for page in (listed, closed):
        assert "Nobody would miss you" not in page.text, "nothing is opened by looking"
        assert "Wren" not in page.text
    assert await kinds(willow) == []
    without = await ruth.post(f"/reports/{made.id}/read")
    assert (without.status, without.says("Please say why you open it.")) == (400, True)
    assert await kinds(willow) == []
    opened = await ruth.post(f"/reports/{made.id}/read", why="decide")
    assert "Nobody would miss you &lt;b&gt;here&lt;/b&gt;." in opened.text
    for words in ("Bea", "Wren, by her name for that meeting.", "It hurt me.", "How did it end?"):
        assert opened.says(words), words
    assert await kinds(willow) == ["report_read_decide"]
    for wrong in (
        {"sentence": "Thank you."},
        {"outcome": "burned", "sentence": "Thank you."},
        {"outcome": "talked", "sentence": "x" * 281},
    ):
        again = await ruth.post(f"/reports/{made.id}/close", **wrong)
        assert again.status == 400
        assert wrong["sentence"] in again.text, "what she typed stays"
        assert ('value="talked" checked' in again.text) is (wrong.get("outcome") == "talked")
    done = await ruth.post(f"/reports/{made.id}/close", outcome="talked", sentence="Thank you for telling us.")
    assert done.path == f"/reports/{made.id}"
    for words in (OUTCOMES[Outcome.TALKED], "Thank you for telling us."):
        assert done.says(words), words
    assert not done.says("How did it end?")
    assert await kinds(willow) == ["report_read_decide", "report_closed"]
    assert (await ruth.get("/reports")).says("None just now.")


async def test_the_one_it_is_about_finds_nothing_there(willow: Site) -> None:
    account = await willow.account("Ruth", Role.FACILITATOR)
    made = await report(willow, author=account)
    ruth = await willow.signed_in(account)
    assert (await ruth.get("/reports")).says("No report waits.")
    assert (await ruth.get(f"/reports/{made.id}")).status == 404
    assert (await ruth.post(f"/reports/{made.id}/read", why="decide")).status == 404
    assert (await ruth.post(f"/reports/{made.id}/close", outcome="no_action")).status == 404
    sol = await willow.signed_in(await willow.account("Sol", Role.SUPERVISOR))
    assert (await sol.get(f"/reports/{made.id}")).says("Open the words")
    assert await kinds(willow) == []


async def test_after_the_words_are_gone_a_supervisor_ends_it(willow: Site) -> None:
    made = await report(willow)
    await willow.people.reports.destroy_due(made.id, 0)
    ruth = await willow.signed_in(await willow.account("Ruth", Role.FACILITATOR))
    page = await ruth.get(f"/reports/{made.id}")
    assert page.says("Only a supervisor can end this report now.")
    assert not page.says("How did it end?")
    assert (await ruth.post(f"/reports/{made.id}/close", outcome="no_action")).status == 403
    sol = await willow.signed_in(await willow.account("Sol", Role.SUPERVISOR))
    assert (await sol.get(f"/reports/{made.id}")).says("How did it end?")
    assert (await sol.post(f"/reports/{made.id}/close", outcome="no_action")).says(OUTCOMES[Outcome.NO_ACTION])


async def test_she_is_told_by_her_code_and_on_her_account(willow: Site) -> None:
    wren = await willow.account("Wren")
    made = await report(willow, account=wren)
    guest, woman = willow.woman(), await willow.signed_in(wren)
    assert (await guest.get("/receipt")).status == 200
    wrong = await guest.post("/receipt", code="AAAA-BBBB-CCCC-DDDD")
    assert (wrong.status, wrong.says("This code fits no report."), "AAAA-BBBB-CCCC-DDDD" in wrong.text) == (400, True, True)
    assert (await guest.post("/receipt", code=made.code.lower().replace("-", " "))).says(WAITS)
    assert (await woman.get("/account")).says(WAITS)
    who = await willow.signed_in(await willow.account("Ruth", Role.FACILITATOR))
    await who.post(f"/reports/{made.id}/close", outcome="words_removed", sentence="Thank you for telling us.")
    for page in (await guest.post("/receipt", code=made.code), await woman.get("/account")):
        assert page.says(TOLD[Outcome.WORDS_REMOVED])
        assert page.says("Thank you for telling us.")
        assert "Evening circle" not in page.text
    assert "What you reported" not in (await who.get("/account")).text


async def test_guessing_codes_is_slowed(willow: Site) -> None:
    guest = willow.woman()
    await guest.get("/receipt")
    statuses = {(await guest.post("/receipt", code="x")).status for _ in range(260)}
    assert statuses == {400, 429}


def test_every_choice_has_words() -> None:
    assert set(WHYS) == set(Why)
    assert set(OUTCOMES) == set(TOLD) == set(Outcome)
