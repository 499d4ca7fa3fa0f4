"""What is hidden in a woman's words before they go anywhere: by her room's rules, and by her own list. One place, for every post."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

import msgspec

from moderation.confidentiality import NOTHING_LISTED, Label, Listed, mask, neutral
from moderation.own import own
from moderation.screening import among_two, kept_by, screen
from rooms.rules import Rules
from rooms.terms import Detail
from rooms.verdict import Verdict
from server.identity import Identity
from server.people.own_words import OwnWords

Hers = Callable[[str], bool]
"""Whether words, in their normal form, are on one woman's list."""


class Hiding:
    """One a node. `listed`: what is never hidden; `label`: what stands in its place; `words`: the lists of all women."""

    def __init__(self, listed: Listed = NOTHING_LISTED, label: Label = neutral, words: OwnWords | None = None) -> None:
        self._listed = listed
        self._label = label
        self._words = words

    async def list_of(self, who: Identity) -> Hers | None:
        """Her own list as it is now; None: there is nothing on it. A guest has none."""
        if self._words is None or who.kind != "account":
            return None
        marks = await self._words.of(who.id)
        return partial(_is_on, self._words, who.id, marks) if marks else None

    def screen(self, text: str, rules: Rules, names: Collection[str], hers: Hers | None, *, sure: bool) -> Verdict:
        """What the room's rules and her own list say of her words. `names`: of those in the meeting, who may be called by them."""
        listed = kept_by(self._listed, rules.ours)
        if "@" in text:
            listed = msgspec.structs.replace(listed, roster=frozenset(name.lower() for name in names))
        return screen(text, rules, listed, sure=sure, own=() if hers is None else tuple(own(text, hers)))

    def screen_among_two(self, text: str, rules: Rules, names: Collection[str], hers: Hers | None) -> Verdict:
        """The same of words for one pair of eyes: in a side room, or from the waiting room."""
        return self.screen(text, among_two(rules), names, hers, sure=True)

    def mask(self, text: str, verdict: Verdict, language: str) -> tuple[str, tuple[Detail, ...]]:
        """Her words as they go on, and of which kinds that was which stays behind. `language`: the room's."""
        return mask(text, verdict.hidden, partial(self._label, language))


def _is_on(words: OwnWords, account: str, marks: frozenset[str], said: str) -> bool:
    return words.mark(account, said) in marks
