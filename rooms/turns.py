"""Whose turn it is: hands, the go-round, passing, just listening, stepping away; and who has volunteered for which part.

Hands have one order, that in which they were raised; a seat has at most one. A turn waits (`TurnHeld`) while its owner is away, has lost
her line, or everything is paused; `rooms.leading.settle` holds, resumes, ends and begins turns as what happens asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import assert_never

from rooms import commands as c
from rooms import events as e
from rooms.events import Event, SeatId, SeatRole, TurnEvent
from rooms.refusals import Refused
from rooms.state import Away, Meeting, Seat, SeatStatus, Status, Turn
from rooms.terms import Mode, Part

LOST_TURN = timedelta(minutes=2)  # how long a turn waits for her whose line is lost
BY_ITSELF = frozenset({Mode.QUEUE, Mode.GO_ROUND})  # where the next turn begins without anyone calling on her


def evolve(meeting: Meeting, event: TurnEvent, at: datetime) -> None:  # noqa: C901, PLR0912, PLR0915 -- one case an event
    """One more entry about turns."""
    match event:
        case e.StepBegan(index):
            step = meeting.script[index]
            if meeting.step is not None:
                meeting.asked_in = meeting.asked_in | {meeting.step: frozenset(meeting.asked)}
            meeting.step, meeting.step_at = index, at
            meeting.mode, meeting.cross_talk, meeting.turn_s = step.mode, step.cross_talk, step.turn_s
            meeting.turn, meeting.asked = None, set(meeting.asked_in.get(index, ()))  # a step that comes again goes on where it was left
        case e.ModeSet(mode, cross_talk, turn_s):
            meeting.mode, meeting.cross_talk, meeting.turn_s = mode, cross_talk, turn_s
            _ask_anew(meeting)
        case e.RoundBegan():
            _ask_anew(meeting)
        case e.HandRaised(seat):
            if seat not in meeting.hands:
                meeting.hands.append(seat)
        case e.HandLowered(seat):
            lower(meeting, seat)
        case e.HandsSet(hands):
            meeting.hands = list(hands)
        case e.TurnBegan(seat):
            lower(meeting, seat)
            rest = meeting.grounding_until
            meeting.turn = Turn(seat, at, meeting.turn_s, held_s=(rest - at).total_seconds() if rest is not None and at < rest else 0.0)
        case e.TurnEnded(seat, kept=kept):
            if not kept:
                meeting.asked.add(seat)
            if meeting.turn is not None and meeting.turn.seat == seat:
                meeting.turn = None
        case e.TurnHeld(quiet):
            if meeting.turn is not None and meeting.turn.held_since is None:
                meeting.turn.held_since, meeting.turn.quietly = at, quiet
        case e.TurnResumed():
            if (turn := meeting.turn) is not None and turn.held_since is not None:
                waited = (at - turn.held_since).total_seconds()
                turn.held_s += waited
                turn.spared_s += waited if turn.quietly else 0.0
                turn.held_since, turn.quietly = None, False
        case e.TimeGranted(seconds):
            if meeting.turn is not None:
                meeting.turn.limit_s += seconds
        case e.ListeningSet(seat, on):
            meeting.seats[seat].listening = on
            if on:
                lower(meeting, seat)
        case e.SteppedAway(seat, quiet):
            meeting.seats[seat].away = Away.QUIET if quiet else Away.SHOWN
        case e.CameBack(seat):
            meeting.seats[seat].away = None
        case e.Volunteered(seat, part):
            meeting.seats[seat].parts = (*meeting.seats[seat].parts, part)
        case e.PartGivenUp(seat, part):
            meeting.seats[seat].parts = tuple(each for each in meeting.seats[seat].parts if each is not part)
        case _:
            assert_never(event)


def lower(meeting: Meeting, seat: SeatId) -> None:
    """Her hand is down, if it was up. For folding only."""
    if seat in meeting.hands:
        meeting.hands.remove(seat)


def _ask_anew(meeting: Meeting) -> None:
    meeting.turn = None
    meeting.asked.clear()


def decide(meeting: Meeting, seat: Seat, command: c.Turn) -> list[Event]:
    """What follows from a woman's wish about turns. Refused `meeting_closed`, `waiting`, `no_seat`; to raise a hand also `not_open`,
    `paused`, `no_hands`; to volunteer `no_part`."""
    must_be_in(meeting, seat)
    match command:
        case c.RaiseHand():
            return _raise_hand(meeting, seat)
        case c.LowerHand():
            return [e.HandLowered(seat.id)] if seat.id in meeting.hands else []
        case c.PassTurn():
            return [e.TurnEnded(seat.id, passed=True)] if has_turn(meeting, seat.id) or _to_be_asked(meeting, seat) else []
        case c.EndTurn():
            return [e.TurnEnded(seat.id)] if has_turn(meeting, seat.id) else []
        case c.Listen(on):
            if seat.listening is on:
                return []
            ended: list[Event] = [e.TurnEnded(seat.id, passed=True)] if on and has_turn(meeting, seat.id) else []
            return [*ended, e.ListeningSet(seat.id, on)]
        case c.StepAway(quiet):
            quiet = quiet or meeting.is_aside(seat.id)  # from a side room nobody need be told
            if seat.away is (Away.QUIET if quiet else Away.SHOWN):
                return []
            return [*came_back(seat), e.SteppedAway(seat.id, quiet)]  # so that each audience is told of the change it may know of
        case c.ComeBack():
            return came_back(seat)
        case c.Volunteer(part):
            return _volunteer(meeting, seat, part)
        case c.GiveUpPart(part):
            return [e.PartGivenUp(seat.id, part)] if part in seat.parts else []
        case _:
            assert_never(command)


def must_be_in(meeting: Meeting, seat: Seat) -> None:
    """Whether she is in the circle now, before it opens too. Refused `meeting_closed`, `waiting`, `no_seat`."""
    if meeting.status is Status.CLOSED:
        raise Refused("meeting_closed")
    if seat.status is SeatStatus.WAITING:
        raise Refused("waiting")
    if seat.status is not SeatStatus.HERE:
        raise Refused("no_seat")


def _raise_hand(meeting: Meeting, seat: Seat) -> list[Event]:
    if meeting.status is not Status.OPEN:
        raise Refused("not_open")
    if meeting.paused_at is not None:
        raise Refused("paused")
    if meeting.mode is Mode.SILENCE:
        raise Refused("no_hands")
    if seat.id in meeting.hands or has_turn(meeting, seat.id):
        return []
    heard: list[Event] = [e.ListeningSet(seat.id, on=False)] if seat.listening else []
    return [*came_back(seat), *heard, e.HandRaised(seat.id)]


def came_back(seat: Seat) -> list[Event]:
    """What is said when she does something at the page: whoever had stepped away has come back."""
    return [] if seat.away is None else [e.CameBack(seat.id, seat.away is Away.QUIET)]


def asked_for(meeting: Meeting) -> frozenset[Part]:
    """What may be volunteered for: what this step and those to come ask for."""
    return frozenset(part for step in meeting.script[meeting.step or 0 :] for part in step.parts)


def _volunteer(meeting: Meeting, seat: Seat, part: Part) -> list[Event]:
    if part in seat.parts:
        return []
    if part not in asked_for(meeting):
        raise Refused("no_part")
    return [*came_back(seat), e.Volunteered(seat.id, part)]


def has_turn(meeting: Meeting, seat: SeatId) -> bool:
    """Whether it is her turn, held or not."""
    return meeting.turn is not None and meeting.turn.seat == seat


def is_quiet(seat: Seat, now: datetime) -> bool:
    """Whether she is in quiet time; it lifts by itself."""
    return seat.quiet_until is not None and seat.quiet_until > now


def _ready(meeting: Meeting, seat: Seat, now: datetime) -> bool:
    """Whether a turn can begin for her now. Who cannot keeps her place and comes later."""
    return seat.status is SeatStatus.HERE and seat.away is None and not is_quiet(seat, now) and not meeting.is_aside(seat.id)


def _to_be_asked(meeting: Meeting, seat: Seat) -> bool:
    """Whether the go-round has yet to come to her."""
    return meeting.mode is Mode.GO_ROUND and seat.role is SeatRole.MEMBER and not seat.listening and seat.id not in meeting.asked


def _in_order(meeting: Meeting, now: datetime) -> Iterator[SeatId]:
    if meeting.mode is Mode.GO_ROUND:
        yield from (seat.id for seat in meeting.seats.values() if _to_be_asked(meeting, seat) and _ready(meeting, seat, now))
    else:
        yield from (seat for seat in meeting.hands if _ready(meeting, meeting.seats[seat], now))


def next_up(meeting: Meeting, now: datetime) -> SeatId | None:
    """Who is next: around the circle by seat number, else by hands. Not the one whose turn it is."""
    speaking = meeting.turn.seat if meeting.turn is not None else None
    return next((seat for seat in _in_order(meeting, now) if seat != speaking), None)


def _must_allow_turns(meeting: Meeting) -> None:
    if meeting.status is not Status.OPEN:
        raise Refused("meeting_closed" if meeting.status is Status.CLOSED else "not_open")
    if meeting.paused_at is not None:
        raise Refused("paused")
    if meeting.mode is Mode.SILENCE:
        raise Refused("silence")
    if meeting.mode is Mode.FACILITATORS:
        raise Refused("facilitators_only")


def begin(meeting: Meeting, seat: SeatId | None) -> list[Event]:
    """The turn there is ends and hers begins; with None it only ends."""
    ended: list[Event] = [e.TurnEnded(meeting.turn.seat)] if meeting.turn is not None else []
    return ended if seat is None else [*ended, e.TurnBegan(seat)]


def next_turn(meeting: Meeting, now: datetime) -> list[Event]:
    """For a facilitator: the turn there is ends, and whoever is next begins, in open mode too.

    Refused `not_open`, `paused`, `silence`, `facilitators_only`; `no_turn` when there is none and nobody is next.
    """
    _must_allow_turns(meeting)
    events = begin(meeting, next_up(meeting, now))
    if not events:
        raise Refused("no_turn")
    return events


def move_on(meeting: Meeting, now: datetime) -> list[Event]:
    """Whose turn it is has lost her line for too long: nobody waits for her any more. Her place is kept: her hand is up, before the others,
    and a go-round asks her when she is back. Or nobody has the turn, and the quiet time of her who is next has lifted by itself."""
    if meeting.status is not Status.OPEN or meeting.paused_at is not None:
        return []
    if meeting.turn is None:
        first = next_up(meeting, now) if meeting.mode in BY_ITSELF else None
        return [] if first is None else [e.TurnBegan(first)]
    seat = meeting.seats[meeting.turn.seat]
    if seat.status is not SeatStatus.LOST or now - seat.since < LOST_TURN:
        return []
    ended: list[Event] = [e.TurnEnded(seat.id, kept=True)]
    return ended if meeting.mode is Mode.GO_ROUND else [*ended, e.HandsSet((seat.id, *meeting.hands))]


def call_on(meeting: Meeting, seat: SeatId) -> list[Event]:
    """For a facilitator: it is her turn, whoever's it was. Refused as `next_turn`; `no_seat` when she is not here or is just listening."""
    _must_allow_turns(meeting)
    called = meeting.seats.get(seat)
    if called is None or called.status is not SeatStatus.HERE or called.listening:
        raise Refused("no_seat")
    return [] if has_turn(meeting, seat) else begin(meeting, seat)


def grant_time(meeting: Meeting, seconds: int) -> list[Event]:
    """For a facilitator: a little longer. `no_turn` without a turn; a turn without a measure needs nothing."""
    if meeting.turn is None:
        raise Refused("no_turn")
    return [e.TimeGranted(seconds)] if meeting.turn.limit_s else []
