"""Who is kept out: of other meetings at once and on every node, and in the order of the log, whoever is quicker to write it down."""

import asyncio

import pytest
import sqlalchemy as sa

from rooms.commands import LetBack, RemoveSeat
from rooms.events import SeatId
from rooms.refusals import Refused
from rooms.terms import Reason, Scope
from server.people.invitations import Kind
from server.store import tables as t
from tests.server.live.conftest import Pair
from tests.support.house import House, Keep, Woman, facilitate, sit_down


async def exclusions(house: House) -> list[str]:
    """The scopes that are kept."""
    return [each.scope.value for each in await house.people.exclusions.all()]


@pytest.mark.parametrize("scope", ["tonight", "room", "programme"])
async def test_an_exclusion_ends_her_seats_in_every_meeting_it_covers(pair: Pair, women: Keep, scope: str) -> None:
    room = await pair.one.room()
    here, beside = [await pair.one.meetings.plan(room, None, None) for _ in range(2)]
    elsewhere, met = await pair.one.meeting(), await pair.one.meeting(waiting="everyone")
    token = await pair.one.sign_in(await pair.one.account("Rose"))
    ruth = await facilitate(pair.one, women, here)
    rose = await sit_down(pair.one, women, here, "Rose", token)
    places = ((beside, "Naomi"), (elsewhere, "Lea"), (met, "Eve"))
    others = {where: await facilitate(pair.two, women, where, name) for where, name in places}
    ivy = await sit_down(pair.one, women, elsewhere, "Ivy")
    tabs = {where: await sit_down(pair.two, women, where, "Rose", token) for where in others}
    await ivy.until(lambda w: w.told("seat_arrived"))
    await ruth.does("remove_seat", seat=rose.seat, reason="unkind", scope=scope)
    await rose.until(lambda w: w.goodbye == "removed")
    covered = {"tonight": [], "room": [beside], "programme": [beside, elsewhere, met]}[scope]
    for where in covered:
        await tabs[where].until(lambda w: w.goodbye == "removed" and not w.connected)
        assert (await tabs[where].connect(pair.one), await tabs[where].sit(where))[1]["code"] == "excluded"
    for where in set(others) - set(covered):
        assert tabs[where].connected
    if elsewhere in covered:
        told = {"type": "seat_left", "seat": tabs[elsewhere].seat}
        for woman in (ivy, others[elsewhere]):
            await woman.until(lambda w: w.told("seat_left"))
            (left,) = woman.told("seat_left")
            assert {key: left[key] for key in left if key not in ("seq", "cursor", "at")} == told, "and nobody is told why"
        await others[met].until(lambda w: w.told("wait_ended"))
    await ruth.does("let_back", seat=rose.seat)
    for where in covered[:2]:
        again = women(Woman(token))
        await again.connect(pair.two)
        assert (await again.sit(where))["ok"], "she may come again where she was"


