"""What she is told of her case at each step: the truth, in closed words, from which her page makes its sentences."""

from __future__ import annotations

import msgspec

from moderation.case import Case
from moderation.case_terms import AccountId, Outcome, Severity, Stage, Step
from rooms.terms import Coming


class Told(msgspec.Struct, frozen=True):
    """What she is told. `owner` and `with_her` are accounts, of which she is shown role and display name."""

    status: Coming
    severity: Severity
    withdrawn: bool  # she took it back, and it goes on all the same when somebody must look
    paged: int  # how many times somebody was called
    mine: bool  # she asked herself, and may take it back
    widened: int  # how often more than the least was read of what was said
    owner: AccountId | None = None
    with_her: AccountId | None = None
    step: Step | None = None  # of a warm hand-off
    emergency: bool = False  # emergency services are called
    outcome: Outcome | None = None


def told(case: Case) -> Told:
    """What she is told now, unless it is withheld (`Case.withheld`)."""
    return Told(
        status=_status(case),
        severity=case.severity,
        withdrawn=case.withdrawn_at is not None,
        paged=case.round,
        widened=case.widened,
        mine=case.outcome is None and bool(case.hers & case.asks),
        owner=None if case.outcome is not None else case.owner,
        with_her=None if case.outcome is not None else case.with_her,
        step=None if case.handed is None else case.handed.step,
        emergency=case.call is not None and case.call.called_by is not None,
        outcome=case.outcome,
    )


def _status(case: Case) -> Coming:
    if case.stage is Stage.CLOSED:
        return Coming.OVER
    if case.owner is None:
        return Coming.NOBODY if case.exhausted_at is not None else Coming.CALLING
    if case.following:
        return Coming.LATER
    return Coming.WITH_YOU if case.engaged else Coming.HAS_IT
