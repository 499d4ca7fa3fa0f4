"""Who is on call, and when nobody would be. Pure.

A rotation is a list of people who take turns, by the day or by the week, at one level of the escalation: level 1 is paged first. Its
hours are local and keep their place when clocks change (`rooms.schedule.instant`); duties that follow on one another leave no gap
and no overlap on such days, as the end of one and the beginning of the next are the same moment. An override puts somebody, or
nobody, in the place of whoever has the duty for a time; where two meet, the one made later stands. A swap is two overrides.

Whoever has lost the role is on nobody's rota: her duties are gaps.
"""

from __future__ import annotations

import enum
import itertools
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

import msgspec

from rooms.refusals import Refused
from rooms.schedule import instant, zone_named

LEVELS = 5
MOST_ROTATIONS = 12
MOST_PEOPLE = 40
LOOK_AHEAD = timedelta(weeks=4)
ANSWERED_WITHIN = timedelta(days=30)  # a channel that rings counts for so long after she answered a test by it


class Every(enum.StrEnum):
    """How often the next in the list takes over."""

    DAY = "day"
    WEEK = "week"


class Rotation(msgspec.Struct, frozen=True):
    """People in the order in which they take over, from `begins` to `ends` each local day; `begins` equal to `ends` is round the clock.

    The first of them takes over on `starts_on`; weeks count from that day. Making one that means nothing raises `ValueError`.
    """

    id: str
    level: int
    people: tuple[str, ...]  # accounts
    every: Every
    starts_on: date
    begins: time
    ends: time
    zone: str  # of the IANA database

    def __post_init__(self) -> None:
        if not 1 <= self.level <= LEVELS or not 1 <= len(self.people) <= MOST_PEOPLE or zone_named(self.zone) is None:
            raise ValueError("no such rotation")

    def whose(self, day: date) -> str | None:
        """Who takes the duty that begins on this local day."""
        turns = (day - self.starts_on).days // (7 if self.every is Every.WEEK else 1)
        return self.people[turns % len(self.people)] if day >= self.starts_on else None


class Override(msgspec.Struct, frozen=True):
    """For a time, this account has the duty of a rotation, whatever its hours; None: nobody has."""

    rotation: str
    account: str | None
    since: datetime
    until: datetime


class Rota(msgspec.Struct, frozen=True):
    """Everything that decides who is on call. Overrides in the order in which they were made."""

    rotations: tuple[Rotation, ...] = ()
    overrides: tuple[Override, ...] = ()


class Shift(msgspec.Struct, frozen=True):
    """A time in which one person has the duty of a rotation."""

    rotation: str
    level: int
    account: str
    since: datetime  # UTC
    until: datetime  # UTC, the first moment after


class Gap(msgspec.Struct, frozen=True):
    """A time in which a level has nobody."""

    level: int
    since: datetime
    until: datetime


class Unreachable(msgspec.Struct, frozen=True):
    """Somebody who has a duty and no way that rings and was answered of late; `since` is her first duty."""

    account: str
    since: datetime


class Check(msgspec.Struct, frozen=True):
    """What is wrong with the coming weeks."""

    gaps: tuple[Gap, ...]
    unreachable: tuple[Unreachable, ...]

    @property
    def sound(self) -> bool:
        """Whether somebody who can be woken has each duty."""
        return not self.gaps and not self.unreachable


def shifts(rota: Rota, staff: Iterable[str], since: datetime, until: datetime) -> list[Shift]:
    """Every duty that touches the time from `since` to `until`, by level and time, cut to it. `staff` are those who may be on call."""
    holders = frozenset(staff)
    found = [shift for rotation in rota.rotations for shift in _of(rotation, rota.overrides, since, until) if shift.account in holders]
    return sorted(found, key=lambda shift: (shift.level, shift.since, shift.rotation))


