"""Restoring a backup into an empty record, and doing again what was done after it was taken: deletions, ended roles, exclusions.

All of it is one transaction. Words never come back: what was sealed under a meeting's or a report's key is in no backup, and every key
that is still in the keyring is destroyed. Meetings that were to come are planned anew, others are over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from moderation.audit import AuditLine
from server.kept.archive import Columns, Damaged, Header, Row, checked, parts
from server.kept.backup import mark, raw
from server.kept.replay import Replayed, replay
from server.oncall.cases import CASE, DESTROY, WORDS_KEPT
from server.people.seriesbook import PLAN
from server.store import tables as t
from server.store.audit import record
from server.store.classes import backed_up
from server.store.engine import Database, patient_engine, trouble
from server.store.keyring import Keyring
from server.store.ledger import Ledger
from server.store.migrate import HEADS, known, migrate, upgrade_within, version
from server.store.moments import EPOCH, Moment
from server.store.retention import LEDGER_KEPT
from server.store.sealing import Vault

_AT_ONCE = 500


class NotRestored(Exception):
    """This backup cannot be restored here. Nothing was changed. The message is a sentence for the operator."""


class Restored(NamedTuple):
    """What a restore did. `entries`: how many the ledger has in all; none says that it was not kept, or is new."""

    taken_at: datetime
    rows: int
    replayed: Replayed
    entries: int


async def restore(db: Database, keyring: Keyring, vault: Vault, now: datetime, path: Path, *, agreed: Callable[[int], bool]) -> Restored:
    """Restore the backup in this file. When the keyring still holds keys, `agreed` is asked first whether so many may be destroyed.

    Raises `NotRestored`, `Damaged`, `WrongKey`, `StoreDown`, `OSError`.
    """
    header = checked(path)
    _fits(header, vault, now)
    fresh = await _empty(db, header)
    await migrate(db, "keys")
    await keyring.check()
    left = await keyring.count()
    if left and not agreed(left):
        raise NotRestored("Nothing was restored, and no key was destroyed. To restore without being asked, add --yes.")
    ledger = Ledger(db, vault)
    engine, rows = patient_engine(db.url), 0
    try:
        with trouble():
            async with engine.begin() as connection:
                if fresh:
                    await connection.run_sync(upgrade_within, "main", header.schema)
                for table, batch in _batches(path, same=header.schema == HEADS["main"]):
                    await connection.execute(table.insert(), batch)
                    rows += len(batch)
                await connection.run_sync(upgrade_within, "main")
                await _count_on(connection)
                replayed = await replay(connection, ledger, vault, header.taken_at, now)
                await keyring.destroy_all()
                await _set_going(connection, keyring, now)
                await record(connection, [AuditLine("restored", "console", "programme", now)])
    except IntegrityError:
        raise Damaged(f"{path.name} holds rows that do not fit together. Nothing was restored.") from None
    finally:
        await engine.dispose()
    return Restored(header.taken_at, rows, replayed, await ledger.count())


def _fits(header: Header, vault: Vault, now: datetime) -> None:
    if not known("main", header.schema):
        raise NotRestored(f"This backup was made by a newer Hearth ({header.hearth}). Restore it with that version.")
    if header.mark != mark(vault):
        raise NotRestored("This backup belongs to another secret key. Give Hearth the secret key that the programme was set up with.")
    if header.taken_at < now - LEDGER_KEPT:
        raise NotRestored("This backup is older than 400 days: what was deleted since is no longer known. It cannot be restored.")


async def _empty(db: Database, header: Header) -> bool:
    """Whether the record has no schema yet. Refused when anything is in it."""
    at = await version(db, "main")
    if at is None:
        async with db.read() as connection:
            if not await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names()):
                return True
    elif at == HEADS["main"]:
        async with db.read() as connection:
            kept = [table for table in t.MAIN.sorted_tables if (await connection.execute(sa.select(table).limit(1))).first() is not None]
        if not kept and at == header.schema:
            return False
    raise NotRestored(
        "There is something in this database already. A backup is restored into an empty one only: give a new database, "
        "or in the data folder move hearth.db away, and keep keys.db and secret.key where they are."
    )


def _batches(path: Path, *, same: bool) -> Iterator[tuple[sa.TableClause, list[dict[str, object]]]]:
    """Rows by the hundred, each with its table. A column that this version would not back up is refused."""
    begun: Columns | None = None
    batch: list[Row] = []
    for part in chain(parts(path), [None]):
        if isinstance(part, list):
            batch.append(part)
        if begun is not None and batch and (not isinstance(part, list) or len(batch) == _AT_ONCE):
            yield raw(begun.table, begun.columns), [dict(zip(begun.columns, row, strict=True)) for row in batch]
            batch = []
        if isinstance(part, Columns):
            if not backed_up(part.table) or (same and not set(part.columns) <= set(backed_up(part.table))):
                raise Damaged(f"{path.name} holds what no backup holds. It was not made by Hearth.")
            begun = part


async def _count_on(connection: AsyncConnection) -> None:
    """PostgreSQL numbers new rows after the restored ones; SQLite does by itself."""
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql(
            "SELECT setval(pg_get_serial_sequence('audit', 'n'), (SELECT max(n) FROM audit)) WHERE EXISTS (SELECT 1 FROM audit)"
        )


async def _set_going(connection: AsyncConnection, keyring: Keyring, now: datetime) -> None:
    """Meetings to come get a new key and their timers, series and cases theirs; every other meeting is over, and its words are gone."""
    m = t.meeting.c
    to_come = sa.and_(m.status == "planned", m.closes_at > now)
    over = t.meeting.update().where(sa.not_(to_come))
    at = sa.literal(now, Moment)
    ended = {"status": "closed", "closed_at": sa.func.coalesce(m.closed_at, at), "destroyed_at": sa.func.coalesce(m.destroyed_at, at)}
    await connection.execute(over.values(ended))
    await connection.execute(t.meeting.update().where(to_come).values(seq=0, control=0))
    await connection.execute(t.hold.update().where(t.hold.c.ended_at.is_(None)).values(ended_at=at))  # there is nothing left to hold
    timers: list[tuple[str, str, datetime]] = []
    for row in (await connection.execute(sa.select(m.id, m.opens_at, m.closes_at).where(to_come))).all():
        await keyring.create(row.id)
        timers += [("open_meeting", row.id, row.opens_at), ("close_meeting", row.id, row.closes_at)]
    timers += [(PLAN, row.id, now) for row in await connection.execute(sa.select(t.series.c.id))]
    f = t.case_file.c
    for row in (await connection.execute(sa.select(f.id, f.due_at, f.raised_at))).all():
        timers += [(DESTROY, row.id, row.raised_at + WORDS_KEPT), *([(CASE, row.id, row.due_at)] if row.due_at is not None else [])]
    rows = [{"kind": kind, "subject": subject, "due_at": due, "leased_until": EPOCH, "fence": 0} for kind, subject, due in timers]
    if rows:
        await connection.execute(t.timer.insert(), rows)
