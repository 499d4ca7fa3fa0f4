"""The engine's private seams still hold: the stock clients by every transport, and what an engine as published would do wrong."""

from __future__ import annotations

import asyncio
import importlib.metadata
import json
import logging
import re
import secrets
import socket
import struct
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from rooms.commands import PostMessage
from rooms.events import MessageId, SeatId
from server import wire
from server.live import backlog
from server.live import line as lines
from server.live.wish import Beside
from tests.support import bootstrap
from tests.support.databases import laid
from tests.support.house import House, Keep, Woman, open_houses, sit_down
from tests.support.waiting import until

CLIENT = Path(__file__).parent / "stock_client.js"
WAYS = {"websocket": "websocket", "polling": "polling", "polling,websocket": "websocket"}


@pytest.fixture
async def polled(tmp_path: Path) -> AsyncIterator[House]:
    """One node on SQLite that accepts long polling."""
    only = House(*laid(tmp_path))
    async with open_houses(only, polling=True):
        yield only


@pytest.mark.parametrize("package", ["aiohttp", "python-engineio", "python-socketio"])
def test_the_seams_are_tried_on_the_versions_that_are_installed(package: str) -> None:
    lock = (bootstrap.ROOT / "requirements.lock").read_text()
    pinned = re.search(rf"^{package}==([\w.]+)", lock, re.MULTILINE)
    assert pinned is not None
    assert importlib.metadata.version(package) == pinned[1]


@pytest.mark.parametrize("ways", WAYS)
async def test_the_stock_javascript_client(polled: House, ways: str) -> None:
    meeting = await polled.meeting()
    cookie = f"{polled.security.session_cookie}={await polled.guest(meeting)}"
    process = await asyncio.create_subprocess_exec(
        bootstrap.node(), str(CLIENT), polled.address, ways, cookie, meeting, "Rose",
        env={"NODE_PATH": str(bootstrap.ROOT / "web" / "node_modules")}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await process.communicate()
    told = json.loads(out)
    assert (told["result"], told["transport"]) == ("ok", WAYS[ways])
    assert told["texts"] == [f"m{n}" for n in range(40)]
    assert told["seqs"] == list(range(told["seqs"][0], told["seqs"][0] + 40))
    assert sorted(told["answers"]) == told["seqs"]


@pytest.mark.parametrize("ways", [("websocket",), ("polling",), ("polling", "websocket")])
async def test_the_stock_python_client(polled: House, women: Keep, ways: tuple[str, ...]) -> None:
    meeting = await polled.meeting()
    rose, ivy = women(Woman(await polled.guest(meeting), "Rose")), await sit_down(polled, women, meeting, "Ivy")
    await rose.connect(polled, transports=ways)
    assert (await rose.sit(meeting))["ok"]
    assert (await rose.post("hello"))["ok"]
    await ivy.until(lambda w: w.texts)
    assert (await ivy.post("and you"))["ok"]
    await rose.until(lambda w: w.texts == ["hello", "and you"])
    assert (await rose.command("leave"))["ok"]
    await until(lambda: rose.goodbye == "left")
    await until(lambda: not rose.connected)
    await until(lambda: polled.sockets.connections == 1)


async def test_polling_is_refused_unless_allowed(house: House) -> None:
    url = f"{house.address}/socket.io/?EIO=4&transport=polling"
    async with aiohttp.ClientSession() as http, http.get(url, headers={"Origin": house.address}) as answer:
        assert answer.status == 400


async def test_a_client_that_polls_and_goes_away_is_forgotten(polled: House, women: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "FETCH_S", 0.1)
    monkeypatch.setattr(polled.sockets._sio.eio, "ping_interval", 0.2)
    monkeypatch.setattr(polled.sockets._sio.eio, "ping_timeout", 0.2)
    token = await polled.guest(await polled.meeting())
    headers = {"Origin": polled.address, "Cookie": f"{polled.security.session_cookie}={token}"}
    async with aiohttp.ClientSession(headers=headers) as http:
        url = f"{polled.address}/socket.io/?EIO=4&transport=polling"
        async with http.get(url) as answer:
            sid = json.loads((await answer.text())[1:])["sid"]
        async with http.post(f"{url}&sid={sid}", data="40") as answer:
            assert answer.status == 200
        await until(lambda: polled.sockets.connections == 1)
    await until(lambda: polled.sockets.connections == 0)
    await until(lambda: not polled.sockets._sio.eio.sockets and not polled.sockets._sio.environ)


class Raw:
    """A websocket without a Socket.IO client: says what it likes."""

    def __init__(self, house: House, token: str) -> None:
        self._house = house
        self._headers = {"Origin": house.address, "Cookie": f"{house.security.session_cookie}={token}"}
        self._http = aiohttp.ClientSession()

    async def __aenter__(self) -> aiohttp.ClientWebSocketResponse:
        url = f"{self._house.address}/socket.io/?EIO=4&transport=websocket"
        self.socket = await self._http.ws_connect(url, headers=self._headers, compress=15, autoclose=False)
        return self.socket

    async def __aexit__(self, *_: object) -> None:
        await self.socket.close()
        await self._http.close()


async def joined(socket: aiohttp.ClientWebSocketResponse) -> None:
    assert (await socket.receive_str()).startswith("0{")
    await socket.send_str("40")
    assert (await socket.receive_str()).startswith("40{")


async def test_compression_is_offered_and_not_agreed_to(house: House) -> None:
    async with Raw(house, await house.guest(await house.meeting())) as socket:
        assert socket.compress == 0
        opened = json.loads((await socket.receive_str())[1:])
        assert (opened["maxPayload"], opened["pingInterval"], opened["pingTimeout"]) == (16_384, 25_000, 20_000)


BROKEN = {
    "no packet": "",
    "unknown packet": "9",
    "an event before joining": '42["command",{}]',
    "nonsense": "hello",
}
BROKEN_WITHIN = {
    "no array": "42",
    "an answer's number that is none": '42x["command",{}]',
    "an answer's number without end": "42" + "1" * 40 + "[]",
    "binary event": '451-["command",{"_placeholder":true,"num":0}]',
    "joins again": "40",
    "a namespace": "40/admin,",
    "an error": "44{}",
}


@pytest.mark.parametrize("what", BROKEN)
async def test_broken_packets_end_the_connection_quietly(house: House, what: str, caplog: pytest.LogCaptureFixture) -> None:
    async with Raw(house, await house.guest(await house.meeting())) as socket:
        await socket.receive_str()
        await socket.send_str(BROKEN[what])
        async with asyncio.timeout(3):
            assert (await socket.receive()).type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.ERROR)
    assert house.sockets.counts["malformed"] == 1
    assert not [record for record in caplog.records if record.name.startswith(("engineio", "socketio", "hearth.socketio"))]


