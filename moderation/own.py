"""Words of her own list in a text: her child's name, her street, whoever looks for her. Nothing here knows the words themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from moderation.details.spelling import spelled
from moderation.plain import plain
from rooms.terms import Detail
from rooms.verdict import Found

MOST_TOGETHER = 4  # words of one entry
LONGEST = 40  # signs of one entry
_WORD = re.compile(r"[^\W_]+")


def normal(entry: str) -> str:
    """An entry as it is compared: case, accents, look-alike letters and what stands between words do not count."""
    return " ".join(_WORD.findall(spelled(plain(entry)).text))


def own(text: str, is_hers: Callable[[str], bool]) -> Iterator[Found]:
    """Where an entry of hers stands, the longest first. `is_hers`: whether these words, in their normal form, are an entry."""
    said = spelled(plain(text))
    words = list(_WORD.finditer(said.text))
    place = 0
    while place < len(words):
        most = min(MOST_TOGETHER, len(words) - place)
        for count in range(most, 0, -1):
            together = words[place : place + count]
            if is_hers(" ".join(word.group() for word in together)):
                yield Found(*said.span(together[0].start(), together[-1].end()), Detail.OWN.value)
                place += count - 1
                break
        place += 1
