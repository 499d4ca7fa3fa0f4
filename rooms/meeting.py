"""One meeting: its state, how events change it, and what follows from what people ask.

`evolve` advances the state it is given and returns it: a replica owns its state, and a fold over thousands of entries copies
nothing. Everything here is a function of its arguments, so every node that folds the same log holds the same meeting.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from rooms import events as e
from rooms.commands import Ask, Leave, PostMessage, Respond, TakeBack, TakeBackResponse, TakeSeat
from rooms.events import Event, MessageId, SeatId, SeatRole
from rooms.refusals import Refused
from rooms.roles import PERMISSIONS, Action, Role
from rooms.state import Meeting, Message, Seat, SeatStatus, Status
from rooms.visibility import Audience, may_know, sees

MOST_SEATS = 1000  # seats ever taken in one meeting, leaving and coming included


def evolve(meeting: Meeting, event: Event, at: datetime) -> Meeting:  # noqa: C901, PLR0912, PLR0915 -- one case an event
    """The meeting after one more entry of its log. Takes whatever was committed, in order; talk about what is gone changes nothing."""
    meeting.n += 1
    meeting.control += e.is_control(event)
    for audience in Audience:
        meeting.shown[audience] += sees(audience, event)
    match event:
        case e.MessagePosted(message, seat, reply_to):
            meeting.messages[message] = Message(message, seat, meeting.n, at, dict(meeting.shown), reply_to)
        case e.MessageTakenBack(message):
            gone = meeting.messages[message]
            gone.taken_back = True
            gone.responses.clear()
        case e.Responded(message, seat, word):
            answered = meeting.messages[message]
            seats = answered.responses.setdefault(word, [])
            if not answered.taken_back and seat not in seats:
                seats.append(seat)
            if not seats:
                del answered.responses[word]
        case e.ResponseTakenBack(message, seat, word):
            responses = meeting.messages[message].responses
            if seat in responses.get(word, ()):
                responses[word].remove(seat)
                if not responses[word]:
                    del responses[word]
        case e.SeatTaken(seat, number, role, guest, mark):
            meeting.seats[seat] = Seat(seat, number, role, guest, mark, SeatStatus.TAKEN, at)
        case e.SeatAttached(seat, node):
            meeting.seats[seat].nodes.add(node)
        case e.SeatDetached(seat, node):
            meeting.seats[seat].nodes.discard(node)
        case e.SeatArrived(seat):
            _set(meeting, seat, SeatStatus.HERE, at)
            meeting.seats[seat].arrived_at = meeting.n
        case e.SeatBack(seat):
            _set(meeting, seat, SeatStatus.HERE, at)
        case e.SeatLost(seat):
            _set(meeting, seat, SeatStatus.LOST, at)
        case e.SeatLeft(seat) | e.SeatGivenUp(seat):
            _set(meeting, seat, SeatStatus.LEFT, at)
            meeting.seats[seat].nodes.clear()
        case e.TurnedAway():
            meeting.turned_away_at = at
        case e.MeetingPlanned(capacity, history, guests, words_kept_s):
            meeting.capacity, meeting.history, meeting.guests, meeting.words_kept_s = capacity, history, guests, words_kept_s
        case e.MeetingOpened():
            meeting.status, meeting.opened_at = Status.OPEN, at
        case e.MeetingClosed():
            meeting.status, meeting.closed_at = Status.CLOSED, at
            for each in meeting.seats:
                _set(meeting, each, SeatStatus.LEFT, at)
                meeting.seats[each].nodes.clear()
        case _:
            assert_never(event)
    return meeting


def _set(meeting: Meeting, seat: SeatId, status: SeatStatus, at: datetime) -> None:
    meeting.seats[seat].status = status
    meeting.seats[seat].since = at


def decide(meeting: Meeting, actor: SeatId, command: Ask, now: datetime) -> list[Event]:  # noqa: C901, PLR0912 -- one case a command
    """Events that follow from what a woman asks, or `Refused`. No event at all means it is so already."""
    if isinstance(command, TakeSeat):
        return _take_seat(meeting, actor, command, now)
    seat = meeting.seat(actor)
    match command:
        case PostMessage(message, reply_to):
            must_hear(meeting, seat)
            if message in meeting.messages:
                raise Refused("id_taken")
            if reply_to is not None:
                visible_message(meeting, seat, reply_to)
            return [e.MessagePosted(message, actor, reply_to)]
        case TakeBack(message):
            found = visible_message(meeting, seat, message)
            if found.seat != actor:
                raise Refused("not_yours")
            return [] if found.taken_back else [e.MessageTakenBack(message)]
        case Respond(message, word):
            must_hear(meeting, seat)
            found = visible_message(meeting, seat, message)
            if found.taken_back:
                raise Refused("no_such_message")
            if found.seat == actor:
                raise Refused("your_own")
            return [] if actor in found.responses.get(word, ()) else [e.Responded(message, actor, word)]
        case TakeBackResponse(message, word):
            found = visible_message(meeting, seat, message)
            return [e.ResponseTakenBack(message, actor, word)] if actor in found.responses.get(word, ()) else []
        case Leave():
            if seat.status is SeatStatus.TAKEN:
                return [e.SeatGivenUp(actor)]
            return [e.SeatLeft(actor)]
        case _:
            assert_never(command)


def must_hear(meeting: Meeting, seat: Seat) -> None:
    """Whether the circle hears this seat now; refuses with the reason if it does not."""
    if meeting.status is Status.CLOSED:
        raise Refused("meeting_closed")
    if meeting.status is Status.PLANNED:
        raise Refused("not_open")
    if Role(seat.role) not in PERMISSIONS[Action.POST]:
        raise Refused("not_allowed")
    if seat.status is not SeatStatus.HERE:
        raise Refused("no_seat")


def visible_message(meeting: Meeting, seat: Seat, message: MessageId) -> Message:
    """A message that this seat may know of; `no_such_message` otherwise, whether or not it exists."""
    found = meeting.messages.get(message)
    if found is None or not may_know(meeting, seat, found):
        raise Refused("no_such_message")
    return found


def room_for(meeting: Meeting, role: SeatRole, now: datetime) -> None:
    """Whether one more seat of this role fits; refuses with `full`. A facilitator always does."""
    if len(meeting.seats) >= MOST_SEATS or (role is SeatRole.MEMBER and meeting.occupied(now) >= meeting.capacity):
        raise Refused("full")


def _take_seat(meeting: Meeting, actor: SeatId, command: TakeSeat, now: datetime) -> list[Event]:
    if meeting.status is Status.CLOSED:
        raise Refused("meeting_closed")
    if command.guest and not meeting.guests:
        raise Refused("no_guests")
    if command.role is SeatRole.MEMBER and any(seat.mark == command.mark for seat in meeting.seats.values()):
        raise Refused("name_taken")  # a facilitator keeps her name, and her badge tells her from whoever had it first
    room_for(meeting, command.role, now)
    taken = e.SeatTaken(actor, len(meeting.seats) + 1, command.role, command.guest, command.mark)
    if command.node is None:
        return [taken]
    return [taken, e.SeatAttached(actor, command.node), e.SeatArrived(actor)]
