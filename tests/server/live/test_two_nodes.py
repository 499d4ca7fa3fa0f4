"""Two nodes on real PostgreSQL and real Valkey: one order, nothing twice, nothing lost, whatever the wire does."""

from __future__ import annotations

import asyncio
import secrets
import time

from rooms.roles import Role
from server.live.bus import RedisBus
from tests.server.live.conftest import Pair
from tests.support.house import Keep, Woman, sit_down
from tests.support.waiting import until


def shape(woman: Woman) -> list[tuple[str, int]]:
    """What she was shown, in order."""
    return [(event.get("id") or str(event["type"]), event["seq"]) for event in woman.events if "seq" in event]


async def test_both_nodes_show_one_order(pair: Pair, women: Keep) -> None:
    meeting = await pair.one.meeting()
    circle = [await sit_down((pair.one, pair.two)[n % 2], women, meeting, f"Rose {'abcdef'[n]}") for n in range(6)]
    start = circle[-1].answer["seq"]
    answers = await asyncio.gather(*[woman.post(f"{n} {turn}") for turn in range(15) for n, woman in enumerate(circle)])
    assert all(answer["ok"] for answer in answers)
    for woman in circle:
        await woman.until(lambda w: len(w.texts) == 90)
    orders = [[entry for entry in shape(woman) if entry[1] > start] for woman in circle]
    assert all(order == orders[0] for order in orders)
    assert [seq for _, seq in orders[0]] == list(range(start + 1, start + 91)), "counted without holes"
    assert sorted((answer["id"], answer["seq"]) for answer in answers) == sorted(orders[0]), "as acknowledged"


async def test_the_same_id_on_both_nodes_is_one_message(pair: Pair, women: Keep) -> None:
    meeting = await pair.one.meeting()
    token = await pair.one.guest(meeting)
    here, there = await sit_down(pair.one, women, meeting, "Rose", token), await sit_down(pair.two, women, meeting, "Rose", token)
    ivy = await sit_down(pair.two, women, meeting, "Ivy")
    assert here.answer["you"] == there.answer["you"], "two tabs on two nodes are one seat"
    idents = [secrets.token_urlsafe(12) for _ in range(10)]
    for ident in idents:
        one, two = await asyncio.gather(here.post("once", ident), there.post("once", ident))
        assert one == two
        assert one["ok"]
        assert (await ivy.post("mine", ident))["code"] == "id_taken"
    await ivy.until(lambda w: len(w.texts) >= 10)
    await asyncio.sleep(0.3)
    assert [event["id"] for event in ivy.told("message_posted")] == idents


async def test_racing_tabs_on_both_nodes_are_one_seat(pair: Pair, women: Keep) -> None:
    meeting = await pair.one.meeting()
    token = await pair.one.guest(meeting)
    tabs = [women(Woman(token, f"Rose {'abcd'[n]}")) for n in range(4)]
    for n, tab in enumerate(tabs):
        await tab.connect((pair.one, pair.two)[n % 2])
    answers = await asyncio.gather(*[tab.sit(meeting) for tab in tabs])
    assert len({answer["you"] for answer in answers}) == 1
    assert (await tabs[0].command("leave"))["ok"]
    await until(lambda: all(tab.goodbye == "left" and not tab.connected for tab in tabs))


async def test_coming_back_on_the_other_node(pair: Pair, women: Keep) -> None:
    meeting = await pair.one.meeting()
    token = await pair.one.guest(meeting)
    rose, ivy = await sit_down(pair.one, women, meeting, "Rose", token), await sit_down(pair.one, women, meeting, "Ivy")
    await ivy.post("before")
    await rose.until(lambda w: w.texts)
    cursor, seq = rose.cursor, rose.events[-1]["seq"]
    await rose.leave_line()
    for n in range(3):
        await ivy.post(f"missed {n}")
    again = women(Woman(token))
    await again.connect(pair.two)
    answer = await again.sit(meeting, cursor=cursor)
    posted = [event["text"] for event in answer["missed"] if event["type"] == "message_posted"]
    assert posted == ["missed 0", "missed 1", "missed 2"]
    assert [event["seq"] for event in answer["missed"]] == list(range(seq + 1, answer["seq"] + 1))


async def test_a_wire_that_breaks_again_and_again_loses_nothing(pair: Pair, women: Keep) -> None:
    meeting = await pair.one.meeting()
    rose, ivy = await sit_down(pair.one, women, meeting, "Rose"), await sit_down(pair.two, women, meeting, "Ivy")
    done = asyncio.Event()

    async def break_the_wire() -> None:
        while not done.is_set():
            await asyncio.sleep(0.15)
            pair.wires[1].cut()

    breaking = asyncio.create_task(break_the_wire())
    for n in range(25):
        assert (await rose.post(f"r{n}"))["ok"]
        assert (await ivy.post(f"i{n}"))["ok"]
    done.set()
    await breaking
    for woman in (rose, ivy):
        await woman.until(lambda w: len(w.texts) >= 50, within=10)
    await asyncio.sleep(0.5)
    assert pair.wires[1].connections > 3, "it did break"
    assert len(rose.texts) == len(ivy.texts) == 50
    assert rose.texts == ivy.texts
    assert [n for _, n in shape(ivy)] == list(range(shape(ivy)[0][1], shape(ivy)[0][1] + len(shape(ivy))))


