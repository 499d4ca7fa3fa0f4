"""Two nodes as an operator runs them, processes on one real PostgreSQL and one real Valkey, and a third in this process that prepares and
looks into the record.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import secrets
import tempfile
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from bench.trials.crowd import NO_LINE
from rooms.roles import Role
from server.live.bus import RedisBus
from server.security import Security
from tests.support.house import MASTER, House, open_houses
from tests.support.node import Node, shared
from tests.support.postgres import Postgres
from tests.support.processes import free_port
from tests.support.valkey import Valkey
from tests.support.woman import Json, Woman


class Place:
    """A node's process, as a browser sees it. Cookies are those of the first one's address."""

    def __init__(self, node: Node, address: str, security: Security) -> None:
        self.node = node
        self.port = node.port
        self.address = address
        self.security = security


class Programme(NamedTuple):
    """Where to connect, and who prepares and looks on."""

    house: House
    places: tuple[Place, Place]

    async def session(self, name: str, *roles: Role) -> str:
        """A new account's session; gives its token."""
        return await self.house.sign_in(await self.house.account(name, *roles))

    async def seat(self, place: int, token: str, meeting: str, name: str = "", *, port: int | None = None) -> Woman:
        """A line of hers that has taken its seat; `port` is a relay's."""
        woman = Woman(token, name)
        await woman.connect(self.places[place], port=port)
        answer = await woman.sit(meeting)
        if not answer["ok"]:
            raise RuntimeError(answer["code"])
        return woman


class Line:
    """A line of hers that comes back when it is lost, as a browser does: a node that is busy cuts itself off."""

    def __init__(self, programme: Programme, place: int, token: str, meeting: str, name: str = "") -> None:
        self._come = partial(programme.seat, place, token, meeting, name)
        self._woman: Woman | None = None
        self._before: list[Woman] = []
        self._coming = asyncio.Lock()

    async def woman(self) -> Woman:
        """Her connection, made anew if need be. Raises what a client raises while the node does not let her in."""
        async with self._coming:
            if self._woman is None or not self._woman.connected:
                self._woman = await self._come()
                self._before.append(self._woman)
            return self._woman

    async def post(self, text: str) -> Json:
        """Say something once; raises when the answer did not come."""
        return await (await self.woman()).post(text)

    async def does(self, kind: str, **fields: Any) -> Json:
        """Ask until it is granted."""
        async with asyncio.timeout(60):
            while True:
                with contextlib.suppress(*NO_LINE):
                    answer = await (await self.woman()).command(kind, **fields)
                    if answer["ok"]:
                        return answer
                await asyncio.sleep(0.2)

    def told(self, kind: str) -> list[Json]:
        """Events of one type that any of her connections was shown."""
        return [event for woman in self._before for event in woman.told(kind)]

    async def leave(self) -> None:
        """Hang up."""
        if self._woman is not None:
            await self._woman.leave_line()


@contextlib.asynccontextmanager
async def two_nodes() -> AsyncIterator[Programme]:
    """Up, with a programme whose staff need no second step."""
    with tempfile.TemporaryDirectory(prefix="hearth-trial-") as folder, Valkey(Path(folder) / "valkey") as valkey:
        postgres = Postgres()
        try:
            with postgres:
                async with postgres.fresh_database() as database, postgres.fresh_database() as keys:
                    own = House(database, keys, RedisBus(valkey.url))
                    async with _started(Path(folder), shared(database, keys, valkey.url, _SECRET)) as places, open_houses(own):
                        yield Programme(own, places)
        finally:
            postgres.remove()


_SECRET = base64.b64encode(MASTER).decode()


@contextlib.asynccontextmanager
async def _started(folder: Path, settings: dict[str, str]) -> AsyncIterator[tuple[Place, Place]]:
    ports = free_port(), free_port()
    origins = [f"http://localhost:{port}" for port in ports]
    limits = {"HEARTH_SEAT_POSTS_AT_ONCE": "1000000", "HEARTH_SEAT_POSTS_PER_MINUTE": "1000000"}
    settings |= limits | {"HEARTH_PUBLIC_URL": origins[0], "HEARTH_ORIGINS": ",".join(origins)}
    security = Security(origins[0], key=secrets.token_bytes(32))
    data = folder / "data"
    data.mkdir()
    first, second = (Node(data, settings=settings, port=port, name=name) for port, name in zip(ports, ("one", "two"), strict=True))
    first.patience = second.patience = 90.0  # on a machine that has much else to do
    with first, second:
        yield Place(first, origins[0], security), Place(second, origins[1], security)
