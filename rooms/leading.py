"""Who facilitates: enough of them, exactly one in the lead, and what follows from whatever happens (`settle`)."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta
from typing import assert_never

from rooms import admission, backchannel, calm, overflow, questions, side_room, turns
from rooms import events as e
from rooms.commands import AcceptLead, KeepLead, Lead, OfferLead
from rooms.events import (
    BackChannelEvent,
    CalmEvent,
    DoorEvent,
    DoorWordsEvent,
    Event,
    LeadEvent,
    SeatId,
    SeatRole,
    SideEvent,
    SpeechEvent,
    TurnEvent,
)
from rooms.refusals import Refused
from rooms.state import Away, Meeting, Seat, SeatStatus, Status, Turn
from rooms.terms import LeadWhy
from rooms.views import facilitators_here

SUCCESSION_AFTER = timedelta(seconds=20)  # how long a lead whose line is lost keeps the lead while another facilitator is here
_MOST_ROUNDS = 8  # what follows from what followed; two are the most that any sequence needs


def evolve(meeting: Meeting, event: LeadEvent, at: datetime) -> None:
    """One more entry about who facilitates."""
    match event:
        case e.Unattended():
            meeting.unattended_since = at
        case e.Attended():
            meeting.unattended_since = None
        case e.LeadTaken(seat):
            meeting.lead, meeting.offered = seat, None
        case e.LeadOffered(to):
            meeting.offered = to
        case e.LeadKept():
            meeting.offered = None
        case _:
            assert_never(event)


def decide(meeting: Meeting, actor: SeatId, command: Lead) -> list[Event]:
    """What follows from a facilitator's wish about the lead; that she is one and here is the caller's question.

    Refused `not_lead`, `not_offered`, `no_seat`.
    """
    match command:
        case OfferLead(to):
            if meeting.lead != actor:
                raise Refused("not_lead")
            other = meeting.seats.get(to)
            if other is None or to == actor or not _facilitates(other):
                raise Refused("no_seat")
            return [] if meeting.offered == to else [e.LeadOffered(to)]
        case AcceptLead():
            if meeting.lead == actor:
                return []
            if meeting.offered != actor:
                raise Refused("not_offered")
            return [e.LeadTaken(actor, LeadWhy.ACCEPTED)]
        case KeepLead():
            if actor not in (meeting.lead, meeting.offered):
                raise Refused("not_lead")
            return [] if meeting.offered is None else [e.LeadKept()]
        case _:
            assert_never(command)


def succeed(meeting: Meeting, now: datetime) -> list[Event]:
    """The lead's line has been lost for too long and another facilitator is here: she leads."""
    if meeting.status is Status.CLOSED or meeting.lead is None:
        return []
    lead, heir = meeting.seats[meeting.lead], _longest_here(meeting)
    if lead.status is not SeatStatus.LOST or now - lead.since < SUCCESSION_AFTER or heir is None:
        return []
    return [e.LeadTaken(heir.id, LeadWhy.SUCCEEDED)]


def _facilitates(seat: Seat) -> bool:
    """Whether she is a facilitator in the circle; one who stepped away is. One who lost her line or left is not."""
    return seat.role is SeatRole.FACILITATOR and seat.status is SeatStatus.HERE


def _longest_here(meeting: Meeting) -> Seat | None:
    return min(facilitators_here(meeting), key=lambda seat: (seat.since, seat.number), default=None)


# what follows


def settle(meeting: Meeting, events: list[Event], now: datetime) -> list[Event]:
    """These decided events, and all that follows from them: who leads, whether enough facilitate, who comes in from the queue, whose turn
    it is.

    Gives the whole list, in order, to be appended in one go. The meeting itself is not changed: what follows is folded on a sketch that
    shares every seat and message nobody touches.
    """
    if all(isinstance(event, SpeechEvent | BackChannelEvent | e.Nudged | e.PersonTold | e.SideSaid | e.DrillErased) for event in events):
        return events
    if any(isinstance(event, e.MeetingClosed) for event in events):
        return [*questions.at_the_end(meeting), *side_room.at_the_end(meeting), *backchannel.at_the_end(meeting), *events]
    sketch, led = _sketch(meeting), meeting.lead is not None
    settled: list[Event] = []
    follows = events
    for _ in range(_MOST_ROUNDS):
        seats_moved = False
        for event in follows:
            seats_moved |= _fold(sketch, event, now)
        settled += follows
        gone = side_room.parted(sketch) if seats_moved and sketch.side_rooms else ()
        led_by = _who_facilitates(sketch, led=led) if seats_moved else ()
        follows = [*gone, *led_by, *overflow.comes_in(sketch, now), *questions.outlived(sketch), *_whose_turn(sketch, now)]
        if not follows:
            return settled
    raise AssertionError("what follows never ends")


