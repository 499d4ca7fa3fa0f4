"""Women of a load trial: each comes in by the pages as a browser does, and talks with the stock Socket.IO client.

On Linux each has a loopback address of her own (127.0.0.0/8), as women at home have networks of their own, so the server's limits for one
network hold as they stand. From elsewhere all come from one address and wait as often as the server tells them to.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import re
import secrets
import socket
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import socketio

from bench.ledger import Ledger, Reader

ANSWER_S = 10.0  # how long an acknowledgement may take before the same is asked again
PERSIST_S = 60.0  # how long a post is tried, as the browser does
AT_ONCE, PER_SECOND = 8.0, 0.8  # what server/limits.py lets one seat post
COME_BACK = frozenset({"", "slow_reader", "cut_off", "restarting"})  # goodbyes after which to return; "" is a line lost without one
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


class TurnedAway(Exception):
    """The server said no where the trial needs a yes. Holds a code or a status only."""


def addresses(url: str) -> Iterator[str | None]:
    """A loopback address for each woman where that can be had, else None for any."""
    here = urlsplit(url).hostname in ("localhost", "127.0.0.1") and sys.platform == "linux"
    start = int(ipaddress.IPv4Address("127.1.0.1"))
    for number in range(2**16):
        yield str(ipaddress.IPv4Address(start + number)) if here else None


class Visitor:
    """A browser without a screen: cookies, and forms with the hidden field that shows they are ours."""

    def __init__(self, url: str, address: str | None = None) -> None:
        self.url = url.rstrip("/")
        connector = aiohttp.TCPConnector(local_addr=(address, 0) if address else None, family=socket.AF_INET)
        self.http = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.CookieJar(unsafe=True), headers={"Origin": self.url})

    async def get(self, path: str) -> str:
        """A page."""
        async with self.http.get(self.url + path) as response:
            return await response.text()

    async def post(self, page: str, fields: dict[str, str], to: str | None = None) -> tuple[int, str]:
        """Send the form of a page; the status and where it leads (empty when it does not). Waits when told to wait."""
        for _ in range(80):
            found = _CSRF.search(await self.get(page))
            if found is None:
                raise TurnedAway(f"no form on {page}")
            form = {**fields, "csrf": found[1]}
            async with self.http.post(self.url + (to or page), data=form, allow_redirects=False) as response:
                if response.status != 429:
                    return response.status, response.headers.get("Location", "")
            await asyncio.sleep(10)
        raise TurnedAway("too many from one network")

    async def close(self) -> None:
        """Give the connections back."""
        await self.http.close()


class Woman(Visitor):
    """A guest with a seat. What she posts and is shown goes into the ledger."""

    def __init__(self, url: str, name: str, ledger: Ledger, address: str | None = None, *, audience: str = "members") -> None:
        super().__init__(url, address)
        self.name = name
        self.meeting = ""
        self.ledger = ledger
        self.page: Reader = ledger.reader(name, audience)
        self.returns: list[str] = []  # why each lost line was lost, as the server said; empty when it said nothing
        self.goodbye = ""
        self.on_event: Callable[[dict[str, Any]], None] = lambda _: None
        self._cursor: str | None = None
        self._sio: Any = None
        self._leaving = False
        self._returning: asyncio.Task[None] | None = None
        self._left, self._left_at = AT_ONCE, time.monotonic()

    async def join(self, code: str) -> None:
        """Through the page /join with a link's code; her session is then in the cookie jar. Raises `TurnedAway`."""
        status, where = await self.post("/join", {"name": self.name, "code": code})
        if status != 303:
            raise TurnedAway(f"/join answered {status}")
        self.meeting = where.rpartition("/")[2]

    async def sit(self) -> None:
        """Connect and take the seat; after a lost line, from the last cursor. Raises `TurnedAway`."""
        self.goodbye = ""
        sio = self._sio = socketio.AsyncClient(reconnection=False, http_session=self.http, handle_sigint=False)
        sio.on("event", self._on_event)
        sio.on("disconnect", self._on_disconnect)
        try:
            await sio.connect(self.url, transports=["websocket"], headers={"Origin": self.url}, wait_timeout=ANSWER_S)
        except socketio.exceptions.ConnectionError as error:
            raise TurnedAway("no connection") from error
        answer = await self.ask({"type": "take_seat", "meeting": self.meeting, "cursor": self._cursor}, self._on_seat)
        if answer is None or not answer["ok"]:
            raise TurnedAway(answer["code"] if answer else "no answer")

    async def ask(self, command: dict[str, Any], heard: Callable[[dict[str, Any], float], None] | None = None) -> dict[str, Any] | None:
        """Send a command and wait for its answer; None when there is none. `heard` is called in the order of what the server sent."""
        answered: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()

        def take(answer: dict[str, Any]) -> None:
            if heard is not None and answer["ok"]:
                heard(answer, time.monotonic())
            if not answered.done():
                answered.set_result(answer)

        try:
            await self._sio.emit("command", command, callback=take)
            return await asyncio.wait_for(answered, ANSWER_S)
        except (TimeoutError, socketio.exceptions.SocketIOError):
            return None

    async def say(self, text: str, reply_to: str | None = None) -> str | None:
        """Post, and try again under the same id for a minute when told to or when nothing is heard. The id, or None if it was refused."""
        message = secrets.token_urlsafe(16)
        await self._breathe()
        self.ledger.sent(message, time.monotonic(), self.page.audience)
        until = time.monotonic() + PERSIST_S
        command: dict[str, Any] = {"type": "post", "id": message, "text": text, "reply_to": reply_to}
        while time.monotonic() < until:
            answer = await self.ask(command, lambda answer, now: self.ledger.acked(message, answer["seq"], now))
            if answer is not None and answer["ok"]:
                return message
            if answer is not None:
                if answer["code"] == "looks_personal" and "sure" not in command:
                    command["sure"] = True  # she was asked about a name, and wishes to post it
                    continue
                self.ledger.refused(answer["code"])
                if not answer["retry"] and answer["code"] != "no_seat":
                    return None
            await asyncio.sleep(1 / PER_SECOND)
        return None

    async def leave(self) -> None:
        """Say so, and go."""
        self._leaving = True
        if self._returning is not None:
            self._returning.cancel()
        if self._sio is not None:
            with contextlib.suppress(socketio.exceptions.SocketIOError):
                await self._sio.disconnect()
        await self.close()

    async def _breathe(self) -> None:
        """Wait until the server's limit for a seat allows another post."""
        now = time.monotonic()
        self._left = min(AT_ONCE, self._left + (now - self._left_at) * PER_SECOND) - 1
        self._left_at = now
        if self._left < 0:
            await asyncio.sleep(-self._left / PER_SECOND)

    def _on_seat(self, answer: dict[str, Any], now: float) -> None:
        self.page.took_seat(answer, now)
        self._cursor = answer["cursor"]

    def _on_event(self, event: dict[str, Any]) -> None:
        if "seq" in event:
            self.page.event(event, time.monotonic())
            self._cursor = event["cursor"]
        elif event["type"] == "goodbye":
            self.goodbye = event["code"]
        self.on_event(event)

    def _on_disconnect(self, *_: object) -> None:
        self.page.here = not self._leaving and self.goodbye in COME_BACK
        if self.page.here:
            self._returning = asyncio.get_running_loop().create_task(self._return())

    async def _return(self) -> None:
        """Come back with the cursor, until it works."""
        self.returns.append(self.goodbye or "without a word")
        while True:
            await asyncio.sleep(0.2 + secrets.randbelow(300) / 1000)
            with contextlib.suppress(TurnedAway):
                await self.sit()
                return
