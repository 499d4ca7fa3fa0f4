"""A Socket.IO connection frame by frame, for saying what no stock client would; and a log to look into."""

from __future__ import annotations

import io
import json
import logging
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import aiohttp
import structlog

from server import logs
from server.app import Node

HEAR_S = 5.0


class RawLine:
    """One websocket to a node, as its text frames."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.over = False

    async def hear(self) -> str:
        """The next text frame that is no ping; empty once the line is over."""
        while True:
            message = await self.socket.receive(timeout=HEAR_S)
            if message.type is not aiohttp.WSMsgType.TEXT:
                self.over = True
                return ""
            if message.data != "2":
                return str(message.data)

    async def join(self, namespace: str = "") -> str:
        """Ask to join a namespace; what is said to that."""
        await self.socket.send_str("40" + (f"{namespace}," if namespace else ""))
        return await self.hear()

    async def say(self, frame: str | bytes) -> dict[str, Any] | None:
        """Send a frame, text or binary; the answer it gets, or None when the line is cut instead."""
        await (self.socket.send_str(frame) if isinstance(frame, str) else self.socket.send_bytes(frame))
        while text := await self.hear():
            if text.startswith("43"):
                answer: dict[str, Any] = json.loads(text[text.index("[") :])[0]
                return answer
        return None

    async def command(self, **fields: Any) -> dict[str, Any]:
        """A command in good order, and its answer."""
        answer = await self.say(f"427{json.dumps(['command', fields])}")
        assert answer is not None, "the line was cut"
        return answer

    async def post(self, text: str) -> dict[str, Any]:
        """Say something to the circle."""
        return await self.command(type="post", id=secrets.token_urlsafe(12), text=text)


@asynccontextmanager
async def raw_line(node: Node, token: str | None = None, **headers: str) -> AsyncIterator[RawLine]:
    """An open websocket that has joined no namespace yet; with the session's cookie, if one is given."""
    given = {"Origin": node.address, **({"Cookie": f"{node.security.session_cookie}={token}"} if token is not None else {}), **headers}
    async with aiohttp.ClientSession() as client:
        address = f"{node.address}/socket.io/?EIO=4&transport=websocket"
        async with client.ws_connect(address, headers=given, max_msg_size=0) as socket:
            line = RawLine(socket)
            assert (await line.hear()).startswith("0{")
            yield line


@asynccontextmanager
async def seated(node: Node, meeting: str, name: str) -> AsyncIterator[RawLine]:
    """A guest who has her seat."""
    token = await node.people.sessions.start_guest(meeting, until=node.clock.now().replace(year=2100), language="en")
    async with raw_line(node, token) as line:
        await line.join()
        answer = await line.command(type="take_seat", meeting=meeting, cursor=None, name=name)
        assert answer["ok"], answer
        yield line


class Said(io.StringIO):
    """What was logged."""

    def traces(self) -> list[str]:
        """Lines about something nobody expected."""
        return [line for line in self.getvalue().splitlines() if '"trace"' in line or "unexpected" in line or "failed" in line]


@contextmanager
def logged() -> Iterator[Said]:
    """This process's log as a server writes it, at its most talkative."""
    said, root = Said(), logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    logs.start("debug", to=said)
    try:
        yield said
    finally:
        structlog.reset_defaults()
        root.handlers[:] = handlers
        root.setLevel(level)
