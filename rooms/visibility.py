"""Who may see what, and in which form: the one table between what happened and what leaves the server.

An *audience* is all who are shown the same. Its members share frames, so what it is shown is decided by event alone; what a single
seat may know of the time before she came is decided once, in `snapshot`.
"""

from __future__ import annotations

import enum
import zlib
from datetime import datetime
from typing import TYPE_CHECKING, Any, assert_never

import msgspec

from rooms import events as e
from rooms.events import Event, MessageId, SeatId, SeatRole

if TYPE_CHECKING:
    from rooms.state import Meeting, Message, Seat


class Audience(enum.IntEnum):
    """Those who are shown the same."""

    MEMBERS = 0
    FACILITATORS = 1


def audience_of(role: SeatRole) -> Audience:
    """Which audience a seat of this role belongs to."""
    return Audience.FACILITATORS if role is SeatRole.FACILITATOR else Audience.MEMBERS


class Words(msgspec.Struct):
    """What travels beside events: bodies of messages and names of seats, opened. Never printed."""

    bodies: dict[MessageId, str] = msgspec.field(default_factory=dict)
    names: dict[SeatId, str] = msgspec.field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Words({len(self.bodies)} bodies, {len(self.names)} names)"


_HIDDEN = (e.MeetingPlanned, e.SeatTaken, e.SeatGivenUp, e.SeatAttached, e.SeatDetached)


def sees(audience: Audience, event: Event) -> bool:
    """Whether this audience is shown this event at all."""
    if isinstance(event, _HIDDEN):
        return False
    return audience is Audience.FACILITATORS or not isinstance(event, e.TurnedAway)


def show(audience: Audience, event: Event, meeting: Meeting, words: Words) -> dict[str, Any]:  # noqa: C901, PLR0912 -- one case an event
    """The event as this audience is shown it, once the meeting has been advanced by it. Call only for what it `sees`."""
    match event:
        case e.MessagePosted(message, seat, reply_to):
            text = words.bodies.get(message)
            shown: dict[str, Any] = {"type": "message_posted", "id": message, "seat": seat, "text": text, "reply_to": reply_to}
            return shown if text is not None else shown | {"taken_back": True}
        case e.MessageTakenBack(message):
            return {"type": "message_taken_back", "id": message}
        case e.Responded(message, seat, word):
            return {"type": "responded", "id": message, "seat": seat, "word": word}
        case e.ResponseTakenBack(message, seat, word):
            return {"type": "response_taken_back", "id": message, "seat": seat, "word": word}
        case e.SeatArrived(seat):
            return {"type": "seat_arrived", "seat": _here(seat_view(audience, meeting, meeting.seats[seat], words))}
        case e.SeatBack(seat):
            return {"type": "seat_back", "seat": _here(seat_view(audience, meeting, meeting.seats[seat], words))}
        case e.SeatLost(seat):
            return {"type": "seat_lost", "seat": seat}
        case e.SeatLeft(seat):
            return {"type": "seat_left", "seat": seat}
        case e.TurnedAway():
            return {"type": "turned_away"}
        case e.MeetingOpened():
            return {"type": "meeting_opened"}
        case e.MeetingClosed(reason):
            return {"type": "meeting_closed", "reason": reason, "words_kept_s": meeting.words_kept_s}
        case e.MeetingPlanned() | e.SeatTaken() | e.SeatGivenUp() | e.SeatAttached() | e.SeatDetached():
            raise ValueError("nobody is shown this")
        case _:
            assert_never(event)


def _here(seat: dict[str, Any]) -> dict[str, Any]:
    """As of the event, also when it is replayed after she has left again."""
    return seat | {"status": "here"}


def seat_view(audience: Audience, meeting: Meeting, seat: Seat, words: Words) -> dict[str, Any]:
    """A seat as this audience is shown it. Colour (1-12) and figure (1-9) come from meeting and number, never from the woman."""
    turn = zlib.crc32(meeting.id.encode())
    view = {
        "seat": seat.id,
        "number": seat.number,
        "name": words.names[seat.id],
        "role": seat.role.value,
        "status": seat.status.value,
        "colour": (turn + seat.number * 5) % 12 + 1,
        "figure": (turn // 12 + seat.number * 2) % 9 + 1,
    }
    if audience is Audience.FACILITATORS and seat.guest:
        view["guest"] = True
    return view


def may_know(meeting: Meeting, viewer: Seat, message: Message) -> bool:
    """Whether a seat may know of a message: since she first arrived, or all of it where the room keeps history for late joiners."""
    return meeting.history or 0 < viewer.arrived_at < message.n


def snapshot(meeting: Meeting, viewer: Seat, words: Words) -> dict[str, Any]:
    """The whole meeting as this seat may see it now."""
    audience = audience_of(viewer.role)
    messages = [m for m in meeting.messages.values() if may_know(meeting, viewer, m)]
    authors = {m.seat for m in messages} | {s for m in messages for seats in m.responses.values() for s in seats}
    seats = [s for s in meeting.seats.values() if s.status.value in {"here", "lost"} or (s.id in authors and s.arrived_at)]
    return {
        "status": meeting.status.value,
        "seats": [seat_view(audience, meeting, s, words) for s in seats],
        "messages": [message_view(m, words) for m in messages],
    }


def message_view(message: Message, words: Words) -> dict[str, Any]:
    """A message as anyone who may know of it is shown it."""
    return {
        "id": message.id,
        "seat": message.seat,
        "at": stamp(message.at),
        "text": words.bodies.get(message.id),
        "reply_to": message.reply_to,
        "taken_back": message.taken_back,
        "responses": {word.value: list(seats) for word, seats in message.responses.items()},
    }


def stamp(moment: datetime) -> str:
    """A time as the wire carries it: ISO 8601 in UTC with milliseconds."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
