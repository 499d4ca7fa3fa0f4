"""Slots: what is meant by many words alike, found wherever it is said, so that a rule can ask which of them come together.

A slot is a list of phrases in the form `moderation.speech` gives: `a/b` one of these, `x?` or not, `word*` any ending (a phrase of one word
only), `{slot}` all of another. A message is gone through once, word by word, whatever the number of phrases.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from itertools import product
from typing import Any

import msgspec

MOST = 6000  # phrases that one line may stand for
_WORD = re.compile(r"[a-z0-9]+|[,.]|[a-z0-9]{3,}\*")
_NEAREST = 3  # of one slot, on each side of another
_DENIES = frozenset(["not", "never", "without", "nunca", "jamas", "tampoco", "sin", "nobody", "neither", "stopped"])
_BETWEEN_EN = frozenset(
    [
        "really",
        "even",
        "going",
        "want",
        "wanting",
        "a",
        "an",
        "the",
        "my",
        "to",
        "be",
        "been",
        "ever",
        "actually",
        "just",
        "about",
        "have",
        "having",
        "trying",
    ]
)
_BETWEEN = _BETWEEN_EN | frozenset(
    ["quiero", "me", "lo", "la", "voy", "he", "estoy", "ha", "se", "que", "tan"]
)  # may stand between what denies and what is denied
_HERE = ""  # the key under which a node keeps its slots; no word is empty


class SlotRefused(ValueError):
    """A line of a slot that is not of this language. Its text says why."""


class Spot(msgspec.Struct, frozen=True):
    """Where a slot is said: signs of the form, its first included space and what follows its last; and words, the last included."""

    start: int
    end: int
    first: int
    last: int


def spelled_out(entry: str, slots: Mapping[str, Sequence[str]], inside: Collection[str] = ()) -> list[str]:
    """Every phrase that one line of a slot stands for. Raises `SlotRefused`."""
    parts: list[list[str]] = []
    for element in entry.split():
        optional = element.endswith("?")
        choices: list[str] = []
        for choice in element.removesuffix("?").split("/"):
            name = choice[1:-1] if choice.startswith("{") else ""
            if name and (name not in slots or name in inside):
                raise SlotRefused(f"there is no list {name!r}" if name not in slots else f"{name!r} stands in itself")
            choices += (
                [each for line in slots[name] for each in spelled_out(line, slots, {*inside, name})] if name else [choice.replace("_", " ")]
            )
        parts.append([*choices, ""] if optional else choices)
    phrases = sorted({" ".join(" ".join(chosen).split()) for chosen in product(*parts)} - {""})
    if not phrases or len(phrases) > MOST:
        raise SlotRefused(f"{entry!r} stands for {len(phrases)} phrases")
    if bad := [word for phrase in phrases for word in phrase.split() if not _WORD.fullmatch(word) or ("*" in word and word != phrase)]:
        raise SlotRefused(f"{bad[0]!r} is not in plain spelling, or has a star where none may be")
    return phrases


class Slots(msgspec.Struct, frozen=True):
    """All slots that rules ask for together, ready to be looked for. Slot `n` is bit `n`."""

    phrases: tuple[tuple[str, ...], ...]  # of each slot
    tree: Mapping[str, Any]  # word -> what may follow it
    stems: Mapping[str, tuple[tuple[str, int], ...]]  # by their first three letters

    def said(self, told: str) -> Said:
        """Which slots are said in a message, and where."""
        words = told.split()
        places = [0] * (len(words) + 1)
        place = 0
        for number, word in enumerate(words):
            places[number] = place
            place += len(word) + 1
        spots: list[tuple[int, Spot]] = []
        every = 0
        tree, stems = self.tree, self.stems
        for first, word in enumerate(words):
            node, begun = tree.get(word), stems.get(word[:3], ())
            if (node is None and not begun) or _denied(words, first):
                continue
            last = first
            while node is not None:
                if mask := node.get(_HERE):
                    every |= mask
                    spots.append((mask, Spot(places[first], places[last] + len(words[last]) + 1, first, last)))
                last += 1
                node = node.get(words[last]) if last < len(words) else None
            for stem, mask in begun:
                if word.startswith(stem):
                    every |= mask
                    spots.append((mask, Spot(places[first], places[first] + len(word) + 1, first, first)))
        return Said(every, spots)


class Said:
    """Which slots one message says, and where."""

    __slots__ = ("_every", "_of", "_spots")

    def __init__(self, every: int, spots: list[tuple[int, Spot]]) -> None:
        self._every = every
        self._spots = spots
        self._of: dict[int, list[Spot]] = {}

    def of(self, slot: int) -> list[Spot]:
        """Where one slot is said, in order."""
        found = self._of.get(slot)
        if found is None:
            found = self._of[slot] = [spot for mask, spot in self._spots if mask >> slot & 1]
        return found

    def met(self, wanted: Sequence[int], mask: int, within: int) -> list[tuple[int, int]]:
        """The spans in which all of `wanted` are said, apart, within so many words: of each place of the first, with the nearest others."""
        if mask & ~self._every:
            return []
        found: list[tuple[int, int]] = []
        for anchor in self.of(wanted[0]):
            chosen = [anchor]
            for slot in wanted[1:]:
                nearest = self._nearest(slot, anchor, chosen, within)
                if nearest is None:
                    break
                chosen.append(nearest)
            else:
                found.append((min(spot.start for spot in chosen), max(spot.end for spot in chosen) - 1))
        return found

    def _nearest(self, slot: int, anchor: Spot, chosen: Sequence[Spot], within: int) -> Spot | None:
        """The nearest place of a slot that no other has."""
        spots = self.of(slot)
        at = bisect_left(spots, anchor.first, key=_first)
        best: Spot | None = None
        for spot in spots[max(0, at - _NEAREST) : at + _NEAREST]:
            away = max(spot.first - anchor.last, anchor.first - spot.last)
            if away <= within and all(spot.last < other.first or other.last < spot.first for other in chosen):
                best, within = spot, away - 1
        return best


def _first(spot: Spot) -> int:
    return spot.first


def _denied(words: Sequence[str], first: int) -> bool:
    """Whether the word right before denies it, or the one before that."""
    before = words[first - 1] if first else ""
    if before in _DENIES or before in ("no", "ni"):
        return True
    return before in _BETWEEN and first > 1 and words[first - 2] in _DENIES


def ready(phrases: Sequence[Collection[str]]) -> Slots:
    """Slots of these phrases, each already spelled out."""
    tree: dict[str, Any] = {}
    stems: dict[str, dict[str, int]] = {}
    for number, each in enumerate(phrases):
        for phrase in each:
            if phrase.endswith("*"):
                ends = stems.setdefault(phrase[:3], {})
                ends[phrase[:-1]] = ends.get(phrase[:-1], 0) | 1 << number
                continue
            node = tree
            for word in phrase.split():
                node = node.setdefault(word, {})
            node[_HERE] = node.get(_HERE, 0) | 1 << number
    return Slots(tuple(tuple(sorted(each)) for each in phrases), tree, {key: tuple(sorted(found.items())) for key, found in stems.items()})
