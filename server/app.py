"""The roof: one node, put together. The only place that sees everything; nothing here decides anything."""

from __future__ import annotations

import gc
import ssl
from datetime import timedelta
from functools import partial

import aiohttp.web as http

from server import lexicons
from server.clock import Clock
from server.config import Settings
from server.console import master_key
from server.health import Health
from server.hiding import Hiding
from server.kept.holds import Holds
from server.limits import Limits
from server.live.appeals import Appeals
from server.live.bus import Bus, LocalBus, RedisBus
from server.live.care import Care
from server.live.departure import Departure
from server.live.kept_out import KeptOut
from server.live.meetings import Meetings
from server.live.reclaim import Reclaim
from server.live.record import BACK_CHANNEL_OVER, ERASE_DRILL, HELD_TOO_LONG, SHUT_BEHIND, SIDE_ROOM_OVER, SIDE_WORDS_GONE
from server.live.reminded import Reminded
from server.nodes import Nodes
from server.oncall import upkeep
from server.oncall.desk import OnCall
from server.people.passphrases import Passphrases
from server.people.people import People, lives_of
from server.planner import Planner
from server.scripts import Scripts
from server.security import Security
from server.sockets import Sockets
from server.store.engine import Database
from server.store.keyring import Keyring
from server.store.log import Log
from server.store.retention import Retention
from server.store.sealing import Vault, derive
from server.timers import Timers
from web import helplines, hidden
from web.agreement import first_text
from web.assets import Assets
from web.keys import HEARTH, Hearth
from web.pages import middlewares, routes
from web.paper import Paper
from web.programme import Programmes
from web.words import Words

SWEEP_EVERY = timedelta(hours=1)
SHUTDOWN_S = 5.0


