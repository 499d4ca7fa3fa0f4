"""Who may see what, and in which form: the one table between what happened and what leaves the server.

`rooms.audience` says who sees an event at all, `show` in which form, and `rooms.views` what a seat is given of the whole.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Any

from rooms import events as e
from rooms.audience import NOBODY, Audience, Words, audience_of, sees
from rooms.events import Event
from rooms.person import told_of
from rooms.state import Meeting, Message, SeatStatus
from rooms.views import answers_of, audience_at, hidden_of, may_know, message_view, rule_of, seat_view, snapshot, stamp, topics_of

__all__ = [
    "Audience",
    "Words",
    "audience_at",
    "audience_of",
    "may_know",
    "message_view",
    "seat_view",
    "sees",
    "show",
    "snapshot",
    "stamp",
]


def show(audience: Audience, event: Event, meeting: Meeting, words: Words) -> dict[str, Any]:
    """The event as this audience is shown it, once the meeting has been advanced by it. Call only for what it `sees`."""
    form = _FORMS.get(type(event))
    return _plain(event) if form is None else form(audience, event, meeting, words)


def _plain(event: Event) -> dict[str, Any]:
    """Its name and its own fields."""
    shown: dict[str, Any] = {"type": event.__struct_config__.tag}
    for field in event.__struct_fields__:
        shown["id" if field == "message" else field] = _value(getattr(event, field))
    return shown


def _value(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return list(value)
    return stamp(value) if isinstance(value, datetime) else value


def _words(kind: str, said: e.MessagePosted | e.MessageHeld | Message, meeting: Meeting, words: Words) -> dict[str, Any]:
    """Somebody's words, unless they are gone by now: then why."""
    message = said.id if isinstance(said, Message) else said.message
    known = meeting.messages.get(message)
    removed = None if known is None else known.removed
    text = words.bodies.get(message) if removed is None else None
    shown: dict[str, Any] = {"type": kind, "id": message, "seat": said.seat, "text": text, "reply_to": said.reply_to}
    if removed is not None:
        shown["removed"] = removed.value
    if topics := topics_of(said if known is None else known):
        shown |= topics
    if said.hidden:
        shown |= hidden_of(said)
    if text is None and (removed is None or (known is not None and known.taken_back)):
        shown["taken_back"] = True
    return shown


def _posted(audience: Audience, event: e.MessagePosted, meeting: Meeting, words: Words) -> dict[str, Any]:
    """Which rule it met is for the facilitators."""
    shown = _words("message_posted", event, meeting, words)
    return shown | rule_of(event) if audience is Audience.FACILITATORS else shown


def _held(_audience: Audience, event: e.MessageHeld, meeting: Meeting, words: Words) -> dict[str, Any]:
    return _words("message_held", event, meeting, words) | rule_of(event)


def _released(audience: Audience, event: e.MessageReleased, meeting: Meeting, words: Words) -> dict[str, Any]:
    """For members it is a message like any other."""
    message = meeting.messages[event.message]
    kind = "message_released" if audience is Audience.FACILITATORS else "message_posted"
    return _words(kind, message, meeting, words)


def _restored(audience: Audience, event: e.MessageRestored, meeting: Meeting, words: Words) -> dict[str, Any]:
    """The whole message again. Where somebody here may not know of it, its words are in no frame, and `again` asks for a fresh snapshot."""
    message = meeting.messages[event.message]
    shown = _words("message_restored", message, meeting, words)
    here = (seat for seat in meeting.seats.values() if seat.status in _IN_THE_CIRCLE and audience_of(seat.role) is audience)
    if shown["text"] is not None and not all(may_know(meeting, seat, message) for seat in here):
        shown |= {"text": None, "again": True}
    return shown


def _private(_audience: Audience, event: e.PrivateSaid, _meeting: Meeting, words: Words) -> dict[str, Any]:
    return {
        "type": "private_said",
        "id": event.message,
        "seat": event.seat,
        "line": event.line,
        "text": words.bodies.get(event.message),
    } | hidden_of(event)


def _back_channel(_audience: Audience, event: e.BackChannelSaid, _meeting: Meeting, words: Words) -> dict[str, Any]:
    """`text` is null once it is destroyed."""
    text = words.bodies.get(event.message)
    return {"type": "back_channel_said", "id": event.message, "seat": event.seat, "name": words.names[event.seat], "text": text}


