"""The keyring: one key a meeting, wrapped by the programme's key, in a database apart. To destroy a key is to destroy the words.

Keys are not cached here: whoever holds a live meeting holds its key, and lets go of both together.
"""

from __future__ import annotations

import os

import sqlalchemy as sa

from server.store.engine import Database
from server.store.keys import check, key
from server.store.sealing import KEY_BYTES, Box, MeetingKey, Tampered, derive
from server.store.upsert import insert_new

_CHECK = b"hearth keyring"


class WrongKey(Exception):
    """The programme's key is not the one this keyring was made with. The message is a sentence for the operator."""


class Keyring:
    """Meeting keys. Database trouble raises `StoreDown`."""

    def __init__(self, db: Database, master: bytes) -> None:
        self._db = db
        self._box = Box(derive(master, "keyring"))

    async def check(self) -> None:
        """At start: raise `WrongKey` unless the programme's key opens this keyring; a new keyring is marked as this key's."""
        async with self._db.write("keys") as connection:
            wrapped = (await connection.execute(sa.select(check.c.wrapped))).scalar_one_or_none()
            if wrapped is None:
                if (await connection.execute(sa.select(key.c.meeting_id).limit(1))).first() is not None:
                    raise WrongKey(
                        "The keyring holds keys but not the mark of the programme's key. Restore the keyring that belongs to it."
                    )
                await connection.execute(insert_new(self._db, check).values(id=1, wrapped=self._box.seal(_CHECK, b"check")))
                wrapped = (await connection.execute(sa.select(check.c.wrapped))).scalar_one()
        try:
            self._box.open(wrapped, b"check")
        except Tampered:
            raise WrongKey(
                "This keyring was made with another secret key. Give Hearth the secret key it was set up with; "
                "without it, words sealed before cannot be read by anyone."
            ) from None

    async def create(self, meeting: str) -> MeetingKey:
        """The meeting's key, made now if it has none. It is on disk before this returns, so before the first word."""
        wrapped = self._box.seal(os.urandom(KEY_BYTES), about(meeting))
        async with self._db.write("keys") as connection:
            await connection.execute(insert_new(self._db, key).values(meeting_id=meeting, wrapped=wrapped))
        kept = await self.get(meeting)
        if kept is None:
            raise LookupError("the meeting's key was destroyed while it was made")
        return kept

    async def get(self, meeting: str) -> MeetingKey | None:
        """The meeting's key, or None when it has none or it was destroyed. Raises `Tampered` for a key put in another's place."""
        async with self._db.read("keys") as connection:
            wrapped = (await connection.execute(sa.select(key.c.wrapped).where(key.c.meeting_id == meeting))).scalar_one_or_none()
        return None if wrapped is None else MeetingKey(meeting, self._box.open(wrapped, about(meeting)))

    async def count(self) -> int:
        """How many keys there are."""
        async with self._db.read("keys") as connection:
            return (await connection.execute(sa.select(sa.func.count()).select_from(key))).scalar_one()

    async def destroy(self, meeting: str) -> None:
        """Destroy the key for good: overwritten, and out of the write-ahead log. Again is harmless."""
        async with self._db.write("keys") as connection:
            await connection.execute(key.delete().where(key.c.meeting_id == meeting))
        await self._db.scrub("keys", "key")

    async def destroy_all(self) -> None:
        """Destroy every key: nothing that was sealed under any is read again."""
        async with self._db.write("keys") as connection:
            await connection.execute(key.delete())
        await self._db.scrub("keys", "key")


def about(meeting: str) -> bytes:
    """What a wrapped key is of, authenticated with it."""
    return b"key|" + meeting.encode()
