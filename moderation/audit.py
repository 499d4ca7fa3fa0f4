"""The audit: who did what to whom and when, never what was said. Each line is linked to the one before by its hash.

Pure. A line that was changed, taken out or put between others no longer fits, and `verify` says where. Whoever keeps the last hash
elsewhere notices a cut-off end as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec

GENESIS = bytes(32)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class AuditLine(msgspec.Struct, frozen=True):
    """`actor` is a staff account, a seat, or a word such as "system"; `subject` an id. `at` is an aware time, kept to the microsecond."""

    kind: str
    actor: str
    subject: str
    at: datetime


class Linked(msgspec.Struct, frozen=True):
    """A line as kept: with the hash it follows and its own."""

    line: AuditLine
    previous: bytes
    hash: bytes


def link(previous: bytes, line: AuditLine) -> bytes:
    """The hash of a line that follows `previous`: SHA-256 over it and the JSON list [kind, actor, subject, microseconds since 1970]."""
    micros = (line.at - _EPOCH) // timedelta(microseconds=1)
    return hashlib.sha256(previous + msgspec.json.encode([line.kind, line.actor, line.subject, micros])).digest()


def chain(previous: bytes, lines: Iterable[AuditLine]) -> list[Linked]:
    """The lines linked one after another, the first to `previous` (`GENESIS` when there is none)."""
    linked: list[Linked] = []
    for line in lines:
        linked.append(Linked(line, previous, link(previous, line)))
        previous = linked[-1].hash
    return linked


def verify(lines: Iterable[Linked]) -> int | None:
    """None when every line fits, else the position (from 0) of the first that does not.

    The first line may follow any hash: lines older than a year are deleted.
    """
    expected: bytes | None = None
    for position, kept in enumerate(lines):
        if expected is not None and kept.previous != expected:
            return position
        if link(kept.previous, kept.line) != kept.hash:
            return position
        expected = kept.hash
    return None
