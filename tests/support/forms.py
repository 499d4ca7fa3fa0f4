"""Every form of the pages: whose it is, what she types who makes no mistake, and the mistakes there are. And a programme to try them on."""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import time, timedelta
from types import MappingProxyType
from typing import NamedTuple

from argon2 import PasswordHasher

from moderation.case_commands import Raise
from moderation.case_terms import SHE, Actor, AskId, CaseId, Origin, Policy, Severity, Standing
from rooms.refusals import REFUSALS
from rooms.roles import STAFF, Role
from rooms.schedule import Every, Rule, Series
from rooms.terms import Reason, Scope
from server.app import Node
from server.config import Settings
from server.kept.holds import Kind as Kept
from server.people.codes import new_id
from server.people.disclosures import Asked, Asker
from server.people.invitations import Kind
from server.people.reports import Excerpt
from server.people.roombook import Terms
from server.store.engine import sqlite_file
from tests.support.people import quick_passphrases
from tests.support.rawline import Said, logged
from tests.support.site import Answer, Site, Woman
from web.words import LANGUAGES, Words

WORDS = Words.shipped()
LATER = timedelta(days=2)
MARK = "Zwischenraumfenster"
PASSPHRASE = "seven blue buttons on a coat"
FORM = "application/x-www-form-urlencoded"
SHAPES: dict[str, str | None] = {
    "missing": None,
    "empty": "",
    "too long": MARK * 400,
    "nul": f"{MARK}\0",
    "bidi": f"\u202e{MARK}\u2066",
    "many digits": "000020" + "5" * 5000,
    "another id": "0_000000000000000000-0",
    "a path": "../../etc/passwd",
    "markup": f"<script>{MARK}</script>",
}
# a lone surrogate under a character set that no form of ours has, and other sets
CHARSETS = (("unicode_escape", f"\\ud800{MARK}"), ("utf-7", f"+2AA-{MARK}"), ("utf-16", MARK), ("nothing-like-it", MARK))
STATE = (
    "programme", "account", "grant", "recovery_code", "factor", "contact_point", "invitation", "room", "meeting", "seat", "message",
    "agreement", "acceptance", "exclusion", "report", "receipt", "audit", "series", "series_change", "reminder", "feed", "own_word",
    "disclosure",
)  # fmt: skip


class Form(NamedTuple):
    """A form: whose it is (nobody, member, staff, pending, kept_out), what she types, and which of it is given back to her."""

    who: str
    fields: dict[str, str]
    kept: tuple[str, ...] = ()
    wrong: Mapping[str, str] = MappingProxyType({})  # makes this form refused, whatever else is in it


