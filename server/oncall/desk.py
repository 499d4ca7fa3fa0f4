"""Everything about being on call that one node runs: cases, their pages, the rota, and the timers that none of it may be late without.

These timers have a loop and connections of their own: neither a crowd at the pages nor a hanging channel delays them.
"""

from __future__ import annotations

from collections.abc import Mapping

from server.clock import Clock
from server.config import Settings
from server.live.hall import Hall
from server.oncall.cases import CASE, DESTROY, TELL, Cases
from server.oncall.channels.ways import ways_of
from server.oncall.heartbeat import BEAT, Heartbeat
from server.oncall.intake import Intake
from server.oncall.looking import Looking
from server.oncall.paging import PAGE, Paging
from server.oncall.raising import Raising
from server.oncall.reach import Reach
from server.oncall.rotas import Rotas
from server.oncall.telling import Telling
from server.oncall.watch import Watch
from server.people.contacts import Contacts
from server.store.engine import Database
from server.store.keyring import Keyring
from server.store.sealing import Vault
from server.timers import Handler, Timers

LEASE_S = 10.0  # of a step whose node died: so long until another repeats it
MOST_AT_ONCE = 64


class OnCall:
    """Made once a node; `start`, and in the end `stop`. `handlers` are more timers of the same urgency."""

    def __init__(
        self, settings: Settings, db: Database, clock: Clock, *, keyring: Keyring, contacts: Contacts, master: bytes, hall: Hall,
        handlers: Mapping[str, Handler] | None = None,
    ) -> None:  # fmt: skip
        self.ways = ways_of(settings, master)
        self.reach = Reach(db, clock, contacts, self.ways)
        self.rotas = Rotas(db, clock, self.reach, settings)
        self.paging = Paging(db, clock, contacts, self.ways, address=settings.address)
        self.cases = Cases(db, clock, keyring, follow=self.paging.follow, policy_now=self.rotas.policy_now)
        self.paging.cases = self.cases
        self.intake = Intake(db, clock, keyring, Vault(master), self.cases)
        self.raising = Raising(hall, self.cases, self.intake)
        self.looking = Looking(hall, self.cases)
        self.telling = Telling(db, hall, self.cases, self.intake)
        self.watch = Watch(db, clock, self.rotas, self.reach)
        self.heartbeat = Heartbeat(db, clock, self.rotas, settings.heartbeat_url)
        urgent = {
            CASE: self.cases.due, TELL: self.telling.tell_due, DESTROY: self.cases.destroy_due,
            PAGE: self.paging.page_due, BEAT: self.heartbeat.beat_due,
            **(handlers or {}),
        }  # fmt: skip
        self.timers = Timers(db, clock, urgent, lease_s=LEASE_S, most_at_once=MOST_AT_ONCE, which="vital")
        self.cases.woken = self.timers.wake

    async def start(self) -> None:
        """Fire what is overdue, then what falls due."""
        await self.heartbeat.begin()
        await self.timers.start()

    async def stop(self) -> None:
        """Claim nothing more; unfinished steps are repeated by whoever runs next."""
        await self.timers.stop()
        await self.heartbeat.close()
        await self.ways.close()
