"""What every test may ask for: real servers, a database of its own, and a real browser."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.support import chromium
from tests.support.browser import Visitor
from tests.support.network import stay_local
from tests.support.postgres import Postgres
from tests.support.valkey import Valkey

stay_local()

NewDatabase = Callable[..., Awaitable[str]]
NewContext = Callable[..., Awaitable[Visitor]]


@pytest.fixture(scope="session")
def _valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    with Valkey(tmp_path_factory.mktemp("valkey")) as server:
        yield server


@pytest.fixture
def valkey_server(_valkey: Valkey) -> Valkey:
    """A real Valkey, shared by the run and up at the start of each test: a test may stop, kill or freeze it."""
    _valkey.start()
    return _valkey


@pytest.fixture
def valkey_url(valkey_server: Valkey) -> str:
    """Where the Valkey is. It is shared, so a test gives its channels and keys a prefix of its own."""
    return valkey_server.url


@pytest.fixture(scope="session")
def _postgres() -> Iterator[Postgres]:
    server = Postgres()
    try:
        with server:
            yield server
    finally:
        server.remove()


@pytest.fixture
def postgres_server(_postgres: Postgres) -> Postgres:
    """A real PostgreSQL, shared by the run and up at the start of each test: a test may stop, kill or freeze it."""
    _postgres.start()
    return _postgres


@pytest.fixture
async def fresh_database(postgres_server: Postgres) -> AsyncIterator[NewDatabase]:
    """`await fresh_database()` is the URL of a new, empty PostgreSQL database; `fresh_database(template=…)` of a copy. Dropped after."""
    async with AsyncExitStack() as databases:

        async def create(**options: str) -> str:
            return await databases.enter_async_context(postgres_server.fresh_database(**options))

        yield create
        postgres_server.start()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever uses the one browser shares its loop."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A real Chromium, started once: each visitor's cookies, storage and cache are her own and end with her."""
    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch(executable_path=chromium.executable(), args=chromium.ARGUMENTS) as launched,
    ):
        yield launched


@pytest_asyncio.fixture(loop_scope="session")
async def new_context(browser: Browser) -> AsyncIterator[NewContext]:
    """`await new_context("phone", origin, forgiven=(…))` is a Visitor; each must leave without a console error or a foreign request."""
    async with AsyncExitStack() as visitors:

        async def arrive(device: str, origin: str, forgiven: tuple[str, ...] = (), **options: Any) -> Visitor:
            visitor = await Visitor.arrive(browser, device, origin, forgiven, **options)
            visitors.push_async_callback(partial(visitor.leave))
            return visitor

        yield arrive
