"""What is said over the wire about a person to come, field by field."""

from __future__ import annotations

from typing import Annotated

import msgspec

from moderation.case_terms import Severity
from server.asks import Command, MessageName, SeatName

Note = Annotated[str, msgspec.Meta(max_length=8000)]


class AskPerson(Command, frozen=True, tag="ask_person"):
    """I need a person. `id` is the browser's own random choice; the same again is the same request."""

    id: MessageName
    danger: bool = False  # I am in danger now
    note: Note | None = None

    def __repr__(self) -> str:
        return "AskPerson()"


class TakeBackAsk(Command, frozen=True, tag="take_back_ask"):
    """I do not need one after all."""


class DeclinePerson(Command, frozen=True, tag="decline_person"):
    """Somebody was called for me, and I do not wish for help now."""


class RaiseConcern(Command, frozen=True, tag="raise_concern"):
    """I worry about a woman here; `id` as above."""

    id: MessageName
    seat: SeatName
    severity: Severity
    message: MessageName | None = None  # hers, that worries me
    note: Note | None = None

    def __repr__(self) -> str:
        return "RaiseConcern()"


class BeWithHer(Command, frozen=True, tag="be_with_her"):
    """I am with her in the room, or no longer."""

    seat: SeatName
    on: bool = True


class TakeCase(Command, frozen=True, tag="take_case"):
    """I have it."""

    seat: SeatName


Person = AskPerson | TakeBackAsk | DeclinePerson | RaiseConcern | BeWithHer | TakeCase
