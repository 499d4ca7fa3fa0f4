"""Waiting for what must become true, without sleeping longer than it takes."""

import asyncio
import time
from collections.abc import Callable


async def until(condition: Callable[[], object], within: float = 5.0) -> None:
    """Return once `condition()` holds; fail when it does not within so many seconds."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"did not come true within {within} s"
        await asyncio.sleep(0.01)
