"""Whether a woman may be in danger, by what she wrote: which kind, how near, and by which rules. Pure; keeps no word.

An aid for triage, not a clinical instrument: what is told in a way nobody foresaw is missed, and a person, a button and the other members
remain the main road. What it says is about her and leads to support only; nothing here can hold, hide or delay a word.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import assert_never

import msgspec

from moderation.lexicon import Category, Lexicon, Rule, Way
from moderation.plain import plain
from moderation.scopes import YOU, Markers, Place, Reading, Scope, asked, denied, feared, quoted, remote, said_by_another, supposed
from moderation.speech import words
from rooms.verdict import Safety


class Before(msgspec.Struct, frozen=True):
    """What was noticed earlier, as facts without a word: in the same seat's last messages, and in what others just said in the room."""

    hers: frozenset[str] = frozenset()
    room: frozenset[str] = frozenset()


NOTHING_BEFORE = Before()


class Noticed(msgspec.Struct, frozen=True):
    """What one message says of how its author is."""

    tier: int = 0
    categories: tuple[Category, ...] = ()  # of the highest tier first
    rules: tuple[str, ...] = ()  # ids of those that decided, in order
    facts: frozenset[str] = frozenset()  # for the messages that follow


NOTHING = Noticed()


class Watch(enum.Enum):
    """What a room does with what is noticed: follows it, or only counts it while its rules are being tried."""

    FOLLOW = "follow"
    ONLY = "only"


def safety(noticed: Noticed, watch: Watch) -> Safety:
    """The half of a verdict that is about her. A room that only watches follows nothing."""
    match watch:
        case Watch.ONLY:
            return Safety.NOTHING
        case Watch.FOLLOW:
            return (Safety.NOTHING, Safety.OFFER, Safety.CONCERN, Safety.NOW)[noticed.tier]
        case _:
            assert_never(watch)


def worth_asking(said: str, lexicon: Lexicon) -> int:
    """A mask of the ways that could match: one whose words are not there cannot, and most messages hold no such word."""
    exact, begins, mask = lexicon.exact, lexicon.begins, 0
    for word in words(said):
        if "'" in word:
            mask |= exact.get(word.replace("'", ""), 0)
        mask |= exact.get(word, 0)
        if word[:3] in begins:
            for stem, ways in begins[word[:3]]:
                if word.startswith(stem):
                    mask |= ways
    return mask


def notice(text: str, lexicon: Lexicon, before: Before = NOTHING_BEFORE, *, thorough: bool = False) -> Noticed:
    """What the rules make of one message. `thorough`: asks for every way, also those whose words are not there."""
    said = lexicon.speech.plainly(plain(text).text)
    mask = (1 << len(lexicon.ways)) - 1 if thorough else worth_asking(said, lexicon)
    if not mask:
        return NOTHING
    found = _found(Reading(lexicon.speech.told(said)), mask, lexicon)
    facts = {fact for _, _, _, fact in found if fact}
    tiers = [(tier, category, name) for tier, category, name, _ in found if tier]
    if facts:
        every = facts | before.hers | before.room
        met = (each for each in lexicon.together if every.issuperset(each.facts) and not facts.isdisjoint(each.facts))
        tiers += [(each.tier, each.category, each.id) for each in met]
    if not tiers and not facts:
        return NOTHING
    tiers.sort(key=lambda row: (-row[0], row[2]))
    return Noticed(
        tiers[0][0] if tiers else 0,
        tuple(dict.fromkeys(category for _, category, _ in tiers if category is not None)),
        tuple(dict.fromkeys(name for _, _, name in tiers)),
        frozenset(facts),
    )


def _found(reading: Reading, mask: int, lexicon: Lexicon) -> list[tuple[int, Category | None, str, str | None]]:
    """Of each rule that matches: its tier here, category, id and fact. The worst place of several decides."""
    best: dict[int, tuple[int, str | None]] = {}
    while mask:
        way = lexicon.ways[(mask & -mask).bit_length() - 1]
        mask &= mask - 1
        rule = lexicon.rules[way.rule]
        if way.rule in best and best[way.rule][0] == max(rule.frame.tier, rule.frame.now or 0):
            continue  # it can mean no more
        for span in _spans(reading, way, rule, lexicon):
            weighed = _weigh(reading, reading.place(*span), rule, lexicon.markers)
            if weighed is not None and (way.rule not in best or weighed[0] > best[way.rule][0]):
                best[way.rule] = weighed
                if weighed[0] == max(rule.frame.tier, rule.frame.now or 0):
                    break
    frames = [(lexicon.rules[number].frame, *best[number]) for number in sorted(best)]
    return [(tier, frame.category, frame.id, fact) for frame, tier, fact in frames]


def _spans(reading: Reading, way: Way, rule: Rule, lexicon: Lexicon) -> Iterable[tuple[int, int]]:
    """Where a rule matches in this way."""
    if way.said is not None:
        return (match.span() for match in way.said.finditer(reading.told))
    return reading.said(lexicon.slots).met(way.meet, way.slots, rule.frame.within)


def _weigh(reading: Reading, at: Place, rule: Rule, markers: Markers) -> tuple[int, str | None] | None:
    """The tier and fact of one finding where it stands; None when it means nothing there."""
    frame, deaf = rule.frame, rule.frame.deaf
    if rule.unless is not None and reading.holds(rule.unless, *at.sentence):
        return None
    if Scope.FIGURE not in deaf and reading.touches(markers.figure, at.start, at.end):
        return None
    if (Scope.DENIED not in deaf and denied(reading, at)) or said_by_another(reading, at):
        return None
    if Scope.ASKED not in deaf and asked(reading, at, markers):
        told_to_you = reading.holds(YOU, *at.sentence)
        return (0, f"asked.{frame.category}") if told_to_you and frame.category and frame.tier >= 2 else None
    if (Scope.SUPPOSED not in deaf and supposed(reading, at, markers)) or (Scope.QUOTED not in deaf and quoted(reading, at, markers)):
        return None
    if Scope.PAST not in deaf and remote(reading, at, markers, past_tense=frame.tense == "past"):
        return (frame.past, None) if frame.past else None
    if frame.feared is not None and feared(reading, at, markers):
        return frame.feared, None
    tier = frame.tier
    if frame.now is not None and reading.holds(markers.recent, *at.sentence):
        tier = max(tier, frame.now)
    if frame.resisted is not None and reading.spans(markers.resisted):
        return min(tier, frame.resisted), None
    return tier, frame.fact
