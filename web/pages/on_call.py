"""The on-call console: who waits for a person, who has whom, and one case with all that can be done in it. It works without script."""

from __future__ import annotations

import aiohttp.web as http

from moderation import case_commands as c
from moderation.case import Case
from moderation.case_queue import in_order
from moderation.case_terms import CaseId, WhyLooked
from moderation.case_timeline import export
from rooms.refusals import Refused
from rooms.roles import Action
from server.identity import Identity
from server.security import form
from web.case_forms import chosen, wish
from web.case_page import page_of
from web.case_view import Look, actor_of, ids_of, mark_of, on_duty, row
from web.pages.base import hearth_of, refusal, render, say, see_other
from web.pages.doors import needs
from web.words import mark


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [
        http.get("/on-call", queue),
        http.get("/on-call/{case}", case_page),
        http.post("/on-call/{case}", act),
        http.post("/on-call/{case}/words", read),
        http.get("/on-call/{case}/timeline", timeline),
    ]


@needs(Action.ANSWER_CASES)
async def queue(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /on-call: whoever waits, the gravest first; or that nobody does, and who is on call."""
    hearth = hearth_of(request)
    watch, now = hearth.on_call.watch, hearth.clock.now()
    cases = in_order(await hearth.on_call.cases.queue(), now)
    duty = await watch.duty()
    names, rooms = await watch.names(ids_of(cases, duty)), await watch.rooms(cases)
    look = Look(request, actor_of(identity), now, names, rooms)
    rows = [row(case, look) for case in cases]
    on = on_duty(request, duty, names)
    return render(request, "people/on_call.html", rows=rows, duty=on, now=now, mark=mark_of(rows, on))


@needs(Action.ANSWER_CASES)
async def case_page(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /on-call/{case}: what happened, who has it, the one next step. Nothing she wrote stands here."""
    return await page_of(request, identity, await _known(request))


@needs(Action.ANSWER_CASES)
async def act(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /on-call/{case} {do, …}: one step. Refused, the page says why, with what she typed."""
    hearth, fields, case = hearth_of(request), await form(request), await _known(request)
    try:
        command, words = wish(fields, hearth.clock.now())
        await _must_exist(request, identity, command)
        await hearth.on_call.cases.handle(case.id, actor_of(identity), command, words=words)
    except Refused as refused:
        if refused.code in ("not_allowed", "no_such_case"):
            raise
        now_case = await _known(request)
        status = 409 if refused.code in ("already_owned", "not_owner", "case_closed") else 400
        wrong = await _why_not(request, now_case, refused)
        return await page_of(request, identity, now_case, status=status, wrong=wrong, typed=fields)
    back = fields.get("back", "")
    return see_other("/on-call" if back == "queue" and not isinstance(command, c.Acknowledge) else f"/on-call/{case.id}")


@needs(Action.ANSWER_CASES)
async def read(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /on-call/{case}/words {why, more?}: the fewest words around the sign and the notes, this once; the look stands in the timeline.

    With `more`, twenty words more on each side, which she is told.
    """
    case, fields, looking = await _known(request), await form(request), hearth_of(request).on_call.looking
    try:
        why = chosen(WhyLooked, fields, "why", "reason_needed")
        if "more" in fields:
            await looking.widen(case.id, actor_of(identity), why)
        else:
            await looking.open(case.id, actor_of(identity), why)
    except Refused as refused:
        return await page_of(request, identity, await _known(request), status=400, wrong=refusal(request, refused.code))
    return await page_of(request, identity, await _known(request), opened=True)


@needs(Action.ANSWER_CASES)
async def timeline(request: http.Request, _identity: Identity) -> http.StreamResponse:
    """GET /on-call/{case}/timeline: a file of all that happened, with what is needed to check that nothing was changed."""
    case = await _known(request)
    lines, _ = await hearth_of(request).on_call.cases.timeline(case.id)
    headers = {"Content-Disposition": f'attachment; filename="case-{case.id}.jsonl"', "Cache-Control": "no-store"}
    return http.Response(body=export(case.id, lines), content_type="application/jsonl", headers=headers)


async def _must_exist(request: http.Request, identity: Identity, command: c.CaseCommand) -> None:
    """Whom she asks to take it may have a case; what it is said to be the same as is a case. Refused `bad_request`."""
    on_call = hearth_of(request).on_call
    if isinstance(command, c.OfferHandover) and command.to not in dict(await on_call.watch.colleagues(but=identity.id)):
        raise Refused("bad_request")
    if isinstance(command, c.Close) and command.duplicate_of is not None and await on_call.cases.get(command.duplicate_of) is None:
        raise Refused("bad_request")


async def _why_not(request: http.Request, case: Case, refused: Refused) -> str:
    """A refusal in words; of a case that somebody has, who has it."""
    if refused.code == "already_owned" and case.owner is not None:
        names = await hearth_of(request).on_call.watch.names([case.owner])
        if case.owner in names:
            return say(request, mark("{name} has this case already. You need do nothing more."), name=names[case.owner])
    return refusal(request, refused.code)


async def _known(request: http.Request) -> Case:
    """The case at this address, or there is nothing here."""
    found = await hearth_of(request).on_call.cases.get(CaseId(request.match_info["case"]))
    if found is None:
        raise http.HTTPNotFound
    return found
