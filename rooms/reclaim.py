"""Taking back everything at once: in the circle, waiting to be read, on a private line, in a side room, among facilitators, at the door.

It holds whatever else holds and wherever she is by then: waiting, asked to go, gone, after the end. Only her responses stay.
"""

from __future__ import annotations

import msgspec

from rooms import events as e
from rooms.events import Event, MessageId, SeatId
from rooms.refusals import Refused
from rooms.state import Meeting


def decide(meeting: Meeting, actor: SeatId) -> list[Event]:
    """One entry for all of it; none when nothing of hers is left. Refused `no_seat` to whoever never had one."""
    if actor not in meeting.seats:
        raise Refused("no_seat")
    said = tuple(each.id for each in meeting.messages.values() if each.seat == actor and not each.taken_back)
    unheard, aside = _unheard(meeting, actor), _aside(meeting, actor)
    return [e.AllTakenBack(actor, said, unheard, aside)] if said or unheard or aside else []


def _unheard(meeting: Meeting, actor: SeatId) -> tuple[MessageId, ...]:
    held = [each.message.id for each in meeting.held.values() if each.message.seat == actor]
    private = [each.id for line in meeting.private.values() for each in line if each.seat == actor]
    among = [each.id for each in meeting.back_channel.values() if each.seat == actor]
    answers = [meeting.answers[actor]] if actor in meeting.answers else []
    return (*held, *private, *among, *answers)


def _aside(meeting: Meeting, actor: SeatId) -> tuple[MessageId, ...]:
    return tuple(each.id for room in meeting.side_rooms.values() for each in room.line if each.seat == actor)


def evolve(meeting: Meeting, event: e.AllTakenBack) -> None:
    """Her words are gone, each from where it stood. What was said of one that is gone meanwhile changes nothing."""
    for message in event.messages:
        gone = meeting.messages[message]
        gone.taken_back = True
        gone.responses.clear()
    unheard, aside = set(event.unheard), set(event.aside)
    for message in event.unheard:
        meeting.held.pop(message, None)
        meeting.back_channel.pop(message, None)
    for line in meeting.private.values():
        line[:] = [each for each in line if each.id not in unheard]
    if meeting.answers.get(event.seat) in unheard:
        del meeting.answers[event.seat]
    for seat, room in meeting.side_rooms.items():
        meeting.side_rooms[seat] = msgspec.structs.replace(room, line=tuple(each for each in room.line if each.id not in aside))
