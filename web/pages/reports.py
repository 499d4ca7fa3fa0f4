"""Reports: the list for facilitators and supervisors, words opened with a reason, the end of one; and how it ended, to her."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

import aiohttp.web as http

from rooms.refusals import Refused
from rooms.roles import Action, Role
from rooms.terms import Measure
from server.identity import Identity
from server.people.report_terms import ENDS_APPEALS, Outcome
from server.people.reports import LONGEST_SENTENCE, Listed, Why
from server.security import form
from web.agreement import REASONS
from web.pages.base import hearth_of, refusal, render, say, see_other
from web.pages.doors import needs, with_none
from web.reports import OUTCOMES, WHYS, about, named, told
from web.words import mark

Choice = TypeVar("Choice", bound=StrEnum)


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [
        http.get("/reports", page),
        http.get("/reports/{report}", report_page),
        http.post("/reports/{report}/read", read),
        http.post("/reports/{report}/close", close),
        http.get("/receipt", receipt_page),
        http.post("/receipt", receipt),
    ]


@needs(Action.SEE_REPORTS)
async def page(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /reports: those that wait first. Nothing of what was said stands here."""
    listed = await hearth_of(request).people.reports.listing(identity)
    rows = [(each, say(request, named(each)), say(request, OUTCOMES[each.outcome]) if each.outcome else None) for each in listed]
    waiting, ended = [row for row in rows if not row[0].closed_at], [row for row in rows if row[0].closed_at]
    return render(request, "people/reports.html", waiting=waiting, ended=ended)


@needs(Action.SEE_REPORTS)
async def report_page(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /reports/{report}: what is known without opening the words."""
    return await _report(request, identity)


@needs(Action.SEE_REPORTS)
async def read(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /reports/{report}/read {why}: the words, this once; that she opened them, and why, stands in the audit."""
    why = _chosen(Why, (await form(request)).get("why", ""))
    if why is None:
        return await _report(request, identity, status=400, why_wrong=say(request, mark("Please say why you open it.")))
    excerpt = await hearth_of(request).people.reports.read(request.match_info["report"], identity, why)
    return await _report(request, identity, excerpt=excerpt)


@needs(Action.SEE_REPORTS)
async def close(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /reports/{report}/close {outcome, sentence}: how it ended, and if she likes a sentence to her who reported."""
    fields, ident = await form(request), request.match_info["report"]
    outcome = _chosen(Outcome, fields.get("outcome", ""))
    sentence = " ".join(fields.get("sentence", "").split())
    wrong: dict[str, Any] = {}
    if outcome is None:
        wrong["outcome_wrong"] = say(request, mark("Please choose how it ended."))
    if len(sentence) > LONGEST_SENTENCE or not sentence.isprintable():
        wrong["sentence_wrong"] = say(request, mark("Please keep it to 280 letters, without special signs."))
    if outcome is None or wrong:
        kept: dict[str, Any] = {"outcome": outcome, "sentence": sentence[: 2 * LONGEST_SENTENCE], "ending": True}
        return await _report(request, identity, status=400, **kept, **wrong)
    known, hearth = await _known(request, identity), hearth_of(request)
    closing = hearth.appeals if known.appealed else hearth.people.reports
    await closing.close(ident, outcome, sentence, identity)
    return see_other(f"/reports/{ident}")


async def receipt_page(request: http.Request) -> http.Response:
    """GET /receipt: for the code she was given. It needs nobody to sign in."""
    return _receipt(request)


async def receipt(request: http.Request) -> http.Response:
    """POST /receipt {code}: how her report ended, or that it waits."""
    hearth, code = hearth_of(request), (await form(request)).get("code", "")[:200]
    try:
        await hearth.limits.code(hearth.security.network(request))
    except Refused as refused:
        return _receipt(request, status=429, code=code, wrong=refusal(request, refused.code))
    found = await hearth.people.reports.outcome(code)
    if found is None and (day := hearth.people.deletion.day_of(code)) is not None:
        return _receipt(request, deleted_on=day)
    if found is None:
        wrong = say(request, mark("This code fits no report. Please look at it again. Codes are kept for half a year."))
        return _receipt(request, status=400, code=code, code_wrong=wrong)
    return _receipt(request, found=found, reason=say(request, about(found)), told=say(request, told(found)))


def _chosen(kind: type[Choice], text: str) -> Choice | None:
    return kind(text) if text in set(kind) else None


async def _known(request: http.Request, identity: Identity) -> Listed:
    """The report, if it is one for her; else there is nothing at this address, also for whom it is about."""
    found = await hearth_of(request).people.reports.look(request.match_info["report"], identity)
    if found is None:
        raise http.HTTPNotFound
    return found


async def _report(request: http.Request, identity: Identity, *, status: int = 200, **said: object) -> http.Response:
    found = await _known(request, identity)
    context = {
        "report": found,
        "reason": say(request, named(found)),
        "rule": say(request, REASONS[found.reason]) if found.appealed and found.appealed.measure is not Measure.DECLINE else None,
        "ended": say(request, OUTCOMES[found.outcome]) if found.outcome else None,
        "told": await hearth_of(request).people.reports.sentence(found.id, identity),
        "whys": [(why.value, say(request, words)) for why, words in WHYS.items()],
        "outcomes": [(each.value, say(request, OUTCOMES[each])) for each in Outcome if (each in ENDS_APPEALS) is bool(found.appealed)],
        "may_close": found.readable or Role.SUPERVISOR in identity.roles,
        "longest": LONGEST_SENTENCE,
        "sentence": "",
        "ending": False,
        **with_none(said, "excerpt", "why_wrong", "outcome", "outcome_wrong", "sentence_wrong"),
    }
    return render(request, "people/report.html", status=status, **context)


def _receipt(request: http.Request, *, status: int = 200, **said: object) -> http.Response:
    context = {"code": "", **with_none(said, "wrong", "code_wrong", "found", "reason", "told", "deleted_on")}
    return render(request, "receipt.html", status=status, **context)
