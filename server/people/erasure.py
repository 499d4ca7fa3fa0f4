"""Every row about an account, erased: when it is deleted, and again when a restored backup has brought it back.

What stays says no more that it was hers: reports of her words and those she made or judged, tokens that kept the account out, places in
a rota, a request for a person. What staff did stays in the audit and in the timelines of cases, under an id that leads to no name.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from server.people.codes import new_id
from server.people.exclusions import tokens_of
from server.people.reports import author_mark
from server.store import tables as t
from server.store.retention import LEDGER_KEPT
from server.store.sealing import Vault

PAST_HER = LEDGER_KEPT  # how long a deleted account's token may stay: a backup that could bring her back is no older


def asked_by(account: str) -> sa.Select[str]:
    """The requests to look again that the holder of this account made."""
    mine = sa.select(t.report.c.id).join(t.receipt, t.receipt.c.report_id == t.report.c.id)
    return mine.where(t.receipt.c.account_id == account, t.report.c.measure.is_not(None))


async def erase(connection: AsyncConnection, vault: Vault, account: str, now: datetime) -> None:
    """Do it in the caller's transaction. Again is harmless."""
    await _reports(connection, vault, account)
    await _exclusions(connection, vault, account, now)
    await _rota(connection, account)
    await connection.execute(t.measure.update().where(t.measure.c.taken_by == account).values(taken_by=""))
    for by in (t.hold.c.proposed_by, t.hold.c.confirmed_by, t.hold.c.ended_by):
        await connection.execute(t.hold.update().where(by == account).values({by.name: ""}))
    for by in (t.disclosure.c.logged_by, t.disclosure.c.answered_by):
        await connection.execute(t.disclosure.update().where(by == account).values({by.name: ""}))
    await connection.execute(t.acceptance.delete().where(t.acceptance.c.who == account))
    await connection.execute(t.revocation.delete().where(t.revocation.c.key == account))
    await connection.execute(t.case_ask.update().where(t.case_ask.c.account_id == account).values(account_id=None))
    await connection.execute(t.account.delete().where(t.account.c.id == account))  # all else of hers goes with it


async def _reports(connection: AsyncConnection, vault: Vault, account: str) -> None:
    """What she asked for herself goes; a report she made stays without her, and her code works."""
    r = t.report.c
    await connection.execute(t.report.delete().where(r.id.in_((await connection.execute(asked_by(account))).scalars().all())))
    await connection.execute(t.receipt.update().where(t.receipt.c.account_id == account).values(account_id=None))
    marked = (await connection.execute(sa.select(r.id, r.author_mark).where(r.author_mark.is_not(None)))).all()
    hers = [row.id for row in marked if row.author_mark == author_mark(vault, row.id, account)]
    await connection.execute(t.report.update().where(r.id.in_(hers)).values(author_mark=author_mark(vault, "", "")))
    for column in (r.taken_by, r.closed_by):
        await connection.execute(t.report.update().where(column == account).values({column.name: None}))


async def _exclusions(connection: AsyncConnection, vault: Vault, account: str, now: datetime) -> None:
    """The tokens that keep her out lead to nobody any more. They protect others, and stay until their time is over, `PAST_HER` at most."""
    e = t.exclusion.c
    rooms = (await connection.execute(sa.select(t.room.c.id))).scalars().all()
    latest = now + PAST_HER
    longer = sa.and_(e.token.in_(list(tokens_of(vault, account, rooms))), sa.or_(e.until.is_(None), e.until > latest))
    await connection.execute(t.exclusion.update().where(longer).values(until=latest))
    await connection.execute(t.exclusion.update().where(e.taken_by == account).values(taken_by=None))


async def _rota(connection: AsyncConnection, account: str) -> None:
    """Her place in a rotation is nobody's, so that the others keep theirs; who looks at the rota is told of it."""
    r, o, hers, nobody = t.rota.c, t.rota_override.c, account.encode(), new_id().encode()
    for row in (await connection.execute(sa.select(r.version, r.rotations))).all():
        if hers in row.rotations:
            await connection.execute(t.rota.update().where(r.version == row.version).values(rotations=row.rotations.replace(hers, nobody)))
    await connection.execute(t.rota.update().where(r.published_by == account).values(published_by=None))
    await connection.execute(t.rota_override.update().where(o.made_by == account).values(made_by=""))
