"""Houses for the tests of the live room: one on SQLite, and two on PostgreSQL with Valkey between them, behind relays."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from server.live.bus import RedisBus
from server.nodes import Pace
from tests.conftest import NewDatabase
from tests.support.databases import laid, templates
from tests.support.house import House, Keep, Woman, open_houses
from tests.support.postgres import Postgres
from tests.support.relay import Relay
from tests.support.valkey import Valkey
from tests.support.waiting import until


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """One node on SQLite, under asyncio's own checks: a call from a wrong thread fails. Everywhere else they would double the time."""
    asyncio.get_running_loop().set_debug(True)
    async with open_houses(House(*laid(tmp_path))) as (only,):
        yield only


@dataclass
class Pair:
    """Two nodes of one programme. `wires` are the relays between each and Valkey."""

    one: House
    two: House
    wires: tuple[Relay, Relay]


@pytest.fixture
async def pair(postgres_server: Postgres, fresh_database: NewDatabase, valkey_server: Valkey) -> AsyncIterator[Pair]:
    """Two nodes on PostgreSQL and Valkey."""
    async with _two_nodes(postgres_server, fresh_database, valkey_server) as pair:
        yield pair


@pytest.fixture
async def patient_pair(postgres_server: Postgres, fresh_database: NewDatabase, valkey_server: Valkey) -> AsyncIterator[Pair]:
    """The same, and neither cuts itself off because the test keeps this one process too busy to renew."""
    pace = Pace(renew_within=30, cut_off_after=100, dead_after=120)
    async with _two_nodes(postgres_server, fresh_database, valkey_server, pace) as pair:
        yield pair


@asynccontextmanager
async def _two_nodes(
    postgres: Postgres, fresh_database: NewDatabase, valkey_server: Valkey, pace: Pace | None = None
) -> AsyncIterator[Pair]:
    url, keys_url = [await fresh_database(template=name) for name in await templates(postgres)]
    prefix = f"{secrets.token_hex(4)}:"
    async with Relay(valkey_server.port) as first, Relay(valkey_server.port) as second:
        buses = [RedisBus(f"redis://127.0.0.1:{relay.port}/0", prefix=prefix) for relay in (first, second)]
        async with open_houses(*[House(url, keys_url, bus) for bus in buses], pace=pace) as (one, two):
            await until(lambda: all(house.bus.healthy and not house.meetings.hall._degraded for house in (one, two)))
            yield Pair(one, two, (first, second))


@pytest.fixture
async def women() -> AsyncIterator[Keep]:
    """Whoever is handed to it hangs up at the end."""
    async with AsyncExitStack() as stack:

        def keep(woman: Woman) -> Woman:
            stack.push_async_callback(woman.leave_line)
            return woman

        yield keep
