"""What the ledger says was done since a backup was taken, done again in the restored record."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from rooms.roles import STAFF
from server.people.erasure import erase
from server.store import tables as t
from server.store.ledger import Act, Entry, Ledger
from server.store.moments import from_micros
from server.store.sealing import Vault

SURELY = timedelta(minutes=10)  # an act has its time before it is committed: it may bear an earlier one than the backup that lacks it
_STAFF = [role.value for role in STAFF]


class Replayed(NamedTuple):
    """How often each was done again."""

    accounts_deleted: int
    roles_ended: int
    exclusions_made: int
    exclusions_lifted: int


async def replay(connection: AsyncConnection, ledger: Ledger, vault: Vault, taken_at: datetime, now: datetime) -> Replayed:
    """Do it in the caller's transaction. Raises `StoreDown`."""
    entries = await ledger.since(taken_at - SURELY)
    by_act = {act: [entry for entry in entries if entry.act is act] for act in Act}
    roles = await _roles(connection, ledger, by_act[Act.ROLE_ENDED])
    made, lifted = 0, 0
    for entry in entries:
        if entry.act is Act.EXCLUDED:
            made += await _exclude(connection, entry)
        elif entry.act is Act.LIFTED:
            older = sa.and_(t.exclusion.c.token == entry.token, t.exclusion.c.made_at <= entry.at)
            lifted += (await connection.execute(t.exclusion.delete().where(older))).rowcount
    accounts = await _accounts(connection, ledger, {entry.token for entry in by_act[Act.ACCOUNT_DELETED]})
    for account in accounts:
        await erase(connection, vault, account, now)
    return Replayed(len(accounts), roles, made, lifted)


async def _accounts(connection: AsyncConnection, ledger: Ledger, deleted: set[str]) -> list[str]:
    everyone = (await connection.execute(sa.select(t.account.c.id))).scalars().all() if deleted else []
    return [account for account in everyone if ledger.account_token(account) in deleted]


async def _roles(connection: AsyncConnection, ledger: Ledger, ended: list[Entry]) -> int:
    """A role given after it was ended stays."""
    last = {entry.token: entry.at for entry in ended}
    query = sa.select(t.grant).where(t.grant.c.role.in_(_STAFF))
    count = 0
    for row in (await connection.execute(query)).all() if ended else []:
        at = last.get(ledger.role_token(row.account_id, row.role))
        if at is None or row.granted_at > at:
            continue
        held = sa.and_(t.grant.c.account_id == row.account_id, t.grant.c.role == row.role)
        await connection.execute(t.grant.delete().where(held))
        count += 1
        others = query.where(t.grant.c.account_id == row.account_id).limit(1)
        if (await connection.execute(others)).first() is None:
            for table in (t.contact_point, t.factor, t.factor_code):
                await connection.execute(table.delete().where(table.c.account_id == row.account_id))
    return count


async def _exclude(connection: AsyncConnection, entry: Entry) -> int:
    row = {
        name: from_micros(value) if name in {"until", "made_at"} and isinstance(value, int) else value
        for name, value in entry.detail.items()
    }
    same = t.exclusion.c.token == entry.token
    kept = (await connection.execute(sa.select(t.exclusion).where(same))).one_or_none()
    if kept is not None and kept.made_at >= row["made_at"]:
        return 0
    await connection.execute(t.exclusion.delete().where(same))
    await connection.execute(t.exclusion.insert().values(row))
    return 1
