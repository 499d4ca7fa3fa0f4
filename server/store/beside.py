"""What an append writes beside its log rows and new bodies: the same statements for both databases, `?` or `$1` for a value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import count
from typing import Any

from moderation.audit import AuditLine, chain
from server.store.entries import Append
from server.store.moments import to_micros

Statement = tuple[str, list[tuple[Any, ...]]]

ERASE = "UPDATE message SET body = NULL WHERE meeting_id = ? AND message_id = ?"
# The same seat again is sealed anew; another seat of the same account meets the unique blind index, and its append is refused.
SEAT = (
    "INSERT INTO seat (meeting_id, seat_id, blind, sealed) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (meeting_id, seat_id) DO UPDATE SET sealed = excluded.sealed"
)
OPENED = "UPDATE meeting SET status = 'open', opened_at = ? WHERE id = ?"
CLOSED = "UPDATE meeting SET status = 'closed', closed_at = ? WHERE id = ?"
# A timer set again is due anew, and whoever runs it meanwhile has lost its fence.
TIMER = (
    "INSERT INTO timer (kind, subject, due_at, leased_until, fence) VALUES (?, ?, ?, 0, 0) "
    "ON CONFLICT (kind, subject) DO UPDATE SET due_at = excluded.due_at, leased_until = 0, fence = timer.fence + 1"
)
# Who did it last stands.
MEASURE = (
    "INSERT INTO measure (meeting_id, kind, about, taken_by) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (meeting_id, kind, about) DO UPDATE SET taken_by = excluded.taken_by"
)
REPORT = "INSERT INTO report (id, meeting_id, reason, made_at, excerpt, author_mark) VALUES (?, ?, ?, ?, ?, ?)"
RECEIPT = "INSERT INTO receipt (hash, report_id, account_id, made_at) VALUES (?, ?, ?, ?)"
AUDIT_LAST = "SELECT hash FROM audit ORDER BY n DESC LIMIT 1"
AUDIT = "INSERT INTO audit (at, kind, actor, subject, previous, hash) VALUES (?, ?, ?, ?, ?, ?)"
AUDIT_LOCK = 0x48454155  # PostgreSQL's advisory lock of the audit's end; taken last in a transaction


def has_more(append: Append) -> bool:
    """Whether there is anything beside log rows and new bodies."""
    return bool(append.seats or append.erase or append.status or append.measures or append.reports or append.timers or append.audit)


def statements(appends: Iterable[Append]) -> list[Statement]:
    """The statements of these appends, in the order they are to run; audit lines apart, as they need the last hash."""
    found: dict[str, list[tuple[Any, ...]]] = {ERASE: [], SEAT: [], MEASURE: [], REPORT: [], RECEIPT: [], OPENED: [], CLOSED: [], TIMER: []}
    for append in appends:
        meeting = append.meeting
        found[ERASE] += [(meeting, ident) for ident in append.erase]
        found[SEAT] += [(meeting, *seat) for seat in append.seats]
        found[MEASURE] += [(meeting, *measure) for measure in append.measures]
        for report in append.reports:
            made_at = to_micros(report.made_at)
            found[REPORT].append((report.id, meeting, report.reason, made_at, report.excerpt, report.author_mark))
            found[RECEIPT].append((report.receipt, report.id, report.account, made_at))
        found[TIMER] += [(timer.kind, timer.subject, to_micros(timer.due_at)) for timer in append.timers]
        if append.status:
            found[OPENED if append.status[0] == "open" else CLOSED].append((to_micros(append.status[1]), meeting))
    return [(sql, rows) for sql, rows in found.items() if rows]


def audit_rows(previous: bytes, lines: Iterable[AuditLine]) -> list[tuple[Any, ...]]:
    """The rows of `AUDIT` for lines that follow `previous`."""
    return [
        (to_micros(kept.line.at), kept.line.kind, kept.line.actor, kept.line.subject, kept.previous, kept.hash)
        for kept in chain(previous, lines)
    ]


def numbered(sql: str) -> str:
    """The statement with PostgreSQL's numbered places."""
    numbers = count(1)
    return re.sub(r"\?", lambda _: f"${next(numbers)}", sql)
