"""A night on call for tests: real cases, a rota of two levels, and real receivers for a browser, a pager service and mail."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date, time

import sqlalchemy as sa

from moderation import case_commands as c
from moderation import case_terms as t
from moderation.rota import Every, Rotation
from rooms.roles import Role
from server.config import Settings
from server.oncall.cases import CASE, Cases
from server.oncall.channels.ways import Ways, ways_of
from server.oncall.intake import Asked, Intake
from server.oncall.paging import PAGE, Paging
from server.oncall.reach import Reach
from server.oncall.rotas import Rotas
from server.store import tables
from server.store.keyring import Keyring
from server.store.sealing import Vault
from server.timers import Timers
from tests.support.people import MASTER, Village
from tests.support.receivers import MailServer, PushService, Receiver, receiving_mail, serving

PAGER_KEYS = {"Nell": "N" * 32, "Ruth": "R" * 32, "Vera": "V" * 32}
HER = t.Actor(t.SHE, t.Standing.SHE)


@dataclass
class Watch:
    """One node's on-call services. Nell is level 1, Ruth level 2, Vera supervises; each has a pager, Nell a browser and mail besides."""

    home: Village
    ways: Ways
    paging: Paging
    cases: Cases
    intake: Intake
    rotas: Rotas
    timers: Timers
    pager: Receiver
    push: PushService
    mail: MailServer
    who: dict[str, t.AccountId]

    async def raised(self, severity: t.Severity = t.Severity.RED, ask: str = "ask") -> t.CaseId:
        """A woman asks for a person."""
        receipt = await self.intake.ask(Asked(t.AskId(ask), severity, t.Origin.GUEST, HER))
        return receipt.case.id

    async def pass_by(self, seconds: float = 0) -> None:
        """Time goes by, and whatever is due is done."""
        self.home.clock.move(seconds=seconds)
        while await self.timers.fire_due():
            pass

    async def acknowledge(self, case: t.CaseId, name: str) -> None:
        """She has it."""
        await self.cases.handle(case, t.Actor(self.who[name], t.Standing.ON_CALL), c.Acknowledge())

    async def pages(self) -> dict[tuple[str, str, str], tuple[str, int, str | None]]:
        """Each page by whom, channel and action: its state, how often it was tried, and its trouble."""
        names = {account: name for name, account in self.who.items()}
        async with self.home.db.read() as connection:
            rows = (await connection.execute(sa.select(tables.page))).all()
        return {(names[t.AccountId(row.account_id)], row.channel, row.action): (row.state, row.tried, row.trouble) for row in rows}

    async def timeline(self, case: t.CaseId) -> list[object]:
        """What happened to it."""
        return [line.event for line in (await self.cases.timeline(case))[0]]

    def rung(self, name: str) -> list[str]:
        """What the pager service was told about her, in order."""
        return [body["event_action"] for body in self.pager.got if body["routing_key"] == PAGER_KEYS[name]]


def node(home: Village, receivers: tuple[Receiver, PushService, MailServer], who: dict[str, t.AccountId], deadline_s: float = 5.0) -> Watch:
    """One node more on the same record."""
    pager, push, mail = receivers
    settings = Settings(
        outbound_loopback=True, pager_url=pager.url, mail_host="localhost", mail_port=mail.port, mail_tls="none",
        mail_from="hearth@example.org",
    )  # fmt: skip
    ways = ways_of(settings, MASTER)
    keyring = Keyring(home.db, MASTER)
    paging = Paging(home.db, home.clock, home.people.contacts, ways, address="https://rooms.example.org", deadline_s=deadline_s)
    rotas = Rotas(home.db, home.clock, Reach(home.db, home.clock, home.people.contacts, ways), settings)
    cases = Cases(home.db, home.clock, keyring, follow=paging.follow, policy_now=rotas.policy_now)
    paging.cases = cases
    timers = Timers(home.db, home.clock, {CASE: cases.due, PAGE: paging.page_due}, which="vital", most_at_once=64)
    push.trusts = ways.push.public_key
    return Watch(
        home, ways, paging, cases, Intake(home.db, home.clock, keyring, Vault(MASTER), cases), rotas, timers, pager, push, mail, who
    )


@asynccontextmanager
async def watch(home: Village, *, deadline_s: float = 5.0) -> AsyncIterator[Watch]:
    """A night with everybody well."""
    async with AsyncExitStack() as stack:
        pager = await stack.enter_async_context(serving(Receiver()))
        push = await stack.enter_async_context(serving(PushService()))
        mail = await stack.enter_async_context(receiving_mail(MailServer()))
        roles = {"Nell": Role.ON_CALL, "Ruth": Role.ON_CALL, "Vera": Role.SUPERVISOR}
        who = {name: t.AccountId((await home.woman(name, role)).account) for name, role in roles.items()}
        made = node(home, (pager, push, mail), who, deadline_s)
        stack.push_async_callback(made.ways.close)
        contacts = home.people.contacts
        for name, key in PAGER_KEYS.items():
            await contacts.add(who[name], key)
        await contacts.add(who["Nell"], "nell@example.org")
        await contacts.keep(who["Nell"], "push", json.dumps(push.subscription))
        day = date(2026, 11, 1)
        await made.rotas.draft(
            tuple(
                Rotation(name, level, (who[name],), Every.WEEK, day, time(8), time(8), "America/Chicago")
                for level, name in enumerate(("Nell", "Ruth"), 1)
            )
        )
        await made.rotas.publish(by=who["Vera"], waiver="a trial")
        yield made
