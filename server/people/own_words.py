"""Words that a woman wishes to be hidden wherever she writes them. Kept are marks of them, which nobody can read, not even she.

A mark is an HMAC under the programme's key, of her account and the word: the same word of two women has two marks, and the database alone
tells of none. Whoever has the key as well can try guesses against it; `SECURITY.md` says so.
"""

from __future__ import annotations

import sqlalchemy as sa

from moderation.own import LONGEST, MOST_TOGETHER, normal
from rooms.refusals import Refused
from server.people.sessions import Sessions
from server.store import tables as t
from server.store.engine import Database
from server.store.sealing import Vault
from server.store.upsert import insert_new

MOST = 50  # entries of one account
SHORTEST = 2  # letters


class OwnWords:
    """Keeps and forgets them. A change reaches the seats she has open, on every node (`server/live/vigil.py`)."""

    def __init__(self, db: Database, vault: Vault, sessions: Sessions) -> None:
        self._db = db
        self._vault = vault
        self._sessions = sessions

    def mark(self, account: str, entry: str) -> str:
        """The mark of an entry in its normal form."""
        return self._vault.blind(f"own|{account}|{entry}")

    async def of(self, account: str) -> frozenset[str]:
        """The marks of all of hers."""
        async with self._db.read() as connection:
            rows = await connection.execute(sa.select(t.own_word.c.mark).where(t.own_word.c.account_id == account))
            return frozenset(rows.scalars())

    async def add(self, account: str, entry: str) -> None:
        """Hide it from now on; again is no error. Refused `own_word_bad`."""
        mark = self.mark(account, _checked(entry))
        async with self._db.write() as connection:
            count = sa.select(sa.func.count()).select_from(t.own_word).where(t.own_word.c.account_id == account, t.own_word.c.mark != mark)
            if (await connection.execute(count)).scalar_one() >= MOST:
                raise Refused("own_word_bad")
            await connection.execute(insert_new(self._db, t.own_word).values(account_id=account, mark=mark))
            await self._sessions.renew_within(connection, account)
        self._sessions.announce_all(account, None)

    async def remove(self, account: str, entry: str) -> None:
        """Hide it no more; one that is not hers is no error: nobody can be asked whether it is. Refused `own_word_bad`."""
        mark = self.mark(account, _checked(entry))
        async with self._db.write() as connection:
            await connection.execute(t.own_word.delete().where(t.own_word.c.account_id == account, t.own_word.c.mark == mark))
            await self._sessions.renew_within(connection, account)
        self._sessions.announce_all(account, None)

    async def clear(self, account: str) -> None:
        """Forget all of them."""
        async with self._db.write() as connection:
            await connection.execute(t.own_word.delete().where(t.own_word.c.account_id == account))
            await self._sessions.renew_within(connection, account)
        self._sessions.announce_all(account, None)


def _checked(entry: str) -> str:
    words = normal(entry)
    if not (SHORTEST <= len(words) <= LONGEST and len(entry) <= 2 * LONGEST and entry.isprintable() and words.count(" ") < MOST_TOGETHER):
        raise Refused("own_word_bad")
    return words
