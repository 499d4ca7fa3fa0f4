"""Ids, and what every event and every wish is made of."""

from __future__ import annotations

import enum
from typing import NewType

import msgspec

MeetingId = NewType("MeetingId", str)
SeatId = NewType("SeatId", str)
MessageId = NewType("MessageId", str)
NodeId = NewType("NodeId", str)


class SeatRole(enum.StrEnum):
    """What a seat is in this meeting."""

    MEMBER = "member"
    FACILITATOR = "facilitator"


class Word(enum.StrEnum):
    """The few supportive responses."""

    WITH_YOU = "with_you"
    ME_TOO = "me_too"
    THANK_YOU = "thank_you"
    STRENGTH = "strength"


def _snake(name: str) -> str:
    """`SeatTaken` -> `seat_taken`."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


class Fact(msgspec.Struct, frozen=True, tag_field="kind", tag=_snake):
    """Something that happened in a meeting. Its tag is what the log stores."""


class Wish(msgspec.Struct, frozen=True):
    """Something that is asked of a meeting."""
