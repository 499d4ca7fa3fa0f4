"""Every page renders in both languages with nothing left undefined, holds nothing inline, and names no room in its title."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from markupsafe import Markup

from rooms.questions import Question
from rooms.terms import Measure, Reason
from server.kept.holds import Hold, Kind, Shown, Subject
from server.live.appeals import Decided
from server.live.reminded import Unread
from server.oncall.excerpt import Said as SaidThere
from server.oncall.excerpt import Window
from server.people.agreements import Agreement
from server.people.disclosures import Asked, Asker, Basis, Disclosure, Given
from server.people.duties import Duties
from server.people.holdings import Holding
from server.people.report_terms import Appealed
from server.people.reports import Excerpt, Listed, Outcome, Told
from server.store.audit import Checked
from tests.support.rendering import rendered
from web.agreement import paragraphs
from web.case_acts import Act
from web.discretion import lock
from web.helplines import load
from web.kept import parts
from web.pages.at_the_door import Door
from web.pages.disclosures import There
from web.pages.duties import Said
from web.paper import plain_time
from web.words import LANGUAGES

TEMPLATES = Path(__file__).parents[2] / "web" / "templates"
KEPT = lock("plantain")
SOON = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
ROOM = SimpleNamespace(id="r1", name="Mothers <in> recovery", purpose="Sharing & listening", history=True, language="es")
PIECES = paragraphs("What is said here stays here. No names.\n\nWhat may go:\n\n- Words <b>that</b> hurt\n- Others\n\nOne sentence")
ASKED = SimpleNamespace(version=2, paragraphs=PIECES, changed=True, statement="This room is for women.", attests="I am a woman.")
SAID = Said(2, SOON, [("The facilitators", PIECES)])
SEAT: dict[str, Any] = {
    "action": "/seat/m1", "code": None, "room": ROOM, "facilitates": False, "seated": False, "name": "", "asked": None, "door": None,
    "typed": {}, "wrong": None, "name_wrong": None, "duties": Said(0, None, []),
}  # fmt: skip
QUESTIONS = {"room": ROOM, "rows": [("question1", "needed1", Question("How <did> you?", needed=True), None)], "longest": 120}
AGREEMENT = {"room": ROOM, "newest": None, "text": "Words.", "longest": 6000, "text_wrong": None, "shown": None}
HELD = {"id": "m1", "name": ROOM.name, "purpose": ROOM.purpose, "opens_at": SOON, "closes_at": SOON, "soon": True}
CARD = {
    **HELD, "open": True, "mine": False, "here": 3, "free": 5, "capacity": 8, "facilitators": "Ruth and Kay", "facilitator_count": 2,
}  # fmt: skip
EMPTY_CARD = {**CARD, "here": 0, "free": 0, "facilitators": "", "facilitator_count": 0}
LINES = load()
UNSAID: dict[str, Any] = {"name": "", "code": "", "typed": {}, "wrong": None, "name_wrong": None, "code_wrong": None, "duties": None}
DECIDED = [Decided("m1", "Evening <circle>")]
WAITING = {
    "meeting": "m1", "room": ROOM, "opens_at": SOON, "closes_at": SOON, "capacity": 8, "taken": 3, "may_open": False,
    "facilitators": "Ruth", "place": None, "later": None, "decided": DECIDED,
}  # fmt: skip
UNREAD = [Unread("Evening <circle>", 1), Unread("Morning", 3)]
SERVING: dict[str, Any] = {
    "reports": 2, "audit": True, "cases": 1, "disclosures": True, "holds": True, "numbers": True, "to_confirm": True, "unread": UNREAD,
}  # fmt: skip
NOT_SERVING: dict[str, Any] = {**dict.fromkeys(SERVING, False), "reports": None, "cases": None, "unread": []}
ASKS = Disclosure("d1", Asker.COURT, Asked("Court <one>", "12", "Words.", "Ms. Hale"), SOON, "a1", None, None, None)
GAVE = ASKS._replace(basis=Basis.ORDER, given=Given("The <court>", "One line"), answered_at=SOON)
THERE = [There("Your words.", 2, 1), There("Links.", 0, 0)]
DISCLOSURES: dict[str, Any] = {
    "waiting": [(ASKS, "A court")], "refused": [(ASKS._replace(answered_at=SOON), "A court")], "given": [(GAVE, "A court", "An order")],
    "askers": [("court", "A court")], "longest": 300, "written": {"asker": None, "name": "", "reference": "", "about": "", "counsel": ""},
    **dict.fromkeys(["asker_wrong", "name_wrong", "reference_wrong", "about_wrong", "counsel_wrong"]),
}  # fmt: skip
DISCLOSURE: dict[str, Any] = {
    "each": ASKS, "asker": "A court", "basis": None, "there": THERE, "bases": [("order", "An order")], "longest": 300, "giving": False,
    "typed": {"to": "", "what": "", "basis": None},
    **dict.fromkeys(["looked_for", "found", "account_wrong", "to_wrong", "what_wrong", "basis_wrong", "wrong"]),
}  # fmt: skip
PRINTED: dict[str, Any] = {"each": ASKS, "basis": None, "there": THERE, "today": SOON, "part_2": True}
UNTOLD: dict[str, Any] = {"decided": [], "kept_longer": []}
LONGER = [(Shown(kind, SOON, SOON, []), "Alma <and> Sol") for kind in Kind]
HOLD = Hold("h1", Kind.MEETING, "Evening <circle>", SOON, "Ruiz <7>", None, SOON, SOON, "Alma", None, None, None, may_confirm=True)
HOLDS: dict[str, Any] = {
    "identity": SimpleNamespace(name="Sol", kind="account", shared=False),
    "waiting": [], "in_force": [], "ended": [], "subjects": [], "lasting": [(90, "90 days")], "longest": 200, "done": None, "reference": "",
    "why": "", "unseen": False, "lasts": 90, "wrong": None, "reference_wrong": None, "why_wrong": None, "old_wrong": None,
    "confirming": None, "chosen": None,
}  # fmt: skip
HELD_ONE = HOLD._replace(confirmed_at=SOON, with_="Sol", unseen="A court <forbids> it.", may_confirm=False)
REPORT = Listed("r1", "Evening <circle>", Reason.UNKIND, SOON, True, None, None)
APPEAL = REPORT._replace(appealed=Appealed(Measure.QUIET, "s1", "a1"))
APPEALS: dict[str, Any] = {
    "room": SimpleNamespace(id="m1", name="Evening <circle>"), "chosen": "quiet:s1", "open_to": True, "longest": 1000, "text": "",
    "wrong": None, "about_wrong": None, "text_wrong": None,
    "rows": [
        {"value": "quiet:s1", "what": "Quiet.", "rule": "A <rule>.", "until": SOON, "how_long": "It lifts.", "asked": False},
        {"value": "take_down:m1", "what": "Down.", "rule": None, "until": None, "how_long": "Nobody.", "asked": True},
    ],
}  # fmt: skip
ENDED = REPORT._replace(readable=False, outcome=Outcome.TALKED, closed_at=SOON)
READ = {
    "report": REPORT, "rule": None, "reason": "Words that hurt.", "ended": None, "told": None, "excerpt": None,
    "whys": [("decide", "To decide")],
    "outcomes": [("talked", "Talked")], "may_close": True, "longest": 280, "sentence": "", "ending": False, "why_wrong": None,
    "outcome": None, "outcome_wrong": None, "sentence_wrong": None,
}  # fmt: skip
EXCERPT = Excerpt("m1", "Words <in>", SOON, "Bea", "s1", "a1", "Wren", "s2", "a2", '"><b>')
TOLD = Told(SOON, Reason.UNKIND, Outcome.TALKED, SOON, "Thank you <in>.")
NO_RECEIPT = {"deleted_on": None, "code": "", "wrong": None, "code_wrong": None, "found": None, "reason": None, "told": None}

DUTIES: dict[str, Any] = {
    "newest": None, "longest": 1500, "wrong": None,
    "parts": [(name, code, [("facilitator", "The facilitators", "Words <in>.", "No.")]) for code, name in LANGUAGES.items()],
}  # fmt: skip

CASE: dict[str, Any] = {
    "id": "0000000CAS", "severity": "red", "word": "Act now", "promoted": True, "origin": "She <asked>", "room": "Evening <circle>",
    "raised_at": SOON, "open": "5:02", "long_open": False, "owner": None, "mine": False, "asked_of": None, "asked_of_me": False,
    "due_at": SOON, "due": "1:30", "due_far": False, "due_means": "Then others.", "overdue": True, "tasks_overdue": True,
    "exhausted": True, "withdrawn": True, "reopened": True, "guest": False, "asks": 2, "act": Act("take", "I have it", "task", "t1"),
}  # fmt: skip
HERS = {**CASE, "owner": "Jo <in>", "asked_of": "Sam <in>", "asked_of_me": True, "due_far": True, "long_open": True, "act": None, "asks": 1}
DUTY: dict[str, Any] = {"now": "Jo <in>", "count": 1, "behind": ["Sam"], "silent": "Jo", "stopped": True}
NO_DUTY: dict[str, Any] = {"now": None, "count": 0, "behind": [], "silent": "", "stopped": False}
CASE_PAGE: dict[str, Any] = {
    "case": CASE, "means": "Danger.", "stage": "Called.", "ended": None, "told": "She is told.", "with_her": None, "now": SOON,
    "wrong": None, "typed": {}, "others": [("b", "b")], "looks": [("answer", "To <answer>")], "windows": None, "noted": [],
    "may_widen": True,
    "lines": [(SOON, "Jo <in> took it")], "whole": True, "line": LINES["US"],
    "acts": dict.fromkeys(
        ["give_back", "keep", "wants_not", "ask_call", "second", "give_notice", "rest", "reached", "not_learned"], True
    )
    | {key: [("a", "A <b>")] for key in ["graver", "lesser", "why_lowered", "services", "alone", "whats", "due"]}
    | {key: [("a", "A <b>")] for key in ["why_dropped", "outcomes", "why_reopened", "colleagues"]}
    | {"outside": "called", "alone_at": SOON, "alone_in": "1:02",
       "tasks": [{"id": "t1", "words": "Speak <in>", "due_at": SOON, "done": True, "drop": True}]},
}  # fmt: skip
SEEN = Window(
    "Evening <circle>", "Wren <in>", "a1", (SaidThere("m1", "s1", "Wren <in>", SOON, "I <b>am</b>", True),), "Please <b>", ("Elm <1>",)
)
NOTHING_TO_DO: dict[str, Any] = {name: [] for name in CASE_PAGE["acts"]}
ALONE = {**NOTHING_TO_DO, "outside": "asked", "alone": [("a", "A")], "second": True, "alone_at": SOON, "alone_in": "2:59"}

PAGES: list[tuple[str, dict[str, Any]]] = [
    (
        "home.html",
        {
            "now": [CARD, {**EMPTY_CARD, "id": "m2"}, {**CARD, "id": "m3", "mine": True}],
            "later": [HELD],
            "may_open": False,
            "serving": SERVING,
            "reminded": SimpleNamespace(opens_at=SOON),
            "decided": DECIDED,
            "kept_longer": LONGER,
        },
    ),
    (
        "home.html",
        {
            "now": [],
            "later": [HELD],
            "may_open": False,
            "serving": SERVING,
            "decided": [],
            "kept_longer": [],
            "reminded": SimpleNamespace(opens_at=SOON),
        },
    ),
    *[
        (
            "home.html",
            {"now": [], "later": [], "may_open": may_open, "serving": NOT_SERVING, "reminded": None, "decided": [], "kept_longer": []},
        )
        for may_open in (False, True)
    ],
    ("welcome.html", {"guest_meeting": None, "decided": [], "kept_longer": [], "known": False}),
    ("welcome.html", {"guest_meeting": None, "decided": DECIDED, "kept_longer": LONGER, "known": True}),
    ("welcome.html", {"guest_meeting": "m1", "decided": [], "kept_longer": [], "known": True}),
    ("join.html", UNSAID),
    ("join.html", {**UNSAID, "duties": SAID, "name": '"><b>', "wrong": "No.", "name_wrong": "No.", "code_wrong": "No."}),
    ("seat.html", {**SEAT, "name_wrong": "No."}),
    ("seat.html", {**SEAT, "facilitates": True, "name": "Ruth"}),
    ("seat.html", {**SEAT, "asked": ASKED, "action": "/join", "code": "ABCD", "wrong": "No."}),
    ("seat.html", {**SEAT, "asked": ASKED, "seated": True}),
    ("rules.html", {"reasons": ["Words that hurt."], "then": ["She tells you."]}),
    ("people/agreement.html", AGREEMENT),
    (
        "people/agreement.html",
        {**AGREEMENT, "newest": Agreement(2, "Words.", SOON), "shown": PIECES, "text_wrong": "No.", "text": "</textarea><b>"},
    ),
    ("people/reports.html", {"waiting": [], "ended": []}),
    ("people/holds.html", HOLDS),
    (
        "people/holds.html",
        {
            **HOLDS,
            "waiting": [(HOLD, "Words."), (HOLD._replace(may_confirm=False, by=None), "Words.")],
            "in_force": [(HELD_ONE, "Words.")],
            "ended": [(HELD_ONE._replace(ended_at=SOON, room=None, at=None), "Words.")],
            "subjects": [("meeting:m1", "Words.", Subject(Kind.MEETING, "m1", "Evening <circle>", SOON))],
            "old_wrong": "No.",
            "confirming": "h1",
            "wrong": "No.",
            "reference_wrong": "No.",
            "why_wrong": "No.",
            "done": "Done.",
        },
    ),
    ("people/reports.html", {"waiting": [(REPORT, "Words.", None)], "ended": [(ENDED, "Words.", "Talked")]}),
    ("people/reports.html", {"waiting": [], "ended": [(ENDED, "Words.", "Talked")]}),
    ("people/report.html", {**READ, "why_wrong": "No."}),
    ("people/report.html", {**READ, "excerpt": EXCERPT}),
    ("people/report.html", {**READ, "excerpt": msgspec.structs.replace(EXCERPT, note="")}),
    ("people/report.html", {**READ, "ending": True, "sentence": '"><b>', "outcome_wrong": "No.", "sentence_wrong": "No."}),
    ("people/report.html", {**READ, "report": REPORT._replace(readable=False), "may_close": False}),
    ("people/report.html", {**READ, "report": ENDED, "ended": "Talked", "told": "Thank <in> you."}),
    ("people/report.html", {**READ, "report": ENDED, "ended": "Talked"}),
    ("people/report.html", {**READ, "report": APPEAL, "rule": "Words that <hurt>."}),
    ("people/report.html", {**READ, "report": APPEAL, "excerpt": EXCERPT}),
    ("people/report.html", {**READ, "report": APPEAL._replace(readable=False), "may_close": False}),
    ("people/appeal.html", {**APPEALS, "rows": [], "open_to": False}),
    ("people/appeal.html", APPEALS),
    ("people/appeal.html", {**APPEALS, "wrong": "No.", "about_wrong": "No.", "text_wrong": "No.", "text": '"><b>'}),
    ("people/appeal.html", {**APPEALS, "rows": [APPEALS["rows"][1]], "open_to": False}),
    *[
        (f"people/{name}.html", {"name": "Wren", "staff": True, "wrong": wrong, "old_wrong": wrong})
        for name in ("mine", "delete")
        for wrong in (None, "No.")
    ],
    *[("people/deleted.html", {"code": "AAAA-BBBB", "taken": taken}) for taken in (0, 3)],
    *[("people/take_back.html", {"room": HELD, "count": count, "gone": gone}) for count, gone in ((0, None), (2, None), (0, 0), (0, 2))],
    ("people/appealed.html", {"code": "AAAA-BBBB", "account": True}),
    ("people/appealed.html", {"code": "AAAA-BBBB", "account": False}),
    ("receipt.html", {**NO_RECEIPT, "found": TOLD._replace(measure=Measure.QUIET), "reason": "You asked.", "told": "It stands."}),
    ("receipt.html", {**NO_RECEIPT, "deleted_on": SOON.date()}),
    ("receipt.html", {**NO_RECEIPT, "wrong": "No.", "code_wrong": "No.", "code": '"><b>'}),
    ("receipt.html", {**NO_RECEIPT, "found": TOLD, "reason": "Words.", "told": "Talked."}),
    ("receipt.html", {**NO_RECEIPT, "found": TOLD._replace(outcome=None, sentence=None), "reason": "Words.", "told": "It waits."}),
    (
        "people/on_call.html",
        {"rows": [CASE, {**HERS, "id": "0000000CA2"}, {**HERS, "id": "0000000CA3", "mine": True}], "duty": DUTY, "now": SOON, "mark": "x"},
    ),
    ("people/on_call.html", {"rows": [], "duty": NO_DUTY, "now": SOON, "mark": "x"}),
    ("people/case.html", CASE_PAGE),
    (
        "people/case.html",
        {
            **CASE_PAGE,
            "case": {**HERS, "mine": True},
            "wrong": "Not <so>.",
            "with_her": "Ruth <in>",
            "windows": [SEEN],
            "noted": ["A <note>"],
        },
    ),
    ("people/case.html", {**CASE_PAGE, "windows": [], "acts": {**NOTHING_TO_DO, "outside": "agreed"}, "whole": False, "line": None}),
    (
        "people/case.html",
        {
            **CASE_PAGE,
            "acts": ALONE,
        },
    ),
    ("people/case.html", {**CASE_PAGE, "ended": "It is <over>", "acts": NOTHING_TO_DO}),
    ("people/audit.html", {"lines": [], "older": None, "newest": True, "check": Checked(0, None, None)}),
    ("people/audit.html", {"lines": [(SOON, "Ruth <in>.")], "older": 5, "newest": False, "check": Checked(9, b"x" * 32, None)}),
    ("people/audit.html", {"lines": [(SOON, "Ruth.")], "older": None, "newest": True, "check": Checked(9, None, SOON)}),
    ("people/numbers.html", {"rows": [(line, None, False) for line in LINES["US"].line], "done": True, "wrong": None}),
    ("people/numbers.html", {"rows": [(line, SOON, True) for line in LINES["GB"].line], "done": False, "wrong": "No."}),
    ("people/disclosures.html", DISCLOSURES),
    ("people/disclosures.html", {**DISCLOSURES, "waiting": [], "refused": [], "given": [], "asker_wrong": "No.", "name_wrong": "No."}),
    ("people/disclosure.html", DISCLOSURE),
    ("people/disclosure.html", {**DISCLOSURE, "looked_for": "<Wren>", "found": True}),
    ("people/disclosure.html", {**DISCLOSURE, "looked_for": "<Wren>", "found": False, "account_wrong": "No."}),
    ("people/disclosure.html", {**DISCLOSURE, "giving": True, "wrong": "No.", "to_wrong": "No.", "basis_wrong": "No."}),
    ("people/disclosure.html", {**DISCLOSURE, "each": ASKS._replace(answered_at=SOON)}),
    ("people/disclosure.html", {**DISCLOSURE, "each": GAVE, "basis": "An order"}),
    ("people/disclosure_paper.html", PRINTED),
    ("people/disclosure_paper.html", {**PRINTED, "each": GAVE, "basis": "An order", "part_2": False}),
    *[("waiting.html", {**WAITING, "stage": stage}) for stage in ("planned", "open", "closed")],
    ("waiting.html", {**WAITING, "stage": "planned", "may_open": True, "facilitators": ""}),
    *[("waiting.html", {**WAITING, "stage": "open", "place": place}) for place in range(1, 5)],
    ("waiting.html", {**WAITING, "stage": "planned", "place": 2, "later": SOON}),
    ("waiting.html", {**WAITING, "stage": "closed", "later": SOON}),
    ("seat.html", {**SEAT, "door": Door(full=True, in_line=0, later=None)}),
    ("seat.html", {**SEAT, "door": Door(False, 0, None, (Question("How <did> you?", needed=True), Question("More?"))), "wrong": "No."}),
    ("people/room_questions.html", {**QUESTIONS, "nobody": True, "guests": False}),
    ("people/room_questions.html", {**QUESTIONS, "nobody": False, "guests": True, "rows": [("question1", "needed1", Question(""), "No.")]}),
    ("seat.html", {**SEAT, "door": Door(full=True, in_line=3, later=SOON), "typed": {"listen": "yes", "first": "yes"}}),
    *[
        (
            "help.html",
            {"on_help": True, "countries": list(LINES.values()), "chosen": lines, "emergency": lines.emergency, "checked": checked},
        )
        for lines in LINES.values()
        for checked in ({}, {lines.line[0].id: (SOON, True)}, {lines.line[0].id: (SOON, False)})
    ],
    ("keep.html", {"kept_minutes": 120}),
    ("keep.html", {"kept_minutes": 90}),
    ("exit.html", {"shift_key": Markup("<kbd>Shift</kbd>")}),
    ("duties.html", {"duties": SAID}),
    ("duties.html", {"duties": Said(0, None, [])}),
    ("people/duties.html", DUTIES),
    ("people/duties.html", {**DUTIES, "newest": Duties(2, {}, SOON), "wrong": "No <in>."}),
    ("discretion.html", {"then": "/join", "word_wrong": None, "longest": 30}),
    ("discretion.html", {"then": "/", "word_wrong": "Another <in>.", "longest": 30, "notes": KEPT}),
    ("breath.html", {}),
    ("limits.html", {}),
    ("people/kept.html", {"parts": parts([Holding("session", 2, SOON), Holding("account", 1, None)])}),
    ("wanting.html", {}),
    ("night.html", {}),
    ("trouble.html", {"again": "/join", "code_marked": Markup("<strong>KT 41</strong>")}),
    ("refused.html", {"title": "There is nothing here.", "sentence": "The address may be old.", "first": None, "appeal": None}),
    ("refused.html", {"title": "No.", "sentence": "No.", "first": None, "appeal": "/appeal/m1"}),
    ("refused.html", {"title": "No.", "sentence": "No.", "first": {"words": "Go on", "href": "/second-step"}, "appeal": None}),
    (
        "meeting.html",
        {
            "meeting_id": "m1",
            "room_name": ROOM.name,
            "polling": False,
            "duties": SAID,
            "labels": {"[teléfono oculto]": '[phone\x27s "number" hidden]'},
        },
    ),
]


class Page(HTMLParser):
    """What a test wants to know about a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.title = ""
        self._in_title = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in_title = tag == "title"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 -- the parser's own signature
        self._in_title = False

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag in names]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("template", "context"), PAGES, ids=[f"{name}-{n}" for n, (name, _) in enumerate(PAGES)])
def test_a_page_is_whole(language: str, template: str, context: dict[str, Any]) -> None:
    text = rendered(language, template, context)
    page = Page(text)
    assert text.startswith("<!doctype html>")
    assert page.title == ({"en": "Shopping list", "es": "Lista de compras"}[language] if context.get("notes") else "Willow House")
    assert page.all("html") == [{"lang": language}]
    assert len(page.all("main")) == 1
    assert page.all("main")[0]["id"] == "main"
    assert any(link.get("href") == "#main" for link in page.all("a"))
    assert len(page.all("h1")) == 1
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for label in page.all("label"):
        assert "for" not in label or label["for"] in ids
    for described in (attributes.get("aria-describedby") for _, attributes in page.tags):
        assert all(name in ids for name in (described or "").split())
    assert "<in>" not in text
    assert '"><b>' not in text


