"""What a facilitator may do to a meeting, and its limits."""

from __future__ import annotations

from datetime import datetime

from rooms import events as e
from rooms.commands import Act
from rooms.events import Event, SeatId, SeatRole
from rooms.refusals import Refused
from rooms.state import Meeting, Status


def act(meeting: Meeting, actor: SeatId, command: Act, now: datetime) -> list[Event]:  # noqa: ARG001 -- the shape every decision shares
    """Events that follow from a facilitator's act, or `Refused`. No event at all means it is so already."""
    if meeting.status is Status.CLOSED:
        return []
    if meeting.seat(actor).role is not SeatRole.FACILITATOR:
        raise Refused("not_allowed")
    return [e.MeetingClosed("facilitator")]
