"""Who in the programme must report what to others, as the programme itself says it: one text a role and language, in versions.

The law differs by place and profession, so nothing is in force until somebody of the programme has written and confirmed it. Nothing is
changed after it was published: a change is a new version.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from moderation.audit import AuditLine
from rooms.refusals import Refused
from server.clock import Clock
from server.store import tables as t
from server.store.audit import record
from server.store.engine import Database

ROLES = ("facilitator", "on_call", "others")
"""Whom a text is about. `others`: supervisors, administrators, and whoever else works for the programme."""
LONGEST = 1_500  # characters of one text

Texts = Mapping[tuple[str, str], str]
"""By role and language."""


class Duties(NamedTuple):
    """One version, as published."""

    version: int
    texts: dict[tuple[str, str], str]
    created_at: datetime


class DutyBook:
    """Publishes what the programme says, and finds what is in force."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def newest(self) -> Duties | None:
        """What is in force, or None while the programme has not said it."""
        query = sa.select(t.duty).where(t.duty.c.version == sa.select(sa.func.max(t.duty.c.version)).scalar_subquery())
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).all()
        return Duties(rows[0].version, {(row.role, row.language): row.text for row in rows}, rows[0].created_at) if rows else None

    async def publish(self, texts: Texts, *, after: int, by: str) -> int:
        """A new version, and its number. `after` is the version its writer saw, 0 for none. Refused `changed` when there is a newer one."""
        before = await self.newest()
        if (before.version if before else 0) != after:
            raise Refused("changed")
        if before is not None and before.texts == dict(texts):
            return before.version
        now = self._clock.now()
        rows = [
            {"version": after + 1, "role": role, "language": language, "text": text, "created_at": now}
            for (role, language), text in texts.items()
        ]
        try:
            async with self._db.write() as connection:
                await connection.execute(t.duty.insert(), rows)
                await record(connection, [AuditLine("duties_published", by, "programme", now)])
        except IntegrityError:
            raise Refused("changed") from None
        return after + 1