async def test_a_publication_that_is_lost_is_healed_when_the_next_one_comes(pair: Pair, women: Keep) -> None:
    meeting = await pair.one.meeting()
    rose, ivy = await sit_down(pair.one, women, meeting, "Rose"), await sit_down(pair.two, women, meeting, "Ivy")
    await asyncio.sleep(0.2)
    bus = pair.one.bus
    assert isinstance(bus, RedisBus)
    pipe, bus._pipe = bus._pipe, None  # what is published now is lost, and nobody knows
    await rose.post("lost on the way")
    bus._pipe = pipe
    began = time.monotonic()
    await rose.post("heard")
    await ivy.until(lambda w: len(w.texts) == 2)
    assert time.monotonic() - began < 1.0
    assert ivy.texts == ["lost on the way", "heard"]
    bus._pipe = None
    began = time.monotonic()
    await rose.post("the last one is lost as well")
    bus._pipe = pipe
    await ivy.until(lambda w: len(w.texts) == 3)
    assert time.monotonic() - began < 2.0


async def test_talk_goes_on_without_redis(pair: Pair, women: Keep) -> None:
    meeting = await pair.one.meeting()
    rose, ivy = await sit_down(pair.one, women, meeting, "Rose"), await sit_down(pair.two, women, meeting, "Ivy")
    for relay in pair.wires:
        relay.cut(refuse=True)
    for woman in (rose, ivy):
        await woman.until(lambda w: w.told("notice"), within=6)
        assert woman.told("notice")[0]["code"] == "wire_degraded"
    late = []
    for n in range(8):
        began = time.monotonic()
        assert (await rose.post(f"without a wire {n}"))["ok"]
        await ivy.until(lambda w, n=n: len(w.texts) == n + 1)  # type: ignore[misc]
        late.append(time.monotonic() - began)
    assert sorted(late)[4] < 1.0
    assert max(late) < 3.0, "on a machine that has nothing else to do, a second"
    for relay in pair.wires:
        relay.mend()
    for woman in (rose, ivy):
        await woman.until(lambda w: [event["code"] for event in w.told("notice")] == ["wire_degraded", "wire_back"], within=10)
    began = time.monotonic()
    await ivy.post("and back")
    await rose.until(lambda w: w.texts[-1:] == ["and back"])
    assert rose.texts == ivy.texts


async def test_talk_and_control_at_once_on_both_nodes(pair: Pair, women: Keep) -> None:
    """Who comes, goes and closes conflicts with who talks: whatever was acknowledged is shown, and after the close nothing is."""
    meeting = await pair.one.meeting()
    ruth = await sit_down(pair.one, women, meeting, "", await pair.one.sign_in(await pair.one.account("Ruth", Role.FACILITATOR)))
    rose, ivy = await sit_down(pair.one, women, meeting, "Rose"), await sit_down(pair.two, women, meeting, "Ivy")
    said: list[str] = []

    async def talk(woman: Woman, name: str) -> None:
        for n in range(30):
            try:
                answer = await woman.post(f"{name}{n}")
            except Exception:  # noqa: BLE001 -- the connection ends with the meeting
                return
            if not answer["ok"]:
                assert answer["code"] in {"meeting_closed", "changed"}, answer
                return
            said.append(f"{name}{n}")

    async def come_and_go(n: int) -> None:
        guest = await sit_down((pair.one, pair.two)[n % 2], women, meeting, f"Wren {'abcdef'[n]}")
        assert (await guest.command("leave"))["ok"]

    talking = [asyncio.create_task(talk(rose, "r")), asyncio.create_task(talk(ivy, "i"))]
    await asyncio.gather(*[come_and_go(n) for n in range(4)])
    while len(said) < 10:
        await asyncio.sleep(0.01)
    assert (await ruth.command("close_meeting"))["ok"]
    await asyncio.gather(*talking)
    await until(lambda: all(woman.goodbye == "meeting_closed" for woman in (ruth, rose, ivy)))
    assert set(said) <= set(ruth.texts)
    assert rose.texts == ivy.texts
    assert [event["type"] for event in ivy.events if "seq" in event][-1] == "meeting_closed"


