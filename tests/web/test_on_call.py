"""The on-call console by pages alone: who waits, who has it, and one step after another until it is over."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from moderation import case_commands as c
from moderation import case_terms as t
from moderation.case import Case
from rooms.roles import Role
from server.people.roombook import Terms
from server.store import tables
from tests.support.site import Answer, Site, Woman, site
from web import case_words as words
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
    assert offered(late) == {"note"}
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
