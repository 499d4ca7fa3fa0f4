"""Calendar files (RFC 5545) that say when and nothing else: a neutral title, no room, no word, no place, no link.

Hours are in UTC, one entry an evening: what a clock change does to a series is settled before it comes here, so no calendar program
has to know of zones. An entry is known by a UUID that neither room nor programme can be read from (RFC 7986, 5.3), and keeps it when the
evening is moved.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

REFRESH = timedelta(hours=1)
_SPACE = uuid.UUID("4be5ea5c-6f0c-4b60-8a8e-3a1d4e3f2b77")


class Entry(NamedTuple):
    """An evening. `key` is what it stays known by: its series and day, or its meeting."""

    key: str
    opens_at: datetime
    closes_at: datetime


def calendar(entries: Iterable[Entry], title: str, now: datetime) -> bytes:
    """The file. It asks to be fetched again every hour, as a feed is."""
    from icalendar import Calendar, Event, vText

    file = Calendar()
    file.add("prodid", "-//Calendar//EN")
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", vText(title))
    file.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    file.add("x-published-ttl", "PT1H")
    for entry in entries:
        event = Event()
        event.add("uid", str(uuid.uuid5(_SPACE, entry.key)))
        event.add("dtstamp", now.replace(microsecond=0))
        event.add("dtstart", entry.opens_at.replace(microsecond=0))
        event.add("dtend", entry.closes_at.replace(microsecond=0))
        event.add("summary", title)
        event.add("class", "PRIVATE")
        file.add_component(event)
    return bytes(file.to_ical())
