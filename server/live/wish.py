"""A wish: what is asked of a live meeting, with what travels beside it and who is told how it went."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from rooms.commands import Command
from rooms.events import SeatId
from rooms.refusals import Refused
from server.people.reports import Opened

if TYPE_CHECKING:
    from server.live.replica import Entry

Done = Callable[["list[Entry] | Refused"], None]
"""Told the entries that came of a wish once they are committed and applied (none: it was so already), or why not."""


class Beside(msgspec.Struct, frozen=True):
    """What travels beside a command: never in an event, always sealed where it is kept."""

    text: str = ""
    blind: str = ""  # blind index of the account that takes a seat
    name: str = ""
    account: str = ""
    report: Opened | None = None  # of a report: its excerpt, sealed already

    def __repr__(self) -> str:
        return "Beside()"


class AtTheDoor(msgspec.Struct, frozen=True):
    """What she chose and said as she took her seat, besides her name."""

    listening: bool = False
    newcomer: bool = False
    answers: str = ""  # to the room's questions: `rooms.questions.pack_answers`

    def __repr__(self) -> str:
        return "AtTheDoor()"


NOTHING_SAID = AtTheDoor()


class Wish(msgspec.Struct):
    """A command on its way."""

    actor: SeatId
    command: Command
    done: Done
    beside: Beside = Beside()
    by: str = "system"  # whom the audit names
    tries: int = 0

    def __repr__(self) -> str:
        return f"Wish({type(self.command).__name__})"
