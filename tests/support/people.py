"""The people services on a real database, with a clock that a test moves and hashing that takes no time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from argon2 import PasswordHasher

from rooms.roles import Role
from server.clock import Clock
from server.people.accounts import Created
from server.people.passphrases import Passphrases
from server.people.people import People
from server.store import tables as t
from server.store.engine import Database
from server.store.keyring import Keyring
from server.store.sealing import Vault

MASTER = bytes(range(32))
PASSPHRASE = "the kettle sings at dawn"
OTHER_PASSPHRASE = "seven blue buttons on a coat"


class Hours(Clock):
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime = datetime(2026, 11, 22, 18, tzinfo=UTC)) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        """Let time pass."""
        self.at += timedelta(**by)


@dataclass
class Village:
    """One node's people services and what they announced."""

    db: Database
    clock: Hours
    people: People
    announced: list[tuple[str, str]] = field(default_factory=list)

    async def woman(self, name: str, *roles: Role, factor: bool = True) -> Created:
        """An account; with staff roles also a second factor that is set, unless told otherwise."""
        accounts, roster = self.people.accounts, self.people.roster
        draft = await accounts.draft(name, PASSPHRASE)
        async with self.db.write() as connection:
            created = await accounts.insert(connection, draft, "en")
            for role in roles:
                await roster.grant_within(connection, created.account, role, by=created.account)
            if roles and factor:
                of_hers = t.factor.c.account_id == created.account
                await connection.execute(t.factor.update().where(of_hers).values(confirmed_at=self.clock.now()))
        return created

    async def programme(self, *, demo: bool = False) -> None:
        """A programme that is set up."""
        row = {"id": 1, "name": "Willow House", "language": "en", "country": "US", "set_up_at": self.clock.now(), "demo": demo}
        async with self.db.write() as connection:
            await connection.execute(t.programme.insert().values(row))


def quick_passphrases() -> Passphrases:
    """Real hashing that costs next to nothing, for whatever is not about its cost."""
    return Passphrases(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@asynccontextmanager
async def village(db: Database) -> AsyncIterator[Village]:
    """The services on a migrated database."""
    clock = Hours()
    announced: list[tuple[str, str]] = []
    people = People.make(
        db=db,
        clock=clock,
        vault=Vault(MASTER),
        keyring=Keyring(db, MASTER),
        announce=lambda kind, key: announced.append((kind, key)),
        passphrases=quick_passphrases(),
    )
    try:
        yield Village(db, clock, people, announced)
    finally:
        people.close()
