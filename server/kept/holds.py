"""Legal holds: the words of one meeting, one report or one case are not destroyed for a while, because a court or a lawyer asked for it.

One named supervisor or administrator proposes it with counsel's reference and an end, a second one confirms it within a day; either of
them, or any other, ends it alone. It is shown to whom it concerns unless both recorded a reason why not. Nobody reads through Hearth what
only a hold keeps. Each step is an audit line.
"""

from __future__ import annotations

import enum
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from moderation.audit import AuditLine
from rooms.refusals import Refused
from rooms.roles import Action, may
from server.clock import Clock
from server.identity import Identity
from server.live.glances import blind
from server.people.codes import new_id
from server.people.reports import author_mark
from server.store import tables as t
from server.store.audit import record
from server.store.engine import Database
from server.store.holding import in_force
from server.store.keyring import Keyring
from server.store.sealing import Vault

CONFIRM_WITHIN = timedelta(days=1)
LONGEST = timedelta(days=180)
LONGEST_TEXT = 200
MOST = 100


class Kind(enum.StrEnum):
    """What is held."""

    MEETING = "meeting"
    REPORT = "report"
    CASE = "case"


class Subject(NamedTuple):
    """A meeting, a report or a case whose words still exist: its room if it has one, and when it was."""

    kind: Kind
    id: str
    room: str | None
    at: datetime


class Hold(NamedTuple):
    """A hold for those who make them. `by` and `with_` are names of accounts, None for one that is gone."""

    id: str
    kind: Kind
    room: str | None
    at: datetime | None
    reference: str
    unseen: str | None
    until: datetime
    proposed_at: datetime
    by: str | None
    confirmed_at: datetime | None
    with_: str | None
    ended_at: datetime | None
    may_confirm: bool


class Shown(NamedTuple):
    """A hold for whom it concerns: nothing of counsel's, no room, nobody else's part."""

    kind: Kind
    at: datetime
    until: datetime
    names: list[str]


