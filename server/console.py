"""What a command at the console may reach while a server runs or not: the record and the people, not the live rooms."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from server.clock import Clock
from server.config import Settings, SettingsRefused
from server.people.people import People
from server.store.engine import Database
from server.store.keyring import Keyring
from server.store.master import load_or_create_master, master_from_text
from server.store.sealing import Vault


def master_key(settings: Settings) -> bytes:
    """The programme's key from wherever the settings put it. Raises `KeyRefused`."""
    if settings.secret_key:
        return master_from_text(settings.secret_key.get_secret_value())
    return load_or_create_master(settings.secret_key_file or settings.data / "secret.key")


def existing_key(settings: Settings) -> bytes:
    """The same, where a key must be there already: none is made. Raises `KeyRefused`, `SettingsRefused`."""
    file = settings.secret_key_file or settings.data / "secret.key"
    if not settings.secret_key and not file.exists():
        raise SettingsRefused(f"There is no secret key in {file}. Put the programme's key there first, readable by its owner only.")
    return master_key(settings)


ADDRESS = "address"  # a file in the data folder: where this programme was last served


def note_address(settings: Settings, address: str) -> None:
    """Leave word for commands at the console of where the server answers."""
    if settings.embedded:
        (settings.data / ADDRESS).write_text(address)


def served_at(settings: Settings) -> str:
    """Where the programme is served, for links that a command prints."""
    file = settings.data / ADDRESS
    return file.read_text() if settings.embedded and file.exists() else settings.address


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[tuple[Database, Clock, People]]:
    """The databases, with the right key; SQLite lets this process write beside a running server. Raises `SettingsRefused`, `WrongKey`."""
    if settings.embedded and not (settings.data / "hearth.db").exists():
        raise SettingsRefused(f"There is no programme in {settings.data} yet. Start one with: hearth serve")
    master = master_key(settings)
    db = await Database.open(settings.main_url, settings.keys_url)
    clock = Clock(db.now)
    try:
        keyring = Keyring(db, master)
        await keyring.check()
        await clock.sample()

        people = People.make(db=db, clock=clock, vault=Vault(master), keyring=keyring, announce=_unsaid)
        try:
            yield db, clock, people
        finally:
            people.close()
    finally:
        await db.close()


def _unsaid(_kind: str, _key: str) -> None:
    """Whom a command signs out, a running server reads from the record within a second."""
