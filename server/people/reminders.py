"""What an account asked of the calendar: to be reminded of a series, and a private feed of the meetings she asked for.

Both are opt-in and say nothing but that: no hour of asking, no word. The feed's address holds its token, as calendar programs can send
nothing else; kept is the token's hash alone, and a new feed ends the one before.
"""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from rooms.refusals import Refused
from server.clock import Clock
from server.people.codes import new_token, token_hash
from server.store import tables as t
from server.store.engine import Database
from server.store.upsert import insert_new


class Owner(NamedTuple):
    """Whose feed it is, and the language she reads."""

    account: str
    language: str


class Reminders:
    """Keeps and forgets them."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def ask(self, account: str, series: str) -> None:
        """Remind her of this series. Again is no error. Refused `no_such_meeting`."""
        going = sa.select(t.series.c.id).where(t.series.c.id == series)
        async with self._db.write() as connection:
            if (await connection.execute(going)).first() is None:
                raise Refused("no_such_meeting")
            await connection.execute(insert_new(self._db, t.reminder).values(account_id=account, series_id=series))

    async def stop(self, account: str, series: str) -> None:
        """Remind her no more. That she ever asked is forgotten."""
        gone = t.reminder.delete().where(t.reminder.c.account_id == account, t.reminder.c.series_id == series)
        async with self._db.write() as connection:
            await connection.execute(gone)

    async def of(self, account: str) -> set[str]:
        """The series she asked to be reminded of."""
        async with self._db.read() as connection:
            rows = await connection.execute(sa.select(t.reminder.c.series_id).where(t.reminder.c.account_id == account))
            return set(rows.scalars())

    async def make_feed(self, account: str) -> str:
        """A new feed; gives its token, which nobody can show again. The one before stops working."""
        token = new_token()
        async with self._db.write() as connection:
            await connection.execute(t.feed.delete().where(t.feed.c.account_id == account))
            await connection.execute(t.feed.insert().values(hash=token_hash(token), account_id=account, made_at=self._clock.now()))
        return token

    async def has_feed(self, account: str) -> bool:
        """Whether a feed of hers works."""
        async with self._db.read() as connection:
            return (await connection.execute(sa.select(t.feed.c.made_at).where(t.feed.c.account_id == account))).first() is not None

    async def end_feed(self, account: str) -> None:
        """Her feed stops working."""
        async with self._db.write() as connection:
            await connection.execute(t.feed.delete().where(t.feed.c.account_id == account))

    async def owner(self, token: str) -> Owner | None:
        """Whose feed this is; None for one that never was, or is no more."""
        wanted = sa.select(t.account.c.id, t.account.c.language).join(t.feed).where(t.feed.c.hash == token_hash(token))
        async with self._db.read() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        return None if row is None else Owner(*row)
