"""What around a finding changes what it means: denied, long ago, somebody else's words, asked of others, supposed, a figure of speech.

Each is looked for where it counts only, in the clause or the sentence of the finding, so that "I used to be fine, but tonight…" stays a
matter of tonight.
"""

from __future__ import annotations

import enum
import re
from bisect import bisect_left, bisect_right

import msgspec

from moderation.slots import Said, Slots

_CLAUSE = re.compile(r" (?:[.?]|but|pero|however|then|now|except|ahora|entonces)(?= )")
_STOP = re.compile(r" [.?](?= )")
_DENIED = re.compile(
    r" (?:not|never|no|nunca|jamas|ni|tampoco|sin|without|nobody|stopped|quit|deje)(?: [a-z]+){0,1}$"
    r"|(?: not| never| no| nunca)(?: (?:that|say|said|saying|mean|because|like|think|thought|had|felt|feeling|having|es"
    r"|que|digo|porque|estoy"
    r"|he|about|any|thoughts|urges?|plans?|of|or|to|the|going|actually|planning|tengo|voy|a|en|de|intencion|pensando|tenido|even|really)){1,4}$"
)

_TOLD_BY = re.compile(r" (?!i )[a-z]+ (?:said|says|goes|screamed|yelled|texted|was like|dijo|dice)(?: \"| ,){0,2}$")
_THEN = re.compile(r" (?:was|were|wanted|tried|had|felt|thought|took|queria|estaba|quise|iba|pense|intente)(?= )")
YOU = re.compile(r" (?:you|tu|te)(?= )")
_NEVER = 1_000_000
_BEFORE = 90  # signs before a finding that may deny it


class Scope(enum.StrEnum):
    """What a frame may be deaf to."""

    DENIED = "denied"
    ASKED = "asked"
    QUOTED = "quoted"
    SUPPOSED = "supposed"
    FIGURE = "figure"
    PAST = "past"


class Place(msgspec.Struct, frozen=True):
    """Where a finding stands in the form that rules read: itself, its clause and its sentence."""

    start: int
    end: int
    clause: tuple[int, int]
    sentence: tuple[int, int]


class Markers(msgspec.Struct, frozen=True):
    """The words by which a scope is known, ready to be looked for."""

    remote: re.Pattern[str]  # long ago
    recent: re.Pattern[str]  # now, or in the last days
    quoted: re.Pattern[str]  # a song, a book, what somebody said
    asked: re.Pattern[str]  # a question to the others
    supposed: re.Pattern[str]  # if anyone
    resisted: re.Pattern[str]  # unwanted, frightening, never to be done
    feared: re.Pattern[str]  # "I am afraid that…", right before
    figure: re.Pattern[str]  # dying of laughter


class Reading:
    """One message as rules read it. Where its clauses and the words of each scope stand is looked for once, when it is first asked, so that
    the work grows with the message and not with its square, however often a rule's words are repeated."""

    __slots__ = ("_clauses", "_marked", "_said", "_sentences", "told")

    def __init__(self, told: str) -> None:
        self.told = told
        self._marked: dict[re.Pattern[str], list[tuple[int, int]]] = {}
        self._said: Said | None = None
        self._clauses: list[tuple[int, int]] | None = None
        self._sentences: list[tuple[int, int]] | None = None

    def said(self, slots: Slots) -> Said:
        """Where each slot is said."""
        if self._said is None:
            self._said = slots.said(self.told)
        return self._said

    def spans(self, marker: re.Pattern[str]) -> list[tuple[int, int]]:
        """Where these words stand, in order and apart."""
        found = self._marked.get(marker)
        if found is None:
            found = self._marked[marker] = [each.span() for each in marker.finditer(self.told)]
        return found

    def holds(self, marker: re.Pattern[str], start: int, end: int) -> bool:
        """Whether these words stand between two places."""
        spans = self.spans(marker)
        first = bisect_left(spans, (start, 0))
        return first < len(spans) and spans[first][1] < end

    def touches(self, marker: re.Pattern[str], start: int, end: int) -> bool:
        """Whether these words stand there, or partly."""
        spans = self.spans(marker)
        before = bisect_left(spans, (end, 0)) - 1
        return before >= 0 and spans[before][1] > start

    def nearest(self, marker: re.Pattern[str], at: Place, until: int) -> int:
        """How far from a finding the nearest of these stands, from the beginning of its clause on; none within it, `_NEVER` for nowhere."""
        spans = self.spans(marker)
        after = bisect_left(spans, (at.start, 0))
        best = _NEVER
        for start, end in spans[max(0, after - 1) : after + 1]:
            if start >= at.clause[0] and end < until:
                best = min(best, max(start - at.end, at.start - end, 0))
        return best

    def place(self, start: int, end: int) -> Place:
        """The clause and the sentence of what stands from `start` to `end`."""
        if self._clauses is None or self._sentences is None:
            self._clauses = [each.span() for each in _CLAUSE.finditer(self.told)]
            self._sentences = [each.span() for each in _STOP.finditer(self.told)]
        return Place(start, end, self._around(self._clauses, start, end), self._around(self._sentences, start, end))

    def _around(self, borders: list[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
        before = bisect_right(borders, (start, _NEVER)) - 1
        after = bisect_left(borders, (end, 0))
        return borders[before][0] if before >= 0 else 0, borders[after][1] if after < len(borders) else len(self.told)


def denied(reading: Reading, at: Place) -> bool:
    """Whether a word that denies stands right before it, in its own clause."""
    return _DENIED.search(reading.told[max(at.clause[0], at.start - _BEFORE) : at.start]) is not None


def supposed(reading: Reading, at: Place, markers: Markers) -> bool:
    """Whether it is only supposed, or said to whoever it may concern."""
    return reading.holds(markers.supposed, at.sentence[0], at.start + 1)


def asked(reading: Reading, at: Place, markers: Markers) -> bool:
    """Whether others are asked it."""
    return reading.holds(markers.asked, at.sentence[0], at.end + 1)


def quoted(reading: Reading, at: Place, markers: Markers) -> bool:
    """Whether it is told of a song, a book, or as what somebody said."""
    return reading.holds(markers.quoted, *at.sentence)


def said_by_another(reading: Reading, at: Place) -> bool:
    """Whether "I" is somebody else: "he said I…"."""
    told = reading.told
    return told.startswith(" i ", at.start) and _TOLD_BY.search(told[max(at.sentence[0], at.start - _BEFORE) : at.start]) is not None


def feared(reading: Reading, at: Place, markers: Markers) -> bool:
    """Whether she is afraid that it may happen."""
    return markers.feared.search(reading.told, max(at.clause[0], at.start - _BEFORE), at.start + 1) is not None


def remote(reading: Reading, at: Place, markers: Markers, *, past_tense: bool) -> bool:
    """Whether it lies far back: of the present tense, when said so before it; of the past tense, wherever that is said.

    Of two times in one clause the nearer counts: "he choked me two years ago and still calls".
    """
    past_tense = past_tense or _THEN.search(reading.told, at.start, at.end + 1) is not None
    far = reading.nearest(markers.remote, at, at.clause[1] if past_tense else at.end + 1)
    near = reading.nearest(markers.recent, at, at.clause[1])
    if far < _NEVER or near < _NEVER:
        return far <= near
    if not past_tense or reading.holds(markers.recent, *at.sentence):
        return False
    return bool(reading.spans(markers.remote))
