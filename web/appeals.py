"""The words around appeals: what was done to her, how long it lasts, and how it ended."""

from __future__ import annotations

from rooms.terms import Measure, Scope
from web.words import mark

MEASURES: dict[Measure, str] = {
    Measure.QUIET: mark("You have quiet time."),
    Measure.REMOVAL: mark("You were asked to leave this meeting."),
    Measure.DECLINE: mark("You were not let in."),
    Measure.TAKE_DOWN: mark("Words of yours were taken down."),
}
"""What was done, to her."""

KEPT_OUT: dict[Scope | None, str] = {
    Scope.ROOM: mark("You were asked to stay away from this room."),
    Scope.PROGRAMME: mark("You were asked to stay away from every room of this programme."),
}
"""The same where it reaches further than tonight."""

HOW_LONG: dict[Measure, str] = {
    Measure.QUIET: mark("It lifts by itself."),
    Measure.REMOVAL: mark("It lasts until it is lifted."),
    Measure.DECLINE: mark("It is for this meeting only."),
    Measure.TAKE_DOWN: mark("Nobody in the circle can read them."),
}

LISTED: dict[Measure, str] = {
    Measure.QUIET: mark("Asks about her quiet time"),
    Measure.REMOVAL: mark("Asks about being asked to go"),
    Measure.DECLINE: mark("Asks about not being let in"),
    Measure.TAKE_DOWN: mark("Asks about words that were taken down"),
}
"""What stands in the list of whoever looks."""

ASKED: dict[Measure, str] = {
    Measure.QUIET: mark("You asked about your quiet time."),
    Measure.REMOVAL: mark("You asked about being asked to go."),
    Measure.DECLINE: mark("You asked about not being let in."),
    Measure.TAKE_DOWN: mark("You asked about words that were taken down."),
}
"""What stands beside its outcome."""
