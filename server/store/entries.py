"""What is appended to a meeting's log, and what comes back. Ids, kinds, times and sealed bytes; never a word in the clear."""

from __future__ import annotations

from datetime import datetime

import msgspec

from moderation.audit import AuditLine


class Row(msgspec.Struct, frozen=True):
    """One event of the log: `data` is its JSON (ids only), `at` its UTC time."""

    data: bytes
    at: datetime


class NewTimer(msgspec.Struct, frozen=True):
    """A deadline to be kept: `server/timers.py` calls the handler of `kind` with `subject` once `due_at` has come."""

    kind: str
    subject: str
    due_at: datetime


class NewReport(msgspec.Struct, frozen=True):
    """A report with its excerpt, sealed under the report's own key, and the hash of its receipt; `account` is hers who made it."""

    id: str
    reason: str
    made_at: datetime
    excerpt: bytes
    author_mark: str  # tells whose words they are only to whoever asks about one account
    receipt: bytes
    account: str | None


class Append(msgspec.Struct):
    """One decision about one meeting: all of it is kept, or none.

    `control` is the control version it was decided on; when the meeting's has moved, the answer is `Conflict`. `moves_control` is by
    how many versions it moves: the number of its rows that are control events (0 for talk, `True` counts as 1), so that whoever folds
    the log and counts its control events knows the meeting's control without asking.
    """

    meeting: str
    control: int
    rows: list[Row]
    moves_control: int = 0
    bodies: list[tuple[str, str, bytes]] = msgspec.field(default_factory=list)  # message id, seat id, sealed
    erase: list[str] = msgspec.field(default_factory=list)  # message ids whose body goes; the id stays, never to be used again
    seats: list[tuple[str, str, bytes]] = msgspec.field(default_factory=list)  # seat id, blind index, sealed; again = sealed anew
    status: tuple[str, datetime] | None = None  # "open" or "closed", and since when
    measures: list[tuple[str, str, str]] = msgspec.field(default_factory=list)  # kind, id of seat or message, account that did it
    reports: list[NewReport] = msgspec.field(default_factory=list)
    timers: list[NewTimer] = msgspec.field(default_factory=list)
    audit: list[AuditLine] = msgspec.field(default_factory=list)


class Committed(msgspec.Struct, frozen=True):
    """Kept for good. `first` is the number of its first row, `control` the meeting's control version after it."""

    first: int
    control: int


class Conflict(msgspec.Struct, frozen=True):
    """Not kept: control has moved, the seat of this account exists, or the meeting is gone. Catch up and decide again."""


class Duplicate(msgspec.Struct, frozen=True):
    """Not kept: this message id was used before in this meeting, by the same woman's earlier try or by another."""

    message: str


Outcome = Committed | Conflict | Duplicate


class StoredRow(msgspec.Struct, frozen=True):
    """An event as kept: number `n` in its meeting's log, counted from 1 without holes."""

    n: int
    data: bytes
    at: datetime


class StoredBody(msgspec.Struct, frozen=True):
    """A message's sealed body; `sealed` is None once she took it back."""

    message: str
    seat: str
    sealed: bytes | None


class StoredSeat(msgspec.Struct, frozen=True):
    """A seat: who sits there is sealed; `blind` finds the seat of a given account."""

    seat: str
    blind: str
    sealed: bytes
