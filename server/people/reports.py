"""Reports: a woman asks that somebody looks at words. What she reported outlives its meeting by this one door, for fourteen days.

The words at issue are sealed under the report's own key, which is destroyed with them. Facilitators and supervisors may open them, saying
why; never whoever wrote them, for whom the report does not exist: a blind mark tells that without opening anything. Each opening is an
audit line. What she is told at the end is found by a receipt: a code of which only the hash is kept, and by her account where she has one.

An appeal is a report too, about what a facilitator did: it exists neither for her who did it nor for her who asks.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from moderation.audit import AuditLine
from rooms.refusals import Refused
from rooms.roles import Action, Role, may
from rooms.terms import Measure, Reason
from server.clock import Clock
from server.identity import Identity
from server.people.codes import RECOVERY_SIGNS, code_hash, new_code
from server.people.report_terms import ENDS_APPEALS, Appealed, Excerpt, Listed, Opened, Outcome, Told, Why
from server.store import tables as t
from server.store.audit import record
from server.store.engine import Database
from server.store.holding import kept_for_it_alone, spared
from server.store.keyring import Keyring
from server.store.moments import EPOCH
from server.store.sealing import Vault

__all__ = ["TIMER", "Appealed", "Excerpt", "Listed", "Opened", "Outcome", "Reports", "Told", "Why"]

WORDS_KEPT = timedelta(days=14)
OUTCOMES_KEPT = timedelta(days=180)  # that there was a report and how it ended, for her who made it
LONGEST_SENTENCE = 280
MOST_LISTED = 200
TIMER = "destroy_excerpt"
_EXCERPT = b"excerpt"
_SENTENCE = b"sentence"


def author_mark(vault: Vault, report: str, account: str) -> str:
    """Whose words a report is about, to who knows the account. Another for each report: two about the same woman do not show it."""
    return vault.blind(f"report|{report}|{account}")


class Reports:
    """Opens, lists, reads, closes and forgets reports."""

    def __init__(self, db: Database, clock: Clock, keyring: Keyring, vault: Vault) -> None:
        self._db, self._clock = db, clock
        self._keyring, self._vault = keyring, vault

    async def open(
        self, report: str, meeting: str, reason: Reason, excerpt: Excerpt, *, account: str | None, appealed: Appealed | None = None
    ) -> Opened:
        """Make the report's key and seal the excerpt; the caller keeps what this gives. `report` is a fresh id, `account` the reporter's if
        she has one. When it was not kept after all, `forget` takes the key away."""
        key = await self._keyring.create(report)
        code, now = new_code(RECOVERY_SIGNS), self._clock.now()
        sealed = key.seal(_EXCERPT, report, msgspec.json.encode(excerpt))
        row: dict[str, Any] = {"id": report, "meeting_id": meeting, "reason": reason.value, "made_at": now, "excerpt": sealed}
        row["author_mark"] = author_mark(self._vault, report, excerpt.author_account)
        if appealed is not None:
            row |= {"measure": appealed.measure.value, "about": appealed.about, "taken_by": appealed.taken_by}
        receipt = {"hash": code_hash("receipt", code), "report_id": report, "account_id": account, "made_at": now}
        return Opened(code, row, receipt, now + WORDS_KEPT)

    async def keep_within(self, connection: AsyncConnection, opened: Opened) -> None:
        """Keep it in the caller's transaction, with its timer."""
        await connection.execute(t.report.insert().values(opened.report))
        await connection.execute(t.receipt.insert().values(opened.receipt))
        timer = {"kind": TIMER, "subject": opened.report["id"], "due_at": opened.destroy_at, "leased_until": EPOCH, "fence": 0}
        await connection.execute(t.timer.insert().values(timer))

    async def forget(self, report: str) -> None:
        """It was not kept: its key goes."""
        await self._keyring.destroy(report)

    async def listing(self, who: Identity) -> list[Listed]:
        """Reports that she may open, those that wait first, then the newest. Refused `not_allowed`."""
        _guard(who)
        query = _LISTED.order_by(t.report.c.closed_at.is_not(None), t.report.c.made_at.desc()).limit(MOST_LISTED)
        async with self._db.read() as connection:
            rows = (await connection.execute(query)).all()
        return [_listed(row) for row in rows if not await self._concerns(row, who)]

    async def look(self, report: str, who: Identity) -> Listed | None:
        """One of them without its words; None when there is none for her. Refused `not_allowed`."""
        row = await self._row(report, who)
        return None if row is None else _listed(row)

    async def read(self, report: str, who: Identity, why: Why) -> Excerpt | None:
        """Open the words at issue: an audit line is written first. None when there is no such report for her, or its words are destroyed.

        Refused `not_allowed`.
        """
        row = await self._row(report, who)
        if row is None:
            return None
        excerpt = await self._excerpt(row)
        if excerpt is not None:
            async with self._db.write() as connection:
                await record(connection, [AuditLine(f"{_noun(row)}_read_{why.value}", who.id, report, self._clock.now())])
        return excerpt

    async def sentence(self, report: str, who: Identity) -> str | None:
        """What she who reported was told in words. Refused `not_allowed`."""
        row = await self._row(report, who)
        return None if row is None else self._sentence(report, row.sentence)

    async def close(self, report: str, outcome: Outcome, sentence: str, who: Identity) -> bool:
        """End it, with an optional sentence to her who reported (at most 280 characters). False when it has ended already.

        Refused `not_allowed`, also to a facilitator once the words are destroyed: there is nothing left to judge by.
        `bad_request` for an outcome that is another kind's.
        """
        row = await self._row(report, who)
        if row is None:
            return False
        if row.excerpt is None and Role.SUPERVISOR not in who.roles:
            raise Refused("not_allowed")
        if (outcome in ENDS_APPEALS) is not (row.measure is not None):
            raise Refused("bad_request")
        now = self._clock.now()
        kept = self._vault.seal(_SENTENCE, report, sentence[:LONGEST_SENTENCE].encode()) if sentence else None
        waiting = sa.and_(t.report.c.id == report, t.report.c.closed_at.is_(None))
        ending = t.report.update().where(waiting).values(outcome=outcome.value, sentence=kept, closed_at=now, closed_by=who.id)
        async with self._db.write() as connection:
            if (await connection.execute(ending)).rowcount != 1:
                return False
            await record(connection, [AuditLine(f"appeal_{outcome.value}" if row.measure else "report_closed", who.id, report, now)])
        return True

    async def outcome(self, code: str) -> Told | None:
        """What the holder of this receipt is told; None for a code that fits no report. Callers throttle first."""
        found = await self._told(t.receipt.c.hash == code_hash("receipt", code))
        return found[0] if found else None

    async def mine(self, account: str) -> list[Told]:
        """What the holder of this account is told about the reports she made, newest first."""
        return await self._told(t.receipt.c.account_id == account)

    async def waiting(self, who: Identity) -> int:
        """How many reports she may open wait for somebody, as far as the list goes."""
        _guard(who)
        async with self._db.read() as connection:
            rows = (await connection.execute(sa.select(t.report).where(t.report.c.closed_at.is_(None)).limit(MOST_LISTED))).all()
        return sum([not await self._concerns(row, who) for row in rows])

    async def destroy_due(self, report: str, _fence: int) -> datetime | None:
        """The timer `destroy_excerpt`: the words and the key that opened them. May be repeated. While a legal hold is in force nothing is
        destroyed, nobody reads it any more, and this gives when to call it again."""
        this = t.report.c.id == report
        async with self._db.write() as connection:
            await connection.execute(sa.select(t.report.c.id).where(this).with_for_update())  # whoever confirms a hold locks it too
            if (again := await spared(connection, report, self._clock.now())) is not None:
                return again
            await connection.execute(t.report.update().where(this).values(excerpt=None))
        await self._keyring.destroy(report)
        await self._db.scrub("main", "report")
        return None

    async def appellant(self, report: str, who: Identity) -> str | None:
        """Who asks, for undoing what was done to her; None once the words are destroyed. Refused `not_allowed`."""
        row = await self._row(report, who)
        excerpt = None if row is None else await self._excerpt(row)
        return None if excerpt is None else excerpt.author_account

    async def sweep(self) -> None:
        """Forget reports, receipts and outcomes that are long over."""
        over = sa.and_(t.report.c.made_at < self._clock.now() - OUTCOMES_KEPT, t.report.c.excerpt.is_(None))
        async with self._db.write() as connection:
            await connection.execute(t.report.delete().where(over))

    async def _row(self, report: str, who: Identity) -> sa.Row[tuple[object, ...]] | None:
        _guard(who)
        async with self._db.read() as connection:
            row = (await connection.execute(_LISTED.where(t.report.c.id == report))).one_or_none()
        return None if row is None or await self._concerns(row, who) else row

    async def _concerns(self, row: sa.Row[tuple[object, ...]], who: Identity) -> bool:
        """Whether she wrote the words at issue, or did what an appeal is about; when nobody knows who did, supervisors may look.

        Nothing is opened for it, but of a report from before there were marks.
        """
        if row.measure is not None and (row.taken_by == who.id or (row.taken_by is None and Role.SUPERVISOR not in who.roles)):
            return True
        if row.author_mark is not None:
            return bool(row.author_mark == author_mark(self._vault, row.id, who.id))
        excerpt = await self._excerpt(row)
        return Role.SUPERVISOR not in who.roles if excerpt is None else excerpt.author_account == who.id

    async def _excerpt(self, row: sa.Row[tuple[object, ...]]) -> Excerpt | None:
        key = await self._keyring.get(row.id) if row.excerpt is not None else None
        return None if key is None else msgspec.json.decode(key.open(_EXCERPT, row.id, row.excerpt), type=Excerpt)

    def _sentence(self, report: str, sealed: bytes | None) -> str | None:
        return None if sealed is None else self._vault.open(_SENTENCE, report, sealed).decode()

    async def _told(self, which: sa.ColumnElement[bool]) -> list[Told]:
        query = sa.select(t.report).join(t.receipt, t.receipt.c.report_id == t.report.c.id).where(which)
        async with self._db.read() as connection:
            rows = (await connection.execute(query.order_by(t.report.c.made_at.desc()))).all()
        return [
            Told(
                row.made_at,
                Reason(row.reason),
                Outcome(row.outcome) if row.outcome else None,
                row.closed_at,
                self._sentence(row.id, row.sentence),
                Measure(row.measure) if row.measure else None,
            )
            for row in rows
        ]


_READ = sa.case((kept_for_it_alone(t.report.c.id), None), else_=t.report.c.excerpt).label("excerpt")  # what a hold alone keeps nobody reads
_PLACED = t.report.join(t.meeting, t.meeting.c.id == t.report.c.meeting_id).join(t.room, t.room.c.id == t.meeting.c.room_id)
_ALL_ELSE = [column for column in t.report.c if column is not t.report.c.excerpt]
_LISTED: sa.Select[Any] = sa.select(*_ALL_ELSE, _READ, t.room.c.name).select_from(_PLACED)


def _guard(who: Identity) -> None:
    if not may(who.roles, Action.SEE_REPORTS):
        raise Refused("not_allowed")


def _listed(row: sa.Row[tuple[object, ...]]) -> Listed:
    outcome = Outcome(row.outcome) if row.outcome else None
    appealed = Appealed(Measure(row.measure), row.about, row.taken_by) if row.measure else None
    return Listed(
        row.id, row.name, Reason(row.reason), row.made_at, row.excerpt is not None, outcome, row.closed_at, row.meeting_id, appealed
    )


def _noun(row: sa.Row[tuple[object, ...]]) -> str:
    return "appeal" if row.measure else "report"
