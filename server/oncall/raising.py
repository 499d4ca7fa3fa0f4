"""The ways to a person: her own request, from her seat or from any page; somebody's worry; and words that tell of danger now.

Nothing that can be done to a woman touches any of them: not quiet time, a turn, a pause, a lock, the waiting room, or having been asked to
go. What is raised is durable when these return; until then nobody has been told, and `StoreDown` says so.
"""

from __future__ import annotations

import base64
import hashlib
from contextlib import suppress

from moderation import case_commands as c
from moderation.case import Case
from moderation.case_events import CaseEvent
from moderation.case_terms import SHE, SYSTEM, AccountId, Actor, AskId, Origin, Severity, Standing
from rooms.events import MessageId, SeatId, SeatRole
from rooms.ids import MeetingId
from rooms.refusals import Refused
from rooms.roles import Role
from server.identity import Identity
from server.live.hall import Hall, Held
from server.oncall.cases import CLOCK, Cases
from server.oncall.excerpt import Said, Window, window
from server.oncall.intake import Asked, Intake, Receipt
from server.store.engine import StoreDown

HER = Actor(SHE, Standing.SHE)
_A_MEMBER = Actor(SYSTEM, Standing.MEMBER)  # who worries about another woman: no case knows her name
_STANDINGS = ((Role.SUPERVISOR, Standing.SUPERVISOR), (Role.ON_CALL, Standing.ON_CALL), (Role.FACILITATOR, Standing.FACILITATOR))


def staff(who: Identity) -> Actor:
    """As what this member of staff acts in a case. Refused `not_allowed` to everybody else."""
    for role, standing in _STANDINGS:
        if role in who.roles:
            return Actor(AccountId(who.id), standing)
    raise Refused("not_allowed")


class Raising:
    """One a node. Every method may raise `StoreDown`."""

    def __init__(self, hall: Hall, cases: Cases, intake: Intake) -> None:
        self._hall, self._cases, self._intake = hall, cases, intake

    async def from_seat(self, held: Held, seat: SeatId, who: Identity, ask: str, *, danger: bool, note: str) -> Receipt:
        """She asks for a person, wherever she is in this meeting; red where she says that she is in danger now."""
        around = window(held.live.replica, seat, who.id, note=note)
        severity = Severity.RED if danger else Severity.AMBER
        asked = Asked(AskId(ask), severity, Origin.SHE, HER, MeetingId(held.live.id), seat, _account(who), around)
        return await self._intake.ask(asked)

    async def from_page(self, who: Identity | None, ask: str, *, note: str) -> Receipt:
        """The same without a seat, which anybody in the world may ask: amber. Somebody who looks at it may say that it is graver."""
        around = Window(account=who.id if who is not None else "", note=note)
        account = None if who is None else _account(who)
        return await self._intake.ask(Asked(AskId(ask), Severity.AMBER, Origin.GUEST, HER, account=account, window=around))

    async def worry(
        self, held: Held, seat: SeatId, who: Identity, ask: str, *, about: SeatId, message: MessageId | None, severity: Severity, note: str
    ) -> Receipt:
        """A facilitator, or another member, worries about a woman here. She is never told who. Refused `no_seat`, `no_such_message`."""
        state = held.live.state
        facilitates = state.seat(seat).role is SeatRole.FACILITATOR
        if about not in state.seats:
            raise Refused("no_seat")
        if about == seat:
            return await self.from_seat(held, seat, who, ask, danger=severity is Severity.RED, note=note)
        account = ""
        with suppress(StoreDown):  # whoever is called can be told the rest without it
            account = await self._hall.loader.account(held.live.replica, about)
        around = window(held.live.replica, about, account, sign=_sign(held, about, message), note=note)
        actor, origin = (staff(who), Origin.FACILITATOR) if facilitates else (_A_MEMBER, Origin.MEMBER)
        asked = Asked(AskId(ask), severity, origin, actor, MeetingId(held.live.id), about, _account(who), around)
        return await self._intake.ask(asked)

    async def words(
        self, held: Held, seat: SeatId, who: Identity, message: MessageId, text: str, *, hidden: tuple[str, ...] = ()
    ) -> Receipt:  # fmt: skip
        """What she wrote tells of danger now, whether the circle got it or not. `hidden`: what was masked in it and is needed to find her.

        The same message again is the same request.
        """
        live = held.live
        sign = Said(message, seat, live.replica.words.names[seat], live.now(), text, sign=True)
        seen = window(live.replica, seat, who.id, sign=sign)
        around = Window(seen.room, seen.name, seen.account, seen.words, seen.note, hidden)
        ask = AskId(_short(f"{live.id}|{message}"))
        asked = Asked(ask, Severity.RED, Origin.WORDS, CLOCK, MeetingId(live.id), seat, _account(who), around)
        return await self._intake.ask(asked)

    # what she may do with it

    async def take_back(self, held: Held, seat: SeatId) -> None:
        """She takes back all that she asked here herself. A red one stays until somebody has looked. Refused `no_such_case`."""
        case = await self._open(held, seat)
        for ask in sorted(case.hers & case.asks):
            await self._hers(case, c.Withdraw(ask))

    async def decline(self, held: Held, seat: SeatId) -> None:
        """She does not wish for help now. Refused `no_such_case`."""
        await self._hers(await self._open(held, seat), c.Decline())

    async def _hers(self, case: Case, command: c.Withdraw | c.Decline) -> None:
        with suppress(Refused):  # it was closed in this moment: so it is over
            await self._cases.handle(case.id, HER, command)

    # what the facilitators of her meeting may do

    async def by_facilitator(self, held: Held, about: SeatId, who: Identity, command: c.CaseCommand) -> list[CaseEvent]:
        """In the case of a woman here. Refused `no_such_case`, or as the case says."""
        case = await self._open(held, about)
        return await self._cases.handle(case.id, staff(who), command)

    async def _open(self, held: Held, seat: SeatId) -> Case:
        case = await self._intake.of_seat(held.live.id, seat)
        if case is None or case.outcome is not None:
            raise Refused("no_such_case")
        return case


def _sign(held: Held, about: SeatId, message: MessageId | None) -> Said | None:
    if message is None:
        return None
    said, words = held.live.state.messages.get(message), held.live.replica.words
    if said is None or said.seat != about or message not in words.bodies:
        raise Refused("no_such_message")
    return Said(message, about, words.names[about], said.at, words.bodies[message], sign=True)


def _account(who: Identity) -> str | None:
    return who.id if who.kind == "account" else None


def _short(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:16])[:22].decode()
