"""When what is kept is overdue: for each table with a clock the rows that should be gone, and since when it keeps what it keeps.

`SWEPT` is how late the hourly sweep may be, `FIRED` how late a timer; on top of that nothing may be.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from server.people.reports import OUTCOMES_KEPT, WORDS_KEPT
from server.people.sessions import REVOCATIONS_KEPT, Lives
from server.store import tables as t
from server.store.keys import ledger
from server.store.moments import to_micros
from server.store.retention import AUDIT_KEPT, LEDGER_KEPT, LOG_KEPT

SWEPT = timedelta(minutes=90)
FIRED = timedelta(minutes=10)


class Clock(NamedTuple):
    """A table's clock. `overdue` says which rows should be gone; `since` is the column by which its oldest row is told."""

    table: sa.Table
    overdue: sa.ColumnElement[bool] | None
    since: sa.ColumnElement[Any] | None = None


def over(now: datetime) -> sa.Select[tuple[str]]:
    """The meetings whose words should be gone."""
    m = t.meeting.c
    ended = sa.func.coalesce(m.closed_at, m.closes_at)
    kept = (t.room.c.words_kept_s + sa.case((m.closed_at.is_(None), t.room.c.longest_s), else_=0)) * sa.literal(1_000_000)
    late = sa.type_coerce(ended, sa.BigInteger) + kept < to_micros(now - FIRED)
    return sa.select(m.id).select_from(t.meeting.join(t.room)).where(sa.or_(m.destroyed_at.is_not(None), late))


def clocks(now: datetime, lives: Lives) -> Mapping[str, Clock]:
    """Each table's, by its name. A table that is not here has no clock: its class says what ends it."""
    swept = now - SWEPT
    s, r, i = t.session.c, t.report.c, t.invitation.c
    idle = sa.or_(
        sa.and_(s.shared, s.seen_at < swept - lives.idle_shared),
        sa.and_(sa.not_(s.shared), s.seen_at < swept - lives.idle),
    )
    destroyed = sa.select(t.meeting.c.id).where(t.meeting.c.destroyed_at < swept - LOG_KEPT)
    known = sa.select(s.guest_id).where(s.guest_id.is_not(None))
    guests = sa.and_(t.acceptance.c.who.not_in(sa.select(t.account.c.id)), t.acceptance.c.who.not_in(known))
    found = [
        *(Clock(table, table.c.meeting_id.in_(over(now)), _evening(table)) for table in (t.message, t.seat, t.measure, t.overdue)),
        Clock(t.log, t.log.c.meeting_id.in_(destroyed), t.log.c.at),
        Clock(
            t.report,
            sa.or_(
                sa.and_(r.excerpt.is_not(None), r.made_at < now - FIRED - WORDS_KEPT),
                sa.and_(r.excerpt.is_(None), r.made_at < swept - OUTCOMES_KEPT),
            ),
            r.made_at,
        ),
        Clock(t.receipt, t.receipt.c.made_at < swept - OUTCOMES_KEPT, t.receipt.c.made_at),
        Clock(t.session, sa.or_(s.expires_at < swept, sa.and_(s.account_id.is_not(None), idle)), s.created_at),
        Clock(t.revocation, t.revocation.c.at < swept - REVOCATIONS_KEPT, t.revocation.c.at),
        Clock(t.invitation, i.expires_at < swept, i.created_at),
        Clock(t.exclusion, t.exclusion.c.until < swept, t.exclusion.c.made_at),
        Clock(t.acceptance, sa.and_(guests, t.acceptance.c.at < now - timedelta(days=2)), t.acceptance.c.at),
        Clock(t.audit, t.audit.c.at < swept - AUDIT_KEPT, t.audit.c.at),
        Clock(t.timer, t.timer.c.due_at < now - FIRED),
        Clock(t.account, None, t.account.c.created_on),
        Clock(t.grant, None, t.grant.c.granted_at),
        Clock(t.room, None, t.room.c.created_at),
        Clock(t.meeting, None, t.meeting.c.opens_at),
        Clock(ledger, ledger.c.at < swept - LEDGER_KEPT, ledger.c.at),
    ]
    return {clock.table.name: clock for clock in found}


def _evening(table: sa.Table) -> sa.ScalarSelect[datetime]:
    """When the meeting of a row began, for rows without a time of their own."""
    return sa.select(t.meeting.c.opens_at).where(t.meeting.c.id == table.c.meeting_id).scalar_subquery()
