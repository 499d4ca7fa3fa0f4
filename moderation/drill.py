"""The intruder drill: one act makes the room calm, and one undoes it.

Whoever is named goes back to the waiting room, which is no sanction, and nothing of hers is left on any screen. What the drill did
not do itself, its undoing does not touch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from rooms import events as e
from rooms import turns
from rooms.events import Event, MessageId, SeatId, SeatRole
from rooms.overflow import let_in
from rooms.refusals import Refused
from rooms.state import DrillState, Meeting, Seat, SeatStatus
from rooms.terms import Mode, Reason

MOST_SEATS = 50  # named at once


def call(meeting: Meeting, named: tuple[SeatId, ...]) -> list[Event]:
    """Pause, lock, and everything of these seats away. Facilitators and unknown seats among them are passed over. Refused `bad_request`."""
    if len(named) > MOST_SEATS:
        raise Refused("bad_request")
    members = {seat.id: seat for ident in named if (seat := meeting.seats.get(ident)) is not None and seat.role is SeatRole.MEMBER}
    moved = tuple(seat.id for seat in members.values() if seat.status in (SeatStatus.HERE, SeatStatus.LOST))
    said = [m.id for m in meeting.messages.values() if m.seat in members and m.removed is None and not m.taken_back]
    held = [h.message.id for h in meeting.held.values() if h.message.seat in members and h.declined is None]
    paused, locked = meeting.paused_at is None, not meeting.locked
    if not (paused or locked or moved or said or held):
        return []
    first: list[Event] = [*([e.Paused()] if paused else ()), *([e.DoorLocked()] if locked else ())]
    return [
        *first,
        e.DrillCalled(moved, (*said, *held), paused, locked),
        *(e.SeatMovedToWaiting(seat) for seat in moved),
        *(e.MessageRemoved(message, Reason.DISTURBING) for message in said),
        *(e.MessageDeclined(message, Reason.DISTURBING) for message in held),
    ]


def overlooked(meeting: Meeting, named: tuple[SeatId, ...]) -> list[MessageId]:
    """Words of these seats that still stand once the drill is folded: they were being written while it was decided, and it names none."""
    if meeting.drill is None:
        return []
    seats = {ident for ident in named if (seat := meeting.seats.get(ident)) is not None and seat.role is SeatRole.MEMBER}
    return [m.id for m in meeting.messages.values() if m.seat in seats and m.removed is None and not m.taken_back]


def undo(meeting: Meeting, now: datetime) -> list[Event]:
    """What the last drill did and nobody has changed since is as it was. Whoever does not fit into the circle any more waits on.

    Whoever is in the circle again has her hand and her parts again, and her turn unless another's has begun or everyone speaks in another
    way by now; its time begins anew.
    """
    drill = meeting.drill
    if drill is None:
        return []
    undone: list[Event] = [e.DrillUndone(), *_words(meeting, drill)]
    fit = list(_who_fits(meeting, drill, now))
    for seat in fit:
        undone += let_in(seat)
    undone += _places(meeting, drill, {seat.id for seat in fit if seat.nodes})
    if drill.locked and meeting.locked:
        undone.append(e.DoorUnlocked())
    if drill.paused and meeting.paused_at is not None:
        undone.append(e.Resumed())
    return undone


def _words(meeting: Meeting, drill: DrillState) -> Iterator[Event]:
    for message in drill.messages:
        said, held = meeting.messages.get(message), meeting.held.get(message)
        if said is not None and said.removed is Reason.DISTURBING and not said.taken_back:
            yield e.MessageRestored(message)
        elif held is not None and held.declined is Reason.DISTURBING:
            yield e.MessageDeclined(message, None)


def _places(meeting: Meeting, drill: DrillState, back: set[SeatId]) -> Iterator[Event]:
    """Hands as they stood, and those that were raised since behind them; parts that are still asked for; the turn."""
    raised = [seat for seat in drill.hands if seat in meeting.hands or (seat in back and not turns.has_turn(meeting, seat))]
    if meeting.mode is not Mode.SILENCE and not set(raised) <= set(meeting.hands):
        yield e.HandsSet((*raised, *(seat for seat in meeting.hands if seat not in raised)))
    for seat, part in drill.parts:
        if seat in back and part in turns.asked_for(meeting):
            yield e.Volunteered(seat, part)
    if drill.turn is not None and drill.turn in back and meeting.turn is None and drill.shape == (meeting.mode, meeting.step):
        yield e.TurnBegan(drill.turn)


def _who_fits(meeting: Meeting, drill: DrillState, now: datetime) -> Iterable[Seat]:
    waiting = [seat for ident in drill.seats if (seat := meeting.seats[ident]).status is SeatStatus.WAITING and seat.moved]
    return waiting[: max(0, meeting.capacity - meeting.occupied(now))]
