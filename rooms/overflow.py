"""The queue of a full circle: whoever needs nobody's yes any more, only a free seat. She comes in by the order of coming, by herself.

`rooms.leading.settle` lets her in with whatever freed the seat; where only time has freed it, `FillPlaces` does. A line that is lost keeps
its place for `RETURN_GRACE`. While the door is locked or everything is paused the queue stands still.
"""

from __future__ import annotations

import math
from datetime import datetime
from statistics import median

from rooms import events as e
from rooms.events import Event
from rooms.state import RETURN_GRACE, Meeting, Seat, SeatStatus, Status
from rooms.terms import WaitingFor
from rooms.views import in_order


def free(meeting: Meeting, now: datetime) -> int:
    """Seats for members that are not in use; below none where two nodes' clocks differ about whose place is still kept."""
    return meeting.capacity - meeting.occupied(now)


def still_there(seat: Seat, now: datetime) -> bool:
    """Whether she who waits has her line, or lost it a moment ago."""
    return bool(seat.nodes) or (seat.line_lost_at is not None and now - seat.line_lost_at < RETURN_GRACE)


def in_line(meeting: Meeting, now: datetime) -> list[Seat]:
    """Who is in the queue and still there: whose seat was given away, then who came first."""
    if not meeting.queue:
        return []
    queued = [seat for ident in meeting.queue if still_there(seat := meeting.seats[ident], now)]
    return sorted(queued, key=in_order)


def flows(meeting: Meeting) -> bool:
    """Whether a free seat goes to the queue now."""
    return not meeting.locked and meeting.paused_at is None and meeting.status is not Status.CLOSED


def has_room(meeting: Meeting, now: datetime) -> bool:
    """Whether a member who comes now finds a seat that nobody in the queue is waiting for."""
    return free(meeting, now) > 0 and not in_line(meeting, now)


def waits_in_line(seat: Seat, *, admitted: bool) -> list[Event]:
    """She goes to the waiting room and needs a seat only. `admitted`: she has been let in or was in the circle, and is not met again."""
    return [e.SeatWaits(seat.id), e.SeatQueued(seat.id, admitted)]


def seat_was_given_away(seat: Seat) -> list[Event]:
    """She is back after her line was lost for long, and the circle is full: the next free seat is hers. Her hand is down."""
    return [e.SeatMovedToWaiting(seat.id), e.SeatQueued(seat.id, admitted=True, first=True)]


def let_in(seat: Seat) -> list[Event]:
    """She may come in; she does when her line is here. Whether she fits is the caller's question."""
    admitted: list[Event] = [e.SeatAdmitted(seat.id)]
    return [*admitted, arrives(seat)] if seat.nodes else admitted


def arrives(seat: Seat) -> Event:
    """She is in the circle, for the first time or again."""
    return e.SeatArrived(seat.id) if seat.arrived_at == 0 else e.SeatBack(seat.id)


def comes_in(meeting: Meeting, now: datetime) -> list[Event]:
    """As many of the queue as there are free seats."""
    if not meeting.queue or not flows(meeting):
        return []
    return [event for seat in in_line(meeting, now)[: max(0, free(meeting, now))] for event in let_in(seat)]


def to_be_met(meeting: Meeting, who: WaitingFor) -> list[Event]:
    """Who stands in the queue without a facilitator's yes, and needs one now that these are met at the door."""
    queued = (meeting.seats[ident] for ident in meeting.queue)
    return [
        e.SeatUnqueued(seat.id)
        for seat in queued
        if not seat.admitted and (who is WaitingFor.EVERYONE or (who is WaitingFor.GUESTS and seat.guest))
    ]


# for folding only


def leaves_line(meeting: Meeting, seat: Seat) -> None:
    """She is in the queue no more, whatever she becomes."""
    seat.first = False
    if seat.id in meeting.queue:
        meeting.queue = tuple(ident for ident in meeting.queue if ident != seat.id)


def measure(meeting: Meeting, seat: Seat, at: datetime) -> None:
    """How long she who is let in now has waited at the door. Who was asked back is not counted: she did not come to the door."""
    if seat.status is not SeatStatus.WAITING or seat.moved:
        return
    waited = max(0, round((at - seat.since).total_seconds()))
    if seat.id in meeting.queue:
        meeting.waited_for_a_seat_s = (*meeting.waited_for_a_seat_s, waited)
    else:
        meeting.waited_to_be_met_s = (*meeting.waited_to_be_met_s, waited)


def expected_minutes(meeting: Meeting, seat: Seat, now: datetime) -> int | None:
    """Within how many minutes at least half of those were let in who waited tonight for the same; None where nothing is known of that."""
    if seat.id in meeting.queue:
        waited = meeting.waited_for_a_seat_s
    elif seat.moved or not has_room(meeting, now):
        return None
    else:
        waited = meeting.waited_to_be_met_s
    return max(1, math.ceil(median(waited) / 60)) if waited else None
