"""A nudge: one kind sentence from a closed list, to one woman alone. No sanction, and nothing that anybody could answer or appeal."""

from __future__ import annotations

from datetime import datetime, timedelta

from rooms import events as e
from rooms.admission import member_seat
from rooms.desk_acts import SendNudge
from rooms.events import Event, SeatId
from rooms.refusals import Refused
from rooms.state import Meeting, NudgeGiven, SeatStatus

NUDGE_AGAIN = timedelta(minutes=1)  # after which the same woman may be told another


def evolve(meeting: Meeting, event: e.Nudged, at: datetime) -> None:
    """She is told this sentence; an earlier one is told no more."""
    seat = meeting.seats[event.seat]
    number = 1 if seat.nudge is None else seat.nudge.number + 1
    seat.nudge = NudgeGiven(number, event.nudge, event.by, at)


def decide(meeting: Meeting, actor: SeatId, command: SendNudge, now: datetime) -> list[Event]:
    """What follows; that a facilitator asks who is here is the caller's question. Refused `no_seat` when she is not in the circle,
    `not_for_facilitators`, `nudged` within a minute of the last."""
    seat = member_seat(meeting, command.seat)
    if seat.status not in (SeatStatus.HERE, SeatStatus.LOST):
        raise Refused("no_seat")
    if seat.nudge is not None and now < seat.nudge.at + NUDGE_AGAIN:
        raise Refused("nudged")
    return [e.Nudged(seat.id, command.nudge, actor)]