@pytest.mark.parametrize("what", BROKEN_WITHIN)
async def test_broken_packets_of_who_has_joined(house: House, what: str) -> None:
    async with Raw(house, await house.guest(await house.meeting())) as socket:
        await joined(socket)
        await socket.send_str(BROKEN_WITHIN[what])
        async with asyncio.timeout(3):
            assert (await socket.receive()).type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.ERROR)
    await until(lambda: house.sockets.connections == 0)


async def test_binary_and_oversized_frames_end_the_connection(house: House) -> None:
    token = await house.guest(await house.meeting())
    for data in (b"\x00\x01", "4" + "2" * 17_000):
        async with Raw(house, token) as socket:
            await joined(socket)
            if isinstance(data, bytes):
                await socket.send_bytes(data)
            else:
                await socket.send_str(data)
            async with asyncio.timeout(3):
                assert (await socket.receive()).type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.ERROR)
    await until(lambda: house.sockets.connections == 0)


async def test_pings_of_whoever_does_not_read_are_not_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "READ_S", 0.3)
    handshake = (
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: {house.address}\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port, limit=2**13)
    writer.write(handshake.encode())
    await reader.readuntil(b"\r\n\r\n")
    (line,) = house.sockets._sio.eio.sockets.values()
    await until(lambda: line.connected)
    most, transport = 0, line._transport
    for _ in range(250):
        writer.write((b"\x89\xfd" + bytes(129)) * 500)
        await writer.drain()
        most = max(most, transport.get_write_buffer_size())
    assert 0 < most < backlog.SLOW_BYTES
    line.hang_up()
    assert transport.get_write_buffer_size(), "there is something left that nobody reads"
    await until(lambda: not transport.get_write_buffer_size())  # and the connection is not kept for it
    writer.transport.abort()


async def test_whoever_never_joins_is_sent_away(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "JOIN_S", 0.2)
    async with Raw(house, "") as socket:
        await socket.receive_str()
        async with asyncio.timeout(3):
            assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE


async def test_whoever_does_not_answer_pings_is_gone(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house.sockets._sio.eio, "ping_interval", 0.1)
    monkeypatch.setattr(house.sockets._sio.eio, "ping_timeout", 0.3)
    async with Raw(house, await house.guest(await house.meeting())) as socket:
        await joined(socket)
        for _ in range(4):
            assert await socket.receive_str() == "2"
            await socket.send_str("3")
        assert house.sockets.connections == 1
        assert await socket.receive_str() == "2"
        async with asyncio.timeout(3):
            assert (await socket.receive()).type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)
    await until(lambda: house.sockets.connections == 0)


