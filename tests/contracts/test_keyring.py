"""The keyring, held to the same contract on both databases."""

import asyncio
import os

import pytest
import sqlalchemy as sa

from server.store import keys
from server.store.engine import Database
from server.store.keyring import Keyring, WrongKey
from server.store.sealing import Tampered

MASTER = bytes(range(100, 132))


@pytest.fixture
def keyring(db: Database) -> Keyring:
    return Keyring(db, MASTER)


async def test_a_key_is_made_once_and_found_again(db: Database, keyring: Keyring) -> None:
    assert await keyring.get("m1") is None
    keys = await asyncio.gather(*(keyring.create("m1") for _ in range(5)), Keyring(db, MASTER).create("m1"))
    sealed = keys[0].seal(b"body", "b1", b"words")
    found = await Keyring(db, MASTER).get("m1")
    assert found is not None
    assert {key.open(b"body", "b1", sealed) for key in [*keys, found]} == {b"words"}
    other = await keyring.create("m2")
    with pytest.raises(Tampered):
        other.open(b"body", "b1", sealed)


async def test_the_wrong_programme_key_is_refused_at_start(db: Database, keyring: Keyring) -> None:
    await keyring.check()
    await keyring.check()
    with pytest.raises(WrongKey, match="another secret key"):
        await Keyring(db, os.urandom(32)).check()
    await keyring.create("m1")
    with pytest.raises(Tampered):
        await Keyring(db, os.urandom(32)).get("m1")
    async with db.write("keys") as connection:
        await connection.execute(keys.check.delete())
    with pytest.raises(WrongKey, match="not the mark"):
        await Keyring(db, os.urandom(32)).check()


async def test_a_key_in_another_meetings_place_is_noticed(db: Database, keyring: Keyring) -> None:
    await keyring.create("m1")
    await keyring.create("m2")
    key = keys.key
    async with db.write("keys") as connection:
        stolen = (await connection.execute(sa.select(key.c.wrapped).where(key.c.meeting_id == "m1"))).scalar_one()
        await connection.execute(key.update().where(key.c.meeting_id == "m2").values(wrapped=stolen))
    with pytest.raises(Tampered):
        await keyring.get("m2")


async def test_a_destroyed_key_is_gone_and_its_place_is_another_keys(keyring: Keyring) -> None:
    key = await keyring.create("m1")
    sealed = key.seal(b"body", "b1", b"words")
    await keyring.destroy("m1")
    await keyring.destroy("m1")
    assert await keyring.get("m1") is None
    with pytest.raises(Tampered):
        (await keyring.create("m1")).open(b"body", "b1", sealed)


async def test_keys_lie_in_a_database_of_their_own(db: Database, keyring: Keyring) -> None:
    await keyring.create("m1")
    async with db.read() as connection:
        assert not await connection.run_sync(lambda sync: sa.inspect(sync).has_table("key"))