@pytest.mark.parametrize(("template", "context"), PAGES, ids=[f"{name}-{n}" for n, (name, _) in enumerate(PAGES)])
def test_the_way_out_and_the_way_to_a_person_are_on_every_page(template: str, context: dict[str, Any]) -> None:
    page = Page(rendered("en", template, context))
    exits = [link for link in page.all("a") if "data-exit" in link]
    assert exits
    for link in exits:
        assert (link["href"], link["data-exit"], link["rel"]) == ("/exit", "https://exit.example/", "noreferrer nofollow")
    first = page.all("script")[0]
    assert (first["src"] or "").endswith("js/before.js"), "what hides a page that was left comes before all that shows it"
    assert first["data-exit"] == "https://exit.example/"
    assert "type" not in first, "it waits for nothing"
    if template == "help.html":
        assert [link for link in page.all("a") if (link["href"] or "").startswith("tel:")] or not context["chosen"].line
    else:
        assert [link for link in page.all("a") if link["href"] == "/help"]


@pytest.mark.parametrize(("template", "context"), PAGES, ids=[f"{name}-{n}" for n, (name, _) in enumerate(PAGES)])
def test_every_form_is_a_post_with_its_token(template: str, context: dict[str, Any]) -> None:
    text = rendered("en", template, context)
    for form in re.findall(r"<form\b.*?</form>", text, re.DOTALL):
        assert 'method="dialog"' in form or 'class="composer"' in form or ('method="post"' in form and 'name="csrf"' in form)


