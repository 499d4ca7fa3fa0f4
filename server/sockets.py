"""Live connections: who is asking, and which of them are ended. What is asked goes to `server/commands.py`.

Origin and session are checked at the handshake (OWASP ASVS 4.4.2, 4.4.3): a browser says its Origin on every websocket; where it may
leave it out, on a same-origin poll, `Sec-Fetch-Site` must say so. Nothing a client sends is believed beyond that.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Literal, Protocol

import aiohttp.web as http
import structlog

from moderation.lexicon import Lexicon
from rooms.refusals import Refused
from server import wire
from server.clock import Clock
from server.commands import Commands, Posts
from server.hiding import Hiding
from server.live.bus import Bus
from server.live.care import Care
from server.live.fanout import goodbye
from server.live.line import Line
from server.live.meetings import Meetings
from server.live.peer import Peer, Reply, Say
from server.live.transport import make_server
from server.live.vigil import Vigil, Watched
from server.noticing import Noticing
from server.oncall.raising import Raising
from server.people.codes import token_hash
from server.people.sessions import Sessions
from server.security import Security
from server.store.engine import Database, StoreDown

PATH = "/socket.io/"
MOST_OF_SESSION = 8  # connections; one more ends the oldest
DRAIN_S = 3.0  # those who are sent elsewhere leave spread over this time
LOG_EVERY_S = 60.0

log = structlog.get_logger()


class Limiter(Posts, Protocol):
    """How often: `server/limits.py`."""

    async def connect(self, network: str) -> None:
        """Before a connection is accepted. Refused `wait_a_little`."""


class Sockets:
    """The Socket.IO server of one node. `say(language, sentence)` gives a sentence in her language."""

    def __init__(
        self,
        *,
        meetings: Meetings,
        care: Care,
        sessions: Sessions,
        limits: Limiter,
        security: Security,
        bus: Bus,
        db: Database,
        clock: Clock,
        say: Say,
        raising: Raising,
        allow_polling: bool = False,
        most_of_network: int = 500,
        hiding: Hiding | None = None,
        rules: Callable[[], Lexicon] | None = None,
    ) -> None:
        self._most_of_network = most_of_network
        self._meetings = meetings
        self._sessions = sessions
        self._limits = limits
        self._security = security
        self._say = say
        self._peers: dict[Peer, None] = {}
        self._networks: Counter[str] = Counter()
        self._draining = False
        self._told_at: dict[str, float] = {}
        self.counts: Counter[str] = Counter()  # for metrics: connections, refused, malformed, slow, commands
        self._sio = make_server(self, security.origins, allow_polling=allow_polling)
        self._hiding = hiding or Hiding()
        self.vigil = Vigil(db, clock, sessions, bus, lambda: self._peers, renew=self._renew)
        self._commands = Commands(meetings, care, limits, self._hiding, raising=raising, noticing=Noticing(raising, rules))

    def attach(self, app: http.Application) -> None:
        """Answer at /socket.io/."""
        app.router.add_route("*", PATH, self._http)

    async def start(self) -> None:
        """Begin to watch over sessions, after the bus."""
        await self.vigil.start()

    async def stop(self) -> None:
        """End every connection and watch no more."""
        for peer in tuple(self._peers):
            goodbye(peer.line, "restarting")
        await self._commands.stop()
        await self.vigil.stop()

    async def drain(self) -> None:
        """Accept nobody any more and send everybody elsewhere, spread over a few seconds so that the other nodes are not stormed."""
        self._draining = True
        self._meetings.hall.tell("draining")
        waiting = list(self._peers)
        random.shuffle(waiting)
        for number, peer in enumerate(waiting):
            goodbye(peer.line, "restarting")
            if number % 10 == 9:
                await asyncio.sleep(DRAIN_S * 10 / len(waiting))

    def announce(self, kind: Literal["session", "account"], key: str) -> None:
        """A session (hex of its hash) or all of an account's have ended: close their connections on every node."""
        self.vigil.announce(kind, key)

    @property
    def connections(self) -> int:
        """Joined connections now."""
        return len(self._peers)

    # the handshake

    async def _http(self, request: http.Request) -> http.StreamResponse:
        """Every request to the engine: whom we let near it at all."""
        if not self._is_ours(request):
            return self._turned_away(403)
        network = self._security.network(request)
        if "sid" not in request.query:
            if self._draining:
                return self._turned_away(503)
            try:
                await self._limits.connect(network)
            except Refused:
                return self._turned_away(429)
        if self._networks[network] >= self._most_of_network:
            return self._turned_away(429)
        self._networks[network] += 1
        try:
            answer: http.StreamResponse = await self._sio.handle_request(request)
            return answer
        except (http.HTTPException, ConnectionError, asyncio.CancelledError):
            raise
        except Exception as error:  # noqa: BLE001 -- the engine stumbled over what it was sent
            wire.as_refused(error)
            return self._turned_away(400)
        finally:
            self._networks[network] -= 1
            if not self._networks[network]:
                del self._networks[network]

    def _turned_away(self, status: int) -> http.Response:
        self.counts["refused"] += 1
        return http.Response(status=status)

    def _is_ours(self, request: http.Request) -> bool:
        """Its Origin, or for want of one the secret id of a connection that has shown its own, or a browser's word."""
        origin = request.headers.get("Origin")
        if origin is not None:
            return origin in self._security.origins
        if request.query.get("sid", "") in self._sio.eio.sockets:
            return True
        polls = request.method == "GET" and "Upgrade" not in request.headers
        return polls and request.headers.get("Sec-Fetch-Site") == "same-origin"

    async def joining(self, line: Line, request: http.Request) -> None:
        """Who is asking. Refused `sign_in`, `store_down`."""
        try:
            token = self._security.session_token(request)
            # only looked at, not touched: the vigil does that for all at once, or a storm of reconnects would write a row each
            identity = await self._sessions.look(token_hash(token)) if 0 < len(token) <= 100 else None
        except Exception as error:  # noqa: BLE001
            raise wire.as_refused(error) from None
        if identity is None or line.over:
            raise Refused("sign_in")
        same = [peer for peer in self._peers if peer.identity.session == identity.session]
        if len(same) >= MOST_OF_SESSION:
            goodbye(same[0].line, "replaced")
        line.peer = Peer(line, identity, asyncio.get_running_loop().time())
        self._peers[line.peer] = None
        self.counts["connections"] += 1

    async def _renew(self, watched: Watched) -> None:
        """Her own list of words may have changed. One that cannot be read stays as it was, until she sits again."""
        if isinstance(watched, Peer):
            with suppress(StoreDown):
                watched.hides = await self._hiding.list_of(watched.identity)

    def lost(self, line: Line) -> None:
        """A connection is gone."""
        peer: Peer = line.peer
        self._peers.pop(peer, None)
        if peer.seated is not None:
            peer.seated.held.presence.exit(line, peer.seated.seat)

    def malformed(self, line: Line) -> None:  # noqa: ARG002 -- told of the line, tells nobody of it
        """A client broke the protocol. Counted; said at most once a minute."""
        self._note("malformed")

    def slow(self, line: Line) -> None:  # noqa: ARG002
        """A client did not read."""
        self._note("slow_reader")

    def _note(self, what: str) -> None:
        self.counts[what] += 1
        now = asyncio.get_running_loop().time()
        if now - self._told_at.get(what, -LOG_EVERY_S) >= LOG_EVERY_S:
            self._told_at[what] = now
            log.warning(what, count=self.counts[what])

    def heard(self, line: Line, ack: int | None, body: str) -> None:
        """One command, answered now or once it is committed."""
        peer: Peer = line.peer
        reply = Reply(peer, ack, self._say)
        self.counts["commands"] += 1
        try:
            peer.spend(asyncio.get_running_loop().time())
            said = wire.read(body)
            self._commands.table[type(said)](peer, said, reply)
        except Exception as error:  # noqa: BLE001 -- becomes her answer
            reply.refuse(error)
