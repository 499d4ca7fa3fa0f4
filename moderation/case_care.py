"""What is done in a case by those who have it: being with her, a warm hand-off, outside help by two people, her words, its end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

from moderation import case_commands as c
from moderation import case_events as e
from moderation.case import Case
from moderation.case_fold import fold
from moderation.case_owning import must_lead, must_own
from moderation.case_paging import advance, remind
from moderation.case_terms import SHE, SYSTEM, Actor, Outcome, Severity, Standing, Step, Task, TaskId, WhyAlone, WhyPaged
from rooms.refusals import Refused

REVIEW = TaskId("review")  # of outside help that one person called alone
REVIEWED_WITHIN = timedelta(days=1)
MOST_TASKS = 20
MOST_LINES = 20
_STEPS = {Outcome.HANDOFF_OFFERED: Step.OFFERED, Outcome.HANDOFF_CONNECTED: Step.CONNECTED, Outcome.HANDOFF_CONFIRMED: Step.CONFIRMED}
_CONFIRMED = {Outcome.EMERGENCY_CONFIRMED: True, Outcome.EMERGENCY_NOT_CONFIRMED: False}


def care(case: Case, actor: Actor, command: c.Caring, _now: datetime) -> list[e.CaseEvent]:
    """Being with her, and what is written about it."""
    who = actor.account
    match command:
        case c.BeWithHer(on):
            return [] if (case.with_her == who) is on else [e.WithHer(who, on)]
        case c.Engage():
            must_own(case, actor)
            return [] if case.engaged else [e.Engaged(who)]
        case c.Note(note):
            return [e.Noted(note, who)]
        case c.Say(message, line):
            if who != SHE:
                must_own(case, actor)
            said = e.Said(message, who, line)
            return [said, *(remind(case, WhyPaged.ASKED_AGAIN) if who == SHE and case.following else [])]
        case c.TryContact(way, reached):
            return [e.ContactTried(who, way, reached)]
        case c.OfferNumbers(lines):
            if not 0 < len(lines) <= MOST_LINES:
                raise Refused("bad_request")
            return [e.NumbersOffered(who, lines)]
        case _:
            assert_never(command)


def hand_off(case: Case, actor: Actor, command: c.Handoff, _now: datetime) -> list[e.CaseEvent]:
    """A warm hand-off, by the owner; she herself says yes or no. No step is left out."""
    who, step = actor.account, case.handed.step if case.handed is not None else None
    if who != SHE:
        must_own(case, actor)
    match command:
        case c.OfferHandoff(service):
            return [] if case.handed is not None and case.handed.service is service else [e.HandoffOffered(who, service)]
        case c.AcceptHandoff():
            return _forward(step, Step.ACCEPTED, e.HandoffAccepted(who))
        case c.ConnectHandoff():
            return _forward(step, Step.CONNECTED, e.HandoffConnected(who))
        case c.ConfirmHandoff():
            return _forward(step, Step.CONFIRMED, e.HandoffConfirmed(who))
        case c.RefuseHandoff():
            if step is None:
                return []
            if step >= Step.CONNECTED:
                raise Refused("outcome_untrue")
            return [e.HandoffRefused(who)]
        case _:
            assert_never(command)


def _forward(now: Step | None, to: Step, event: e.Handoff) -> list[e.CaseEvent]:
    if now is None or now < to - 1:
        raise Refused("not_connected")
    return [] if now >= to else [event]


def call(case: Case, actor: Actor, command: c.Calling, now: datetime) -> list[e.CaseEvent]:
    """Outside help: one asks, another agrees, then it is called. What came of it is said before the case can end."""
    who, asked = actor.account, case.call
    match command:
        case c.AskToCall():
            return [] if asked is not None else [e.OutsideCallAsked(who)]
        case c.SecondCall():
            if asked is None or asked.asked_by == who:
                raise Refused("second_needed")
            return [] if asked.second is not None else [e.OutsideCallSeconded(who)]
        case c.CallEmergency(alone):
            return _call_emergency(case, actor, alone, now)
        case c.ConfirmEmergency():
            return _confirm(case, e.EmergencyConfirmed(who), confirmed=True)
        case c.MarkNotConfirmed():
            return _confirm(case, e.EmergencyNotConfirmed(who), confirmed=False)
        case _:
            assert_never(command)


def _call_emergency(case: Case, actor: Actor, alone: WhyAlone | None, now: datetime) -> list[e.CaseEvent]:
    if case.calls:
        return []
    if case.call is not None and case.call.second is not None:
        other = case.call.second if case.call.second != actor.account else case.call.asked_by
        return [e.EmergencyCalled(actor.account, other)]
    waited = case.call is not None and now >= case.call.asked_at + timedelta(seconds=case.policy.second_s)
    if not waited and alone is not WhyAlone.ATTEMPT:
        raise Refused("second_needed")
    if alone is None:
        raise Refused("reason_needed")
    review = e.FollowUpSet(REVIEW, Task.REVIEW, now + REVIEWED_WITHIN, SYSTEM)
    return [e.EmergencyCalled(actor.account, alone=alone), review]


def _confirm(case: Case, event: e.Calling, *, confirmed: bool) -> list[e.CaseEvent]:
    if case.call is None or case.call.called_by is None:
        raise Refused("outcome_untrue")
    return [] if case.call.confirmed is confirmed else [event]


def show(case: Case, actor: Actor, command: c.Showing, _now: datetime) -> list[e.CaseEvent]:
    """Her words, read as little as can be; and whether she is shown that staff are brought in."""
    who = actor.account
    match command:
        case c.OpenWindow(why):
            if actor.standing is Standing.FACILITATOR:
                must_own(case, actor)
            return [e.WindowOpened(who, why)]
        case c.WidenWindow(why):
            must_lead(case, actor)
            return [e.WindowWidened(who, why, shown=not case.withheld)]
        case c.WithholdNotice(second, why):
            must_own(case, actor)
            if second in (who, SHE, SYSTEM, ""):
                raise Refused("second_needed")
            return [] if case.withheld else [e.NoticeWithheld(who, second, why)]
        case c.GiveNotice():
            must_lead(case, actor)
            return [e.NoticeGiven(who)] if case.withheld else []
        case _:
            assert_never(command)


def follow(case: Case, actor: Actor, command: c.Following, now: datetime) -> list[e.CaseEvent]:
    """What is to be done afterwards. As long as anything is, the case is open."""
    who = actor.account
    match command:
        case c.SetFollowUp(task, what, due_at):
            must_lead(case, actor)
            if due_at <= now or task == REVIEW or what is Task.REVIEW or (len(case.tasks) >= MOST_TASKS and case.task(task) is None):
                raise Refused("bad_request")
            return [e.FollowUpSet(task, what, due_at, who)]
        case c.FinishFollowUp(task):
            if case.task(task) is None:
                return []
            if task == REVIEW and case.call is not None and case.call.called_by == who:
                raise Refused("second_needed")
            return [e.FollowUpDone(task, who)]
        case c.DropFollowUp(task, why):
            must_lead(case, actor)
            if task == REVIEW:
                raise Refused("not_allowed")
            return [] if case.task(task) is None else [e.FollowUpDropped(task, who, why)]
        case c.BeginFollowUp():
            must_own(case, actor)
            if case.calls:
                raise Refused("emergency_open")
            if all(each.overdue for each in case.tasks):
                raise Refused("no_follow_up")
            return [] if case.following else [e.FollowUpBegan(who)]
        case _:
            assert_never(command)


def close(case: Case, actor: Actor, command: c.Close) -> list[e.CaseEvent]:
    """It ended so: an outcome that has happened, with nothing left to do. Refused else."""
    must_lead(case, actor)
    outcome, called = command.outcome, case.call is not None and case.call.called_by is not None
    if case.calls:
        raise Refused("emergency_open")
    if case.tasks:
        raise Refused("tasks_open")
    if case.call is not None and called and _CONFIRMED.get(outcome) is not case.call.confirmed:
        raise Refused("outcome_untrue")
    if not called and outcome in _CONFIRMED:
        raise Refused("outcome_untrue")
    if outcome in _STEPS and (case.handed is None or case.handed.step < _STEPS[outcome]):
        raise Refused("not_connected")
    if outcome is Outcome.WITHDRAWN and case.withdrawn_at is None:
        raise Refused("outcome_untrue")
    if (outcome is Outcome.DUPLICATE) is not (command.duplicate_of is not None) or command.duplicate_of == case.id:
        raise Refused("bad_request")
    return [e.Closed(outcome, actor.account, command.duplicate_of)]


def reopen(case: Case, actor: Actor, command: c.Reopen, now: datetime) -> list[e.CaseEvent]:
    """It goes on: who reopens it has it, or for a red one she may not own, somebody is called."""
    if case.outcome is None:
        return []
    again = e.Reopened(actor.account, command.why)
    case = fold(case, [again], now)
    if case.severity is Severity.RED and actor.standing is Standing.FACILITATOR:
        return [again, *advance(case)]
    return [again, e.Acknowledged(actor.account, actor.standing)]
