"""A facilitator keeps the room calm: pause, slow mode, quiet time, reading first, taking words down.

A facilitator's seat is touched by none of it; her words can be taken down like anybody's.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

from moderation import drill
from rooms import commands as c
from rooms import events as e
from rooms.admission import member_seat
from rooms.commands import Calm
from rooms.events import Event, MessageId, SeatId
from rooms.refusals import Refused
from rooms.state import Held, Meeting, Message, Status
from rooms.terms import Reason

SLOWEST_S = 21600
GROUNDING = timedelta(minutes=2)  # how long everyone rests
GROUNDING_AGAIN = timedelta(minutes=10)  # and how long after it the next rest may begin
QUIET_MINUTES = range(1, 1441)


def act(meeting: Meeting, command: Calm, now: datetime) -> list[Event]:  # noqa: C901, PLR0912 -- one case a command
    """What follows. Refused `bad_request` (numbers out of bounds), `no_seat`, `not_for_facilitators`, `not_held`, `no_such_message`,
    `not_open`, `paused`, `rested`."""
    match command:
        case c.Pause():
            return [] if meeting.paused_at is not None else [e.Paused()]
        case c.Resume():
            return [] if meeting.paused_at is None else [e.Resumed()]
        case c.Ground():
            return _ground(meeting, now)
        case c.EndGrounding():
            return [e.GroundingEnded()] if meeting.rests(now) else []
        case c.SetSlow(seconds):
            if not 0 <= seconds <= SLOWEST_S:
                raise Refused("bad_request")
            return [] if meeting.slow_s == seconds else [e.SlowSet(seconds)]
        case c.Quiet(seat, minutes, reason):
            if minutes not in QUIET_MINUTES:
                raise Refused("bad_request")
            return [e.Quieted(member_seat(meeting, seat).id, now + timedelta(minutes=minutes), reason)]
        case c.LiftQuiet(seat):
            until = member_seat(meeting, seat).quiet_until
            return [] if until is None or until <= now else [e.QuietLifted(seat)]
        case c.SetHold(seat, on):
            return _set_hold(meeting, seat, on=on)
        case c.Release(message):
            _held(meeting, message)
            return [e.MessageReleased(message)]
        case c.Decline(message, reason):
            return [] if _held(meeting, message).declined is reason else [e.MessageDeclined(message, reason)]
        case c.RemoveMessage(message, reason):
            return _remove(meeting, message, reason)
        case c.RestoreMessage(message):
            return [] if _said(meeting, message).removed is None else [e.MessageRestored(message)]
        case c.TagMessage(message, topic, on):
            return [] if (topic in _said(meeting, message).topics) is on else [e.MessageTagged(message, topic, on)]
        case c.Drill(seats):
            return drill.call(meeting, seats)
        case c.UndoDrill():
            return drill.undo(meeting, now)
        case _:
            assert_never(command)


def _ground(meeting: Meeting, now: datetime) -> list[Event]:
    if meeting.status is not Status.OPEN:
        raise Refused("not_open")
    if meeting.paused_at is not None:
        raise Refused("paused")
    if meeting.rests(now):
        return []
    if meeting.grounding_until is not None and now < meeting.grounding_until + GROUNDING_AGAIN:
        raise Refused("rested")
    return [e.GroundingBegan(now + GROUNDING)]


def _set_hold(meeting: Meeting, seat: SeatId | None, *, on: bool) -> list[Event]:
    now = meeting.hold_all if seat is None else member_seat(meeting, seat).held
    return [] if now is on else [e.HoldSet(seat, on)]


def _held(meeting: Meeting, message: MessageId) -> Held:
    """Words that wait to be read, or were declined: until she takes them back, that can be changed."""
    held = meeting.held.get(message)
    if held is None:
        raise Refused("not_held")
    return held


def _said(meeting: Meeting, message: MessageId) -> Message:
    """Words that the circle has got and nobody has taken back, also from before this facilitator came: she answers for the whole room."""
    said = meeting.messages.get(message)
    if said is None or said.taken_back or said.erased:
        raise Refused("no_such_message")
    return said


def _remove(meeting: Meeting, message: MessageId, reason: Reason) -> list[Event]:
    return [] if _said(meeting, message).removed is reason else [e.MessageRemoved(message, reason)]
