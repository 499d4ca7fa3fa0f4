"""The tests' own servers and browser do what the other tests rely on."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp.web as http
import asyncpg
import pytest
import redis.asyncio

from tests.conftest import NewContext, NewDatabase
from tests.support.network import LeavesTheMachine
from tests.support.postgres import Postgres, reap
from tests.support.processes import free_port
from tests.support.valkey import Valkey
from tests.support.waiting import until


@asynccontextmanager
async def serving(page: str) -> AsyncIterator[str]:
    """The origin of a site of one page."""
    head = "<!doctype html><title>A page</title><link rel=icon href='data:,'><meta name=viewport content='width=device-width'>"

    async def answer(_: http.Request) -> http.Response:
        return http.Response(text=head + page, content_type="text/html")

    app = http.Application()
    app.router.add_get("/", answer)
    runner = http.AppRunner(app)
    await runner.setup()
    port = free_port()
    await http.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://localhost:{port}"
    finally:
        await runner.cleanup()


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def test_valkey_answers_and_comes_back_after_a_kill(valkey_server: Valkey, valkey_url: str) -> None:
    async with redis.asyncio.from_url(valkey_url) as client:
        assert await client.ping()
        valkey_server.kill()
        with pytest.raises(redis.asyncio.ConnectionError):
            await client.ping()
        valkey_server.start()
        assert await client.ping()


async def test_each_fresh_database_is_empty_and_its_own(fresh_database: NewDatabase) -> None:
    first, second = [(await fresh_database()) for _ in range(2)]
    assert first != second
    one, other = await asyncpg.connect(first), await asyncpg.connect(second)
    await one.execute("CREATE TABLE here (id int)")
    assert await other.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
    await one.close()
    await other.close()


async def test_a_template_is_copied(postgres_server: Postgres, fresh_database: NewDatabase) -> None:
    async def prepare(url: str) -> None:
        connection = await asyncpg.connect(url)
        await connection.execute("CREATE TABLE kept (id int)")
        await connection.close()

    template = await postgres_server.prepared(prepare)
    connection = await asyncpg.connect(await fresh_database(template=template))
    assert await connection.fetchval("SELECT count(*) FROM kept") == 0
    await connection.close()
    await postgres_server.drop(template)


async def test_postgres_keeps_what_it_committed_when_killed(postgres_server: Postgres, fresh_database: NewDatabase) -> None:
    url = await fresh_database()
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    postgres_server.kill()
    with pytest.raises((asyncpg.PostgresConnectionError, OSError)):
        await connection.fetchval("SELECT number FROM kept")
    postgres_server.start()
    again = await asyncpg.connect(url)
    assert await again.fetchval("SELECT number FROM kept") == 7
    await again.close()


def test_what_a_killed_run_left_behind_is_removed(postgres_server: Postgres) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left, kept = [postgres_server.folder.with_name(f"hearth-postgres-{pid}-left") for pid in (gone.pid, os.getpid())]
    left.mkdir()
    kept.mkdir()
    reap()
    assert not left.exists()
    assert kept.exists()
    assert postgres_server.folder.exists()
    kept.rmdir()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can tie a child's life to its parent's")
async def test_a_server_dies_with_a_killed_parent(tmp_path: os.PathLike[str]) -> None:
    script = (
        "import pathlib, sys, time; from tests.support.valkey import Valkey\n"
        "server = Valkey(pathlib.Path(sys.argv[1])); server.start(); print(server.port, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script, os.fspath(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    port = int(parent.stdout.readline())
    assert listening(port)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    await until(lambda: not listening(port))


async def test_a_visitor_sees_a_page_on_her_phone(new_context: NewContext) -> None:
    async with serving("<h1>Welcome</h1>") as origin:
        visitor = await new_context("phone", origin)
        page = await visitor.page("/")
        assert await page.inner_text("h1") == "Welcome"
        assert await page.evaluate("[innerWidth, innerHeight]") == [360, 740]


@pytest.mark.parametrize(
    ("page", "complaint"),
    [
        ("<script>console.error('out of order')</script>", "out of order"),
        ("<script>throw new Error('thrown')</script>", "thrown"),
        ("<img src='http://127.0.0.2:9/tracker.png'>", "tracker.png"),
        ("<script>new WebSocket('ws://127.0.0.2:9/listener')</script>", "listener"),
    ],
)
async def test_a_visitor_notices_what_must_not_happen(new_context: NewContext, page: str, complaint: str) -> None:
    async with serving(page) as origin:
        visitor = await new_context("desktop", origin)
        await visitor.page("/")
        await until(lambda: complaint in str(visitor.errors + visitor.foreign))
        with pytest.raises(AssertionError, match=complaint):
            await visitor.leave()
        visitor.errors.clear()
        visitor.foreign.clear()


def test_nothing_leaves_this_machine() -> None:
    with pytest.raises(LeavesTheMachine):
        socket.getaddrinfo("example.org", 443)
    with pytest.raises(LeavesTheMachine), socket.socket() as connection:
        connection.connect(("192.0.2.1", 9))