async def test_a_dead_nodes_seats_are_lost(pair: Pair, women: Keep) -> None:
    """Also a seat of which the node that buries it has not heard yet."""
    meeting = await pair.one.meeting()
    ivy = await sit_down(pair.one, women, meeting, "Ivy")
    token = await pair.two.guest(meeting)
    bus = pair.two.bus
    assert isinstance(bus, RedisBus)
    pipe, bus._pipe = bus._pipe, None  # what it publishes now is lost
    rose = await sit_down(pair.two, women, meeting, "Rose", token)
    bus._pipe = pipe
    await pair.one.meetings.declare_lost(pair.two.nodes.id, [meeting, "nowhere"])
    await ivy.until(lambda w: w.told("seat_lost"))
    assert ivy.told("seat_lost")[0]["seat"] == rose.answer["you"]
    await ivy.until(lambda w: w.told("seat_back"))  # it was a mistake: the node lives, and says so
    assert (await rose.post("still here"))["ok"]


async def test_a_node_that_is_cut_off_delivers_nothing(pair: Pair, women: Keep) -> None:
    meeting = await pair.one.meeting()
    token = await pair.two.guest(meeting)
    rose, ivy = await sit_down(pair.two, women, meeting, "Rose", token), await sit_down(pair.one, women, meeting, "Ivy")
    await pair.two.meetings.hall.cut_off()
    await until(lambda: rose.goodbye == "cut_off" and not rose.connected)
    again = women(Woman(token))
    await again.connect(pair.two)
    refused = await again.sit(meeting, cursor=rose.cursor)
    assert (refused["code"], refused["retry"]) == ("store_down", True)
    await ivy.post("meanwhile")
    await pair.two.meetings.hall.back()
    answer = await again.sit(meeting, cursor=rose.cursor)
    assert [event["text"] for event in answer["missed"] if event["type"] == "message_posted"] == ["meanwhile"]


async def test_typing_crosses_the_wire_sealed(pair: Pair, women: Keep) -> None:
    meeting = await pair.one.meeting()
    rose, ivy = await sit_down(pair.one, women, meeting, "Rose"), await sit_down(pair.two, women, meeting, "Ivy")
    heard: list[bytes] = []
    await pair.two.bus.unsubscribe(f"h:m:{meeting}")
    await pair.two.bus.subscribe(f"h:m:{meeting}", heard.append)
    await asyncio.sleep(0.2)
    await rose.command("typing")
    await rose.post("marigold")
    await until(lambda: len(heard) >= 2)
    assert b"marigold" not in b"".join(heard)
    held = pair.two.meetings.hall.at_hand(meeting)
    assert held is not None
    for payload in heard:
        pair.two.meetings.hall._heard(held, payload)
    await ivy.until(lambda w: w.texts and w.told("typing"))
    for payload in (b"", b"nonsense", heard[0][:-1] + b"\x00"):
        pair.two.meetings.hall._heard(held, payload)


async def test_a_failing_database_is_said_and_the_words_are_kept(pair: Pair, women: Keep) -> None:
    meeting = await pair.one.meeting()
    rose = await sit_down(pair.one, women, meeting, "Rose")
    writer, closed = pair.one.log._writer, pair.one.log._closed
    assert writer is not None
    pair.one.log._closed = True
    answer = await rose.post("hello", "h" * 16)
    assert (answer["code"], answer["retry"]) == ("store_down", True)
    pair.one.log._closed = closed
    assert (await rose.post("hello", "h" * 16))["ok"]


async def test_words_destroyed_elsewhere_are_let_go_here(pair: Pair, women: Keep) -> None:
    meeting = await pair.one.meeting()
    here = await sit_down(pair.one, women, meeting, "Rose")
    assert (await here.post("To be forgotten."))["ok"]
    await pair.one.meetings.close(meeting)
    await until(lambda: pair.two.meetings.hall.at_hand(meeting) is None)
    assert pair.one.meetings.hall.at_hand(meeting) is not None
    await pair.two.meetings.destroy_due(meeting, 1)
    await until(lambda: pair.one.meetings.hall.at_hand(meeting) is None, within=3)


async def test_an_act_that_seems_to_be_so_already_is_asked_of_the_record(pair: Pair, women: Keep) -> None:
    """Paused on one node, and the other has not heard of it: going on there must not come to nothing."""
    meeting = await pair.one.meeting()
    token = await pair.one.sign_in(await pair.one.account("Ruth", Role.FACILITATOR))
    here, there = await sit_down(pair.one, women, meeting, "", token), await sit_down(pair.two, women, meeting, "", token)
    bus = pair.one.bus
    assert isinstance(bus, RedisBus)
    pipe, bus._pipe = bus._pipe, None  # what it publishes now is lost
    assert (await here.command("pause"))["ok"]
    assert (await there.command("resume"))["ok"]
    bus._pipe = pipe
    for woman in (here, there):
        await woman.until(lambda w: w.told("resumed"))
