"""What a decision needs beyond the log: a report's excerpt and receipt, and the door that stays shut behind whoever was asked to go.

A report's key and excerpt are made before the log's entry and kept with it. An exclusion follows the entry: at once, before the facilitator
is answered, and by a timer kept with the entry should a crash come between.
"""

from __future__ import annotations

import sqlalchemy as sa

from rooms.commands import LetBack, RemoveSeat, Report
from rooms.events import SeatId
from rooms.meeting import decide
from rooms.refusals import Refused
from rooms.speech import to_be_looked_at
from server.identity import Identity
from server.live.hall import Hall, Held
from server.live.kept_out import KeptOut
from server.live.record import SHUT_AFTER, SHUT_BEHIND
from server.live.wish import Beside
from server.people.reports import Excerpt, Reports
from server.store import tables as t


class Care:
    """One a node. Every method may raise `Refused` and `StoreDown`."""

    def __init__(self, hall: Hall, reports: Reports, kept_out: KeptOut) -> None:
        self._hall = hall
        self._reports = reports
        self._kept_out = kept_out

    async def report(self, held: Held, seat: SeatId, who: Identity, command: Report, note: str) -> str:
        """Report words of the circle or of her side room; gives her receipt, a code that is kept nowhere."""
        live, message = held.live, command.message
        decide(live.state, seat, command, live.now())  # refused before a key is made for it
        said, names = to_be_looked_at(live.state, live.state.seat(seat), message), live.replica.words.names
        excerpt = Excerpt(
            message=message,
            words=live.replica.words.bodies[message],
            written_at=said.at,
            author=names[said.seat],
            author_seat=said.seat,
            author_account=await self._hall.loader.account(live.replica, said.seat),
            reporter=names[seat],
            reporter_seat=seat,
            reporter_account=who.id,
            note=note,
        )
        account = who.id if who.kind == "account" else None
        opened = await self._reports.open(command.report, live.id, command.reason, excerpt, account=account)
        try:
            await live.do(seat, command, Beside(report=opened))
        except Refused as refused:
            if refused.code != "store_down":  # else it may have been kept after all
                await self._reports.forget(command.report)
            raise
        return opened.code

    async def remove(self, held: Held, actor: SeatId, command: RemoveSeat, by: str) -> None:
        """Ask her to go, and shut the door behind her as far as `scope` says."""
        await held.live.do(actor, command, by=by)
        await self._follow(held, command.seat, by)

    async def let_back(self, held: Held, actor: SeatId, command: LetBack, by: str) -> None:
        """She may come again after all: what was decided here keeps her out no more. What was decided elsewhere is not this
        facilitator's to lift."""
        await held.live.do(actor, command, by=by)
        await self._follow(held, command.seat, by)

    async def shut_behind_due(self, subject: str, _fence: int) -> None:
        """The timer `shut_behind`: the same again, by whichever node lives."""
        meeting, _, seat = subject.partition("/")
        try:
            held = await self._hall.get(meeting)
        except Refused as refused:
            if refused.code == "no_such_meeting":
                return  # its words are gone, and with them who sat where
            raise
        await self._kept_out.follow(held, SeatId(seat), "system")

    async def _follow(self, held: Held, seat: SeatId, by: str) -> None:
        """At once, and the timer that was kept with the entry has nothing left to do; one of a later entry stays."""
        last = await self._kept_out.follow(held, seat, by)
        if last is not None:
            c = t.timer.c
            done = sa.and_(c.kind == SHUT_BEHIND, c.subject == f"{held.live.id}/{seat}", c.due_at <= last.at + SHUT_AFTER)
            async with self._hall.loader.db.write() as connection:
                await connection.execute(t.timer.delete().where(done))
