"""A replica: what a node knows of one meeting, folded from its log in strict order. Words are opened and held in memory only."""

from __future__ import annotations

from datetime import datetime

import msgspec

from rooms import events as e
from rooms.events import Event, MeetingId, MessageId, SeatId
from rooms.meeting import evolve
from rooms.state import Meeting
from rooms.visibility import Audience, Words, sees, show
from server import wire
from server.store.sealing import MeetingKey


class RoomFacts(msgspec.Struct, frozen=True):
    """What a browser is told of the room, and what plans need."""

    name: str
    purpose: str
    language: str
    typing: bool
    capacity: int
    history: bool
    guests: bool
    words_kept_s: int
    opens_at: datetime
    closes_at: datetime


class Entry(msgspec.Struct):
    """One entry of the log as this node holds it. `shown` is the count each audience has reached with it."""

    n: int
    event: Event
    at: datetime
    shown: tuple[int, ...]
    json: list[bytes | None]  # by audience, once somebody needed it

    def __repr__(self) -> str:
        return f"Entry({self.n})"


class Replica:
    """One meeting here."""

    def __init__(self, meeting: str, key: MeetingKey, room: RoomFacts) -> None:
        self.key = key
        self.room = room
        self.state = Meeting(MeetingId(meeting))
        self.words = Words()
        self.entries: list[Entry] = []
        self.seat_by_blind: dict[str, SeatId] = {}

    @property
    def head(self) -> int:
        """The position of the last entry folded."""
        return self.state.n

    def know_seat(self, seat: SeatId, blind: str, name: str) -> None:
        """What stands beside `SeatTaken`."""
        self.seat_by_blind[blind] = seat
        self.words.names[seat] = name

    def apply(self, event: Event, at: datetime) -> Entry:
        """Fold the next entry. What stands beside it must be known by now."""
        evolve(self.state, event, at)
        if isinstance(event, e.MessageTakenBack):
            self.words.bodies.pop(event.message, None)
            self.entries[self.state.messages[event.message].n - 1].json = [None] * len(Audience)
        entry = Entry(self.head, event, at, tuple(self.state.shown.values()), [None] * len(Audience))
        self.entries.append(entry)
        return entry

    def shown(self, entry: Entry, audience: Audience) -> bytes | None:
        """The entry as this audience is shown it, as JSON; None if it is not."""
        json = entry.json[audience]
        if json is None and sees(audience, entry.event):
            cursor = self.key.cursor(audience, entry.n)
            json = wire.event_json(show(audience, entry.event, self.state, self.words), entry.shown[audience], cursor, entry.at)
            entry.json[audience] = json
        return json

    def entry_of(self, message: MessageId) -> Entry:
        """The entry that posted a message."""
        return self.entries[self.state.messages[message].n - 1]

    def after(self, n: int, audience: Audience) -> list[msgspec.Raw]:
        """What this audience has been shown after position `n`, taken back where it has been."""
        return [msgspec.Raw(json) for entry in self.entries[n:] if (json := self.shown(entry, audience)) is not None]
