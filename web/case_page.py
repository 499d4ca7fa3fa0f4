"""The page of one case: its head, its one next step, and what else can be done in it."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp.web as http

from moderation.case import Case
from moderation.case_told import told
from server.identity import Identity
from web.case_view import Look, actor_of, ids_of, row
from web.case_words import MEANS, OUTCOMES, STAGES, TOLD
from web.pages.base import hearth_of, render, say
from web.words import mark


async def page_of(
    request: http.Request,
    identity: Identity,
    case: Case,
    *,
    status: int = 200,
    wrong: str | None = None,
    typed: Mapping[str, str] | None = None,
) -> http.Response:
    """The page, with what was refused and what she typed."""
    hearth, actor = hearth_of(request), actor_of(identity)
    watch, now = hearth.on_call.watch, hearth.clock.now()
    names, rooms = await watch.names(ids_of([case])), await watch.rooms([case])
    head = row(case, Look(request, actor, now, names, rooms))
    hears = mark("She is told nothing for now: it was withheld.") if case.withheld else TOLD[told(case).status]
    return render(
        request,
        "people/case.html",
        status=status,
        case=head,
        means=say(request, MEANS[case.severity]),
        stage=say(request, STAGES[case.stage]),
        ended=say(request, OUTCOMES[case.outcome]) if case.outcome else None,
        told=say(request, hears),
        with_her=names.get(case.with_her) if case.with_her else None,
        now=now,
        wrong=wrong,
        typed=typed or {},
    )
