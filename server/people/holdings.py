"""What is kept about one account, counted: every row of every table of both databases, found by walking the schema.

A report of her words is counted once it has ended: until then nobody is to be put under pressure because of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from rooms.roles import Role
from server.people.exclusions import tokens_of
from server.people.reports import OUTCOMES_KEPT, author_mark
from server.people.sessions import REVOCATIONS_KEPT
from server.store import tables as t
from server.store.engine import Database
from server.store.keys import KEYS, key
from server.store.ledger import Ledger
from server.store.retention import AUDIT_KEPT, LEDGER_KEPT, LOG_KEPT
from server.store.sealing import Vault

INSIDE = frozenset({"log", "timer", "rota", "case_file", "case_event", "ledger"})
"""Tables with a column in which an id may stand among other things."""

CLOCKS: dict[str, tuple[str, timedelta]] = {
    "session": ("expires_at", timedelta()),
    "invitation": ("expires_at", timedelta()),
    "exclusion": ("until", timedelta()),
    "report": ("made_at", OUTCOMES_KEPT),
    "receipt": ("made_at", OUTCOMES_KEPT),
    "revocation": ("at", REVOCATIONS_KEPT),
    "audit": ("at", AUDIT_KEPT),
    "ledger": ("at", LEDGER_KEPT),
}
"""By which column, and how long after it, a row is over at the latest."""

WITH_WORDS = {"message": timedelta(), "seat": timedelta(), "measure": timedelta(), "overdue": timedelta(), "log": LOG_KEPT}


class Holding(NamedTuple):
    """How many rows of a table are about her, and when the last of them is over; None: her class says what ends them."""

    table: str
    rows: int
    until: datetime | None


class Signs(NamedTuple):
    """What stands for her: ids and marks, and the meetings in which she has a seat."""

    own: frozenset[str]
    meetings: frozenset[str]

    def __repr__(self) -> str:
        return "Signs()"


class Holdings:
    """Counts them. Raises `StoreDown`."""

    def __init__(self, db: Database, vault: Vault, ledger: Ledger) -> None:
        self._db = db
        self._vault = vault
        self._ledger = ledger

    async def of(self, account: str, seats: Sequence[tuple[str, str]]) -> list[Holding]:
        """Those there are. `seats`: her meetings whose words still exist, each with her seat."""
        signs, found = await self.signs(account, seats), []
        over = await self._over(signs.meetings)
        for metadata, which in ((t.MAIN, "main"), (KEYS, "keys")):
            async with self._db.read(which) as connection:  # type: ignore[arg-type]
                for table in metadata.sorted_tables:
                    rows = await _rows(connection, table, signs)
                    if rows:
                        found.append(Holding(table.name, len(rows), _until(table.name, rows, over)))
        return found

    async def signs(self, account: str, seats: Sequence[tuple[str, str]]) -> Signs:
        """Everything by which a row may be about her."""
        own = {account, *(seat for _, seat in seats), *(self._ledger.role_token(account, role.value) for role in Role)}
        async with self._db.read() as connection:
            rooms = (await connection.execute(sa.select(t.room.c.id))).scalars().all()
            own |= set(tokens_of(self._vault, account, rooms))
            for meeting, seat in seats:
                hers = sa.select(t.message.c.message_id).where(t.message.c.meeting_id == meeting, t.message.c.seat_id == seat)
                own |= set((await connection.execute(hers)).scalars())
                raised = sa.select(t.case_file.c.id).where(t.case_file.c.meeting_id == meeting, t.case_file.c.seat_id == seat)
                own |= set((await connection.execute(raised)).scalars())
            own |= set((await connection.execute(sa.select(t.case_ask.c.case_id).where(t.case_ask.c.account_id == account))).scalars())
            own |= set((await connection.execute(sa.select(t.receipt.c.report_id).where(t.receipt.c.account_id == account))).scalars())
            r = t.report.c
            for row in await connection.execute(sa.select(r.id, r.author_mark).where(r.closed_at.is_not(None))):
                if row.author_mark == author_mark(self._vault, row.id, account):
                    own |= {row.id, row.author_mark}
        return Signs(frozenset(own), frozenset(meeting for meeting, _ in seats))

    async def _over(self, meetings: Collection[str]) -> datetime | None:
        """When the words of the last of these meetings are destroyed at the latest."""
        m, r = t.meeting.c, t.room.c
        query = sa.select(m.closed_at, m.closes_at, r.words_kept_s, r.longest_s).join(t.room, r.id == m.room_id).where(m.id.in_(meetings))
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).all()
        ends = [(row.closed_at or row.closes_at + timedelta(seconds=row.longest_s)) + timedelta(seconds=row.words_kept_s) for row in rows]
        return max(ends, default=None)


async def _rows(connection: AsyncConnection, table: sa.Table, signs: Signs) -> list[sa.Row[Any]]:
    own = signs.own | (signs.meetings if table is key else frozenset())
    query = sa.select(table)
    if table.name not in INSIDE:
        plain = [column.in_(own) for column in table.c if isinstance(column.type, sa.String)]
        return list((await connection.execute(query.where(sa.or_(*plain)))).all()) if plain else []
    if table is t.log:
        query = query.where(t.log.c.meeting_id.in_(signs.meetings))
    return [row for row in await connection.execute(query) if any(sign in text for text in _texts(row) for sign in own)]


def _texts(row: Iterable[Any]) -> list[str]:
    return [each.decode("latin-1") if isinstance(each, bytes) else each for each in row if isinstance(each, bytes | str)]


def _until(table: str, rows: list[sa.Row[Any]], over: datetime | None) -> datetime | None:
    if table in WITH_WORDS:
        return over + WITH_WORDS[table] if over else None
    if table not in CLOCKS:
        return None
    column, after = CLOCKS[table]
    times = [getattr(row, column) for row in rows]
    return None if None in times else max(times) + after
