"""Servers for the journeys: real processes, started as an operator starts them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.support.browser import PATIENCE_MS
from tests.support.node import Node

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """Willow House, with its evening circle open: one node on SQLite for the whole module."""
    with Node(tmp_path_factory.mktemp("demo") / "data", "--demo") as node:
        yield node


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty data folder."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    return data
