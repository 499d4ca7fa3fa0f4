"""Reads a meeting's log as the record kept it, and counts what should not be there. Knows the rules and asks none of the server."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import sqlalchemy as sa

from rooms import events as e
from rooms.events import Event, MeetingId, SeatRole
from rooms.meeting import evolve
from rooms.state import Meeting, Seat, SeatStatus
from rooms.terms import LeadWhy, Mode
from server.store import tables as t
from server.store.engine import Database

SUCCESSION = timedelta(seconds=20)

Entries = list[tuple[Event, datetime]]


async def entries(db: Database, meeting: str) -> Entries:
    """The whole log."""
    query = sa.select(t.log.c.data, t.log.c.at).where(t.log.c.meeting_id == meeting).order_by(t.log.c.n)
    async with db.read() as connection:
        return [(e.decode(data), at) for data, at in await connection.execute(query)]


def words_of(log: Entries, seat: str) -> int:
    """How many of her messages were appended."""
    return sum(isinstance(event, e.MessagePosted | e.MessageHeld) and event.seat == seat for event, _ in log)


def unaccounted(answers: Counter[str], kept: int) -> list[str]:
    """Whether what was acknowledged and what was kept differ by more than the answers that were lost on the way."""
    return (
        [] if answers["ok"] <= kept <= answers["ok"] + answers["no line"] else ["acknowledged but not kept, or kept but not acknowledged"]
    )


def broken(log: Entries, meeting: str, succession: timedelta = SUCCESSION) -> Counter[str]:
    """What was appended against the rules that held at that place in the order, by rule."""
    state, found = Meeting(MeetingId(meeting)), Counter[str]()
    for event, at in log:
        if isinstance(event, e.MessagePosted | e.MessageHeld):
            found.update(_words(state, state.seats[event.seat], at))
            found.update(_facilitation(state))
        elif isinstance(event, e.LeadTaken):
            found.update(_lead(state, event, at, succession))
        evolve(state, event, at)
    return found


def _words(state: Meeting, seat: Seat, at: datetime) -> list[str]:
    found = []
    if seat.status is not SeatStatus.HERE:
        found.append("not here")
    if seat.role is SeatRole.FACILITATOR:
        return found
    if state.paused_at is not None:
        found.append("paused")
    if seat.quiet_until is not None and at < seat.quiet_until:
        found.append("quiet")
    if state.slow_s and seat.said_at is not None and at - seat.said_at < timedelta(seconds=state.slow_s):
        found.append("slow")
    if state.mode in (Mode.FACILITATORS, Mode.SILENCE):
        found.append(state.mode.value)
    if state.mode in (Mode.QUEUE, Mode.GO_ROUND) and not state.cross_talk and (state.turn is None or state.turn.seat != seat.id):
        found.append("turn")
    if state.unattended_since is not None and at - state.unattended_since >= timedelta(seconds=state.grace_s):
        found.append("grace")
    return found


def _facilitation(state: Meeting) -> list[str]:
    """Whether the meeting knows how many facilitate, and who leads while one is here."""
    here = [seat for seat in state.seats.values() if seat.role is SeatRole.FACILITATOR and seat.status is SeatStatus.HERE]
    found = []
    if (len(here) >= state.facilitators_needed) is not (state.unattended_since is None):
        found.append("attendance")
    if here and state.lead is None:
        found.append("nobody leads")
    return found


def _lead(state: Meeting, event: e.LeadTaken, at: datetime, succession: timedelta) -> list[str]:
    """Nobody comes to lead beside a lead who is here and did not hand it over."""
    before = state.seats[state.lead] if state.lead is not None else None
    taker = state.seats[event.seat]
    found = [] if taker.role is SeatRole.FACILITATOR and taker.status is SeatStatus.HERE else ["lead not here"]
    if before is None or before.id == event.seat:
        return found
    if event.why is LeadWhy.ACCEPTED:
        return found if state.offered == event.seat else [*found, "two leads"]
    lost = before.status is SeatStatus.LOST and at - before.since >= succession
    return found if lost else [*found, "two leads"]
