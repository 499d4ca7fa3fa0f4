"""Words of her own list: found however they are written, and nothing else."""

from __future__ import annotations

import pytest

from moderation.own import normal, own

HERS = frozenset(map(normal, ("Rex", "Maple Close", "Doña Inés", "one two three four", "José-María")))


def found(text: str) -> list[str]:
    return [text[each.start : each.end] for each in own(text, HERS.__contains__)]


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Rex came by", ["Rex"]),
        ("it was REX's idea, rex!", ["REX", "rex"]),
        ("on maple   close, by the tree", ["maple   close"]),
        ("Maple-Close.", ["Maple-Close"]),
        ("💐 doña ines y DOÑA INÉS", ["doña ines", "DOÑA INÉS"]),
        ("r e x was here", ["r e x"]),
        ("ꭱex? rеx", ["rеx"]),  # the second with a Cyrillic letter
        ("one two three four five", ["one two three four"]),
        ("jose maria", ["jose maria"]),
    ],
)
def test_an_entry_is_found_however_it_is_written(text: str, hidden: list[str]) -> None:
    assert found(text) == hidden


@pytest.mark.parametrize("text", ["", "...", "Rexy and trex", "maple, then we came close", "close maple", "one two three", "doña Ana"])
def test_what_is_like_an_entry_stays(text: str) -> None:
    assert found(text) == []
