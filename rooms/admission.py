"""The door: seats, the waiting room, the lock, capacity.

Capacity counts where a woman comes into the circle, not where she begins to wait. Facilitators never wait and pass a locked door.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from rooms import events as e
from rooms import turns
from rooms.commands import TakeSeat
from rooms.events import DoorEvent, Event, NodeId, SeatId, SeatRole
from rooms.refusals import Refused
from rooms.state import RETURN_GRACE, Meeting, Seat, SeatStatus, Status
from rooms.terms import NextStep, Reason, Scope
from rooms.views import who_waits

_REACH = {Scope.TONIGHT: 0, Scope.ROOM: 1, Scope.PROGRAMME: 2}
MOST_SEATS = 1000  # seats ever taken in one meeting, leaving and coming included


def evolve(meeting: Meeting, event: DoorEvent, at: datetime) -> None:  # noqa: C901, PLR0912 -- one case an event
    """One more entry about seats or the door."""
    match event:
        case e.SeatTaken(seat, number, role, guest, mark):
            meeting.seats[seat] = Seat(seat, number, role, guest, mark, SeatStatus.TAKEN, at)
        case e.SeatAttached(seat, node):
            meeting.seats[seat].nodes.add(node)
        case e.SeatDetached(seat, node):
            meeting.seats[seat].nodes.discard(node)
            meeting.seats[seat].line_lost_at = at
        case e.SeatArrived(seat):
            _set(meeting, seat, SeatStatus.HERE, at).arrived_at = meeting.n
        case e.SeatBack(seat):
            _set(meeting, seat, SeatStatus.HERE, at)
        case e.SeatLost(seat):
            _set(meeting, seat, SeatStatus.LOST, at)
        case e.SeatLeft(seat) | e.SeatGivenUp(seat) | e.WaitEnded(seat):
            _gone(meeting, seat, SeatStatus.LEFT, at).nodes.clear()
        case e.TurnedAway():
            meeting.turned_away_at = at
        case e.SeatWaits(seat):
            _set(meeting, seat, SeatStatus.WAITING, at).moved = False
        case e.SeatMovedToWaiting(seat):
            moved = _gone(meeting, seat, SeatStatus.WAITING, at)
            moved.moved, moved.admitted = True, False
        case e.SeatAdmitted(seat):
            admitted = _set(meeting, seat, SeatStatus.TAKEN, at)
            admitted.admitted, admitted.moved = True, False
        case e.SeatDeclined(seat):
            _gone(meeting, seat, SeatStatus.REMOVED, at).nodes.clear()
        case e.SeatRemoved(seat, reason, scope):
            removed = _gone(meeting, seat, SeatStatus.REMOVED, at)
            removed.removed = (reason, scope)
            removed.nodes.clear()
        case e.SeatLetBack(seat):
            back = _set(meeting, seat, SeatStatus.LEFT, at)
            back.removed, back.admitted = None, False
        case e.DoorLocked():
            meeting.locked = True
        case e.DoorUnlocked():
            meeting.locked = False
        case e.WaitingSet(who):
            meeting.waiting = who
        case _:
            assert_never(event)


def _set(meeting: Meeting, seat: SeatId, status: SeatStatus, at: datetime) -> Seat:
    found = meeting.seats[seat]
    found.status, found.since, found.since_n = status, at, meeting.n
    return found


def _gone(meeting: Meeting, seat: SeatId, status: SeatStatus, at: datetime) -> Seat:
    """She is no longer of the circle: her hand is down, and nobody leads from outside it."""
    gone = _set(meeting, seat, status, at)
    gone.away, gone.moved, gone.parts = None, False, ()
    turns.lower(meeting, seat)
    if meeting.lead == seat:
        meeting.lead = None
    return gone


def everybody_goes(meeting: Meeting, at: datetime) -> None:
    """The meeting is over: every seat ends. Removed ones stay removed. For folding only."""
    for seat in meeting.seats.values():
        if seat.status is not SeatStatus.REMOVED:
            seat.status, seat.since = SeatStatus.LEFT, at
            seat.nodes.clear()


# coming and going


def room_for(meeting: Meeting, role: SeatRole, now: datetime, *, kept: bool = False) -> None:
    """Whether one more of this role fits into the circle, or one for whom a place is kept; refused `full`. A facilitator always does."""
    if role is SeatRole.MEMBER and meeting.occupied(now) - kept >= meeting.capacity:
        raise Refused("full")


def take_seat(meeting: Meeting, actor: SeatId, command: TakeSeat, now: datetime) -> list[Event]:
    """A seat for her. Refused `meeting_closed`, `no_guests`, `locked`, `name_taken`, `full`."""
    if meeting.status is Status.CLOSED:
        raise Refused("meeting_closed")
    if command.guest and not meeting.guests:
        raise Refused("no_guests")
    member = command.role is SeatRole.MEMBER
    if member and meeting.locked:
        raise Refused("locked")
    if member and any(seat.mark == command.mark for seat in meeting.seats.values()):
        raise Refused("name_taken")  # a facilitator keeps her name, and her badge tells her from whoever had it first
    if len(meeting.seats) >= MOST_SEATS:
        raise Refused("full")
    waits = meeting.meets(command.role, guest=command.guest)
    if not waits:
        room_for(meeting, command.role, now)
    taken = e.SeatTaken(actor, len(meeting.seats) + 1, command.role, command.guest, command.mark)
    if command.node is None:
        return [taken]
    return [taken, e.SeatAttached(actor, command.node), e.SeatWaits(actor) if waits else e.SeatArrived(actor)]


def leave(seat: Seat, *, excluded: bool = False) -> list[Event]:
    """She goes, quietly, whatever else holds."""
    match seat.status:
        case SeatStatus.TAKEN if seat.arrived_at == 0:
            return [e.SeatGivenUp(seat.id)]
        case SeatStatus.WAITING:
            return [e.WaitEnded(seat.id, excluded)]
        case _:
            return [e.SeatLeft(seat.id, excluded)]


def shut_out(meeting: Meeting, seat: SeatId) -> list[Event]:
    """It was decided elsewhere that she may not be here: she leaves, and no more is told. Who has gone already needs nothing."""
    found = meeting.seats.get(seat)
    gone = found is None or meeting.status is Status.CLOSED or found.status in (SeatStatus.LEFT, SeatStatus.REMOVED)
    return [] if found is None or gone else leave(found, excluded=True)


def attach(meeting: Meeting, seat_id: SeatId, node: NodeId, now: datetime) -> list[Event]:
    """A line to her is here. Refused `meeting_closed`, `no_seat`, `removed`, `declined`, `locked`, `full`."""
    if meeting.status is Status.CLOSED:
        raise Refused("meeting_closed")
    seat = meeting.seats.get(seat_id)
    if seat is None:
        raise Refused("no_seat")
    attached: list[Event] = [] if node in seat.nodes else [e.SeatAttached(seat_id, node)]
    match seat.status:
        case SeatStatus.HERE | SeatStatus.WAITING:
            return attached
        case SeatStatus.LOST:
            return [*attached, e.SeatBack(seat_id)]
        case SeatStatus.REMOVED:
            raise seat.kept_out()
        case SeatStatus.LEFT if meeting.locked and seat.role is SeatRole.MEMBER:
            raise Refused("locked")
        case SeatStatus.TAKEN | SeatStatus.LEFT:
            if meeting.meets(seat.role, guest=seat.guest, admitted=seat.admitted):
                return [*attached, e.SeatWaits(seat_id)]
            room_for(meeting, seat.role, now, kept=meeting.holds_place(seat, now))
            return [*attached, _comes_in(seat)]


def detach(seat: Seat, node: NodeId) -> list[Event]:
    """That node holds no line to her any more. A waiting seat goes on waiting."""
    if node not in seat.nodes:
        return []
    gone: list[Event] = [e.SeatDetached(seat.id, node)]
    if seat.status is SeatStatus.HERE and len(seat.nodes) == 1:
        gone.append(e.SeatLost(seat.id))
    return gone


def _comes_in(seat: Seat) -> Event:
    return e.SeatArrived(seat.id) if seat.arrived_at == 0 else e.SeatBack(seat.id)


# in the facilitators' hands


def _still_there(meeting: Meeting, now: datetime) -> Iterator[Seat]:
    """Who waits and has her line, or lost it a moment ago."""
    for seat in who_waits(meeting):
        if seat.nodes or (seat.line_lost_at is not None and now - seat.line_lost_at < RETURN_GRACE):
            yield seat


def member_seat(meeting: Meeting, seat: SeatId) -> Seat:
    """The seat of a member that a facilitator acts on. Refused `no_seat`, `not_for_facilitators`."""
    found = meeting.seats.get(seat)
    if found is None:
        raise Refused("no_seat")
    if found.role is SeatRole.FACILITATOR:
        raise Refused("not_for_facilitators")
    return found


def let_in(seat: Seat) -> list[Event]:
    """She may come in; she does when her line is here. Whether she fits is the caller's question."""
    admitted: list[Event] = [e.SeatAdmitted(seat.id)]
    return [*admitted, _comes_in(seat)] if seat.nodes else admitted


