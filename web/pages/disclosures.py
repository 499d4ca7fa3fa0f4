"""Requests for records from outside: logged, looked into, answered on paper. The answer is no unless two people write down otherwise."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

import aiohttp.web as http

from rooms.refusals import Refused
from rooms.roles import Action
from server.identity import Identity
from server.kept.naming import account_named, rows_naming
from server.kept.rows import held
from server.people.disclosures import LONGEST, Asked, Asker, Basis, Disclosure, Given, OneAlone
from server.people.people import lives_of
from server.security import form
from server.store.classes import CLASSES
from web.disclosures import ASKERS, BASES
from web.keys import PROGRAMME
from web.pages.base import hearth_of, render, say, see_other
from web.pages.doors import needs, with_none
from web.words import mark

PART_2 = "US"  # 42 CFR Part 2 is a rule of the United States
LONGEST_NAME = 80
WRITTEN = ("name", "reference", "about", "counsel")
NEEDED = mark("Please write this down, in up to 300 letters.")
TWO = mark("You wrote this request down. A colleague has to say what was given, so that two of you stand behind it.")

Choice = TypeVar("Choice", bound=StrEnum)


class There(NamedTuple):
    """One class of what is kept: in words, how many rows there are, and how many of them name the account that was asked about."""

    sentence: str
    rows: int
    naming: int | None


def routes() -> list[http.RouteDef]:
    """What answers where."""
    return [
        http.get("/disclosures", page),
        http.post("/disclosures", log),
        http.get("/disclosures/{disclosure}", one),
        http.post("/disclosures/{disclosure}/find", look),
        http.post("/disclosures/{disclosure}/answer", answer),
        http.get("/disclosures/{disclosure}/paper", paper),
    ]


@needs(Action.ANSWER_DISCLOSURES)
async def page(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /disclosures: what waits, what was answered, and the account of all that was given."""
    return await _list(request, identity)


