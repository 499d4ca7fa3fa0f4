"""What leaves this programme when somebody is paged, and what is known when it did not."""

from __future__ import annotations

import base64
import enum
import hashlib
from typing import Protocol

import msgspec

from moderation.case_terms import Trouble

DEADLINE_S = 10.0  # what one attempt may take
TEST = "test"  # stands where a severity would, when somebody tests how she can be reached


class Action(enum.StrEnum):
    """What a pager service is told about one key."""

    TRIGGER = "trigger"
    ACKNOWLEDGE = "acknowledge"  # somebody has it: it stops ringing
    RESOLVE = "resolve"


class Notice(msgspec.Struct, frozen=True):
    """All that is said outside: no name, no room, no word. The same `key` again is the same page again."""

    id: str  # the case's public form, or of a test the code that shows it arrived
    severity: str  # red | amber | green, or `TEST`
    key: str  # 22 letters
    link: str = ""  # where a responder opens it, once signed in; a test has none
    action: Action = Action.TRIGGER


class Undelivered(Exception):
    """A channel did not take a page. Holds a closed word, so that it can be kept and logged."""

    def __init__(self, trouble: Trouble, *, after_s: float | None = None) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
        self.after_s = after_s  # the service asked to be spared for so long


class Sender(Protocol):
    """One channel."""

    async def send(self, address: str, notice: Notice) -> None:
        """Return once the other side has taken it. Raises `Undelivered`; may hang, so the caller sets the deadline."""


def key_of(case: str, level: int, number: int, account: str, contact: str) -> str:
    """A page's id: the same whenever the same step is repeated, and unlike any other."""
    said = "|".join((case, str(level), str(number), account, contact))
    return base64.urlsafe_b64encode(hashlib.sha256(said.encode()).digest()[:16])[:22].decode()
