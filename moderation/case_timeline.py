"""A case's timeline: its events one after another, each linked to the one before by its hash. Nothing is ever taken out or changed.

Pure. A line that was changed, taken out, put between others or moved to another case no longer fits, and `verify` says where.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec

from moderation.audit import GENESIS
from moderation.case_events import CaseEvent
from moderation.case_terms import CaseId

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DECODER = msgspec.json.Decoder(CaseEvent)


class Line(msgspec.Struct, frozen=True):
    """One event as kept: `n` counts from 1, `data` is its JSON, `at` an aware time, kept to the microsecond."""

    n: int
    at: datetime
    data: bytes
    hash: bytes

    @property
    def event(self) -> CaseEvent:
        """What happened."""
        event: CaseEvent = _DECODER.decode(self.data)
        return event


def link(previous: bytes, case: CaseId, n: int, at: datetime, data: bytes) -> bytes:
    """The hash of a line that follows `previous`: SHA-256 over it and the JSON list [case, number, microseconds since 1970, data]."""
    micros = (at - _EPOCH) // timedelta(microseconds=1)
    return hashlib.sha256(previous + msgspec.json.encode([case, n, micros, data.decode()])).digest()


def lines(previous: bytes, case: CaseId, after: int, events: Iterable[CaseEvent], at: datetime) -> list[Line]:
    """Events that happened together, as lines that follow number `after` with the hash `previous`."""
    made: list[Line] = []
    for n, event in enumerate(events, after + 1):
        data = msgspec.json.encode(event)
        previous = link(previous, case, n, at, data)
        made.append(Line(n, at, data, previous))
    return made


def verify(case: CaseId, kept: Iterable[Line], newest: bytes) -> int | None:
    """None when the lines are whole and end with the hash `newest`, else the number of the first that does not fit.

    A timeline that is cut off at its end does not fit at the line after its last.
    """
    previous, n = GENESIS, 0
    for line in kept:
        n += 1
        if line.n != n or link(previous, case, n, line.at, line.data) != line.hash:
            return n
        previous = line.hash
    return None if previous == newest else n + 1


def export(case: CaseId, kept: Iterable[Line]) -> bytes:
    """The timeline as JSON lines: number, UTC time, event and hash, with what is needed to check them."""
    rows = [
        msgspec.json.encode({"case": case, "n": line.n, "at": line.at, "event": msgspec.Raw(line.data), "hash": line.hash.hex()})
        for line in kept
    ]
    return b"\n".join(rows) + b"\n"
