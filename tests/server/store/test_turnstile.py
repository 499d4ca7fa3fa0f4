"""Whose turn it is: in order, what a node lives by first, and nobody is stuck behind one who went away."""

from __future__ import annotations

import asyncio

import pytest

from server.store.turnstile import Turnstile


async def test_in_order_and_what_is_vital_first() -> None:
    turn, served = Turnstile(), list[str]()

    async def take(name: str, *, vital: bool = False) -> None:
        await turn.acquire(vital=vital)
        served.append(name)
        turn.release()

    await turn.acquire()
    waiting = []
    for name in ("one", "two", "beat", "three"):
        waiting.append(asyncio.ensure_future(take(name, vital=name == "beat")))
        await asyncio.sleep(0)
    turn.release()
    await asyncio.gather(*waiting)
    assert served == ["beat", "one", "two", "three"]
    await take("at once")


@pytest.mark.parametrize("when", ["while she waits", "in that moment", "as it is given to her"])
async def test_one_who_goes_away_holds_up_nobody(when: str) -> None:
    turn = Turnstile()
    await turn.acquire()
    gone, next_one = asyncio.ensure_future(turn.acquire()), asyncio.ensure_future(turn.acquire())
    await asyncio.sleep(0)
    if when == "as it is given to her":
        turn.release()
        gone.cancel()
    else:
        gone.cancel()
        if when == "while she waits":
            await asyncio.sleep(0)
        turn.release()
    await asyncio.wait_for(next_one, 1)
    assert gone.cancelled()
    turn.release()
    await asyncio.wait_for(turn.acquire(), 1)
