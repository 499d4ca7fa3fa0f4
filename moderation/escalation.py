"""The case: from the first sign that a woman is in danger until somebody who owns it says how it ended. Pure.

`decide` says what follows from what is asked, `evolve` what a case is after it happened, `due` when its clock wants to be asked again
(`Due`). Nothing here knows a database, a channel or a clock; `server/oncall/cases.py` keeps what was decided before anybody is told of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from moderation import case_care as care
from moderation import case_commands as c
from moderation import case_events as e
from moderation import case_owning as owning
from moderation import case_paging as paging
from moderation.case import Case
from moderation.case_fold import evolve, fold
from moderation.case_paging import due, still_wanted
from moderation.case_terms import Actor
from rooms.refusals import Refused

__all__ = ["Case", "decide", "due", "evolve", "fold", "still_wanted"]

_AFTER_CLOSE = (c.Reopen, c.Paging, c.Note, c.OpenWindow, c.WidenWindow)


def decide(case: Case | None, actor: Actor, command: c.CaseCommand, now: datetime) -> list[e.CaseEvent]:
    """Events that follow from what is asked, or `Refused`. No event at all means it is so already.

    Deciding again after a write conflict costs nothing.
    """
    if actor.standing not in c.STANDINGS[type(command)]:
        raise Refused("not_allowed")
    if isinstance(command, c.Raise):
        return [] if case is not None else _raise(actor, command, now)
    if case is None:
        raise Refused("no_such_case")
    if case.outcome is not None and not isinstance(command, _AFTER_CLOSE):
        raise Refused("case_closed")
    return _decide(case, actor, command, now)


def _raise(actor: Actor, command: c.Raise, now: datetime) -> list[e.CaseEvent]:
    by = paging.who_asks(actor)
    raised = e.Raised(command.case, command.ask, command.severity, command.origin, by, command.policy, command.meeting, command.seat)
    return [raised, *paging.advance(evolve(None, raised, now))]


def _decide(case: Case, actor: Actor, command: c.CaseCommand, now: datetime) -> list[e.CaseEvent]:
    if isinstance(command, c.Raise):
        return []
    if isinstance(command, c.Asking):
        return paging.ask(case, actor, command, now)
    if isinstance(command, c.Paging):
        return paging.page(case, command, now)
    if isinstance(command, c.Owning):
        return owning.own(case, actor, command, now)
    if isinstance(command, c.Caring):
        return care.care(case, actor, command, now)
    if isinstance(command, c.Handoff):
        return care.hand_off(case, actor, command, now)
    if isinstance(command, c.Calling):
        return care.call(case, actor, command, now)
    if isinstance(command, c.Showing):
        return care.show(case, actor, command, now)
    if isinstance(command, c.Following):
        return care.follow(case, actor, command, now)
    if isinstance(command, c.Close):
        return care.close(case, actor, command)
    if isinstance(command, c.Reopen):
        return care.reopen(case, actor, command, now)
    assert_never(command)
