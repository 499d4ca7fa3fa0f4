"""The order of open cases: the gravest first, then the oldest; and who waits long enough moves up, so that nobody starves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from moderation.case import Case
from moderation.case_terms import Severity

PROMOTED_AFTER = {Severity.GREEN: timedelta(minutes=60), Severity.AMBER: timedelta(minutes=20)}  # a design choice, like the clocks
_UP = {Severity.GREEN: Severity.AMBER, Severity.AMBER: Severity.RED}
_RANKS = (Severity.RED, Severity.AMBER, Severity.GREEN)


def rank(case: Case, now: datetime) -> Severity:
    """As what it stands in the queue. One that nobody has moves up a step each time its wait is over; what it is stays what it was."""
    severity, since = case.severity, case.raised_at
    while case.owner is None and severity in PROMOTED_AFTER and now - since >= PROMOTED_AFTER[severity]:
        since += PROMOTED_AFTER[severity]
        severity = _UP[severity]
    return severity


def in_order(cases: Iterable[Case], now: datetime) -> list[Case]:
    """Those of one rank that nobody has come first, then the oldest. One that rests until its follow-up comes after all that does not."""

    def place(case: Case) -> tuple[bool, int, bool, datetime]:
        rests = case.following and not any(task.due_at <= now for task in case.tasks)
        return rests, _RANKS.index(rank(case, now)), case.owner is not None, case.raised_at

    return sorted(cases, key=place)
