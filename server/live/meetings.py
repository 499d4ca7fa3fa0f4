"""What the rest of Hearth may ask of meetings: plan, open, close, take a seat, and a glance from outside. Nobody else writes one.

Every method may raise `Refused`, and `StoreDown` when the database cannot be asked.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from moderation.audit import AuditLine
from rooms.audience import Audience
from rooms.commands import CloseByClock, CloseFromOutside, Leave, NodeGone, Open, TakeSeat, TurnAway
from rooms.events import MessageId, NodeId, SeatId, SeatRole
from rooms.refusals import Refused
from rooms.roles import Action, Role, may
from rooms.state import Status
from rooms.views import audience_at
from server.clock import Clock
from server.identity import Identity
from server.live.bus import Bus
from server.live.glances import Glances, blind
from server.live.guards import Guards, LikeStaff
from server.live.hall import SYSTEM, Hall, Held, Node, Steps
from server.live.line import Line
from server.live.loader import Loader
from server.live.wish import NOTHING_SAID, AtTheDoor, Beside, Wish
from server.people.names import clean_name, skeleton
from server.store import tables as t
from server.store.audit import record
from server.store.engine import Database
from server.store.keyring import Keyring
from server.store.log import Log
from server.store.moments import EPOCH
from server.store.retention import Retention
from server.store.upsert import upsert

LONGEST = timedelta(hours=6)


class AlreadyPlanned(Exception):
    """This evening of a series has its meeting, perhaps made by another node a moment ago."""


class Evening(msgspec.Struct, frozen=True):
    """Which evening of which series a meeting is; `format` is the name of a script of its own, None for the room's."""

    series: str
    on: str  # the local day by which the series knows it
    format: str | None = None


class Seated(msgspec.Struct, frozen=True):
    """A line that has taken its seat, and what its browser is answered."""

    held: Held
    seat: SeatId
    answer: dict[str, Any]

    @property
    def audience(self) -> Audience:
        """Which audience the seat belongs to now."""
        return audience_at(self.held.live.state.seats[self.seat])


