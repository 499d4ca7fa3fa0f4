"""A room's own rules about words as they are published: what is looked for before words are posted, and what follows."""

from __future__ import annotations

from collections.abc import Callable

from rooms.rules import Rule, Rules, Then
from web.agreement import Paragraph
from web.words import mark

LEAD = mark("What this room looks out for before words are posted:")

LOOKED_FOR: dict[Rule, str] = {
    Rule.CONTACT: mark(
        "Telephone numbers, mail and street addresses, names elsewhere, full names, children's names, schools, case numbers, birth dates."
    ),
    Rule.LINKS: mark("Links."),
    Rule.MENTIONS: mark("Words that call more than four women by name at once."),
    Rule.WORDS: mark("Words of the room's own list."),
}
"""What is looked for."""

FOLLOWS: dict[Then, str] = {
    Then.ALERT: mark("They are posted, and the facilitators see a line beside them."),
    Then.MASK: mark("They are hidden before anyone reads them, and kept nowhere. You are told so at once."),
    Then.ASK: mark("You are asked first if you wish to post them."),
    Then.HOLD: mark("A facilitator reads them first. You are told so at once."),
}
"""What follows."""

CHOICES: tuple[tuple[Then, str], ...] = (
    (Then.NOTHING, mark("Nothing")),
    (Then.ALERT, mark("Post it, and show the facilitators")),
    (Then.MASK, mark("Hide it, and tell her")),
    (Then.ASK, mark("Ask her first")),
    (Then.HOLD, mark("A facilitator reads it first")),
)
"""The same, to choose from."""


def choices(rule: Rule) -> tuple[tuple[Then, str], ...]:
    """What may follow from this one. Calling many by name can not be hidden."""
    return tuple((then, words) for then, words in CHOICES if then is not Then.MASK or rule is not Rule.MENTIONS)


def published(rules: Rules) -> list[tuple[str, str]]:
    """What this room looks for and what follows, as sentences to be translated; the listed words themselves are not published."""
    return [
        (words, FOLLOWS[rules.then(rule)])
        for rule, words in LOOKED_FOR.items()
        if rules.then(rule) in FOLLOWS and (rule is not Rule.WORDS or rules.listed)
    ]


def looked_for(rules: Rules, say: Callable[[str], str]) -> list[Paragraph]:
    """The same as a list that stands with the agreement; none where nothing is looked for."""
    points = tuple(f"{say(what)} {say(then)}" for what, then in published(rules))
    return [Paragraph(say(LEAD), "", points)] if points else []
