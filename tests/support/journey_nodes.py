"""Two nodes of one programme as an operator runs them: processes on one real PostgreSQL and one real Valkey, under one public address."""

from __future__ import annotations

import base64
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from server.config import Settings
from tests.conftest import NewDatabase
from tests.support.node import Node, shared
from tests.support.processes import free_port
from tests.support.valkey import Valkey


class Pair(NamedTuple):
    """Both nodes, and the settings they share for whoever prepares the programme before they start."""

    one: Node
    two: Node
    settings: Settings


async def pair_of(folder: Path, fresh_database: NewDatabase, valkey: Valkey) -> Pair:
    """Not started yet. Each is opened at its own port; cookies and links are those of the first, so a woman may go to the other."""
    ports = free_port(), free_port()
    database, keys = await fresh_database(), await fresh_database()
    secret = base64.b64encode(os.urandom(32)).decode()
    origins = [f"http://localhost:{port}" for port in ports]
    own = shared(database, keys, valkey.url, secret) | {"HEARTH_PUBLIC_URL": origins[0], "HEARTH_ORIGINS": ",".join(origins)}
    one, two = (Node(folder, settings=own, port=port, name=name) for port, name in zip(ports, ("one", "two"), strict=True))
    settings = Settings.model_validate({key.removeprefix("HEARTH_").lower(): value for key, value in own.items()} | {"data": folder})
    return Pair(one, two, settings)


@asynccontextmanager
async def running(pair: Pair) -> AsyncIterator[Pair]:
    """Up, one after the other, and ended without ceremony."""
    with pair.one, pair.two:
        yield pair
