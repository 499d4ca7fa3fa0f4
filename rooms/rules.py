"""A room's own rules about words, as data: what is looked for before they are posted, and what follows. Published on its agreement page.

All of them are matters of conduct. What a woman feels, fears or has done to herself is looked for by none.
"""

from __future__ import annotations

import enum

import msgspec

MOST_WORDS = 200  # of a room's own list
LONGEST_WORD = 40  # signs of one of them
MOST_OURS = 100  # of a programme's own numbers, links and addresses
LONGEST_OURS = 120  # signs of one of them


class Rule(enum.StrEnum):
    """What is looked for."""

    CONTACT = "contact"  # personal details: by what she, a child or somebody else could be found
    LINKS = "links"
    MENTIONS = "mentions"  # many are called by name at once
    WORDS = "words"  # words of the room's own list


class Then(enum.StrEnum):
    """What follows, from nothing to the most."""

    NOTHING = "nothing"
    ALERT = "alert"  # posted; the facilitators see a quiet line beside it
    MASK = "mask"  # posted without what was found: it is kept nowhere, and she is told
    ASK = "ask"  # she is asked first whether she wishes to post it
    HOLD = "hold"  # a facilitator reads it first


class Rules(msgspec.Struct, frozen=True):
    """What follows from each rule in one room."""

    contact: Then = Then.MASK
    links: Then = Then.ALERT
    mentions: Then = Then.ALERT
    words: Then = Then.HOLD
    listed: tuple[str, ...] = ()  # the words
    ours: tuple[str, ...] = ()  # the programme's own telephone numbers, links and addresses, which are never hidden

    def __repr__(self) -> str:
        return "Rules()"

    def then(self, rule: Rule) -> Then:
        """What follows from this one."""
        followed: Then = getattr(self, rule.value)
        return followed


NO_RULES = Rules(Then.NOTHING, Then.NOTHING, Then.NOTHING, Then.NOTHING)

_encode = msgspec.json.Encoder().encode
_decoder = msgspec.json.Decoder(Rules)


def pack(rules: Rules) -> str:
    """As one text."""
    return _encode(rules).decode()


def unpack(text: str) -> Rules:
    """From one text; what it does not say is as in a new room."""
    return _decoder.decode(text)