class Node:
    """One process of a programme: `await Node.make(settings)`, `start()`, and in the end `stop()`, also when it never started."""

    def __init__(self, settings: Settings, db: Database, master: bytes, passphrases: Passphrases | None = None) -> None:
        self.settings = settings
        self.db = db
        self.clock = Clock(db.now)
        self.keyring = Keyring(db, master)
        self.log = Log(db)
        self.bus: Bus = RedisBus(settings.redis_url.get_secret_value()) if settings.redis_url else LocalBus()
        vault = Vault(master)
        self.people = People.make(
            db=db, clock=self.clock, vault=vault, keyring=self.keyring, announce=self._announce, lives=lives_of(settings),
            passphrases=passphrases,
        )  # fmt: skip
        self.limits = Limits(
            derive(master, "limits"),
            settings.redis_url.get_secret_value() if settings.redis_url else None,
            connections=settings.network_connections,
            posts=(settings.seat_posts_at_once, settings.seat_posts_per_minute),
        )
        self.security = Security(
            settings.address,
            origins=settings.allowed_origins,
            trusted_proxies=settings.trusted_proxies,
            key=derive(master, "csrf"),
        )
        self.nodes = Nodes(db, self.clock, declare_lost=self._declare_lost, on_cut_off=self._cut_off, on_back=self._back)
        self.scripts = Scripts.of(settings)
        self.meetings = Meetings(
            db=db,
            keyring=self.keyring,
            log=self.log,
            bus=self.bus,
            clock=self.clock,
            node=self.nodes,
            like_staff=self.people.roster.like_staff,
            steps=self.scripts.steps,
            guards=self.people,
            longest=timedelta(seconds=settings.meeting_longest_s),
            back_channel_kept_s=60 * settings.back_channel_kept_min,
        )
        self.kept_out = KeptOut(self.meetings.hall, self.people.exclusions, self.people.invitations)
        self.care = Care(self.meetings.hall, self.people.reports, self.kept_out)
        self.reminded = Reminded(self.meetings.hall)
        self.reclaim, self.departure = Reclaim(self.meetings.hall), Departure(self.meetings.hall)
        self.appeals = Appeals(self.meetings.hall, self.people.reports, self.people.exclusions)
        self.planner = Planner(
            db, self.clock, self.meetings, self.people.roombook, self.people.series, longest=timedelta(seconds=settings.meeting_longest_s)
        )
        self.on_call = OnCall(
            settings, db, self.clock, keyring=self.keyring, contacts=self.people.contacts, master=master, hall=self.meetings.hall
        )
        self.words = Words.shipped()
        self.sockets = Sockets(
            meetings=self.meetings,
            care=self.care,
            sessions=self.people.sessions,
            limits=self.limits,
            security=self.security,
            bus=self.bus,
            db=db,
            clock=self.clock,
            say=self.words.translate,
            raising=self.on_call.raising,
            rules=lexicons.load,
            allow_polling=settings.allow_polling,
            most_of_network=settings.network_connections,
            hiding=Hiding(helplines.listed(helplines.load()), partial(hidden.label, self.words.translate), self.people.own_words),
        )
        self.holds = Holds(db, self.clock, self.keyring, vault)
        self._retention = Retention(db, self.keyring, self.clock)
        self.timers = Timers(
            db,
            self.clock,
            {
                "open_meeting": self.meetings.open_due,
                "close_meeting": self.meetings.close_due,
                "destroy_words": self.meetings.destroy_due,
                SHUT_BEHIND: self.care.shut_behind_due,
                ERASE_DRILL: self.reminded.erase_due,
                HELD_TOO_LONG: self.reminded.held_due,
                BACK_CHANNEL_OVER: self.reminded.back_channel_due,
                SIDE_ROOM_OVER: self.reminded.side_room_due,
                SIDE_WORDS_GONE: self.reminded.side_words_gone_due,
                "destroy_excerpt": self.people.reports.destroy_due,
                "plan_series": self._plan_series,
                "sweep_sessions": self._sweep,
            },
        )
        self.health = Health(
            settings=settings, db=db, clock=self.clock, wire=self.bus, life=self.nodes, cover=self.on_call.heartbeat, numbers=self._numbers
        )
        self._runner = http.AppRunner(self._application(), access_log=None, shutdown_timeout=SHUTDOWN_S)
        self._sites: list[http.TCPSite] = []
        self._running = False

    @classmethod
    async def make(cls, settings: Settings, *, passphrases: Passphrases | None = None) -> Node:
        """A node with its databases open and at this version's schema; `passphrases` if hashing is to cost something else than it should.

        Raises `StoreDown`, `KeyRefused`, `WrongKey`.
        """
        master = master_key(settings)
        db = await Database.open(settings.main_url, settings.keys_url)
        try:
            await db.migrate()
            await Keyring(db, master).check()
            return cls(settings, db, master, passphrases)
        except BaseException:
            await db.close()
            raise

    @property
    def address(self) -> str:
        """Where to open it: the public address, with the port that was found when any was asked for."""
        if self.settings.port or self.settings.public_url or not self._runner.addresses:
            return self.settings.address
        return f"{self.settings.address.rsplit(':', 1)[0]}:{self._runner.addresses[0][1]}"

    async def start(self) -> None:
        """Serve. Raises `OSError` when the port cannot be had, before anything else has begun."""
        await self._runner.setup()
        await http.TCPSite(self._runner, self.settings.host, self.settings.port, ssl_context=self._tls(), reuse_address=True).start()
        self._running = True
        await self.clock.start()
        await self.bus.start()
        await self.nodes.start()
        await self.meetings.start()
        await self.sockets.start()
        if self.settings.demo:
            from server import demo

            await demo.seed(self.db, self.clock, self.people, self.meetings, self._first_text)
        await self.timers.add("sweep_sessions", "all", self.clock.now() + SWEEP_EVERY)
        await self.timers.start()
        await self.on_call.start()
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)  # what lives here lives long: fewer, later collections

    async def stop(self) -> None:
        """Send people elsewhere, finish what was begun, close. Takes a few seconds with people here, none without."""
        self.health.leaving = True
        if self._running:
            await self.timers.stop()
            await self.on_call.stop()
            await self.sockets.drain()
            await self.sockets.stop()
            await self.meetings.stop()
            await self.nodes.stop()
            await self.bus.stop()
        await self._runner.cleanup()
        await self.log.close()
        self.people.close()
        await self.limits.close()
        await self.clock.stop()
        await self.db.close()

    def _application(self) -> http.Application:
        outermost, innermost = middlewares()
        app = http.Application(middlewares=[outermost], client_max_size=64 * 1024)
        self.security.install(app)
        app.middlewares.append(innermost)
        hearth = Hearth(
            settings=self.settings,
            db=self.db,
            clock=self.clock,
            meetings=self.meetings,
            people=self.people,
            limits=self.limits,
            security=self.security,
            words=self.words,
            paper=Paper(self.words, Assets.shipped(), exit_url=self.settings.exit_url),
            programmes=Programmes(self.db),
            helplines=helplines.load(),
            scripts=self.scripts,
            planner=self.planner,
            appeals=self.appeals,
            reclaim=self.reclaim,
            departure=self.departure,
            reminded=self.reminded,
            on_call=self.on_call,
            holds=self.holds,
        )
        app[HEARTH] = hearth
        app.add_routes(routes(hearth))
        app.add_routes(self.health.routes())
        self.sockets.attach(app)
        return app

    def _tls(self) -> ssl.SSLContext | None:
        if self.settings.tls_cert is None:
            return None
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.settings.tls_cert, self.settings.tls_key)
        return context

    def _announce(self, kind: str, key: str) -> None:
        self.sockets.announce("session" if kind == "session" else "account", key)

    async def _declare_lost(self, node: str, meetings: list[str]) -> None:
        await self.meetings.declare_lost(node, meetings)

    async def _cut_off(self) -> None:
        await self.meetings.hall.cut_off()

    async def _back(self) -> None:
        await self.meetings.hall.back()

    def _first_text(self, language: str) -> str:
        """The agreement a new room of this language begins with."""
        return first_text(lambda sentence: self.words.translate(language, sentence))

    async def _plan_series(self, series: str, _fence: int) -> None:
        """The timer "plan_series"."""
        await self.planner.plan_due(self.timers, series)

    async def _sweep(self, _subject: str, _fence: int) -> None:
        """The timer "sweep_sessions": forget sessions, links and whatever else is over, and come again."""
        await self.people.sweep()
        await self._retention.sweep()
        await upkeep.sweep(self.db, self.clock)
        await self.timers.add("sweep_sessions", "all", self.clock.now() + SWEEP_EVERY)

    def _numbers(self) -> dict[str, float]:
        counts = {f"{name}_total": float(value) for name, value in self.sockets.counts.items()}
        return counts | {"connections": float(self.sockets.connections)}
