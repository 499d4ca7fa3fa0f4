"""Two ledgers of a meeting: what its server acknowledged, and what each client was shown. `settle` compares them.

The promise (docs/PROTOCOL.md): every acknowledged post reaches everyone of the circle once, under the count that was acknowledged, in one
order for all, and each client's count has no holes. A ledger holds ids, counts and times, never words. Used by `bench/replay.py` and by
the fault tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

Wire = Mapping[str, Any]


@dataclass
class Post:
    """One message as its author's client saw it. Times are seconds of one monotonic clock."""

    audience: str
    sent_at: float
    seq: int | None = None  # once acknowledged
    acked_at: float | None = None


@dataclass
class Reader:
    """What one client was shown. `audience` is the one whose count it follows: members, or facilitators."""

    name: str
    audience: str = "members"
    first: int | None = None  # the count at which it came in
    last: int = 0
    here: bool = True  # false once it left for good: what comes later is not owed to it
    shown: dict[str, int] = field(default_factory=dict)  # message -> count; 0 when it stood in a snapshot, which has none
    at: dict[str, float] = field(default_factory=dict)  # message -> when its event came live
    doubled: list[str] = field(default_factory=list)
    holes: list[tuple[int, int]] = field(default_factory=list)  # the count before and after
    repeated: int = 0  # events at or below its count, which a client drops
    fresh: int = 0  # snapshots after the first: it was told that it could not be given what it missed

    def took_seat(self, answer: Wire, now: float) -> None:
        """The answer to `take_seat`: a snapshot, or all that was missed since the cursor that was given."""
        snapshot = answer["snapshot"]
        if snapshot is None:
            for event in answer["missed"]:
                self.event(event, now, live=False)
            self._must_be(answer["seq"])
            return
        self.fresh += self.first is not None
        if self.first is None:
            self.first = answer["seq"]
        self.last = answer["seq"]
        for message in snapshot["messages"]:
            self.shown.setdefault(message["id"], 0)

    def event(self, event: Wire, now: float, *, live: bool = True) -> None:
        """An event with a place among the others."""
        seq = event["seq"]
        if seq <= self.last:
            self.repeated += 1
            return
        self._must_be(seq - 1)
        self.last = seq
        if event["type"] != "message_posted":
            return
        if event["id"] in self.shown:
            self.doubled.append(event["id"])
            return
        self.shown[event["id"]] = seq
        if live:
            self.at[event["id"]] = now

    def _must_be(self, seq: int) -> None:
        if seq != self.last:
            self.holes.append((self.last, seq))
            self.last = max(self.last, seq)


@dataclass
class Verdict:
    """What comparing the ledgers found. All but the first four must be zero."""

    posted: int = 0
    acked: int = 0
    refused: int = 0
    delivered: int = 0
    missing: int = 0  # acknowledged, and not shown to someone who was there
    doubled: int = 0  # shown twice to one client
    reordered: int = 0  # shown to one client under another count than to the others, or than was acknowledged
    holes: int = 0  # a count was skipped
    unknown: int = 0  # shown, and never posted by anyone
    unread: int = 0  # clients that never took a seat

    @property
    def agrees(self) -> bool:
        """Whether the promise was kept."""
        return not (self.missing or self.doubled or self.reordered or self.holes or self.unknown or self.unread)

    def __add__(self, other: Verdict) -> Verdict:
        return Verdict(**{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)})


@dataclass
class Ledger:
    """Both ledgers of one meeting."""

    posts: dict[str, Post] = field(default_factory=dict)
    refusals: dict[str, int] = field(default_factory=dict)  # code -> how often
    readers: list[Reader] = field(default_factory=list)

    def reader(self, name: str, audience: str = "members") -> Reader:
        """A client's own page in the second ledger."""
        self.readers.append(Reader(name, audience))
        return self.readers[-1]

    def sent(self, message: str, now: float, audience: str = "members") -> None:
        """Before the first try; trying again changes nothing."""
        self.posts.setdefault(message, Post(audience, now))

    def acked(self, message: str, seq: int, now: float) -> None:
        """The server said yes. The first yes counts; another must not differ, or it is a place of its own and will be found reordered."""
        post = self.posts[message]
        if post.acked_at is None:
            post.seq, post.acked_at = seq, now
        elif post.seq != seq:
            post.seq = -1

    def refused(self, code: str) -> None:
        """The server said no."""
        self.refusals[code] = self.refusals.get(code, 0) + 1

    def settle(self) -> Verdict:
        """Compare, once everything has arrived that will."""
        acked = {message: post for message, post in self.posts.items() if post.acked_at is not None}
        verdict = Verdict(posted=len(self.posts), acked=len(acked), refused=sum(self.refusals.values()))
        places = _places(self.readers, acked)
        for reader in self.readers:
            if reader.first is None:
                verdict.unread += 1
                continue
            verdict.delivered += len(reader.shown)
            verdict.doubled += len(reader.doubled)
            verdict.holes += len(reader.holes)
            verdict.unknown += sum(message not in self.posts for message in reader.shown)
            verdict.missing += len(_owed(reader, acked, places) - reader.shown.keys())
            verdict.reordered += sum(seq not in (0, places[reader.audience][message]) for message, seq in reader.shown.items())
        return verdict

    def to_delivery(self) -> list[float]:
        """Seconds from each first try to each live delivery."""
        return [at - self.posts[message].sent_at for reader in self.readers for message, at in reader.at.items() if message in self.posts]

    def to_ack(self) -> list[float]:
        """Seconds from each first try to its acknowledgement."""
        return [post.acked_at - post.sent_at for post in self.posts.values() if post.acked_at is not None]


def _places(readers: Iterable[Reader], acked: Mapping[str, Post]) -> dict[str, dict[str, int]]:
    """Audience -> message -> its one count: as acknowledged to its author, else as the first reader of that audience had it."""
    places: dict[str, dict[str, int]] = {}
    for message, post in acked.items():
        places.setdefault(post.audience, {})[message] = post.seq or 0
    for reader in readers:
        known = places.setdefault(reader.audience, {})
        for message, seq in reader.shown.items():
            known.setdefault(message, seq)
    return places


def _owed(reader: Reader, acked: Mapping[str, Post], places: Mapping[str, Mapping[str, int]]) -> set[str]:
    """Acknowledged messages that came after this client did, and if it left, not after it had."""
    known = places[reader.audience]
    first, last = reader.first or 0, reader.last if not reader.here else None
    return {message for message in acked if known.get(message, first + 1) > first and (last is None or known.get(message, 0) <= last)}