@needs(Action.ANSWER_DISCLOSURES)
async def log(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /disclosures {asker, name, reference, about, counsel}"""
    fields = await form(request)
    written = {field: " ".join(fields.get(field, "").split()) for field in WRITTEN}
    asker = _chosen(Asker, fields.get("asker", ""))
    wrong = {f"{field}_wrong": say(request, NEEDED) for field in WRITTEN if not _fits(written[field], needed=field != "reference")}
    if asker is None:
        wrong["asker_wrong"] = say(request, mark("Please choose who asks."))
    if asker is None or wrong:
        kept = {field: text[: 2 * LONGEST] for field, text in written.items()}
        return await _list(request, identity, status=400, written=kept | {"asker": asker}, **wrong)
    return see_other(f"/disclosures/{await hearth_of(request).people.disclosures.log(asker, Asked(**written), identity)}")


@needs(Action.ANSWER_DISCLOSURES)
async def one(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /disclosures/{disclosure}"""
    return await _one(request, await _known(request, identity))


@needs(Action.ANSWER_DISCLOSURES)
async def look(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /disclosures/{disclosure}/find {account}: how much there is that names this account; that she looked stands in the audit."""
    known, hearth = await _known(request, identity), hearth_of(request)
    name = (await form(request)).get("account", "").strip()
    if not (name and len(name) <= LONGEST_NAME and name.isprintable()):
        return await _one(request, known, status=400, account_wrong=say(request, mark("Please write the name of the account.")))
    await hearth.people.disclosures.looked(known.id, identity)
    account = await account_named(hearth.db, name)
    naming = None if account is None else await rows_naming(hearth.db, account)
    return await _one(request, known, looked_for=name, naming=naming or {}, found=account is not None)


@needs(Action.ANSWER_DISCLOSURES)
async def answer(request: http.Request, identity: Identity) -> http.StreamResponse:
    """POST /disclosures/{disclosure}/answer {answer, basis, to, what}: no, or what was given to whom, and why that was right."""
    known, fields = await _known(request, identity), await form(request)
    disclosures = hearth_of(request).people.disclosures
    if fields.get("answer") == "no":
        await disclosures.refuse(known.id, identity)
        return see_other(f"/disclosures/{known.id}")
    if fields.get("answer") != "gave":
        raise Refused("bad_request")
    given = Given(*(" ".join(fields.get(field, "").split()) for field in ("to", "what")))
    basis = _chosen(Basis, fields.get("basis", ""))
    wrong = {f"{field}_wrong": say(request, NEEDED) for field in ("to", "what") if not _fits(getattr(given, field), needed=True)}
    if basis is None:
        wrong["basis_wrong"] = say(request, mark("Please choose why it was given."))
    if basis is not None and not wrong:
        try:
            await disclosures.give(known.id, basis, given, identity)
        except OneAlone:
            wrong["wrong"] = say(request, TWO)
    if basis is None or wrong:
        typed = {"to": given.to[: 2 * LONGEST], "what": given.what[: 2 * LONGEST], "basis": basis}
        return await _one(request, known, status=400, typed=typed, giving=True, **wrong)
    return see_other(f"/disclosures/{known.id}")


@needs(Action.ANSWER_DISCLOSURES)
async def paper(request: http.Request, identity: Identity) -> http.StreamResponse:
    """GET /disclosures/{disclosure}/paper: the answer, to be printed. It says of nobody whether she takes part."""
    known, hearth = await _known(request, identity), hearth_of(request)
    context = {
        "each": known,
        "basis": None if known.basis is None else say(request, BASES[known.basis]),
        "there": await _there(request),
        "today": hearth.clock.now(),
        "part_2": request.get(PROGRAMME, hearth.programmes.known).country == PART_2,
    }
    return render(request, "people/disclosure_paper.html", **context)


def _fits(text: str, *, needed: bool) -> bool:
    return len(text) <= LONGEST and text.isprintable() and (bool(text) or not needed)


def _chosen(kind: type[Choice], text: str) -> Choice | None:
    return kind(text) if text in set(kind) else None


async def _known(request: http.Request, identity: Identity) -> Disclosure:
    found = await hearth_of(request).people.disclosures.get(request.match_info["disclosure"], identity)
    if found is None:
        raise http.HTTPNotFound
    return found


async def _there(request: http.Request, naming: dict[str, int] | None = None) -> list[There]:
    """All that is kept, from the table of classes."""
    hearth = hearth_of(request)
    sums, _ = await held(hearth.db, hearth.clock.now(), lives_of(hearth.settings))
    rows = {each.name: each.rows for each in sums}
    return [There(say(request, kind.sentence), rows[kind.name], None if naming is None else naming.get(kind.name, 0)) for kind in CLASSES]


async def _list(request: http.Request, identity: Identity, *, status: int = 200, **said: object) -> http.Response:
    known = [(each, say(request, ASKERS[each.asker])) for each in await hearth_of(request).people.disclosures.all(identity)]
    context: dict[str, Any] = {
        "waiting": [pair for pair in known if pair[0].answered_at is None],
        "refused": [pair for pair in known if pair[0].answered_at is not None and pair[0].given is None],
        "given": [(each, asker, say(request, BASES[each.basis])) for each, asker in known if each.basis is not None],
        "askers": [(asker.value, say(request, words)) for asker, words in ASKERS.items()],
        "written": dict.fromkeys(WRITTEN, "") | {"asker": None},
        "longest": LONGEST,
        **with_none(said, "asker_wrong", *(f"{field}_wrong" for field in WRITTEN)),
    }
    return render(request, "people/disclosures.html", status=status, **context)


async def _one(request: http.Request, known: Disclosure, *, status: int = 200, **said: Any) -> http.Response:
    context: dict[str, Any] = {
        "each": known,
        "asker": say(request, ASKERS[known.asker]),
        "basis": None if known.basis is None else say(request, BASES[known.basis]),
        "there": await _there(request, said.pop("naming", None)),
        "bases": [(basis.value, say(request, words)) for basis, words in BASES.items()],
        "typed": {"to": "", "what": "", "basis": None},
        "longest": LONGEST,
        "giving": False,
        **with_none(said, "looked_for", "found", "account_wrong", "to_wrong", "what_wrong", "basis_wrong", "wrong"),
    }
    return render(request, "people/disclosure.html", status=status, **context)
