"""What a woman may ask somebody else to look at again, and what follows in the meeting when it does not stand."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

import msgspec

from rooms import events as e
from rooms.events import Event, MessageId, SeatId
from rooms.state import Meeting, Seat, SeatStatus, Status
from rooms.terms import Measure, Reason, Scope
from rooms.views import taken_down


class Ground(msgspec.Struct, frozen=True):
    """One thing that was done to her: which rule it was, and how long it lasts."""

    measure: Measure
    about: str  # her seat, or her message
    reason: Reason | None  # None: there was none to give (not let in)
    until: datetime | None = None
    scope: Scope | None = None


def measured(event: Event) -> tuple[Measure, str] | None:
    """What this event did to whom, when it is something that may be appealed."""
    match event:
        case e.Quieted(seat):
            return Measure.QUIET, seat
        case e.SeatRemoved(seat):
            return Measure.REMOVAL, seat
        case e.SeatDeclined(seat):
            return Measure.DECLINE, seat
        case e.MessageRemoved(message):
            return Measure.TAKE_DOWN, message
        case e.MessageDeclined(message, reason) if reason is not None:
            return Measure.TAKE_DOWN, message
        case _:
            return None


def grounds(meeting: Meeting, ident: SeatId, now: datetime) -> list[Ground]:
    """What stands against her just now: the heaviest first, then her words, newest first."""
    seat = meeting.seats.get(ident)
    if seat is None:
        return []
    found = [_door(seat)] if seat.status is SeatStatus.REMOVED else []
    if seat.quiet_until is not None and seat.quiet_until > now:
        found.append(Ground(Measure.QUIET, ident, seat.quiet_reason, until=seat.quiet_until))
    down = [(m.n, m.id, m.removed) for m in taken_down(meeting, ident)]
    down += [(h.message.n, h.message.id, h.declined) for h in meeting.held.values() if h.message.seat == ident and h.declined is not None]
    return found + [Ground(Measure.TAKE_DOWN, message, reason) for _, message, reason in sorted(down, reverse=True)]


def _door(seat: Seat) -> Ground:
    if seat.removed is None:
        return Ground(Measure.DECLINE, seat.id, None)
    return Ground(Measure.REMOVAL, seat.id, seat.removed[0], scope=seat.removed[1])


def overturn(meeting: Meeting, measure: Measure, about: str, now: datetime) -> list[Event]:
    """It is as if it had not been done, as far as the meeting still lives and nobody has changed it since."""
    if meeting.status is not Status.OPEN:
        return []
    match measure:
        case Measure.QUIET:
            until = seat.quiet_until if (seat := meeting.seats.get(SeatId(about))) is not None else None
            return [e.QuietLifted(SeatId(about))] if until is not None and until > now else []
        case Measure.REMOVAL | Measure.DECLINE:
            gone = meeting.seats.get(SeatId(about))
            return [e.SeatLetBack(gone.id)] if gone is not None and gone.status is SeatStatus.REMOVED else []
        case Measure.TAKE_DOWN:
            return _words(meeting, MessageId(about))
        case _:
            assert_never(measure)


def _words(meeting: Meeting, message: MessageId) -> list[Event]:
    said, held = meeting.messages.get(message), meeting.held.get(message)
    if said is not None and said.removed is not None and not (said.taken_back or said.erased):
        return [e.MessageRestored(message)]
    return [e.MessageReleased(message)] if held is not None and held.declined is not None else []
