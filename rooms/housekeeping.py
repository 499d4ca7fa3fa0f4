"""What the server itself decides of a meeting: opening, closing, whose line is held, lost or back, who leads when the lead is lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import assert_never

from rooms import admission, appeals, backchannel, calm, leading, overflow, person, side_room, turns
from rooms import events as e
from rooms.afterwards import Afterwards, ForgetBackChannel
from rooms.commands import (
    Attach,
    CloseByClock,
    CloseFromOutside,
    Detach,
    EraseDrill,
    Keep,
    NodeGone,
    Open,
    Overturn,
    Plan,
    Succeed,
    TurnAway,
)
from rooms.events import Event
from rooms.side_wishes import EndSideRooms
from rooms.state import Meeting, Status
from rooms.upkeep import FillPlaces, MoveOn, ShutOut, TellOfPerson, Upkeep

TURNED_AWAY_EVERY = timedelta(minutes=1)  # a crowd at the door is one line a minute to the facilitator


def keep(meeting: Meeting, command: Keep, now: datetime) -> list[Event]:
    """Events that follow from the server's own doing, or `Refused`. No event at all means it is so already.

    `rooms.leading.settle` adds what follows from them in turn.
    """
    match command:
        case Plan():
            return [] if meeting.n else [_planned(command)]
        case Open():
            return [e.MeetingOpened()] if meeting.status is Status.PLANNED else []
        case CloseByClock():
            return [] if meeting.status is Status.CLOSED else [e.MeetingClosed("time")]
        case CloseFromOutside():
            return [] if meeting.status is Status.CLOSED else [e.MeetingClosed("facilitator")]
        case Attach(seat, node):
            return admission.attach(meeting, seat, node, now)
        case Detach(seat, node):
            held = meeting.seats.get(seat)
            return admission.detach(held, node) if held is not None else []
        case NodeGone(node):
            return [event for seat in meeting.seats.values() for event in admission.detach(seat, node)]
        case TurnAway():
            said = meeting.turned_away_at
            recent = said is not None and now - said < TURNED_AWAY_EVERY
            return [] if recent or meeting.status is Status.CLOSED else [e.TurnedAway()]
        case ShutOut() | MoveOn() | FillPlaces() | TellOfPerson():
            return _upkeep(meeting, command, now)
        case Succeed():
            return leading.succeed(meeting, now)
        case Overturn() | EraseDrill() | ForgetBackChannel() | EndSideRooms():
            return _afterwards(meeting, command, now)
        case _:
            assert_never(command)


def _upkeep(meeting: Meeting, command: Upkeep, now: datetime) -> list[Event]:
    match command:
        case ShutOut(seat):
            return admission.shut_out(meeting, seat)
        case MoveOn():
            return turns.move_on(meeting, now)
        case FillPlaces():
            return overflow.comes_in(meeting, now)
        case TellOfPerson(told):
            return person.keep(meeting, told)
        case _:
            assert_never(command)


def _afterwards(meeting: Meeting, command: Afterwards, now: datetime) -> list[Event]:
    match command:
        case Overturn(measure, about):
            return appeals.overturn(meeting, measure, about, now)
        case EraseDrill(messages):
            return calm.erase(meeting, messages)
        case ForgetBackChannel():
            return backchannel.when_due(meeting)
        case EndSideRooms():
            return side_room.when_due(meeting, now)
        case _:
            assert_never(command)


def _planned(plan: Plan) -> Event:
    return e.MeetingPlanned(
        plan.capacity,
        plan.history,
        plan.guests,
        plan.words_kept_s,
        plan.facilitators_needed,
        plan.grace_s,
        plan.waiting,
        plan.script,
        plan.rules,
        plan.back_channel_kept_s,
    )