ROOM = {
    "name": "Evening circle",
    "purpose": "To be heard",
    "audience": "women",
    "language": "en",
    "waiting": "guests",
    "needed": "1",
    "format": "",
    "capacity": "12",
    "hours_kept": "2",
    "minutes": "90",
}
SERIES = {
    "every": "month",
    "nth": "2",
    "day1": "yes",
    "starts": "{evening}",
    "hour": "19:30",
    "zone": "Europe/Madrid",
    "minutes": "60",
    "format": "",
}
FORMS: dict[str, Form] = {
    "/join": Form(
        "nobody", {"name": "Wren", "code": "{door}", "agreed": "1", "attests": "yes"}, ("name", "code"), {"code": "AAAA-BBBB-CCCC"}
    ),
    "/seat/{meeting}": Form(
        "member", {"name": "Wren", "agreed": "1", "attests": "yes"}, ("name",), {"name": "Wren of the seven seas and more"}
    ),
    "/waiting/{meeting}/open": Form("staff", {}),
    "/waiting/{meeting}/leave": Form("member", {}),
    "/help/person": Form("nobody", {"ask": "a" * 22, "note": "I am not well"}),
    "/help/person/take-back": Form("nobody", {}),
    "/language": Form("nobody", {"language": "es", "next": "/"}),
    "/view": Form("nobody", {"word": "plum", "next": "/"}, (), {"word": "xy"}),
    "/holds": Form("staff", {"subject": "{to_hold}", "reference": "Ms. Hale, 2026-1", "lasts": "30"}),
    "/holds/{hold}/confirm": Form("staff", {"old": "not the right one at all"}),
    "/holds/{hold}/end": Form("staff", {}),
    "/duties/write": Form("staff", {"member_en": "", "after": "0"}),
    "/look": Form("nobody", {"look": "dark", "next": "/"}),
    "/account/name": Form("member", {"name": "Robin"}, ("name",), {"name": "Robin of the seven seas and more"}),
    "/account/language": Form("member", {"language": "es"}),
    "/account/passphrase": Form("member", {"old": "not the right one at all", "passphrase": PASSPHRASE}),
    "/account/codes": Form("member", {"codes_old": "not the right one at all"}),
    "/account/copy": Form("member", {"old": "not the right one at all", "as": "json"}),
    "/account/delete": Form("member", {"old": "not the right one at all", "words": "yes"}),
    "/account/words": Form("member", {"word": "Rex", "do": "add"}, ("word",), {"word": "one two three four five"}),
    "/account/contacts": Form("staff", {"address": "kay@example.org"}, ("address",), {"address": "nowhere at all"}),
    "/account/contacts/remove": Form("staff", {"point": "x"}),
    "/account/contacts/test": Form("staff", {"point": "x"}),
    "/account/contacts/answer": Form("staff", {"said": "7K3M-9QPX"}),
    "/account/contacts/push": Form("staff", {"endpoint": "https://fcm.googleapis.com/x", "p256dh": "x", "auth": "x"}),
    "/rota/add": Form(
        "staff",
        {"level": "1", "people": "Nobody", "every": "week", "starts": "2026-01-01", "begins": "08:00", "ends": "08:00", "zone": "UTC"},
    ),
    "/rota/drop": Form("staff", {"rotation": "x"}),
    "/rota/publish": Form("staff", {"waiver": ""}),
    "/rota/override": Form("staff", {"rotation": "x", "who": "", "since": "2026-01-01T08:00", "until": "2026-01-02T08:00"}),
    "/rota/override/drop": Form("staff", {"override": "x"}),
    "/second-factor": Form("staff", {"code": "000000"}),
    "/second-factor/replace": Form("staff", {"code": "000000"}),
    "/second-step": Form("pending", {"code": "000000"}),
    "/invitation": Form(
        "nobody", {"code": "{member}", "step": "join", "name": "Iris", "passphrase": PASSPHRASE}, ("name", "code"), {"passphrase": "short"}
    ),
    "/set-up": Form(
        "nobody",
        {
            "code": "{set_up}",
            "step": "begin",
            "programme": "Elm House",
            "language": "en",
            "country": "US",
            "name": "Iris",
            "passphrase": PASSPHRASE,
        },
        ("programme", "name", "code"),
        {"passphrase": "short"},
    ),
    "/rooms": Form("staff", ROOM, ("name", "purpose"), {"capacity": "1"}),
    "/rooms/{room}/change": Form("staff", ROOM, ("name", "purpose"), {"capacity": "1"}),
    "/rooms/{room}/open": Form("staff", {"minutes": "60", "meeting": "x"}),
    "/rooms/{room}/plan": Form(
        "staff", {"when": "2027-01-01T20:00", "zone": "Europe/Madrid", "minutes": "60"}, ("when", "zone"), {"zone": "Moon/Tranquility"}
    ),
    "/rooms/{room}/close": Form("staff", {"meeting": "x"}),
    "/rooms/{room}/series": Form("staff", SERIES, ("starts", "hour", "zone"), {"zone": "Moon/Tranquility"}),
    "/rooms/{room}/series/{series}": Form("staff", SERIES, ("starts", "hour", "zone"), {"hour": "25:00"}),
    "/rooms/{room}/series/{series}/end": Form("staff", {}),
    "/rooms/{room}/series/{series}/go-on": Form("staff", {}),
    "/rooms/{room}/series/{series}/evening": Form(
        "staff",
        {"on": "{evening}", "what": "off", "sentence": "Rest well."},
        ("when", "sentence"),
        {"what": "move", "when": "2020-01-01T20:00"},
    ),
    "/calendar/zone": Form("member", {"zone": "Europe/Madrid"}, ("zone",), {"zone": "Moon/Tranquility"}),
    "/calendar/remind": Form("member", {"series": "{series}", "on": "yes"}),
    "/calendar/feed": Form("member", {}),
    "/calendar/feed/take-back": Form("member", {}),
    "/rooms/{room}/links": Form("staff", {}),
    "/rooms/{room}/links/take-back": Form("staff", {"link": "00"}),
    "/rooms/{room}/invite": Form("staff", {}),
    "/rooms/{room}/rules": Form(
        "staff",
        {"contact": "ask", "links": "hold", "mentions": "alert", "words": "hold", "listed": "cheap pills", "ours": "503-555-0142"},
        ("listed", "ours"),
        {"listed": "a phrase that is far longer than any word of a list"},
    ),
    "/rooms/{room}/questions": Form(
        "staff", {"question1": "How did you hear of us?"}, ("question1",), {"question1": "How did you hear of us, " * 6 + "and when?"}
    ),
    "/rooms/{room}/agreement": Form("staff", {"text": "Be gentle with one another, always."}, ("text",), {"text": "Too short"}),
    "/reports/{report}/read": Form("staff", {"why": "decide"}),
    "/reports/{report}/close": Form("staff", {"outcome": "talked", "sentence": "Thank you."}, ("sentence",), {"outcome": "x"}),
    "/on-call/{case}": Form("staff", {"do": "note", "note": "She answered."}, ("note",), {"do": "explode"}),
    "/on-call/{case}/words": Form("staff", {"why": "answer"}),
    "/appeal/{meeting}": Form("kept_out", {"about": "removal:", "text": "It was not me."}, ("text",), {"about": "removal"}),
    "/take-back/{meeting}": Form("member", {}),
    "/numbers": Form("staff", {"us-988": "yes"}),
    "/disclosures": Form(
        "staff",
        {"asker": "court", "name": "County court", "reference": "12", "about": "Records.", "counsel": "Ms. Hale"},
        ("name", "reference", "about", "counsel"),
        {"asker": "x"},
    ),
    "/disclosures/{disclosure}/find": Form("staff", {"account": "Wren"}),
    "/disclosures/{disclosure}/answer": Form(
        "staff", {"answer": "gave", "basis": "order", "to": "County court", "what": "One line."}, ("to", "what"), {"basis": "x"}
    ),
    "/receipt": Form("nobody", {"code": "AAAA-BBBB-CCCC-DDDD"}, ("code",), {"code": "AAAA-BBBB-CCCC-DDDE"}),
    "/people/exclusions/find": Form("staff", {"name": "Wren"}),
    "/people/exclusions/lift": Form("staff", {"token": "x"}),
    "/people/invite": Form("staff", {"role": "facilitator"}),
    "/people/end-role": Form("staff", {"account": "x", "role": "facilitator"}),
    "/people/reinvite": Form("staff", {"account": "x"}),
    "/sign-in": Form("nobody", {"name": "Wren", "passphrase": "not the right one at all"}, ("name",), {"passphrase": "wrong"}),
    "/sign-out": Form("member", {}),
    "/sign-out-everywhere": Form("member", {}),
    "/create-account": Form("nobody", {"name": "Iris", "passphrase": PASSPHRASE}, ("name",), {"passphrase": "short"}),
    "/recovery": Form(
        "nobody", {"name": "Wren", "recovery_code": "AAAA-BBBB-CCCC-DDDD", "passphrase": PASSPHRASE}, ("name",), {"recovery_code": "x"}
    ),
}
SECRET = frozenset({"passphrase", "old", "codes_old"})
CHOSEN = frozenset(
    {
        "language",
        "look",
        "step",
        "country",
        "audience",
        "hours_kept",
        "minutes",
        "role",
        "waiting",
        "needed",
        "format",
        "why",
        "outcome",
        "as",
        "words",
        "asker",
        "basis",
        "answer",
    }
)  # by a tap, not typed
FOR_CHOICES = frozenset({"missing", "nul", "another id", "many digits"})
ANYTHING_GOES = {  # shapes that are no mistake in these fields
    "passphrase": {"bidi", "another id", "a path", "markup"},
    "purpose": {"another id", "a path", "markup"},
    ("/rota/publish", "waiver"): {"missing", "empty", "another id", "a path", "markup"},
    ("/rooms", "name"): {"another id", "a path", "markup"},
    ("/rooms/{room}/change", "name"): {"another id", "a path", "markup"},
    ("/rooms/{room}/open", "meeting"): {"missing", "empty"},
    ("/rooms", "waiting"): {"missing"},
    ("/rooms/{room}/change", "waiting"): {"missing"},
    ("/rooms", "needed"): {"missing"},
    ("/rooms/{room}/change", "needed"): {"missing"},
    ("/rooms", "format"): {"missing"},
    ("/rooms/{room}/change", "format"): {"missing"},
    ("/rooms/{room}/series", "format"): {"missing"},
    ("/rooms/{room}/series/{series}", "format"): {"missing"},
    ("/rooms/{room}/series/{series}/evening", "sentence"): {"missing", "empty", "another id", "a path", "markup"},
    "attests": set(SHAPES) - {"missing", "nul"},  # that it is ticked is all there is to it
    ("/rooms/{room}/rules", "listed"): {"missing", "empty", "another id", "a path", "markup"},
    ("/rooms/{room}/rules", "ours"): {"missing", "empty", "another id", "a path", "markup"},
    ("/rooms/{room}/questions", "question1"): {"missing", "empty", "another id", "a path", "markup"},
    ("/account/words", "word"): {"another id", "a path", "markup"},
    ("/rooms/{room}/agreement", "text"): {"many digits", "another id", "markup"},
    ("/appeal/{meeting}", "text"): {"another id", "a path", "markup"},
    ("/help/person", "ask"): set(SHAPES) - {"nul"},  # nothing she types keeps a person from being called
    ("/help/person", "note"): set(SHAPES) - {"nul"},
    ("/holds", "reference"): {"another id", "a path", "markup"},
    ("/disclosures", "name"): {"another id", "a path", "markup"},
    ("/disclosures", "about"): {"another id", "a path", "markup"},
    ("/disclosures", "counsel"): {"another id", "a path", "markup"},
    ("/disclosures", "reference"): {"missing", "empty", "another id", "a path", "markup"},
    ("/disclosures/{disclosure}/find", "account"): {"another id", "a path", "markup"},
    ("/disclosures/{disclosure}/answer", "to"): {"another id", "a path", "markup"},
    ("/disclosures/{disclosure}/answer", "what"): {"another id", "a path", "markup"},
    ("/on-call/{case}", "note"): {"another id", "a path", "markup"},
    ("/reports/{report}/close", "sentence"): {"missing", "empty", "another id", "a path", "markup"},
}


