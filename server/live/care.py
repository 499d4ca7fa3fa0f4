"""What a decision needs beyond the log: a report's excerpt and receipt, and the door that stays shut behind whoever was asked to go.

A report's key and excerpt are made before the log's entry and kept with it. An exclusion follows the entry: at once, before the facilitator
is answered, and by a timer kept with the entry should a crash come between.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import sqlalchemy as sa

from rooms import events as e
from rooms.commands import LetBack, RemoveSeat, Report
from rooms.events import SeatId
from rooms.meeting import decide
from rooms.refusals import Refused
from rooms.state import SeatStatus
from rooms.terms import Reason, Scope
from server.identity import Identity
from server.live.hall import Hall, Held
from server.live.record import SHUT_BEHIND
from server.live.wish import Beside
from server.people.reports import Excerpt, Reports
from server.store import tables as t


class Exclusions(Protocol):
    """Who may not come in: `server/people/exclusions.py`."""

    async def exclude(self, account: str, scope: Scope, room: str, *, until: None, reason: Reason, by: str) -> None: ...

    async def excluded(self, account: str, room: str) -> bool: ...

    async def lift_from(self, account: str, scope: Scope, room: str, by: str, *, since: datetime | None = None) -> None: ...


class Links(Protocol):
    """Links that let someone in: `server/people/invitations.py`."""

    async def close_behind(self, guest: str) -> None: ...


class Care:
    """One a node. Every method may raise `Refused` and `StoreDown`."""

    def __init__(self, hall: Hall, reports: Reports, exclusions: Exclusions, links: Links) -> None:
        self._hall = hall
        self._reports = reports
        self._exclusions = exclusions
        self._links = links

    async def report(self, held: Held, seat: SeatId, who: Identity, command: Report, note: str) -> str:
        """Report a message; gives her receipt, a code that is kept nowhere."""
        live, message = held.live, command.message
        decide(live.state, seat, command, live.now())  # refused before a key is made for it
        said, names = live.state.messages[message], live.replica.words.names
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
        await self._shut_behind(held, command.seat, (command.reason, command.scope), by)
        of_it = sa.and_(t.timer.c.kind == SHUT_BEHIND, t.timer.c.subject == f"{held.live.id}/{command.seat}")
        async with self._hall.loader.db.write() as connection:
            await connection.execute(t.timer.delete().where(of_it))

    async def let_back(self, held: Held, actor: SeatId, command: LetBack, by: str) -> None:
        """She may come again after all: what has kept her out of the room or the programme since she was asked to go here is lifted. What
        was decided elsewhere before is not this facilitator's to lift."""
        live = held.live
        await live.do(actor, command, by=by)
        since = _asked_to_go(held, command.seat)
        if since is not None and not live.state.seats[command.seat].guest:
            account = await self._hall.loader.account(live.replica, command.seat)
            for scope in (Scope.ROOM, Scope.PROGRAMME):
                await self._exclusions.lift_from(account, scope, live.replica.room.room_id, by, since=since)

    async def shut_behind_due(self, subject: str, _fence: int) -> None:
        """The timer `shut_behind`: the same again, by whichever node lives."""
        meeting, _, seat = subject.partition("/")
        try:
            held = await self._hall.get(meeting)
        except Refused as refused:
            if refused.code == "no_such_meeting":
                return  # its words are gone, and with them who sat where
            raise
        await held.live.follower.read_log()
        removed = held.live.state.seats[SeatId(seat)].removed
        if removed is not None:
            await self._shut_behind(held, SeatId(seat), removed, "system")

    async def _shut_behind(self, held: Held, seat: SeatId, why: tuple[Reason, Scope], by: str) -> None:
        """Again is harmless. A guest is kept out by closing the link she came by; an account by a blind token."""
        live, (reason, scope) = held.live, why
        if live.state.seats[seat].status is not SeatStatus.REMOVED:
            return  # she was let back meanwhile
        account = await self._hall.loader.account(live.replica, seat)
        if live.state.seats[seat].guest:
            await self._links.close_behind(account)
        else:
            await self._exclusions.exclude(account, scope, live.replica.room.room_id, until=None, reason=reason, by=by)


def _asked_to_go(held: Held, seat: SeatId) -> datetime | None:
    """When she was first asked to go here, or could not be let in; None when neither ever was."""
    kept_out = e.SeatRemoved | e.SeatDeclined
    return next((entry.at for entry in held.live.replica.entries if isinstance(entry.event, kept_out) and entry.event.seat == seat), None)
