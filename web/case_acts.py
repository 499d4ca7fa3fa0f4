"""What can be done with a case now, by this person: asked of the case itself, so that no page offers what would be refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from moderation import case_commands as c
from moderation.case import Case
from moderation.case_terms import Actor, CaseId, Outcome, Severity, Step
from moderation.escalation import decide
from rooms.refusals import Refused
from web.words import mark


class Act(NamedTuple):
    """A button: what the form says (`do`, and one more field where it needs one), and its words."""

    do: str
    words: str
    field: str = ""
    value: str = ""


def can(case: Case, actor: Actor, command: c.CaseCommand, now: datetime) -> bool:
    """Whether something would follow if it were asked now."""
    try:
        return bool(decide(case, actor, command, now))
    except Refused:
        return False


def next_act(case: Case, actor: Actor, now: datetime) -> Act | None:
    """The one next thing for her to do; None where there is nothing she can do, as somebody else has it."""
    return next((act for act, command in _in_turn(case, actor) if command is None or can(case, actor, command, now)), None)


def _in_turn(case: Case, actor: Actor) -> Iterator[tuple[Act, c.CaseCommand | None]]:
    yield Act("accept", mark("I take it over")), c.AcceptHandover()
    yield Act("take", mark("I have it")), c.Acknowledge()
    yield Act("second", mark("I agree that outside help is called")), c.SecondCall()
    if case.owner != actor.account or case.outcome is not None:
        return
    if case.calls:
        yield Act("reached", mark("They have reached her")), c.ConfirmEmergency()
    if case.call is not None and case.call.second is not None and case.call.called_by is None:
        yield Act("call", mark("I call emergency services now")), c.CallEmergency()
    yield Act("with_her", mark("I am with her")), c.Engage()
    if case.handed is not None:
        yield Act("wants", mark("She would like the hand-off")), c.AcceptHandoff()
        yield Act("connected", mark("They are speaking with one another")), c.ConnectHandoff()
        yield Act("confirmed", mark("The other side says it has her")), c.ConfirmHandoff()
    if case.tasks and (case.following or _ends(case) is not None):
        yield Act("done", mark("The follow-up is done"), "task", case.tasks[0].id), c.FinishFollowUp(case.tasks[0].id)
    outcome = _ends(case)
    if outcome is not None:
        yield Act("close", mark("Close it"), "outcome", outcome.value), c.Close(outcome)
    if not case.following:
        yield Act("still", mark("I am still with her")), None


def _ends(case: Case) -> Outcome | None:
    """How it ended, where what was done says so."""
    if case.call is not None and case.call.confirmed is not None:
        return Outcome.EMERGENCY_CONFIRMED if case.call.confirmed else Outcome.EMERGENCY_NOT_CONFIRMED
    if case.handed is not None and case.handed.step is Step.CONFIRMED:
        return Outcome.HANDOFF_CONFIRMED
    return None


def outcomes(case: Case, actor: Actor, now: datetime) -> list[Outcome]:
    """Those that would be true now."""
    return [each for each in Outcome if can(case, actor, c.Close(each, _ANOTHER if each is Outcome.DUPLICATE else None), now)]


def severities(case: Case, *, graver: bool) -> list[Severity]:
    """What it could be said to be instead."""
    return [each for each in Severity if each is not case.severity and each.graver_than(case.severity) is graver]


_ANOTHER = CaseId("another")