@dataclass
class Scene:
    """A programme with a room, a meeting to come, and links of every kind."""

    site: Site
    said: Said
    member: str
    staff: str
    kept_out: str  # from the room
    ids: dict[str, str] = field(default_factory=dict)

    async def woman(self, who: str) -> Woman:
        """A browser of hers, on a page with a form."""
        people, woman = self.site.people, self.site.woman()
        account = {"member": self.member, "staff": self.staff, "pending": self.staff, "kept_out": self.kept_out}.get(who)
        if account:
            token = await people.sessions.start(account, complete=who != "pending", shared=False, language="en")
            woman.holds(token, self.site.node.security.session_cookie)
        await woman.get("/sign-in")
        return woman

    def path(self, route: str) -> str:
        """The route with the ids of this programme."""
        return route.format(**self.ids)

    def fields(self, route: str) -> dict[str, str]:
        """What a woman types who makes no mistake."""
        return {name: value.format(**self.ids) if value.startswith("{") else value for name, value in FORMS[route].fields.items()}

    def state(self) -> list[object]:
        """All that a form may change, read beside the server."""
        with closing(sqlite3.connect(sqlite_file(self.site.node.db.url))) as file:
            return [sorted(map(repr, file.execute(f'SELECT * FROM "{table}"'))) for table in STATE]

    async def at_ease(self) -> None:
        """Forget how often was tried: this test is in haste."""
        await self.site.node.limits._memory.reset()


