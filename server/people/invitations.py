"""Links that let someone in: of a room, for a member, for staff, for the first administrator, and the demo's sign-in links.

The secret stands in the fragment of the address, which browsers do not send, and can be typed as a code. Looking at a link uses nothing up,
so previews and mail scanners do no harm; only a button's POST acts. Kept is a keyed hash alone: a copy of the database opens no door.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from moderation.audit import AuditLine
from rooms.refusals import Refused
from rooms.roles import Role
from server.clock import Clock
from server.people.codes import RECOVERY_SIGNS, ROOM_SIGNS, STAFF_SIGNS, new_code, plain
from server.store import tables as t
from server.store.audit import record
from server.store.engine import Database
from server.store.sealing import Vault

ANY_NUMBER = 2_000_000_000  # a room's link is used up by time or by being taken back, not by being used


class Kind(StrEnum):
    """What a link opens."""

    ROOM = "room"  # the room's door, for anyone who has it
    MEMBER = "member"  # one new account
    STAFF = "staff"  # one role; for a given account also a new second factor
    SET_UP = "set_up"  # the first administrator, or one who lost everything
    SIGN_IN = "sign_in"  # the demo's staff


PAGES = {Kind.ROOM: "/join", Kind.MEMBER: "/invitation", Kind.STAFF: "/invitation", Kind.SET_UP: "/set-up", Kind.SIGN_IN: "/invitation"}
LASTS = {
    Kind.ROOM: timedelta(days=90),
    Kind.MEMBER: timedelta(days=14),
    Kind.STAFF: timedelta(days=3),
    Kind.SET_UP: timedelta(days=1),
    Kind.SIGN_IN: timedelta(hours=12),
}
_SIGNS = {Kind.ROOM: ROOM_SIGNS, Kind.MEMBER: RECOVERY_SIGNS}


class Link(NamedTuple):
    """A new link, shown once."""

    code: str
    kind: Kind
    expires_at: datetime

    def path(self) -> str:
        """The page it opens, with the code in the fragment: to be put behind the programme's address."""
        return f"{PAGES[self.kind]}#{self.code}"

    def __repr__(self) -> str:
        return f"Link({self.kind})"


class Invitation(NamedTuple):
    """What a code stands for."""

    hash: bytes
    kind: Kind
    role: Role | None
    room: str | None
    account: str | None
    expires_at: datetime


class Invitations:
    """Makes links, looks them up, uses them up and takes them back."""

    def __init__(self, db: Database, clock: Clock, vault: Vault) -> None:
        self._db = db
        self._clock = clock
        self._vault = vault

    async def make(
        self,
        kind: Kind,
        *,
        by: str,
        role: Role | None = None,
        room: str | None = None,
        account: str | None = None,
        lasts: timedelta | None = None,
    ) -> Link:
        """A new link. `by` is the account that made it, for the audit of staff links."""
        async with self._db.write() as connection:
            return await self.make_within(connection, kind, by=by, role=role, room=room, account=account, lasts=lasts)

    async def make_within(
        self, connection: AsyncConnection, kind: Kind, *, by: str, role: Role | None = None, room: str | None = None,
        account: str | None = None, lasts: timedelta | None = None,
    ) -> Link:  # fmt: skip
        """The same within the caller's transaction."""
        code = new_code(_SIGNS.get(kind, STAFF_SIGNS))
        now = self._clock.now()
        link = Link(code, kind, now + (lasts or LASTS[kind]))
        row = {
            "hash": self._hash(code),
            "kind": kind.value,
            "role": role.value if role else None,
            "room_id": room,
            "account_id": account,
            "uses_left": ANY_NUMBER if kind is Kind.ROOM else 1,
            "created_at": now,
            "expires_at": link.expires_at,
        }
        await connection.execute(t.invitation.insert().values(row))
        if kind in (Kind.STAFF, Kind.SET_UP):
            await record(connection, [AuditLine("staff_invited", by, account or (role.value if role else "none"), now)])
        return link

    async def look(self, code: str, *kinds: Kind) -> Invitation:
        """What a code stands for; uses nothing up. Refused `link_over` for unknown, used, expired and of another kind alike."""
        async with self._db.read() as connection:
            row = (await connection.execute(sa.select(t.invitation).where(self._usable(self._hash(code))))).one_or_none()
        if row is None or (kinds and Kind(row.kind) not in kinds):
            raise Refused("link_over")
        role = Role(row.role) if row.role else None
        return Invitation(bytes(row.hash), Kind(row.kind), role, row.room_id, row.account_id, row.expires_at)

    async def use_within(self, connection: AsyncConnection, invitation: Invitation) -> None:
        """Use it up, in the transaction of what it is used for: of two at once only one gets it. Refused `link_over`."""
        if invitation.kind is Kind.ROOM:
            alive = await connection.execute(sa.select(t.invitation.c.kind).where(self._usable(invitation.hash)))
            if alive.first() is None:
                raise Refused("link_over")
            return
        used = await connection.execute(
            t.invitation.update().where(self._usable(invitation.hash)).values(uses_left=t.invitation.c.uses_left - 1)
        )
        if used.rowcount != 1:
            raise Refused("link_over")

    async def of_room(self, room: str) -> list[Invitation]:
        """The links of a room that still open its door, newest first. Their codes are not known any more."""
        wanted = sa.select(t.invitation).where(
            t.invitation.c.room_id == room, t.invitation.c.kind == Kind.ROOM.value, t.invitation.c.expires_at > self._clock.now()
        )
        async with self._db.read() as connection:
            rows = (await connection.execute(wanted.order_by(t.invitation.c.created_at.desc()))).all()
        return [Invitation(bytes(row.hash), Kind.ROOM, None, row.room_id, None, row.expires_at) for row in rows]

    async def take_back(self, room: str, key: str) -> None:
        """A room's link stops working; `key` is the hex of its hash, as listed. One that is gone is no error."""
        try:
            wanted = bytes.fromhex(key)
        except ValueError:
            raise Refused("bad_request") from None
        async with self._db.write() as connection:
            await connection.execute(t.invitation.delete().where(t.invitation.c.hash == wanted, t.invitation.c.room_id == room))

    async def close_behind(self, guest: str) -> None:
        """The link that this guest came by opens no door any more; whoever came by it stays. Again, and without a link, is no error."""
        came_by = sa.select(t.session.c.invitation).where(t.session.c.guest_id == guest, t.session.c.invitation.is_not(None))
        async with self._db.write() as connection:
            await connection.execute(t.invitation.delete().where(t.invitation.c.hash.in_(came_by)))

    async def forget_account_within(self, connection: AsyncConnection, account: str) -> None:
        """Older links for this account stop working, in the caller's transaction."""
        await connection.execute(t.invitation.delete().where(t.invitation.c.account_id == account))

    async def sweep(self) -> None:
        """Forget links that are used up or over."""
        over = sa.or_(t.invitation.c.expires_at <= self._clock.now(), t.invitation.c.uses_left <= 0)
        async with self._db.write() as connection:
            await connection.execute(t.invitation.delete().where(over))

    def _usable(self, key: bytes) -> sa.ColumnElement[bool]:
        return sa.and_(t.invitation.c.hash == key, t.invitation.c.uses_left > 0, t.invitation.c.expires_at > self._clock.now())

    def _hash(self, code: str) -> bytes:
        return self._vault.blind(f"link:{plain(code)}").encode()
