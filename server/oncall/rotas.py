"""The rota as it is kept: drafts and published versions, overrides and swaps; and the policy that a case is given when it is raised.

A draft decides nothing. What is published stays as it was, under its number, with the name and the reason of whoever published it with
a gap. Overrides and swaps count at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from moderation.audit import AuditLine
from moderation.case_terms import AccountId, Clock, Level, Policy
from moderation.rota import MOST_ROTATIONS, Check, Override, Rota, Rotation, Shift, chain, check, must_be_sound, swapped
from rooms.refusals import Refused
from rooms.roles import Role
from server.clock import Clock as Time
from server.config import Settings
from server.oncall.reach import Reach
from server.people.codes import new_id
from server.store import tables as t
from server.store.audit import record
from server.store.engine import Database

LONGEST_OVERRIDE = timedelta(days=60)
MOST_OVERRIDES = 200

_log = structlog.get_logger()


class Version(msgspec.Struct, frozen=True):
    """A rota by its number."""

    number: int
    rotations: tuple[Rotation, ...]
    published_at: datetime | None
    published_by: str | None
    waiver: str | None


class Kept(msgspec.Struct, frozen=True):
    """An override as kept. `swap` is shared by the two halves of a swap; until both agree it decides nothing."""

    id: str
    override: Override
    made_by: str
    swap: str | None
    agreed: bool


class Rotas:
    """Keeps the rota and says who is on call."""

    def __init__(self, db: Database, clock: Time, reach: Reach, settings: Settings) -> None:
        self._db = db
        self._clock = clock
        self._reach = reach
        self._rounds = settings.page_rounds
        self._clocks = (
            Clock(settings.answer_red_s, settings.silence_red_s),
            Clock(settings.answer_amber_s, settings.silence_amber_s),
            Clock(settings.answer_green_s, settings.silence_green_s),
        )

    async def policy_now(self, connection: AsyncConnection, now: datetime) -> Policy:
        """Who is paged for a case that is raised now, in the transaction that raises it.

        Where no rota is published, or it cannot be read, everybody who may be on call is the first level: a mistake in a rota silences
        nobody. Administrators stand in where nobody supervises.
        """
        on_call = await holders(connection, Role.ON_CALL)
        levels: tuple[tuple[str, ...], ...] = (on_call,)
        try:
            if (rota := await self.current(connection, now)) is not None:
                levels = chain(rota, on_call, now)
        except (ValueError, msgspec.MsgspecError) as error:
            _log.error("rota_unreadable", code=type(error).__name__)
        supervisors = await holders(connection, Role.SUPERVISOR) or await holders(connection, Role.ADMINISTRATOR)
        red, amber, green = self._clocks
        return Policy(
            levels=tuple(Level(tuple(AccountId(each) for each in level)) for level in levels),
            supervisors=tuple(AccountId(each) for each in supervisors),
            rounds=self._rounds,
            red=red,
            amber=amber,
            green=green,
        )

    async def current(self, connection: AsyncConnection, now: datetime) -> Rota | None:
        """The rota in force, with what was agreed to be different from now on; None where none was ever published."""
        published = await self.published(connection)
        if published is None:
            return None
        return Rota(published.rotations, tuple(kept.override for kept in await self.overrides(connection, now) if kept.agreed))

    async def published(self, connection: AsyncConnection) -> Version | None:
        """The version in force."""
        return await self._newest(connection, published=True)

    async def overrides(self, connection: AsyncConnection, now: datetime) -> list[Kept]:
        """What is, or is asked to be, different from now on, in the order in which it was made."""
        o = t.rota_override.c
        rows = (await connection.execute(sa.select(t.rota_override).where(o.until > now).order_by(o.made_at, o.id))).all()
        return [
            Kept(row.id, Override(row.rotation, row.account_id, row.since, row.until), row.made_by, row.swap, row.agreed) for row in rows
        ]

    async def versions(self) -> tuple[Version | None, Version | None]:
        """What is published, and the draft that would replace it."""
        async with self._db.read() as connection:
            return await self.published(connection), await self._newest(connection, published=False)

    async def looked_at(self, rotations: tuple[Rotation, ...] | None = None) -> Check:
        """What is wrong with the coming weeks: of these rotations, or of the rota in force."""
        now = self._clock.now()
        async with self._db.read() as connection:
            rota = await self.current(connection, now)
            if rotations is not None:
                rota = Rota(rotations, rota.overrides if rota else ())
            on_call = await holders(connection, Role.ON_CALL)
            return check(rota or Rota(), on_call, await self._reach.answered(connection, on_call), now)

    async def draft(self, rotations: tuple[Rotation, ...]) -> None:
        """Keep this as the draft. Refused `rota_bad`."""
        if len(rotations) > MOST_ROTATIONS:
            raise Refused("rota_bad")
        async with self._db.write() as connection:
            await connection.execute(t.rota.delete().where(t.rota.c.published_at.is_(None)))
            last = (await connection.execute(sa.select(sa.func.max(t.rota.c.version)))).scalar() or 0
            await connection.execute(t.rota.insert().values(version=last + 1, rotations=msgspec.json.encode(rotations)))

    async def publish(self, *, by: str, waiver: str = "") -> None:
        """The draft is in force from now on. Refused `rota_gap` when something is wrong with the coming weeks and no reason is given."""
        now = self._clock.now()
        _, draft = await self.versions()
        if draft is None:
            raise Refused("no_such_shift")
        must_be_sound(await self.looked_at(draft.rotations), waiver)
        values = {"published_at": now, "published_by": by, "waiver": waiver.strip()[:200] or None}
        async with self._db.write() as connection:
            done = await connection.execute(
                t.rota.update().where(t.rota.c.version == draft.number, t.rota.c.published_at.is_(None)).values(values)
            )
            if done.rowcount != 1:
                raise Refused("no_such_shift")
            about = str(draft.number)
            line = AuditLine("rota_waived", by, about, now) if waiver.strip() else AuditLine("rota_published", by, about, now)
            await record(connection, [line])

    async def override(self, override: Override, *, by: str) -> None:
        """Somebody, or nobody, has this duty for a time. Refused `rota_bad`."""
        now = self._clock.now()
        sane = override.since < override.until <= override.since + LONGEST_OVERRIDE and override.until > now
        if not sane:
            raise Refused("rota_bad")
        async with self._db.write() as connection:
            await self._keep(connection, [override], by=by, swap=None, agreed=True)
            await record(connection, [AuditLine("rota_changed", by, override.account or "nobody", now)])

    async def ask_swap(self, mine: Shift, hers: Shift, *, by: str) -> None:
        """Ask another to take each other's duty; it decides nothing until she agrees. Refused `rota_bad`."""
        if mine.account == hers.account:
            raise Refused("rota_bad")
        async with self._db.write() as connection:
            await self._keep(connection, swapped(mine, hers), by=by, swap=new_id(), agreed=False)

    async def agree(self, swap: str, *, by: str) -> None:
        """She says yes; only whoever is asked can. Refused `no_such_shift`."""
        now = self._clock.now()
        o = t.rota_override.c
        asked = (o.swap == swap, o.agreed.is_(False), o.made_by != by, o.until > now)
        async with self._db.write() as connection:
            rows = (await connection.execute(sa.select(o.account_id).where(*asked))).scalars().all()
            if by not in rows:
                raise Refused("no_such_shift")
            await connection.execute(t.rota_override.update().where(*asked).values(agreed=True, made_at=now))
            await record(connection, [AuditLine("rota_changed", by, by, now)])

    async def drop(self, ident: str, *, by: str) -> None:
        """An override, or a swap as a whole, is no more. Refused `no_such_shift`."""
        now = self._clock.now()
        o = t.rota_override.c
        async with self._db.write() as connection:
            gone = await connection.execute(t.rota_override.delete().where(sa.or_(o.id == ident, o.swap == ident)))
            if not gone.rowcount:
                raise Refused("no_such_shift")
            await record(connection, [AuditLine("rota_changed", by, by, now)])

    async def _keep(self, connection: AsyncConnection, overrides: Iterable[Override], *, by: str, swap: str | None, agreed: bool) -> None:
        now = self._clock.now()
        on_call = await holders(connection, Role.ON_CALL)
        rota = await self.current(connection, now)
        known = {rotation.id for rotation in rota.rotations} if rota else set()
        kept = await self.overrides(connection, now)
        for each in overrides:
            if each.rotation not in known or (each.account is not None and each.account not in on_call) or len(kept) >= MOST_OVERRIDES:
                raise Refused("rota_bad")
            row = {"id": new_id(), "rotation": each.rotation, "account_id": each.account, "since": each.since, "until": each.until}
            await connection.execute(t.rota_override.insert().values(**row, made_at=now, made_by=by, swap=swap, agreed=agreed))

    async def _newest(self, connection: AsyncConnection, *, published: bool) -> Version | None:
        which = t.rota.c.published_at.is_not(None) if published else t.rota.c.published_at.is_(None)
        row = (await connection.execute(sa.select(t.rota).where(which).order_by(t.rota.c.version.desc()).limit(1))).first()
        if row is None:
            return None
        rotations = msgspec.json.decode(row.rotations, type=tuple[Rotation, ...])
        return Version(row.version, rotations, row.published_at, row.published_by, row.waiver)


async def holders(connection: AsyncConnection, role: Role) -> tuple[str, ...]:
    """The accounts that hold a role."""
    query = sa.select(t.grant.c.account_id).where(t.grant.c.role == role.value).order_by(t.grant.c.granted_at, t.grant.c.account_id)
    return tuple((await connection.execute(query)).scalars())
