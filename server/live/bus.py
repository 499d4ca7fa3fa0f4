"""The wire between nodes: what one node publishes on a channel, all that subscribed to it hear, soon and at most once.

A bus keeps nothing and promises nothing: what it loses is healed from the log. It says whether it is `healthy`, so that nodes look into
the log more often while it is not. Payloads are sealed by whoever publishes them.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Callable
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

import hiredis
import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from server.tasks import end

Hear = Callable[[bytes], None]
"""What is done with a payload. Called in the loop; may not raise."""

PING_EVERY_S = 1.0
DEAF_AFTER_S = 2.5  # no ping of our own heard for so long: not healthy
LONGEST_PAUSE_S = 2.0  # between two tries to connect
MOST_WAITING = 4 * 1024 * 1024  # bytes not yet taken by Redis; beyond them we drop, and heal from the log

log = structlog.get_logger()


class Bus(Protocol):
    """One node's end of the wire."""

    shared: bool
    """Whether another node can be listening; if not, nothing need be sealed or published."""

    @property
    def healthy(self) -> bool:
        """Whether what is published now is likely to be heard."""

    async def start(self) -> None:
        """Begin. Returns at once, whether or not the other side can be reached."""

    async def subscribe(self, channel: str, hear: Hear) -> None:
        """Hear `channel` from now on; one listener a channel. While unhealthy it takes effect as soon as it can."""

    async def unsubscribe(self, channel: str) -> None:
        """Hear it no more."""

    def publish(self, channel: str, payload: bytes) -> None:
        """Send to all that subscribed, this node included. Never waits, never raises."""

    async def stop(self) -> None:
        """End, for good."""


class Hub:
    """What joins the local buses of one process."""

    def __init__(self) -> None:
        self.buses: set[LocalBus] = set()


class LocalBus:
    """The bus of a programme in one process: alone by itself, or joined with others by a `Hub`."""

    healthy = True

    def __init__(self, hub: Hub | None = None) -> None:
        self._hub = hub or Hub()
        self.shared = hub is not None
        self._channels: dict[str, Hear] = {}

    async def start(self) -> None:
        self._hub.buses.add(self)

    async def subscribe(self, channel: str, hear: Hear) -> None:
        self._channels[channel] = hear

    async def unsubscribe(self, channel: str) -> None:
        self._channels.pop(channel, None)

    def publish(self, channel: str, payload: bytes) -> None:
        loop = asyncio.get_running_loop()
        for bus in self._hub.buses:
            loop.call_soon(bus.hear, channel, payload)

    def hear(self, channel: str, payload: bytes) -> None:
        """Another bus of the hub published."""
        if channel in self._channels:
            self._channels[channel](payload)

    async def stop(self) -> None:
        self._hub.buses.discard(self)
        self._channels.clear()


class _Pipe(asyncio.Protocol):
    """A connection to Redis that only publishes: commands of one turn of the loop leave in one write, answers are counted off."""

    def __init__(self) -> None:
        self._reader = hiredis.Reader()
        self._transport: asyncio.Transport | None = None
        self._out: list[bytes] = []
        self._greetings: asyncio.Queue[Any] = asyncio.Queue()
        self._greeting = True
        self.gone = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by inheritance

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        while (answer := self._reader.gets()) is not False:
            if self._greeting:
                self._greetings.put_nowait(answer)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._transport = None
        self._out.clear()
        if self._greeting:
            self._greetings.put_nowait(ConnectionError())
        if not self.gone.done():
            self.gone.set_result(None)

    async def greet(self, *commands: tuple[str, ...]) -> None:
        """AUTH and SELECT before anything else; raises `ConnectionError` when refused."""
        for command in commands:
            self.send(*command)
            if isinstance(await self._greetings.get(), Exception):
                raise ConnectionError("Redis refused us")
        self._greeting = False

    def send(self, *command: str | bytes) -> None:
        if self._transport is None or self._transport.get_write_buffer_size() > MOST_WAITING:
            return
        if not self._out:
            asyncio.get_running_loop().call_soon(self._flush)
        self._out.append(hiredis.pack_command(command))  # type: ignore[arg-type]  # its stub knows tuples of one

    def _flush(self) -> None:
        if self._transport is not None and self._out:
            self._transport.write(b"".join(self._out))
        self._out.clear()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()


