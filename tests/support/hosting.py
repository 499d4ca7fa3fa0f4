"""A facilitator who is simply there, without a browser: members' words are taken only while one is present."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from html import unescape

import aiohttp

from tests.support.site import Woman

_FIELD = re.compile(r'<input[^>]*name="(agreed|attests)"[^>]*?(?:value="([^"]*)")?[^>]*>')
_SEAT = re.compile(r"/(?:seat|meeting|waiting)/([A-Za-z0-9_-]+)")
UP_S = 20.0


async def _sit(address: str, link: str, up: threading.Event, over: threading.Event) -> None:
    woman = Woman(address, "en")
    try:
        await woman.post("/invitation", code=link.rpartition("#")[2], step="enter")
        found = _SEAT.search((await woman.get("/")).text)
        assert found is not None, "no meeting is open"
        meeting = found[1]
        page = await woman.get(f"/seat/{meeting}")
        fields = {name: unescape(value) or "1" for name, value in _FIELD.findall(page.text)}
        await woman.post(f"/seat/{meeting}", **fields)
        while not over.is_set():  # a test may cut or restart what lies between
            with suppress(aiohttp.ClientError, ConnectionError, AssertionError):
                await _line(woman.client, address, meeting, up, over)
            await asyncio.sleep(0.2)
    finally:
        await woman.client.close()


async def _line(client: aiohttp.ClientSession, address: str, meeting: str, up: threading.Event, over: threading.Event) -> None:
    where = f"{address}/socket.io/?EIO=4&transport=websocket"
    async with client.ws_connect(where, headers={"Origin": address}, max_msg_size=0) as socket:
        take = json.dumps(["command", {"type": "take_seat", "meeting": meeting, "cursor": None}])
        for frame in ("40", f"420{take}"):
            await socket.receive()
            await socket.send_str(frame)
        while not over.is_set():
            with suppress(TimeoutError):
                said = await socket.receive(timeout=0.5)
                assert said.type is aiohttp.WSMsgType.TEXT, "the line is over"
                if said.data == "2":
                    await socket.send_str("3")
                elif str(said.data).startswith("430"):
                    assert '"ok":true' in said.data, said.data
                    up.set()


@contextmanager
def hosted(address: str, link: str) -> Iterator[None]:
    """The facilitator of this sign-in link sits in the open meeting until the end. Raises `AssertionError` when she cannot."""
    up, over = threading.Event(), threading.Event()
    sits = threading.Thread(target=lambda: asyncio.run(_sit(address, link, up, over)), daemon=True)
    sits.start()
    try:
        assert up.wait(UP_S), "the facilitator found no seat"
        yield
    finally:
        over.set()
        sits.join(UP_S)
