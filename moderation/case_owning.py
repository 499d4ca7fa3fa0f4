"""Who has a case: one person, who took it, and from whom it goes only to somebody who takes it in turn."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

from moderation import case_commands as c
from moderation import case_events as e
from moderation.case import Case
from moderation.case_paging import graver, release
from moderation.case_terms import SHE, SYSTEM, Actor, Severity, Standing, WhyReleased
from rooms.refusals import Refused

HEARD_EVERY = timedelta(seconds=20)  # that she is at work is kept no more often


def own(case: Case, actor: Actor, command: c.Owning, now: datetime) -> list[e.CaseEvent]:
    """Events that follow, or `Refused`."""
    match command:
        case c.Acknowledge():
            return _acknowledge(case, actor)
        case c.StillHere():
            must_own(case, actor)
            recent = case.heard_at is not None and now - case.heard_at < HEARD_EVERY
            return [] if recent or case.following else [e.OwnerHeard(actor.account)]
        case c.GiveBack():
            must_own(case, actor)
            return release(case, WhyReleased.GAVE_BACK, now)
        case c.OfferHandover() | c.AcceptHandover() | c.EndHandover():
            return _handover(case, actor, command)
        case c.SetSeverity():
            return _set_severity(case, actor, command, now)
        case _:
            assert_never(command)


def must_own(case: Case, actor: Actor) -> None:
    """Refused `not_owner` unless it is hers."""
    if case.owner != actor.account:
        raise Refused("not_owner")


def must_lead(case: Case, actor: Actor) -> None:
    """Refused `not_owner` unless it is hers, or she supervises."""
    if actor.standing is not Standing.SUPERVISOR:
        must_own(case, actor)


def _acknowledge(case: Case, actor: Actor) -> list[e.CaseEvent]:
    if case.owner == actor.account:
        return []
    if case.owner is not None:
        raise Refused("already_owned")
    _may_own(case, actor)
    return [e.Acknowledged(actor.account, actor.standing)]


def _may_own(case: Case, actor: Actor) -> None:
    """A red one is for who is on call, or supervises. A facilitator is with her meanwhile, and the pages go on."""
    if case.severity is Severity.RED and actor.standing is Standing.FACILITATOR:
        raise Refused("not_allowed")


def _handover(case: Case, actor: Actor, command: c.OfferHandover | c.AcceptHandover | c.EndHandover) -> list[e.CaseEvent]:
    match command:
        case c.OfferHandover(to):
            must_own(case, actor)
            if to in (actor.account, SHE, SYSTEM, ""):
                raise Refused("bad_request")
            return [] if case.handover is not None and case.handover.to == to else [e.HandoverOffered(actor.account, to)]
        case c.AcceptHandover():
            if case.handover is None or case.handover.to != actor.account:
                raise Refused("already_owned" if case.owner not in (None, actor.account) else "not_owner")
            _may_own(case, actor)
            return [e.HandoverAccepted(actor.account, actor.standing)]
        case c.EndHandover():
            if case.handover is None:
                return []
            if case.handover.to != actor.account:
                must_own(case, actor)
            return [e.HandoverEnded(actor.account)]
        case _:
            assert_never(command)


def _set_severity(case: Case, actor: Actor, command: c.SetSeverity, now: datetime) -> list[e.CaseEvent]:
    if command.severity is case.severity:
        return []
    if command.severity.graver_than(case.severity):
        return graver(case, command.severity, actor, now)
    must_lead(case, actor)
    if command.why is None:
        raise Refused("reason_needed")
    return [e.SeveritySet(command.severity, actor.account, command.why)]
