"""Appeals: she asks that somebody else looks at what a facilitator did. It goes to whoever may read reports, never to her who did it.

It may be asked for while the meeting's words exist, and as long as something keeps her out. When it does not stand, what was done is undone
as far as the meeting still lives, and what kept her out is lifted.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from rooms import appeals
from rooms.appeals import Ground
from rooms.commands import Overturn
from rooms.events import MessageId, SeatId
from rooms.refusals import Refused
from rooms.state import Meeting
from rooms.terms import Measure, Reason, Scope
from server.identity import Identity
from server.live.glances import blind
from server.live.hall import SYSTEM, Hall
from server.live.replica import Replica
from server.people.codes import new_id
from server.people.exclusions import Exclusions
from server.people.reports import Appealed, Excerpt, Outcome, Reports
from server.store import tables as t
from server.store.holding import kept_for_it_alone

LONGEST_TEXT = 1000
LAST_WORDS = 5  # of hers go with an appeal that is not about one message


class Decided(NamedTuple):
    """A meeting in which something was decided about her."""

    meeting: str
    room: str  # its name


class Appeals:
    """One a node. Every method may raise `StoreDown`."""

    def __init__(self, hall: Hall, reports: Reports, exclusions: Exclusions) -> None:
        self._hall = hall
        self._reports = reports
        self._exclusions = exclusions

    async def grounds(self, meeting: str, who: Identity) -> list[Ground]:
        """What she may ask about. Refused `no_such_meeting`."""
        replica = await self._replica(meeting)
        found = [] if replica is None else appeals.grounds(replica.state, self._seat(replica, who), self._hall.clock.now())
        kept_out = await self._exclusions.against(who.id, await self._room(meeting)) if who.kind == "account" else None
        if kept_out is not None and not any(each.measure is Measure.REMOVAL for each in found):
            exclusion = kept_out[0]
            found.insert(0, Ground(Measure.REMOVAL, "", exclusion.reason, exclusion.until, exclusion.scope))
        return found

    async def unasked(self, who: Identity, meeting: str | None = None) -> list[Decided]:
        """Closed meetings whose words still exist, or this one, where something stands against her that she has not asked about: she may
        not have been there when it was said."""
        m, c = t.measure.c, t.meeting.c
        asked = sa.exists().where(t.report.c.meeting_id == m.meeting_id, t.report.c.measure == m.kind, t.report.c.about == m.about)
        which = sa.true() if meeting is None else c.id == meeting
        over = sa.and_(c.status == "closed", c.destroyed_at.is_(None), ~kept_for_it_alone(c.id), which)
        hers = sa.and_(t.message.c.meeting_id == m.meeting_id, t.message.c.message_id == m.about)
        query = sa.select(c.id, t.room.c.name, m.kind, m.about, sa.func.coalesce(t.message.c.seat_id, m.about).label("seat"))
        joined = t.measure.join(t.meeting, c.id == m.meeting_id).join(t.room, t.room.c.id == c.room_id).outerjoin(t.message, hers)
        async with self._hall.loader.db.read() as connection:
            rows = (await connection.execute(query.select_from(joined).where(over, ~asked))).all()
        found: dict[str, Decided] = {}
        for ident in dict.fromkeys(row.id for row in rows):
            key = await self._hall.loader.keyring.get(ident)
            mine = None if key is None else await self._seat_in(ident, blind(key, who))
            about = {(row.kind, row.about) for row in rows if row.id == ident and row.seat == mine}
            if about and any((each.measure.value, each.about) in about for each in await self.grounds(ident, who)):
                found[ident] = Decided(ident, next(row.name for row in rows if row.id == ident))
        return list(found.values())

    async def _seat_in(self, meeting: str, mark: str) -> str | None:
        c = t.seat.c
        async with self._hall.loader.db.read() as connection:
            return (await connection.execute(sa.select(c.seat_id).where(c.meeting_id == meeting, c.blind == mark))).scalar()

    async def waiting(self, meeting: str, ground: Ground, who: Identity) -> bool:
        """Whether she has asked about this already and nobody has answered yet."""
        c = t.report.c
        about_it = sa.and_(c.measure == ground.measure.value, c.about == ground.about)
        query = sa.select(c.id).where(c.meeting_id == meeting, about_it, c.closed_at.is_(None))
        if not ground.about:  # what keeps her out names no seat of hers
            query = query.join(t.receipt, t.receipt.c.report_id == c.id).where(t.receipt.c.account_id == who.id)
        async with self._hall.loader.db.read() as connection:
            return (await connection.execute(query.limit(1))).first() is not None

    async def make(self, meeting: str, ground: Ground, who: Identity, text: str) -> str:
        """Ask; gives her receipt, a code that is kept nowhere. `ground` is one of `grounds`. Refused `no_such_meeting`."""
        replica = await self._replica(meeting)
        seat = self._seat(replica, who) if replica is not None else SeatId("")
        words, at = _at_issue(replica, seat, ground) if replica is not None else ("", None)
        name = replica.words.names.get(seat) if replica is not None else None
        excerpt = Excerpt(
            message=ground.about if ground.measure is Measure.TAKE_DOWN else "",
            words=words,
            written_at=at or self._hall.clock.now(),
            author=name or who.name or "",
            author_seat=seat,
            author_account=who.id,
            reporter=name or who.name or "",
            reporter_seat=seat,
            reporter_account=who.id,
            note=text,
        )
        appealed = Appealed(ground.measure, ground.about, await self._taken_by(meeting, ground, who))
        account = who.id if who.kind == "account" else None
        report, reason = new_id(), ground.reason or Reason.OTHER
        opened = await self._reports.open(report, meeting, reason, excerpt, account=account, appealed=appealed)
        try:
            async with self._hall.loader.db.write() as connection:
                await self._reports.keep_within(connection, opened)
        except IntegrityError:  # surely not kept; after any other trouble it may have been, and without its key nobody could read it
            await self._reports.forget(report)
            raise
        return opened.code

    async def close(self, report: str, outcome: Outcome, sentence: str, judge: Identity) -> bool:
        """End an appeal; when what was done does not stand, undo it first. False when it has ended already.

        Refused `not_allowed`, `bad_request`, and `changed` or `store_down` when it could not be undone: then it has not ended either.
        """
        found = await self._reports.look(report, judge)
        if found is None or found.appealed is None or found.outcome is not None:
            return False
        if outcome is Outcome.OVERTURNED:
            await self._undo(found.meeting, found.appealed, await self._reports.appellant(report, judge), judge)
        return await self._reports.close(report, outcome, sentence, judge)

    async def _undo(self, meeting: str, appealed: Appealed, appellant: str | None, judge: Identity) -> None:
        try:
            if appealed.about:
                held = await self._hall.get(meeting)
                await held.live.follower.read_log()
                await held.live.do(SYSTEM, Overturn(appealed.measure, appealed.about), by=judge.id)
        except Refused as refused:
            if refused.code != "no_such_meeting":
                raise
        if appealed.measure is Measure.REMOVAL and appellant is not None:
            room = await self._room(meeting)
            for scope in (Scope.ROOM, Scope.PROGRAMME):
                await self._exclusions.lift_from(appellant, scope, room, judge.id)

    async def _replica(self, meeting: str) -> Replica | None:
        """The meeting as it is now; None once its words are destroyed."""
        try:
            return (await self._hall.get(meeting)).live.replica
        except Refused as refused:
            if refused.code != "no_such_meeting":
                raise
            return None

    def _seat(self, replica: Replica, who: Identity) -> SeatId:
        return replica.seat_by_blind.get(blind(replica.key, who), SeatId(""))

    async def _room(self, meeting: str) -> str:
        async with self._hall.loader.db.read() as connection:
            room = (await connection.execute(sa.select(t.meeting.c.room_id).where(t.meeting.c.id == meeting))).scalar()
        if room is None:
            raise Refused("no_such_meeting")
        return str(room)

    async def _taken_by(self, meeting: str, ground: Ground, who: Identity) -> str | None:
        """The account that did it, if that is known."""
        if not ground.about:
            kept_out = await self._exclusions.against(who.id, await self._room(meeting))
            return None if kept_out is None else kept_out[1]
        c = t.measure.c
        query = sa.select(c.taken_by).where(c.meeting_id == meeting, c.kind == ground.measure.value, c.about == ground.about)
        async with self._hall.loader.db.read() as connection:
            return (await connection.execute(query)).scalar() or None  # she who did it has no account any more


def _at_issue(replica: Replica, seat: SeatId, ground: Ground) -> tuple[str, datetime | None]:
    """Her words that go with it, and when the last of them was written: those that were taken down, or the last she said."""
    state, bodies = replica.state, replica.words.bodies
    if ground.measure is Measure.TAKE_DOWN:
        ids = [MessageId(ground.about)]
    elif ground.measure is Measure.DECLINE:
        ids = [said.id for said in state.private.get(seat, ()) if said.seat == seat]
    else:
        ids = [message.id for message in state.messages.values() if message.seat == seat and not message.taken_back]
    ids = [ident for ident in ids if ident in bodies][-LAST_WORDS:]
    return "\n\n".join(bodies[ident] for ident in ids), _said_at(state, seat, ids[-1]) if ids else None


def _said_at(state: Meeting, seat: SeatId, message: MessageId) -> datetime | None:
    if message in state.messages:
        return state.messages[message].at
    if message in state.held:
        return state.held[message].message.at
    return next((said.at for said in state.private.get(seat, ()) if said.id == message), None)
