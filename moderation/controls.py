"""What a facilitator may do to a meeting, and its limits: every act is decided here, by the part of the meeting it is about."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from moderation import calm, door, shape
from rooms import backchannel, leading, nudges, side_room
from rooms import events as e
from rooms.commands import Act, Calm, CloseMeeting, Door, Lead, Shape
from rooms.desk_acts import BackChannel, SendNudge
from rooms.events import Event, SeatId
from rooms.refusals import Refused
from rooms.roles import PERMISSIONS, Action, Role
from rooms.side_wishes import SideAct
from rooms.state import Meeting, SeatStatus, Status


def act(meeting: Meeting, actor: SeatId, command: Act, now: datetime) -> list[Event]:  # noqa: C901 -- one case a part of the meeting
    """Events that follow from a facilitator's act, or `Refused`. No event at all means it is so already.

    `not_allowed` to anyone else; `no_seat` while she is not here herself, though she may close the meeting from wherever she is.
    """
    if meeting.status is Status.CLOSED:
        if isinstance(command, CloseMeeting):
            return []
        raise Refused("meeting_closed")
    seat = meeting.seat(actor)
    if Role(seat.role) not in PERMISSIONS[Action.FACILITATE]:
        raise Refused("not_allowed")
    if isinstance(command, CloseMeeting):
        return [e.MeetingClosed("facilitator")]
    if seat.status is not SeatStatus.HERE:
        raise Refused("no_seat")
    if isinstance(command, Lead):
        return leading.decide(meeting, actor, command)
    if isinstance(command, Door):
        return door.act(meeting, actor, command, now)
    if isinstance(command, Shape):
        return shape.act(meeting, command, now)
    if isinstance(command, Calm):
        return calm.act(meeting, command, now)
    if isinstance(command, BackChannel):
        return backchannel.decide(meeting, actor, command)
    if isinstance(command, SendNudge):
        return nudges.decide(meeting, actor, command, now)
    if isinstance(command, SideAct):
        return side_room.act(meeting, actor, command, now)
    assert_never(command)
