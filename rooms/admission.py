"""The door: seats, the waiting room, the lock, capacity.

Capacity counts where a woman comes into the circle, not where she begins to wait: whoever finds it full waits in its queue
(`rooms.overflow`). Facilitators never wait and pass a locked door.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from rooms import events as e
from rooms import overflow, turns
from rooms.commands import TakeSeat
from rooms.events import DoorEvent, Event, NodeId, SeatId, SeatRole
from rooms.refusals import Refused
from rooms.state import Meeting, Seat, SeatStatus, Status
from rooms.terms import NextStep, Reason, Scope
from rooms.views import who_waits

_REACH = {Scope.TONIGHT: 0, Scope.ROOM: 1, Scope.PROGRAMME: 2}
MOST_SEATS = 1000  # seats ever taken in one meeting, leaving and coming included


def evolve(meeting: Meeting, event: DoorEvent, at: datetime) -> None:  # noqa: C901, PLR0912, PLR0915 -- one case an event
    """One more entry about seats or the door."""
    match event:
        case e.SeatTaken(seat, number, role, guest, mark, kept, listening, newcomer):
            taken = Seat(seat, number, role, guest, mark, SeatStatus.TAKEN, at, kept=kept, listening=listening, newcomer=newcomer)
            meeting.seats[seat] = taken
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
        case e.SeatQueued(seat, admitted, first):
            overflow.leaves_line(meeting, meeting.seats[seat])
            meeting.queue = (*meeting.queue, seat)
            queued = meeting.seats[seat]
            queued.admitted, queued.moved, queued.first = admitted, False, first
        case e.SeatUnqueued(seat):
            overflow.leaves_line(meeting, meeting.seats[seat])
        case e.SeatMovedToWaiting(seat):
            moved = _gone(meeting, seat, SeatStatus.WAITING, at)
            moved.moved, moved.admitted = True, False
        case e.SeatAdmitted(seat):
            overflow.measure(meeting, meeting.seats[seat], at)
            let_in = _set(meeting, seat, SeatStatus.TAKEN, at)
            let_in.admitted, let_in.moved, let_in.kept = True, False, True
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
    overflow.leaves_line(meeting, found)
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
    meeting.queue = ()
    for seat in meeting.seats.values():
        if seat.status is not SeatStatus.REMOVED:
            seat.status, seat.since = SeatStatus.LEFT, at
            seat.nodes.clear()


# coming and going


def take_seat(meeting: Meeting, actor: SeatId, command: TakeSeat, now: datetime) -> list[Event]:
    """A seat for her; where the circle is full, one for which no place is kept yet. Refused `meeting_closed`, `no_guests`, `locked`,
    `name_taken`; `full` when a meeting has had as many seats as one may have."""
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
    full = member and not waits and not overflow.has_room(meeting, now)
    chosen = (command.listening, command.newcomer) if member else (False, False)
    taken = e.SeatTaken(actor, len(meeting.seats) + 1, command.role, command.guest, command.mark, not full, *chosen)
    answered: list[Event] = [e.DoorAnswered(actor, command.answers)] if waits and command.answers is not None else []
    if command.node is None:
        return [taken, *answered]
    comes: list[Event] = (
        [e.SeatWaits(actor)] if waits else [e.SeatWaits(actor), e.SeatQueued(actor, False)] if full else [e.SeatArrived(actor)]
    )
    return [taken, *answered, e.SeatAttached(actor, command.node), *comes]


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
    """A line to her is here: she is back, comes in, or waits. Refused `meeting_closed`, `no_seat`, `removed`, `declined`, `locked`."""
    if meeting.status is Status.CLOSED:
        raise Refused("meeting_closed")
    seat = meeting.seats.get(seat_id)
    if seat is None:
        raise Refused("no_seat")
    attached: list[Event] = [] if node in seat.nodes else [e.SeatAttached(seat_id, node)]
    match seat.status:
        case SeatStatus.WAITING if seat_id in meeting.queue and not overflow.still_there(seat, now):
            return [*attached, *overflow.waits_in_line(seat, admitted=seat.admitted)]  # she was gone for long: who came since is before her
        case SeatStatus.HERE | SeatStatus.WAITING:
            return attached
        case SeatStatus.LOST:
            fits = seat.role is SeatRole.FACILITATOR or meeting.holds_place(seat, now) or overflow.free(meeting, now) > 0
            return [*attached, e.SeatBack(seat_id)] if fits else [*attached, *overflow.seat_was_given_away(seat)]
        case SeatStatus.REMOVED:
            raise seat.kept_out()
        case SeatStatus.LEFT if meeting.locked and seat.role is SeatRole.MEMBER:
            raise Refused("locked")
        case SeatStatus.TAKEN | SeatStatus.LEFT:
            if meeting.meets(seat.role, guest=seat.guest, admitted=seat.admitted):
                return [*attached, e.SeatWaits(seat_id)]
            if seat.role is SeatRole.MEMBER and not _finds_a_seat(meeting, seat, now):
                return [*attached, *overflow.waits_in_line(seat, admitted=seat.admitted)]
            return [*attached, overflow.arrives(seat)]


def _finds_a_seat(meeting: Meeting, seat: Seat, now: datetime) -> bool:
    """Whether a place is kept for her, or one is free that nobody in the queue is waiting for."""
    if meeting.holds_place(seat, now):
        return overflow.free(meeting, now) >= 0
    return overflow.has_room(meeting, now)


def detach(seat: Seat, node: NodeId) -> list[Event]:
    """That node holds no line to her any more. A waiting seat goes on waiting."""
    if node not in seat.nodes:
        return []
    gone: list[Event] = [e.SeatDetached(seat.id, node)]
    if seat.status is SeatStatus.HERE and len(seat.nodes) == 1:
        gone.append(e.SeatLost(seat.id))
    return gone


# in the facilitators' hands


def member_seat(meeting: Meeting, seat: SeatId) -> Seat:
    """The seat of a member that a facilitator acts on. Refused `no_seat`, `not_for_facilitators`."""
    found = meeting.seats.get(seat)
    if found is None:
        raise Refused("no_seat")
    if found.role is SeatRole.FACILITATOR:
        raise Refused("not_for_facilitators")
    return found


def admit(meeting: Meeting, seat: SeatId, now: datetime) -> list[Event]:
    """One who waits comes in, now or when a seat is free for her. Refused `no_seat` when she has gone. Who is in already needs nothing."""
    found = member_seat(meeting, seat)
    match found.status:
        case SeatStatus.WAITING:
            if overflow.free(meeting, now) > 0 and not (overflow.flows(meeting) and overflow.in_line(meeting, now)):
                return overflow.let_in(found)
            return _only_a_seat(meeting, found)
        case SeatStatus.HERE | SeatStatus.LOST | SeatStatus.TAKEN:
            return []
        case SeatStatus.LEFT | SeatStatus.REMOVED:
            raise Refused("no_seat")


def _only_a_seat(meeting: Meeting, seat: Seat) -> list[Event]:
    """A facilitator has let her in: all she needs now is a seat."""
    return [] if seat.id in meeting.queue and seat.admitted else [e.SeatQueued(seat.id, True)]


def admit_all(meeting: Meeting, now: datetime) -> list[Event]:
    """As many as fit, who came first before the others; those who do not fit come in as seats come free."""
    waiting = [seat for seat in who_waits(meeting) if overflow.still_there(seat, now)]
    fit = max(0, overflow.free(meeting, now))
    let_in = [event for seat in waiting[:fit] for event in overflow.let_in(seat)]
    return [*let_in, *(event for seat in waiting[fit:] for event in _only_a_seat(meeting, seat))]


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
    unseen = found.status not in (SeatStatus.HERE, SeatStatus.LOST)
    return [] if holds else [e.SeatRemoved(seat, reason, scope, unseen)]


def let_back(meeting: Meeting, seat: SeatId) -> list[Event]:
    """She may come again after all. Refused `no_seat` when there never was such a seat."""
    return [e.SeatLetBack(seat)] if member_seat(meeting, seat).status is SeatStatus.REMOVED else []
