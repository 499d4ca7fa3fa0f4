"""What around a finding changes what it means: denied, long ago, somebody else's words, asked of others, supposed, a figure of speech.

Each is looked for where it counts only, in the clause or the sentence of the finding, so that "I used to be fine, but tonight…" stays a
matter of tonight.
"""

from __future__ import annotations

import enum
import re

import msgspec

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
_NEVER = 10_000


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


def place(told: str, start: int, end: int) -> Place:
    """The clause and the sentence of what stands from `start` to `end`."""
    return Place(start, end, _around(_CLAUSE, told, start, end), _around(_STOP, told, start, end))


def _around(border: re.Pattern[str], told: str, start: int, end: int) -> tuple[int, int]:
    first = 0
    for found in border.finditer(told, 0, start + 1):
        first = found.start()
    last = border.search(told, end)
    return first, last.end() if last else len(told)


def denied(told: str, at: Place) -> bool:
    """Whether a word that denies stands right before it, in its own clause."""
    return _DENIED.search(told[at.clause[0] : at.start]) is not None


def supposed(told: str, at: Place, markers: Markers) -> bool:
    """Whether it is only supposed, or said to whoever it may concern."""
    return markers.supposed.search(told, at.sentence[0], at.start + 1) is not None


def asked(told: str, at: Place, markers: Markers) -> bool:
    """Whether others are asked it."""
    return markers.asked.search(told, at.sentence[0], at.end + 1) is not None


def quoted(told: str, at: Place, markers: Markers) -> bool:
    """Whether it is told of a song, a book, or as what somebody said."""
    return markers.quoted.search(told, *at.sentence) is not None


def said_by_another(told: str, at: Place) -> bool:
    """Whether "I" is somebody else: "he said I…"."""
    return told.startswith(" i ", at.start) and _TOLD_BY.search(told[at.sentence[0] : at.start]) is not None


def feared(told: str, at: Place, markers: Markers) -> bool:
    """Whether she is afraid that it may happen."""
    return markers.feared.search(told, at.clause[0], at.start + 1) is not None


def remote(told: str, at: Place, markers: Markers, *, past_tense: bool) -> bool:
    """Whether it lies far back: of the present tense, when said so before it; of the past tense, wherever that is said.

    Of two times in one clause the nearer counts: "he choked me two years ago and still calls".
    """
    past_tense = past_tense or _THEN.search(told, at.start, at.end + 1) is not None
    far = _distance(markers.remote, told, at, at.clause[1] if past_tense else at.end + 1)
    near = _distance(markers.recent, told, at, at.clause[1])
    if far < _NEVER or near < _NEVER:
        return far <= near
    if not past_tense or markers.recent.search(told, *at.sentence):
        return False
    return markers.remote.search(told) is not None


def _distance(marker: re.Pattern[str], told: str, at: Place, until: int) -> int:
    """How far from the finding the nearest of these stands in its clause; none within it or after it when there is none."""
    spans = [found.span() for found in marker.finditer(told, at.clause[0], until)]
    return min((max(start - at.end, at.start - end, 0) for start, end in spans), default=_NEVER)


def figures(told: str, markers: Markers) -> list[tuple[int, int]]:
    """Where figures of speech stand."""
    return [found.span() for found in markers.figure.finditer(told)]
