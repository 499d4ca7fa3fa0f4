"""Ending what runs beside."""

from __future__ import annotations

import asyncio
from typing import Any

AGAIN_AFTER_S = 1.0


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel them until they have ended, whatever becomes of them.

    Once is not enough: what they wait for may swallow it, as `asyncio.wait_for` did before Python 3.12 when its answer came in that moment.
    """
    while running := [task for task in tasks if not task.done()]:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=AGAIN_AFTER_S)
    await asyncio.gather(*tasks, return_exceptions=True)
