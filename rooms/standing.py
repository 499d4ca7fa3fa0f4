"""What one seat alone is told of itself: quiet time, words that wait or were taken down, what she reads out, her place in the waiting room.

It is no event and has no place in the order: it is rebuilt from the state whenever an event touches it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from rooms import events as e
from rooms import overflow
from rooms.audience import Words
from rooms.events import Event, SeatId, SeatRole
from rooms.person import her_view
from rooms.state import Meeting, NudgeGiven, Seat, SeatStatus
from rooms.terms import Part
from rooms.views import facilitators_here, hidden_of, message_view, private_line, ruled_view, stamp, taken_down, who_waits

MOST_SHOWN = 100  # words of a side room that are told at once


def standing(meeting: Meeting, seat: Seat, words: Words, now: datetime) -> dict[str, Any]:
    """What this seat is told of itself now."""
    waits = seat.status is SeatStatus.WAITING
    quiet = seat.quiet_until if seat.quiet_until is not None and seat.quiet_until > now else None
    mine = [held for held in meeting.held.values() if held.message.seat == seat.id]
    return {
        "status": "waiting" if waits else "here",
        "quiet": None if quiet is None else {"until": stamp(quiet), "reason": seat.quiet_reason and seat.quiet_reason.value},
        "held": [ruled_view(held.message, words) for held in mine if held.declined is None],
        "declined": [message_view(held.message, words) | {"reason": held.declined.value} for held in mine if held.declined is not None],
        "removed": [{"id": m.id, "reason": m.removed.value} for m in taken_down(meeting, seat.id) if m.removed is not None],
        "away": None if seat.away is None else seat.away.value,
        "hold": is_read_first(meeting, seat),
        "reading": reading(meeting, seat),
        "spared": _spared(meeting, seat),
        "nudge": None if waits or seat.nudge is None else _nudge(seat.nudge, words),
        "side_room": _side_room(meeting, seat, words, now),
        "person": her_view(meeting, seat.id, words),
        "waiting": _waiting(meeting, seat, words, now) if waits else None,
    }


def is_read_first(meeting: Meeting, seat: Seat) -> bool:
    """Whether a facilitator reads what she writes before the circle does. Never a facilitator's own words."""
    return seat.role is SeatRole.MEMBER and (meeting.hold_all or seat.held)


def reading(meeting: Meeting, seat: Seat) -> list[dict[str, str]]:
    """The passages of this step by language, for her who volunteered to read."""
    return list(meeting.script[meeting.step].reading) if meeting.step is not None and Part.READER in seat.parts else []


def _spared(meeting: Meeting, seat: Seat) -> dict[str, Any] | None:
    """Seconds of her turn that do not count, though no member was told that it waited: she had stepped away quietly."""
    turn = meeting.turn
    if turn is None or turn.seat != seat.id or not turn.spared_s or seat.role is SeatRole.FACILITATOR:
        return None
    return {"since": stamp(turn.since), "s": turn.spared_s}


def _nudge(given: NudgeGiven, words: Words) -> dict[str, Any]:
    return {"id": given.number, "nudge": given.nudge.value, "name": words.names[given.by], "at": stamp(given.at)}


def _side_room(meeting: Meeting, seat: Seat, words: Words, now: datetime) -> dict[str, Any] | None:
    """The side room she is offered, or is in, and its newest words. Nobody but the two is told of them."""
    room = meeting.side_room_of(seat.id)
    if room is None or now >= room.until:
        return None
    other = room.by if seat.id == room.seat else room.seat
    return {
        "begun": room.began is not None,
        "with": other,
        "name": words.names[other],
        "minutes": room.minutes,
        "until": stamp(room.until),
        "line": [
            {"id": said.id, "mine": said.seat == seat.id, "at": stamp(said.at), "text": words.bodies.get(said.id)} | hidden_of(said)
            for said in room.line[-MOST_SHOWN:]
        ],
    }


def _waiting(meeting: Meeting, seat: Seat, words: Words, now: datetime) -> dict[str, Any]:
    """In the queue her place is told among those in the queue, else among all who wait."""
    queued = seat.id in meeting.queue
    line = overflow.in_line(meeting, now) if queued else who_waits(meeting)
    return {
        "place": line.index(seat) + 1 if seat in line else len(line) + 1,
        "of": max(len(line), 1),
        "since": stamp(seat.since),
        "moved": seat.moved,
        "queued": queued,
        "first": seat.first,
        "full": queued or not overflow.has_room(meeting, now),
        "locked": meeting.locked,
        "expected_min": overflow.expected_minutes(meeting, seat, now),
        "facilitators": [words.names[each.id] for each in facilitators_here(meeting)],
        "line": [
            {
                "id": said.id,
                "mine": said.seat == seat.id,
                "name": None if said.seat == seat.id else words.names[said.seat],
                "at": stamp(said.at),
                "text": words.bodies.get(said.id),
            }
            | hidden_of(said)
            for said in private_line(meeting, seat)
        ],
    }


def touches(event: Event, meeting: Meeting) -> tuple[SeatId, ...]:
    """The seats whose standing an event changes, once the meeting has been advanced by it."""
    touched = _TOUCHED.get(type(event))
    return () if touched is None else tuple(touched(event, meeting))


def _everyone_waiting(_event: Event, meeting: Meeting) -> Iterable[SeatId]:
    return [seat.id for seat in meeting.seats.values() if seat.status is SeatStatus.WAITING]