async def test_who_comes_in_while_it_is_decided_does_not_stay(house: House, women: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    room = await house.room()
    here, elsewhere = await house.meetings.plan(room, None, None), await house.meeting()
    account = await house.account("Rose")
    token = await house.sign_in(account)
    ruth, rose = await facilitate(house, women, here), await sit_down(house, women, here, "Rose", token)
    naomi = await facilitate(house, women, elsewhere, "Naomi")
    asked, excluded = house.people.exclusions.excluded, asyncio.Event()
    first = True

    async def slowly(who: str, where: str) -> bool:
        """What she was told of the door was true a moment ago."""
        nonlocal first
        told = await asked(who, where)
        if who == account and first:
            first = False
            await excluded.wait()
        return told

    monkeypatch.setattr(house.people.exclusions, "excluded", slowly)
    tab = women(Woman(token, "Rose"))
    await tab.connect(house)
    coming = asyncio.create_task(tab.sit(elsewhere))
    await ruth.does("remove_seat", seat=rose.seat, reason="unkind", scope="programme")
    excluded.set()
    assert (await coming)["code"] == "excluded"
    await naomi.until(lambda w: w.told("seat_left"))


async def test_who_is_asked_to_go_as_she_comes_in_is_shown_nothing(house: House, women: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = await house.meeting()
    account = await house.account("Rose")
    ruth, token = await facilitate(house, women, meeting), await house.sign_in(account)
    asked, calls, go_on = house.people.exclusions.excluded, [0], asyncio.Event()

    async def slowly(who: str, where: str) -> bool:
        told = await asked(who, where)
        calls[0] += who == account
        if calls[0] == 2:
            await go_on.wait()
        return told

    monkeypatch.setattr(house.people.exclusions, "excluded", slowly)
    rose = women(Woman(token, "Rose"))
    await rose.connect(house)
    coming = asyncio.create_task(rose.sit(meeting))
    await ruth.until(lambda w: w.told("seat_arrived"))
    await ruth.does("remove_seat", seat=ruth.told("seat_arrived")[0]["seat"]["seat"], reason="unkind", scope="tonight")
    go_on.set()
    assert (await coming)["code"] == "removed"
    await ruth.post("and nothing of this")
    held = await house.meetings.hall.get(meeting)
    assert len(list(held.live.circle.seats)) == 1


async def test_a_guests_link_opens_no_door_of_any_node(pair: Pair, women: Keep) -> None:
    room = await pair.one.room()
    meeting = await pair.one.meetings.plan(room, None, None)
    code = (await pair.one.people.invitations.make(Kind.ROOM, by="x", room=room)).code
    hers = await pair.two.people.invitations.look(code)
    token = await pair.two.sessions.start_guest(meeting, until=pair.two.clock.now().replace(year=2100), language="en", invitation=hers.hash)
    ruth, rose = await facilitate(pair.one, women, meeting), await sit_down(pair.two, women, meeting, "Rose", token)
    await ruth.until(lambda w: w.told("seat_arrived"))
    await ruth.does("remove_seat", seat=rose.seat, reason="disturbing", scope="programme")
    await rose.until(lambda w: w.goodbye == "removed")
    for house in (pair.one, pair.two):
        with pytest.raises(Refused, match=r"^link_over$"):
            await house.people.invitations.look(code)


@pytest.mark.parametrize("slow", ["remove", "let_back"])
async def test_what_the_log_says_last_stands(pair: Pair, women: Keep, monkeypatch: pytest.MonkeyPatch, slow: str) -> None:
    """Two facilitators on two nodes; the one whose word came first in the log is the last to write it down."""
    meeting = await pair.one.meeting()
    account = await pair.one.account("Rose")
    rose = await sit_down(pair.one, women, meeting, "Rose", await pair.one.sign_in(account))
    ruth, naomi = await facilitate(pair.one, women, meeting), await facilitate(pair.two, women, meeting, "Naomi")
    if slow == "let_back":
        await ruth.does("remove_seat", seat=rose.seat, reason="unkind", scope="room")
    kept, go_on, waits = pair.one.people.exclusions, asyncio.Event(), asyncio.Event()
    for name in ("exclude", "lift_from"):
        real = getattr(kept, name)

        async def late(*args: object, real: object = real, **kwargs: object) -> None:
            waits.set()
            await go_on.wait()
            await real(*args, **kwargs)  # type: ignore[operator]

        monkeypatch.setattr(kept, name, late)
    held = await pair.one.meetings.hall.get(meeting)
    removal = RemoveSeat(SeatId(rose.seat), Reason.UNKIND, Scope.PROGRAMME)
    if slow == "remove":
        first = asyncio.create_task(pair.one.care.remove(held, SeatId(ruth.seat), removal, ruth.account))
        await waits.wait()
        await naomi.does("let_back", seat=rose.seat)
    else:
        first = asyncio.create_task(pair.one.care.let_back(held, SeatId(ruth.seat), LetBack(SeatId(rose.seat)), ruth.account))
        await waits.wait()
        await naomi.does("remove_seat", seat=rose.seat, reason="unkind", scope="programme")
    go_on.set()
    await first
    assert await exclusions(pair.two) == ([] if slow == "remove" else ["programme"])
    async with pair.one.db.read() as connection:
        by = (await connection.execute(sa.select(t.exclusion.c.taken_by))).scalars().all()
        assert (await connection.execute(sa.select(t.timer).where(t.timer.c.kind == "shut_behind"))).all() == []
    assert by == ([] if slow == "remove" else [naomi.account])


async def test_a_wider_word_is_an_entry_of_the_log_and_a_narrower_one_changes_nothing(house: House, women: Keep) -> None:
    meeting = await house.meeting()
    account = await house.account("Rose")
    ruth = await facilitate(house, women, meeting)
    rose = await sit_down(house, women, meeting, "Rose", await house.sign_in(account))
    for scope in ("tonight", "room", "programme", "tonight"):
        await ruth.does("remove_seat", seat=rose.seat, reason="unkind", scope=scope)
    await ruth.until(lambda w: len(w.told("seat_removed")) == 3)
    assert [event["scope"] for event in ruth.told("seat_removed")] == ["tonight", "room", "programme"]
    assert await exclusions(house) == ["programme"], "the wider takes the place of the narrower"
    await house.people.exclusions.exclude(account, Scope.PROGRAMME, "", until=None, reason=Reason.SELLING, by="keeper")
    await ruth.does("let_back", seat=rose.seat)
    assert await exclusions(house) == ["programme"], "what was decided elsewhere since is not hers to lift"
