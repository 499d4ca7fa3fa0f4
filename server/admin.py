"""`hearth admin`: what only someone at the console may do."""

from __future__ import annotations

import sqlalchemy as sa

from rooms.roles import Role
from server.config import Settings, SettingsRefused
from server.console import opened, served_at
from server.people.names import skeleton
from server.store import tables as t


async def recover(settings: Settings, name: str) -> list[str]:
    """A one-time link by which the administrator of this name sets a new passphrase and second factor.

    Her sessions end and her old factor is gone at once; the audit says that it was done at the console. Raises `SettingsRefused`.
    """
    async with opened(settings) as (db, _clock, people):
        wanted = (
            sa.select(t.account.c.id)
            .join(t.grant, t.grant.c.account_id == t.account.c.id)
            .where(t.account.c.name_mark == skeleton(name), t.grant.c.role == Role.ADMINISTRATOR.value)
        )
        async with db.read() as connection:
            account = (await connection.execute(wanted)).scalar()
        if account is None:
            raise SettingsRefused("There is no administrator of that name.")
        link = await people.arrivals.recover_administrator(account, by="console")
        return [f"{served_at(settings)}{link.path()}"]
