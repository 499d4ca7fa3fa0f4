"""One meeting: how events change it, and what follows from what people ask. Each event and each wish is handed to the module that owns it.

`evolve` advances the state it is given and returns it: a replica owns its state, and a fold over thousands of entries copies
nothing. Everything here is a function of its arguments, so every node that folds the same log holds the same meeting.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from rooms import admission, backchannel, calm, leading, nudges, person, questions, reclaim, side_room, speech, turns
from rooms import events as e
from rooms.audience import Audience, sees
from rooms.commands import Ask, Leave, Speech, TakeBackAll, TakeSeat, Turn
from rooms.events import (
    BackChannelEvent,
    CalmEvent,
    DoorEvent,
    DoorWordsEvent,
    Event,
    LeadEvent,
    MeetingEvent,
    SeatId,
    SideEvent,
    SpeechEvent,
    TurnEvent,
)
from rooms.side_wishes import SideAsk
from rooms.state import Meeting, Status


def evolve(meeting: Meeting, event: Event, at: datetime) -> Meeting:
    """The meeting after one more entry of its log. Takes whatever was committed, in order; talk about what is gone changes nothing."""
    meeting.n += 1
    meeting.control += e.is_control(event)
    for audience in Audience:
        meeting.shown[audience] += sees(audience, event)
    if isinstance(event, SpeechEvent):
        speech.evolve(meeting, event, at)
    elif isinstance(event, DoorEvent):
        admission.evolve(meeting, event, at)
    elif isinstance(event, TurnEvent):
        turns.evolve(meeting, event, at)
    elif isinstance(event, LeadEvent):
        leading.evolve(meeting, event, at)
    elif isinstance(event, CalmEvent):
        calm.evolve(meeting, event, at)
    elif isinstance(event, BackChannelEvent):
        backchannel.evolve(meeting, event, at)
    elif isinstance(event, e.ToOneEvent):
        _to_one(meeting, event, at)
    elif isinstance(event, SideEvent):
        side_room.evolve(meeting, event, at)
    elif isinstance(event, DoorWordsEvent):
        questions.evolve(meeting, event, at)
    elif isinstance(event, MeetingEvent):
        _evolve(meeting, event, at)
    else:
        assert_never(event)
    return meeting


def _to_one(meeting: Meeting, event: e.ToOneEvent, at: datetime) -> None:
    match event:
        case e.Nudged():
            nudges.evolve(meeting, event, at)
        case e.PersonTold():
            person.evolve(meeting, event, at)
        case _:
            assert_never(event)


def _evolve(meeting: Meeting, event: MeetingEvent, at: datetime) -> None:
    match event:
        case e.MeetingPlanned():
            meeting.capacity, meeting.history, meeting.guests = event.capacity, event.history, event.guests
            meeting.words_kept_s, meeting.script, meeting.rules = event.words_kept_s, event.script, event.rules
            meeting.facilitators_needed, meeting.grace_s, meeting.waiting = event.facilitators_needed, event.grace_s, event.waiting
            meeting.back_channel_kept_s = event.back_channel_kept_s
        case e.MeetingOpened():
            meeting.status, meeting.opened_at = Status.OPEN, at
        case e.MeetingClosed():
            meeting.status, meeting.closed_at = Status.CLOSED, at
            admission.everybody_goes(meeting, at)
        case _:
            assert_never(event)


def decide(meeting: Meeting, actor: SeatId, command: Ask, now: datetime) -> list[Event]:
    """Events that follow from what a woman asks, or `Refused`. No event at all means it is so already.

    `rooms.leading.settle` adds what follows from them in turn.
    """
    if isinstance(command, TakeSeat):
        return admission.take_seat(meeting, actor, command, now)
    if isinstance(command, TakeBackAll):
        return reclaim.decide(meeting, actor)
    seat = meeting.seat(actor)
    if isinstance(command, Leave):
        return admission.leave(seat)
    if isinstance(command, Turn):
        return turns.decide(meeting, seat, command)
    if isinstance(command, SideAsk):
        return side_room.decide(meeting, seat, command, now)
    if isinstance(command, Speech):
        return speech.decide(meeting, seat, command, now)
    assert_never(command)