@asynccontextmanager
async def scene_on(settings: Settings) -> AsyncIterator[Scene]:
    """The programme on a node in this process, whose hashing is quick."""
    with logged() as said:
        node = await Node.make(settings, passphrases=quick_passphrases())
        served = Site(node)
        try:
            await node.start()
            people = served.people
            people.passphrases._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
            await served.programme()
            made = Scene(served, said, await served.account("Wren"), await served.account("Kay", *STAFF), await served.account("Una"))
            room = await people.roombook.create(Terms("Evening circle", "To be heard", open_sign_up=True), by="system")
            meeting = await node.meetings.plan(room, node.clock.now().replace(year=2100), None)
            await people.exclusions.exclude(made.kept_out, Scope.ROOM, room, until=None, reason=Reason.OTHER, by="system")
            await people.agreements.publish(room, "What is said here stays here.", "system")
            report = await reported(served, meeting)
            made.ids = {
                "series": await repeated(served, room),
                "evening": (node.clock.now() + LATER).date().isoformat(),
                "report": report,
                "disclosure": await asked_from_outside(served),
                "case": await in_need(served),
                "hold": await proposed(served, report),
                "to_hold": f"report:{report}",
                "room": room,
                "meeting": meeting,
                "door": (await people.invitations.make(Kind.ROOM, by="system", room=room)).code,
                "member": (await people.invitations.make(Kind.MEMBER, by="system", room=room)).code,
                "set_up": (await people.invitations.make(Kind.SET_UP, by="system")).code,
            }
            yield made
        finally:
            await served.leave()
            await node.stop()