class Holds:
    """Proposes, confirms, ends and lists holds. Every method may raise `StoreDown`; those of staff `Refused("not_allowed")`."""

    def __init__(self, db: Database, clock: Clock, keyring: Keyring, vault: Vault) -> None:
        self._db, self._clock = db, clock
        self._keyring, self._vault = keyring, vault

    async def subjects(self, who: Identity) -> list[Subject]:
        """What a hold can be on: meetings that are open or whose words are not destroyed yet, reports and cases with theirs."""
        _guard(who)
        m, r, f = t.meeting.c, t.report.c, t.case_file.c
        held = sa.select(t.hold.c.subject).where(in_force(self._clock.now()))
        meetings = sa.select(m.id, t.room.c.name, m.opened_at.label("at")).join_from(t.meeting, t.room)
        meetings = meetings.where(m.opened_at.is_not(None), m.destroyed_at.is_(None), m.id.not_in(held))
        reports: sa.Select[Any] = sa.select(r.id, t.room.c.name, r.made_at.label("at"), r.author_mark, r.taken_by)
        reports = reports.join_from(t.report, t.meeting).join(t.room).where(r.excerpt.is_not(None), r.id.not_in(held))
        cases = sa.select(f.id, t.room.c.name, f.raised_at.label("at")).where(f.destroyed_at.is_(None), f.id.not_in(held))
        cases = cases.select_from(t.case_file.outerjoin(t.meeting, m.id == f.meeting_id).outerjoin(t.room, t.room.c.id == m.room_id))
        async with self._db.read() as connection:
            met = (await connection.execute(meetings.order_by(sa.desc("at")).limit(MOST))).all()
            reported = (await connection.execute(reports.order_by(sa.desc("at")).limit(MOST))).all()
            raised = (await connection.execute(cases.order_by(sa.desc("at")).limit(MOST))).all()
        found = [Subject(Kind.MEETING, row.id, row.name, row.at) for row in met]
        found += [Subject(Kind.CASE, row.id, row.name, row.at) for row in raised]
        return found + [Subject(Kind.REPORT, row.id, row.name, row.at) for row in reported if not self._is_hers(row, who)]

    def _is_hers(self, row: sa.Row[Any], who: Identity) -> bool:
        """Whether a report is about what she wrote or did: for her there is none."""
        return bool(row.author_mark == author_mark(self._vault, row.id, who.id) or row.taken_by == who.id)

    async def propose(
        self, kind: Kind, subject: str, who: Identity, *, reference: str, lasts: timedelta, unseen: str | None = None
    ) -> str | None:
        """A proposal, and its id: nothing is held yet. `unseen`: why it is not to be shown. None when there is nothing left to hold."""
        _guard(who)
        if not reference.strip() or len(reference) > LONGEST_TEXT or len(unseen or "") > LONGEST_TEXT or not timedelta() < lasts <= LONGEST:
            raise Refused("bad_request")
        ident, now = new_id(), self._clock.now()
        row = {
            "id": ident,
            "kind": kind.value,
            "subject": subject,
            "reference": self._vault.seal(b"hold", ident, reference.strip().encode()),
            "unseen": self._vault.seal(b"hold unseen", ident, unseen.strip().encode()) if unseen and unseen.strip() else None,
            "until": now + lasts,
            "proposed_by": who.id,
            "proposed_at": now,
        }
        async with self._db.write() as connection:
            if (found := await _there(connection, kind, subject)) is None or (kind is Kind.REPORT and self._is_hers(found, who)):
                return None
            await connection.execute(t.hold.insert().values(row))
            await record(connection, [AuditLine("hold_proposed", who.id, subject, now)])
        return ident

    async def confirm(self, ident: str, who: Identity) -> bool:
        """The second person's yes: from now on it is held. Her passphrase was asked just before. False when it was confirmed or ended
        already, is more than a day old, or came too late: nothing is left to hold. Refused `not_allowed` to who proposed it."""
        _guard(who)
        now = self._clock.now()
        open_ = sa.and_(
            t.hold.c.id == ident,
            t.hold.c.confirmed_by.is_(None),
            t.hold.c.ended_at.is_(None),
            t.hold.c.proposed_at > now - CONFIRM_WITHIN,
            t.hold.c.until > now,
        )
        async with self._db.write() as connection:
            row = (await connection.execute(sa.select(t.hold).where(open_))).one_or_none()
            if row is None or await _there(connection, Kind(row.kind), row.subject) is None:
                return False
            if row.proposed_by == who.id:
                raise Refused("not_allowed")
            confirmed = await connection.execute(t.hold.update().where(open_).values(confirmed_by=who.id, confirmed_at=now))
            if confirmed.rowcount != 1:
                return False
            shown = AuditLine("hold_confirmed", who.id, row.subject, now)
            unseen = AuditLine("hold_confirmed_unseen", who.id, row.subject, now)
            await record(connection, [unseen if row.unseen else shown])
        return True

    async def end(self, ident: str, who: Identity) -> bool:
        """It ends, or the proposal is taken back: one person may. What was held is destroyed within minutes if its time is over."""
        _guard(who)
        now = self._clock.now()
        ending = t.hold.update().where(t.hold.c.id == ident, t.hold.c.ended_at.is_(None), t.hold.c.until > now)
        async with self._db.write() as connection:
            ended = (await connection.execute(ending.values(ended_at=now, ended_by=who.id).returning(t.hold.c.subject))).one_or_none()
            if ended is None:
                return False
            await record(connection, [AuditLine("hold_ended", who.id, ended.subject, now)])
        return True

    async def listing(self, who: Identity) -> list[Hold]:
        """All of the last year, the newest first."""
        _guard(who)
        by, with_ = t.account.alias(), t.account.alias()
        joined = (
            t.hold.outerjoin(t.report, t.report.c.id == t.hold.c.subject)
            .outerjoin(t.case_file, t.case_file.c.id == t.hold.c.subject)
            .outerjoin(t.meeting, t.meeting.c.id == sa.func.coalesce(t.report.c.meeting_id, t.case_file.c.meeting_id, t.hold.c.subject))
            .outerjoin(t.room, t.room.c.id == t.meeting.c.room_id)
            .outerjoin(by, by.c.id == t.hold.c.proposed_by)
            .outerjoin(with_, with_.c.id == t.hold.c.confirmed_by)
        )
        at = sa.func.coalesce(t.report.c.made_at, t.case_file.c.raised_at, t.meeting.c.opened_at, type_=t.meeting.c.opened_at.type).label(
            "at"
        )
        wanted = sa.select(t.hold, t.room.c.name.label("room"), at, by.c.name.label("by"), with_.c.name.label("with_"))
        async with self._db.read() as connection:
            rows = (await connection.execute(wanted.select_from(joined).order_by(t.hold.c.proposed_at.desc()).limit(MOST))).all()
        return [self._hold(row, who) for row in rows]

    def _hold(self, row: sa.Row[tuple[object, ...]], who: Identity) -> Hold:
        now = self._clock.now()
        waits = row.confirmed_by is None and row.ended_at is None and row.proposed_at > now - CONFIRM_WITHIN
        by_itself = row.until if row.confirmed_by else row.proposed_at + CONFIRM_WITHIN
        ended = row.ended_at or (by_itself if by_itself <= now else None)
        unseen = None if row.unseen is None else self._vault.open(b"hold unseen", row.id, row.unseen).decode()
        reference = self._vault.open(b"hold", row.id, row.reference).decode()
        return Hold(
            row.id, Kind(row.kind), row.room, row.at, reference, unseen, row.until, row.proposed_at, row.by,
            row.confirmed_at, row.with_, ended, waits and ended is None and row.proposed_by != who.id,
        )  # fmt: skip

    async def about(self, who: Identity) -> list[Shown]:
        """The holds in force that concern her and are shown: she sat in that meeting, made that report, or asked for a
        person. Asked with keys
        that exist for as long as the hold does; nothing is noted."""
        by, with_ = t.account.alias(), t.account.alias()
        held = sa.select(t.hold, by.c.name.label("by"), with_.c.name.label("with_")).select_from(
            t.hold.outerjoin(by, by.c.id == t.hold.c.proposed_by).outerjoin(with_, with_.c.id == t.hold.c.confirmed_by)
        )
        found = []
        async with self._db.read() as connection:
            rows = (await connection.execute(held.where(in_force(self._clock.now()), t.hold.c.unseen.is_(None)))).all()
            for row in rows:
                look = self._sat_in if row.kind == Kind.MEETING else self._asked
                if (at := await look(connection, row.subject, who)) is not None:
                    found.append(Shown(Kind(row.kind), at, row.until, [name for name in (row.by, row.with_) if name]))
        return found

    async def _sat_in(self, connection: AsyncConnection, meeting: str, who: Identity) -> datetime | None:
        key = await self._keyring.get(meeting)
        if key is None:
            return None
        hers = sa.and_(t.seat.c.meeting_id == meeting, t.seat.c.blind == blind(key, who))
        found: datetime | None = (
            await connection.execute(sa.select(t.meeting.c.opened_at).join_from(t.meeting, t.seat).where(hers))
        ).scalar_one_or_none()
        return found

    async def _asked(self, connection: AsyncConnection, subject: str, who: Identity) -> datetime | None:
        """She who made that report, or asked for a person. Whoever wrote reported words is not told: for her no report about herself
        exists, and she would guess who made it."""
        for table, column in ((t.receipt, t.receipt.c.report_id), (t.case_ask, t.case_ask.c.case_id)):
            hers = sa.and_(column == subject, table.c.account_id == who.id)
            found: datetime | None = (await connection.execute(sa.select(sa.func.min(table.c.made_at)).where(hers))).scalar_one()
            if found is not None:
                return found
        return None


async def _there(connection: AsyncConnection, kind: Kind, subject: str) -> sa.Row[Any] | None:
    """Its row while its words exist; locked, so that no timer destroys them until this transaction is over."""
    query: sa.Select[Any]
    if kind is Kind.MEETING:
        m = t.meeting.c
        query = sa.select(m.id).where(m.id == subject, m.opened_at.is_not(None), m.destroyed_at.is_(None))
    elif kind is Kind.CASE:
        query = sa.select(t.case_file.c.id).where(t.case_file.c.id == subject, t.case_file.c.destroyed_at.is_(None))
    else:
        r = t.report.c
        query = sa.select(r.id, r.author_mark, r.taken_by).where(r.id == subject, r.excerpt.is_not(None))
    found: sa.Row[Any] | None = (await connection.execute(query.with_for_update())).first()
    return found


def _guard(who: Identity) -> None:
    if not may(who.roles, Action.KEEP_HOLDS):
        raise Refused("not_allowed")
