"""The page of one case: its head, its one next step, and what else can be done in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

import aiohttp.web as http

from moderation import case_commands as c
from moderation import case_terms as t
from moderation.case import Case
from moderation.case_events import OwnerHeard
from moderation.case_timeline import verify
from moderation.case_told import told
from server.identity import Identity
from web import case_whys as whys
from web.case_acts import can, outcomes, severities
from web.case_lines import accounts_of, sentence
from web.case_view import GONE, Look, actor_of, clock_face, ids_of, row
from web.case_words import MEANS, OUTCOMES, SERVICES, SEVERITIES, STAGES, TASKS, TOLD
from web.pages.base import hearth_of, render, say
from web.words import mark

Choice = TypeVar("Choice", bound=StrEnum)


async def page_of(
    request: http.Request,
    identity: Identity,
    case: Case,
    *,
    status: int = 200,
    wrong: str | None = None,
    typed: Mapping[str, str] | None = None,
    opened: bool = False,
) -> http.Response:
    """The page, with what was refused and what she typed. `opened`: she said why she reads the words, and it stands in the timeline."""
    hearth, actor = hearth_of(request), actor_of(identity)
    watch, cases, now = hearth.on_call.watch, hearth.on_call.cases, hearth.clock.now()
    kept, newest = await cases.timeline(case.id)
    happened = [(line.at, line.event) for line in kept if not isinstance(line.event, OwnerHeard)]
    names = await watch.names(ids_of([case]).union(*(accounts_of(event) for _, event in happened)))
    look = Look(request, actor, now, names, await watch.rooms([case]))

    def called(account: str) -> str:
        return names.get(account) or say(request, GONE)

    hears = mark("She is told nothing for now: it was withheld.") if case.withheld else TOLD[told(case).status]
    acts = _acts(look, case)
    acts["colleagues"] = await watch.colleagues(but=identity.id) if acts["hand_over"] else []
    others = [each.id for each in await cases.queue() if each.id != case.id] if t.Outcome.DUPLICATE in dict(acts["outcomes"]) else []
    return render(
        request,
        "people/case.html",
        status=status,
        case=row(case, look),
        means=say(request, MEANS[case.severity]),
        stage=say(request, STAGES[case.stage]),
        ended=say(request, OUTCOMES[case.outcome]) if case.outcome else None,
        told=say(request, hears),
        with_her=names.get(case.with_her) if case.with_her else None,
        now=now,
        wrong=wrong,
        typed=typed or {},
        acts=acts,
        others=[(each, each) for each in others],
        looks=_options(request, whys.LOOKED),
        windows=await cases.windows(case.id) if opened else None,
        may_widen=bool(case.meeting) and case.outcome is None and (case.owner == actor.account or actor.standing is t.Standing.SUPERVISOR),
        noted=list((await cases.words(case.id)).values()) if opened or case.owner == actor.account else [],
        lines=[(at, sentence(event, called, partial(say, request))) for at, event in reversed(happened)],
        whole=verify(case.id, kept, newest) is None,
        line=hearth.helplines.get(request_country(request)),
    )


def request_country(request: http.Request) -> str:
    """Whose help lines stand below: the programme's."""
    return hearth_of(request).programmes.known.country


def _options(request: http.Request, table: Mapping[Choice, str]) -> list[tuple[Choice, str]]:
    return [(value, say(request, words)) for value, words in table.items()]


def _outside(case: Case) -> str | None:
    """How far outside help is: asked for, agreed to, called, or said what came of it."""
    if case.call is None:
        return None
    if case.call.called_by is None:
        return "asked" if case.call.second is None else "agreed"
    return "called" if case.calls else "said"


def _acts(look: Look, case: Case) -> dict[str, Any]:
    """What else can be done: only what would not be refused."""
    request, actor, now, *_ = look

    def may(command: c.CaseCommand) -> bool:
        return can(case, actor, command, now)

    ends = outcomes(case, actor, now)
    later = now + timedelta(hours=1)
    alone_at = case.call and case.call.asked_at + timedelta(seconds=case.policy.second_s)
    grave = [each for each in severities(case, graver=True) if may(c.SetSeverity(each))]
    lesser = [each for each in severities(case, graver=False) if may(c.SetSeverity(each, t.WhyLowered.MISTAKEN))]
    return {
        "graver": [(each, say(request, SEVERITIES[each])) for each in grave],
        "lesser": [(each, say(request, SEVERITIES[each])) for each in lesser],
        "why_lowered": _options(request, whys.LOWERED),
        "give_back": may(c.GiveBack()),
        "hand_over": may(c.OfferHandover(t.AccountId("another"))),
        "keep": may(c.EndHandover()),
        "services": _options(request, SERVICES) if any(may(c.OfferHandoff(each)) for each in t.Service) else [],
        "wants_not": may(c.RefuseHandoff()),
        "ask_call": may(c.AskToCall()),
        "outside": _outside(case),
        "second": may(c.SecondCall()),
        "alone": [each for each in _options(request, whys.ALONE) if may(c.CallEmergency(each[0]))],
        "alone_at": alone_at if alone_at and case.call and case.call.called_by is None and alone_at > now else None,
        "alone_in": clock_face((alone_at - now).total_seconds()) if alone_at else "",
        "reached": may(c.ConfirmEmergency()),
        "not_learned": may(c.MarkNotConfirmed()),
        "tasks": [
            {
                "id": task.id,
                "words": say(request, TASKS[task.what]),
                "due_at": task.due_at,
                "done": may(c.FinishFollowUp(task.id)),
                "drop": may(c.DropFollowUp(task.id, t.WhyDropped.NOT_NEEDED)),
            }
            for task in case.tasks
        ],
        "why_dropped": _options(request, whys.DROPPED),
        "whats": [each for each in _options(request, TASKS) if may(c.SetFollowUp(t.TaskId("new"), each[0], later))],
        "due": [(value, say(request, words)) for value, (words, _) in whys.DUE.items()],
        "rest": may(c.BeginFollowUp()),
        "outcomes": [(each, say(request, OUTCOMES[each])) for each in ends],
        "why_reopened": _options(request, whys.REOPENED) if may(c.Reopen(t.WhyReopened.NEWS)) else [],
        "give_notice": may(c.GiveNotice()),
    }
