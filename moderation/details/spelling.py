"""Words written apart ("i n s t a"), with digits for letters ("thr33", "c0m"), or with wide gaps: put together again.

Only what spells a word that the rules know is changed, so that "1st", "b12" and "a b c" stay what they are.
"""

from __future__ import annotations

import re

from moderation.details.cues import KNOWN
from moderation.plain import Plain

_APART = re.compile(r"(?<![a-z0-9])[a-z](?:[ .*_-][a-z](?![a-z0-9])){2,}")
FEWEST_APART = 3  # letters that are taken for a word written apart
_GAPS = re.compile(r"(?<=\s)\s+")
_BOTH = re.compile(r"[0-9$@!][a-z]|[a-z][0-9$@]")
_MIXED = re.compile(r"(?<![a-z0-9$@.])(?:[a-z0-9$@]|!(?=[a-z])){2,14}(?![a-z0-9$@])")
_LETTERS = str.maketrans("013457$@!", "oieastsai")


def spelled(said: Plain) -> Plain:
    """The text with such words put together, each sign still knowing its place."""
    said = _without(said, _APART, 1)
    if _BOTH.search(said.text):
        said = Plain(_MIXED.sub(_letters, said.text), said.at)
    return _without(said, _GAPS, 0) if "  " in said.text or "\n" in said.text else said


def _letters(found: re.Match[str]) -> str:
    """Digits for letters, sign for sign."""
    word = found.group()
    told = word.translate(_LETTERS)
    return told if told in KNOWN else word


def _without(said: Plain, pattern: re.Pattern[str], every: int) -> Plain:
    """The text without what `pattern` finds; with `every`, only without each second sign of it, which parts two letters."""
    text, at = said.text, said.at
    signs: list[str] = []
    places: list[int] = []
    place = 0
    for found in pattern.finditer(text):
        signs.append(text[place : found.start()])
        places += at[place : found.start()]
        if every:
            signs.append(text[found.start() : found.end() : 2])
            places += at[found.start() : found.end() : 2]
        place = found.end()
    if not place:
        return said
    return Plain("".join([*signs, text[place:]]), [*places, *at[place:]])
