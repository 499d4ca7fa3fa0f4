"""How events change a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, assert_never

from msgspec.structs import replace

from moderation import case_events as e
from moderation.case import Case, FollowUp, Handed, Handover, OutsideCall
from moderation.case_terms import SHE, AskId, Origin, Step, WhyPaged

_HERS = (Origin.SHE, Origin.GUEST)
_Later = e.Asked | e.Paging | e.Owning | e.Caring | e.Handoff | e.Calling | e.Showing | e.Following | e.Ending


def fold(case: Case | None, events: Iterable[e.CaseEvent], at: datetime) -> Case:
    """The case after events that happened together."""
    for event in events:
        case = evolve(case, event, at)
    if case is None:
        raise ValueError("a case begins by being raised")
    return case


def evolve(case: Case | None, event: e.CaseEvent, at: datetime) -> Case:
    """The case after one more event; `Raised` makes it. Takes whatever was kept, in order."""
    if isinstance(event, e.Raised):
        asks = frozenset({event.ask})
        hers = asks if event.origin in _HERS else frozenset[AskId]()
        return Case(event.case, event.severity, event.origin, event.policy, at, event.meeting, event.seat, asks, asks, hers)
    if case is None:
        raise ValueError("a case begins by being raised")
    if case.owner is not None and getattr(event, "by", None) == case.owner:
        case = replace(case, heard_at=at)  # whatever she does shows that she is at work
    return _evolve(case, event, at)


def _evolve(case: Case, event: _Later, at: datetime) -> Case:
    if isinstance(event, e.Asked):
        return _asking(case, event, at)
    if isinstance(event, e.Paging):
        return _paging(case, event, at)
    if isinstance(event, e.Owning):
        return _owning(case, event, at)
    if isinstance(event, e.Caring):
        return _caring(case, event, at)
    if isinstance(event, e.Handoff):
        return _handoff(case, event)
    if isinstance(event, e.Calling):
        return _calling(case, event, at)
    if isinstance(event, e.Showing):
        return _showing(case, event)
    if isinstance(event, e.Following):
        return _following(case, event, at)
    if isinstance(event, e.Ending):
        return _ending(case, event, at)
    assert_never(event)


def _asking(case: Case, event: e.Asked, at: datetime) -> Case:
    match event:
        case e.AskedAgain(ask, origin):
            case = _wake(case, at)
            hers = case.hers | {ask} if origin in _HERS else case.hers
            return replace(case, asks=case.asks | {ask}, asked=case.asked | {ask}, hers=hers, withdrawn_at=None)
        case e.Withdrawn(ask):
            left = case.asks - {ask}
            return replace(case, asks=left, withdrawn_at=case.withdrawn_at if left else at)
        case e.SheDeclined():
            return replace(case, declined_at=at)
        case _:
            assert_never(event)


def _paging(case: Case, event: e.Paging, at: datetime) -> Case:
    match event:
        case e.LevelPaged(level, number):
            return replace(case, level=level, round=number, passes=case.passes + (level == 1), stepped_at=at)
        case e.LevelSkipped(level, number):
            return replace(case, level=level, round=number, passes=case.passes + (level == 1))
        case e.Exhausted():
            return replace(case, exhausted_at=at)
        case e.SupervisorsPaged(number):
            return replace(case, round=number, stepped_at=at)
        case e.Repaged(why, number):
            asked = case.handover
            if asked is not None and why is WhyPaged.HANDOVER:
                asked = replace(asked, at=at)
            return replace(case, round=number, handover=asked)
        case e.PageSent() | e.PageFailed():
            return case
        case _:
            assert_never(event)


def _owning(case: Case, event: e.Owning, at: datetime) -> Case:
    match event:
        case e.Acknowledged(by, standing) | e.HandoverAccepted(by, standing):
            following = case.following and isinstance(event, e.HandoverAccepted)
            return replace(_free(case), owner=by, owner_standing=standing, heard_at=at, answered=case.round, following=following)
        case e.OwnerHeard():
            return case
        case e.OwnerReleased():
            return _free(case)
        case e.HandoverOffered(_, to):
            return replace(case, handover=Handover(to, at))
        case e.HandoverEnded():
            return replace(case, handover=None)
        case e.SeveritySet(severity):
            return replace(_wake(case, at) if severity.graver_than(case.severity) else case, severity=severity)
        case _:
            assert_never(event)


def _caring(case: Case, event: e.Caring, at: datetime) -> Case:
    match event:
        case e.WithHer(by, on):
            return replace(case, with_her=by if on else None if case.with_her == by else case.with_her)
        case e.Engaged():
            return replace(case, engaged=True, following=False)
        case e.Said(_, by):
            return _wake(case, at) if by == SHE else case
        case e.Noted() | e.ContactTried() | e.NumbersOffered():
            return case
        case _:
            assert_never(event)


def _handoff(case: Case, event: e.Handoff) -> Case:
    match event:
        case e.HandoffOffered(_, service):
            return replace(case, handed=Handed(service))
        case e.HandoffAccepted():
            return _step(case, Step.ACCEPTED)
        case e.HandoffConnected():
            return _step(case, Step.CONNECTED)
        case e.HandoffConfirmed():
            return _step(case, Step.CONFIRMED)
        case e.HandoffRefused():
            return replace(case, handed=None)
        case _:
            assert_never(event)


def _step(case: Case, step: Step) -> Case:
    return case if case.handed is None else replace(case, handed=replace(case.handed, step=step))


def _calling(case: Case, event: e.Calling, at: datetime) -> Case:
    match event:
        case e.OutsideCallAsked(by):
            return replace(case, call=OutsideCall(by, at))
        case e.OutsideCallSeconded(by):
            return _called(case, second=by)
        case e.EmergencyCalled(by):
            case = replace(case, call=case.call or OutsideCall(by, at), following=False)
            return _called(case, called_by=by, confirmed=None)
        case e.EmergencyConfirmed():
            return _called(case, confirmed=True)
        case e.EmergencyNotConfirmed():
            return _called(case, confirmed=False)
        case _:
            assert_never(event)


def _called(case: Case, **changed: Any) -> Case:
    return case if case.call is None else replace(case, call=replace(case.call, **changed))


def _showing(case: Case, event: e.Showing) -> Case:
    match event:
        case e.NoticeWithheld():
            return replace(case, withheld=True)
        case e.NoticeGiven():
            return replace(case, withheld=False)
        case e.WindowWidened(_, _, shown):
            return replace(case, widened=case.widened + shown)
        case e.WindowOpened():
            return case
        case _:
            assert_never(event)


def _following(case: Case, event: e.Following, at: datetime) -> Case:
    match event:
        case e.FollowUpSet(task, what, due_at):
            return replace(case, tasks=(*(each for each in case.tasks if each.id != task), FollowUp(task, what, due_at)))
        case e.FollowUpDone(task) | e.FollowUpDropped(task):
            case = replace(case, tasks=tuple(each for each in case.tasks if each.id != task))
            return case if any(not each.overdue for each in case.tasks) else _wake(case, at)
        case e.FollowUpOverdue(task):
            tasks = tuple(replace(each, overdue=True) if each.id == task else each for each in case.tasks)
            return _wake(replace(case, tasks=tasks), at)
        case e.FollowUpBegan():
            return replace(case, following=True)
        case _:
            assert_never(event)


def _ending(case: Case, event: e.Ending, at: datetime) -> Case:
    match event:
        case e.Closed(outcome, _, duplicate_of):
            return replace(case, outcome=outcome, duplicate_of=duplicate_of, closed_at=at, handover=None)
        case e.Reopened():
            case = replace(_free(case), outcome=None, duplicate_of=None, closed_at=None, reopened=True)
            return replace(case, handed=None, call=None, with_her=None)
        case _:
            assert_never(event)


def _wake(case: Case, at: datetime) -> Case:
    """The owner's clock, if it rested, begins now."""
    return replace(case, following=False, heard_at=at) if case.following else case


def _free(case: Case) -> Case:
    """Nobody's, and nobody is being paged as yet."""
    case = replace(case, owner=None, owner_standing=None, heard_at=None, engaged=False, handover=None, following=False)
    return replace(case, level=0, passes=0, stepped_at=None, exhausted_at=None)
