"""A person to come, over the wire: asked for whatever was done to her, told of truly at each step, to her and her facilitators alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from moderation import case_commands as c
from moderation import case_terms as t
from moderation.case import Case
from rooms.events import MessageId, SeatId
from rooms.refusals import Refused
from rooms.roles import Role
from server.oncall.raising import staff
from server.store import tables
from server.store.engine import StoreDown, sqlite_file
from tests.server.live.conftest import Pair
from tests.support.canary import files
from tests.support.house import House, Keep, Woman, facilitate, sit_down
from tests.support.waiting import until

ASK, WORRY = "ask-" + "a" * 16, "worry-" + "b" * 16
SECRET = "behind the red door on Mill Lane"


def person(woman: Woman) -> dict[str, Any]:
    told: dict[str, Any] | None = woman.standing["person"]
    return told or {}


async def told(house: House, woman: Woman, **expected: Any) -> None:
    """What was to be told is told, to her alone."""
    await house.later()
    await woman.until(lambda w: expected.items() <= person(w).items())


async def acts(house: House, account: str, case: Case, command: c.CaseCommand) -> None:
    await house.cases.handle(case.id, staff(await house.who(await house.sign_in(account))), command)


async def only_case(house: House) -> Any:
    (case,) = await house.cases.queue()
    return case


async def test_she_is_told_the_truth_at_each_step(house: House, women: Keep) -> None:
    ines = await house.account("Ines", Role.ON_CALL)
    house.on_call = (t.AccountId(ines),)
    meeting = await house.meeting()
    ruth, rose, dana = (
        await facilitate(house, women, meeting),
        await sit_down(house, women, meeting, "Rose"),
        await sit_down(house, women, meeting, "Dana"),
    )
    await dana.does("post", id="m" * 16, text="Hello, all.")
    answer = await rose.does("ask_person", id=ASK, note=SECRET)
    assert answer["status"] == "calling"
    case = await only_case(house)
    assert (case.severity, case.origin, case.seat) == (t.Severity.AMBER, t.Origin.SHE, rose.seat)
    await told(house, rose, status="calling", mine=True, name=None)
    await ruth.until(lambda w: [each["severity"] for each in w.told("person_told")] == ["amber"])

    for _ in range(2):  # nobody answers: one level, two rounds
        await house.later(300)
    await told(house, rose, status="nobody")
    await acts(house, ines, case, c.Acknowledge())
    await told(house, rose, status="has_it", name="Ines", role="on_call")
    await acts(house, ines, case, c.Engage())
    await told(house, rose, status="with_you")
    await ruth.does("be_with_her", seat=rose.seat)
    await told(house, rose, with_her="Ruth")
    await acts(house, ines, case, c.Close(t.Outcome.SUPPORTED_IN_ROOM))
    await told(house, rose, status="over", mine=False)

    statuses = [event["status"] for event in ruth.told("person_told")]
    assert statuses == ["calling", "nobody", "has_it", "with_you", "with_you", "over"], "her facilitators are told the same, once each"
    assert dana.told("person_told") == []
    assert dana.standing["person"] is None
    again = await sit_down(house, women, meeting, "Rose", rose.token)
    assert person(again)["status"] == "over", "also who comes back"
    assert not any(SECRET in str(event) for woman in (ruth, dana) for event in woman.events)
    (window,) = await house.cases.windows(case.id)
    assert (window.note, window.name) == (SECRET, "Rose")


@pytest.mark.parametrize("how", ["quiet", "paused", "waiting", "facilitators_only", "held", "locked"])
async def test_nothing_that_is_done_to_her_keeps_her_from_it(house: House, women: Keep, how: str) -> None:
    meeting = await house.meeting()
    ruth, rose = await facilitate(house, women, meeting), await sit_down(house, women, meeting, "Rose")
    done: dict[str, tuple[str, dict[str, Any]]] = {
        "quiet": ("quiet", {"seat": rose.seat, "minutes": 30, "reason": "unkind"}),
        "paused": ("pause", {}),
        "waiting": ("move_to_waiting", {"seat": rose.seat}),
        "facilitators_only": ("set_mode", {"mode": "facilitators", "cross_talk": False, "turn_s": 0}),
        "held": ("set_hold", {"seat": rose.seat, "on": True}),
        "locked": ("lock_door", {}),
    }
    kind, fields = done[how]
    await ruth.does(kind, **fields)
    if how == "waiting":
        await rose.until(lambda w: "seat_changed" in w.notices)
        await rose.sit(meeting)
    await rose.does("ask_person", id=ASK, danger=True)
    assert (await only_case(house)).severity is t.Severity.RED
    await told(house, rose, status="nobody")  # nobody is on call here, and she is told so at once


async def test_who_has_no_seat_is_heard(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    woman = women(Woman(await house.guest(meeting), "Rose"))
    await woman.connect(house)
    answer = await woman.does("ask_person", id=ASK, danger=True)
    case = await only_case(house)
    assert (case.severity, case.origin) == (t.Severity.AMBER, t.Origin.GUEST)
    found = await house.intake.by_code(answer["code"])
    assert found is not None
    assert found[1].id == case.id
    assert await woman.does("ask_person", id=ASK) == answer, "the same tap again is the same request"


async def test_she_may_take_it_back(house: House, women: Keep) -> None:
    house.on_call = (t.AccountId(await house.account("Ines", Role.ON_CALL)),)
    rose = await sit_down(house, women, await house.meeting(), "Rose")
    assert (await rose.command("take_back_ask"))["code"] == "no_such_case"
    await rose.does("ask_person", id=ASK)
    await rose.does("take_back_ask")
    await told(house, rose, status="over", withdrawn=True)
    await rose.does("ask_person", id="again-" + "c" * 16, danger=True)
    await rose.does("take_back_ask")
    await told(house, rose, status="calling", withdrawn=True)  # it is red: somebody looks


async def test_a_worry_reaches_the_desk_and_her_and_names_nobody(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    ruth, rose, dana = (
        await facilitate(house, women, meeting),
        await sit_down(house, women, meeting, "Rose"),
        await sit_down(house, women, meeting, "Dana"),
    )
    await rose.does("post", id="m" * 16, text="I have them all counted out.")
    refused = await dana.command("raise_concern", id=WORRY, seat=rose.seat, severity="amber", message="x" * 16)
    assert refused["code"] == "no_such_message"
    await dana.does("raise_concern", id=WORRY, seat=rose.seat, severity="amber", message="m" * 16, note="Please look at her.")
    await told(house, rose, origin="someone", mine=False)
    await ruth.until(lambda w: bool(w.told("person_told")))
    case = await only_case(house)
    (window,) = await house.cases.windows(case.id)
    assert [(said.text, said.sign) for said in window.words] == [("I have them all counted out.", True)]
    told_of_it = [*rose.told("standing"), *ruth.told("person_told")]
    assert told_of_it
    assert not any(name in str(shown) for shown in (*told_of_it, case) for name in (dana.seat, "Dana"))
    assert (await rose.command("take_back_ask"))["ok"], "there is nothing of hers to take back, and it goes on"
    assert (await only_case(house)).withdrawn_at is None
    await ruth.does("take_case", seat=rose.seat)
    await told(house, rose, status="has_it", name="Ruth", role="facilitator")
    assert (await dana.command("take_case", seat=rose.seat))["code"] == "not_allowed"


async def test_words_of_danger_call_somebody_once_whether_the_circle_got_them_or_not(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    rose = await sit_down(house, women, meeting, "Rose")
    held, who = await house.meetings.hall.get(meeting), await house.who(rose.token)
    for _ in range(2):
        await house.raising.words(held, SeatId(rose.seat), who, MessageId("n" * 16), SECRET, hidden=("12 Mill Lane",))
    case = await only_case(house)
    assert (case.severity, case.origin, len(case.asks)) == (t.Severity.RED, t.Origin.WORDS, 1)
    (window,) = await house.cases.windows(case.id)
    assert window.hidden == ("12 Mill Lane",)
    assert window.words[-1].text == SECRET
    await told(house, rose, origin="words", mine=False)


async def test_who_answers_reads_the_least_and_more_only_with_a_reason_that_she_is_told_of(house: House, women: Keep) -> None:
    ines, jo = await house.account("Ines", Role.ON_CALL), await house.account("Jo", Role.ON_CALL)
    meeting = await house.meeting()
    rose, dana = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Dana")
    for number in range(12):
        await dana.does("post", id=f"{number:016}", text=f"Line {number}")
    await rose.does("post", id="m" * 16, text="I cannot any more.")
    await dana.does("raise_concern", id=WORRY, seat=rose.seat, severity="red", message="m" * 16)
    case = await only_case(house)
    me, other = [staff(await house.who(await house.sign_in(account))) for account in (ines, jo)]
    (seen,) = await house.looking.open(case.id, me, t.WhyLooked.ANSWER)
    assert [said.text for said in seen.words] == [*(f"Line {number}" for number in range(7, 12)), "I cannot any more."]
    with pytest.raises(Refused):
        await house.looking.widen(case.id, me, t.WhyLooked.WHERE_SHE_IS)
    await house.cases.handle(case.id, me, c.Acknowledge())
    with pytest.raises(Refused):
        await house.looking.widen(case.id, other, t.WhyLooked.WHERE_SHE_IS)
    wider = await house.looking.widen(case.id, me, t.WhyLooked.WHERE_SHE_IS)
    assert len(wider.words) == 13
    kept, _ = await house.cases.timeline(case.id)
    assert [type(line.event).__name__ for line in kept][-3:] == ["WindowOpened", "Acknowledged", "WindowWidened"]
    await told(house, rose, widened=1)
    assert len(await house.looking.open(case.id, me, t.WhyLooked.REVIEW)) == 2


async def test_while_the_record_is_down_she_is_told_that_nobody_knows(house: House, women: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    rose = await sit_down(house, women, await house.meeting(), "Rose")

    async def down(*_: object) -> None:
        raise StoreDown("gone")

    with monkeypatch.context() as broken:
        broken.setattr(house.intake, "ask", down)
        answer = await rose.command("ask_person", id=ASK)
    assert (answer["ok"], answer["code"], answer["retry"]) == (False, "nobody_told", True)
    await rose.does("ask_person", id=ASK)
    assert len((await only_case(house)).asks) == 1


async def test_what_she_writes_with_it_stands_nowhere_in_the_clear(house: House, women: Keep) -> None:
    rose = await sit_down(house, women, await house.meeting(), "Rose")
    await rose.does("ask_person", id=ASK, note=SECRET)
    await house.later()
    async with house.db.read() as connection:
        assert (await connection.execute(sa.select(sa.func.count()).select_from(tables.case_word))).scalar_one() == 1
    assert SECRET.encode() not in files(Path(sqlite_file(house.db.url)).parent)


async def test_on_another_node_she_is_told_as_soon(pair: Pair, women: Keep) -> None:
    meeting = await pair.one.meeting()
    ruth, rose = await facilitate(pair.one, women, meeting), await sit_down(pair.two, women, meeting, "Rose")
    await rose.does("ask_person", id=ASK)
    await pair.one.later()  # whichever node the timer falls to
    await rose.until(lambda w: bool(person(w)))
    await ruth.until(lambda w: bool(w.told("person_told")))
    await until(lambda: rose.told("person_told") == [])
