"""The order of the queue: the gravest first, then the oldest; whoever waits moves up; and what a clock waits for, soonest first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from moderation import case_events as e
from moderation import case_terms as t
from moderation.case import Case, FollowUp
from moderation.case_paging import deadlines, due
from moderation.case_queue import in_order, rank
from moderation.escalation import fold

NOW = datetime(2027, 3, 1, 3, 0, tzinfo=UTC)
JO = t.AccountId("jo")
RED, AMBER, GREEN = t.Severity


def waiting(severity: t.Severity, minutes: float, **more: Any) -> Case:
    """One that has waited so long."""
    raised = e.Raised(t.CaseId(f"{severity} {minutes}"), t.AskId("first"), severity, t.Origin.SHE, t.SHE, t.Policy((), ()))
    return replace(fold(None, [raised], NOW - timedelta(minutes=minutes)), **more)


def test_the_gravest_first_then_the_oldest() -> None:
    green, amber, older, red = waiting(GREEN, 59), waiting(AMBER, 5), waiting(AMBER, 19), waiting(RED, 1)
    assert in_order([green, amber, older, red], NOW) == [red, older, amber, green]


def test_nobody_starves() -> None:
    green, amber, red = waiting(GREEN, 61), waiting(AMBER, 5), waiting(RED, 1)
    assert in_order([amber, green, red], NOW) == [red, green, amber], "the wait moves it up, then the oldest is first"
    assert (rank(waiting(GREEN, 59), NOW), rank(green, NOW), rank(waiting(GREEN, 80), NOW)) == (GREEN, AMBER, RED)
    assert rank(waiting(AMBER, 21), NOW) is RED


def test_who_has_somebody_waits_for_nobody() -> None:
    had, alone = waiting(AMBER, 300, owner=JO), waiting(AMBER, 5)
    assert rank(had, NOW) is AMBER
    assert in_order([had, alone], NOW) == [alone, had]


def test_what_rests_comes_last_until_it_is_due() -> None:
    later, over = FollowUp(t.TaskId("x"), t.Task.REVIEW, NOW + timedelta(hours=1)), FollowUp(t.TaskId("x"), t.Task.REVIEW, NOW)
    rests, green = waiting(RED, 300, owner=JO, following=True, tasks=(later,)), waiting(GREEN, 1)
    assert in_order([rests, green], NOW) == [green, rests]
    due_now = replace(rests, tasks=(over,))
    assert in_order([green, due_now], NOW) == [due_now, green]


def test_a_clock_says_what_it_waits_for() -> None:
    task = FollowUp(t.TaskId("x"), t.Task.REVIEW, NOW + timedelta(minutes=1))
    case = waiting(RED, 0, owner=JO, heard_at=NOW, tasks=(task,))
    assert [what for what, _ in deadlines(case)] == [t.Deadline.FOLLOW_UP, t.Deadline.SILENCE]
    assert due(case) == NOW + timedelta(minutes=1)
    assert [what for what, _ in deadlines(waiting(RED, 0, stepped_at=NOW))] == [t.Deadline.CHAIN]
    assert [what for what, _ in deadlines(waiting(RED, 0, stepped_at=NOW, exhausted_at=NOW))] == [t.Deadline.EVERYBODY]
    assert deadlines(replace(case, outcome=t.Outcome.DECLINED)) == []
