"""What a room's rules make of one message. Pure, and quick enough to be asked before every post: no word of it is kept.

It is the conduct half of the verdict only. Nothing here looks at how a woman is: the safety half stays `Safety.NOTHING`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from msgspec import structs

from moderation.confidentiality import NOTHING_LISTED, Listed, find
from moderation.details.span import Kind, Span
from moderation.plain import plain
from rooms.rules import Rule, Rules, Then
from rooms.terms import Detail, Reason
from rooms.verdict import Conduct, Found, Verdict

MOST_NAMED = 4  # women called by "@name" in one message; more is a flood
REASONS = {Rule.CONTACT: Reason.CONTACT, Rule.LINKS: Reason.SELLING, Rule.MENTIONS: Reason.DISTURBING, Rule.WORDS: Reason.OTHER}
"""Which line of the published list a rule is about."""

_NAMES = frozenset({Kind.PERSON, Kind.CHILD})
_ASKING = frozenset({Then.MASK, Then.ASK, Then.HOLD})  # of a room that takes care of details: a likely name is asked about
_HOST = re.compile(r"^\w+://|[/?#:].*$")
_NAMED = re.compile(r"(?<![\w.])@\w")
_HIDES = frozenset({Rule.CONTACT, Rule.LINKS, Rule.WORDS})
_CONDUCT = {Then.NOTHING: Conduct.PASS, Then.ALERT: Conduct.ALERT, Then.MASK: Conduct.MASK, Then.ASK: Conduct.ASK, Then.HOLD: Conduct.HOLD}
_WEIGHT = {then: weight for weight, then in enumerate(Then)}
_PASSES = Verdict()

Looks = Callable[[str, Rules, list[Span]], Iterator[Found]]


def screen(text: str, policy: Rules, listed: Listed = NOTHING_LISTED, *, sure: bool = False, own: Sequence[Found] = ()) -> Verdict:
    """What the rules say of her words. The one that asks for most decides; what is hidden is hidden whichever that is.

    `sure`: she was asked, and wishes to post them. `own`: words of her own list, which are hidden in every room.
    """
    details = find(text, listed) if _looks_for_details(policy) else []
    decided: Rule | None = None
    signs: tuple[Found, ...] = ()
    heaviest = Then.NOTHING
    reasons: list[Reason] = []
    hidden = list(own)
    for rule, look in _RULES:
        then = policy.then(rule)
        if then is Then.NOTHING or (then is Then.ASK and sure):
            continue
        found = tuple(look(text, policy, details))
        if found:
            reasons.append(REASONS[rule])
            if then is Then.MASK and rule in _HIDES:
                hidden += (Found(each.start, each.end, Detail.OWN.value) if rule is Rule.WORDS else each for each in found)
            if _WEIGHT[then] > _WEIGHT[heaviest]:
                decided, signs, heaviest = rule, found, then
    if not sure and _WEIGHT[heaviest] <= _WEIGHT[Then.ASK] and policy.contact in _ASKING:
        likely = tuple(_found(span) for span in details if not span.certain and span.kind in _NAMES)
        if likely:
            decided, heaviest = Rule.CONTACT, Then.ASK
            signs = tuple(sorted((*(signs if policy.contact is Then.ASK else ()), *likely), key=_place))
    if decided is None and not hidden:
        return _PASSES
    return Verdict(_CONDUCT[heaviest], tuple(reasons), rule=decided, found=signs, hidden=_apart(hidden))


@lru_cache(maxsize=64)
def among_two(rules: Rules) -> Rules:
    """A room's rules where two write to each other alone. Nobody else reads first, and nobody is asked: what the room would hide, ask
    about or read first is hidden there; of its list only what it hides."""
    hides = {True: Then.MASK, False: Then.NOTHING}
    contact, links = hides[rules.contact in _ASKING], hides[rules.links in _ASKING]
    return structs.replace(rules, contact=contact, links=links, mentions=Then.NOTHING, words=hides[rules.words is Then.MASK])


@lru_cache(maxsize=64)
def kept_by(listed: Listed, ours: tuple[str, ...]) -> Listed:
    """What is never hidden in one room: what is for all, and what the programme wrote down as its own."""
    if not ours:
        return listed
    numbers, hosts, others = set(listed.numbers), set(listed.hosts), set(listed.others)
    for each in ours:
        said = plain(each).text.strip()
        digits = "".join(sign for sign in said if sign.isdigit())
        others.add(said.strip(" .,@"))
        if not any(sign.isalpha() for sign in said):
            numbers.add(digits.removeprefix("1") if len(digits) == 11 else digits)
        elif "@" not in said and " " not in said and "." in said:
            hosts.add(_HOST.sub("", said).removeprefix("www."))
    return structs.replace(listed, numbers=frozenset(numbers), hosts=frozenset(hosts), others=frozenset(others))


def _place(found: Found) -> tuple[int, int]:
    return found.start, -found.end


def _found(span: Span) -> Found:
    return Found(span.start, span.end, span.kind.value.lower())


def _apart(hidden: list[Found]) -> tuple[Found, ...]:
    """In order; of two that overlap, the first and its rest as one."""
    kept: list[Found] = []
    for found in sorted(hidden, key=_place):
        if kept and found.start < kept[-1].end:
            kept[-1] = Found(kept[-1].start, max(kept[-1].end, found.end), kept[-1].what)
        else:
            kept.append(found)
    return tuple(kept)


def _looks_for_details(policy: Rules) -> bool:
    return policy.contact is not Then.NOTHING or policy.links is not Then.NOTHING


def _contact(_text: str, _policy: Rules, details: list[Span]) -> Iterator[Found]:
    return (_found(span) for span in details if span.certain and span.kind is not Kind.URL)


def _links(_text: str, _policy: Rules, details: list[Span]) -> Iterator[Found]:
    return (_found(span) for span in details if span.kind is Kind.URL)


def _mentions(text: str, _policy: Rules, _details: list[Span]) -> Iterator[Found]:
    if text.count("@") > MOST_NAMED:
        named = list(_NAMED.finditer(text))
        if len(named) > MOST_NAMED:
            yield Found(named[0].start(), named[-1].end(), "mentions")


def _words(text: str, policy: Rules, _details: list[Span]) -> Iterator[Found]:
    if policy.listed:
        said = plain(text)
        for found in _any_of(policy.listed).finditer(said.text):
            yield Found(*said.span(*found.span()), "words")


@lru_cache(maxsize=64)
def _any_of(listed: tuple[str, ...]) -> re.Pattern[str]:
    """Any word or phrase of a list, whole, in whatever case and with whatever accents."""
    words = (r"\s+".join(map(re.escape, plain(word).text.split())) for word in sorted(listed, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)")


_RULES: tuple[tuple[Rule, Looks], ...] = (
    (Rule.CONTACT, _contact),
    (Rule.LINKS, _links),
    (Rule.MENTIONS, _mentions),
    (Rule.WORDS, _words),
)
