"""The end of a meeting's words: the key first, so that from then on every copy holds noise, then what the key would have opened."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog

from server.clock import Clock
from server.store.engine import Database
from server.store.holding import holds_over, spared
from server.store.keyring import Keyring
from server.store.keys import ledger
from server.store.tables import audit, hold, hosting, log, measure, meeting, message, overdue, seat

LOG_KEPT = timedelta(days=1)  # after the words: ids, kinds and times of what happened, for a node that was away meanwhile
AUDIT_KEPT = timedelta(days=365)
LEDGER_KEPT = timedelta(days=400)  # no older backup can be restored

_log = structlog.get_logger()


class Retention:
    """Destroys what has outlived its purpose."""

    def __init__(self, db: Database, keyring: Keyring, clock: Clock) -> None:
        self._db = db
        self._keyring = keyring
        self._clock = clock

    async def destroy_words(self, meeting_id: str) -> datetime | None:
        """Close the record to additions, then destroy the meeting's key, bodies and seats, in that order. Every step may be repeated:
        after a crash at any point, again.

        From the first commit on nothing can be added (`Log.append` is refused); from the second on nothing can be read. Raises
        `StoreDown`: then it is to be called again, as its timer does. While a legal hold is in force nothing is destroyed, and this
        gives when to call it again.
        """
        now = self._clock.now()
        this = meeting.c.id == meeting_id
        async with self._db.write() as connection:
            await connection.execute(sa.select(meeting.c.id).where(this).with_for_update())  # whoever confirms a hold locks it too
            if (again := await spared(connection, meeting_id, now)) is not None:
                return again
            await connection.execute(meeting.update().where(this, meeting.c.destroyed_at.is_(None)).values(destroyed_at=now))
        await self._keyring.destroy(meeting_id)
        async with self._db.write() as connection:
            for table in (message, seat, hosting, measure, overdue):
                await connection.execute(table.delete().where(table.c.meeting_id == meeting_id))
        await self._db.scrub("main", "message", "seat")
        _log.info("words_destroyed")
        return None

    async def sweep(self) -> None:
        """Forget what happened in meetings long over, audit lines and legal holds of more than a year ago, and what no backup could
        undo any more (the timer "sweep_sessions")."""
        now = self._clock.now()
        long_over = sa.select(meeting.c.id).where(meeting.c.destroyed_at < now - LOG_KEPT)
        async with self._db.write() as connection:
            await connection.execute(log.delete().where(log.c.meeting_id.in_(long_over)))
            await connection.execute(audit.delete().where(audit.c.at < now - AUDIT_KEPT))
            await connection.execute(hold.delete().where(holds_over(now)))
        async with self._db.write("keys") as connection:
            await connection.execute(ledger.delete().where(ledger.c.at < now - LEDGER_KEPT))
