"""Two nodes of one programme as an operator runs them: processes on one real PostgreSQL and one real Valkey, under one public address."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import NamedTuple

from server import demo
from server.app import Node as Application
from server.config import Settings
from server.people.invitations import Kind
from tests.conftest import NewDatabase
from tests.support.node import Node, shared
from tests.support.people import quick_passphrases
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


class Doors(NamedTuple):
    """Links to the demo's programme: Ruth's own, the evening circle's, and an invitation to make an account."""

    ruth: str
    circle: str
    member: str


async def seed(settings: Settings) -> Doors:
    """Willow House in the nodes' databases, while none of them runs. Its staff need no second step."""
    node = await Application.make(settings, passphrases=quick_passphrases())
    try:
        await node.clock.sample()
        await demo.seed(node.db, node.clock, node.people, node.meetings)
        circle, ruth, *_ = [line.split()[-1] for line in await demo.fresh_links(node.db, node.people, settings.address)]
        room = next(room for room in await node.people.roombook.all() if room.name == demo.ROOMS[0].name)
        member = await node.people.invitations.make(Kind.MEMBER, by="system", room=room.id)
        return Doors(ruth, circle, member.path())
    finally:
        await node.stop()