def admit(meeting: Meeting, seat: SeatId, now: datetime) -> list[Event]:
    """One who waits comes in. Refused `no_seat` when she has gone, `full`. Who is in already needs nothing."""
    found = member_seat(meeting, seat)
    match found.status:
        case SeatStatus.WAITING:
            room_for(meeting, found.role, now)
            return let_in(found)
        case SeatStatus.HERE | SeatStatus.LOST | SeatStatus.TAKEN:
            return []
        case SeatStatus.LEFT | SeatStatus.REMOVED:
            raise Refused("no_seat")


def admit_all(meeting: Meeting, now: datetime) -> list[Event]:
    """As many as fit, who came first before the others. Refused `full` when somebody waits and nobody fits."""
    waiting = list(_still_there(meeting, now))
    free = meeting.capacity - meeting.occupied(now)
    if waiting and free <= 0:
        raise Refused("full")
    return [event for seat in waiting[: max(free, 0)] for event in let_in(seat)]


def decline(meeting: Meeting, seat: SeatId, then: NextStep) -> list[Event]:
    """Not tonight. Refused `no_seat` when she does not wait."""
    if member_seat(meeting, seat).status is not SeatStatus.WAITING:
        raise Refused("no_seat")
    return [e.SeatDeclined(seat, then)]