class Meetings:
    """One a node."""

    def __init__(
        self,
        *,
        db: Database,
        keyring: Keyring,
        log: Log,
        bus: Bus,
        clock: Clock,
        node: Node,
        like_staff: LikeStaff,
        steps: Steps,
        guards: Guards,
        longest: timedelta = LONGEST,
        back_channel_kept_s: int = 0,
    ) -> None:
        self.hall = Hall(Loader(db, keyring, log), bus, clock, node, steps, back_channel_kept_s=back_channel_kept_s)
        self.glances = Glances(self.hall, db)
        self._db = db
        self._keyring = keyring
        self._clock = clock
        self._node = node
        self._like_staff = like_staff
        self._guards = guards
        self._longest = longest
        self._retention = Retention(db, keyring, clock)

    async def start(self) -> None:
        """Begin, after the bus."""
        await self.hall.start()

    async def stop(self) -> None:
        """End, before the bus and the log."""
        await self.hall.stop()

    # planning, opening, closing

    async def plan(
        self, room: str, opens_at: datetime | None, closes_at: datetime | None, by: Identity | None = None, evening: Evening | None = None
    ) -> str:
        """A new meeting of a room; gives its id. `opens_at` None opens it now. Refused `no_such_room`, `bad_request` (times).

        Raises `AlreadyPlanned` when the series' evening has a meeting.
        """
        async with self._db.read() as connection:
            row = (await connection.execute(sa.select(t.room).where(t.room.c.id == room, t.room.c.closed_at.is_(None)))).one_or_none()
        if row is None:
            raise Refused("no_such_room")
        now = self._clock.now()
        starts = opens_at or now
        ends = starts + min(timedelta(seconds=row.longest_s), self._longest)
        ends = ends if closes_at is None else min(ends, closes_at)
        if ends <= max(now, starts):
            raise Refused("bad_request")
        meeting = secrets.token_urlsafe(16)
        await self._keyring.create(meeting)
        facts = {"id": meeting, "room_id": room, "status": "planned", "opens_at": starts, "closes_at": ends, "seq": 0, "control": 0}
        if evening is not None:
            facts |= {"series_id": evening.series, "occurrence": evening.on, "own_format": evening.format}
        try:
            async with self._db.write() as connection:
                await connection.execute(t.meeting.insert().values(facts))
                await self._set_hours(connection, meeting, starts, ends)
                await record(connection, [AuditLine("meeting_planned", _name(by), meeting, now)])
        except IntegrityError:
            await self._keyring.destroy(meeting)
            raise AlreadyPlanned from None
        if opens_at is None:
            await self.open_now(meeting, by)
        elif evening is None:  # an evening of a series takes the room's rules as they are when somebody first comes
            await self.hall.get(meeting)
        return meeting

    async def move(self, meeting: str, opens_at: datetime, closes_at: datetime, own_format: str | None) -> None:
        """A planned evening of a series has other hours. Nothing is done to one that is open or over."""
        planned = t.meeting.update().where(t.meeting.c.id == meeting, t.meeting.c.status == "planned")
        async with self._db.write() as connection:
            moved = await connection.execute(planned.values(opens_at=opens_at, closes_at=closes_at, own_format=own_format))
            if moved.rowcount == 1:
                await self._set_hours(connection, meeting, opens_at, closes_at)
        held = self.hall.at_hand(meeting)
        if held is not None and not held.hosted:
            self.hall.forget(meeting)  # what it knew of the hours is old

    async def _set_hours(self, connection: AsyncConnection, meeting: str, opens_at: datetime, closes_at: datetime) -> None:
        for kind, due in (("open_meeting", opens_at), ("close_meeting", closes_at)):
            new = upsert(self._db, t.timer).values(kind=kind, subject=meeting, due_at=due, leased_until=EPOCH, fence=0)
            again = {"due_at": due, "leased_until": EPOCH, "fence": t.timer.c.fence + 1}
            await connection.execute(new.on_conflict_do_update(index_elements=[t.timer.c.kind, t.timer.c.subject], set_=again))

    async def open_now(self, meeting: str, by: Identity | None = None) -> None:
        """Open it, if it is not open already. Refused `no_such_meeting`."""
        held = await self.hall.get(meeting)
        await held.live.do(SYSTEM, Open(), by=_name(by))

    async def close(self, meeting: str, by: Identity | None = None) -> None:
        """Close it for everyone, by a facilitator from a page or, without `by`, because its time has come. Again is no error."""
        held = await self.hall.get(meeting)
        await held.live.do(SYSTEM, CloseByClock() if by is None else CloseFromOutside(), by=_name(by))

    async def open_due(self, meeting: str, _fence: int) -> None:
        """The timer `open_meeting`."""
        with _unless_gone():
            await self.open_now(meeting)

    async def close_due(self, meeting: str, _fence: int) -> None:
        """The timer `close_meeting`."""
        with _unless_gone():
            await self.close(meeting)

    async def destroy_due(self, meeting: str, _fence: int) -> datetime | None:
        """The timer `destroy_words`. Also while a legal hold spares them, words whose time is over are read by nobody."""
        again = await self._retention.destroy_words(meeting)
        await self.hall.destroyed(meeting)
        return again

    async def declare_lost(self, node: str, meetings: Iterable[str]) -> None:
        """That node is dead: every line it held is lost. Raises at the end when it could not be said of one of them."""
        trouble: Exception | None = None
        for meeting in meetings:
            try:
                with _unless_gone():
                    live = (await self.hall.get(meeting)).live
                    await live.follower.read_log()  # what that node held last may not have reached us: no seat of it may be overlooked
                    await live.do(SYSTEM, NodeGone(NodeId(node)))
            except Exception as error:  # noqa: BLE001 -- a meeting that cannot be opened must not keep the others' seats
                trouble = error
        if trouble is not None:
            raise trouble

    # seats

    async def seat(self, meeting: str, who: Identity, name: str | None, said: AtTheDoor = NOTHING_SAID) -> SeatId:
        """Her seat, found or taken, as yet without a line. Refused `full`, `name_…`, `meeting_closed`, `no_guests`, `not_allowed`,
        `locked`, `excluded`, `agreement_needed`."""
        return await self._seat(await self._held(meeting, who), who, name, None, said)

    async def seat_of(self, meeting: str, who: Identity) -> SeatId | None:
        """Her seat if she has taken one. Refused `no_such_meeting`."""
        _may_know(meeting, who)
        return await self.glances.seat(meeting, who)

    async def take(
        self, line: Line, meeting: str, who: Identity, name: str | None, cursor: str | None, *, said: AtTheDoor = NOTHING_SAID
    ) -> Seated | None:
        """`take_seat` of a connection: her seat, attached here, and all she needs to go on. None when the line has gone meanwhile."""
        held = await self._held(meeting, who)
        if held.live.state.status is not Status.CLOSED:
            await self.hall.host(held)
        ident = await self._seat(held, who, name, NodeId(self._node.id), said)
        place = held.live.replica.key.read_cursor(cursor) if cursor else None
        if place is not None and place[1] > held.live.replica.head:
            await held.live.follower.read_log()  # another node has shown her more than this one has heard of
        seat = await held.presence.attach(ident, partial(self._excluded, held, who))
        return None if line.over else Seated(held, ident, held.presence.enter(line, seat, cursor))

    async def _excluded(self, held: Held, who: Identity) -> bool:
        return who.kind == "account" and await self._guards.exclusions.excluded(who.id, held.live.replica.room.room_id)

    async def _held(self, meeting: str, who: Identity) -> Held:
        _may_know(meeting, who)
        return await self.hall.get(meeting)

    async def _seat(self, held: Held, who: Identity, name: str | None, node: NodeId | None, said: AtTheDoor) -> SeatId:
        """One woman, one seat: whoever has one keeps it, whatever name is given now."""
        live, mine, room = held.live, blind(held.live.replica.key, who), held.live.replica.room.room_id
        if await self._excluded(held, who):
            raise Refused("excluded")
        facilitates = Role.FACILITATOR in who.roles
        if mine in live.replica.seat_by_blind:
            ident = live.replica.seat_by_blind[mine]
            kept = live.state.seats.get(ident)
            if kept is not None and kept.role is SeatRole.FACILITATOR and not facilitates:
                raise Refused("not_allowed")  # her role has ended or rests, and so does what this seat may see and do
            return ident
        if await self._guards.agreements.missing(room, who) is not None:
            raise Refused("agreement_needed")
        if facilitates and who.name is not None:
            name = who.name
        else:
            name = clean_name(name or "")
            if await self._like_staff(name, own=who.id):
                raise Refused("name_like_staff")
        seat, role = SeatId(secrets.token_urlsafe(16)), SeatRole.FACILITATOR if facilitates else SeatRole.MEMBER
        mark = live.replica.key.blind(f"name:{skeleton(name)}")
        answers = MessageId(secrets.token_urlsafe(16)) if said.answers else None
        wish = TakeSeat(seat, mark, role, who.kind == "guest", node, said.listening, said.newcomer, answers)
        try:
            await live.do(seat, wish, Beside(text=said.answers, blind=mine, name=name, account=who.id))
        except Refused as refused:
            if mine not in live.replica.seat_by_blind:  # else another tab of hers was quicker
                if refused.code == "full":
                    live.wish(Wish(SYSTEM, TurnAway(), lambda _: None))
                raise
        return live.replica.seat_by_blind[mine]

    async def leave(self, meeting: str, who: Identity) -> None:
        """She gives her seat up from a page, or her place in the queue. Refused `no_such_meeting`, `no_seat`."""
        live, mine = (await self._held(meeting, who)).live, await self.seat_of(meeting, who)
        await live.do(mine or SYSTEM, Leave())


def _may_know(meeting: str, who: Identity) -> None:
    """A guest's meeting is the one she was let into; others do not exist for her."""
    if who.meeting is not None and who.meeting != meeting:
        raise Refused("no_such_meeting")
    if not may(who.roles, Action.TAKE_SEAT):
        raise Refused("not_allowed")


def _name(by: Identity | None) -> str:
    """Whom the audit names."""
    return "system" if by is None else by.id


@contextmanager
def _unless_gone() -> Iterator[None]:
    """What happens to a meeting whose words are destroyed matters no more."""
    try:
        yield
    except Refused as refused:
        if refused.code != "no_such_meeting":
            raise
