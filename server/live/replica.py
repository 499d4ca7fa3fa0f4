"""A replica: what a node knows of one meeting, folded from its log in strict order. Words are opened and held in memory only."""

from __future__ import annotations

from datetime import datetime

import msgspec

from rooms import events as e
from rooms.audience import Audience, Words, sees
from rooms.events import Event, MeetingId, MessageId, SeatId
from rooms.meeting import evolve
from rooms.rules import Rules
from rooms.state import Meeting
from rooms.visibility import show
from server import wire
from server.store.sealing import MeetingKey


class RoomFacts(msgspec.Struct, frozen=True):
    """What a browser is told of the room, and what plans need."""

    room_id: str
    name: str
    purpose: str
    language: str
    typing: bool
    capacity: int
    history: bool
    guests: bool
    words_kept_s: int
    waiting: str
    facilitators_needed: int
    grace_s: int
    format: str
    rules: Rules
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
        self.erased: set[MessageId] = set()  # taken back: their words are not taken in any more
        self._carriers: dict[MessageId, list[int]] = {}  # positions of entries but `MessagePosted` whose form holds a message's words

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
        for gone in e.destroys(event):
            self.erased.add(gone)
            self.words.bodies.pop(gone, None)
            self._show_anew(gone)
        match event:
            case e.MessageRemoved(message):
                self._show_anew(message)
            case (
                e.MessageHeld(message)
                | e.PrivateSaid(message)
                | e.BackChannelSaid(message)
                | e.SideSaid(message)
                | e.MessageReleased(message)
                | e.MessageRestored(message)
            ):
                self._show_anew(message)
                self._carriers.setdefault(message, []).append(self.head)
            case e.SeatWaits(seat) if (answers := self.state.answers.get(seat)) is not None:
                self._carriers.setdefault(answers, []).append(self.head)
            case _:
                pass
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

    def _show_anew(self, message: MessageId) -> None:
        """Whether a message's words may be read has changed: what was encoded of it is not shown again."""
        posted = self.state.messages.get(message)
        for n in (*self._carriers.get(message, ()), *((posted.n,) if posted is not None else ())):
            if n <= len(self.entries):  # else it is the entry that is being folded
                self.entries[n - 1].json = [None] * len(Audience)

    def entry_of(self, message: MessageId) -> Entry | None:
        """The entry by which this was first said, to the circle, to be read first, or privately; None for an id that is not used."""
        carriers = self._carriers.get(message)
        if carriers is not None and not isinstance(self.entries[carriers[0] - 1].event, e.MessageRestored):
            return self.entries[carriers[0] - 1]
        posted = self.state.messages.get(message)
        return None if posted is None else self.entries[posted.n - 1]

    def after(self, n: int, audience: Audience) -> list[msgspec.Raw]:
        """What this audience has been shown after position `n`, taken back where it has been."""
        return [msgspec.Raw(json) for entry in self.entries[n:] if (json := self.shown(entry, audience)) is not None]
