"""How much a piece of code does, told in calls: the same on every machine, however busy. Times belong in `bench/`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def steps(does: Callable[[], object]) -> int:
    """How many functions, Python's own included, are called meanwhile."""
    count = 0

    def seen(_frame: FrameType, event: str, _about: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        does()
    finally:
        sys.setprofile(before)
    return count - 1  # but the one that ends the counting
