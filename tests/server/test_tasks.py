"""What runs beside ends when it is told, also when it did not hear it at first."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from server.tasks import end


async def _deaf_at_first() -> None:
    with suppress(asyncio.CancelledError):
        await asyncio.Event().wait()
    await asyncio.Event().wait()


async def _fails() -> None:
    raise ValueError("over before it was told")


async def test_it_ends_whatever_swallows_the_first_word() -> None:
    tasks = [asyncio.create_task(work) for work in (_deaf_at_first(), _fails(), asyncio.Event().wait())]
    await asyncio.sleep(0)
    await asyncio.wait_for(end(*tasks), 10)
    assert all(task.done() for task in tasks)


async def test_nothing_to_end() -> None:
    await end()
