"""When what is kept is overdue: for each table with a clock the rows that should be gone, and since when it keeps what it keeps.

`SWEPT` is how late the hourly sweep may be, `FIRED` how late a timer; on top of that nothing may be.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from server.oncall.cases import TIMELINE_KEPT
from server.oncall.cases import WORDS_KEPT as CASE_WORDS_KEPT
from server.oncall.upkeep import KEPT
from server.people.disclosures import over as disclosure_over
from server.people.reports import OUTCOMES_KEPT, WORDS_KEPT
from server.people.sessions import REVOCATIONS_KEPT, Lives
from server.store import tables as t
from server.store.classes import EXCERPTS, KEYRING, RECORD, DataClass, class_of
from server.store.holding import holds_over
from server.store.keys import KEYS, ledger
from server.store.moments import to_micros
from server.store.retention import AUDIT_KEPT, LEDGER_KEPT, LOG_KEPT

SWEPT = timedelta(minutes=90)
FIRED = timedelta(minutes=10)
_GUEST = timedelta(days=2)  # what a guest accepted: her meeting, its words, a sweep

Condition = sa.ColumnElement[bool]


class Kept(NamedTuple):
    """Rows of one class in one table: which they are, which of them should be gone, and the column by which the oldest is told."""

    kind: DataClass
    table: sa.Table
    overdue: Condition | None = None
    since: sa.ColumnElement[Any] | None = None
    where: Condition | None = None


def meetings_over(now: datetime) -> sa.Select[tuple[str]]:
    """The meetings whose words should be gone."""
    m = t.meeting.c
    ended = sa.type_coerce(sa.func.coalesce(m.closed_at, m.closes_at), sa.BigInteger)
    seconds = t.room.c.words_kept_s + sa.case((m.closed_at.is_(None), t.room.c.longest_s), else_=0)
    late = ended + seconds * sa.literal(1_000_000, sa.BigInteger) < to_micros(now - FIRED)
    late = sa.and_(late, ~_spared(m.id, now))
    return sa.select(m.id).select_from(t.meeting.join(t.room)).where(sa.or_(m.destroyed_at.is_not(None), late))


def excerpt_over(now: datetime) -> Condition:
    """The reports whose words should be gone."""
    late = t.report.c.made_at < now - FIRED - WORDS_KEPT
    return sa.and_(t.report.c.excerpt.is_not(None), late, ~_spared(t.report.c.id, now))


def _spared(subject: sa.ColumnElement[str], now: datetime) -> Condition:
    """Whether a legal hold keeps it, or did until a moment ago."""
    h, since = t.hold.c, now - FIRED
    lately = sa.or_(h.ended_at.is_(None), h.ended_at > since)
    return sa.exists().where(h.subject == subject, h.confirmed_by.is_not(None), h.until > since, lately)


def case_over(now: datetime) -> Condition:
    """The cases whose words should be gone: long raised, and closed since a while."""
    f, late = t.case_file.c, now - FIRED
    looked_at_daily = sa.and_(f.raised_at < late - CASE_WORDS_KEPT, f.closed_at.is_not(None), f.closed_at < late - timedelta(days=1))
    return sa.or_(f.destroyed_at.is_not(None), sa.and_(looked_at_daily, ~_spared(f.id, now)))


def everything(now: datetime, lives: Lives) -> list[Kept]:
    """All that is kept, in the order of the table of classes; what has no clock is ended by what its class says."""
    found = {kept.table.name: kept for kept in _with_clocks(now, lives)}
    plain = [*(t.MAIN.tables[name] for name in RECORD), *(KEYS.tables[name] for name in KEYRING)]
    excerpts = Kept(EXCERPTS, t.report, excerpt_over(now), t.report.c.made_at, t.report.c.excerpt.is_not(None))
    return [excerpts, *(found.get(table.name) or Kept(class_of(table.name), table) for table in plain)]


def _with_clocks(now: datetime, lives: Lives) -> list[Kept]:
    swept = now - SWEPT
    s, r, f = t.session.c, t.report.c, t.case_file.c
    idle = sa.or_(
        sa.and_(s.shared, s.seen_at < swept - lives.idle_shared),
        sa.and_(sa.not_(s.shared), s.seen_at < swept - lives.idle),
    )
    destroyed = sa.select(t.meeting.c.id).where(t.meeting.c.destroyed_at < swept - LOG_KEPT)
    known = sa.select(s.guest_id).where(s.guest_id.is_not(None))
    guests = sa.and_(t.acceptance.c.who.not_in(sa.select(t.account.c.id)), t.acceptance.c.who.not_in(known))
    over = meetings_over(now)
    clocks: list[tuple[sa.Table, Condition | None, sa.ColumnElement[Any] | None]] = [
        *((table, table.c.meeting_id.in_(over), _evening(table)) for table in (t.message, t.seat, t.measure, t.overdue)),
        (t.log, t.log.c.meeting_id.in_(destroyed), t.log.c.at),
        (t.report, sa.and_(r.excerpt.is_(None), r.made_at < swept - OUTCOMES_KEPT), r.made_at),
        (t.receipt, t.receipt.c.made_at < swept - OUTCOMES_KEPT, t.receipt.c.made_at),
        (t.case_file, f.closed_at < swept - TIMELINE_KEPT, f.raised_at),
        (t.case_event, None, t.case_event.c.at),
        (t.case_ask, None, t.case_ask.c.made_at),
        (t.case_word, t.case_word.c.case_id.in_(sa.select(f.id).where(case_over(now))), None),
        (t.session, sa.or_(s.expires_at < swept, sa.and_(s.account_id.is_not(None), idle)), s.created_at),
        (t.revocation, t.revocation.c.at < swept - REVOCATIONS_KEPT, t.revocation.c.at),
        (t.invitation, t.invitation.c.expires_at < swept, t.invitation.c.created_at),
        (t.exclusion, t.exclusion.c.until < swept, t.exclusion.c.made_at),
        (t.acceptance, sa.and_(guests, t.acceptance.c.at < now - _GUEST), t.acceptance.c.at),
        (t.hold, holds_over(swept), t.hold.c.proposed_at),
        (t.audit, t.audit.c.at < swept - AUDIT_KEPT, t.audit.c.at),
        (t.disclosure, disclosure_over(swept), t.disclosure.c.logged_at),
        (t.timer, t.timer.c.due_at < now - FIRED, None),
        (t.page, t.page.c.due_at < swept - KEPT, t.page.c.due_at),
        (t.rota_override, t.rota_override.c.until < swept - KEPT, t.rota_override.c.made_at),
        (t.account, None, t.account.c.created_on),
        (t.grant, None, t.grant.c.granted_at),
        (t.feed, None, t.feed.c.made_at),
        (t.room, None, t.room.c.created_at),
        (t.meeting, None, t.meeting.c.opens_at),
        (ledger, ledger.c.at < swept - LEDGER_KEPT, ledger.c.at),
    ]
    return [Kept(class_of(table.name), table, late, since) for table, late, since in clocks]


def _evening(table: sa.Table) -> sa.ScalarSelect[datetime]:
    """When the meeting of a row began, for rows without a time of their own."""
    return sa.select(t.meeting.c.opens_at).where(t.meeting.c.id == table.c.meeting_id).scalar_subquery()
