"""When a series of meetings takes place: a rule that people understand, at a local hour that stays the same when clocks change.

Pure. A rule is one of three forms of RFC 5545: every week on some days, every second week on some days, or one weekday of the month.
An evening is known by the local day on which the rule has it, whatever becomes of it: its hour may be changed, or it is called off.

A local hour that a clock change skips moves forward by as much as the clock does; one that comes twice is the first of the two
(RFC 5545, 3.3.5). A meeting lasts as long as it lasts: its length is not local time.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from dateutil import rrule

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST = -1
NTH = (1, 2, 3, 4, LAST)  # of a month: a fifth is not in every month
MOST_APART = timedelta(days=2)  # the local day of a moment is at most so far from its day in UTC, whatever the zone and the gap

_DAY = "|".join(DAYS)
_RULE = re.compile(rf"FREQ=WEEKLY(;INTERVAL=2)?;BYDAY=((?:{_DAY})(?:,(?:{_DAY}))*)|FREQ=MONTHLY;BYDAY=(-1|[1-4])({_DAY})")
_ZONE = re.compile(r"(?!right/|posix)[A-Za-z][A-Za-z0-9_+/-]{1,63}")


class Every(enum.StrEnum):
    """How often."""

    WEEK = "week"
    SECOND_WEEK = "second_week"
    MONTH = "month"


class Rule(msgspec.Struct, frozen=True):
    """On which days. `days` count from 0, Monday, in order; `nth` is the place in the month, `LAST` for the last, 0 for weeks.

    Making one that means nothing raises `ValueError`.
    """

    every: Every
    days: tuple[int, ...]
    nth: int = 0

    def __post_init__(self) -> None:
        known = bool(self.days) and all(0 <= day <= 6 for day in self.days) and list(self.days) == sorted(set(self.days))
        monthly = self.every is Every.MONTH
        if not known or (monthly and (len(self.days) != 1 or self.nth not in NTH)) or (not monthly and self.nth):
            raise ValueError("no such rule")

    def text(self) -> str:
        """As RFC 5545 writes it."""
        names = ",".join(DAYS[day] for day in self.days)
        if self.every is Every.MONTH:
            return f"FREQ=MONTHLY;BYDAY={self.nth}{names}"
        return f"FREQ=WEEKLY{';INTERVAL=2' if self.every is Every.SECOND_WEEK else ''};BYDAY={names}"


def rule_of(text: str) -> Rule:
    """The rule that `Rule.text` wrote. Raises `ValueError` for any other, however valid elsewhere."""
    found = _RULE.fullmatch(text)
    if found is None:
        raise ValueError("no such rule")
    second, days, nth, day = found.groups()
    if day:
        return Rule(Every.MONTH, (DAYS.index(day),), int(nth))
    return Rule(Every.SECOND_WEEK if second else Every.WEEK, tuple(DAYS.index(name) for name in days.split(",")))


class Change(msgspec.Struct, frozen=True):
    """What is different one evening: the local day and hour it moved to, or None when it is called off; and a kind word about it."""

    moved_to: datetime | None
    sentence: str = ""

    def __repr__(self) -> str:
        return f"Change({self.moved_to})"


class Series(msgspec.Struct, frozen=True):
    """A meeting that comes again. Every second week counts from the week of `starts_on`, weeks beginning on Monday."""

    rule: Rule
    starts_on: date
    hour: time  # local, to the minute
    zone: str  # of the IANA database
    minutes: int
    format: str | None = None  # name of a script for these evenings, "" an open meeting; None: the room's own
    ended_at: datetime | None = None  # no evening begins at or after it


class Occurrence(msgspec.Struct, frozen=True):
    """One evening. `on` is its name in the series."""

    on: date
    opens_at: datetime  # UTC
    closes_at: datetime  # UTC
    change: Change | None = None

    @property
    def called_off(self) -> bool:
        """Whether it does not take place."""
        return self.change is not None and self.change.moved_to is None


NO_CHANGES: Mapping[date, Change] = MappingProxyType({})


def zone_named(name: str) -> ZoneInfo | None:
    """The time zone of the IANA database by its name, such as America/Chicago."""
    try:
        return ZoneInfo(name) if _ZONE.fullmatch(name) else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """The moment in UTC at which a clock in that zone shows this; skipped and doubled hours as above."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def occurrences(series: Series, since: datetime, until: datetime, changes: Mapping[date, Change] = NO_CHANGES) -> list[Occurrence]:
    """The evenings that begin from `since` on and before `until`, soonest first, called-off ones at the hour they would have had.

    Raises `ValueError` when its zone is not known here (any more).
    """
    zone = zone_named(series.zone)
    if zone is None:
        raise ValueError("no such zone")
    until = until if series.ended_at is None else min(until, series.ended_at)
    near = set(_days(series, (since - MOST_APART).date(), (until + MOST_APART).date()))
    near |= {on for on in changes if any(_days(series, on, on))}  # an evening may have moved from far away
    found = [_evening(series, zone, on, changes.get(on)) for on in near]
    return sorted((each for each in found if since <= each.opens_at < until), key=lambda each: (each.opens_at, each.on))


def takes_place_on(series: Series, on: date) -> bool:
    """Whether the rule has an evening on this local day."""
    return any(_days(series, on, on))


def _days(series: Series, first: date, last: date) -> Iterator[date]:
    """The local days of the rule from `first` to `last`, both included."""
    rule, begin = series.rule, datetime.combine(series.starts_on, time())
    if last < series.starts_on:
        return
    days = [rrule.weekday(day, rule.nth) if rule.nth else rrule.weekday(day) for day in rule.days]
    found = rrule.rrule(
        rrule.MONTHLY if rule.every is Every.MONTH else rrule.WEEKLY,
        dtstart=begin,
        interval=2 if rule.every is Every.SECOND_WEEK else 1,
        wkst=rrule.MO,
        byweekday=days,
    )
    for at in found.between(datetime.combine(first, time()), datetime.combine(last, time()), inc=True):
        yield at.date()


def _evening(series: Series, zone: ZoneInfo, on: date, change: Change | None) -> Occurrence:
    moved = change.moved_to if change is not None else None
    opens_at = instant(moved or datetime.combine(on, series.hour), zone)
    return Occurrence(on, opens_at, opens_at + timedelta(minutes=series.minutes), change)
