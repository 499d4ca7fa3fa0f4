"""Appeals by pages alone: what stands against her, asking, who is shown it, and what follows when it does not stand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from rooms import commands as c
from rooms.events import MessageId, NodeId, SeatId
from rooms.roles import Role
from rooms.state import SeatStatus
from rooms.terms import Measure, Reason, Scope
from server.live.hall import Held
from server.live.wish import Beside
from server.people.invitations import Kind
from server.people.report_terms import Outcome
from server.people.roombook import Terms
from server.store import tables as t
from server.store.audit import kept_lines
from server.store.engine import Database, StoreDown
from tests.support.site import Site, Woman, site
from web.appeals import ASKED, HOW_LONG, LISTED, MEASURES
from web.reports import TOLD, WAITS_FOR_ANOTHER

SAID = MessageId("m" * 16)
TEXT = "I only asked how she was, <b>truly</b>."


class Scene(NamedTuple):
    """An open meeting with Ruth, who facilitates, and Wren; and who else is of the programme."""

    willow: Site
    room: str
    held: Held
    ruth: str
    wren: str
    ruths: SeatId
    wrens: SeatId

    async def does(self, command: c.RemoveSeat | c.Quiet | c.RemoveMessage) -> None:
        """Ruth acts, as her desk does."""
        if isinstance(command, c.RemoveSeat):
            await self.willow.node.care.remove(self.held, self.ruths, command, self.ruth)
        else:
            await self.held.live.do(self.ruths, command, by=self.ruth)

    async def judge(self, name: str, *roles: Role) -> Woman:
        """Somebody of the staff, signed in."""
        return await self.willow.signed_in(await self.willow.account(name, *roles))


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with site(tmp_path) as willow:
        await willow.programme()
        people, meetings = willow.people, willow.node.meetings
        room = await people.roombook.create(Terms("Evening circle", "To be heard"), by="system")
        meeting = await meetings.plan(room, None, None)
        held = await meetings.hall.get(meeting)
        ids, seats = [await willow.account("Ruth", Role.FACILITATOR), await willow.account("Wren")], []
        for ident, name in zip(ids, ("Ruth", "Wren of tonight"), strict=True):
            who = await people.sessions.identify(await people.sessions.start(ident, complete=True, shared=False, language="en"))
            assert who is not None
            seats.append(await meetings.seat(meeting, who, name))
            await held.live.do(seats[-1], c.Attach(seats[-1], NodeId("n")))
        await held.live.do(seats[1], c.PostMessage(SAID), Beside(text="marigold"))
        yield Scene(willow, room, held, ids[0], ids[1], seats[0], seats[1])


async def asks(scene: Scene, woman: Woman, measure: Measure, about: str) -> str:
    """She asks, and keeps her code."""
    await woman.get(f"/appeal/{scene.held.live.id}")
    passed_on = await woman.post(f"/appeal/{scene.held.live.id}", about=f"{measure.value}:{about}", text=TEXT)
    assert passed_on.says("Thank you. It was passed on."), passed_on.text
    (code,) = passed_on.codes
    return code


async def only(scene: Scene) -> str:
    """The id of the one appeal there is."""
    async with scene.willow.node.db.read() as connection:
        return str((await connection.execute(sa.select(t.report.c.id))).scalar_one())


async def overturn(judge: Woman, appeal: str) -> None:
    await judge.get(f"/reports/{appeal}")
    ended = await judge.post(f"/reports/{appeal}/close", outcome="overturned", sentence="We got that wrong.")
    assert ended.says("We got that wrong."), ended.text


async def kinds(scene: Scene) -> list[str]:
    return [each.line.kind async for each in kept_lines(scene.willow.node.db)]


async def test_nothing_stands_against_her(scene: Scene) -> None:
    wren = await scene.willow.signed_in(scene.wren)
    assert (await wren.get(f"/appeal/{scene.held.live.id}")).says("Nothing stands against you here.")
    assert (await wren.get("/appeal/nowhere")).status == 404


async def test_from_being_asked_to_go_to_coming_back(scene: Scene) -> None:
    await scene.does(c.RemoveSeat(scene.wrens, Reason.UNKIND, Scope.PROGRAMME))
    wren, path = await scene.willow.signed_in(scene.wren), f"/appeal/{scene.held.live.id}"
    refused = await wren.get(f"/seat/{scene.held.live.id}")
    assert (refused.status, f'href="{path}"' in refused.text) == (403, True)
    page = await wren.get(path)
    for words in ("You were asked to stay away from every room", "Words that hurt someone here.", "It lasts until it is lifted."):
        assert page.says(words), words
    for wrong in ({"about": "quiet:x", "text": TEXT}, {"about": f"removal:{scene.wrens}", "text": "  "}, {"text": TEXT * 60}):
        assert (await wren.post(path, **wrong)).status == 400
    code = await asks(scene, wren, Measure.REMOVAL, scene.wrens)
    again = await wren.post(path, about=f"removal:{scene.wrens}", text=TEXT)
    assert (again.status, again.says("You have asked about this already.")) == (400, True)
    appeal, ruth = await only(scene), await scene.willow.signed_in(scene.ruth)
    assert (await ruth.get("/reports")).says("No report waits."), "never to her who did it"
    assert (await ruth.get(f"/reports/{appeal}")).status == 404
    assert (await ruth.post(f"/reports/{appeal}/close", outcome="upheld")).status == 404
    kay = await scene.judge("Kay", Role.FACILITATOR)
    listed = await kay.get("/reports")
    assert listed.says(LISTED[Measure.REMOVAL])
    assert TEXT not in listed.text
    closed = await kay.get(f"/reports/{appeal}")
    assert not closed.says("marigold"), "nothing is opened by looking"
    opened = await kay.post(f"/reports/{appeal}/read", why="decide")
    assert "I only asked how she was, &lt;b&gt;truly&lt;/b&gt;." in opened.text
    for words in ("marigold", "Wren of tonight", "What was decided does not stand"):
        assert opened.says(words), words
    assert not opened.says("The words were taken down"), "the ends of a report are no ends of an appeal"
    assert (await kay.post(f"/reports/{appeal}/close", outcome="talked")).status == 400
    guest = scene.willow.woman()
    assert (await guest.post("/receipt", code=code)).says(WAITS_FOR_ANOTHER)
    assert (await wren.get("/account")).says(ASKED[Measure.REMOVAL])
    await overturn(kay, appeal)
    assert scene.held.live.state.seats[scene.wrens].status is SeatStatus.LEFT, "she may come back"
    assert (await wren.get(f"/seat/{scene.held.live.id}", follow=False)).status == 303
    for told in (await guest.post("/receipt", code=code), await wren.get("/account")):
        assert told.says(TOLD[Outcome.OVERTURNED])
        assert told.says("We got that wrong.")
    done = await kinds(scene)
    assert done[-3:] == ["appeal_read_decide", "exclusion_lifted", "appeal_overturned"]


async def test_an_appeal_that_was_kept_while_its_answer_was_lost_can_be_read(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    await scene.does(c.RemoveSeat(scene.wrens, Reason.UNKIND, Scope.TONIGHT))
    wren, path = await scene.willow.signed_in(scene.wren), f"/appeal/{scene.held.live.id}"
    await wren.get(path)
    write = Database.write

    @asynccontextmanager
    async def cut(self: Database, *which: Literal["main", "keys", "vital"]) -> AsyncIterator[AsyncConnection]:
        async with write(self, *which) as connection:
            yield connection
        async with self.read() as connection:
            if (await connection.execute(sa.select(t.report.c.id))).first():
                raise StoreDown("the line was cut after the commit")

    monkeypatch.setattr(Database, "write", cut)
    assert (await wren.post(path, about=f"removal:{scene.wrens}", text=TEXT)).status == 503
    monkeypatch.undo()
    kay, appeal = await scene.judge("Kay", Role.FACILITATOR), await only(scene)
    await kay.get(f"/reports/{appeal}")
    assert (await kay.post(f"/reports/{appeal}/read", why="decide")).says("I only asked how she was")


async def test_when_the_words_of_the_meeting_are_gone(scene: Scene) -> None:
    await scene.does(c.RemoveSeat(scene.wrens, Reason.SELLING, Scope.ROOM))
    await scene.willow.node.meetings.close(scene.held.live.id)
    await scene.willow.node.meetings.destroy_due(scene.held.live.id, 1)
    wren = await scene.willow.signed_in(scene.wren)
    assert (await wren.get(f"/appeal/{scene.held.live.id}")).says("You were asked to stay away from this room.")
    await asks(scene, wren, Measure.REMOVAL, "")
    ruth, sol = await scene.willow.signed_in(scene.ruth), await scene.judge("Sol", Role.SUPERVISOR)
    assert (await ruth.get("/reports")).says("No report waits.")
    await overturn(sol, await only(scene))
    assert not await scene.willow.people.exclusions.excluded(scene.wren, scene.room)


async def test_quiet_time_and_words_that_were_taken_down(scene: Scene) -> None:
    await scene.does(c.Quiet(scene.wrens, 30, Reason.CROSS_TALK))
    await scene.does(c.RemoveMessage(SAID, Reason.DETAILS))
    wren, kay = await scene.willow.signed_in(scene.wren), await scene.judge("Kay", Role.FACILITATOR)
    state = scene.held.live.state
    for measure, about in ((Measure.QUIET, scene.wrens), (Measure.TAKE_DOWN, SAID)):
        await asks(scene, wren, measure, about)
        async with scene.willow.node.db.read() as connection:
            query = sa.select(t.report.c.id).where(t.report.c.measure == measure.value)
            appeal = str((await connection.execute(query)).scalar_one())
        await overturn(kay, appeal)
    assert state.seats[scene.wrens].quiet_until is None
    assert state.messages[SAID].removed is None
    assert (await wren.get(f"/appeal/{scene.held.live.id}")).says("Nothing stands against you here.")


async def test_what_stands_stays_as_it_is(scene: Scene) -> None:
    await scene.does(c.Quiet(scene.wrens, 30, Reason.CROSS_TALK))
    wren, kay = await scene.willow.signed_in(scene.wren), await scene.judge("Kay", Role.FACILITATOR)
    code = await asks(scene, wren, Measure.QUIET, scene.wrens)
    assert (await kay.post(f"/reports/{await only(scene)}/close", outcome="upheld")).status == 200
    assert scene.held.live.state.seats[scene.wrens].quiet_until is not None
    assert (await scene.willow.woman().post("/receipt", code=code)).says(TOLD[Outcome.UPHELD])
    assert (await kinds(scene))[-1] == "appeal_upheld"


async def test_asking_is_slowed_and_nothing_of_it_is_readable(scene: Scene) -> None:
    wren = await scene.willow.signed_in(scene.wren)
    statuses = []
    for _ in range(14):
        await scene.does(c.Quiet(scene.wrens, 30, Reason.CROSS_TALK))
        await wren.get(f"/appeal/{scene.held.live.id}")
        statuses.append((await wren.post(f"/appeal/{scene.held.live.id}", about=f"quiet:{scene.wrens}", text=TEXT)).status)
    assert statuses[0] == 200
    assert 429 in statuses
    async with scene.willow.node.db.read() as connection:
        (row,) = (await connection.execute(sa.select(t.report))).all()
    assert not any(isinstance(cell, bytes) and b"truly" in cell for cell in row)


async def test_a_supervisor_reads_at_home_where_words_have_waited_too_long(scene: Scene) -> None:
    live, message = scene.held.live, MessageId("h" * 16)
    sol, kay = await scene.judge("Sol", Role.SUPERVISOR), await scene.judge("Kay", Role.FACILITATOR)
    waited = "Words have waited 5 minutes or more to be read in Evening circle."
    await live.do(scene.ruths, c.SetHold(scene.wrens, on=True), by=scene.ruth)
    await live.do(scene.wrens, c.PostMessage(message), Beside(text="narcissus"))
    assert not (await sol.get("/")).says(waited)
    await scene.willow.node.reminded.held_due(f"{live.id}/{message}", 1)
    home = await sol.get("/")
    assert (home.says(waited), "narcissus" in home.text) == (True, False)
    assert not (await kay.get("/")).says(waited)
    await live.do(scene.ruths, c.Release(message), by=scene.ruth)
    assert not (await sol.get("/")).says(waited)


TOLD_LATER = "A facilitator decided something about you in Evening circle."


async def test_who_was_not_there_at_the_close_finds_it_on_the_first_page(scene: Scene) -> None:
    wren, path = await scene.willow.signed_in(scene.wren), f'href="/appeal/{scene.held.live.id}"'
    bea = await scene.willow.signed_in(await scene.willow.account("Bea"))
    await scene.held.live.do(SeatId(""), c.Detach(scene.wrens, NodeId("n")))
    await scene.does(c.RemoveMessage(SAID, Reason.DETAILS))
    assert not (await wren.get("/")).says(TOLD_LATER), "while the meeting is open she is told there"
    await scene.willow.node.meetings.close(scene.held.live.id)
    home = await wren.get("/")
    assert (home.says(TOLD_LATER), path in home.text) == (True, True)
    for words in ("marigold", SAID, scene.wrens):
        assert words not in home.text
    assert path in (await wren.get(f"/waiting/{scene.held.live.id}")).text
    for other in (bea, await scene.willow.signed_in(scene.ruth)):
        assert not (await other.get("/")).says(TOLD_LATER)
    await asks(scene, wren, Measure.TAKE_DOWN, SAID)
    assert not (await wren.get("/")).says(TOLD_LATER), "she has asked"


async def test_a_guest_finds_it_while_the_words_last(scene: Scene) -> None:
    willow, live = scene.willow, scene.held.live
    code = (await willow.people.invitations.make(Kind.ROOM, by="x", room=scene.room)).code
    lou, wren = willow.woman(), willow.woman()
    for name, guest in (("Lou", lou), ("Wrenna", wren)):
        assert (await guest.post("/join", name=name, code=code)).path == f"/meeting/{live.id}"
    seat = next(seat for seat, name in live.replica.words.names.items() if name == "Lou")
    await scene.does(c.RemoveSeat(seat, Reason.UNKIND, Scope.TONIGHT))
    await willow.node.meetings.close(live.id)
    for path in ("/", f"/seat/{live.id}", f"/meeting/{live.id}"):
        assert (await lou.get(path)).says(TOLD_LATER), path
        assert not (await wren.get(path)).says(TOLD_LATER), path
    assert not (await wren.get("/")).says("Back to my seat")
    await asks(scene, lou, Measure.REMOVAL, seat)
    assert not (await lou.get("/")).says(TOLD_LATER)
    await willow.node.meetings.destroy_due(live.id, 1)
    assert (await lou.get("/")).says("I have a link or a code")


def test_every_measure_has_words() -> None:
    assert set(MEASURES) == set(HOW_LONG) == set(LISTED) == set(ASKED) == set(Measure)