def _person(_audience: Audience, event: e.PersonTold, _meeting: Meeting, words: Words) -> dict[str, Any]:
    """As of this entry: what was told since follows."""
    return {"type": "person_told", **told_of(event, words)}


def _closed(_audience: Audience, event: e.MeetingClosed, meeting: Meeting, _words: Words) -> dict[str, Any]:
    return {"type": "meeting_closed", "reason": event.reason, "words_kept_s": meeting.words_kept_s}


def _turn_began(_audience: Audience, event: e.TurnBegan, meeting: Meeting, _words: Words) -> dict[str, Any]:
    """`since` is known while it is her turn. A turn's measure does not change while it lasts: what is granted comes as its own event."""
    turn = meeting.turn
    since = stamp(turn.since) if turn is not None and turn.seat == event.seat else None
    return {"type": "turn_began", "seat": event.seat, "since": since, "limit_s": meeting.turn_s}


def _gone(audience: Audience, event: e.SeatRemoved | e.SeatMovedToWaiting, meeting: Meeting, words: Words) -> dict[str, Any]:
    """Members are shown that she left, as anybody may."""
    if audience is not Audience.FACILITATORS:
        return {"type": "seat_left", "seat": event.seat}
    if isinstance(event, e.SeatRemoved):
        return {field: value for field, value in _plain(event).items() if field != "unseen"}
    return _whole_seat("waiting")(audience, event, meeting, words)


def _left(_audience: Audience, event: e.SeatLeft | e.WaitEnded, _meeting: Meeting, _words: Words) -> dict[str, Any]:
    """That she left, whyever."""
    return {"type": event.__struct_config__.tag, "seat": event.seat}


def _side_room(audience: Audience, event: e.SideRoomBegan | e.SideRoomEnded, _meeting: Meeting, _words: Words) -> dict[str, Any]:
    """Members are shown that she stepped away, and came back; nobody which words there were."""
    if audience is not Audience.FACILITATORS:
        return {"type": "stepped_away" if isinstance(event, e.SideRoomBegan) else "came_back", "seat": event.seat, "quiet": False}
    return {field: value for field, value in _plain(event).items() if field != "messages"}


def _all_taken_back(audience: Audience, event: e.AllTakenBack, _meeting: Meeting, _words: Words) -> dict[str, Any]:
    """Members are shown of what the circle got; nobody which words of a side room there were."""
    hidden = {"aside"} if audience is Audience.FACILITATORS else {"aside", "unheard"}
    return {field: value for field, value in _plain(event).items() if field not in hidden}


Form = Callable[[Audience, Any, Meeting, Words], dict[str, Any]]


def _whole_seat(status: str) -> Form:
    """The whole seat with its status as of the event, also when it is replayed after that has changed."""

    def form(audience: Audience, event: Any, meeting: Meeting, words: Words) -> dict[str, Any]:
        view = seat_view(audience, meeting, meeting.seats[event.seat], words)
        return {"type": event.__struct_config__.tag, "seat": view | {"status": status}}

    return form


def _waits(audience: Audience, event: e.SeatWaits, meeting: Meeting, words: Words) -> dict[str, Any]:
    """With her answers to the room's questions, while they exist."""
    return _whole_seat("waiting")(audience, event, meeting, words) | answers_of(meeting, event.seat, words)


def _never(_audience: Audience, _event: Event, _meeting: Meeting, _words: Words) -> dict[str, Any]:
    raise ValueError("nobody is shown this")


_IN_THE_CIRCLE = frozenset({SeatStatus.HERE, SeatStatus.LOST})
_FORMS: dict[type, Form] = {
    e.MessagePosted: _posted,
    e.MessageHeld: _held,
    e.MessageReleased: _released,
    e.MessageRestored: _restored,
    e.PrivateSaid: _private,
    e.BackChannelSaid: _back_channel,
    e.PersonTold: _person,
    e.SideRoomBegan: _side_room,
    e.SideRoomEnded: _side_room,
    e.AllTakenBack: _all_taken_back,
    e.MeetingClosed: _closed,
    e.TurnBegan: _turn_began,
    e.SeatLeft: _left,
    e.WaitEnded: _left,
    e.SeatRemoved: _gone,
    e.SeatMovedToWaiting: _gone,
    e.SeatArrived: _whole_seat("here"),
    e.SeatBack: _whole_seat("here"),
    e.SeatWaits: _waits,
    e.SeatAdmitted: _whole_seat("left"),  # until she arrives, with the entry that follows
    **dict.fromkeys(NOBODY, _never),
}
