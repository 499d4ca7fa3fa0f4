"""What else a room is, beside whom it is for and its language: the few words by which she finds the one that fits."""

from __future__ import annotations

import enum
from collections.abc import Iterable


class Tag(enum.StrEnum):
    """Stable: stored with rooms and sent in the calendar's address."""

    RECOVERY = "recovery"  # mothers in recovery
    PERINATAL = "perinatal"  # before and after a birth
    NEWCOMER = "newcomer"  # made for a first time


def pack(tags: Iterable[Tag]) -> str:
    """As one text, in the list's order."""
    chosen = set(tags)
    return " ".join(tag for tag in Tag if tag in chosen)


def unpack(text: str) -> tuple[Tag, ...]:
    """From one text; a word that this version does not know is left out."""
    known = {tag.value: tag for tag in Tag}
    return tuple(known[word] for word in text.split() if word in known)