def chain(rota: Rota, staff: Iterable[str], now: datetime) -> tuple[tuple[str, ...], ...]:
    """Who is paged at each level, as it stands at this moment. A level may be empty: it is skipped, and `check` had said so before."""
    levels: list[list[str]] = [[] for _ in range(_levels(rota))]
    for shift in shifts(rota, staff, now, now + timedelta(microseconds=1)):
        if shift.account not in levels[shift.level - 1]:
            levels[shift.level - 1].append(shift.account)
    return tuple(tuple(level) for level in levels)


def check(rota: Rota, staff: Iterable[str], answered: Mapping[str, datetime], now: datetime, until: datetime | None = None) -> Check:
    """What is wrong from now on. `answered` says when each last answered a test by a way that rings; without a rotation all is a gap."""
    end = until or now + LOOK_AHEAD
    duties = shifts(rota, staff, now, end)
    gaps = [gap for level in range(1, _levels(rota) + 1) for gap in _gaps(level, duties, now, end)]
    first: dict[str, datetime] = {}
    for duty in duties:
        if not wakes(answered.get(duty.account), now):
            first[duty.account] = min(first.get(duty.account, duty.since), duty.since)
    unreachable = sorted((Unreachable(account, begins) for account, begins in first.items()), key=lambda each: (each.since, each.account))
    return Check(tuple(gaps), tuple(unreachable))


def wakes(answered: datetime | None, now: datetime) -> bool:
    """Whether a way that rings counts: she answered a test by it, not too long ago."""
    return answered is not None and answered > now - ANSWERED_WITHIN


def must_be_sound(found: Check, waiver: str) -> None:
    """A rota is published sound, or with a waiver: a reason, under the name of who publishes it. Refused `rota_gap`."""
    if not found.sound and not waiver.strip():
        raise Refused("rota_gap")


def swapped(first: Shift, second: Shift) -> tuple[Override, Override]:
    """The overrides by which two people take each other's duty."""
    return (
        Override(first.rotation, second.account, first.since, first.until),
        Override(second.rotation, first.account, second.since, second.until),
    )


def _levels(rota: Rota) -> int:
    return max((rotation.level for rotation in rota.rotations), default=1)


def _gaps(level: int, duties: list[Shift], since: datetime, until: datetime) -> list[Gap]:
    found: list[Gap] = []
    covered = since
    for duty in duties:
        if duty.level != level:
            continue
        if duty.since > covered:
            found.append(Gap(level, covered, duty.since))
        covered = max(covered, duty.until)
    return [*found, Gap(level, covered, until)] if covered < until else found


def _of(rotation: Rotation, overrides: tuple[Override, ...], since: datetime, until: datetime) -> list[Shift]:
    """One rotation's duties: its days, then each override laid over them, and neighbours of one person joined."""
    laid = [*_days(rotation, since, until), *((each.since, each.until, each.account) for each in overrides if each.rotation == rotation.id)]
    edges = sorted({since, until, *(edge for begins, ends, _ in laid for edge in (begins, ends) if since < edge < until)})
    found: list[Shift] = []
    for begins, ends in itertools.pairwise(edges):
        account = next((who for first, last, who in reversed(laid) if first <= begins < last), None)
        if account is None:
            continue
        if found and found[-1].account == account and found[-1].until == begins:
            begins = found.pop().since  # noqa: PLW2901 - the same duty goes on
        found.append(Shift(rotation.id, rotation.level, account, begins, ends))
    return found


def _days(rotation: Rotation, since: datetime, until: datetime) -> list[tuple[datetime, datetime, str | None]]:
    """The duties that the rotation gives, day by day. A day's local date is at most two away from its date in UTC."""
    zone = zone_named(rotation.zone)
    if zone is None:
        raise ValueError("no such zone")
    found = []
    day, last = since.date() - timedelta(days=3), until.date() + timedelta(days=2)
    while day <= last:
        over = day if rotation.ends > rotation.begins else day + timedelta(days=1)
        begins, ends = instant(datetime.combine(day, rotation.begins), zone), instant(datetime.combine(over, rotation.ends), zone)
        found.append((begins, ends, rotation.whose(day)))
        day += timedelta(days=1)
    return found
