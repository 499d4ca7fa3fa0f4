"""Series of meetings as staff keep them: what comes again in a room, and what is different one evening.

`server/planner.py` makes the meetings: each change here sets its timer in the same transaction, so that none is forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from moderation.audit import AuditLine
from rooms.refusals import Refused
from rooms.schedule import Change, Occurrence, Series, occurrences, rule_of, takes_place_on
from server.clock import Clock
from server.people.codes import new_id
from server.store import tables as t
from server.store.audit import record
from server.store.engine import Database
from server.store.moments import EPOCH
from server.store.upsert import upsert

PLAN = "plan_series"
FURTHEST = timedelta(days=400)  # how far ahead an evening can be moved or called off


class Kept(msgspec.Struct, frozen=True):
    """A series as it stands, with its changes."""

    id: str
    room: str
    series: Series
    changes: dict[date, Change]

    def between(self, since: datetime, until: datetime) -> list[Occurrence]:
        """Its evenings, called-off ones too. Raises `ValueError` when its zone is not known on this machine."""
        return occurrences(self.series, since, until, self.changes)


class Seriesbook:
    """Creates, changes, ends and lists series. What is not there is refused `no_such_room`, an evening `no_such_meeting`."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def create(self, room: str, series: Series, *, by: str) -> str:
        """A new series; gives its id."""
        ident = new_id()
        async with self._db.write() as connection:
            row = {"id": ident, "room_id": room, "made_at": self._clock.now(), "ended_at": None, **_columns(series)}
            await connection.execute(t.series.insert().values(row))
            await self._told(connection, "series_created", ident, by)
        return ident

    async def change(self, room: str, ident: str, series: Series, *, by: str) -> None:
        """Another rule, hour, zone, length or format. What was different on days that the new rule has not is forgotten."""
        async with self._db.write() as connection:
            changed = await connection.execute(t.series.update().where(*_is(room, ident)).values(_columns(series)))
            if changed.rowcount != 1:
                raise Refused("no_such_room")
            days = (await connection.execute(sa.select(t.series_change.c.occurrence).where(t.series_change.c.series_id == ident))).scalars()
            gone = [day for day in days.all() if not takes_place_on(series, date.fromisoformat(day))]
            await connection.execute(
                t.series_change.delete().where(t.series_change.c.series_id == ident, t.series_change.c.occurrence.in_(gone))
            )
            await self._told(connection, "series_changed", ident, by)

    async def end(self, room: str, ident: str, *, by: str) -> None:
        """Nothing of it begins from now on."""
        await self._end(room, ident, self._clock.now(), "series_ended", by)

    async def resume(self, room: str, ident: str, *, by: str) -> None:
        """It goes on as if it had not been ended."""
        await self._end(room, ident, None, "series_resumed", by)

    async def _end(self, room: str, ident: str, at: datetime | None, kind: str, by: str) -> None:
        async with self._db.write() as connection:
            ended = await connection.execute(t.series.update().where(*_is(room, ident)).values(ended_at=at))
            if ended.rowcount != 1:
                raise Refused("no_such_room")
            await self._told(connection, kind, ident, by)

    async def alter(self, room: str, ident: str, on: date, change: Change | None, *, by: str) -> None:
        """One evening to come is called off or moved, or takes place as usual after all (`change` None)."""
        kept, now = await self.get(room, ident), self._clock.now()
        if not any(each.on == on for each in kept.between(now, now + FURTHEST)):
            raise Refused("no_such_meeting")
        day = on.isoformat()
        async with self._db.write() as connection:
            await connection.execute(
                t.series_change.delete().where(t.series_change.c.series_id == ident, t.series_change.c.occurrence == day)
            )
            if change is None:
                kind = "evening_as_usual"
            else:
                kind = "evening_called_off" if change.moved_to is None else "evening_moved"
                moved_to = None if change.moved_to is None else change.moved_to.strftime("%Y-%m-%dT%H:%M")
                row = {"series_id": ident, "occurrence": day, "moved_to": moved_to, "sentence": change.sentence}
                await connection.execute(t.series_change.insert().values(row))
            await self._told(connection, kind, ident, by)

    async def get(self, room: str | None, ident: str) -> Kept:
        """One series, of this room if one is given."""
        found = await self._select(t.series.c.id == ident, *([] if room is None else [t.series.c.room_id == room]))
        if not found:
            raise Refused("no_such_room")
        return found[0]

    async def of_room(self, room: str) -> list[Kept]:
        """The room's series, the oldest first; ended ones too, so that their end can be undone."""
        return await self._select(t.series.c.room_id == room)

    async def running(self, now: datetime) -> list[Kept]:
        """Every series of a room that is not closed for good, unless it has ended."""
        return await self._select(sa.or_(t.series.c.ended_at.is_(None), t.series.c.ended_at > now), t.room.c.closed_at.is_(None))

    async def _select(self, *where: sa.ColumnElement[bool]) -> list[Kept]:
        wanted = (
            sa.select(t.series).join(t.room, t.room.c.id == t.series.c.room_id).where(*where).order_by(t.series.c.made_at, t.series.c.id)
        )
        async with self._db.read() as connection:
            rows = (await connection.execute(wanted)).all()
            ids = [row.id for row in rows]
            changed = (await connection.execute(sa.select(t.series_change).where(t.series_change.c.series_id.in_(ids)))).all()
        return [Kept(row.id, row.room_id, _series(row), _changes(changed, row.id)) for row in rows]

    async def _told(self, connection: AsyncConnection, kind: str, ident: str, by: str) -> None:
        """The planner's timer is due, and the audit has its line: last in a transaction."""
        now = self._clock.now()
        timer = upsert(self._db, t.timer).values(kind=PLAN, subject=ident, due_at=now, leased_until=EPOCH, fence=0)
        again = {"due_at": now, "leased_until": EPOCH, "fence": t.timer.c.fence + 1}
        await connection.execute(timer.on_conflict_do_update(index_elements=[t.timer.c.kind, t.timer.c.subject], set_=again))
        await record(connection, [AuditLine(kind, by, ident, now)])


def _is(room: str, ident: str) -> tuple[sa.ColumnElement[bool], ...]:
    return t.series.c.id == ident, t.series.c.room_id == room


def _columns(series: Series) -> dict[str, object]:
    return {
        "rule": series.rule.text(),
        "starts_on": series.starts_on.isoformat(),
        "hour": series.hour.strftime("%H:%M"),
        "zone": series.zone,
        "minutes": series.minutes,
        "format": series.format,
    }


def _series(row: sa.Row[tuple[object, ...]]) -> Series:
    return Series(
        rule_of(row.rule), date.fromisoformat(row.starts_on), time.fromisoformat(row.hour), row.zone, row.minutes, row.format, row.ended_at
    )


def _changes(rows: Sequence[sa.Row[tuple[object, ...]]], ident: str) -> dict[date, Change]:
    return {
        date.fromisoformat(row.occurrence): Change(datetime.fromisoformat(row.moved_to) if row.moved_to else None, row.sentence)
        for row in rows
        if row.series_id == ident
    }
