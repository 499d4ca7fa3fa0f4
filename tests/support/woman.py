"""A woman at her browser: the stock Python client, and what it was sent."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import Any, Protocol

import socketio

Json = dict[str, Any]


class Cookies(Protocol):
    """How the session's cookie is called."""

    session_cookie: str


class Place(Protocol):
    """A node to connect to: a `House`, or a process."""

    address: str
    port: int

    @property
    def security(self) -> Cookies: ...


class Woman:
    """A browser of hers: the stock Python client, and what it was sent."""

    def __init__(self, token: str, name: str = "") -> None:
        self.token = token
        self.name = name
        self.events: list[Json] = []
        self.cursor: str | None = None
        self.answer: Json = {}
        self.meeting = ""
        self.account = ""
        self.disconnects: list[str] = []
        self._sio = socketio.AsyncClient(reconnection=False)
        self._sio.on("event", self._heard)
        self._sio.on("disconnect", self._gone)

    async def _heard(self, event: Json) -> None:
        self.events.append(event)
        self.cursor = event.get("cursor", self.cursor)

    async def _gone(self, reason: str) -> None:
        self.disconnects.append(reason)

    @property
    def connected(self) -> bool:
        return bool(self._sio.connected)

    async def connect(self, house: Place, *, transports: tuple[str, ...] = ("websocket",), port: int | None = None) -> Woman:
        """Open a connection; `port` is a relay's."""
        headers = {"Origin": house.address, "Cookie": f"{house.security.session_cookie}={self.token}"}
        await self._sio.connect(f"http://127.0.0.1:{port or house.port}", headers=headers, transports=list(transports), wait_timeout=15)
        return self

    async def command(self, kind: str, **fields: Any) -> Json:
        """One command and its answer."""
        answer: Json = await self._sio.call("command", {"type": kind, **fields}, timeout=15)
        return answer

    async def sit(self, meeting: str, *, cursor: str | None = None, name: str | None = None) -> Json:
        """Take her seat and remember the answer."""
        self.meeting = meeting
        answer = await self.command("take_seat", meeting=meeting, cursor=cursor, name=name or self.name or None)
        if answer["ok"]:
            self.answer = answer
            self.cursor = answer["cursor"]
        return answer

    async def post(self, text: str, ident: str | None = None, **fields: Any) -> Json:
        """Say something."""
        return await self.command("post", id=ident or secrets.token_urlsafe(12), text=text, **fields)

    async def does(self, kind: str, **fields: Any) -> Json:
        """One command that is granted."""
        answer = await self.command(kind, **fields)
        assert answer["ok"], (kind, answer["code"])
        return answer

    async def leave_line(self) -> None:
        """Close the connection."""
        await self._sio.disconnect()

    def told(self, kind: str) -> list[Json]:
        """Events of one type."""
        return [event for event in self.events if event["type"] == kind]

    @property
    def texts(self) -> list[str]:
        """What was said, as it came."""
        return [event["text"] for event in self.told("message_posted")]

    @property
    def seat(self) -> str:
        """Her seat's id."""
        return str(self.answer["you"])

    @property
    def standing(self) -> Json:
        """What she was told last of herself."""
        told = self.told("standing")
        return told[-1] if told else dict(self.answer["standing"])

    @property
    def notices(self) -> list[str]:
        """Codes of the notices she was given."""
        return [str(event["code"]) for event in self.told("notice")]

    @property
    def goodbye(self) -> str | None:
        """Why the server ended the connection."""
        codes = [str(event["code"]) for event in self.told("goodbye")]
        return codes[-1] if codes else None

    async def until(self, condition: Callable[[Woman], object], within: float = 5.0) -> None:
        """Wait for what must come."""
        async with asyncio.timeout(within):
            while not condition(self):
                await asyncio.sleep(0.005)


Keep = Callable[[Woman], Woman]
"""The fixture `women`: whoever is handed to it hangs up at the end."""