def _who_facilitates(meeting: Meeting, *, led: bool) -> list[Event]:
    """What must come next, seen from who is here."""
    follows: list[Event] = []
    here = facilitators_here(meeting)
    if meeting.status is Status.OPEN and (len(here) < meeting.facilitators_needed) is not (meeting.unattended_since is not None):
        follows.append(e.Attended() if meeting.unattended_since is not None else e.Unattended())
    if meeting.lead is None and here:
        heir = _longest_here(meeting)
        assert heir is not None
        follows.append(e.LeadTaken(heir.id, LeadWhy.SUCCEEDED if led else LeadWhy.FIRST))
    elif meeting.offered is not None and (meeting.lead is None or meeting.seats[meeting.offered].status is SeatStatus.LEFT):
        follows.append(e.LeadKept())
    return follows


def _whose_turn(meeting: Meeting, now: datetime) -> list[Event]:
    """What must come next, seen from whose turn it is."""
    turn, paused = meeting.turn, meeting.paused_at is not None
    if turn is not None:
        seat = meeting.seats[turn.seat]
        if seat.status not in (SeatStatus.HERE, SeatStatus.LOST) or turns.is_quiet(seat, now):
            return [e.TurnEnded(turn.seat)]
        return _held(turn, _waits(meeting, seat))
    if meeting.status is not Status.OPEN or paused or meeting.mode not in turns.BY_ITSELF:
        return []
    first = turns.next_up(meeting, now)
    return [] if first is None else [e.TurnBegan(first)]


def _waits(meeting: Meeting, seat: Seat) -> bool | None:
    """Whether her turn waits, and quietly; None: it runs. While everything rests nothing more is told of it."""
    turn = meeting.turn
    if seat.status is SeatStatus.LOST or seat.away is Away.SHOWN or meeting.is_aside(seat.id):
        return False
    if meeting.paused_at is not None:
        return turn is not None and turn.held_since is not None and turn.quietly
    return None if seat.away is None else True


def _held(turn: Turn, waits: bool | None) -> list[Event]:
    """What must come next, so that it waits as it must."""
    before = None if turn.held_since is None else turn.quietly
    if before is waits:
        return []
    resumed: list[Event] = [] if before is None else [e.TurnResumed(before)]
    return resumed if waits is None else [*resumed, e.TurnHeld(waits)]


def _fold(sketch: Meeting, event: Event, now: datetime) -> bool:
    """Fold what `settle` looks at; gives whether it may have changed who is here."""
    if isinstance(event, TurnEvent):
        turns.evolve(sketch, event, now)
    elif isinstance(event, DoorEvent):
        admission.evolve(sketch, event, now)
        return True
    elif isinstance(event, LeadEvent):
        evolve(sketch, event, now)
    elif isinstance(event, CalmEvent):
        calm.evolve(sketch, event, now)
    elif isinstance(event, DoorWordsEvent):
        questions.evolve(sketch, event, now)
    elif isinstance(event, SideEvent):
        side_room.evolve(sketch, event, now)
    elif isinstance(event, e.MeetingOpened):
        sketch.status = Status.OPEN
        return True
    return False


class _Seats(dict[SeatId, Seat]):
    """A seat that is asked for by its id is copied once, so that folding on a sketch changes no seat of the meeting."""

    def __init__(self, seats: dict[SeatId, Seat]) -> None:
        super().__init__(seats)
        self._own: set[SeatId] = set()

    def __getitem__(self, key: SeatId) -> Seat:
        seat = super().__getitem__(key)
        if key not in self._own:
            seat = copy.copy(seat)
            seat.nodes = set(seat.nodes)
            self[key] = seat
        return seat

    def __setitem__(self, key: SeatId, seat: Seat) -> None:
        self._own.add(key)
        super().__setitem__(key, seat)


def _sketch(meeting: Meeting) -> Meeting:
    sketch = copy.copy(meeting)
    sketch.seats = _Seats(meeting.seats)
    sketch.hands = list(meeting.hands)
    sketch.asked = set(meeting.asked)
    sketch.side_rooms = dict(meeting.side_rooms)
    sketch.turn = copy.copy(meeting.turn)
    return sketch
