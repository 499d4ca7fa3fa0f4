"""What a room's rules make of one message. Pure, and quick enough to be asked before every post: no word of it is kept.

It is the conduct half of the verdict only. Nothing here looks at how a woman is: the safety half stays `Safety.NOTHING`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from moderation.confidentiality import NOTHING_LISTED, Listed, find
from moderation.details.span import Kind, Span
from moderation.plain import plain
from rooms.rules import Rule, Rules, Then
from rooms.terms import Reason
from rooms.verdict import Conduct, Found, Verdict

MOST_NAMED = 4  # women called by "@name" in one message; more is a flood
REASONS = {Rule.CONTACT: Reason.CONTACT, Rule.LINKS: Reason.SELLING, Rule.MENTIONS: Reason.DISTURBING, Rule.WORDS: Reason.OTHER}
"""Which line of the published list a rule is about."""

_CONTACTS = frozenset({Kind.PHONE, Kind.EMAIL, Kind.HANDLE, Kind.ADDRESS})
_NAMED = re.compile(r"(?<![\w.])@\w")
_CONDUCT = {Then.NOTHING: Conduct.PASS, Then.ALERT: Conduct.ALERT, Then.ASK: Conduct.ASK, Then.HOLD: Conduct.HOLD}
_WEIGHT = {then: weight for weight, then in enumerate(Then)}
_PASSES = Verdict()

Looks = Callable[[str, Rules, list[Span]], Iterator[Found]]


def screen(text: str, policy: Rules, listed: Listed = NOTHING_LISTED, *, sure: bool = False) -> Verdict:
    """What the rules say of her words. The one that asks for most decides. `sure`: she was asked, and wishes to post them as they are."""
    details = find(text, listed) if _looks_for_details(policy) else []
    decided: Rule | None = None
    signs: tuple[Found, ...] = ()
    reasons: list[Reason] = []
    for rule, look in _RULES:
        then = policy.then(rule)
        if then is Then.NOTHING or (then is Then.ASK and sure):
            continue
        found = tuple(look(text, policy, details))
        if found:
            reasons.append(REASONS[rule])
            if decided is None or _WEIGHT[then] > _WEIGHT[policy.then(decided)]:
                decided, signs = rule, found
    if decided is None:
        return _PASSES
    return Verdict(_CONDUCT[policy.then(decided)], tuple(reasons), rule=decided, found=signs)


def _looks_for_details(policy: Rules) -> bool:
    return policy.contact is not Then.NOTHING or policy.links is not Then.NOTHING


def _contact(_text: str, _policy: Rules, details: list[Span]) -> Iterator[Found]:
    return (Found(span.start, span.end, span.kind.value.lower()) for span in details if span.certain and span.kind in _CONTACTS)


def _links(_text: str, _policy: Rules, details: list[Span]) -> Iterator[Found]:
    return (Found(span.start, span.end, "url") for span in details if span.kind is Kind.URL)


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
