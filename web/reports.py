"""The words around reports: why they are opened, how they end, and what she who made one is told."""

from __future__ import annotations

from server.people.reports import Outcome, Told, Why
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
}
"""What is chosen at the end."""

TOLD: dict[Outcome, str] = {
    Outcome.WORDS_REMOVED: mark("The words were taken down."),
    Outcome.TALKED: mark("Someone of us talked with the woman who wrote them."),
    Outcome.REMOVED: mark("The woman who wrote them was asked to go."),
    Outcome.NO_ACTION: mark("We read the words with care and left them as they are."),
}
WAITS = mark("It waits for a facilitator or supervisor to read it.")


def told(each: Told) -> str:
    """How it stands, to her who reported."""
    return TOLD[each.outcome] if each.outcome else WAITS
