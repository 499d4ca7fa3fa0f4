"""What a line tells of itself, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import aiohttp.web as http

if TYPE_CHECKING:
    from server.live.line import Line


class Listener(Protocol):
    """What is told of lines: implemented by `server/sockets.py`."""

    async def joining(self, line: Line, request: http.Request) -> None:
        """A client asks to join; raises `Refused` to turn it away."""

    def heard(self, line: Line, ack: int | None, body: str) -> None:
        """A client said something: `body` is the JSON of event name and arguments, not yet looked into. Never awaits, never raises."""

    def lost(self, line: Line) -> None:
        """A line that had joined is gone."""

    def malformed(self, line: Line) -> None:
        """A client broke the protocol; its line is cut."""

    def slow(self, line: Line) -> None:
        """A client did not read what it was sent; its line is cut."""
