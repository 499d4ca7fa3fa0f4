"""The words of a room's agreement: what a new room begins with, what may be taken down, and how a text is set on the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import takewhile
from typing import NamedTuple

from rooms.terms import Reason
from web.words import mark

REASONS: dict[Reason, str] = {
    Reason.UNKIND: mark("Words that hurt someone here."),
    Reason.CONTACT: mark("Telephone numbers, addresses or accounts, yours or another's."),
    Reason.DETAILS: mark("Details that may hurt others to read, such as how much, how and where."),
    Reason.CROSS_TALK: mark("Advice or answers while the meeting goes without them."),
    Reason.SELLING: mark("Selling, advertising, or asking for money."),
    Reason.DISTURBING: mark("Coming to disturb."),
    Reason.OTHER: mark("Something else, which the facilitator then explains."),
}
"""What may be taken down, in plain words: the published list."""

THEN = (
    mark("The facilitator takes the words down and tells you which line it was."),
    mark("She may give you quiet time: you read and do not write. It ends by itself."),
    mark("She may ask you back to the waiting room to talk with you alone."),
    mark("She may ask you to go, for tonight or for longer. You are told why."),
)
"""What happens when a line is not kept, from the lightest to the last."""

LINES = (
    mark("What is said here stays here. No screenshots, and no names taken outside."),
    mark("Speak from your own life. We do not fix, judge or give orders."),
    mark("You may pass. Every time, and nobody asks why. Just listening is being here too."),
    mark("Gently. Before words that may be hard to read, say in a word what is coming."),
    mark("One after another. The facilitator says how we take turns, and may ask us all to pause."),
)
NEVER = mark("Come as you are. What you feel, what you fear, a relapse, or what you did to yourself is never against these lines.")
TAKEN_DOWN = mark("What the facilitators may take down:")
WHAT_FOLLOWS = mark("What happens then:")
REPORT = mark("If something hurts you, report it. Somebody reads it and tells you how it ended. You can report a facilitator too.")

STATEMENTS = {
    "women": mark(
        "This room is for women. Trans women are among them, and whoever is neither woman nor man and feels at home among women is "
        "welcome too. You alone say who you are. Nobody asks for proof, now or later."
    ),
    "mothers": mark(
        "This room is for mothers: pregnant, by birth, by adoption or fostering, grieving a child, or away from their children just now. "
        "Trans mothers are among them. You alone say who you are. Nobody asks for proof, now or later."
    ),
}
"""Whom a room is for, as published. `everyone` needs no statement."""

ATTESTS = {
    "women": mark("I am a woman, or I feel at home among women."),
    "mothers": mark("I am a mother, or about to be one."),
}

_SENTENCE = re.compile(r"(.+?[.?:])\s+(\S.*)", re.DOTALL)


class Paragraph(NamedTuple):
    """A piece of the text as it is set: what leads, what follows, or the points of a list."""

    lead: str
    rest: str
    points: tuple[str, ...]


def first_text(say: Callable[[str], str]) -> str:
    """The agreement that a new room begins with, in one language: `say` translates."""
    points = [[f"- {say(each)}" for each in list_] for list_ in (REASONS.values(), THEN)]
    parts = [say(line) for line in (*LINES, NEVER)]
    parts += [say(TAKEN_DOWN), "\n".join(points[0]), say(WHAT_FOLLOWS), "\n".join(points[1]), say(REPORT)]
    return "\n\n".join(parts)


def tidy(text: str) -> str:
    """The text as it is kept: one kind of line end, nothing at the ends of lines, one empty line between paragraphs."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def paragraphs(text: str) -> list[Paragraph]:
    """The text in pieces. An empty line parts them, and lines that begin with a hyphen are a list: the words before it that end in a colon
    lead it. The first sentence of a longer paragraph leads the rest."""
    pieces: list[Paragraph] = []
    for block in tidy(text).split("\n\n"):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        points = list(takewhile(_is_point, reversed(lines)))[::-1]
        whole = " ".join(lines[: len(lines) - len(points)])
        if whole:
            pieces.append(_paragraph(whole))
        if points:
            led = pieces and pieces[-1].lead.endswith(":") and not pieces[-1].points
            lead = pieces.pop().lead if led else ""
            pieces.append(Paragraph(lead, "", tuple(point[2:] for point in points)))
    return pieces


def _is_point(line: str) -> bool:
    return line.startswith("- ")


def _paragraph(whole: str) -> Paragraph:
    if whole.endswith(":"):
        return Paragraph(whole, "", ())
    led = _SENTENCE.fullmatch(whole)
    return Paragraph(led[1], led[2], ()) if led else Paragraph("", whole, ())
