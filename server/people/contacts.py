"""How staff may be reached: the only addresses anywhere, sealed under the programme's key and deleted with the role."""

from __future__ import annotations

import re
from typing import Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from rooms.refusals import Refused
from server.people.codes import new_id
from server.store import tables as t
from server.store.engine import Database
from server.store.sealing import Vault

MOST = 6
_KIND = b"contact"
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)  # E.164
_MAIL = re.compile(r"[^\s@<>\"',;:()\\\x00-\x1f]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+", re.ASCII)


class ContactPoint(msgspec.Struct, frozen=True):
    """One way to reach a member of staff. Printing it shows no address."""

    id: str
    kind: Literal["phone", "mail"]
    address: str

    def __repr__(self) -> str:
        return f"ContactPoint({self.kind})"


class Contacts:
    """Keeps, lists and removes contact points."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self._db = db
        self._vault = vault

    async def add(self, account: str, address: str) -> None:
        """A telephone number with its country code, or an e-mail address. Refused `contact_bad`."""
        text = address.strip()
        phone = re.sub(r"[ ().\-/]", "", text)
        if _PHONE.fullmatch(phone):
            kind, kept = "phone", phone
        elif len(text) <= 200 and _MAIL.fullmatch(text):
            kind, kept = "mail", text
        else:
            raise Refused("contact_bad")
        if len(await self.of(account)) >= MOST:
            raise Refused("contact_bad")
        ident = new_id()
        sealed = self._vault.seal(_KIND, f"{account}|{ident}", msgspec.json.encode({"kind": kind, "address": kept}))
        async with self._db.write() as connection:
            await connection.execute(t.contact_point.insert().values(id=ident, account_id=account, sealed=sealed))

    async def of(self, account: str) -> list[ContactPoint]:
        """All of hers."""
        async with self._db.read() as connection:
            rows = (await connection.execute(sa.select(t.contact_point).where(t.contact_point.c.account_id == account))).all()
        points = []
        for row in rows:
            known = msgspec.json.decode(self._vault.open(_KIND, f"{account}|{row.id}", row.sealed), type=dict[str, str])
            points.append(msgspec.convert({"id": row.id, **known}, ContactPoint))
        return sorted(points, key=lambda point: (point.kind, point.address))

    async def remove(self, account: str, point: str) -> None:
        """Delete one of hers; one that is not hers stays, and nothing is said."""
        mine = sa.and_(t.contact_point.c.id == point, t.contact_point.c.account_id == account)
        async with self._db.write() as connection:
            await connection.execute(t.contact_point.delete().where(mine))

    async def remove_all_within(self, connection: AsyncConnection, account: str) -> None:
        """With her last staff role, in the caller's transaction."""
        await connection.execute(t.contact_point.delete().where(t.contact_point.c.account_id == account))
