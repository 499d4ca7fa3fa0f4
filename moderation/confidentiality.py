"""Personal details in a text: where they stand, and the text without them. Pure; keeps nothing.

Masking is for the room's eyes. It is an aid, not a promise: a detail told in a way nobody foresaw stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

import msgspec

from moderation.details.cues import Cue, cues
from moderation.details.digits import FEWEST, telephone_numbers
from moderation.details.handles import elsewhere, handed, signed
from moderation.details.links import links, mail_addresses
from moderation.details.names import TWO_CAPITALS, children, counted, names, told
from moderation.details.papers import births, papers
from moderation.details.places import addresses, calles, coded, corners, homes, schools
from moderation.details.span import Kind, Span
from moderation.details.spelling import FEWEST_APART, spelled
from moderation.plain import Plain, plain
from rooms.terms import Detail
from rooms.verdict import Found

_ORDER = {
    kind: place
    for place, kind in enumerate(
        [Kind.EMAIL, Kind.URL, Kind.ID, Kind.DOB, Kind.PHONE, Kind.HANDLE, Kind.ADDRESS, Kind.SCHOOL, Kind.CHILD, Kind.PERSON]
    )
}  # of two that overlap, the first stays
_FOR_LETTERS = re.compile(r"[$@]|!\w")
_DIGIT = re.compile(r"\d")
_DOTTED = re.compile(r"\.(?:\w|\s?[\])}>*]|\s\w{1,24}\s?/|(?<=\s\.)\s)")
_BESIDE = re.compile(r"[\s,]{1,3}(?:[A-ZÁÉÍÓÚÑ][\w’'-]{2,24}(?:[ -][A-ZÁÉÍÓÚÑ][\w’'-]{2,24})?[\s,]{1,3})?")


class Listed(msgspec.Struct, frozen=True):
    """What is never hidden: help lines and the programme's resources (digits; hosts; others, in plain spelling), and the names here."""

    numbers: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()
    roster: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()  # mail addresses, names elsewhere, streets


NOTHING_LISTED = Listed()


class _Seen(msgspec.Struct):
    """What there is in a text for the rules to find anything by."""

    digits: int
    numbers: int  # number words
    alone: int  # letters that stand alone
    cue: int
    signs: bool
    capitals: bool


def _look(said: Plain, original: str) -> _Seen:
    together, numbers, alone = cues(said.text)
    capitals = TWO_CAPITALS.search(original) is not None
    return _Seen(len(_DIGIT.findall(said.text)), numbers, alone, together, _has_signs(said.text), capitals)


def _has_signs(text: str) -> bool:
    """Whether there is a sign that mail addresses, links or names elsewhere are written with. A full stop alone is none."""
    if "@" in text or "/" in text or "#" in text or "$" in text or "*" in text or "_" in text or "www" in text:
        return True
    return "." in text and _DOTTED.search(text) is not None


_RULES: tuple[tuple[Callable[[_Seen], object], Callable[[Plain, str, Listed], Iterable[Span]]], ...] = (
    (lambda seen: seen.signs or seen.cue & (Cue.MAIL | Cue.DOT), lambda said, _, __: mail_addresses(said)),
    (lambda seen: seen.signs or seen.cue & Cue.DOT, lambda said, _, listed: links(said, listed.hosts)),
    (lambda seen: seen.signs, lambda said, _, listed: signed(said, listed.roster)),
    (lambda seen: seen.cue & Cue.ELSEWHERE, lambda said, _, __: elsewhere(said)),
    (lambda seen: seen.signs or (seen.cue & Cue.HANDED and seen.digits), lambda said, _, __: handed(said)),
    (lambda seen: seen.digits >= 4 or (seen.cue & Cue.PAPER and seen.digits + seen.numbers), lambda said, text, _: papers(said, text)),
    (lambda seen: seen.digits >= 2, lambda said, text, _: coded(said, text)),
    (lambda seen: (seen.digits or seen.numbers) and seen.cue & Cue.BIRTH, lambda said, _, __: births(said)),
    (lambda seen: seen.digits + seen.numbers >= FEWEST, lambda said, _, listed: telephone_numbers(said, listed.numbers)),
    (lambda seen: seen.cue & (Cue.STREET | Cue.CALLE) and seen.digits + seen.numbers, lambda said, text, _: addresses(said, text)),
    (lambda seen: seen.cue & Cue.CALLE and seen.digits + seen.numbers, lambda said, _, __: calles(said)),
    (lambda seen: seen.cue & Cue.LIVES and seen.cue & Cue.STREET, lambda _, text, __: homes(text)),
    (lambda seen: seen.cue & Cue.CORNER, lambda _, text, __: corners(text)),
    (lambda seen: seen.cue & Cue.SCHOOL, lambda said, text, _: schools(said, text)),
    (lambda seen: seen.cue & Cue.CHILD, lambda _, text, __: children(text)),
    (lambda seen: seen.cue & Cue.NUMBER or seen.digits, lambda _, text, __: counted(text)),
    (lambda seen: seen.capitals, lambda _, text, __: names(text)),
    (lambda seen: seen.cue & Cue.CALLED, lambda said, _, __: told(said)),
)


def find(text: str, listed: Listed = NOTHING_LISTED, *, thorough: bool = False) -> list[Span]:
    """Every detail, in order, none overlapping another. `thorough`: asks all rules, also those that have nothing to find anything by."""
    said = plain(text)
    seen = _look(said, text)
    if thorough or seen.digits or seen.alone >= FEWEST_APART or _FOR_LETTERS.search(text) or "  " in said.text:
        told = spelled(said)
        if told.text != said.text:
            said, seen = told, _look(told, text)
    elif not (seen.cue or seen.signs or seen.capitals):
        return []
    found: list[Span] = []
    for worth_asking, rule in _RULES:
        if thorough or worth_asking(seen):
            found += rule(said, text, listed)
    if found and listed.others:
        found = [span for span in found if not _is_ours(plain(text[span.start : span.end]).text, listed.others)]
    return _apart(found, text) if found else found


def _is_ours(detail: str, ours: frozenset[str]) -> bool:
    """Whether it is one of these, or a part of one: the street of an address."""
    said = detail.strip(" .,@")
    return bool(said) and any(said in each for each in ours)


def _apart(found: list[Span], text: str) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(found, key=lambda span: (_ORDER[span.kind], not span.certain, span.start - span.end)):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return _joined(sorted(kept), text)


def _joined(spans: list[Span], text: str) -> list[Span]:
    """A street and its town are one address."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last is not None and last.kind is span.kind is Kind.ADDRESS and _BESIDE.fullmatch(text, last.end, span.start):
            joined[-1] = Span(last.start, span.end, Kind.ADDRESS, last.rule, last.certain and span.certain)
        else:
            joined.append(span)
    return joined


Label = Callable[[str, Detail], str]
"""What stands in the place of a detail, in the language of the room."""


def neutral(_language: str, detail: Detail) -> str:
    """The label where nobody knows of languages."""
    return f"[{detail.value}]"


def mask(text: str, hidden: Sequence[Found], label: Callable[[Detail], str]) -> tuple[str, tuple[Detail, ...]]:
    """The text with a label in place of each of these, which stand in order and apart; and of which kinds they were, each once."""
    if not hidden:
        return text, ()
    parts: list[str] = []
    place = 0
    for found in hidden:
        parts += [text[place : found.start], label(Detail(found.what))]
        place = found.end
    kinds = {found.what for found in hidden}
    return "".join([*parts, text[place:]]), tuple(detail for detail in Detail if detail in kinds)
