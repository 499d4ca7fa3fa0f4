"""Whether staff can be reached: a way counts once she has said back what a test by it said, and for thirty days. Only some ways ring."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from moderation.case_terms import Trouble
from moderation.rota import wakes
from rooms.refusals import Refused
from server.clock import Clock
from server.oncall.channels.notice import DEADLINE_S, TEST, Notice, Undelivered, key_of
from server.oncall.channels.ways import Ways
from server.people.codes import code_hash, new_code, plain
from server.people.contacts import ContactPoint, Contacts
from server.store import tables as t
from server.store.engine import Database

TEST_SIGNS = 8  # 40 bits, for one account and an hour
TEST_LIFE = timedelta(hours=1)
TEST_AGAIN = timedelta(seconds=20)
_TEST = "test page"


class Reach:
    """Sends tests, takes what they said, and says who can be woken."""

    def __init__(self, db: Database, clock: Clock, contacts: Contacts, ways: Ways) -> None:
        self._db = db
        self._clock = clock
        self._contacts = contacts
        self._ways = ways

    async def answered(self, connection: AsyncConnection, accounts: Collection[str]) -> dict[str, datetime]:
        """When each last answered a test by a way that rings and can still be used; who never did is not there."""
        found: dict[str, datetime] = {}
        for point in await self._contacts.within(connection, accounts):
            if point.kind in self._ways.ringing and point.answered_at is not None:
                found[point.account] = max(point.answered_at, found.get(point.account, point.answered_at))
        return found

    async def can_be_woken(self, connection: AsyncConnection, accounts: Collection[str]) -> frozenset[str]:
        """Those of them who have a way that rings and was answered of late."""
        now = self._clock.now()
        return frozenset(account for account, at in (await self.answered(connection, accounts)).items() if wakes(at, now))

    async def test(self, account: str, point: str) -> Trouble | None:
        """Send a test by one of her ways; None: it left. Refused `contact_bad` where there is no such way, `wait_a_little`."""
        found = next((each for each in await self._contacts.of(account) if each.id == point), None)
        way = self._ways.of(found.kind) if found else None
        if found is None or way is None:
            raise Refused("contact_bad")
        now = self._clock.now()
        if found.tested_at is not None and found.tested_at > now - TEST_AGAIN:
            raise Refused("wait_a_little")
        code = new_code(TEST_SIGNS)
        await self._write(found, tested_at=now, test_hash=code_hash(_TEST, code))
        notice = Notice(id=code, severity=TEST, key=key_of(TEST, 0, 0, account, code))
        try:
            async with asyncio.timeout(DEADLINE_S):
                await way.sender.send(found.address, notice)
        except Undelivered as error:
            return error.trouble
        except TimeoutError:
            return Trouble.HUNG
        return None

    async def answer(self, account: str, said: str) -> ContactPoint:
        """She says what a test said: that way works. Refused `test_code_wrong`."""
        now = self._clock.now()
        given = code_hash(_TEST, said)
        query = sa.select(t.contact_point).where(
            t.contact_point.c.account_id == account, t.contact_point.c.test_hash.is_not(None), t.contact_point.c.tested_at > now - TEST_LIFE
        )
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).all()
        fits = next((row.id for row in rows if len(plain(said)) == TEST_SIGNS and hmac.compare_digest(row.test_hash, given)), None)
        point = next((each for each in await self._contacts.of(account) if each.id == fits), None)
        if point is None:
            raise Refused("test_code_wrong")
        await self._write(point, answered_at=now, test_hash=None)
        return point

    async def _write(self, point: ContactPoint, **values: object) -> None:
        async with self._db.write() as connection:
            await connection.execute(t.contact_point.update().where(t.contact_point.c.id == point.id).values(values))
