"""A programme to try things on: set up through Hearth's own services, with rooms whose meetings are open, and a server process for it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from server.app import Node
from server.config import Settings
from server.people.arrivals import Plan
from server.people.invitations import Kind
from server.people.roombook import Terms

ROOT = Path(__file__).parents[1]
STARTS_WITHIN_S = 30.0


class Open(NamedTuple):
    """A room whose meeting is open."""

    meeting: str
    code: str  # of its link


async def prepare(settings: Settings, rooms: int, **terms: Any) -> list[Open]:
    """Set up a new programme with so many rooms, while no server runs on it. `terms` are those of every room."""
    node = await Node.make(settings)
    try:
        await node.clock.sample()
        people = node.people
        link = await people.arrivals.first_link()
        assert link is not None, "this programme is set up already"
        draft = await people.accounts.draft("Keeper", secrets.token_urlsafe(24))
        keeper = (await people.arrivals.set_up(await people.invitations.look(link.code), Plan("Willow House", "en", "US"), draft)).account
        opened = []
        for number in range(rooms):
            room = await people.roombook.create(Terms(f"Evening circle {number + 1}", "Come as you are.", **terms), by=keeper)
            meeting = await node.meetings.plan(room, None, None)
            opened.append(Open(meeting, (await people.invitations.make(Kind.ROOM, by=keeper, room=room)).code))
        return opened
    finally:
        await node.stop()


@contextlib.asynccontextmanager
async def serving(port: int, folder: Path, settings: Mapping[str, str] | None = None) -> AsyncIterator[int]:
    """`hearth serve` as a process of its own; its id. `settings` are `HEARTH_…` variables; our own are not handed on."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("HEARTH_")}
    words = ["-m", "server", "serve", "--port", str(port), "--data", str(folder)]
    server = await asyncio.create_subprocess_exec(
        sys.executable, *words, cwd=ROOT, env={**env, **(settings or {})}, stdout=asyncio.subprocess.PIPE
    )
    assert server.stdout is not None
    try:
        async with asyncio.timeout(STARTS_WITHIN_S):
            while b"is ready at" not in (line := await server.stdout.readline()):
                if not line:
                    raise RuntimeError("the server did not start")
        yield server.pid
    finally:
        with contextlib.suppress(ProcessLookupError):
            server.terminate()
        await server.wait()


@contextlib.asynccontextmanager
async def own_server(rooms: int, capacity: int) -> AsyncIterator[tuple[str, list[str], int]]:
    """A server on SQLite in a fresh folder: its address, the code of each room, its process."""
    with tempfile.TemporaryDirectory(prefix="hearth-bench-") as folder:
        port = free_port()
        opened = await prepare(Settings(data=Path(folder), port=port), rooms, capacity=capacity)
        async with serving(port, Path(folder)) as pid:
            yield f"http://localhost:{port}", [each.code for each in opened], pid


def free_port() -> int:
    """A port on the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
