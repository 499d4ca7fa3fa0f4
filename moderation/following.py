"""What follows from a verdict: handling of her words from conduct, support for her from safety, and nothing across.

The two results are of two types as well. A `Handling` is only ever made from a `Conduct`, so that no sanction can be built from a
safety verdict: the type checker refuses it, and so does the constructor.
"""

from __future__ import annotations

import enum
from typing import assert_never, final

import msgspec

from rooms.terms import Reason
from rooms.verdict import Conduct, Safety, Verdict


@final
class Handling(msgspec.Struct, frozen=True):
    """What is done to her words before the circle has them."""

    because: Conduct
    reasons: tuple[Reason, ...] = ()

    def __post_init__(self) -> None:
        if {type(self.because), *map(type, self.reasons)} - {Conduct, Reason}:
            raise TypeError("words are handled because of conduct only")

    @property
    def held(self) -> bool:
        """Whether a facilitator reads them first."""
        return self.because is Conduct.HOLD

    @property
    def masked(self) -> bool:
        """Whether a detail in them is covered."""
        return self.because is Conduct.MASK

    @property
    def asked(self) -> bool:
        """Whether she is asked first if she wishes to post them."""
        return self.because is Conduct.ASK

    @property
    def tagged(self) -> bool:
        """Whether they are shown under a content notice."""
        return self.because is Conduct.TAG


class Support(enum.Enum):
    """What is done for her. None of it touches her words or her seat."""

    SHOW_HELP = "show_help"  # to her alone: what help there is
    TELL_FACILITATORS = "tell_facilitators"
    CALL_A_PERSON = "call_a_person"


def handling(conduct: Conduct, reasons: tuple[Reason, ...] = ()) -> Handling:
    """What happens to her words."""
    return Handling(conduct, reasons)


def support(safety: Safety) -> frozenset[Support]:
    """What is done for her."""
    match safety:
        case Safety.NOTHING:
            return frozenset()
        case Safety.OFFER:
            return frozenset({Support.SHOW_HELP})
        case Safety.CONCERN:
            return frozenset({Support.SHOW_HELP, Support.TELL_FACILITATORS})
        case Safety.NOW:
            return frozenset(Support)
        case _:
            assert_never(safety)


class Follows(msgspec.Struct, frozen=True):
    """All that follows from one verdict."""

    words: Handling
    support: frozenset[Support]


def follow(verdict: Verdict) -> Follows:
    """Each half on its own: what is done to her words is the same whatever is noticed about her."""
    return Follows(handling(verdict.conduct, verdict.reasons), support(verdict.safety))
