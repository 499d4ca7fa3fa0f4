"""The words around reports: why they are opened, how they end, and what she who made one is told."""

from __future__ import annotations

from server.people.reports import Listed, Outcome, Told, Why
from web.agreement import REASONS
from web.appeals import ASKED, LISTED
from web.words import mark

WHYS: dict[Why, str] = {
    Why.DECIDE: mark("To decide what follows"),
    Why.AGAIN: mark("To look once more"),
    Why.ASKED: mark("Someone asked me what I think"),
}
"""What is chosen before the words are opened."""

OUTCOMES: dict[Outcome, str] = {
    Outcome.WORDS_REMOVED: mark("The words were taken down"),
    Outcome.TALKED: mark("Someone talked with her who wrote them"),
    Outcome.REMOVED: mark("She who wrote them was asked to go"),
    Outcome.NO_ACTION: mark("Nothing more was needed"),
    Outcome.UPHELD: mark("What was decided stands"),
    Outcome.OVERTURNED: mark("What was decided does not stand"),
}
"""What is chosen at the end."""

TOLD: dict[Outcome, str] = {
    Outcome.WORDS_REMOVED: mark("The words were taken down."),
    Outcome.TALKED: mark("Someone of us talked with the woman who wrote them."),
    Outcome.REMOVED: mark("The woman who wrote them was asked to go."),
    Outcome.NO_ACTION: mark("We read the words with care and left them as they are."),
    Outcome.UPHELD: mark("Somebody else looked at it with care, and it stands."),
    Outcome.OVERTURNED: mark("Somebody else looked at it, and it does not stand. We are sorry."),
}
WAITS = mark("It waits for a facilitator or supervisor to read it.")
WAITS_FOR_ANOTHER = mark("It waits for somebody who did not decide it.")


def told(each: Told) -> str:
    """How it stands, to her who reported."""
    return TOLD[each.outcome] if each.outcome else WAITS_FOR_ANOTHER if each.measure else WAITS


def about(each: Told) -> str:
    """What it was about, to her."""
    return ASKED[each.measure] if each.measure else REASONS[each.reason]


def named(each: Listed) -> str:
    """What it is about, to whoever looks."""
    return LISTED[each.appealed.measure] if each.appealed else REASONS[each.reason]
