"""Houses for the tests of the live room: one on SQLite, and two on PostgreSQL with a bus between them."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.support.house import House, Woman, open_houses


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """One node on SQLite."""
    async with open_houses(House(f"sqlite:///{tmp_path}/hearth.db", f"sqlite:///{tmp_path}/keys.db")) as (only,):
        yield only


@pytest.fixture
async def women() -> AsyncIterator[Callable[[Woman], Woman]]:
    """Whoever is handed to it hangs up at the end."""
    async with AsyncExitStack() as stack:

        def keep(woman: Woman) -> Woman:
            stack.push_async_callback(woman.leave_line)
            return woman

        yield keep