async def repeated(served: Site, room: str) -> str:
    """A series in this room, every night from the day after tomorrow on, its meetings planned."""
    starts = (served.node.clock.now() + LATER).date()
    series = await served.people.series.create(room, Series(Rule(Every.WEEK, tuple(range(7))), starts, time(3), "UTC", 60), by="system")
    await served.node.planner.plan(series)
    return series


async def reported(served: Site, meeting: str) -> str:
    """A report of words in this meeting."""
    ident, now = new_id(), served.node.clock.now()
    excerpt = Excerpt("m1", "Words.", now, "Bea", "s1", "a1", "Wren", "s2", "a2")
    opened = await served.people.reports.open(ident, meeting, Reason.UNKIND, excerpt, account=None)
    async with served.node.db.write() as connection:
        await served.people.reports.keep_within(connection, opened)
    return ident


async def proposed(served: Site, report: str) -> str:
    """A legal hold that nobody has confirmed."""
    people, una = served.people, await served.account("Supervisor Ida", Role.SUPERVISOR)
    who = await people.sessions.identify(await people.sessions.start(una, complete=True, shared=False, language="en"))
    assert who is not None
    made = await served.node.holds.propose(Kept.REPORT, report, who, reference="Ms. Hale", lasts=timedelta(days=30), unseen=None)
    assert made is not None
    return made


async def asked_from_outside(served: Site) -> str:
    """A request for records, written down by a supervisor."""
    people, una = served.people, await served.account("Supervisor Ola", Role.SUPERVISOR)
    who = await people.sessions.identify(await people.sessions.start(una, complete=True, shared=False, language="en"))
    assert who is not None
    return await people.disclosures.log(Asker.COURT, Asked("County court", "12", "Records.", "Ms. Hale"), who)


async def in_need(served: Site) -> str:
    """A case that nobody has, and for which nobody is called."""
    case = CaseId("0000000CAS")
    raised = Raise(case, AskId("first"), Severity.AMBER, Origin.SHE, Policy((), ()))
    await served.node.on_call.cases.handle(case, Actor(SHE, Standing.SHE), raised)
    return case


def is_clear(answer: Answer) -> bool:
    """Whether a refusal says what is the matter, in a sentence of ours, in whichever language the form before has chosen."""
    text = html.unescape(re.sub(r"\s+", " ", answer.text))
    return (
        'class="field-wrong"' in answer.text
        or any(WORDS.translate(language, refusal.sentence) in text for refusal in REFUSALS.values() for language in LANGUAGES)
        or "There is nothing here" in text
        or "It could not be done" in text
    )


def check(scene: Scene, what: str, answer: Answer, before: list[object]) -> None:
    """What holds for every bad form."""
    assert answer.status < 500, f"{what}: {answer.status} {scene.said.getvalue()[-900:]}"
    assert scene.said.traces() == [], what
    assert MARK.lower() not in scene.said.getvalue().lower(), f"{what}: her text is in the log"
    assert f"<script>{MARK}" not in answer.text, f"{what}: markup of hers is markup of ours"
    assert answer.status < 400 or is_clear(answer), f"{what}: {answer.status} without a word"
    assert scene.state() == before, f"{what}: something changed ({answer.status})"


def mistakes(route: str) -> Iterator[tuple[str, str, dict[str, str | None]]]:
    """Field, shape, and the change it makes, for each bad shape of each field."""
    for name in FORMS[route].fields:
        fine = ANYTHING_GOES.get(name, set()) | ANYTHING_GOES.get((route, name), set())
        for shape, value in SHAPES.items():
            if shape not in fine and (name not in CHOSEN or shape in FOR_CHOICES):
                yield name, shape, {name: value}
