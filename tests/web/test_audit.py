"""The audit page: plain words, newest first, paged, checked each time; and the list of who may not come in."""

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest
import sqlalchemy as sa

from moderation.audit import AuditLine
from rooms.roles import Role
from rooms.terms import Reason, Scope
from server.people.report_terms import ENDS_APPEALS
from server.people.reports import Why
from server.people.roombook import Terms
from server.store import tables as t
from server.store.audit import checked, record
from tests.support.bootstrap import ROOT
from tests.support.site import Answer, Site, site
from web.audit import LINES

LINE = re.compile(r'<p class="audit-what">(.*?)</p>')


@pytest.fixture
async def willow(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path) as served:
        await served.programme()
        yield served


def lines(page: Answer) -> list[str]:
    return [unescape(each) for each in LINE.findall(page.text)]


async def test_what_staff_did_in_plain_words(willow: Site) -> None:
    ada, ruth = await willow.account("Ada", Role.ADMINISTRATOR), await willow.account("Ruth", Role.FACILITATOR)
    room = await willow.people.roombook.create(Terms("Evening circle", "To be heard"), by=ada)
    meeting = await willow.node.meetings.plan(room, None, None)
    now = willow.node.clock.now()
    told = [
        AuditLine("quiet", ruth, meeting, now),
        AuditLine("role_ended", ada, ruth, now),
        AuditLine("excluded", ruth, "programme", now),
        AuditLine("dance", "nobody we know", "x", now),
        AuditLine("room_changed", "console", "gone", now),
    ]
    async with willow.node.db.write() as connection:
        await record(connection, told)
    page = await (await willow.signed_in(ada)).get("/audit")
    assert lines(page) == [
        "Someone at the server's console changed the room a room that is gone.",
        "Somebody whose account is gone did something that this page has no words for yet: dance.",
        "Ruth excluded someone from every room.",
        "Ada ended a role of Ruth.",
        "Ruth gave someone quiet time in Evening circle.",
        "The server opened a meeting in Evening circle.",
        "The server planned a meeting in Evening circle.",
        "Ada made the room Evening circle.",
    ]
    assert page.says("All 8 lines, checked just now.")
    assert 'href="/audit"' in (await (await willow.signed_in(ada)).get("/")).text


async def test_page_by_page(willow: Site) -> None:
    ada = await willow.signed_in(await willow.account("Ada", Role.ADMINISTRATOR))
    assert (await ada.get("/audit")).says("Nothing has been noted yet.")
    async with willow.node.db.write() as connection:
        await record(connection, [AuditLine("signed_in", f"w{n}", "x", willow.node.clock.now()) for n in range(120)])
    seen, path = 0, "/audit"
    for expected in (50, 50, 20):
        page = await ada.get(path)
        assert len(lines(page)) == expected
        assert (page.says("The newest lines"), page.says("Older lines")) == (seen > 0, seen < 100)
        seen += expected
        found = re.search(r"/audit\?before=\d+", page.text)
        path = found[0] if found else ""
    for nonsense in ("x", "-1", "9" * 30, "²"):
        assert (await ada.get(f"/audit?before={nonsense}")).status == 400


async def test_a_line_that_was_changed_is_said(willow: Site) -> None:
    ada = await willow.signed_in(await willow.account("Ada", Role.SUPERVISOR))
    async with willow.node.db.write() as connection:
        await record(connection, [AuditLine("signed_in", f"w{n}", "x", willow.node.clock.now()) for n in range(2500)])
    whole = await checked(willow.node.db)
    assert (whole.lines, whole.broken_at) == (2500, None)
    assert whole.last is not None
    assert (await ada.get("/audit")).says(f"The mark of the newest is {whole.last.hex()[:12]}.")
    for change in (
        t.audit.update().where(t.audit.c.n == 1700).values(actor="somebody else"),
        t.audit.delete().where(t.audit.c.n == 500),
        t.audit.delete().where(t.audit.c.n == 1001),  # the first of the second thousand, which is read apart
        t.audit.update().where(t.audit.c.n == 2500).values(kind="room_created"),
    ):
        async with willow.node.db.write() as connection:
            before = (await connection.execute(sa.select(t.audit))).mappings().all()
            await connection.execute(change)
        page = await ada.get("/audit")
        assert page.says("The lines do not fit together from"), str(change)
        assert not page.says("checked just now")
        async with willow.node.db.write() as connection:
            await connection.execute(t.audit.delete())
            await connection.execute(t.audit.insert(), [dict(row) for row in before])
    assert (await checked(willow.node.db)).broken_at is None


BETWEEN_FACILITATORS = {"say_in_back_channel", "take_back_in_back_channel"}  # a talk among colleagues is no act


def test_every_kind_of_line_has_words() -> None:
    written = {f"{noun}_read_{why.value}" for noun in ("report", "appeal") for why in Why}
    written |= {"report_closed", *(f"appeal_{outcome.value}" for outcome in ENDS_APPEALS)}
    for path in (*ROOT.glob("server/**/*.py"), *ROOT.glob("moderation/**/*.py")):
        written |= set(re.findall(r'AuditLine\(\s*"([a-z_]+)"', path.read_text("utf-8")))
    acts = set(re.findall(r'tag="([a-z_]+)"', (ROOT / "server" / "acts.py").read_text("utf-8"))) - {"close_meeting", *BETWEEN_FACILITATORS}
    assert len(acts) > 25
    assert set(LINES) == written | acts


async def test_who_may_not_come_in_is_found_and_lifted(willow: Site) -> None:
    people, sol = willow.people, await willow.account("Sol", Role.SUPERVISOR)
    wren = await willow.account("Wren")
    room = await people.roombook.create(Terms("Evening circle", "To be heard"), by="system")
    woman = await willow.signed_in(sol)
    assert (await woman.get("/people")).says("Everybody may come.")
    await people.exclusions.exclude(wren, Scope.ROOM, room, until=None, reason=Reason.DISTURBING, by=sol)
    listed = await woman.get("/people")
    for words in ("From one room", "Coming to disturb.", "Until it is lifted."):
        assert listed.says(words), words
    assert "Wren" not in listed.text
    assert (await woman.post("/people/exclusions/find", name="Bea")).says("Nothing is kept about an account of this name.")
    found = await woman.post("/people/exclusions/find", name="wren")
    assert found.says("From Evening circle")
    assert 'value="wren"' in found.text
    token = found.text.split('name="token" value="', 1)[1].split('"', 1)[0]
    done = await woman.post("/people/exclusions/lift", token=token)
    assert (done.path, done.says("It is lifted.")) == ("/people?done=lifted", True)
    assert not await people.exclusions.excluded(wren, room)
