"""She is told at each step how it stands with the person who was called for her, and so are the facilitators of her meeting.

It follows every change of a case by a timer that was set in the same transaction: a crash may tell her twice, never not at all. What is
told is made from the case as it stands, so however late, it is true.
"""

from __future__ import annotations

import sqlalchemy as sa

from moderation.case import Case
from moderation.case_terms import AccountId, CaseId
from moderation.case_told import told
from rooms.desk_events import PersonTold
from rooms.events import MessageId
from rooms.person import Names, pack_names, told_of
from rooms.refusals import Refused
from rooms.upkeep import TellOfPerson
from server.live.hall import SYSTEM, Hall
from server.live.meeting import LiveMeeting
from server.live.wish import Beside
from server.oncall.cases import Cases
from server.oncall.intake import Intake
from server.store import tables as t
from server.store.engine import Database


class Telling:
    """One a node."""

    def __init__(self, db: Database, hall: Hall, cases: Cases, intake: Intake) -> None:
        self._db, self._hall, self._cases, self._intake = db, hall, cases, intake

    async def tell_due(self, case_id: str, _fence: int) -> None:
        """The timer `tell_case`."""
        async with self._db.read("vital") as connection:
            found = await self._cases.find(connection, CaseId(case_id))
        if found is None or not found.case.meeting:
            return
        case = found.case
        newest = await self._intake.of_seat(case.meeting, case.seat)
        if newest is None or newest.id != case.id:
            return  # another one is told of
        try:
            live = (await self._hall.get(case.meeting)).live
            names = await self._names(case)
            event = _told(case, found.version)
            if not _is_known(live, event, names):
                await live.do(SYSTEM, TellOfPerson(event), Beside(text=pack_names(names)))
        except Refused as refused:
            if refused.code != "no_such_meeting":  # else its words are gone, and with them who sat where: her own page tells it
                raise

    async def _names(self, case: Case) -> Names:
        """Display names of staff, as every page of the programme shows them."""
        now = told(case)
        name = await self._name(now.owner)
        role = None if name is None or case.owner_standing is None else case.owner_standing.value
        return Names(name, role, await self._name(now.with_her))

    async def _name(self, account: AccountId | None) -> str | None:
        if account is None:
            return None
        async with self._db.read("vital") as connection:
            return (await connection.execute(sa.select(t.account.c.name).where(t.account.c.id == account))).scalar_one_or_none()


def _told(case: Case, version: int) -> PersonTold:
    now = told(case)
    return PersonTold(
        seat=case.seat,
        message=MessageId(f"{case.id}.{version}"),
        case=case.id,
        version=version,
        status=now.status,
        severity=now.severity.value,
        origin=case.origin.value,
        mine=now.mine,
        withdrawn=now.withdrawn,
        withheld=case.withheld,
        emergency=now.emergency,
        widened=now.widened,
    )


def _is_known(live: LiveMeeting, event: PersonTold, names: Names) -> bool:
    """Whether nothing that is told has changed: a page that left, a note, a sign of life."""
    last, words = live.state.called.get(event.seat), live.replica.words
    if last is None or last.told.case != event.case or last.told.mine != event.mine:
        return False
    before = told_of(last.told, words)
    after = told_of(event, type(words)({event.message: pack_names(names)}))
    return before == after
