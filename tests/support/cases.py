"""A small house of cases for tests: real stores, a clock moved by hand, and what pages would have been made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from moderation import case_events as e
from moderation import case_terms as t
from server.clock import Clock
from server.oncall.cases import CASE, DESTROY, TELL, Cases
from server.oncall.intake import Asked, Intake, Receipt
from server.store.engine import Database
from server.store.keyring import Keyring
from server.store.sealing import Vault
from server.timers import Timers
from tests.support.databases import Hands
from tests.support.people import MASTER

ANA, BEA, CLEO, DORA = (t.AccountId(name) for name in ("ana", "bea", "cleo", "dora"))
POLICY = t.Policy((t.Level((ANA, BEA)), t.Level((CLEO,))), (DORA,))
HER = t.Actor(t.SHE, t.Standing.SHE)


def on_call(account: t.AccountId) -> t.Actor:
    """Somebody on call."""
    return t.Actor(account, t.Standing.ON_CALL)


class Office:
    """What one node needs to keep cases; several may share a database."""

    def __init__(self, db: Database, clock: Clock, hands: Hands) -> None:
        self.db, self.hands = db, hands
        self.called: list[tuple[t.CaseId, e.CaseEvent]] = []
        self.told: list[t.CaseId] = []
        keyring = Keyring(db, MASTER)
        self.cases = Cases(db, clock, keyring, follow=self.follow, policy_now=self.policy_now)
        self.intake = Intake(db, clock, keyring, Vault(MASTER), self.cases)
        handlers = {CASE: self.cases.due, DESTROY: self.cases.destroy_due, TELL: self.tell}
        self.timers = Timers(db, clock, handlers)

    @classmethod
    async def make(cls, db: Database, hands: Hands | None = None) -> Office:
        """One, on a clock of its own unless `hands` are given."""
        hands = hands or Hands()
        return cls(db, await hands.clock(), hands)

    async def follow(self, _connection: AsyncConnection, case_id: t.CaseId, events: Sequence[e.CaseEvent], _now: datetime) -> None:
        """Note what pages would be made of."""
        self.called += [(case_id, event) for event in events if isinstance(event, e.CallsPages)]

    async def tell(self, case_id: str, _fence: int) -> None:
        """Note whose women would be told anew."""
        self.told.append(t.CaseId(case_id))

    async def policy_now(self, _connection: AsyncConnection, _now: datetime) -> t.Policy:
        """The same for every case."""
        return POLICY

    async def ask(self, ask: str = "first", severity: t.Severity = t.Severity.RED, seat: str = "seat", **more: object) -> Receipt:
        """She asks for a person, in her seat or, with an empty one, from a page."""
        origin = t.Origin.SHE if seat else t.Origin.GUEST
        given = {"origin": origin, "actor": HER, "meeting": "meeting" if seat else "", "seat": seat} | more
        return await self.intake.ask(Asked(t.AskId(ask), severity, **given))  # type: ignore[arg-type]

    async def pass_by(self, seconds: float) -> None:
        """Time goes by, and what is due is done."""
        self.hands.pass_by(seconds)
        while await self.timers.fire_due():
            pass
