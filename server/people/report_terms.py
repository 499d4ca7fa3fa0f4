"""What a report is made of, why it is opened, how it ends, and what is told of it. `reports.py` keeps them."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from rooms.terms import Measure, Reason


class Outcome(enum.StrEnum):
    """How a report ended."""

    WORDS_REMOVED = "words_removed"
    TALKED = "talked"
    REMOVED = "removed"
    NO_ACTION = "no_action"
    UPHELD = "upheld"  # of an appeal: what was done stands
    OVERTURNED = "overturned"  # of an appeal: it does not


ENDS_APPEALS = frozenset({Outcome.UPHELD, Outcome.OVERTURNED})


class Why(enum.StrEnum):
    """Why the words of a report are opened: it stands in the audit line's kind, so no free words do."""

    DECIDE = "decide"  # to decide what follows
    AGAIN = "again"  # to look once more
    ASKED = "asked"  # someone asked for a second opinion


class Excerpt(msgspec.Struct, frozen=True):
    """All that leaves the meeting: the words at issue, who wrote them, and who reported them with which note. Printing it shows nothing."""

    message: str
    words: str
    written_at: datetime
    author: str  # name for that meeting
    author_seat: str
    author_account: str  # id of the account or guest
    reporter: str
    reporter_seat: str
    reporter_account: str
    note: str = ""

    def __repr__(self) -> str:
        return "Excerpt()"


class Appealed(NamedTuple):
    """What an appeal is about. `taken_by`: the account that did it; None when nobody knows, and then a supervisor looks."""

    measure: Measure
    about: str  # id of the seat or of the message
    taken_by: str | None


class Opened(NamedTuple):
    """A report ready to be kept: the code she is given, and the rows and the timer that go into one transaction with the log's entry."""

    code: str
    report: dict[str, Any]  # a row of `report`
    receipt: dict[str, Any]  # a row of `receipt`
    destroy_at: datetime  # the timer `destroy_excerpt` of this report's id

    def __repr__(self) -> str:
        return "Opened()"


class Listed(NamedTuple):
    """A report as the list shows it: nothing of what was said."""

    id: str
    room: str  # the room's name
    reason: Reason
    made_at: datetime
    readable: bool  # whether its words still exist
    outcome: Outcome | None
    closed_at: datetime | None
    meeting: str = ""
    appealed: Appealed | None = None  # None: it is a report


class Told(NamedTuple):
    """What she who reported is told."""

    made_at: datetime
    reason: Reason
    outcome: Outcome | None
    closed_at: datetime | None
    sentence: str | None
    measure: Measure | None = None  # of an appeal

    def __repr__(self) -> str:
        return "Told()"