def test_no_template_holds_style_or_script_or_a_foreign_address() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:", text), path.name
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), path.name
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text), path.name
        assert "| safe" not in text, path.name


def test_words_are_calm() -> None:
    for path in TEMPLATES.rglob("*.html"):
        for sentence in re.findall(r"""_\(\s*["'](.+?)["']\s*[,)]""", path.read_text("utf-8")):
            assert "!" not in sentence, path.name
            assert not re.search(r"\b(abuse|violation|user|content|error)\b", sentence, re.IGNORECASE), (path.name, sentence)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_her_choice_of_light_stands_on_the_page(look: str) -> None:
    assert f'data-look="{look}"' in rendered("en", "breath.html", {"look": look})


def test_the_second_line_of_the_help_bar_is_true() -> None:
    assert "A real person, any hour" in rendered("en", "breath.html", {})
    assert "A real person, any hour" not in rendered("en", "breath.html", {"any_hour": False})


def test_a_time_without_script_says_its_zone() -> None:
    assert plain_time("en", SOON, "full") == "Sunday, November 22, 8:00\u202fPM UTC"
    assert plain_time("es", SOON, "day") == "domingo 22 de noviembre"


@pytest.mark.parametrize(("language", "title"), [("en", "Shopping list"), ("es", "Lista de compras")])
@pytest.mark.parametrize(("template", "context"), PAGES, ids=[f"{name}-{n}" for n, (name, _) in enumerate(PAGES)])
def test_every_page_names_a_shopping_list_and_nothing_of_us(language: str, title: str, template: str, context: dict[str, object]) -> None:
    text = rendered(language, template, {**context, "notes": KEPT})
    page = Page(text)
    assert page.title == title
    assert [(link["href"] or "").rsplit("/", 1)[1] for link in page.all("link") if link["rel"] == "icon"] == ["list.svg"]
    assert {meta["content"] for meta in page.all("meta") if meta.get("name") == "apple-mobile-web-app-title"} == {title}
    first, second = page.all("script")[:2]
    assert (first["src"] or "").endswith("js/before.js")
    assert (second["src"] or "").endswith("js/notes.js")
    assert second["data-lock"] == KEPT
    assert "type" not in second, "it waits for nothing"
    assert text.index("js/notes.js") < text.index("<title>"), "before anything is shown"
    assert [each["id"] for each in page.all("dialog")].count("notes") == 1
    without = Page(rendered(language, template, {**context, "notes": None}))
    assert not [each for each in without.all("dialog") if each["id"] == "notes"]
