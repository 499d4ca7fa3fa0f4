"""A backlog: what waits for one reader whose transport is above its mark, and when she counts as too slow."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from server.live.frames import Out

SLOW_S = 5.0  # how long a reader may stay above the transport's mark
SLOW_PACKETS = 256  # and how many packets or
SLOW_BYTES = 512 * 1024  # bytes may come to wait for her there, besides the long answer that may have put her there
SLOW_READS = 32 * 1024  # who reads so many bytes in that time is only on a thin line


class Backlog:
    """Of one websocket. `too_slow` is called once she does not read; the transport is not cut here."""

    __slots__ = ("_bytes", "_left", "_packets", "_protocol", "_timer", "_too_slow", "_transport", "watched")

    def __init__(self, transport: Any, protocol: Any, too_slow: Callable[[], None]) -> None:
        self._transport, self._protocol = transport, protocol
        self._too_slow = too_slow
        self._timer: asyncio.TimerHandle | None = None
        self._packets = self._bytes = self._left = 0
        self.watched = False  # whether the buffer was above its mark a moment ago

    def write(self, out: Out) -> None:
        """Send it all the same, and count it while she is watched."""
        if not self._protocol.writing_paused:
            self.at_ease()
        elif not self.watched:
            self._watch()
        self._packets += len(out.packets)
        self._bytes += len(out.wire)
        self._left += len(out.wire)
        self._transport.write(out.wire)
        if self.watched and (self._packets > SLOW_PACKETS or self._bytes > SLOW_BYTES):
            self._judge()

    def at_ease(self) -> None:
        """She has read it, or is gone."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer, self._packets, self._bytes, self.watched = None, 0, 0, False

    def _watch(self) -> None:
        self._left = self._transport.get_write_buffer_size()
        self._timer, self.watched = asyncio.get_running_loop().call_later(SLOW_S, self._look), True

    def _look(self) -> None:
        """A long answer takes its time on a thin line: whoever reads it is not cut off, or she could never come back."""
        if self._protocol.writing_paused and self._left - self._transport.get_write_buffer_size() >= SLOW_READS:
            self._watch()
        else:
            self._judge()

    def _judge(self) -> None:
        if self._protocol.writing_paused:
            self._too_slow()
        self.at_ease()
