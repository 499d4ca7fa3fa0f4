"""Times as the wire carries them."""

from __future__ import annotations

from datetime import datetime


def stamp(moment: datetime) -> str:
    """A time in UTC: ISO 8601 with milliseconds."""
    return moment.isoformat(timespec="milliseconds")[:23] + "Z"
