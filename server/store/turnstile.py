"""Whose turn it is to write: SQLite has one writer at a time, and who waits in the driver is served by chance."""

from __future__ import annotations

import asyncio
from collections import deque


class Turnstile:
    """A lock whose waiting line is in order, and lets what a node lives by go before everybody else."""

    def __init__(self) -> None:
        self._taken = False
        self._first: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()

    async def acquire(self, *, vital: bool = False) -> None:
        """Wait for it. Cancelled, it is as if nobody had asked."""
        if not self._taken:
            self._taken = True
            return
        line = self._first if vital else self._others
        waits = asyncio.get_running_loop().create_future()
        line.append(waits)
        try:
            await waits
        except asyncio.CancelledError:
            if not waits.cancelled():
                self.release()  # it was hers already
            elif waits in line:
                line.remove(waits)
            raise

    def release(self) -> None:
        """The next one's turn, or nobody's."""
        for line in (self._first, self._others):
            while line:
                waits = line.popleft()
                if not waits.done():
                    waits.set_result(None)
                    return
        self._taken = False
