"""What one node tells the others about a meeting: entries as committed, and what travels beside them. Sealed with the meeting's key."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from rooms import events as e
from rooms.events import Event
from server.store.entries import StoredRow
from server.store.sealing import MeetingKey, Tampered


class Said(msgspec.Struct, array_like=True):
    """What stands beside entries, opened: bodies (message, text) and seats (seat, blind index, name). Never printed."""

    bodies: list[tuple[str, str]] = msgspec.field(default_factory=list)
    seats: list[tuple[str, str, str]] = msgspec.field(default_factory=list)

    def __repr__(self) -> str:
        return f"Said({len(self.bodies)}, {len(self.seats)})"

    @classmethod
    def beside(cls, events: Iterable[Event], text: str, blind: str, name: str) -> Said:
        """Of the events of one decision."""
        said = cls()
        for event in events:
            if isinstance(event, e.Worded):
                said.bodies.append((event.message, text))
            elif isinstance(event, e.SeatTaken):
                said.seats.append((event.seat, blind, name))
        return said


class Publication(msgspec.Struct, array_like=True):
    """One payload of a meeting's channel."""

    rows: list[StoredRow] = msgspec.field(default_factory=list)
    said: Said = msgspec.field(default_factory=Said)
    typing: str | None = None  # the seat that is writing
    destroyed: bool = False  # the words of this meeting are gone for good

    def __repr__(self) -> str:
        return f"Publication({len(self.rows)})"

    def add(self, rows: Iterable[StoredRow], said: Said) -> None:
        """One more decision."""
        self.rows.extend(rows)
        self.said.bodies.extend(said.bodies)
        self.said.seats.extend(said.seats)

    def seal(self, key: MeetingKey) -> bytes:
        """As it crosses the wire."""
        return key.seal_wire(_encode(self))

    @classmethod
    def open(cls, key: MeetingKey, payload: bytes) -> Publication | None:
        """What another node sealed; None for anything else, which the position check makes good."""
        try:
            return _decoder.decode(key.open_wire(payload))
        except (Tampered, msgspec.DecodeError):
            return None


_encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(Publication)