class RedisBus:
    """Redis or Valkey pub/sub. `redis.asyncio` listens; publishing goes over a connection of our own, which costs a tenth of its call.

    Each second a ping to ourselves goes all the way round. Both halves reconnect by themselves, with growing pauses.
    """

    shared = True

    def __init__(self, url: str, *, prefix: str = "") -> None:
        self._url = url
        self._prefix = prefix
        self._own = f"h:n:{secrets.token_urlsafe(9)}"
        self._channels: dict[str, Hear] = {}
        self._redis: Redis | None = None
        self._pubsub: PubSub | None = None
        self._pipe: _Pipe | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._heard_at = -DEAF_AFTER_S

    @property
    def healthy(self) -> bool:
        return asyncio.get_running_loop().time() - self._heard_at < DEAF_AFTER_S

    async def start(self) -> None:
        self._heard_at = asyncio.get_running_loop().time() - DEAF_AFTER_S
        self._redis = Redis.from_url(self._url, socket_connect_timeout=2.0, socket_timeout=None, retry=Retry(NoBackoff(), 0))
        self._channels[self._own] = self._heard_ping
        self._tasks = [asyncio.create_task(task()) for task in (self._keep_pipe, self._listen, self._ping)]

    async def subscribe(self, channel: str, hear: Hear) -> None:
        self._channels[channel] = hear
        if self._pubsub is not None:
            with contextlib.suppress(RedisError, OSError):
                await self._pubsub.subscribe(self._prefix + channel)

    async def unsubscribe(self, channel: str) -> None:
        self._channels.pop(channel, None)
        if self._pubsub is not None:
            with contextlib.suppress(RedisError, OSError):
                await self._pubsub.unsubscribe(self._prefix + channel)

    def publish(self, channel: str, payload: bytes) -> None:
        if self._pipe is not None:
            self._pipe.send(b"PUBLISH", self._prefix + channel, payload)

    async def stop(self) -> None:
        await end(*self._tasks)
        if self._pipe is not None:
            self._pipe.close()
        if self._redis is not None:
            with contextlib.suppress(RedisError, OSError):
                await self._redis.aclose()

    # publishing

    async def _keep_pipe(self) -> None:
        pause = 0.05
        while True:
            try:
                self._pipe = await self._connect()
                pause = 0.05
                await self._pipe.gone
            except (OSError, TimeoutError):
                pause = min(pause * 2, LONGEST_PAUSE_S)
            self._pipe = None
            await asyncio.sleep(pause)

    async def _connect(self) -> _Pipe:
        parts = urlsplit(self._url)
        secure = parts.scheme == "rediss"
        async with asyncio.timeout(2.0):
            loop = asyncio.get_running_loop()
            _, pipe = await loop.create_connection(_Pipe, parts.hostname or "127.0.0.1", parts.port or 6379, ssl=secure or None)
            greetings = []
            kwargs = self._redis.connection_pool.connection_kwargs if self._redis is not None else {}
            if kwargs.get("password"):
                greetings.append(("AUTH", *filter(None, (kwargs.get("username"), kwargs["password"]))))
            if kwargs.get("db"):
                greetings.append(("SELECT", str(kwargs["db"])))
            await pipe.greet(*greetings)
            return pipe

    # hearing

    async def _listen(self) -> None:
        pause = 0.05
        while True:
            try:
                await self._listen_once()
            except (RedisError, OSError, TimeoutError):
                pause = min(pause * 2, LONGEST_PAUSE_S)
            else:
                pause = 0.05
            await asyncio.sleep(pause)

    async def _listen_once(self) -> None:
        """Subscribe to everything anew, then hear until the connection breaks."""
        assert self._redis is not None
        async with self._redis.pubsub(ignore_subscribe_messages=True) as pubsub:
            asked = list(self._channels)
            await pubsub.subscribe(*[self._prefix + channel for channel in asked])
            self._pubsub = pubsub
            loop = asyncio.get_running_loop()
            began = loop.time()
            try:
                if late := self._channels.keys() - asked:  # wished for while we asked for the others
                    await pubsub.subscribe(*[self._prefix + channel for channel in late])
                while loop.time() - max(began, self._heard_at) < 2 * DEAF_AFTER_S:  # deaf for longer: perhaps only this connection is
                    message = await pubsub.get_message(ignore_subscribe_messages=True, timeout=DEAF_AFTER_S)
                    if message is not None:  # None: nothing came, or only that we subscribed
                        self._hear(message["channel"], message["data"])
            finally:
                self._pubsub = None

    def _hear(self, channel: bytes, payload: bytes) -> None:
        hear = self._channels.get(channel.decode()[len(self._prefix) :])
        if hear is not None:
            hear(payload)

    async def _ping(self) -> None:
        was = False
        while True:
            self.publish(self._own, b"ping")
            await asyncio.sleep(PING_EVERY_S)
            if self.healthy is not was:
                was = not was
                log.warning("redis_back" if was else "redis_away")

    def _heard_ping(self, _: bytes) -> None:
        self._heard_at = asyncio.get_running_loop().time()
