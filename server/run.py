"""`hearth serve`: from settings to a node that serves, and to a calm end. Whatever cannot work is said in one sentence."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from server.config import Settings, SettingsRefused, load


def serve(options: Mapping[str, Any]) -> None:
    """Serve until told to stop. Ends the process with 2 and a sentence when it cannot start."""
    from server import logs
    from server.store.lock import FolderInUse, FolderLock
    from server.store.master import no_core_dumps

    began = time.monotonic()
    with sentences():
        settings = load(**options)
        no_core_dumps()
        logs.start(settings.log_level)
        if not settings.embedded:
            run(_serve(settings, began))
            return
        _make_folder(settings.data)
        try:
            with FolderLock(settings.data):
                from server import demo

                demo.guard(settings.data, demo=settings.demo)
                run(_serve(settings, began))
        except FolderInUse as error:
            raise SettingsRefused(str(error)) from None


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run on uvloop where it installs."""
    try:
        import uvloop
    except ImportError:
        loop = asyncio.new_event_loop
    else:
        loop = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(work)


def say(ask: Callable[[Settings], Coroutine[Any, Any, list[str]]], **options: Any) -> None:
    """Print the lines a console command answers with, or the sentence why it cannot."""

    async def tell(settings: Settings) -> None:
        for line in await ask(settings):
            click.echo(line)

    with sentences():
        run(tell(load(**options)))


@contextlib.contextmanager
def sentences() -> Iterator[None]:
    """Turn what an operator can put right into one sentence on standard error."""
    from server.store.engine import StoreDown
    from server.store.keyring import WrongKey
    from server.store.master import KeyRefused

    try:
        yield
    except (SettingsRefused, KeyRefused, WrongKey) as error:
        sentence = str(error)
    except StoreDown:
        sentence = "The database cannot be reached. Check HEARTH_DATABASE_URL, HEARTH_KEYS_DATABASE_URL and that PostgreSQL is running."
    else:
        return
    click.echo(f"hearth: {sentence}", err=True)
    sys.exit(2)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SettingsRefused(
            f"The data folder {folder} cannot be written to ({error.strerror}). Choose another with --data FOLDER."
        ) from None


async def _serve(settings: Settings, began: float) -> None:
    from server.app import Node

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows has no signal handlers on a loop
            loop.add_signal_handler(signum, stop.set)
    node = await Node.make(settings)
    try:
        try:
            await node.start()
        except OSError as error:
            raise SettingsRefused(_no_port(settings, error)) from None
        await _greet(node, time.monotonic() - began)
        await stop.wait()
    finally:
        await node.stop()


async def _greet(node: Any, seconds: float) -> None:
    """The line that says it is ready, and the links that only the console may show."""
    from server import demo
    from server.console import note_address

    address = node.address
    note_address(node.settings, address)
    lines = [f"Hearth is ready at {address} ({seconds:.1f} s)"]
    if node.settings.demo:
        lines += [
            "This is a demo with invented people. Open in different browsers:",
            *await demo.fresh_links(node.db, node.people, address),
        ]
    elif link := await node.people.arrivals.first_link():
        lines += ["Nobody runs this programme yet. Set it up, once, with this link:", f"  {address}{link.path()}"]
    for line in lines:
        click.echo(line)
    sys.stdout.flush()


def _no_port(settings: Settings, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {settings.port} is taken by another program. Stop it, or choose another port: --port {settings.port + 1}."
    if error.errno == errno.EACCES:
        return f"This account may not listen on port {settings.port}. Choose one above 1023, such as --port 8080."
    return f"Hearth cannot listen on {settings.host}:{settings.port} ({error.strerror or 'unknown reason'})."