def _told_at_the_door(event: e.SeatArrived | e.SeatBack | e.SeatLost | e.SeatLeft, meeting: Meeting) -> Iterable[SeatId]:
    """Who waits is told who facilitates, and whether the circle is full; of members who come and go nothing else."""
    changes = meeting.seats[event.seat].role is SeatRole.FACILITATOR or -1 <= meeting.capacity - _seated(meeting) <= 1
    return _everyone_waiting(event, meeting) if changes else ()


def _seated(meeting: Meeting) -> int:
    return sum(seat.role is SeatRole.MEMBER and seat.status in _IN_THE_CIRCLE for seat in meeting.seats.values())


def _she_and_who_waits(event: e.SeatWaits | e.SeatQueued | e.SeatMovedToWaiting | e.SeatAdmitted, meeting: Meeting) -> Iterable[SeatId]:
    return dict.fromkeys([event.seat, *_everyone_waiting(event, meeting)])


def _herself(event: Any, _meeting: Meeting) -> Iterable[SeatId]:
    seat: SeatId = event.seat
    return (seat,)


def _whose_turn(event: e.TurnResumed, meeting: Meeting) -> Iterable[SeatId]:
    return (meeting.turn.seat,) if event.quiet and meeting.turn is not None else ()


def _hold(event: e.HoldSet, meeting: Meeting) -> Iterable[SeatId]:
    if event.seat is not None:
        return (event.seat,)
    return _members_here(event, meeting)


def _readers(_event: e.StepBegan, meeting: Meeting) -> Iterable[SeatId]:
    return [seat.id for seat in meeting.seats.values() if Part.READER in seat.parts]


def _author(event: e.MessageReleased | e.MessageRemoved | e.MessageRestored, meeting: Meeting) -> Iterable[SeatId]:
    return (meeting.messages[event.message].seat,)


def _author_if_removed(event: e.MessageTakenBack, meeting: Meeting) -> Iterable[SeatId]:
    message = meeting.messages[event.message]
    return () if message.removed is None else (message.seat,)


def _declined(event: e.MessageDeclined, meeting: Meeting) -> Iterable[SeatId]:
    held = meeting.held.get(event.message)  # None: she took it back meanwhile, and that was told
    return () if held is None else (held.message.seat,)


def _members_here(_event: e.DrillErased | e.HoldSet, meeting: Meeting) -> Iterable[SeatId]:
    return [seat.id for seat in meeting.seats.values() if seat.role is SeatRole.MEMBER and seat.status in _IN_THE_MEETING]


def _line(event: e.PrivateSaid, _meeting: Meeting) -> Iterable[SeatId]:
    return (event.line,)


def _she_and_her_lines(event: e.AllTakenBack, meeting: Meeting) -> Iterable[SeatId]:
    """She, and whoever reads on a private line or in a side room what she said there."""
    others = {seat for room in meeting.side_rooms.values() for seat in (room.seat, room.by)} if event.aside else set()
    return dict.fromkeys([event.seat, *(_everyone_waiting(event, meeting) if event.unheard else ()), *others])


def _the_two(event: Any, _meeting: Meeting) -> Iterable[SeatId]:
    return (event.seat, event.by)


def _the_two_inside(event: e.SideSaid, meeting: Meeting) -> Iterable[SeatId]:
    room = meeting.side_rooms[event.room]
    return (room.seat, room.by)


_IN_THE_CIRCLE = frozenset({SeatStatus.HERE, SeatStatus.LOST})
_IN_THE_MEETING = _IN_THE_CIRCLE | {SeatStatus.WAITING}
_TOUCHED: dict[type, Callable[[Any, Meeting], Iterable[SeatId]]] = {
    e.SeatArrived: _told_at_the_door,
    e.SeatBack: _told_at_the_door,
    e.SeatLost: _told_at_the_door,
    e.SeatLeft: _told_at_the_door,
    e.DoorLocked: _everyone_waiting,
    e.DoorUnlocked: _everyone_waiting,
    e.SeatWaits: _she_and_who_waits,
    e.SeatQueued: _she_and_who_waits,
    e.SeatUnqueued: _everyone_waiting,
    e.SeatMovedToWaiting: _she_and_who_waits,
    e.SeatAdmitted: _she_and_who_waits,
    e.WaitEnded: _everyone_waiting,
    e.SeatDeclined: _everyone_waiting,
    e.SeatRemoved: _everyone_waiting,
    e.PrivateSaid: _line,
    e.StepBegan: _readers,
    e.Volunteered: _herself,
    e.PartGivenUp: _herself,
    e.SteppedAway: _herself,
    e.CameBack: _herself,
    e.TurnResumed: _whose_turn,
    e.Quieted: _herself,
    e.Nudged: _herself,
    e.PersonTold: _herself,
    e.QuietLifted: _herself,
    e.HoldSet: _hold,
    e.MessageHeld: _herself,
    e.HeldTakenBack: _herself,
    e.MessageReleased: _author,
    e.MessageDeclined: _declined,
    e.MessageRemoved: _author,
    e.MessageRestored: _author,
    e.MessageTakenBack: _author_if_removed,
    e.AllTakenBack: _she_and_her_lines,
    e.DrillErased: _members_here,
    e.SideRoomOffered: _the_two,
    e.SideOfferEnded: _the_two,
    e.SideRoomBegan: _the_two,
    e.SideRoomLengthened: _the_two,
    e.SideSaid: _the_two_inside,
    e.SideRoomEnded: _the_two,
}
