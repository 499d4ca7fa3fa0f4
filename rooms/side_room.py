"""Side rooms: a facilitator and one member, alone for some minutes, with her consent; not recorded, and back by itself.

It holds whatever else holds (pause, quiet time, a locked door, no facilitator): it is support. Her place, her hand and her turn are kept as
if she had stepped away. Its time is compared with `now`, so that no word is taken after it, however late its timer is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import assert_never

import msgspec

from rooms import admission, speech, turns
from rooms import events as e
from rooms.events import Event, SeatId, SideEvent
from rooms.refusals import Refused
from rooms.side_wishes import (
    AcceptSideRoom,
    EndSideRoom,
    LeaveSideRoom,
    LengthenSideRoom,
    OfferSideRoom,
    SayInSideRoom,
    SideAct,
    SideAsk,
    WithdrawSideRoom,
)
from rooms.state import Meeting, PrivateLine, Seat, SeatStatus, SideRoom, Status
from rooms.terms import EndedBy

MINUTES = range(1, 31)  # that one may be offered for, and last in all
LONGEST = timedelta(minutes=30)
LENGTHENED = timedelta(minutes=5)
ANSWER_WITHIN = timedelta(minutes=2)
A_MOMENT = timedelta(seconds=1)  # by which the clocks of two nodes may differ when a timer is due
_IN_THE_CIRCLE = frozenset({SeatStatus.HERE, SeatStatus.LOST})


def evolve(meeting: Meeting, event: SideEvent, at: datetime) -> None:
    """One more entry about a side room."""
    rooms = meeting.side_rooms
    match event:
        case e.SideRoomOffered(seat, by, minutes, until):
            rooms[seat] = SideRoom(seat, by, minutes, until)
        case e.SideRoomBegan(seat, _, until):
            rooms[seat] = msgspec.structs.replace(rooms[seat], began=at, until=until)
        case e.SideRoomLengthened(seat, _, until):
            rooms[seat] = msgspec.structs.replace(rooms[seat], until=until)
        case e.SideSaid(message, seat, room, hidden):
            said = PrivateLine(message, seat, at, meeting.n, hidden)
            rooms[room] = msgspec.structs.replace(rooms[room], line=(*rooms[room].line, said))
        case e.SideReported():
            pass  # what follows from it stands in the report
        case e.SideOfferEnded(seat) | e.SideRoomEnded(seat):
            del rooms[seat]
        case _:
            assert_never(event)


def decide(meeting: Meeting, seat: Seat, command: SideAsk, now: datetime) -> list[Event]:
    """What follows from what one of the two asks, or `Refused`. No event at all means it is so already.

    Refused `no_side_room` where there is none any more; `meeting_closed`, `waiting`, `no_seat`, `id_taken`.
    """
    if isinstance(command, LeaveSideRoom):
        hers = meeting.side_rooms.get(seat.id)
        return [] if hers is None else [_ended(meeting, hers, EndedBy.MEMBER)]
    turns.must_be_in(meeting, seat)
    room = meeting.side_room_of(seat.id)
    if room is None or now >= room.until:
        raise Refused("no_side_room")
    match command:
        case AcceptSideRoom():
            if room.seat != seat.id:
                raise Refused("no_side_room")
            if room.began is not None:
                return []
            return [*turns.came_back(seat), e.SideRoomBegan(seat.id, room.by, now + timedelta(minutes=room.minutes))]
        case SayInSideRoom(message, hidden):
            speech.must_be_new(meeting, message)
            if room.began is None:
                raise Refused("no_side_room")
            return [e.SideSaid(message, seat.id, room.seat, hidden)]
        case _:
            assert_never(command)


def act(meeting: Meeting, actor: SeatId, command: SideAct, now: datetime) -> list[Event]:
    """What follows from a facilitator's wish; that she is one and here is the caller's question.

    Refused `not_open`, `bad_request`, `no_seat`, `not_for_facilitators`, `side_room_taken`, `no_side_room`, `side_room_longest`.
    """
    mine = next((room for room in meeting.side_rooms.values() if room.by == actor), None)
    match command:
        case OfferSideRoom(seat, minutes):
            return _offer(meeting, actor, seat, minutes, now)
        case WithdrawSideRoom():
            if mine is not None and mine.began is not None:
                raise Refused("side_room_taken")
            return [] if mine is None else [_ended(meeting, mine, EndedBy.FACILITATOR)]
        case LengthenSideRoom():
            if mine is None or mine.began is None or now >= mine.until:
                raise Refused("no_side_room")
            until = min(mine.until + LENGTHENED, mine.began + LONGEST)
            if until <= mine.until:
                raise Refused("side_room_longest")
            return [e.SideRoomLengthened(mine.seat, actor, until)]
        case EndSideRoom():
            return [] if mine is None else [_ended(meeting, mine, EndedBy.FACILITATOR)]
        case _:
            assert_never(command)


def _offer(meeting: Meeting, actor: SeatId, seat: SeatId, minutes: int, now: datetime) -> list[Event]:
    if meeting.status is not Status.OPEN:
        raise Refused("not_open")
    if minutes not in MINUTES:
        raise Refused("bad_request")
    if admission.member_seat(meeting, seat).status not in _IN_THE_CIRCLE:
        raise Refused("no_seat")
    known = [room for room in meeting.side_rooms.values() if seat == room.seat or actor == room.by]
    standing = [room for room in known if now < room.until]
    if any((room.seat, room.by, room.minutes, room.began) == (seat, actor, minutes, None) for room in standing):
        return []
    if standing:
        raise Refused("side_room_taken")
    return [*(_ended(meeting, room, EndedBy.TIME) for room in known), e.SideRoomOffered(seat, actor, minutes, now + ANSWER_WITHIN)]


def when_due(meeting: Meeting, now: datetime) -> list[Event]:
    """What time alone has ended."""
    return [_ended(meeting, room, EndedBy.TIME) for room in meeting.side_rooms.values() if now >= room.until - A_MOMENT]


def parted(meeting: Meeting) -> list[Event]:
    """What ends because one of the two is of the circle no more, seen from who is there."""
    return [_ended(meeting, room, EndedBy.GONE) for room in meeting.side_rooms.values() if not all(_there(meeting, (room.seat, room.by)))]


def at_the_end(meeting: Meeting) -> list[Event]:
    """Every one of them, as the meeting closes."""
    return [_ended(meeting, room, EndedBy.GONE) for room in meeting.side_rooms.values()]


def _there(meeting: Meeting, seats: Iterable[SeatId]) -> list[bool]:
    return [meeting.seats[seat].status in _IN_THE_CIRCLE for seat in seats]


def _ended(meeting: Meeting, room: SideRoom, why: EndedBy) -> Event:
    if room.began is None:
        return e.SideOfferEnded(room.seat, room.by, why)
    (back,) = _there(meeting, [room.seat])
    return e.SideRoomEnded(room.seat, room.by, why, back, tuple(said.id for said in room.line))
