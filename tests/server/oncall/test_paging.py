"""Pages through real channels: each person by every way of hers at once, none in another's way, silent once somebody has it, never lost."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from moderation import case_commands as c
from moderation import case_events as e
from moderation import case_terms as t
from server.oncall.paging import PAGE
from server.store import tables
from server.timers import set_within
from tests.support.people import Village
from tests.support.waiting import until
from tests.support.watch import Watch, node, watch

SENT, CANCELLED = ("sent", 1, None), ("cancelled", 0, None)
TRIGGER, ACKNOWLEDGE, RESOLVE = "trigger", "acknowledge", "resolve"


@pytest.fixture
async def night(home: Village) -> AsyncIterator[Watch]:
    async with watch(home) as made:
        yield made


async def test_she_is_paged_by_every_way_of_hers_with_an_id_and_a_word(night: Watch) -> None:
    case = await night.raised()
    await night.pass_by()
    assert night.push.got == [{"id": case, "severity": "red"}]
    [rung] = night.pager.got
    assert rung["payload"] == {"summary": f"red {case}", "source": "hearth", "severity": "critical"}
    assert rung["links"] == [{"href": f"https://rooms.example.org/on-call/{case}", "text": case}]
    assert night.mail.got[0].replace("\r", "").endswith(f"\n\nred\n{case}\nhttps://rooms.example.org/on-call/{case}\n")
    assert night.rung("Ruth") == []
    assert set((await night.pages()).values()) == {SENT}
    told = [event for event in await night.timeline(case) if isinstance(event, e.PageSent)]
    assert {(event.target, event.channel.value) for event in told} == {(night.who["Nell"], each) for each in ("push", "webhook", "mail")}


async def test_levels_follow_on_time_then_everybody_again_and_again(night: Watch) -> None:
    case = await night.raised()
    await night.pass_by()
    await night.pass_by(89)
    assert (len(night.rung("Nell")), len(night.rung("Ruth"))) == (1, 0)
    await night.pass_by(1)
    assert (len(night.rung("Nell")), len(night.rung("Ruth"))) == (1, 1)
    await night.pass_by(90)
    assert (len(night.rung("Nell")), len(night.rung("Ruth")), len(night.rung("Vera"))) == (2, 1, 0)
    await night.pass_by(90)
    await night.pass_by(90)
    assert [len(night.rung(name)) for name in ("Nell", "Ruth", "Vera")] == [3, 3, 1]
    assert e.Exhausted() in await night.timeline(case)
    await night.pass_by(180)
    assert [len(night.rung(name)) for name in ("Nell", "Ruth", "Vera")] == [4, 4, 2]
    keys = [body["dedup_key"] for body in night.pager.got]
    assert len(keys) == len(set(keys)), "each step has a key of its own"


async def test_acknowledged_before_it_left_nothing_leaves(night: Watch) -> None:
    case = await night.raised()
    await night.acknowledge(case, "Ruth")
    await night.pass_by()
    assert (night.pager.tried, night.push.tried, night.mail.tried) == (0, 0, 0)
    assert set((await night.pages()).values()) == {CANCELLED}


async def test_a_page_looks_at_its_case_again_even_if_its_row_still_waits(night: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    case = await night.raised()

    async def forgotten(*_: object) -> None: ...

    monkeypatch.setattr(night.paging, "_hush", forgotten)
    await night.acknowledge(case, "Ruth")
    await night.pass_by()
    assert (night.pager.tried, night.push.tried, night.mail.tried) == (0, 0, 0)


async def test_acknowledging_stops_what_rings_and_every_page_still_to_leave(night: Watch) -> None:
    night.mail.ill = "429"
    case = await night.raised()
    await night.pass_by()
    await night.acknowledge(case, "Ruth")
    assert [subject for subject in await fences(night) if subject.endswith(TRIGGER)] == []
    night.mail.ill = ""
    await night.pass_by(20)
    assert night.rung("Nell") == [TRIGGER, ACKNOWLEDGE]
    assert len({body["dedup_key"] for body in night.pager.got}) == 1
    assert night.mail.got == [], "what was to be tried again is not"
    assert len(night.push.got) == 1
    ruth = t.Actor(night.who["Ruth"], t.Standing.ON_CALL)
    await night.cases.handle(case, ruth, c.Close(t.Outcome.FALSE_ALARM))
    await night.pass_by(7200)
    assert night.rung("Nell") == [TRIGGER, ACKNOWLEDGE, RESOLVE]
    assert night.rung("Ruth") == []
    assert (night.push.tried, night.mail.tried) == (1, 1)


async def test_an_owner_who_falls_silent_is_paged_again_under_a_new_key(night: Watch) -> None:
    case = await night.raised()
    await night.pass_by()
    await night.acknowledge(case, "Nell")
    await night.pass_by(1)
    await night.pass_by(180)
    assert night.rung("Nell") == [TRIGGER, ACKNOWLEDGE, TRIGGER]
    assert night.pager.got[0]["dedup_key"] != night.pager.got[2]["dedup_key"]


@pytest.mark.parametrize(
    ("ill", "trouble"), [("refuses", "unreachable"), ("hangs", "hung"), ("500", "refused"), ("429", "busy"), ("redirects", "refused")]
)
async def test_a_channel_that_fails_is_said_and_tried_again_and_delays_no_other(home: Village, ill: str, trouble: str) -> None:
    async with watch(home, deadline_s=1.5 if ill == "hangs" else 10) as night:
        night.pager.ill = ill
        if ill == "refuses":
            night.paging._ways._ways["pager"].sender._url = "http://localhost:1/"  # type: ignore[attr-defined]
        case = await night.raised()
        firing = asyncio.create_task(night.pass_by())
        await until(lambda: night.push.got and night.mail.got)
        if ill == "hangs":
            assert not firing.done(), "the pager is still waited for"
        await firing
        pages = await night.pages()
        assert pages["Nell", "webhook", TRIGGER] == ("failed", 1, trouble)
        assert pages["Nell", "push", TRIGGER] == pages["Nell", "mail", TRIGGER] == SENT
        assert [event.trouble for event in await night.timeline(case) if isinstance(event, e.PageFailed)] == [t.Trouble(trouble)]
        night.pager.ill = ""
        if ill == "refuses":
            night.paging._ways._ways["pager"].sender._url = night.pager.url  # type: ignore[attr-defined]
        await night.pass_by(5)
        assert (await night.pages())["Nell", "webhook", TRIGGER] == ("sent", 2, None)
        assert night.rung("Nell") == [TRIGGER]
        if ill == "500":
            first, second = (json.loads(raw)["dedup_key"] for raw in night.pager.raw)
            assert first == second
        await night.pass_by(85)
        assert len(night.rung("Ruth")) == 1, "the next level comes at its own time"


async def test_what_keeps_failing_is_given_up_and_the_chain_goes_on(night: Watch) -> None:
    night.pager.ill = "500"
    case = await night.raised()
    for seconds in (0, 5, 15, 30, 39):
        await night.pass_by(seconds)
    assert (await night.pages())["Nell", "webhook", TRIGGER] == ("failed", 4, "refused")
    assert night.pager.tried == 4
    await night.pass_by(1)
    assert night.pager.tried == 5, "Ruth"
    assert len([event for event in await night.timeline(case) if isinstance(event, e.PageFailed)]) == 5


async def test_one_who_gave_no_way_is_said_so_at_once(night: Watch) -> None:
    for point in await night.home.people.contacts.of(night.who["Nell"]):
        await night.home.people.contacts.remove(night.who["Nell"], point.id)
    case = await night.raised()
    await night.pass_by()
    assert await night.pages() == {("Nell", "none", TRIGGER): ("failed", 1, "gone")}
    assert any(isinstance(event, e.PageFailed) and event.channel is t.Channel.NONE for event in await night.timeline(case))


async def test_a_browser_that_unsubscribed_is_forgotten(night: Watch) -> None:
    night.push.ill = "gone"
    await night.raised()
    await night.pass_by()
    assert (await night.pages())["Nell", "push", TRIGGER] == ("failed", 1, "gone")
    assert {point.kind for point in await night.home.people.contacts.of(night.who["Nell"])} == {"mail", "pager"}


async def test_a_graver_case_says_so_and_a_page_says_how_grave_it_is_when_it_leaves(night: Watch) -> None:
    case = await night.raised(t.Severity.AMBER)
    ruth = t.Actor(night.who["Ruth"], t.Standing.ON_CALL)
    await night.cases.handle(case, ruth, c.SetSeverity(t.Severity.RED))
    await night.pass_by()
    assert {body["severity"] for body in night.push.got} == {"red"}


async def test_two_nodes_send_each_page_once(night: Watch) -> None:
    other = node(night.home, (night.pager, night.push, night.mail), night.who)
    for each in range(3):
        await night.raised(ask=f"ask {each}")
    while sum(await asyncio.gather(night.timers.fire_due(), other.timers.fire_due())):
        pass
    assert (len(night.pager.got), len(night.push.got), len(night.mail.got)) == (3, 3, 3)
    assert len({body["dedup_key"] for body in night.pager.got}) == 3
    await other.ways.close()


async def fences(night: Watch) -> dict[str, int]:
    async with night.home.db.read() as connection:
        rows = (await connection.execute(sa.select(tables.timer.c.subject, tables.timer.c.fence).where(tables.timer.c.kind == PAGE))).all()
    return {row.subject: row.fence for row in rows}


async def pager_page(night: Watch) -> str:
    async with night.home.db.read() as connection:
        return str((await connection.execute(sa.select(tables.page.c.id).where(tables.page.c.channel == "webhook"))).scalar_one())


async def test_a_crash_between_sending_and_keeping_repeats_it_under_the_same_key(night: Watch) -> None:
    await night.raised()
    subject = f"{await pager_page(night)}:{TRIGGER}"
    first = asyncio.create_task(night.paging.page_due(subject, (await fences(night))[subject]))
    night.pager.ill = "hangs"
    await until(lambda: night.pager.tried == 1)
    first.cancel()  # the node dies: its page left, and nobody wrote so
    await asyncio.gather(first, return_exceptions=True)
    night.pager.ill = ""
    await night.pass_by()
    keys = [json.loads(raw)["dedup_key"] for raw in night.pager.raw]
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert (await night.pages())["Nell", "webhook", TRIGGER] == ("sent", 2, None)


async def test_who_lost_the_lease_writes_nothing(night: Watch) -> None:
    case = await night.raised()
    subject = f"{await pager_page(night)}:{TRIGGER}"
    night.pager.ill = "hangs"
    stale = asyncio.create_task(night.paging.page_due(subject, (await fences(night))[subject]))
    await until(lambda: night.pager.tried == 1)
    async with night.home.db.write() as connection:
        await set_within(connection, night.home.db, PAGE, subject, night.home.clock.now())
    night.pager.ill = ""
    await night.pass_by()
    before = await night.pages(), await night.timeline(case)
    night.pager.free.set()  # and the one that stood still goes on, with the fence it had
    await stale
    await night.paging.page_due(subject, 0)
    assert (await night.pages(), await night.timeline(case)) == before
    assert (await night.pages())["Nell", "webhook", TRIGGER][0] == "sent"


async def test_what_was_on_its_way_when_somebody_took_it_is_told_to_stop_ringing(night: Watch) -> None:
    case = await night.raised()
    night.pager.ill = "hangs"
    on_its_way = asyncio.create_task(night.timers.fire_due())
    await until(lambda: night.pager.tried == 1)
    await night.acknowledge(case, "Ruth")
    on_its_way.cancel()
    await asyncio.gather(on_its_way, return_exceptions=True)
    night.pager.ill = ""
    await night.pass_by()
    assert night.rung("Nell") == []
    await night.pass_by(5)
    assert night.rung("Nell") == [ACKNOWLEDGE]


async def test_down_for_a_minute_pages_leave_at_once_and_deadlines_are_the_old_ones(night: Watch) -> None:
    await night.raised()
    night.home.clock.move(seconds=60)
    again = node(night.home, (night.pager, night.push, night.mail), night.who)  # a node that starts anew
    await again.pass_by()
    assert night.rung("Nell") == [TRIGGER]
    await again.pass_by(29)
    assert night.rung("Ruth") == []
    await again.pass_by(1)
    assert night.rung("Ruth") == [TRIGGER]
    await again.ways.close()


async def test_nothing_that_leaves_names_anybody(night: Watch, capfd: pytest.CaptureFixture[str]) -> None:
    night.pager.ill = "500"
    case = await night.raised()
    for seconds in (0, 5, 90, 90, 90, 90):
        await night.pass_by(seconds)
        night.pager.ill = ""
    out = capfd.readouterr()
    said = b"".join(night.pager.raw).decode() + json.dumps(night.push.got) + "".join(night.mail.got) + out.out + out.err
    assert case in said
    for name in ("Nell", "Ruth", "Vera", "Willow", *night.who.values()):
        assert name not in said
