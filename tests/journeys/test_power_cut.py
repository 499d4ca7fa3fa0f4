"""A node is killed while ten women post: two ledgers, of what was acknowledged and what was shown, agree to the last word."""

from __future__ import annotations

import asyncio
import gc
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from bench.ledger import Ledger
from bench.programme import Open, prepare
from bench.seats import Woman
from server.config import Settings
from tests.conftest import NewDatabase
from tests.support.journey_nodes import pair_of
from tests.support.node import Node
from tests.support.valkey import Valkey
from tests.support.waiting import until

pytestmark = pytest.mark.filterwarnings("ignore:Unclosed response:ResourceWarning")  # the stock client forgets a broken line's answer

WOMEN = 10
BACK_WITHIN_S = 5.0
POSTS_BEFORE = 25  # acknowledged before the power goes
POSTS_AFTER = 3  # by each woman, once she is back


@asynccontextmanager
async def circle(nodes: list[Node], opened: Open) -> AsyncIterator[tuple[Ledger, list[Woman]]]:
    """Ten guests who came in by the pages, spread over the nodes."""
    ledger = Ledger()
    async with AsyncExitStack() as stack:
        women = [Woman(node.address, f"Rose {letter}", ledger) for node, letter in zip(itertools.cycle(nodes), "abcdefghij", strict=False)]
        for woman in women:
            stack.push_async_callback(woman.leave)
            await woman.join(opened.code)
            await woman.sit()
        yield ledger, women
    gc.collect()


async def posting(woman: Woman, enough: Callable[[], bool]) -> None:
    """Word after word, each tried again under its own id until it is answered."""
    for number in itertools.count():
        if enough():
            return
        await woman.say(f"{woman.name}, {number}")


def acknowledged(ledger: Ledger) -> int:
    return sum(post.acked_at is not None for post in ledger.posts.values())


async def cut_while_posting(ledger: Ledger, women: list[Woman], hit: list[Woman], cut: Callable[[], None]) -> None:
    """Cut the power in the middle of it: whom it hits is back within the time, the others notice nothing, and everyone finishes."""
    after = dict.fromkeys(women, 0)
    gone = False

    def enough(woman: Woman) -> Callable[[], bool]:
        def counted() -> bool:
            after[woman] += gone
            return after[woman] > POSTS_AFTER

        return counted

    talk = [asyncio.create_task(posting(woman, enough(woman))) for woman in women]
    await until(lambda: acknowledged(ledger) >= POSTS_BEFORE, within=20)
    on_the_way = len(ledger.posts) - acknowledged(ledger)
    cut()
    gone = True
    await until(lambda: all(woman._returning is not None and woman._returning.done() for woman in hit), within=BACK_WITHIN_S)
    await asyncio.wait_for(asyncio.gather(*talk), 40)
    assert on_the_way, "nothing was on its way when the power went: the cut proved nothing"
    last = max(post.seq or 0 for post in ledger.posts.values())
    await until(lambda: all(woman.page.last >= last for woman in women))
    assert [woman for woman in women if woman.returns] == hit


def agree(ledger: Ledger) -> None:
    """Everything posted was acknowledged in the end, and shown to everyone once, in one order, without a hole."""
    verdict = ledger.settle()
    assert verdict.agrees, verdict
    assert verdict.posted == verdict.acked >= POSTS_BEFORE + WOMEN * POSTS_AFTER
    assert verdict.delivered == verdict.acked * WOMEN
    assert not any(reader.fresh for reader in ledger.readers), "everyone was given what she missed, not a fresh page"
    orders = {tuple(reader.shown) for reader in ledger.readers}
    assert len(orders) == 1


async def test_one_node_on_sqlite(folder: Path) -> None:
    node = Node(folder)
    (opened,) = await prepare(Settings(data=folder, port=node.port), 1)
    with node:
        async with circle([node], opened) as (ledger, women):

            def cut() -> None:
                node.kill()
                node.start()

            await cut_while_posting(ledger, women, women, cut)
        agree(ledger)


async def test_two_nodes_and_one_dies(folder: Path, fresh_database: NewDatabase, valkey_server: Valkey) -> None:
    pair = await pair_of(folder, fresh_database, valkey_server)
    (opened,) = await prepare(pair.settings, 1)
    with pair.one, pair.two:
        async with circle([pair.one, pair.two], opened) as (ledger, women):

            def cut() -> None:
                """The balancer sends whom the first node had to the second."""
                for woman in women:
                    woman.url = pair.two.address
                pair.one.kill()

            await cut_while_posting(ledger, women, women[::2], cut)
        agree(ledger)
