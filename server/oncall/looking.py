"""Looking at what a woman wrote, by whoever answers her: the least that is needed, each look with its reason, in the timeline before the
words are shown; and more of them only by who has the case, which she is told."""

from __future__ import annotations

from moderation.case_commands import OpenWindow, WidenWindow
from moderation.case_terms import Actor, CaseId, WhyLooked
from rooms.ids import SeatId
from rooms.refusals import Refused
from server.live.hall import Hall
from server.live.replica import Replica
from server.oncall.cases import Cases
from server.oncall.excerpt import AROUND, WIDER, Said, Window, window
from server.people.codes import new_id


class Looking:
    """One a node. Every method may raise `StoreDown`: then nothing is shown."""

    def __init__(self, hall: Hall, cases: Cases) -> None:
        self._hall, self._cases = hall, cases

    async def open(self, case_id: CaseId, actor: Actor, why: WhyLooked) -> list[Window]:
        """What stood around each sign; none once they are destroyed. Refused `no_such_case`, `not_allowed`, `not_owner`."""
        await self._cases.handle(case_id, actor, OpenWindow(why))
        return await self._cases.windows(case_id)

    async def widen(self, case_id: CaseId, actor: Actor, why: WhyLooked) -> Window:
        """More of it, while the meeting's words exist; kept with the others. Refused `no_such_meeting` when they are gone, `not_owner`."""
        case = await self._cases.get(case_id)
        if case is None:
            raise Refused("no_such_case")
        if not case.meeting:
            raise Refused("no_such_meeting")
        replica = (await self._hall.get(case.meeting)).live.replica
        await self._cases.handle(case_id, actor, WidenWindow(why))
        there = await self._cases.windows(case_id)
        account = next((each.account for each in there if each.account), "")
        sign = next((said for each in there for said in each.words if said.sign), None) or _anchor(replica, case.seat)
        wider = window(replica, case.seat, account, sign=sign, around=AROUND + WIDER)
        await self._cases.add_window(case_id, new_id(), wider)
        return wider


def _anchor(replica: Replica, seat: SeatId) -> Said | None:
    """Where no words are at issue: her own last, else the last there are."""
    words = replica.words
    known = [each for each in replica.state.messages.values() if each.id in words.bodies and each.removed is None]
    last = next((each for each in reversed(known) if each.seat == seat), known[-1] if known else None)
    return None if last is None else Said(last.id, last.seat, words.names[last.seat], last.at, words.bodies[last.id])
