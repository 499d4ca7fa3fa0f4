"""What is noticed in a woman's words: two verdicts of two types, which nothing turns into one another.

*Conduct* is about what her words do to the others, and may hold, mask or tag them. *Safety* is about her, and leads to support and to
nothing else: a disclosure is never an offence. `moderation/following.py` says what follows from each.
"""

from __future__ import annotations

import enum

import msgspec

from rooms.rules import Rule
from rooms.terms import Reason


class Conduct(enum.Enum):
    """What her words may do to others."""

    PASS = "pass"  # noqa: S105 -- nothing
    ALERT = "alert"  # shown, and the facilitators are told why
    TAG = "tag"  # shown under a content notice
    MASK = "mask"  # shown without a detail that is somebody's own
    ASK = "ask"  # she is asked first whether she wishes to show it
    HOLD = "hold"  # read by a facilitator first


class Safety(enum.Enum):
    """How she may be."""

    NOTHING = "nothing"
    OFFER = "offer"  # she might like to know what help there is
    CONCERN = "concern"  # a facilitator should know
    NOW = "now"  # a person is needed now


class Found(msgspec.Struct, frozen=True):
    """Which signs of the text met a rule: `start` to `end` (not included), and what they look like."""

    start: int
    end: int
    what: str  # a `Detail`, mentions, words


class Verdict(msgspec.Struct, frozen=True):
    """What was noticed in one message, with why. Both halves are always there, and each is followed on its own."""

    conduct: Conduct = Conduct.PASS
    reasons: tuple[Reason, ...] = ()  # of conduct: published rules
    safety: Safety = Safety.NOTHING
    signs: tuple[str, ...] = ()  # of safety: names of what was noticed, never her words
    rule: Rule | None = None  # of conduct: which of the room's rules decided
    found: tuple[Found, ...] = ()  # of conduct: by which signs
    hidden: tuple[Found, ...] = ()  # of conduct: what is hidden before anyone reads her words, whatever else follows. In order, apart
