"""Pause, slow mode, quiet time, reading first, and the drill: what the facilitators have set, as the meeting remembers it."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from rooms import events as e
from rooms.events import CalmEvent
from rooms.state import DrillState, Meeting


def evolve(meeting: Meeting, event: CalmEvent, at: datetime) -> None:  # noqa: C901, PLR0912 -- one case an event
    """One more entry about calm. A held turn is told by its own entry, and so is everything a drill does."""
    match event:
        case e.Paused():
            meeting.paused_at = at
        case e.Resumed():
            meeting.paused_at = None
        case e.GroundingBegan(until):
            meeting.grounding_until = until
            _spare_the_turn(meeting, (until - at).total_seconds())
        case e.GroundingEnded():
            if meeting.grounding_until is not None and at < meeting.grounding_until:
                _spare_the_turn(meeting, -(meeting.grounding_until - at).total_seconds())
                meeting.grounding_until = at
        case e.SlowSet(seconds):
            meeting.slow_s = seconds
        case e.Quieted(seat, until, reason):
            meeting.seats[seat].quiet_until, meeting.seats[seat].quiet_reason = until, reason
        case e.QuietLifted(seat):
            meeting.seats[seat].quiet_until = meeting.seats[seat].quiet_reason = None
        case e.HoldSet(seat, on):
            if seat is None:
                meeting.hold_all = on
            else:
                meeting.seats[seat].held = on
        case e.DrillCalled(seats, messages, paused, locked):
            meeting.drill = DrillState(seats, messages, paused, locked)
        case e.DrillUndone():
            meeting.drill = None
        case _:
            assert_never(event)


def _spare_the_turn(meeting: Meeting, seconds: float) -> None:
    """Resting together takes no time from her turn: what is left of the rest does not count in it."""
    if meeting.turn is not None:
        meeting.turn.held_s += seconds
