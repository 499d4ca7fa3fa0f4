"""Every private seam of engine.io, python-socketio and aiohttp that Hearth leans on; besides `line.py` nowhere else.

What they do as published costs a task, a queue and an encoding per recipient, accepts compression, and lets a slow reader's queue grow
without end. To every stock client this is still Socket.IO 5 over Engine.IO 4. The seams, held by `tests/server/live/test_transport.py`
on the versions that the locks pin:

- `sio.eio.sockets`: the engine puts each new socket there before its first packet; ours gives it the class `Line`.
- `sio.eio._async["websocket"]`: the driver of websockets, replaced for this server only.
- `WebSocketResponse._post_start`: where aiohttp makes the queue behind its frame parser; ours hands frames on at once.
- `protocol.writing_paused`: whether the transport's buffer stands above its mark.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, cast

import aiohttp.web as http
import socketio
from aiohttp import WSMsgType
from aiohttp._websocket.reader import WebSocketDataQueue
from aiohttp.http_websocket import WebSocketReader
from engineio.async_socket import AsyncSocket
from socketio.exceptions import ConnectionRefusedError as SocketRefused

from rooms.refusals import Refused
from server.live.frames import LARGEST_FRAME
from server.live.line import Line
from server.live.listener import Listener

PING_S = 25  # whole seconds: less is announced to clients as 0
PONG_S = 20
_NAMESPACE = "/"


class _Lines(dict[str, AsyncSocket]):
    """The engine's table of sockets, which makes each a `Line` as it comes in."""

    def __init__(self, listener: Listener) -> None:
        super().__init__()
        self._listener = listener

    def __setitem__(self, sid: str, socket: AsyncSocket) -> None:
        socket.__class__ = Line
        socket.begin(self._listener)
        super().__setitem__(sid, socket)


class _Inbox(WebSocketDataQueue):
    """Behind aiohttp's frame parser: hands each frame to the line while it is read, or keeps it for `next` during an upgrade."""

    def __init__(self, protocol: Any, limit: int, *, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(protocol, limit, loop=loop)
        self._kept: list[tuple[WSMsgType, Any]] = []
        self._waiting: asyncio.Future[None] | None = None
        self._over = False
        self._take: Callable[[WSMsgType, Any], None] | None = None
        self._end: Callable[[], None] | None = None

    def deliver_to(self, take: Callable[[WSMsgType, Any], None], end: Callable[[], None]) -> None:
        """From now on, beginning with what has come already."""
        self._end = end
        for kept in self._kept:
            take(*kept)
        self._kept.clear()
        self._take = take
        if self._over:
            end()

    async def next(self) -> str:
        """The next text, or an empty one when there is none to come."""
        if not self._kept and not self._over:
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting
        kind, data = self._kept.pop(0) if self._kept else (WSMsgType.CLOSED, "")
        return cast(str, data) if kind is WSMsgType.TEXT else ""

    def feed_data(self, data: Any, size: int) -> None:  # noqa: ARG002 -- aiohttp's signature
        if self._take is not None:
            self._take(data.type, data.data)
        elif len(self._kept) < 16:
            self._kept.append((data.type, data.data))
            self._wake()

    def feed_eof(self) -> None:
        self._over = True
        self._wake()
        if self._end is not None:
            self._end()

    def set_exception(self, exc: BaseException, exc_cause: BaseException | None = None) -> None:  # noqa: ARG002
        self.feed_eof()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


class _Response(http.WebSocketResponse):
    """aiohttp's side of the handshake; no compression, which would forbid shared frames, cost memory and leak lengths."""

    inbox: _Inbox

    def __init__(self) -> None:
        super().__init__(compress=False, max_msg_size=LARGEST_FRAME)

    def _post_start(self, request: Any, protocol: str | None, writer: Any) -> None:
        self._ws_protocol, self._writer = protocol, writer
        self._reader = self.inbox = _Inbox(request.protocol, 2**16, loop=asyncio.get_running_loop())
        self._parser = WebSocketReader(self.inbox, LARGEST_FRAME, compress=False, decode_text=True)
        request.protocol.set_parser(self._parser)
        request.protocol.keep_alive(False)


class Driver:
    """What the engine calls to open a websocket."""

    def __init__(self, handler: Callable[[Driver], Awaitable[None]], server: Any) -> None:  # noqa: ARG002 -- the engine's signature
        self._handler = handler

    async def __call__(self, environ: dict[str, Any]) -> http.StreamResponse:
        request: http.Request = environ["aiohttp.request"]
        response = _Response()
        await response.prepare(request)
        self.inbox = response.inbox
        self.transport: Any = request.transport
        self.protocol = request.protocol
        if self.transport is not None:
            await self._handler(self)
            self.transport.close()
        return response


class Manager(socketio.AsyncManager):  # type: ignore[misc]
    """python-socketio's client manager with nothing to search: one namespace, no rooms, a client's id is its connection's."""

    def __init__(self) -> None:
        super().__init__()
        self._joined: dict[str, bool] = {}  # id -> whether it may be talked to

    def get_namespaces(self) -> list[str]:
        return [_NAMESPACE]

    async def pre_connect(self, eio_sid: str, namespace: str) -> str | None:  # noqa: ARG002
        if eio_sid in self._joined:
            return None
        self._joined[eio_sid] = False
        return eio_sid

    async def connect(self, sid: str, namespace: str) -> str:  # noqa: ARG002
        self._joined[sid] = True
        return sid

    def is_connected(self, sid: str, namespace: str) -> bool:  # noqa: ARG002
        return self._joined.get(sid, False)

    def sid_from_eio_sid(self, eio_sid: str, namespace: str) -> str | None:  # noqa: ARG002
        return eio_sid if eio_sid in self._joined else None

    def eio_sid_from_sid(self, sid: str, namespace: str) -> str | None:  # noqa: ARG002
        return sid if sid in self._joined else None

    def pre_disconnect(self, sid: str, namespace: str) -> str | None:  # noqa: ARG002
        if sid in self._joined:
            self._joined[sid] = False
        return sid

    async def disconnect(self, sid: str, namespace: str, **_: Any) -> None:  # noqa: ARG002
        self._joined.pop(sid, None)


def make_server(listener: Listener, origins: frozenset[str], *, allow_polling: bool) -> socketio.AsyncServer:
    """A Socket.IO server on these seams. Nothing in it logs: with its loggers on, engine.io writes what women write."""
    silent = logging.getLogger("hearth.socketio")
    silent.disabled = True
    sio = socketio.AsyncServer(
        async_mode="aiohttp",
        client_manager=Manager(),
        logger=silent,
        engineio_logger=silent,
        cors_allowed_origins=sorted(origins),
        transports=["websocket", "polling"] if allow_polling else ["websocket"],
        max_http_buffer_size=LARGEST_FRAME,
        ping_interval=PING_S,
        ping_timeout=PONG_S,
        http_compression=False,
        monitor_clients=False,
    )
    sio.eio.sockets = _Lines(listener)
    sio.eio._async = {**sio.eio._async, "websocket": Driver}  # noqa: SLF001

    async def connect(sid: str, environ: dict[str, Any], auth: object = None) -> None:  # noqa: ARG001
        line: Line = sio.eio.sockets[sid]
        try:
            await listener.joining(line, environ["aiohttp.request"])
        except Refused as refused:
            raise SocketRefused(refused.code) from None

    sio.on("connect", connect)
    return sio
