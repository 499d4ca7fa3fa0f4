"""What the calendar shows: the evenings of the next two weeks, called-off ones with their kind word, and what she looks for among them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from rooms.schedule import Occurrence
from rooms.tags import Tag
from server.people.seriesbook import Kept
from server.store.engine import Database
from server.store.tables import meeting, room
from web.ics import Entry
from web.timetable import AHEAD

AT_MOST = 300
NO_FORMAT = "-"  # how an address says "without a format"


class Place(NamedTuple):
    """A room, as far as she looks for it."""

    id: str
    name: str
    purpose: str
    audience: str  # women, mothers or everyone
    language: str
    tags: tuple[Tag, ...]
    format: str


class Coming(NamedTuple):
    """An evening. `meeting` is None when it is called off."""

    place: Place
    opens_at: datetime
    closes_at: datetime
    format: str
    status: str  # planned, open or off
    meeting: str | None = None
    series: str | None = None
    on: str | None = None
    sentence: str = ""  # by staff, about this evening
    moved: bool = False

    @property
    def entry(self) -> Entry:
        """As a calendar file keeps it."""
        key = f"{self.series}/{self.on}" if self.series and self.on else f"meeting/{self.meeting}"
        return Entry(key, self.opens_at, self.closes_at)


class Wish(NamedTuple):
    """What she looks for. Everything that is asked must be so; nothing asked is everything."""

    women: bool = False
    tags: frozenset[Tag] = frozenset()
    language: str = ""
    format: str = ""  # a script's name, or `NO_FORMAT`
    talk: str = ""  # "yes" or "no": whether women answer each other

    @property
    def any(self) -> bool:
        """Whether anything is asked."""
        return self != Wish()

    def fits(self, coming: Coming, talks: Callable[[str], bool]) -> bool:
        """Whether this evening is one of those; `talks` says of a format whether it has cross-talk."""
        place = coming.place
        return (
            (not self.women or place.audience in ("women", "mothers"))
            and self.tags <= set(place.tags)
            and self.language in ("", place.language)
            and self.format in ("", coming.format or NO_FORMAT)
            and (not self.talk or (self.talk == "yes") is talks(coming.format))
        )


async def ahead(db: Database, kept: Iterable[Kept], now: datetime) -> list[Coming]:
    """What is open and what comes in two weeks, soonest first, with what was called off."""
    series = {each.id: each for each in kept}
    c = meeting.c
    columns = (c.id, c.status, c.opens_at, c.closes_at, c.series_id, c.occurrence, c.own_format)
    near = sa.or_(c.status == "open", sa.and_(c.status == "planned", c.opens_at < now + AHEAD))
    query = sa.select(*columns).join(room, room.c.id == c.room_id).where(room.c.closed_at.is_(None), near)
    async with db.read() as connection:
        rows = (await connection.execute(query.add_columns(c.room_id).order_by(c.opens_at).limit(AT_MOST))).all()
        wanted = sa.select(room.c.id, room.c.name, room.c.purpose, room.c.audience, room.c.language, room.c.tags, room.c.format)
        places = {row.id: Place(*row) for row in await connection.execute(wanted.where(room.c.closed_at.is_(None)))}
    days = {each.id: {evening.on.isoformat(): evening for evening in _near(each, now)} for each in series.values()}
    found = []
    for row in rows:
        place, evening = places[row.room_id], days.get(row.series_id, {}).get(row.occurrence)
        if evening is not None and evening.called_off and row.status == "planned":
            continue  # the planner has not come by yet
        change = evening.change if evening else None
        sentence, moved = (change.sentence, change.moved_to is not None) if change else ("", False)
        own = place.format if row.own_format is None else row.own_format
        found.append(Coming(place, row.opens_at, row.closes_at, own, row.status, row.id, row.series_id, row.occurrence, sentence, moved))
    return sorted([*found, *_called_off(series.values(), places, days)], key=lambda each: each.opens_at)


def _near(kept: Kept, now: datetime) -> list[Occurrence]:
    try:
        return kept.between(now, now + AHEAD)
    except ValueError:  # its zone is not known any more; the planner says so in the log
        return []


def _called_off(kept: Iterable[Kept], places: Mapping[str, Place], days: Mapping[str, Mapping[str, Occurrence]]) -> Iterable[Coming]:
    for each in kept:
        place = places.get(each.room)
        for on, evening in days[each.id].items():
            if place is not None and evening.change is not None and evening.called_off:
                own = place.format if each.series.format is None else each.series.format
                sentence = evening.change.sentence
                yield Coming(place, evening.opens_at, evening.closes_at, own, "off", None, each.id, on, sentence)
