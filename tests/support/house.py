"""Nodes of Hearth in this process, with real databases, a real bus and real sockets, and women who connect with the stock client."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import aiohttp.web as http
from sqlalchemy.ext.asyncio import AsyncConnection

from moderation.case_events import CaseEvent
from moderation.case_terms import AccountId, CaseId, Level, Policy
from moderation.lexicon import Lexicon
from rooms.formats import Step
from rooms.roles import Role
from rooms.terms import Mode
from server.clock import Clock
from server.hiding import Hiding
from server.identity import Identity
from server.limits import Limits
from server.live.bus import Bus, LocalBus
from server.live.care import Care
from server.live.kept_out import KeptOut
from server.live.meetings import Meetings
from server.nodes import Nodes, Pace
from server.oncall.cases import CASE, TELL, Cases
from server.oncall.intake import Intake
from server.oncall.looking import Looking
from server.oncall.raising import Raising
from server.oncall.telling import Telling
from server.people.codes import new_id
from server.people.names import skeleton
from server.people.people import People
from server.people.sessions import Sessions
from server.security import Security
from server.sockets import Sockets
from server.store import tables as t
from server.store.engine import Database
from server.store.keyring import Keyring
from server.store.log import Log
from server.store.sealing import Vault
from server.timers import Timers
from tests.support.processes import free_port
from tests.support.woman import Json, Keep, Woman

__all__ = ["MASTER", "SHORT", "House", "Json", "Keep", "Quick", "Woman", "facilitate", "open_houses", "sit_down"]

MASTER = bytes(range(32))
SHORT = (
    Step({"en": "Welcome"}, 5, Mode.FACILITATORS, cross_talk=False, cue={"en": "Welcome."}),
    Step({"en": "Sharing"}, 30, Mode.GO_ROUND, cross_talk=False, turn_s=180),
    Step({"en": "Talking"}, 10, Mode.OPEN, cross_talk=True),
)
"""The script "short"."""


async def _unpaged(_connection: AsyncConnection, _case: CaseId, _events: Sequence[CaseEvent], _now: datetime) -> None:
    """Nobody here has a way to be reached."""


class Quick(Limits):
    """Limits that a test cannot reach by haste."""

    def post(self, seat: str) -> None:
        """Anything goes."""

    async def connect(self, network: str) -> None:
        """Anything goes."""


class House:
    """One node: everything but pages."""

    db: Database
    meetings: Meetings
    sockets: Sockets
    sessions: Sessions
    nodes: Nodes
    back_channel_kept_s = 0
    rules: Callable[[], Lexicon] | None = None  # about danger; none: nothing is noticed

    def __init__(self, url: str, keys_url: str, bus: Bus | None = None) -> None:
        self._urls = (url, keys_url)
        self.ahead = 0.0  # seconds by which this node's clock is moved on
        self.bus = bus or LocalBus()
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"

    async def start(self, *, polling: bool = False, limits: Limits | None = None, pace: Pace | None = None) -> None:
        """Up, and serving."""
        self.db = await Database.open(*self._urls)
        self.clock = Clock(self.db.now, steady=lambda: time.monotonic() + self.ahead)
        await self.clock.sample()
        self.keyring = Keyring(self.db, MASTER)
        self.log = Log(self.db)
        self.nodes = Nodes(
            self.db,
            self.clock,
            declare_lost=lambda node, meetings: self.meetings.declare_lost(node, meetings),  # noqa: PLW0108 -- they need each other
            on_cut_off=lambda: self.meetings.hall.cut_off(),  # noqa: PLW0108
            on_back=lambda: self.meetings.hall.back(),  # noqa: PLW0108
            pace=pace,
        )
        self.people = People.make(
            db=self.db,
            clock=self.clock,
            vault=Vault(MASTER),
            keyring=self.keyring,
            announce=lambda kind, key: self.sockets.announce(kind, key),  # noqa: PLW0108
        )
        self.sessions = self.people.sessions
        self.meetings = Meetings(
            db=self.db, keyring=self.keyring, log=self.log, bus=self.bus, clock=self.clock, node=self.nodes,
            like_staff=self.people.roster.like_staff, steps=lambda name: SHORT if name == "short" else (), guards=self.people,
            back_channel_kept_s=self.back_channel_kept_s,
        )  # fmt: skip
        self.kept_out = KeptOut(self.meetings.hall, self.people.exclusions, self.people.invitations)
        self.care = Care(self.meetings.hall, self.people.reports, self.kept_out)
        self.security = Security(self.address, key=MASTER)
        self.cases = Cases(self.db, self.clock, self.keyring, follow=_unpaged, policy_now=self._policy_now)
        self.intake = Intake(self.db, self.clock, self.keyring, Vault(MASTER), self.cases)
        self.raising = Raising(self.meetings.hall, self.cases, self.intake)
        self.looking = Looking(self.meetings.hall, self.cases)
        telling = Telling(self.db, self.meetings.hall, self.cases, self.intake)
        self.urgent = Timers(self.db, self.clock, {CASE: self.cases.due, TELL: telling.tell_due}, which="vital")
        self.sockets = Sockets(
            meetings=self.meetings, care=self.care, sessions=self.sessions, limits=limits or Quick(), security=self.security,
            bus=self.bus, db=self.db, clock=self.clock, say=lambda _, sentence: sentence, allow_polling=polling,
            hiding=Hiding(words=self.people.own_words), raising=self.raising, rules=self.rules,
        )  # fmt: skip
        app = http.Application()
        self.security.install(app)
        self.sockets.attach(app)
        await self.bus.start()
        await self.meetings.start()
        await self.nodes.start()
        await self.sockets.start()
        self._runner = http.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await http.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def stop(self) -> None:
        """Down in good order."""
        await self.sockets.stop()
        await self._runner.cleanup()
        await self.meetings.stop()
        await self.nodes.stop()
        await self.bus.stop()
        await self.log.close()
        await self.db.close()
        self.people.close()

    # on call

    on_call: tuple[AccountId, ...] = ()  # everybody who is, on one level

    async def _policy_now(self, _connection: AsyncConnection, _now: datetime) -> Policy:
        return Policy((Level(self.on_call),), ())

    async def later(self, seconds: float = 0.0) -> None:
        """Time goes by on this node, and what is due of cases is done."""
        self.ahead += seconds
        while await self.urgent.fire_due():
            pass

    # a programme

    async def programme(self) -> None:
        """One in which staff roles work without a second factor."""
        row = {"id": 1, "name": "Willow House", "language": "en", "country": "US", "set_up_at": self.clock.now(), "demo": True}
        async with self.db.write() as connection:
            await connection.execute(t.programme.insert().values(row))

    async def room(self, **terms: Any) -> str:
        """A room, with guests unless told otherwise."""
        room = new_id()
        row = {
            "id": room, "name": "Evening circle", "purpose": "Listening.", "audience": "women", "language": "en", "guests": True,
            "open_sign_up": False, "history": False, "typing": True, "capacity": 20, "words_kept_s": 7200, "longest_s": 21600,
            "created_at": self.clock.now(),
        }  # fmt: skip
        async with self.db.write() as connection:
            await connection.execute(t.room.insert().values({**row, **terms}))
        return room

    async def meeting(self, **terms: Any) -> str:
        """An open meeting in a room of its own."""
        return await self.meetings.plan(await self.room(**terms), None, None)

    async def account(self, name: str, *roles: Role) -> str:
        """An account; gives its id."""
        account = new_id()
        row = {"id": account, "name": name, "name_mark": skeleton(name), "secret": "none", "language": "en", "created_on": self.clock.now()}
        async with self.db.write() as connection:
            await connection.execute(t.account.insert().values(row))
            for role in roles:
                await connection.execute(t.grant.insert().values(account_id=account, role=role.value, granted_at=self.clock.now()))
        return account

    async def sign_in(self, account: str) -> str:
        """A session of an account; gives its token."""
        return await self.sessions.start(account, complete=True, shared=False, language="en")

    async def guest(self, meeting: str) -> str:
        """A guest's session; gives its token."""
        return await self.sessions.start_guest(meeting, until=self.clock.now() + timedelta(hours=6), language="en")

    async def who(self, token: str) -> Identity:
        """Who holds a token."""
        identity = await self.sessions.identify(token)
        assert identity is not None
        return identity


async def sit_down(house: House, keep: Keep, meeting: str, name: str, token: str = "") -> Woman:
    """A guest with a name who has taken her seat; with `token` somebody who signed in before."""
    woman = keep(Woman(token or await house.guest(meeting), name))
    await woman.connect(house)
    answer = await woman.sit(meeting)
    assert answer["ok"], answer["code"]
    return woman


async def facilitate(house: House, keep: Keep, meeting: str, name: str = "Ruth", account: str = "") -> Woman:
    """A facilitator who has taken her seat."""
    account = account or await house.account(name, Role.FACILITATOR)
    woman = await sit_down(house, keep, meeting, "", await house.sign_in(account))
    woman.account = account
    return woman


@asynccontextmanager
async def open_houses(*houses: House, **settings: Any) -> AsyncIterator[tuple[House, ...]]:
    """Nodes that are up, on a migrated database with a programme."""
    db = await Database.open(*houses[0]._urls)
    await db.migrate()
    await db.close()
    started: list[House] = []
    try:
        for house in houses:
            await house.start(**settings)
            started.append(house)
        await houses[0].programme()
        yield houses
    finally:
        for house in reversed(started):
            await house.stop()