def move_to_waiting(meeting: Meeting, seat: SeatId) -> list[Event]:
    """Back to the waiting room. Refused `no_seat` when she is not in the circle."""
    match member_seat(meeting, seat).status:
        case SeatStatus.HERE | SeatStatus.LOST:
            return [e.SeatMovedToWaiting(seat)]
        case SeatStatus.WAITING:
            return []
        case SeatStatus.TAKEN | SeatStatus.LEFT | SeatStatus.REMOVED:
            raise Refused("no_seat")


def remove(meeting: Meeting, seat: SeatId, reason: Reason, scope: Scope) -> list[Event]:
    """She is asked to go, wherever she is, or kept out for longer than was said before. Refused `no_seat` when there never was such a seat.

    Of two facilitators who act at once, what reaches further holds; for less she is let back first.
    """
    found = member_seat(meeting, seat)
    holds = found.status is SeatStatus.REMOVED and found.removed is not None and _REACH[scope] <= _REACH[found.removed[1]]
    return [] if holds else [e.SeatRemoved(seat, reason, scope)]


def let_back(meeting: Meeting, seat: SeatId) -> list[Event]:
    """She may come again after all. Refused `no_seat` when there never was such a seat."""
    return [e.SeatLetBack(seat)] if member_seat(meeting, seat).status is SeatStatus.REMOVED else []
