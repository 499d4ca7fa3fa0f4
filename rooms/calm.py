"""Pause, slow mode, quiet time, reading first, and the drill: what the facilitators have set, as the meeting remembers it."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from rooms import events as e
from rooms.events import CalmEvent, Event, MessageId
from rooms.state import DrillState, Meeting
from rooms.terms import Reason


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
            parts = tuple((seat, part) for seat in seats for part in meeting.seats[seat].parts)
            turn = None if meeting.turn is None else meeting.turn.seat
            shape = (meeting.mode, meeting.step)
            meeting.drill = DrillState(seats, messages, paused, locked, tuple(meeting.hands), parts, turn, shape)
        case e.DrillUndone():
            meeting.drill = None
        case e.DrillErased(messages, over):
            for message in messages:
                meeting.held.pop(message, None)
                if message in meeting.messages:
                    meeting.messages[message].erased = True
            meeting.drill = None if over else meeting.drill
        case _:
            assert_never(event)


def erase(meeting: Meeting, messages: tuple[MessageId, ...]) -> list[Event]:
    """A drill that took down these messages was not undone: its words go, but for those that somebody has shown again since."""
    said, held = meeting.messages, meeting.held
    gone = tuple(
        m
        for m in messages
        if (m in said and said[m].removed is Reason.DISTURBING and not said[m].taken_back and not said[m].erased)
        or (m in held and held[m].declined is Reason.DISTURBING)
    )
    over = meeting.drill is not None and meeting.drill.messages == messages
    return [e.DrillErased(gone, over)] if gone or over else []


def _spare_the_turn(meeting: Meeting, seconds: float) -> None:
    """Resting together takes no time from her turn: what is left of the rest does not count in it."""
    if meeting.turn is not None:
        meeting.turn.held_s += seconds
