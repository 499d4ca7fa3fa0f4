"""The on-call console by pages alone: who waits, who has it, and one step after another until it is over."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, get_args

import pytest
import sqlalchemy as sa

from moderation import case_commands as c
from moderation import case_events as e
from moderation import case_terms as t
from moderation.case import Case
from rooms.ids import MeetingId, SeatId
from rooms.roles import Role
from server.oncall.excerpt import Said, Window
from server.people.roombook import Terms
from server.store import tables
from tests.support.site import Answer, Site, Woman, site
from web import case_whys as whys
from web import case_words as words
from web.case_lines import LINES
from web.case_view import clock_face

HER = t.Actor(t.SHE, t.Standing.SHE)
RED = t.Severity.RED


@pytest.fixture
async def willow(tmp_path: Path) -> AsyncIterator[Site]:
    async with site(tmp_path) as served:
        await served.programme()
        yield served


async def raised(willow: Site, ident: str = "0000000CAS", severity: t.Severity = RED, **more: Any) -> t.CaseId:
    """A case, by the policy of this moment unless it is given another."""
    cases = willow.node.on_call.cases
    async with willow.node.db.read() as connection:
        policy = more.pop("policy", None) or await cases.policy_now(connection, willow.node.clock.now())
    case = t.CaseId(ident)
    await cases.handle(case, HER, c.Raise(case, t.AskId(f"ask {ident}"), severity, t.Origin.SHE, policy, **more))
    return case


async def the(willow: Site, case: t.CaseId) -> Case:
    """The case as it stands."""
    found = await willow.node.on_call.cases.get(case)
    assert found is not None
    return found


async def answers(willow: Site, name: str = "Jo", role: Role = Role.ON_CALL) -> tuple[str, Woman]:
    """Somebody who answers, signed in."""
    account = await willow.account(name, role)
    return account, await willow.signed_in(account)


def offered(page: Answer) -> set[str]:
    """What the page lets her do."""
    return set(re.findall(r'name="do" value="(\w+)"', page.text))


async def test_nobody_waits_and_who_is_on_call_now(willow: Site) -> None:
    _, jo = await answers(willow)
    page = await jo.get("/on-call")
    for sentence in ("Nobody is waiting for a person now.", "Jo is on call now.", "Nothing would wake Jo"):
        assert page.says(sentence), sentence
    assert offered(page) == set()
    home = await jo.get("/")
    assert home.says("Nobody is waiting for a person now.")
    assert 'href="/on-call"' in home.text


async def test_nobody_on_call_is_said_aloud(willow: Site) -> None:
    _, sol = await answers(willow, "Sol", Role.SUPERVISOR)
    assert (await sol.get("/on-call")).says("Nobody is on call now.")


async def test_only_who_answers_cases_finds_the_way(willow: Site) -> None:
    for name, role in (("Wren", None), ("Ruth", Role.FACILITATOR), ("Ada", Role.ADMINISTRATOR)):
        woman = await willow.signed_in(await willow.account(name, *([role] if role else [])))
        assert 'href="/on-call"' not in (await woman.get("/")).text
        assert (await woman.get("/on-call")).status == 403


async def test_it_is_taken_from_the_queue_and_has_one_owner(willow: Site) -> None:
    room = await willow.people.roombook.create(Terms("Evening circle", "To be heard"), by="system")
    meeting = await willow.node.meetings.plan(room, None, None)
    (jo_id, jo), (_, sam) = await answers(willow), await answers(willow, "Sam")
    case = await raised(willow, meeting=meeting, seat="seat")
    assert (await jo.get("/")).says("One waits for a person")
    queue = await jo.get("/on-call")
    for sentence in ("Act now", "She asked for a person", "Evening circle", "Nobody has it.", "Then the next people are called."):
        assert queue.says(sentence), sentence
    assert 'data-clock="up"' in queue.text
    assert 'data-clock="down"' in queue.text
    assert offered(queue) == {"take"}
    taken = await jo.post(f"/on-call/{case}", do="take", back="queue")
    assert taken.path == f"/on-call/{case}"
    assert taken.says("You have it.")
    assert (await the(willow, case)).owner == jo_id
    late = await sam.post(f"/on-call/{case}", do="take", back="queue")
    assert (late.status, late.says("Jo has this case already. You need do nothing more.")) == (409, True)
    assert (await the(willow, case)).owner == jo_id
    assert not {"take", "still", "with_her", "close", "offer", "offer_to"} & offered(late)
    assert "note" in offered(late)
    assert (await sam.get("/on-call")).says("Jo has it.")


async def test_the_next_step_follows_the_stage(willow: Site) -> None:
    _, jo = await answers(willow)
    case = await raised(willow)
    page = await jo.get(f"/on-call/{case}")
    for do, words_ in (("take", "I have it"), ("with_her", "I am with her")):
        assert page.says(words_), do
        page = await jo.post(f"/on-call/{case}", do=do)
    assert page.says("I am still with her")
    assert page.says("She is told who is with her.")
    before = (await the(willow, case)).heard_at
    assert (await jo.post(f"/on-call/{case}", do="still")).status == 200
    assert (await the(willow, case)).heard_at == before, "within seconds nothing more is kept"


async def test_a_note_is_sealed_beside_it(willow: Site) -> None:
    _, jo = await answers(willow)
    case = await raised(willow)
    again = await jo.post(f"/on-call/{case}", do="note", note=" ")
    assert again.status == 400
    await jo.post(f"/on-call/{case}", do="note", note="She wears a red coat.")
    assert list((await willow.node.on_call.cases.words(case)).values()) == ["She wears a red coat."]
    async with willow.node.db.read() as connection:
        kept = (
            await connection.execute(
                sa.select(tables.case_event.c.data, tables.case_file.c.state).join_from(tables.case_event, tables.case_file)
            )
        ).all()
    assert not any(b"red coat" in data or "red coat" in state for data, state in kept)


async def test_a_warm_hand_off_to_the_end(willow: Site) -> None:
    (_, jo), (sam_id, sam) = await answers(willow), await answers(willow, "Sam")
    case = await raised(willow)
    path = f"/on-call/{case}"

    async def does(**fields: str) -> Answer:
        return await jo.post(path, **fields)

    await does(do="take")
    page = await does(do="with_her")
    assert "handoff_connected" not in page.text, "not offered before it is true"
    refused = await does(do="close", outcome="handoff_connected")
    assert (refused.status, refused.says("That step of the hand-off has not happened yet.")) == (400, True)
    lower = await does(do="severity", severity="amber")
    assert (lower.status, lower.says("Please choose a reason first.")) == (400, True)
    assert (await does(do="severity", severity="amber", why_lowered="spoke_with_her")).says("She needs a person soon.")
    assert (await does(do="severity", severity="red")).says("She or a child may be in danger now.")
    for do, words_ in (
        ("offer", "She would like the hand-off"),
        ("wants", "They are speaking"),
        ("connected", "The other side says it has her"),
    ):
        page = await does(do=do, **({"service": "crisis_line"} if do == "offer" else {}))
        assert page.says(words_), do
    page = await does(do="confirmed")
    assert '<input type="hidden" name="outcome" value="handoff_confirmed">' in page.text, "the next step is to close it so"
    await does(do="task", what="speak_with_her", due="1d")
    assert (await does(do="close", outcome="handoff_confirmed")).says("Something is still to be done here.")
    task = (await the(willow, case)).tasks[0].id
    await does(do="drop", task=task, why_dropped="she_declined")
    assert (await does(do="offer_to", to="nobody")).status == 400
    assert (await does(do="offer_to", to=sam_id)).says("You asked Sam to take it over.")
    hers = await sam.get(path)
    assert hers.says("I take it over")
    await sam.post(path, do="accept")
    assert (await the(willow, case)).owner == sam_id
    assert (await does(do="close", outcome="handoff_confirmed")).status == 409
    over = await sam.post(path, do="close", outcome="handoff_confirmed")
    assert over.says("The other side has her.")
    assert offered(over) == {"note", "reopen"}
    assert (await jo.get("/on-call")).says("Nobody is waiting for a person now.")
    assert over.says("Checked: nothing was changed or taken out.")
    file = await jo.get(f"{path}/timeline")
    assert file.text.count("\n") == len((await willow.node.on_call.cases.timeline(case))[0])
    again = await jo.post(path, do="reopen", why_reopened="she_wrote")
    assert again.says("You have it.")


async def test_outside_help_needs_two_or_three_minutes_and_a_reason(willow: Site) -> None:
    (_, jo), (_, sam) = await answers(willow), await answers(willow, "Sam")
    case = await raised(willow)
    path = f"/on-call/{case}"
    for do in ("take", "with_her"):
        await jo.post(path, do=do)
    asked = await jo.post(path, do="ask_call")
    assert asked.says("A second person is asked to agree.")
    assert asked.says("one may call alone")
    assert "second" not in offered(asked), "she cannot be her own second"
    assert "nobody_answered" not in asked.text, "not before three minutes"
    alone = await jo.post(path, do="call", why_alone="nobody_answered")
    assert (alone.status, alone.says("This needs a second person.")) == (400, True)
    assert "second" in offered(await sam.get(path))
    await sam.post(path, do="second")
    called = await jo.post(path, do="call")
    assert {"reached", "not_learned"} <= offered(called)
    assert (await jo.post(path, do="close", outcome="supported_in_room")).says("Please say first whether they have reached her.")
    said = await jo.post(path, do="reached")
    assert '<input type="hidden" name="outcome" value="emergency_confirmed">' in said.text


async def test_her_words_are_opened_with_a_reason_and_the_look_is_kept(willow: Site) -> None:
    (_, jo), (_, sam) = await answers(willow), await answers(willow, "Sam")
    case, cases = await raised(willow), willow.node.on_call.cases
    now = willow.node.clock.now()
    seen = Window("Evening circle", "Wren", "a1", (Said("m1", "s1", "Wren", now, "I have <b>them</b> counted out.", True),), "Please come")
    sealed = await cases.seal_window(case, "first", seen)
    async with willow.node.db.write() as connection:
        await cases.keep_window(connection, case, "first", sealed)
    await jo.post(f"/on-call/{case}", do="take")
    await jo.post(f"/on-call/{case}", do="note", note="Her sister is near.")
    page = await sam.get(f"/on-call/{case}")
    for hidden in ("counted out", "Please come", "Her sister"):
        assert hidden not in page.text, "nothing is opened by looking"
    assert (await sam.post(f"/on-call/{case}/words")).status == 400
    assert not any(isinstance(line.event, e.WindowOpened) for line in (await cases.timeline(case))[0])
    opened = await sam.post(f"/on-call/{case}/words", why="answer")
    assert "I have &lt;b&gt;them&lt;/b&gt; counted out." in opened.text
    for words_ in ("Please come", "Her sister is near.", "Sam opened her words"):
        assert opened.says(words_), words_
    assert (await jo.get(f"/on-call/{case}")).says("Her sister is near."), "her own notes stand before the owner"


async def test_more_of_them_is_for_who_has_the_case_and_stands_in_the_timeline(willow: Site) -> None:
    (_, jo), (_, sam) = await answers(willow), await answers(willow, "Sam")
    room = await willow.people.roombook.create(Terms("Evening circle", "To be heard"), by="system")
    meeting = await willow.node.meetings.plan(room, None, None)
    case = await raised(willow, meeting=MeetingId(meeting), seat=SeatId("s1"))
    await jo.post(f"/on-call/{case}", do="take")
    assert not (await sam.post(f"/on-call/{case}/words", why="answer")).says("See more around them")
    assert (await sam.post(f"/on-call/{case}/words", why="answer", more="yes")).status == 400
    assert (await jo.post(f"/on-call/{case}/words", why="answer")).says("She is told that you saw more, and why.")
    assert (await jo.post(f"/on-call/{case}/words", more="yes")).status == 400, "not without a reason"
    kept = willow.node.on_call.cases
    assert not any(isinstance(line.event, e.WindowWidened) for line in (await kept.timeline(case))[0])
    assert (await jo.post(f"/on-call/{case}/words", why="answer", more="yes")).status == 200
    assert any(isinstance(line.event, e.WindowWidened) for line in (await kept.timeline(case))[0])


async def test_what_no_form_of_ours_sends_is_refused(willow: Site) -> None:
    _, jo = await answers(willow)
    case = await raised(willow)
    for fields in ({}, {"do": "explode"}, {"do": "reached"}):
        assert (await jo.post(f"/on-call/{case}", **fields)).status == 400, fields
    assert (await jo.get("/on-call/ZZZZZZZZZZ")).status == 404
    assert (await jo.post("/on-call/ZZZZZZZZZZ", do="take")).status == 404
    assert (await the(willow, case)).owner is None


async def test_exhausted_and_overdue_are_loud(willow: Site) -> None:
    jo_id, jo = await answers(willow)
    case = await raised(willow, policy=t.Policy((), ()))
    page = await jo.get("/on-call")
    assert page.says("Everybody was called, and nobody has answered.")
    assert (await jo.get(f"/on-call/{case}")).says("Everybody was called, and nobody has answered.")
    assert not page.says("A step is overdue")
    await willow.node.on_call.timers.stop()
    fast = t.Policy((t.Level((t.AccountId(jo_id),)),), (), red=t.Clock(-60, 60))
    await raised(willow, "0000000BAD", policy=fast)
    assert (await jo.get("/on-call")).says("A step is overdue: calls may not be leaving.")


@pytest.mark.parametrize(("seconds", "face"), [(-4, "0:00"), (0, "0:00"), (61.9, "1:01"), (3600, "1:00:00"), (36_062, "10:01:02")])
def test_the_clock(seconds: float, face: str) -> None:
    assert clock_face(seconds) == face


def test_every_word_of_a_case_is_said() -> None:
    assert set(LINES) == set(get_args(e.CaseEvent))
    for reasons in (whys.LOWERED, whys.ALONE, whys.LOOKED, whys.REOPENED, whys.DROPPED):
        assert set(reasons) == set(type(next(iter(reasons))))
    for table in (
        words.SEVERITIES,
        words.MEANS,
        words.ORIGINS,
        words.STAGES,
        words.DEADLINES,
        words.TOLD,
        words.SERVICES,
        words.WAYS,
        words.TASKS,
        words.OUTCOMES,
    ):
        assert set(table) == set(type(next(iter(table))))
