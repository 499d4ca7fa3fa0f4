"""What the server itself decides about a meeting: opening, closing, and whose line is held, lost or back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

from rooms import events as e
from rooms.commands import Attach, CloseByClock, CloseFromOutside, Detach, Keep, NodeGone, Open, Plan, TurnAway
from rooms.events import Event, NodeId, SeatId
from rooms.meeting import room_for
from rooms.refusals import Refused
from rooms.state import ARRIVAL_GRACE, Meeting, Seat, SeatStatus, Status

TURNED_AWAY_EVERY = timedelta(minutes=1)  # a crowd at the door is one line a minute to the facilitator


def keep(meeting: Meeting, command: Keep, now: datetime) -> list[Event]:
    """Events that follow from the server's own doing, or `Refused`. No event at all means it is so already."""
    match command:
        case Plan(capacity, history, guests, words_kept_s):
            return [] if meeting.n else [e.MeetingPlanned(capacity, history, guests, words_kept_s)]
        case Open():
            return [e.MeetingOpened()] if meeting.status is Status.PLANNED else []
        case CloseByClock():
            return [] if meeting.status is Status.CLOSED else [e.MeetingClosed("time")]
        case CloseFromOutside():
            return [] if meeting.status is Status.CLOSED else [e.MeetingClosed("facilitator")]
        case Attach(seat, node):
            return _attach(meeting, seat, node, now)
        case Detach(seat, node):
            held = meeting.seats.get(seat)
            return _detach(held, node) if held is not None else []
        case NodeGone(node):
            return [event for seat in meeting.seats.values() for event in _detach(seat, node)]
        case TurnAway():
            said = meeting.turned_away_at
            recent = said is not None and now - said < TURNED_AWAY_EVERY
            return [] if recent or meeting.status is Status.CLOSED else [e.TurnedAway()]
        case _:
            assert_never(command)


def _attach(meeting: Meeting, seat_id: SeatId, node: NodeId, now: datetime) -> list[Event]:
    if meeting.status is Status.CLOSED:
        raise Refused("meeting_closed")
    seat = meeting.seats.get(seat_id)
    if seat is None:
        raise Refused("no_seat")
    attached: list[Event] = [] if node in seat.nodes else [e.SeatAttached(seat_id, node)]
    match seat.status:
        case SeatStatus.HERE:
            return attached
        case SeatStatus.TAKEN:
            if now - seat.since >= ARRIVAL_GRACE:  # her place was no longer kept
                room_for(meeting, seat.role, now)
            return [*attached, e.SeatArrived(seat_id)]
        case SeatStatus.LOST:
            return [*attached, e.SeatBack(seat_id)]
        case SeatStatus.LEFT:
            room_for(meeting, seat.role, now)
            return [*attached, e.SeatArrived(seat_id) if seat.arrived_at == 0 else e.SeatBack(seat_id)]


def _detach(seat: Seat, node: NodeId) -> list[Event]:
    if node not in seat.nodes:
        return []
    gone: list[Event] = [e.SeatDetached(seat.id, node)]
    if seat.status is SeatStatus.HERE and len(seat.nodes) == 1:
        gone.append(e.SeatLost(seat.id))
    return gone
