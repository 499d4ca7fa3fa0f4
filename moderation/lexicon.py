"""The rules by which a danger is noticed, as data: `moderation/lexicons/*.toml`, read once into something that does not change.

A file that cannot be used is one sentence with its name and line. What the types cannot hold, reading holds: a relapse, the fear of losing
her children and thoughts that frighten her never page anyone, whatever a file says.
"""

from __future__ import annotations

import enum
import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

import msgspec

from moderation.patterns import Pattern, PatternRefused, compiled, rarest
from moderation.scopes import Markers, Scope
from moderation.slots import SlotRefused, Slots, ready, spelled_out
from moderation.speech import Speech, speech

_HEADER = re.compile(r"^\s*\[\[?(\w+)\]", re.MULTILINE)
_WHERE = re.compile(r"`\$\.(\w+)(?:\[(\d+)\])?")
_NOWHERE = r"(?!)"


class Category(enum.StrEnum):
    """What a danger is of. The values are those of `hearth screen`."""

    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    OVERDOSE = "overdose"
    IPV = "ipv"
    CHILD_HARM = "child_harm"
    PSYCHOSIS = "psychosis"
    RELAPSE = "relapse"


Tier = Annotated[int, msgspec.Meta(ge=0, le=3)]


class Frame(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing that may be said, in all the ways it is said."""

    id: str
    why: str  # what it is and where the rule comes from
    example: str  # must match
    near: tuple[str, ...] = ()  # must not
    patterns: tuple[str, ...] = ()  # words in an order
    meets: tuple[
        str, ...
    ] = ()  # slots in any order: "taken + many/all + {pills}", each a slot's name, several with "|", or a line as slots have
    within: int = 10  # words between those that meet
    category: Category | None = None  # none: a cue of distress, or a fact that counts together with others only
    tier: Tier = 0
    now: Tier | None = None  # the tier when it is said to be now, or in the last days
    past: Tier = 0  # the tier when it lies far back
    tense: Literal["now", "past"] = "now"
    resisted: Tier | None = None  # the tier when it frightens her and is unwanted
    feared: Tier | None = None  # the tier when she is afraid that it may happen
    unless: tuple[str, ...] = ()  # what in the same sentence makes it something else
    fact: str | None = None
    deaf: tuple[Scope, ...] = ()  # scopes that change nothing


class Together(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Facts that mean more together than alone: of this message and those before it, at least one of this."""

    id: str
    why: str
    facts: tuple[str, ...]
    category: Category
    tier: Tier


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    slots: dict[str, list[str]] = {}
    rewrites: dict[str, str] = {}
    phrases: dict[str, str] = {}
    scopes: dict[str, list[str]] = {}
    misspelt: list[str] = []
    common: dict[str, int] = {}
    frame: list[Frame] = []
    together: list[Together] = []


class LexiconRefused(ValueError):
    """A lexicon that cannot be used: the file, the line, and why."""


class Rule(msgspec.Struct, frozen=True):
    """A frame that is ready to be weighed."""

    frame: Frame
    unless: re.Pattern[str] | None


class Way(msgspec.Struct, frozen=True):
    """One of the ways in which a rule may match: words in an order, or slots that meet."""

    rule: int
    said: re.Pattern[str] | None = None
    meet: tuple[int, ...] = ()  # slots by number; the one whose words are rarest first
    slots: int = 0  # the same as a mask


class Lexicon(msgspec.Struct, frozen=True):
    """All rules, ready. Bit `n` of a mask is way `n`."""

    rules: tuple[Rule, ...]
    ways: tuple[Way, ...]
    together: tuple[Together, ...]
    speech: Speech
    slots: Slots
    markers: Markers
    exact: Mapping[str, int]  # a word as it is written -> the ways that could match where it stands
    begins: Mapping[str, tuple[tuple[str, int], ...]]  # the same for beginnings of words, by their first three letters


def _read(name: str, text: str) -> _File:
    try:
        return msgspec.convert(tomllib.loads(text), _File)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise LexiconRefused(f"{name}, line {line.group(1) if line else text.count(chr(10)) + 1}: {error}") from None
    except msgspec.ValidationError as error:
        found = _WHERE.search(str(error))
        line_number = _line(text, found.group(1), int(found.group(2) or 0)) if found else 1
        raise LexiconRefused(f"{name}, line {line_number}: {error}") from None


def _line(text: str, table: str, nth: int) -> int:
    """The line of the nth header of a table."""
    starts = [found.start(1) for found in _HEADER.finditer(text) if found.group(1) == table]
    return text.count("\n", 0, starts[nth]) + 1 if nth < len(starts) else 1


def _policy(frame: Frame) -> str | None:
    """What CRISIS.md forbids, whoever writes the file."""
    tiers = [frame.tier, frame.past, frame.now or 0]
    if frame.category in (None, Category.RELAPSE) and max(tiers) > 1:
        return "a relapse or a cue of distress is met with an offer to her, tier 1, and never alarms"
    if frame.resisted is not None and frame.resisted > 2:
        return "thoughts that frighten her never page"
    if not frame.why or not frame.example:
        return "it says neither why nor an example"
    return None


def read(files: Mapping[str, str]) -> Lexicon:
    """All files, name to text, as one lexicon. Raises `LexiconRefused`."""
    parsed = {name: _read(name, text) for name, text in sorted(files.items())}
    slots: dict[str, list[str]] = {}
    for file in parsed.values():
        for slot, choices in file.slots.items():
            slots.setdefault(slot, []).extend(choices)
    meeting: dict[frozenset[str], int] = {}
    common = {word: often for file in parsed.values() for word, often in file.common.items()}
    rules: list[Rule] = []
    ways: list[Way] = []
    needs: list[frozenset[str]] = []  # of each way
    known: set[str] = set()
    seen: set[str] = set()
    for name, file in parsed.items():
        rows: list[Frame | Together] = [*file.frame, *file.together]
        for nth, row in enumerate(rows):
            table, at = ("frame", nth) if nth < len(file.frame) else ("together", nth - len(file.frame))
            where = f"{name}, line {_line(files[name], table, at)}"
            if row.id in seen:
                raise LexiconRefused(f"{where}: {row.id} is there twice")
            seen.add(row.id)
            if isinstance(row, Frame):
                if complaint := _policy(row):
                    raise LexiconRefused(f"{where}: {row.id}: {complaint}")
                patterns = _patterns(where, row.id, row.patterns, slots, common)
                known.update(word for pattern in patterns for word in pattern.words if word.isalnum())
                unless = _patterns(where, row.id, row.unless, slots, common) if row.unless else None
                meets = [_meet(where, row.id, line, slots, common) for line in row.meets]
                if not patterns and not meets:
                    raise LexiconRefused(f"{where}: {row.id}: it has no pattern")
                known.update(word for meet in meets for slot in meet for phrase in slot for word in phrase.split() if word.isalnum())
                ways += [Way(len(rules), re.compile(pattern.source)) for pattern in patterns]
                needs += [pattern.needs for pattern in patterns]
                for meet in meets:
                    wanted = tuple(meeting.setdefault(slot, len(meeting)) for slot in meet)
                    ways.append(Way(len(rules), None, wanted, sum(1 << slot for slot in set(wanted))))
                    needs.append(_needed(meet[0], common))
                rules.append(Rule(row, _any(unless) if unless else None))
    rewrites = {word: told for file in parsed.values() for word, told in file.rewrites.items()}
    phrases = {phrase: told for file in parsed.values() for phrase, told in file.phrases.items()}
    misspelt = [word for file in parsed.values() for word in file.misspelt]
    known.update(word for word in rewrites if word.isalpha())
    known.update(misspelt)
    spoken = speech(rewrites, phrases, known, misspelt)
    exact, begins = _index(needs, spoken, common)
    together = tuple(sorted((each for file in parsed.values() for each in file.together), key=lambda each: each.id))
    return Lexicon(tuple(rules), tuple(ways), together, spoken, ready(list(meeting)), _markers(files, parsed, slots, common), exact, begins)


def _patterns(where: str, name: str, patterns: Iterable[str], slots: Mapping[str, list[str]], common: Mapping[str, int]) -> list[Pattern]:
    found = []
    for pattern in patterns:
        try:
            found.append(compiled(pattern, slots, common))
        except PatternRefused as error:
            raise LexiconRefused(f"{where}: {name}: {pattern!r}: {error}") from None
    return found


def _meet(where: str, name: str, line: str, slots: Mapping[str, list[str]], common: Mapping[str, int]) -> list[frozenset[str]]:
    """The slots of one line, each as its phrases: the one whose words are rarest first."""
    try:
        found = [
            frozenset(phrase for each in part.strip().split("|") for phrase in spelled_out(f"{{{each}}}" if each in slots else each, slots))
            for part in line.split("+")
        ]
    except SlotRefused as error:
        raise LexiconRefused(f"{where}: {name}: {line!r}: {error}") from None
    if len(found) < 2:
        raise LexiconRefused(f"{where}: {name}: {line!r}: nothing meets")
    return sorted(found, key=lambda slot: (sum(common.get(word, 0.1) for word in _needed(slot, common)), sorted(slot)))


def _needed(slot: Iterable[str], common: Mapping[str, int]) -> frozenset[str]:
    """Of each phrase the word that is rarest."""
    return frozenset(rarest(phrase, common) for phrase in slot)


def _any(patterns: Iterable[Pattern]) -> re.Pattern[str]:
    return re.compile("|".join(pattern.source for pattern in patterns) or _NOWHERE)


def _markers(files: Mapping[str, str], parsed: Mapping[str, _File], slots: Mapping[str, list[str]], common: Mapping[str, int]) -> Markers:
    found: dict[str, list[Pattern]] = {name: [] for name in Markers.__struct_fields__}
    for name, file in parsed.items():
        for scope, patterns in file.scopes.items():
            if scope not in found:
                raise LexiconRefused(f"{name}, line {_line(files[name], 'scopes', 0)}: there is no scope {scope!r}")
            found[scope] += _patterns(name, f"scope {scope}", patterns, slots, common)
    return Markers(**{scope: _any(patterns) for scope, patterns in found.items()})


def _index(
    needs: list[frozenset[str]], spoken: Speech, common: Mapping[str, int]
) -> tuple[dict[str, int], dict[str, tuple[tuple[str, int], ...]]]:
    """Which written words could make which way match. A word that stands for others counts as all of them."""
    exact: dict[str, int] = {}
    stems: dict[str, int] = {}
    for number, needed in enumerate(needs):
        for need in needed:
            where = stems if need.endswith("*") else exact
            where[need.removesuffix("*")] = where.get(need.removesuffix("*"), 0) | 1 << number

    def of(told: str) -> int:
        mask = 0
        for word in told.split():
            mask |= exact.get(word, 0)
            for stem, others in stems.items():
                if word.startswith(stem):
                    mask |= others
        return mask

    for phrase, told in spoken.phrases.items():
        if mask := of(told):
            parts = phrase.split()
            rare = min(parts, key=lambda word: common.get(word, 1))
            exact[rare] = exact.get(rare, 0) | mask
    for word, mask in {word: of(told) for word, told in spoken.rewrites.items()}.items():
        if mask:
            exact[word] = exact.get(word, 0) | mask
    begins: dict[str, list[tuple[str, int]]] = {}
    for stem, mask in sorted(stems.items()):
        begins.setdefault(stem[:3], []).append((stem, mask))
    return exact, {key: tuple(found) for key, found in begins.items()}
