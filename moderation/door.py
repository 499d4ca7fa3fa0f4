"""A facilitator at the door: letting in, asking back, asking to go, the lock, and her answers on the private line."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from rooms import admission, overflow
from rooms import commands as c
from rooms import events as e
from rooms.commands import Door
from rooms.events import Event, MessageId, SeatId
from rooms.refusals import Refused
from rooms.speech import must_be_new
from rooms.state import Meeting, SeatStatus


def act(meeting: Meeting, actor: SeatId, command: Door, now: datetime) -> list[Event]:
    """What follows. Refused `no_seat`, `not_for_facilitators`; on the private line `no_private_line`, `id_taken`."""
    match command:
        case c.Admit(seat):
            return admission.admit(meeting, seat, now)
        case c.AdmitAll():
            return admission.admit_all(meeting, now)
        case c.DeclineSeat(seat, then):
            return admission.decline(meeting, seat, then)
        case c.MoveToWaiting(seat):
            return admission.move_to_waiting(meeting, seat)
        case c.RemoveSeat(seat, reason, scope):
            return admission.remove(meeting, seat, reason, scope)
        case c.LetBack(seat):
            return admission.let_back(meeting, seat)
        case c.LockDoor():
            return [] if meeting.locked else [e.DoorLocked()]
        case c.UnlockDoor():
            return [e.DoorUnlocked()] if meeting.locked else []
        case c.SetWaiting(who):
            return [] if meeting.waiting is who else [e.WaitingSet(who), *overflow.to_be_met(meeting, who)]
        case c.AnswerPrivately(message, seat):
            return _answer(meeting, actor, message, seat)
        case _:
            assert_never(command)


def _answer(meeting: Meeting, actor: SeatId, message: MessageId, seat: SeatId) -> list[Event]:
    must_be_new(meeting, message)
    waiting = meeting.seats.get(seat)
    if waiting is None:
        raise Refused("no_seat")
    if waiting.status is not SeatStatus.WAITING:
        raise Refused("no_private_line")
    return [e.PrivateSaid(message, actor, seat)]
