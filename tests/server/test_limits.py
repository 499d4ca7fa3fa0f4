"""Limits: what is slowed down, for whom, and that nothing readable is kept."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import redis.asyncio

from rooms.refusals import Refused
from server.limits import Limits, network_of
from tests.support.valkey import Valkey


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def tries(act: Callable[[], Awaitable[None]], most: int = 400) -> int:
    """How often it may be done in a row."""
    codes: list[str] = []
    while len(codes) < most:
        try:
            await act()
        except Refused as refused:
            codes.append(refused.code)
            break
        codes.append("")
    assert set(codes) <= {"", "wait_a_little"}
    return codes.count("")


@pytest.fixture(params=["memory", "valkey"])
async def limits(request: pytest.FixtureRequest) -> AsyncIterator[Limits]:
    url = request.getfixturevalue("valkey_url") if request.param == "valkey" else None
    made = Limits(None, url, connections=20)
    yield made
    await made.close()


async def test_a_stranger_slows_down_herself_and_not_the_owner(limits: Limits) -> None:
    assert await tries(lambda: limits.sign_in("wren", "10.0.0.1")) == 8
    assert await tries(lambda: limits.sign_in("wren", "10.0.0.2"), 2) == 2, "the owner, from her own network"


async def test_many_networks_together_are_slowed_down(limits: Limits) -> None:
    done = 0
    for network in range(20):
        done += await tries(lambda network=network: limits.sign_in("wren", f"10.0.1.{network}"))  # type: ignore[misc]
    assert done == 60


async def test_one_network_may_not_try_every_name(limits: Limits) -> None:
    numbers = iter(range(1000))
    assert await tries(lambda: limits.sign_in(f"name{next(numbers)}", "10.0.0.3")) == 60


async def test_signing_in_clears_her_own_tries(limits: Limits) -> None:
    for _ in range(5):
        await limits.sign_in("wren", "10.0.0.4")
    await limits.signed_in("wren", "10.0.0.4")
    assert await tries(lambda: limits.sign_in("wren", "10.0.0.4")) == 8


async def test_the_others(limits: Limits) -> None:
    assert await tries(lambda: limits.code("10.0.0.5")) == 240
    assert await tries(lambda: limits.sign_up("10.0.0.5")) == 30
    assert await tries(lambda: limits.recovery("wren", "10.0.0.5")) == 10
    assert await tries(lambda: limits.second_step("account")) == 6
    assert await tries(lambda: limits.connect("10.0.0.5")) == 20


async def test_nodes_count_together_and_nothing_readable_is_kept(valkey_url: str) -> None:
    nodes = [Limits(b"k" * 32, valkey_url), Limits(b"k" * 32, valkey_url)]
    for number in range(8):
        await nodes[number % 2].sign_in("a-name-of-hers", "192.0.2.77")
    for node in nodes:
        with pytest.raises(Refused, match="wait_a_little"):
            await node.sign_in("a-name-of-hers", "192.0.2.77")
    client = redis.asyncio.Redis.from_url(valkey_url)
    keys = [key async for key in client.scan_iter("*hearth-limits*")]
    assert keys
    assert not any(b"name" in key or b"192.0" in key for key in keys)
    assert all([await client.ttl(key) > 0 for key in keys])
    await client.aclose()
    for node in nodes:
        await node.close()


async def test_without_redis_a_node_counts_for_itself(valkey_server: Valkey) -> None:
    limits = Limits(None, valkey_server.url)
    await limits.second_step("account")
    valkey_server.kill()
    assert await tries(lambda: limits.second_step("account")) == 6
    await limits.signed_in("wren", "10.0.0.6")
    await limits.close()


def test_posts_of_a_seat_come_in_bursts_but_not_for_long() -> None:
    clock = Seconds()
    limits = Limits(elapsed=clock)

    def posts(seat: str) -> int:
        for number in range(100):
            try:
                limits.post(seat)
            except Refused:
                return number
        return 100

    assert posts("one") == 8
    assert posts("two") == 8
    with pytest.raises(Refused, match="too_fast"):
        limits.post("one")
    clock.now += 5.1
    assert posts("one") == 4
    clock.now += 3600
    assert posts("one") == 8


def test_forgotten_seats_leave_no_trace() -> None:
    clock = Seconds()
    limits = Limits(elapsed=clock)
    for number in range(20_000):
        limits.post(f"seat {number}")
    clock.now += 60
    limits.post("another")
    assert len(limits._buckets) == 1


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_a_line_is_one_network(address: str, network: str) -> None:
    assert network_of(address) == network


async def test_counting_is_fair_under_load() -> None:
    limits = Limits()
    answers = await asyncio.gather(*(limits.second_step("account") for _ in range(20)), return_exceptions=True)
    assert sum(answer is None for answer in answers) == 6
    await limits.close()