async def stalled(house: House, token: str, meeting: str) -> asyncio.StreamWriter:
    """A client that takes its seat and never reads again, with a small buffer for what comes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port, limit=4096)
    key = "dGhlIHNhbXBsZSBub25jZQ=="
    writer.write(
        f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{house.port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nOrigin: {house.address}\r\n"
        f"Cookie: {house.security.session_cookie}={token}\r\n\r\n".encode()
    )
    await reader.readuntil(b"\r\n\r\n")
    take = json.dumps({"type": "take_seat", "meeting": meeting, "name": "Wren"})
    for text in ("40", f'420["command",{take}]'):
        data, mask = text.encode(), secrets.token_bytes(4)
        masked = bytes(byte ^ mask[n % 4] for n, byte in enumerate(data))
        writer.write(b"\x81" + (bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + struct.pack(">H", len(data))) + mask + masked)
        await asyncio.sleep(0.3)
    writer.transport.pause_reading()  # type: ignore[attr-defined]  # asyncio's own transports can
    return writer


async def seated_by_hand(house: House, thin: socket.socket, token: str, meeting: str) -> lines.Line:
    """The server's end of a connection that has asked for a seat and reads nothing yet."""
    loop = asyncio.get_running_loop()
    head = (
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: {house.address}\r\n"
        f"Cookie: {house.security.session_cookie}={token}\r\n\r\n"
    )
    await loop.sock_sendall(thin, head.encode())
    await until(lambda: len(house.sockets._sio.eio.sockets) == 2)
    line: lines.Line = list(house.sockets._sio.eio.sockets.values())[-1]
    await until(lambda: line.connected)
    line._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16384)
    ask = "421" + json.dumps(["command", {"type": "take_seat", "meeting": meeting, "cursor": None, "name": "Ivy"}])
    for text in ("40", ask):
        await loop.sock_sendall(thin, b"\x81" + (bytes([0x80 | len(text)]) if len(text) < 126 else b"\xfe" + len(text).to_bytes(2)))
        await loop.sock_sendall(thin, bytes(4) + text.encode())
        await until(lambda: line.peer is not None)
    return line


@pytest.mark.parametrize("rule", ["too much waits", "too long"])
async def test_a_slow_reader_is_cut_off_and_nobody_else(house: House, women: Keep, monkeypatch: pytest.MonkeyPatch, rule: str) -> None:
    monkeypatch.setattr(backlog, "SLOW_S", 60.0 if rule == "too much waits" else 0.5)
    monkeypatch.setattr(backlog, "SLOW_PACKETS", 40 if rule == "too much waits" else 10**9)
    monkeypatch.setattr(backlog, "SLOW_BYTES", 10**9)
    meeting = await house.meeting()
    token = await house.guest(meeting)
    writer = await stalled(house, token, meeting)
    rose, ivy = await sit_down(house, women, meeting, "Rose"), await sit_down(house, women, meeting, "Ivy")
    assert house.sockets.connections == 3
    held = house.meetings.hall.at_hand(meeting)
    assert held is not None
    said = 0
    try:
        async with asyncio.timeout(60):
            while house.sockets.counts["slow_reader"] == 0:
                held.live.circle.tell(wire.notice(type="notice", code="x" * 60_000))
                said += 1
                await rose.until(lambda w, said=said: len(w.told("notice")) == said)  # type: ignore[misc]
        await until(lambda: house.sockets.connections == 2)
    finally:
        writer.transport.abort()
    await ivy.until(lambda w: len(w.told("notice")) == said)
    assert (await rose.post("nobody else notices"))["ok"]
    wren = women(Woman(token))
    await wren.connect(house)
    assert (await wren.sit(meeting))["ok"], "and she may come back"


async def test_a_thin_line_can_come_back_to_a_long_meeting(house: House, women: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("SLOW_S", 1.0), ("SLOW_BYTES", 100_000), ("SLOW_READS", 1000)):
        monkeypatch.setattr(backlog, name, value)
    meeting = await house.meeting(history=True)
    token = await house.guest(meeting)
    rose = await sit_down(house, women, meeting, "Rose")
    held = house.meetings.hall.at_hand(meeting)
    assert held is not None
    for n in range(250):
        said = PostMessage(MessageId(f"{n:016d}"))
        await held.live.do(SeatId(rose.answer["you"]), said, Beside(text="w" * 1900))
    thin = socket.create_connection(("127.0.0.1", house.port))
    thin.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    thin.setblocking(False)
    async with asyncio.timeout(60):
        line = await seated_by_hand(house, thin, token, meeting)
        got = 0
        for turn in range(10_000):
            got += len(await asyncio.get_running_loop().sock_recv(thin, 8192))
            if turn == 5:
                await rose.post("somebody says something")
            if got > 380_000:
                break
            await asyncio.sleep(0.05)
    assert line._transport.get_extra_info("socket").getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) < 100_000, "the kernel holds little"
    thin.close()
    assert not house.sockets.counts["slow_reader"]


def test_the_engines_own_loggers_are_off(house: House) -> None:
    for logger in (house.sockets._sio.logger, house.sockets._sio.eio.logger):
        assert isinstance(logger, logging.Logger)
        assert not logger.isEnabledFor(logging.CRITICAL)
