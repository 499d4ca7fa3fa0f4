"""Servers for the journeys: real processes, started as an operator starts them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.conftest import NewContext
from tests.support.browser import PATIENCE_MS
from tests.support.elsewhere import Elsewhere
from tests.support.hosting import hosted
from tests.support.journey import Walk
from tests.support.journey_live import Seat
from tests.support.node import Node
from tests.support.processes import free_port
from tests.support.relay import Relay

expect.set_options(timeout=PATIENCE_MS)

CUT = ("WebSocket connection to", "net::ERR_")  # what Chromium says when a line breaks


class Demo(NamedTuple):
    """Willow House on one node, and the port at which a test may put a street of its own in front of it."""

    node: Node
    far: int
    elsewhere: Elsewhere

    @property
    def exit(self) -> str:
        """Where quick exit leads in these tests: another origin, on this machine."""
        return self.elsewhere.address

    @property
    def origin(self) -> str:
        return self.node.address

    @property
    def door(self) -> str:
        """The link to the evening circle, which is open."""
        return self.node.links()[0]

    @property
    def ruth(self) -> str:
        """A facilitator's sign-in link. It works once."""
        return self.node.links()[1]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One for the whole module: women of different tests have different names. Kay facilitates, so that their words are taken."""
    near, far = free_port(), free_port()
    settings = {"HEARTH_ORIGINS": f"http://localhost:{near},http://localhost:{far}"}
    with Elsewhere() as elsewhere:
        settings["HEARTH_EXIT_URL"] = elsewhere.address
        node = Node(tmp_path_factory.mktemp("demo") / "data", "--demo", port=near, settings=settings)
        with node, hosted(node.address, node.links()[2]):
            yield Demo(node, far, elsewhere)


@pytest_asyncio.fixture(loop_scope="session")
async def street(demo: Demo) -> AsyncIterator[Relay]:
    """The line between a phone and the node, to be cut."""
    async with Relay(demo.node.port, at=demo.far) as relay:
        yield relay


async def guest(new_context: NewContext, demo: Demo, name: str, *, origin: str = "", device: str = "phone", **options: object) -> Seat:
    """A guest of the evening circle, at her place."""
    walk = Walk(await (await new_context(device, origin or demo.origin, CUT, beyond=demo.exit, **options)).page(), origin or demo.origin)
    await walk.join(demo.door, name)
    return await Seat(walk.page).taken()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty data folder."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    return data
