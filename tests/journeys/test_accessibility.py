"""Every page there is, looked at by axe-core in light and dark, at a desk and on a phone: nothing against WCAG 2.2 AA."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.async_api import expect

from moderation.case_commands import Raise
from moderation.case_terms import AccountId, AskId, CaseId, Level, Origin, Policy, Severity
from rooms.roles import Role
from rooms.terms import Reason, Scope
from server.app import Node as Application
from server.config import Settings
from server.console import opened
from server.people.codes import new_id
from server.people.reports import Excerpt
from server.store import tables as t
from tests.conftest import NewContext
from tests.support.bootstrap import ROOT
from tests.support.cases import HER, Office
from tests.support.databases import Hands
from tests.support.journey import PASSPHRASE, SetUp, Walk
from tests.support.journey_live import Seat
from tests.support.journey_look import Inspector
from tests.support.node import Node
from tests.support.people import quick_passphrases

NO_PAGES = {
    "/waiting/{meeting}/state", "/sw.js", "/static/{tree}/{name}", "/words/{language}.json", "/second-factor.svg",
    "/calendar/{meeting}.ics", "/feed/{token}.ics", "/help/who", "/on-call/{case}/timeline",
    "/health", "/ready", "/metrics", "/exit", "/view.webmanifest", "/duty.js",
}  # fmt: skip
PARTS = {"base.html", "people/parts.html", "people/series_parts.html"}
TEMPLATES = ROOT / "web" / "templates"
REFUSED = ("status of 40", "status of 503")  # Chromium's word on a page that says no


async def pages_of_the_router(folder: Path) -> set[str]:
    """The pattern of each address that answers a GET with a page, from the application itself."""
    node = await Application.make(Settings(data=folder), passphrases=quick_passphrases())
    try:
        application = node._application()
        return {
            route.resource.canonical for route in application.router.routes() if route.method == "GET" and route.resource is not None
        } - NO_PAGES
    finally:
        await node.stop()


@pytest.mark.timeout(240)
async def test_every_page(folder: Path, tmp_path: Path, new_context: NewContext) -> None:
    look = Inspector()
    with Node(folder) as node:

        async def woman(device: str) -> Walk:
            visitor = await new_context(device, node.address, forgiven=REFUSED)
            return Walk(await look.with_axe(await visitor.page()), node.address, look=look)

        stranger = await woman("phone")
        await _strangers_pages(stranger)
        ada = await woman("desktop")
        first = await ada.set_up(node.links()[0])
        await _administrators_pages(ada, first)
        ruth = await woman("desktop")
        codes = await ruth.accept(first.facilitator, "Ruth")
        await _meeting(ruth, stranger, ada, first)
        await _reports(ruth, stranger, folder)
        await _appeals(ruth, ada, folder)
        await _console(ada, folder)
        await _ways_back(ruth, codes[0])
        await _trouble(ruth, folder, first)
        await _her_own(ruth, folder)
    assert not look.found, "\n".join(look.found)
    templates = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html") if path.parent.name != "parts"} - PARTS
    assert look.templates == templates, "a template nobody looked at, or one that is gone"
    patterns = await pages_of_the_router(tmp_path)
    unseen = {pattern for pattern in patterns if not any(_is(pattern, path) for path in look.paths)}
    assert not unseen, f"pages nobody looked at: {unseen}"


def _is(pattern: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), path) is not None


async def _strangers_pages(walk: Walk) -> None:
    """What anyone may open."""
    for path, template in {
        "/": "welcome", "/help": "help", "/help?in=GB": "help", "/what-we-keep": "keep", "/limits": "limits",
        "/quick-exit": "exit", "/view": "discretion",
        "/duties": "duties", "/alone/breath": "breath", "/alone/wanting": "wanting", "/alone/night": "night",
        "/join": "join", "/recovery": "people/recovery", "/create-account": "people/create",
        "/invitation": "people/code", "/set-up": "people/code", "/rules": "rules", "/receipt": "receipt",
        "/nowhere": "refused", "/help/person": "person_ask",
    }.items():  # fmt: skip
        await walk.page.goto(walk.origin + path)
        await walk.look(walk.page, f"{template}.html")
    await walk.press("Call a person for me")
    await walk.look(walk.page, "person.html")
    await walk.press("Take it back")
    await walk.reads("This has come to its end.")
    await walk.sign_in("Nobody", "a passphrase that is not")
    await expect(walk.page.get_by_role("alert")).to_be_visible()
    await walk.look(walk.page, "people/sign_in.html")


async def _administrators_pages(walk: Walk, first: SetUp) -> None:
    await walk.look(walk.page, "people/room.html")
    for path, template in {
        "/": "home", "/rooms/new": "people/terms", "/duties/write": "people/duties",
        f"{first.room}/change": "people/terms", "/people": "people/people",
        f"{first.room}/agreement": "people/agreement", f"{first.room}/rules": "people/room_rules", "/audit": "people/audit",
        f"{first.room}/questions": "people/room_questions", "/disclosures": "people/disclosures", "/numbers": "people/numbers",
        "/holds": "people/holds",
        "/account": "people/account", "/account/contacts": "people/reach", "/rota": "people/rota",
        "/account/words": "people/own_words", "/second-factor": "people/factor",
    }.items():  # fmt: skip
        await walk.go(path)
        await walk.look(walk.page, f"{template}.html")
    await walk.go("/disclosures")
    asked = {"Name of the person or office": "Court", "What they ask for": "Records.", "Your counsel, with a way to reach them": "Ms. Hale"}
    for label, words in asked.items():
        await walk.fill(label, words)
    await walk.press("Write it down")
    await walk.look(walk.page, "people/disclosure.html")
    await walk.page.get_by_role("link", name=walk.words("The answer on paper")).click()
    await walk.look(walk.page, "people/disclosure_paper.html")
    await walk.page.goto(f"{walk.origin}/people")
    await walk.press("Make an invitation")
    await walk.look(walk.page, "people/link.html")
    await walk.go(f"{first.room}/change")
    await walk.page.get_by_label("Accounts without an invitation").check()
    await walk.press("Save")


async def _meeting(ruth: Walk, rose: Walk, ada: Walk, first: SetUp) -> None:
    """A meeting that is planned, waited for, opened, talked in, and closed."""
    await ruth.page.goto(f"{ruth.origin}/rooms")
    await ruth.look(ruth.page, "people/rooms.html")
    await ruth.go(first.room)
    await ruth.fill("Day and time", (datetime.now(UTC) + timedelta(minutes=20)).strftime("%Y-%m-%dT%H:%M"))
    await ruth.fill("In the time zone", "UTC")
    await ruth.press("Plan it")
    await ruth.look(ruth.page, "people/room.html")
    await _series(ruth, first)
    await rose.join(first.door, "Rose")
    await expect(rose.page).to_have_url(re.compile("/waiting/"))
    await rose.look(rose.page, "waiting.html")
    await ruth.go("/")
    await ruth.look(ruth.page, "home.html")
    await ruth.press("Take a seat")
    await ruth.look(ruth.page, "seat.html")
    await ruth.come_in()
    await ruth.look(ruth.page, "waiting.html")
    await ruth.press("Open the room now")
    desk, phone = await Seat(ruth.page).taken(), await Seat(rose.page).taken()
    await phone.look_around(rose.look)
    await ruth.look(ruth.page, "meeting.html")
    await phone.say("I nearly did not come. https://example.org/a")
    await desk.answer("I nearly did not come.", "with you")
    await phone.say("What I wrote first.")
    await desk.hears("What I wrote first.")
    await desk.reply("I nearly did not come.", "I am glad you did.")
    await phone.on_row("What I wrote first.", "Take it back")
    await desk.on_row("I nearly did not come.", "Reply")
    await phone.hears("I am glad you did.")
    await phone.on_row("I am glad you did.", "Answer with a word")
    await ruth.look(ruth.page, "meeting.html")
    await rose.look(rose.page, "meeting.html")
    await ada.go("/")
    await ada.look(ada.page, "home.html")
    await desk.close()
    await phone.told("The meeting has closed.")
    await expect(phone.act("with you")).to_have_count(0)
    await ruth.look(ruth.page, "meeting.html")
    await rose.look(rose.page, "meeting.html")


async def _series(walk: Walk, first: SetUp) -> None:
    """What comes again, one evening that does not, and the calendar of it."""
    await walk.go(f"{first.room}/series")
    await walk.look(walk.page, "people/series.html")
    await walk.page.get_by_label("Tuesday", exact=True).check()
    await walk.fill("At this hour", "19:30")
    await walk.press("Make this series")
    await walk.page.get_by_text("Call it off or move it").first.click()
    await walk.look(walk.page, "people/one_series.html")
    await walk.press("Call it off")
    await walk.reads("Called off")
    await walk.go("/calendar")
    await walk.page.get_by_text("Find one that fits").click()
    await walk.look(walk.page, "calendar.html")
    await walk.press("Make a private link")
    await walk.look(walk.page, "feed.html")


async def _reports(ruth: Walk, rose: Walk, folder: Path) -> None:
    """Words that were reported are opened, the report is ended, and she who made it is told."""
    await ruth.go("/reports")
    await ruth.look(ruth.page, "people/reports.html")
    code = await _reported(folder)
    await ruth.go("/reports")
    await ruth.look(ruth.page, "people/reports.html")
    await ruth.page.get_by_role("link", name="Words that hurt someone here.").click()
    await ruth.press("Open the words")
    await ruth.reads("Please say why you open it.")
    await ruth.look(ruth.page, "people/report.html")
    await ruth.page.get_by_label("To decide what follows").check()
    await ruth.press("Open the words")
    await ruth.reads("Nobody asked you.")
    await ruth.look(ruth.page, "people/report.html")
    await ruth.page.get_by_label("Someone talked with her who wrote them").check()
    await ruth.press("End this report")
    await ruth.look(ruth.page, "people/report.html")
    await rose.go("/receipt")
    await rose.fill("Code", code)
    await rose.press("Show me")
    await rose.reads("Someone of us talked with the woman who wrote them.")
    await rose.look(rose.page, "receipt.html")


async def _appeals(ruth: Walk, ada: Walk, folder: Path) -> None:
    """A woman who is kept out asks somebody else to look, and Ruth finds that it does not stand."""
    async with opened(Settings(data=folder)) as (db, _, people):
        async with db.read() as connection:
            meeting, room = (await connection.execute(sa.select(t.meeting.c.id, t.meeting.c.room_id).limit(1))).one()
            account = (await connection.execute(sa.select(t.account.c.id).where(t.account.c.name == "Ada Reed"))).scalar_one()
        await ada.go(f"/appeal/{meeting}")
        await ada.reads("Nothing stands against you here.")
        await ada.look(ada.page, "people/appeal.html")
        await people.exclusions.exclude(account, Scope.ROOM, room, until=None, reason=Reason.UNKIND, by="kay")
    await ada.page.goto(f"{ada.origin}/seat/{meeting}")
    await ada.look(ada.page, "refused.html")
    await ada.page.get_by_role("link", name="Ask someone else to look at this").click()
    await ada.look(ada.page, "people/appeal.html")
    await ada.fill("What should she know?", " \u00a0")
    await ada.press("Ask someone else to look")
    await ada.reads("Please write a few words")
    await ada.look(ada.page, "people/appeal.html")
    await ada.fill("What should she know?", "I only asked how she was.")
    await ada.press("Ask someone else to look")
    await ada.reads("Thank you. It was passed on.")
    await ada.look(ada.page, "people/appealed.html")
    await ruth.go("/reports")
    await ruth.look(ruth.page, "people/reports.html")
    await ruth.page.get_by_role("link", name="Asks about being asked to go").click()
    await ruth.page.get_by_label("To decide what follows").check()
    await ruth.press("Open what she asks")
    await ruth.reads("I only asked how she was.")
    await ruth.look(ruth.page, "people/report.html")
    await ruth.page.get_by_label("What was decided does not stand").check()
    await ruth.press("End this appeal")
    await ruth.look(ruth.page, "people/report.html")
    await ada.go("/account")
    await ada.look(ada.page, "people/account.html")


async def _reported(folder: Path) -> str:
    """A report of words in the meeting there was, kept beside the running server; gives the code of its receipt."""
    async with opened(Settings(data=folder)) as (db, clock, people):
        async with db.read() as connection:
            meeting = (await connection.execute(sa.select(t.meeting.c.id).limit(1))).scalar_one()
        excerpt = Excerpt("m1", "Nobody asked you.", clock.now(), "Ivy", "s1", "a1", "Rose", "s2", "a2", "It was meant for me.")
        report = await people.reports.open(new_id(), meeting, Reason.UNKIND, excerpt, account=None)
        async with db.write() as connection:
            await people.reports.keep_within(connection, report)
    return report.code


async def _console(ada: Walk, folder: Path) -> None:
    """She is on call: nobody waits, then somebody does, whom she takes."""
    settings = Settings(data=folder)
    case = CaseId("0000000CAS")
    async with opened(settings) as (db, clock, _):
        async with db.write() as connection:
            account = (await connection.execute(sa.select(t.account.c.id).where(t.account.c.name == "Ada Reed"))).scalar_one()
            await connection.execute(t.grant.insert().values(account_id=account, role=Role.ON_CALL.value, granted_at=clock.now()))
        await ada.go("/on-call")
        await ada.reads("Nobody is waiting for a person now.")
        await ada.look(ada.page, "people/on_call.html")
        policy = Policy((Level((AccountId(account),)),), ())
        raised = Raise(case, AskId("first"), Severity.RED, Origin.SHE, policy)
        await Office(db, clock, Hands()).cases.handle(case, HER, raised)
    await ada.go("/on-call")
    await ada.look(ada.page, "people/on_call.html")
    await ada.press("I have it")
    await ada.reads("You have it.")
    await ada.look(ada.page, "people/case.html")


async def _ways_back(walk: Walk, code: str) -> None:
    """A facilitator signs out and in again, and needs her second step."""
    await walk.go("/account")
    await walk.press("Sign out")
    await walk.sign_in("Ruth", PASSPHRASE)
    await walk.look(walk.page, "people/second_step.html")
    await walk.fill("Code", code)
    await walk.press("Go on")
    await expect(walk.page).to_have_url(f"{walk.origin}/")


async def _trouble(walk: Walk, folder: Path, first: SetUp) -> None:
    """Somebody else holds the database: her page says that it was nothing she did."""
    await walk.go(first.room)
    with sqlite3.connect(folder / "hearth.db") as held:
        held.execute("BEGIN IMMEDIATE")
        await walk.press("Make a link")
        await walk.reads("Something went wrong on our side.")
        await expect(walk.button("Try again")).to_have_count(0)  # what she pressed is no page to open again
        await walk.look(walk.page, "trouble.html")
        held.rollback()
    held.close()


async def _her_own(walk: Walk, folder: Path) -> None:
    """What she may take back, a copy of what is hers, and the end of her account."""
    async with opened(Settings(data=folder)) as (db, _, _people), db.read() as connection:
        sat = sa.select(t.message.c.meeting_id).where(t.message.c.body.is_not(None)).limit(1)
        meeting = (await connection.execute(sat)).scalar_one()
    await walk.go(f"/take-back/{meeting}")
    await walk.look(walk.page, "people/take_back.html")
    await walk.go("/account/mine")
    await walk.look(walk.page, "people/mine.html")
    await walk.fill("The passphrase you have now", PASSPHRASE)
    await walk.press("Show me the list")
    await walk.look(walk.page, "people/kept.html")
    await walk.go("/account/delete")
    await walk.look(walk.page, "people/delete.html")
    await walk.fill("The passphrase you have now", PASSPHRASE)
    await walk.press("Delete my account now")
    await walk.look(walk.page, "people/deleted.html")
