"""Who is paged next: level by level, round by round, then everybody, until somebody answers. And what is asked before anyone has."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

from moderation import case_commands as c
from moderation import case_events as e
from moderation.case import Case
from moderation.case_fold import fold
from moderation.case_terms import SHE, SYSTEM, AccountId, Actor, Deadline, Outcome, Severity, Standing, WhyPaged, WhyReleased
from rooms.refusals import Refused


def due(case: Case) -> datetime | None:
    """When its clock has something to do next; None for a closed case, and where there is nobody left who could be paged.

    Each deadline counts from what it waits for and from nothing else: neither a restart nor a failed page moves one.
    """
    return min((at for _, at in deadlines(case)), default=None)


def deadlines(case: Case) -> list[tuple[Deadline, datetime]]:
    """All that its clock waits for, soonest first."""
    if case.outcome is not None:
        return []
    times = [
        (Deadline.CHAIN if case.exhausted_at is None else Deadline.EVERYBODY, _chain_due(case)),
        (Deadline.SILENCE, _silence_due(case)),
        (Deadline.HANDOVER, _handover_due(case)),
        *((Deadline.FOLLOW_UP, each.due_at) for each in case.tasks if not each.overdue),
    ]
    return sorted(((what, at) for what, at in times if at is not None), key=lambda each: each[1])


def still_wanted(case: Case, number: int, target: AccountId) -> bool:
    """Whether a page of this round to this person is to leave, asked just before it would."""
    if case.outcome is not None or number <= case.answered:
        return False
    return case.owner is None or target == case.owner or (case.handover is not None and target == case.handover.to)


def who_asks(actor: Actor) -> AccountId:
    """Whom the event names. Who worries about another woman stands in none: she must never learn it."""
    return SYSTEM if actor.standing is Standing.MEMBER else actor.account


def ask(case: Case, actor: Actor, command: c.Asking, now: datetime) -> list[e.CaseEvent]:
    """Events that follow from one more request, or from one taken back."""
    match command:
        case c.AskAgain(request, severity, origin):
            if request in case.asked:
                return []
            again = e.AskedAgain(request, origin, who_asks(actor))
            rested, case = case.following, fold(case, [again], now)
            if severity.graver_than(case.severity):
                return [again, *graver(case, severity, actor, now)]
            return [again, *(remind(case, WhyPaged.ASKED_AGAIN) if rested else [])]
        case c.Withdraw(request):
            if request not in case.asks:
                return []
            begun = case.owner is not None or case.call is not None or case.tasks
            over = case.asks == {request} and case.severity is not Severity.RED and not begun
            return [e.Withdrawn(request), *([e.Closed(Outcome.WITHDRAWN, SHE)] if over else [])]
        case c.Decline():
            return [] if case.declined_at is not None else [e.SheDeclined()]
        case _:
            assert_never(command)


def page(case: Case, command: c.Paging, now: datetime) -> list[e.CaseEvent]:
    """Events that follow from the clock, and from what became of pages."""
    match command:
        case c.Due():
            return _overdue(case, now)
        case c.TellPageSent(ident, target, channel):
            return [e.PageSent(ident, target, channel)]
        case c.TellPageFailed(ident, target, channel, trouble):
            return [e.PageFailed(ident, target, channel, trouble)]
        case _:
            assert_never(command)


def advance(case: Case) -> list[e.CaseEvent]:
    """The next level that has anybody on it; past the last level of the last round, everybody."""
    levels, events = case.policy.levels, list[e.CaseEvent]()
    level, passes, number = (case.level, case.passes, case.round) if case.passes else (0, 1, case.round + 1)
    while True:
        for at in range(level + 1, len(levels) + 1):
            if targets := levels[at - 1].targets:
                return [*events, e.LevelPaged(at, number, targets)]
            events.append(e.LevelSkipped(at, number))
        if passes >= case.policy.rounds or not any(each.targets for each in levels):
            return [*events, e.Exhausted(), *_page_everybody(case, number + 1)]
        level, passes, number = 0, passes + 1, number + 1


def graver(case: Case, severity: Severity, actor: Actor, now: datetime) -> list[e.CaseEvent]:
    """It is graver than it was: whoever was paged is told so, and a red one is not left to somebody who is not on call."""
    events: list[e.CaseEvent] = [e.SeveritySet(severity, who_asks(actor))]
    case = fold(case, events, now)
    if case.owner is not None and severity is Severity.RED and case.owner_standing is Standing.FACILITATOR:
        return [*events, *release(case, WhyReleased.TOO_GRAVE, now)]
    return events if actor.account == case.owner else [*events, *remind(case, WhyPaged.GRAVER)]


def release(case: Case, why: WhyReleased, now: datetime) -> list[e.CaseEvent]:
    """Nobody has it any more, and paging begins at the first level."""
    if case.owner is None:
        raise Refused("not_owner")
    released = e.OwnerReleased(case.owner, why)
    return [released, *advance(fold(case, [released], now))]


def remind(case: Case, why: WhyPaged) -> list[e.CaseEvent]:
    """Page the owner, or while nobody has it, whoever has been paged so far."""
    if case.owner is not None:
        return [e.Repaged(why, case.round + 1, (case.owner,))]
    reached = len(case.policy.levels) if case.passes > 1 else case.level
    targets = case.policy.everybody() if case.exhausted_at is not None else case.policy.up_to(reached)
    return [e.Repaged(why, case.round + 1, targets)] if targets else []


def _overdue(case: Case, now: datetime) -> list[e.CaseEvent]:
    """All that is overdue, each counted from its own time; of the chain one step, so that whoever is paged has her chance to answer."""
    if case.outcome is not None:
        return []
    events = _chain_overdue(case, now)
    case = fold(case, events, now)
    if case.handover is not None and case.owner is not None and _past(_handover_due(case), now):
        asked = [e.Repaged(WhyPaged.HANDOVER, case.round + 1, (case.handover.to, case.owner))]
        events, case = [*events, *asked], fold(case, asked, now)
    late = [e.FollowUpOverdue(each.id) for each in case.tasks if not each.overdue and _past(each.due_at, now)]
    return [*events, *late, *(remind(case, WhyPaged.FOLLOW_UP) if late and case.owner is not None else [])]


def _chain_overdue(case: Case, now: datetime) -> list[e.CaseEvent]:
    if _past(_chain_due(case), now):
        return advance(case) if case.exhausted_at is None else _page_everybody(case, case.round + 1)
    return release(case, WhyReleased.SILENT, now) if _past(_silence_due(case), now) else []


def _page_everybody(case: Case, number: int) -> list[e.CaseEvent]:
    targets = case.policy.everybody()
    return [e.SupervisorsPaged(number, targets)] if targets else []


def _chain_due(case: Case) -> datetime | None:
    if case.owner is not None or case.stepped_at is None:
        return None
    return case.stepped_at + timedelta(seconds=case.clock.ack_s if case.exhausted_at is None else case.policy.again_s)


def _silence_due(case: Case) -> datetime | None:
    if case.heard_at is None or case.following:
        return None
    return case.heard_at + timedelta(seconds=case.clock.silence_s)


def _handover_due(case: Case) -> datetime | None:
    return None if case.handover is None else case.handover.at + timedelta(seconds=case.clock.ack_s)


def _past(time: datetime | None, now: datetime) -> bool:
    return time is not None and time <= now
