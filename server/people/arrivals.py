"""Coming in: what is done when an invitation is accepted, each in one transaction with the link's use."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from moderation.audit import AuditLine
from rooms.refusals import Refused
from rooms.roles import STAFF, Role
from server.clock import Clock
from server.people.accounts import Accounts, Created, Draft
from server.people.factors import Factors
from server.people.invitations import Invitation, Invitations, Kind, Link
from server.people.roster import Roster
from server.people.sessions import Sessions
from server.store import tables as t
from server.store.audit import record
from server.store.engine import Database


class Plan(NamedTuple):
    """What the first administrator says about her programme."""

    name: str
    language: str
    country: str


class Arrivals:
    """Opens the door that a link is for."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        accounts: Accounts,
        invitations: Invitations,
        roster: Roster,
        factors: Factors,
        sessions: Sessions,
    ) -> None:
        self._db = db
        self._clock = clock
        self._accounts = accounts
        self._invitations = invitations
        self._roster = roster
        self._factors = factors
        self._sessions = sessions

    async def is_set_up(self) -> bool:
        """Whether the programme exists."""
        async with self._db.read() as connection:
            return (await connection.execute(sa.select(t.programme.c.id))).first() is not None

    async def first_link(self) -> Link | None:
        """A one-time link for the first administrator while there is no programme; each start prints a fresh one."""
        return None if await self.is_set_up() else await self._invitations.make(Kind.SET_UP, by="system")

    async def sign_up_is_open(self) -> bool:
        """Whether some room lets women make an account without an invitation."""
        wanted = sa.select(t.room.c.id).where(t.room.c.open_sign_up, t.room.c.closed_at.is_(None))
        async with self._db.read() as connection:
            return (await connection.execute(wanted)).first() is not None

    async def sign_up(self, draft: Draft, language: str) -> Created:
        """An account without an invitation, where a room allows it. Refused `link_over`, `account_name_taken`."""
        if not await self.sign_up_is_open():
            raise Refused("link_over")
        async with self._db.write() as connection:
            return await self._accounts.insert(connection, draft, language)

    async def join(self, invitation: Invitation, draft: Draft, language: str) -> Created:
        """A new account by a member's or a staff invitation, with its role. Refused `link_over`, `account_name_taken`."""
        if invitation.kind not in (Kind.MEMBER, Kind.STAFF) or invitation.account is not None:
            raise Refused("link_over")
        async with self._db.write() as connection:
            await self._invitations.use_within(connection, invitation)
            created = await self._accounts.insert(connection, draft, language)
            if invitation.role in STAFF:
                await self._roster.grant_within(connection, created.account, invitation.role, by=created.account)
            return created

    async def take_up(self, invitation: Invitation, account: str) -> None:
        """A role for an account there is, or a new second factor for the one it was made for. Refused `link_over`."""
        if invitation.kind is not Kind.STAFF or invitation.account not in (None, account):
            raise Refused("link_over")
        async with self._db.write() as connection:
            await self._invitations.use_within(connection, invitation)
            if invitation.role in STAFF:
                await self._roster.grant_within(connection, account, invitation.role, by=account)
            await self._factors.begin_within(connection, account)

    async def reinvite(self, account: str, *, by: str) -> Link:
        """For a colleague who lost her factor: it is removed, her sessions end, and a link for her account alone lets her set up another.

        Refused `bad_request` for an account that is not staff. Her passphrase stays, and without the link it sets up nothing.
        """
        held = sa.select(t.grant.c.role).where(t.grant.c.account_id == account, t.grant.c.role.in_([role.value for role in STAFF]))
        async with self._db.write() as connection:
            if (await connection.execute(held)).first() is None:
                raise Refused("bad_request")
            link, ended = await self._anew(connection, account, Kind.STAFF, by)
            await record(connection, [AuditLine("staff_reinvited", by, account, self._clock.now())])
        self._sessions.announce_all(account, ended)
        return link

    async def recover_administrator(self, account: str, *, by: str) -> Link:
        """The same from the console for an administrator who lost everything; she sets a new passphrase too."""
        async with self._db.write() as connection:
            link, ended = await self._anew(connection, account, Kind.SET_UP, by)
            await record(connection, [AuditLine("administrator_recovered", by, account, self._clock.now())])
        self._sessions.announce_all(account, ended)
        return link

    async def set_up(self, invitation: Invitation, plan: Plan, draft: Draft) -> Created:
        """The programme and its first administrator. Refused `link_over` when there is a programme already."""
        if invitation.kind is not Kind.SET_UP or invitation.account is not None:
            raise Refused("link_over")
        now = self._clock.now()
        row = {"id": 1, "name": plan.name, "language": plan.language, "country": plan.country, "set_up_at": now, "demo": False}
        try:
            async with self._db.write() as connection:
                await self._invitations.use_within(connection, invitation)
                await connection.execute(t.programme.insert().values(row))
                created = await self._accounts.insert(connection, draft, plan.language)
                await record(connection, [AuditLine("set_up", created.account, "programme", now)])
                await self._roster.grant_within(connection, created.account, Role.ADMINISTRATOR, by=created.account)
                return created
        except IntegrityError:
            raise Refused("link_over") from None

    async def set_up_again(self, invitation: Invitation, secret: str) -> str:
        """A recovered administrator's new passphrase (hashed) and the start of a new factor; gives her account. Refused `link_over`."""
        if invitation.kind is not Kind.SET_UP or invitation.account is None:
            raise Refused("link_over")
        account = invitation.account
        async with self._db.write() as connection:
            await self._invitations.use_within(connection, invitation)
            await connection.execute(t.account.update().where(t.account.c.id == account).values(secret=secret))
            await self._factors.remove_within(connection, account)
            await self._factors.begin_within(connection, account)
            ended = await self._sessions.end_within(connection, account)
        self._sessions.announce_all(account, ended)
        return account

    async def sign_in(self, invitation: Invitation) -> str:
        """The account of a demo's sign-in link. Refused `link_over` anywhere but in a demo."""
        if invitation.kind is not Kind.SIGN_IN or invitation.account is None:
            raise Refused("link_over")
        async with self._db.write() as connection:
            demo = (await connection.execute(sa.select(t.programme.c.demo))).scalar()
            if not demo:
                raise Refused("link_over")
            await self._invitations.use_within(connection, invitation)
        return invitation.account

    async def _anew(self, connection: AsyncConnection, account: str, kind: Kind, by: str) -> tuple[Link, list[str] | None]:
        await self._factors.remove_within(connection, account)
        await self._invitations.forget_account_within(connection, account)
        ended = await self._sessions.end_within(connection, account)
        return await self._invitations.make_within(connection, kind, by=by, account=account), ended
