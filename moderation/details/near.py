"""Where in a text a rule need look at all: near the words beside which stands what it finds. So long messages cost little more."""

from __future__ import annotations

import re
from collections.abc import Iterator


def around(text: str, landmark: re.Pattern[str], before: int, behind: int) -> Iterator[tuple[int, int]]:
    """The stretches, apart and in order, that reach so many signs before and behind each landmark."""
    low = high = 0
    for found in landmark.finditer(text):
        if not high or found.start() - before > high:
            if high:
                yield low, high
            low = max(0, found.start() - before)
        high = min(len(text), found.end() + behind)
    if high:
        yield low, high
