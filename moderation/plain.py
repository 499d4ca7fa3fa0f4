"""One spelling for every way of writing the same: what the rules read, and where each of its signs stood in the original.

Compatibility forms (NFKC), look-alike letters of other scripts, accents, invisible signs and case do not count (see UTS #39, section 4).
Every sign of the result knows the place in the original it came from, so that a rule's finding is a span of what she wrote.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import msgspec

_LOOK_ALIKE = str.maketrans(
    "абвгезіјкмнопрстухцѕԁԛԝүһӏαβεζηικμνορτυχγωσλ",
    "abbrezijkmhonpctyxusdqwyhlabeznikmvoptuxywoa",
)
_DROPPED = frozenset({"Mn", "Me", "Cf"})  # marks on letters, enclosing signs such as a keycap's, joiners and other invisible ones


class Plain(msgspec.Struct, frozen=True):
    """A text in plain spelling. `at[i]` is the place in the original of sign `i`; one more entry marks the end."""

    text: str
    at: Sequence[int]

    def __repr__(self) -> str:
        return f"Plain({len(self.text)} signs)"

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where signs `start` to `end` (not included) stand in the original."""
        return self.at[start], self.at[end - 1] + 1 if end > start else self.at[start]


def _fold(sign: str) -> str:
    spread = unicodedata.normalize("NFKD", sign).casefold().translate(_LOOK_ALIKE)
    return "".join(" " if c.isspace() else c for c in spread if unicodedata.category(c) not in _DROPPED)


# what texts in these rooms mostly hold, folded once: Latin with its accents, Greek, Cyrillic, signs of writing, and the common pictures
_OFTEN = [*range(0x250), *range(0x370, 0x530), *range(0x2010, 0x2060), *range(0x2600, 0x2800), *range(0x1F300, 0x1FB00)]
_FOLDED = {place: _fold(chr(place)) for place in _OFTEN}
_ONE_FOR_ONE = re.compile("[" + "".join(re.escape(chr(place)) for place, folded in _FOLDED.items() if len(folded) == 1) + "]*")


def plain(text: str) -> Plain:
    """The text in plain spelling."""
    if text.isascii():
        return Plain(text.lower(), range(len(text) + 1))
    if _ONE_FOR_ONE.fullmatch(text):
        return Plain(text.translate(_FOLDED), range(len(text) + 1))
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        folded = _FOLDED.get(ord(sign))
        for each in _fold(sign) if folded is None else folded:
            signs.append(each)
            places.append(place)
    places.append(len(text))
    return Plain("".join(signs), places)
