"""A facilitator gives the meeting its shape: its steps, who speaks when, whose turn it is and for how long."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from rooms import commands as c
from rooms import events as e
from rooms import turns
from rooms.commands import Shape
from rooms.events import Event
from rooms.refusals import Refused
from rooms.state import Meeting
from rooms.terms import Mode

LONGEST_TURN_S = 3600
GRANTED_S = range(30, 1801)  # at once


def act(meeting: Meeting, command: Shape, now: datetime) -> list[Event]:
    """What follows. Refused `no_script`, `bad_request` (numbers out of bounds; a round where there is none), and as `rooms.turns` says."""
    match command:
        case c.BeginStep(index):
            return _begin_step(meeting, index)
        case c.SetMode(mode, cross_talk, turn_s):
            if not 0 <= turn_s <= LONGEST_TURN_S:
                raise Refused("bad_request")
            return [] if _set(meeting, mode, turn_s, cross_talk=cross_talk) else [e.ModeSet(mode, cross_talk, turn_s)]
        case c.StartRound():
            if meeting.mode is not Mode.GO_ROUND:
                raise Refused("bad_request")
            return [e.RoundBegan()] if meeting.asked else []
        case c.NextTurn():
            return turns.next_turn(meeting, now)
        case c.CallOn(seat):
            return turns.call_on(meeting, seat)
        case c.GrantTime(seconds):
            if seconds not in GRANTED_S:
                raise Refused("bad_request")
            return turns.grant_time(meeting, seconds)
        case _:
            assert_never(command)


def _begin_step(meeting: Meeting, index: int) -> list[Event]:
    """Again is nothing new, unless something was set by hand meanwhile."""
    if not 0 <= index < len(meeting.script):
        raise Refused("no_script")
    step = meeting.script[index]
    same = meeting.step == index and _set(meeting, step.mode, step.turn_s, cross_talk=step.cross_talk)
    return [] if same else [e.StepBegan(index)]


def _set(meeting: Meeting, mode: Mode, turn_s: int, *, cross_talk: bool) -> bool:
    """Whether it is so already."""
    return (meeting.mode, meeting.turn_s, meeting.cross_talk) == (mode, turn_s, cross_talk)
