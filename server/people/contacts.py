"""How staff may be reached: the only addresses anywhere, sealed under the programme's key and deleted with the role.

Whether a way works is known only once she has answered a test by it (`server/oncall/reach.py`).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from rooms.refusals import Refused
from server.people.codes import new_id
from server.store import tables as t
from server.store.engine import Database
from server.store.sealing import Vault

MOST = 8
_KIND = b"contact"
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)  # E.164
_MAIL = re.compile(r"[^\s@<>\"',;:()\\\x00-\x1f]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+", re.ASCII)
_PAGER = re.compile(r"[A-Za-z0-9]{24,64}", re.ASCII)  # the key of her service there; PagerDuty gives 32 letters and digits

Kind = Literal["phone", "mail", "pager", "push"]


class ContactPoint(msgspec.Struct, frozen=True):
    """One way to reach a member of staff. Printing it shows no address."""

    id: str
    account: str
    kind: Kind
    address: str  # of a pager the key of her service, of push the browser's subscription as JSON
    tested_at: datetime | None = None  # when a test was last sent to it
    answered_at: datetime | None = None  # when she last answered one

    def __repr__(self) -> str:
        return f"ContactPoint({self.kind})"


class Contacts:
    """Keeps, lists and removes contact points."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault

    async def add(self, account: str, address: str) -> None:
        """A telephone number with its country code, an e-mail address, or her key at the pager service. Refused `contact_bad`."""
        text = address.strip()
        phone = re.sub(r"[ ().\-/]", "", text)
        if _PHONE.fullmatch(phone):
            await self.keep(account, "phone", phone)
        elif len(text) <= 200 and _MAIL.fullmatch(text):
            await self.keep(account, "mail", text)
        elif _PAGER.fullmatch(text):
            await self.keep(account, "pager", text)
        else:
            raise Refused("contact_bad")

    async def keep(self, account: str, kind: Kind, address: str) -> None:
        """Another way to reach her; the same once more is no second one. Refused `contact_bad` when she has many."""
        known = await self.of(account)
        if any(point.kind == kind and point.address == address for point in known):
            return
        if len(known) >= MOST:
            raise Refused("contact_bad")
        ident = new_id()
        sealed = self._vault.seal(_KIND, f"{account}|{ident}", msgspec.json.encode({"kind": kind, "address": address}))
        async with self._db.write() as connection:
            await connection.execute(t.contact_point.insert().values(id=ident, account_id=account, sealed=sealed))

    async def of(self, account: str) -> list[ContactPoint]:
        """All of hers."""
        async with self._db.read() as connection:
            return await self.within(connection, [account])

    async def within(self, connection: AsyncConnection, accounts: Collection[str]) -> list[ContactPoint]:
        """All of theirs, in the caller's transaction."""
        rows = (await connection.execute(sa.select(t.contact_point).where(t.contact_point.c.account_id.in_(accounts)))).all()
        points = []
        for row in rows:
            opened = self._vault.open(_KIND, f"{row.account_id}|{row.id}", row.sealed)
            known = msgspec.json.decode(opened, type=dict[str, str])
            when = {"tested_at": row.tested_at, "answered_at": row.answered_at}
            points.append(msgspec.convert({"id": row.id, "account": row.account_id, **when, **known}, ContactPoint))
        return sorted(points, key=lambda point: (point.account, point.kind, point.address))

    async def remove(self, account: str, point: str) -> None:
        """Delete one of hers; one that is not hers stays, and nothing is said."""
        async with self._db.write() as connection:
            await self.remove_within(connection, account, point)

    async def remove_within(self, connection: AsyncConnection, account: str, point: str) -> None:
        """The same, in the caller's transaction."""
        mine = sa.and_(t.contact_point.c.id == point, t.contact_point.c.account_id == account)
        await connection.execute(t.contact_point.delete().where(mine))

    async def remove_all_within(self, connection: AsyncConnection, account: str) -> None:
        """With her last staff role, in the caller's transaction."""
        await connection.execute(t.contact_point.delete().where(t.contact_point.c.account_id == account))
