"""A line: one connection of one browser, by websocket or by polling, as the engine's socket and Hearth's at once.

What it is sent is framed already and leaves in one synchronous write; what it says is handled where aiohttp's parser has read it.
No task, no queue and no encoding for each recipient. With `transport.py` the only file that leans on the private parts of others.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp.web as http
from aiohttp import WSMsgType
from engineio.async_socket import AsyncSocket
from engineio.packet import CLOSE, MESSAGE, NOOP, PING, Packet

from server.live.backlog import SLOW_PACKETS, Backlog
from server.live.frames import LARGEST_FRAME, Out, frame, packets_of
from server.live.listener import Listener

if TYPE_CHECKING:
    from server.live.transport import Driver

LARGEST_BODY = 4 * LARGEST_FRAME  # bytes of one polling request; stock clients keep to one frame's worth
JOIN_S = 10.0  # a connection that has not joined the namespace by then is closed
READ_S = 5.0  # how long the last words may take to leave
FETCH_S = 30.0  # how long a client that polls may take to fetch the last words to it
_CLOSE_FRAME = b"\x88\x02\x03\xe8"  # websocket close, 1000


class Line(AsyncSocket):  # type: ignore[misc]  # the library has no types
    """One connection of one browser, by websocket or polling. Made by the engine, then told to be a `Line` by `_Lines`."""

    def begin(self, listener: Listener) -> None:
        """Instead of a constructor, which the engine has called already."""
        self.listener = listener
        self.peer: Any = None  # whoever the listener says is there; set once it has joined
        self.network = ""
        self.connected = False  # with either transport; declared for the type checker
        self._transport: Any = None
        self._protocol: Any = None
        self._done: asyncio.Future[None] | None = None
        self._work: asyncio.Task[None] | None = None
        self.over = False
        self._backlog: Backlog | None = None
        self._unanswered = False
        self._timer: asyncio.TimerHandle | None = None
        self._join_timer = asyncio.get_running_loop().call_later(JOIN_S, self.hang_up)

    def say(self, out: Out) -> None:
        """Send, at once and in order. Never awaits; a reader that is too slow is cut off."""
        backlog = self._backlog
        if backlog is None:
            if not self.over:
                self._queue_polling(out)
            return
        try:
            if self._protocol.writing_paused or backlog.watched:
                backlog.write(out)
            else:
                self._transport.write(out.wire)
        except RuntimeError:  # uvloop has closed it, and will tell us in a moment
            self._ended()

    def _queue_polling(self, out: Out) -> None:
        if self.queue.qsize() > SLOW_PACKETS:
            self._too_slow()
            return
        for packet in out.packets:
            self.queue.put_nowait(Packet(MESSAGE, packet.decode()))

    def _too_slow(self) -> None:
        if not self.over:
            self.listener.slow(self)
            self.cut()

    async def send(self, packet: Packet) -> None:
        """What the engine and python-socketio send themselves."""
        if self._protocol is None:
            self.queue.put_nowait(packet)
        elif not self.over:
            self._transport.write(frame(packet.encode().encode()))

    def hear(self, text: str) -> None:
        """One Engine.IO packet. Commands go straight on; joining and leaving are python-socketio's and take a task."""
        kind = text[:2]
        if kind == "42" and self.peer is not None:
            start = text.find("[", 2)
            ack = text[2:start]
            if start < 0 or len(ack) > 9 or not (ack == "" or (ack.isascii() and ack.isdigit())):
                self.refuse()
            else:
                self.listener.heard(self, int(ack) if ack else None, text[start:])
        elif kind == "3":
            self._pong()
        elif kind == "40" and self.peer is None and self._work is None:
            self._work = asyncio.get_running_loop().create_task(self._join(text))
        elif kind in {"41", "1"}:
            self.hang_up()
        elif kind[:1] not in {"5", "6"}:
            self.refuse()

    async def _join(self, text: str) -> None:
        """The one thing python-socketio parses: which namespace. What a client sends along to authenticate is not even read."""
        namespace = text[2:].partition(",")[0][:64] if text[2:3] == "/" else ""
        await self.server.handlers["message"](self.sid, "0" + namespace)
        self._work = None
        if self.closed:  # it went away meanwhile
            await self.server.handlers["disconnect"](self.sid, "")
            self._gone()
        elif self.peer is not None:
            self._join_timer.cancel()

    def _gone(self) -> None:
        if self.peer is not None:
            self.listener.lost(self)
            self.peer = None

    def refuse(self) -> None:
        """A packet no honest client sends."""
        if not self.over:
            self.listener.malformed(self)
            self.cut()

    def schedule_ping(self) -> None:
        """Called by the engine once the line is open."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self.server.ping_interval, self._ping)

    def _ping(self) -> None:
        if self.over:
            return
        loop = asyncio.get_running_loop()
        if self._protocol is None:
            self.queue.put_nowait(Packet(PING))
        else:
            self._transport.write(b"\x81\x012")
        self._unanswered = True
        self._timer = loop.call_later(self.server.ping_timeout, self.cut)

    def _pong(self) -> None:
        if self._unanswered and self._timer is not None:
            self._timer.cancel()
            self._unanswered = False
            self._timer = asyncio.get_running_loop().call_later(self.server.ping_interval, self._ping)

    def part(self, *, come_back: bool) -> None:
        """End the connection in good order. A stock client comes back by itself unless it is told to stay away."""
        if not come_back:
            self.say(Out.of([b"1"]))
        self.hang_up()

    def hang_up(self) -> None:
        """Close once what was written has left, or after a while if nobody reads it."""
        if not self.over:
            if self._protocol is not None:
                self._transport.write(_CLOSE_FRAME)
                self._transport.close()
                asyncio.get_running_loop().call_later(READ_S, self._transport.abort)
            self._end()

    def cut(self) -> None:
        """Drop the connection with whatever was still to be sent."""
        if not self.over:
            if self._protocol is not None:
                self._transport.abort()
            self._end()

    def _end(self) -> None:
        """Once. A websocket is closed by whoever waits in `_websocket_handler`; a client that polls may still fetch the last words."""
        self.over = True
        if self._done is not None:
            if not self._done.done():  # else aiohttp has cancelled who waits, and that has the same end
                self._done.set_result(None)
            return
        self._stop_timers()
        self._gone()
        if self.queue.empty():
            self.queue.put_nowait(Packet(CLOSE))
        self._timer = asyncio.get_running_loop().call_later(FETCH_S, self._finish)

    def _finish(self) -> None:
        self._ending = asyncio.get_running_loop().create_task(self.close())

    async def poll(self) -> list[Packet]:
        """What waits for a client that polls. The end comes by itself: some clients drop what they are told beside it."""
        packets: list[Packet] = await super().poll()
        if self.over and not self.closed:
            if any(packet.packet_type == CLOSE for packet in packets):
                asyncio.get_running_loop().call_soon(self._finish)
            else:
                self.queue.put_nowait(Packet(CLOSE))
        return packets

    async def close(self, wait: bool = True, abort: bool = False, reason: str | None = None) -> None:  # noqa: ARG002 -- the engine's
        """The engine's own end of a line: tells python-socketio and the listener, then forgets it."""
        self.over = True
        self._stop_timers()
        await super().close(wait=False, abort=True, reason=reason)
        self._gone()
        self.server.sockets.pop(self.sid, None)
        self.queue.put_nowait(None)  # ends a poll that waits
        if self._done is not None and not self._done.done():
            self._transport.close()
            self._done.set_result(None)

    def _stop_timers(self) -> None:
        self._join_timer.cancel()
        if self._backlog is not None:
            self._backlog.at_ease()
        if self._timer is not None:
            self._timer.cancel()

    async def _websocket_handler(self, driver: Driver) -> None:
        """A websocket has opened, as the first transport or as an upgrade from polling."""
        if self.upgrading or (self.connected and not await self._upgrade(driver)) or self.over:
            return
        self._done = asyncio.get_running_loop().create_future()
        self.connected = self.upgraded = True
        self._transport, self._protocol = driver.transport, driver.protocol
        self._backlog = Backlog(self._transport, self._protocol, self._too_slow)
        while not self.queue.empty():  # what was sent while polling
            packet = self.queue.get_nowait()
            if packet is not None and packet.packet_type != NOOP:
                self._transport.write(frame(packet.encode().encode()))
        driver.inbox.deliver_to(self._frame, self._ended)
        try:
            await self._done
        finally:  # also when aiohttp cancels us because the connection is lost
            await self.close(reason=self.server.reason.TRANSPORT_CLOSE)

    async def _upgrade(self, driver: Driver) -> bool:
        """Engine.IO's probe: both transports are open until the client says that the websocket works."""
        self.upgrading = True
        try:
            async with asyncio.timeout(JOIN_S):
                if await driver.inbox.next() != "2probe":
                    return False
                driver.transport.write(frame(b"3probe"))
                self.queue.put_nowait(Packet(NOOP))  # ends the poll that is waiting
                return await driver.inbox.next() == "5"
        except TimeoutError:
            return False
        finally:
            self.upgrading = False

    def _frame(self, kind: WSMsgType, data: Any) -> None:
        if self.over:
            return
        if kind is WSMsgType.TEXT:
            self.hear(data)
        elif kind is WSMsgType.PING:
            if not self._protocol.writing_paused:  # who does not read is not answered: what waits for her stays bounded
                self._transport.write(b"\x8a%c%b" % (len(data), data))
        elif kind is WSMsgType.CLOSE:
            self.hang_up()
        elif kind is not WSMsgType.PONG:
            self.refuse()

    def _ended(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.abort()  # the parser gave up on what it was sent
        if not self.over:
            self._end()

    async def handle_post_request(self, environ: dict[str, Any]) -> None:
        """Packets of a client that polls; all of a request or, from the first that is malformed, none."""
        request: http.Request = environ["aiohttp.request"]
        body = b""
        async for part in request.content.iter_any():
            body += part
            if len(body) > LARGEST_BODY:
                self.refuse()
                return
        packets = packets_of(body)
        if not packets:
            self.refuse()
            return
        for packet in packets:
            if not self.over:
                self.hear(packet)
