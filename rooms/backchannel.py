"""The back-channel: a line among all facilitators of one meeting. No member is shown that there is one.

It is working information: a facilitator who comes late reads all of it. It works in every state of the meeting, from before it opens until
it ends, and is destroyed by its own clock, counted from the end, or before it by a facilitator.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from rooms import events as e
from rooms.desk_acts import BackChannel, ClearBackChannel, SayInBackChannel, TakeBackInBackChannel
from rooms.desk_events import BackChannelEvent
from rooms.events import Event, SeatId
from rooms.refusals import Refused
from rooms.speech import must_be_new
from rooms.state import BackChannelWords, Meeting, Status


def evolve(meeting: Meeting, event: BackChannelEvent, at: datetime) -> None:
    """One more entry of the back-channel."""
    match event:
        case e.BackChannelSaid(message, seat):
            meeting.back_channel[message] = BackChannelWords(message, seat, at)
        case e.BackChannelTakenBack(message):
            meeting.back_channel.pop(message, None)
        case e.BackChannelCleared(messages):
            for message in messages:
                meeting.back_channel.pop(message, None)
        case _:
            assert_never(event)


def decide(meeting: Meeting, actor: SeatId, command: BackChannel) -> list[Event]:
    """What follows from a facilitator's wish; that she is one and here is the caller's question.

    Refused `id_taken`, `no_such_message`, `not_yours`.
    """
    match command:
        case SayInBackChannel(message):
            must_be_new(meeting, message)
            return [e.BackChannelSaid(message, actor)]
        case TakeBackInBackChannel(message):
            said = meeting.back_channel.get(message)
            if said is None:
                raise Refused("no_such_message")
            if said.seat != actor:
                raise Refused("not_yours")
            return [e.BackChannelTakenBack(message)]
        case ClearBackChannel():
            return clear(meeting)
        case _:
            assert_never(command)


def clear(meeting: Meeting) -> list[Event]:
    """Everything that stands there is destroyed."""
    return [e.BackChannelCleared(tuple(meeting.back_channel))] if meeting.back_channel else []


def at_the_end(meeting: Meeting) -> list[Event]:
    """What goes before the entry that closes the meeting, where its words have no time of their own after it."""
    return clear(meeting) if meeting.back_channel_kept_s == 0 else []


def when_due(meeting: Meeting) -> list[Event]:
    """The time after the end is over. While a meeting goes on nothing is due."""
    return clear(meeting) if meeting.status is Status.CLOSED else []
