"""What every bus promises, on both of them; Redis on a real Valkey, behind a relay that can be cut."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import pytest
import uvloop
from redis.asyncio import Redis
from redis.asyncio.client import PubSub

from server.live.bus import Bus, Hub, LocalBus, RedisBus
from tests.support.relay import Relay
from tests.support.valkey import Valkey
from tests.support.waiting import until

Make = Callable[[], Bus]


@pytest.fixture(params=["local", "redis"])
async def make(request: pytest.FixtureRequest) -> Make:
    """Makes buses that are joined with each other and with nobody else's."""
    if request.param == "local":
        hub = Hub()
        return lambda: LocalBus(hub)
    url, prefix = request.getfixturevalue("valkey_url"), f"{secrets.token_hex(4)}:"
    return lambda: RedisBus(url, prefix=prefix)


@pytest.fixture
async def up(make: Make) -> AsyncIterator[Callable[[], asyncio.Future[Bus]]]:
    """`await up()` is a bus that has started and is healthy."""
    async with AsyncExitStack() as stack:

        async def start() -> Bus:
            bus = make()
            await bus.start()
            stack.push_async_callback(bus.stop)
            await until(lambda: bus.healthy)
            return bus

        yield lambda: asyncio.ensure_future(start())


class Ear:
    """What was heard."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []

    def __call__(self, payload: bytes) -> None:
        self.heard.append(payload)


async def listen(bus: Bus, channel: str) -> Ear:
    """An ear that has begun to hear: what is published before that may be lost."""
    ear = Ear()
    await bus.subscribe(channel, ear)
    async with asyncio.timeout(5):
        while not ear.heard:
            bus.publish(channel, b"probe")
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    ear.heard.clear()
    return ear


async def test_everyone_who_subscribed_hears_in_order(up: Callable[[], asyncio.Future[Bus]]) -> None:
    one, two = await up(), await up()
    first, second = await listen(one, "h:m:a"), await listen(two, "h:m:a")
    await asyncio.sleep(0.1)
    first.heard.clear()
    said = [str(n).encode() for n in range(200)]
    for payload in said:
        one.publish("h:m:a", payload)
    await until(lambda: len(first.heard) >= 200 and len(second.heard) >= 200)
    assert first.heard == said
    assert second.heard == said


async def test_channels_are_kept_apart_and_end_with_unsubscribing(up: Callable[[], asyncio.Future[Bus]]) -> None:
    one, two = await up(), await up()
    mine, other = await listen(two, "h:m:a"), await listen(two, "h:m:b")
    one.publish("h:m:a", b"x")
    await until(lambda: mine.heard)
    assert other.heard == []
    await two.unsubscribe("h:m:a")
    one.publish("h:m:a", b"y")
    one.publish("h:m:b", b"z")
    await until(lambda: other.heard)
    assert (mine.heard, other.heard) == ([b"x"], [b"z"])


async def test_any_bytes_come_through(up: Callable[[], asyncio.Future[Bus]]) -> None:
    one, two = await up(), await up()
    ear = await listen(two, "h:m:a")
    payload = bytes(range(256)) * 300
    one.publish("h:m:a", payload)
    await until(lambda: ear.heard)
    assert ear.heard == [payload]


async def test_nobody_hears_after_stop(up: Callable[[], asyncio.Future[Bus]]) -> None:
    one, two = await up(), await up()
    ear, witness = await listen(two, "h:m:a"), await listen(one, "h:m:a")
    await asyncio.sleep(0.1)
    ear.heard.clear()
    await two.stop()
    one.publish("h:m:a", b"x")
    await until(lambda: witness.heard)
    assert ear.heard == []


def test_a_bus_of_its_own_is_not_shared() -> None:
    assert not LocalBus().shared
    assert LocalBus(Hub()).shared


async def test_redis_away_is_said_and_mended(valkey_server: Valkey) -> None:
    async with Relay(valkey_server.port) as relay:
        bus = RedisBus(f"redis://127.0.0.1:{relay.port}/0", prefix=f"{secrets.token_hex(4)}:")
        await bus.start()
        try:
            ear = await listen(bus, "h:m:a")
            await until(lambda: bus.healthy)
            relay.cut(refuse=True)
            await until(lambda: not bus.healthy)
            bus.publish("h:m:a", b"lost")  # neither waits nor raises
            await bus.subscribe("h:m:b", late := Ear())  # takes effect when it can
            relay.mend()
            await until(lambda: bus.healthy)
            bus.publish("h:m:a", b"again")
            bus.publish("h:m:b", b"new")
            await until(lambda: ear.heard and late.heard)
            assert (ear.heard, late.heard) == ([b"again"], [b"new"])
        finally:
            await bus.stop()


async def test_redis_that_stands_still_is_not_healthy(valkey_server: Valkey) -> None:
    async with Relay(valkey_server.port) as relay:
        bus = RedisBus(f"redis://127.0.0.1:{relay.port}/0", prefix=f"{secrets.token_hex(4)}:")
        await bus.start()
        try:
            await until(lambda: bus.healthy)
            relay.stall()
            await until(lambda: not bus.healthy)
            for _ in range(1000):
                bus.publish("h:m:a", b"x" * 16_384)  # four times what may wait: dropped, not kept
            relay.mend()
            await until(lambda: bus.healthy, 10)
        finally:
            await bus.stop()


async def test_a_channel_wished_for_while_it_connects_is_heard(valkey_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bus, ear, subscribe = RedisBus(valkey_url, prefix=f"{secrets.token_hex(4)}:"), Ear(), PubSub.subscribe

    async def slowly(pubsub: PubSub, *channels: str) -> None:
        await subscribe(pubsub, *channels)
        if "late" not in bus._channels:
            await bus.subscribe("late", ear)

    monkeypatch.setattr(PubSub, "subscribe", slowly)
    await bus.start()
    try:
        await until(lambda: bus.healthy)
        async with asyncio.timeout(5):
            while not ear.heard:
                bus.publish("late", b"hello")
                await asyncio.sleep(0.02)
    finally:
        await bus.stop()


async def test_a_password_is_given(valkey_server: Valkey, tmp_path_factory: pytest.TempPathFactory) -> None:
    with Valkey(tmp_path_factory.mktemp("guarded")) as guarded:
        async with Redis.from_url(guarded.url) as operator:
            await operator.config_set("requirepass", "open-sesame")
        right = RedisBus(f"redis://:open-sesame@127.0.0.1:{guarded.port}/1")
        wrong = RedisBus(f"redis://:guess@127.0.0.1:{guarded.port}/1")
        for bus in (right, wrong):
            await bus.start()
        try:
            await until(lambda: right.healthy)
            assert not wrong.healthy
        finally:
            for bus in (right, wrong):
                await bus.stop()


def test_redis_is_published_to_on_the_loop_that_serves(valkey_server: Valkey) -> None:
    """`hearth serve` runs on uvloop, whose transports are not asyncio's own."""
    url, prefix = valkey_server.url, f"{secrets.token_hex(4)}:"

    async def talk() -> list[bytes]:
        heard: list[bytes] = []
        bus = RedisBus(url, prefix=prefix)
        await bus.start()
        try:
            await bus.subscribe("room", heard.append)
            await until(lambda: bus.healthy)
            bus.publish("room", b"words")
            await until(lambda: heard)
        finally:
            await bus.stop()
        return heard

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(talk()) == [b"words"]
