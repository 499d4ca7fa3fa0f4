"""Evenings of a series: the rule's days, her local hour in every zone and across every clock change, and what is different one evening."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rooms.schedule import LAST, NTH, Change, Every, Occurrence, Rule, Series, instant, occurrences, rule_of, takes_place_on, zone_named

ZONES = (
    "UTC", "America/Chicago", "America/New_York", "America/Los_Angeles", "America/Phoenix", "America/St_Johns", "America/Havana",
    "America/Santiago", "America/Asuncion", "America/Sao_Paulo", "America/Nuuk", "America/Scoresbysund", "Atlantic/Azores", "Europe/Madrid",
    "Europe/London", "Europe/Dublin", "Europe/Chisinau", "Africa/Casablanca", "Africa/Cairo", "Africa/El_Aaiun", "Antarctica/Troll",
    "Asia/Beirut", "Asia/Gaza", "Asia/Jerusalem", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Tehran", "Australia/Lord_Howe",
    "Australia/Adelaide", "Australia/Sydney", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia", "Pacific/Kiritimati",
    "Pacific/Easter", "Pacific/Norfolk",
)  # fmt: skip
FIRST, FINAL = date(2010, 1, 1), date(2036, 12, 31)
CHICAGO = "America/Chicago"
MIDNIGHT = time()
TUESDAYS = Rule(Every.WEEK, (1,))


def weekly() -> st.SearchStrategy[Rule]:
    days = st.sets(st.integers(0, 6), min_size=1).map(lambda found: tuple(sorted(found)))
    return st.builds(Rule, st.sampled_from((Every.WEEK, Every.SECOND_WEEK)), days)


def monthly() -> st.SearchStrategy[Rule]:
    return st.builds(Rule, st.just(Every.MONTH), st.integers(0, 6).map(lambda day: (day,)), st.sampled_from(NTH))


def hours() -> st.SearchStrategy[time]:
    early = st.integers(0, 4 * 60 - 1)  # where clocks change
    return st.one_of(early, st.integers(0, 24 * 60 - 1)).map(lambda minute: time(minute // 60, minute % 60))


def some_series() -> st.SearchStrategy[Series]:
    return st.builds(
        Series,
        rule=st.one_of(weekly(), monthly()),
        starts_on=st.dates(FIRST, FINAL),
        hour=hours(),
        zone=st.sampled_from(ZONES),
        minutes=st.sampled_from((30, 60, 90, 360)),
    )


def at(day: date) -> datetime:
    return datetime.combine(day, MIDNIGHT, tzinfo=UTC)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def by_hand(series: Series, first: date, last: date) -> list[date]:
    """The rule read day by day, without the library."""
    rule, found = series.rule, []
    monday = series.starts_on - timedelta(days=series.starts_on.weekday())
    day = max(first, series.starts_on)
    while day <= last:
        in_month = (day.day - 1) // 7 + 1
        is_last = (day + timedelta(days=7)).month != day.month
        fits = {
            Every.WEEK: True,
            Every.SECOND_WEEK: (day - monday).days // 7 % 2 == 0,
            Every.MONTH: is_last if rule.nth == LAST else in_month == rule.nth,
        }
        if day.weekday() in rule.days and fits[rule.every]:
            found.append(day)
        day += timedelta(days=1)
    return found


@settings(deadline=None, max_examples=60)
@given(some_series(), st.integers(-30, 500), st.integers(1, 120))
def test_the_days_are_the_rules_days(series: Series, later: int, length: int) -> None:
    begin = series.starts_on + timedelta(days=later)
    since, until = at(begin), at(begin + timedelta(days=length))
    found = occurrences(series, since, until)
    days = by_hand(series, begin - timedelta(days=3), begin + timedelta(days=length + 3))
    expected = [day for day in days if since <= instant(datetime.combine(day, series.hour), ZoneInfo(series.zone)) < until]
    assert sorted(each.on for each in found) == expected
    assert all(takes_place_on(series, each.on) for each in found)
    assert found == sorted(found, key=lambda each: each.opens_at)


def keeps_its_hour(series: Series, each: Occurrence) -> None:
    """Her clock shows the hour of the series; where it cannot, it shows as much later as clocks skip; of two such hours it is the first."""
    zone = ZoneInfo(series.zone)
    wanted = datetime.combine(each.on, series.hour)
    shown = each.opens_at.astimezone(zone).replace(tzinfo=None)
    first, second = (wanted.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    assert first is not None
    assert second is not None
    assert shown == wanted + max(second - first, timedelta())
    before = (each.opens_at - timedelta(minutes=step) for step in range(10, 190, 10))
    assert all(moment.astimezone(zone).replace(tzinfo=None) != wanted for moment in before), "the first of two"
    assert each.closes_at - each.opens_at == timedelta(minutes=series.minutes)


@settings(deadline=None, max_examples=60)
@given(some_series(), st.integers(0, 400))
def test_a_series_keeps_its_local_hour(series: Series, later: int) -> None:
    begin = at(series.starts_on + timedelta(days=later))
    for each in occurrences(series, begin, begin + timedelta(days=70)):
        keeps_its_hour(series, each)


@pytest.mark.parametrize("zone", ZONES)
def test_it_keeps_it_through_every_clock_change(zone: str) -> None:
    there, noon = ZoneInfo(zone), datetime(2024, 1, 1, 12, tzinfo=UTC)
    offsets = [(noon + timedelta(days=day)).astimezone(there).utcoffset() for day in range(800)]
    days = [(noon + timedelta(days=day)).date() for day in range(1, 800) if offsets[day] != offsets[day - 1]]
    assert days or offsets[0] == offsets[180]
    for day in days:
        for half_hour in (*range(9), 24, 40, 46, 47):  # clocks change at night
            series = Series(Rule(Every.WEEK, tuple(range(7))), date(2024, 1, 1), time(half_hour // 2, half_hour % 2 * 30), zone, 60)
            found = occurrences(series, at(day - timedelta(days=2)), at(day + timedelta(days=2)))
            assert len(found) == len({each.on for each in found}) >= 3
            for each in found:
                keeps_its_hour(series, each)


@settings(deadline=None, max_examples=60)
@given(some_series(), st.lists(st.integers(0, 200), min_size=3, max_size=3).map(sorted))
def test_looking_in_two_parts_finds_the_same(series: Series, cuts: list[int]) -> None:
    first, second, third = (at(series.starts_on + timedelta(days=cut)) + timedelta(hours=7) for cut in cuts)
    assert occurrences(series, first, second) + occurrences(series, second, third) == occurrences(series, first, third)


@settings(deadline=None, max_examples=60)
@given(some_series(), st.data())
def test_one_evening_changes_and_no_other(series: Series, data: st.DataObject) -> None:
    since, until = at(series.starts_on), at(series.starts_on + timedelta(days=100))
    plain = occurrences(series, since, until)
    assume(plain)
    chosen = data.draw(st.sampled_from(plain))
    assert [each for each in occurrences(series, since, until, {chosen.on: Change(None, "Rest well.")}) if not each.called_off] == [
        each for each in plain if each.on != chosen.on
    ]
    to = datetime.combine(series.starts_on + timedelta(days=data.draw(st.integers(3, 150))), data.draw(hours()))
    found = occurrences(series, since, until + timedelta(days=60), {chosen.on: Change(to)})
    (moved,) = [each for each in found if each.on == chosen.on]
    assert (moved.opens_at, moved.change) == (instant(to, ZoneInfo(series.zone)), Change(to))
    others = [each for each in found if each.on != chosen.on and each.opens_at < until]
    assert others == [each for each in plain if each.on != chosen.on]


@pytest.mark.parametrize(
    ("zone", "day", "hour", "utc"),
    [
        # spring: 02:30 is skipped and becomes 03:30; autumn: 01:30 comes twice and is the first
        (CHICAGO, date(2026, 3, 8), time(2, 30), "2026-03-08T08:30"),
        (CHICAGO, date(2026, 11, 1), time(1, 30), "2026-11-01T06:30"),
        (CHICAGO, date(2026, 3, 7), time(20), "2026-03-08T02:00"),
        (CHICAGO, date(2026, 3, 8), time(20), "2026-03-09T01:00"),
        ("Europe/Madrid", date(2026, 3, 29), time(2), "2026-03-29T01:00"),
        ("Europe/Madrid", date(2026, 10, 25), time(2, 59), "2026-10-25T00:59"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:45"),  # half an hour is skipped
        ("America/Havana", date(2026, 3, 8), time(0), "2026-03-08T05:00"),  # midnight itself is skipped
        ("Pacific/Apia", date(2011, 12, 30), time(20), "2011-12-31T06:00"),  # a whole day is skipped
    ],
)
def test_clock_changes_by_name(zone: str, day: date, hour: time, utc: str) -> None:
    series = Series(Rule(Every.WEEK, (day.weekday(),)), day, hour, zone, 60)
    (found,) = occurrences(series, at(day - timedelta(days=2)), at(day + timedelta(days=3)))
    assert found.opens_at.strftime("%Y-%m-%dT%H:%M") == utc


def test_every_second_week_counts_from_the_week_it_begins() -> None:
    series = Series(Rule(Every.SECOND_WEEK, (0, 4)), date(2026, 1, 7), time(19), CHICAGO, 90)  # a Wednesday
    found = [each.on.isoformat() for each in occurrences(series, at(date(2026, 1, 1)), at(date(2026, 2, 8)))]
    assert found == ["2026-01-09", "2026-01-19", "2026-01-23", "2026-02-02", "2026-02-06"]


def test_the_last_friday_of_each_month() -> None:
    series = Series(Rule(Every.MONTH, (4,), LAST), date(2026, 1, 1), time(12), "UTC", 60)
    assert [each.on.day for each in occurrences(series, at(date(2026, 1, 1)), at(date(2026, 5, 1)))] == [30, 27, 27, 24]


def test_an_evening_moves_into_view_from_far_away_and_out_of_it() -> None:
    series = Series(TUESDAYS, date(2026, 1, 1), time(19), "UTC", 60)
    week = at(date(2026, 1, 4)), at(date(2026, 1, 11))
    here, there = date(2026, 1, 6), date(2026, 3, 3)
    moved = {there: Change(local("2026-01-09T18:00")), here: Change(local("2026-02-01T09:00"))}
    assert occurrences(series, *week, moved) == [
        Occurrence(there, datetime(2026, 1, 9, 18, tzinfo=UTC), datetime(2026, 1, 9, 19, tzinfo=UTC), moved[there])
    ]
    nonsense = {date(2026, 1, 7): Change(local("2026-01-08T09:00"))}  # the rule has no evening on that day
    assert [each.on for each in occurrences(series, *week, nonsense)] == [here]


def test_nothing_begins_once_it_has_ended() -> None:
    end = datetime(2026, 1, 13, 19, tzinfo=UTC)
    series = Series(TUESDAYS, date(2026, 1, 1), time(19), "UTC", 60, ended_at=end)
    assert [each.on.day for each in occurrences(series, at(date(2026, 1, 1)), at(date(2026, 3, 1)))] == [6]


@given(st.one_of(weekly(), monthly()))
def test_a_rule_is_read_as_it_is_written(rule: Rule) -> None:
    assert rule_of(rule.text()) == rule


@pytest.mark.parametrize(
    "text",
    ["", "FREQ=DAILY", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO", "FREQ=MONTHLY;BYDAY=5MO", "FREQ=WEEKLY;BYDAY=TU,MO",
     "FREQ=WEEKLY;BYDAY=MO,MO", "FREQ=WEEKLY;BYDAY=MO;COUNT=3", "FREQ=MONTHLY;BYDAY=1MO\n", "FREQ=SECONDLY"],
)  # fmt: skip
def test_other_rules_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no such rule"):
        rule_of(text)


@pytest.mark.parametrize("rule", [("week", (), 0), ("week", (7,), 0), ("week", (1,), 2), ("month", (1, 2), 1), ("month", (1,), 0)])
def test_rules_that_mean_nothing_cannot_be_made(rule: tuple[str, tuple[int, ...], int]) -> None:
    every, days, nth = rule
    with pytest.raises(ValueError, match="no such rule"):
        Rule(Every(every), days, nth)


@pytest.mark.parametrize(
    "name", ["", "../etc/passwd", "Moon/Tranquility", "right/UTC", "posixrules", "America/Chicago\0", "A" * 500, "/UTC"]
)
def test_what_is_no_zone(name: str) -> None:
    assert zone_named(name) is None
    assert zone_named("Europe/Madrid") is not None
    series = Series(TUESDAYS, date(2026, 1, 1), time(19), name, 60)
    with pytest.raises(ValueError, match="no such zone"):
        occurrences(series, at(date(2026, 1, 1)), at(date(2026, 1, 9)))


def test_her_sentence_is_not_in_a_trace() -> None:
    assert "Rest" not in repr(Change(None, "Rest well."))
