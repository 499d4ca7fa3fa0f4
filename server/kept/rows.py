"""What the databases hold, by class: how much, since when, and what should be gone. Reads only, and gives no row's content."""

from __future__ import annotations

from datetime import datetime

import msgspec
import sqlalchemy as sa

from moderation.case_terms import CaseId
from server.kept.clocks import Kept, case_over, everything, excerpt_over, meetings_over
from server.oncall.excerpt import key_id
from server.people.sessions import Lives
from server.store import tables as t
from server.store.classes import CLASSES
from server.store.engine import Database
from server.store.holding import in_force
from server.store.keys import KEYS, key


class Held(msgspec.Struct):
    """How much of one class there is. `oldest`: when the oldest of it came to be, where rows bear a time."""

    name: str
    rows: int = 0
    oldest: datetime | None = None
    overdue: int = 0


class Late(msgspec.Struct, frozen=True):
    """Rows of a table that should be gone."""

    name: str
    table: str
    rows: int


async def held(db: Database, now: datetime, lives: Lives) -> tuple[list[Held], list[Late]]:
    """All of it, class by class, and what is overdue. Raises `StoreDown`."""
    sums = {kept.name: Held(kept.name) for kept in CLASSES}
    late: list[Late] = []
    for kept in everything(now, lives):
        rows, oldest, overdue = await _look(db, kept)
        of = sums[kept.kind.name]
        of.rows, of.overdue = of.rows + rows, of.overdue + overdue
        of.oldest = min(filter(None, (of.oldest, oldest)), default=None)
        if overdue:
            late.append(Late(kept.kind.name, kept.table.name, overdue))
    return list(sums.values()), late


async def _look(db: Database, kept: Kept) -> tuple[int, datetime | None, int]:
    oldest = sa.null() if kept.since is None else sa.func.min(kept.since)
    query = sa.select(sa.func.count(), oldest).select_from(kept.table)
    overdue = sa.select(sa.func.count()).select_from(kept.table).where(sa.false() if kept.overdue is None else kept.overdue)
    if kept.where is not None:
        query = query.where(kept.where)
    async with db.read("keys" if kept.table.metadata is KEYS else "main") as connection:
        rows, since = (await connection.execute(query)).one()
        return rows, since, (await connection.execute(overdue)).scalar_one()


class Keys(msgspec.Struct):
    """The keys of the keyring by their ids: those in their time, and those that should be gone."""

    living: set[str]
    dead: set[str]

    def __repr__(self) -> str:
        return "Keys()"


async def keys(db: Database, now: datetime) -> Keys:
    """A key lives while the words of its meeting, report or case do. The keyring is asked first: what goes meanwhile is no fault."""
    async with db.read("keys") as connection:
        there = set((await connection.execute(sa.select(key.c.meeting_id))).scalars())
    reports = sa.select(t.report.c.id).where(t.report.c.excerpt.is_not(None), sa.not_(excerpt_over(now)))
    cases = sa.select(t.case_file.c.id).where(sa.not_(case_over(now)))
    async with db.read() as connection:
        living = set((await connection.execute(sa.select(t.meeting.c.id).where(t.meeting.c.id.not_in(meetings_over(now))))).scalars())
        living |= set((await connection.execute(reports)).scalars())
        living |= {key_id(CaseId(ident)) for ident in (await connection.execute(cases)).scalars()}
    return Keys(living & there, there - living)


async def in_force_until(db: Database, now: datetime) -> list[datetime]:
    """Until when each legal hold in force lasts, the longest last."""
    async with db.read() as connection:
        return list((await connection.execute(sa.select(t.hold.c.until).where(in_force(now)).order_by(t.hold.c.until))).scalars())
