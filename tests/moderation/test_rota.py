"""Who is on call at any moment, in every zone and across every clock change; overrides, swaps, gaps, and who could not be woken."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from moderation.rota import (
    ANSWERED_WITHIN,
    LOOK_AHEAD,
    Every,
    Override,
    Rota,
    Rotation,
    Unreachable,
    chain,
    check,
    must_be_sound,
    shifts,
    swapped,
)
from rooms.refusals import Refused

ZONES = (
    "UTC", "America/Chicago", "America/St_Johns", "America/Havana", "America/Nuuk", "Europe/Madrid", "Africa/Cairo", "Asia/Gaza",
    "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Apia", "Pacific/Kiritimati",
)  # fmt: skip
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PEOPLE = ("ana", "bea", "cleo", "dot")
STAFF = frozenset(PEOPLE)
NOON = datetime(2026, 3, 8, 12, tzinfo=UTC)


def hours() -> st.SearchStrategy[time]:
    early = st.integers(0, 4 * 60 - 1)  # where clocks change
    return st.one_of(early, st.integers(0, 24 * 60 - 1)).map(lambda minute: time(minute // 60, minute % 60))


def moments() -> st.SearchStrategy[datetime]:
    first = datetime(2012, 1, 1, tzinfo=UTC)
    return st.integers(0, 24 * 365 * 20 * 60).map(lambda minutes: first + timedelta(minutes=minutes))


def rotations(ident: str = "r", *, round_the_clock: bool = False) -> st.SearchStrategy[Rotation]:
    made = st.builds(
        Rotation,
        id=st.just(ident),
        level=st.integers(1, 3),
        people=st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=4).map(tuple),
        every=st.sampled_from(Every),
        starts_on=st.dates(date(2010, 1, 1), date(2011, 12, 20)),
        begins=hours(),
        ends=hours(),
        zone=st.sampled_from(ZONES),
    )
    return made.map(always) if round_the_clock else made


def always(rotation: Rotation) -> Rotation:
    return Rotation(
        rotation.id, rotation.level, rotation.people, rotation.every, rotation.starts_on, rotation.begins, rotation.begins, rotation.zone
    )


def simple(people: tuple[str, ...] = ("ana", "bea"), *, every: Every = Every.DAY, level: int = 1, ident: str = "r") -> Rotation:
    return Rotation(ident, level, people, every, date(2026, 3, 1), time(8), time(8), "America/Chicago")


@given(rotations(round_the_clock=True), moments())
def test_round_the_clock_leaves_no_gap_and_no_overlap_whatever_clocks_do(rotation: Rotation, now: datetime) -> None:
    duties = shifts(Rota((rotation,)), STAFF, now, now + 20 * DAY)
    assert duties[0].since == now
    assert duties[-1].until == now + 20 * DAY
    for before, after in itertools.pairwise(duties):
        assert before.until == after.since
        assert before.account != after.account


@given(rotations(), moments())
def test_whoever_the_local_clock_names_has_the_duty(rotation: Rotation, now: datetime) -> None:
    zone = ZoneInfo(rotation.zone)
    local = now.astimezone(zone)
    assume((now - 30 * HOUR).astimezone(zone).utcoffset() == (now + 30 * HOUR).astimezone(zone).utcoffset())  # no change is near
    begun = local.date() if local.time() >= rotation.begins else local.date() - DAY
    into = (local.replace(tzinfo=None) - datetime.combine(begun, rotation.begins)) % DAY
    lasts = (datetime.combine(begun, rotation.ends) - datetime.combine(begun, rotation.begins)) % DAY or DAY
    turn = (begun - rotation.starts_on).days // (7 if rotation.every is Every.WEEK else 1)
    expected = (rotation.people[turn % len(rotation.people)],) if into < lasts else ()
    assert chain(Rota((rotation,)), STAFF, now)[rotation.level - 1] == expected


@pytest.mark.parametrize(
    ("utc", "who"),
    [
        ("2026-03-08T12:59", "ana"),  # 07:59 in Chicago, the night its clocks went forward
        ("2026-03-08T13:00", "bea"),  # 08:00: an hour earlier in UTC than the day before
        ("2026-03-07T13:59", "bea"),
        ("2026-03-07T14:00", "ana"),
        ("2026-11-01T13:59", "ana"),  # 07:59, the night they went back
        ("2026-11-01T14:00", "bea"),
    ],
)
def test_the_hour_of_hand_over_stays_local(utc: str, who: str) -> None:
    assert chain(Rota((simple(),)), STAFF, datetime.fromisoformat(utc).replace(tzinfo=UTC)) == ((who,),)


def test_weeks_count_from_the_day_it_starts() -> None:
    duties = shifts(Rota((simple(every=Every.WEEK),)), STAFF, NOON - 30 * DAY, NOON + 20 * DAY)
    assert [(duty.account, duty.since.date().isoformat()) for duty in duties] == [
        ("ana", "2026-03-01"),
        ("bea", "2026-03-08"),
        ("ana", "2026-03-15"),
        ("bea", "2026-03-22"),
    ]


@given(rotations(), moments(), st.sampled_from((*PEOPLE, None)), st.tuples(st.integers(-30, 30), st.integers(1, 90), st.integers(-5, 100)))
def test_an_override_decides_its_time_and_no_other(rotation: Rotation, now: datetime, who: str | None, hours: tuple[int, int, int]) -> None:
    after, lasts, asked = hours
    since, until, moment = now + after * HOUR, now + (after + lasts) * HOUR, now + (after + asked) * HOUR
    plain, laid = Rota((rotation,)), Rota((rotation,), (Override("r", who, since, until), Override("other", "dot", since, until)))
    found = chain(laid, STAFF, moment)[rotation.level - 1]
    if since <= moment < until:
        assert found == (() if who is None else (who,))
    else:
        assert found == chain(plain, STAFF, moment)[rotation.level - 1]


def test_of_two_overrides_the_later_made_stands() -> None:
    rota = Rota((simple(),), (Override("r", "cleo", NOON, NOON + 4 * HOUR), Override("r", "dot", NOON + HOUR, NOON + 2 * HOUR)))
    assert [(duty.account, (duty.until - duty.since) / HOUR) for duty in shifts(rota, STAFF, NOON, NOON + 4 * HOUR)] == [
        ("cleo", 1),
        ("dot", 1),
        ("cleo", 2),
    ]


@settings(max_examples=40)
@given(rotations(round_the_clock=True), moments(), st.data())
def test_a_swap_exchanges_two_duties_and_nothing_else(rotation: Rotation, now: datetime, data: st.DataObject) -> None:
    duties = shifts(Rota((rotation,)), STAFF, now, now + 22 * DAY)
    assume(len(duties) > 2)
    first, second = data.draw(st.lists(st.sampled_from(duties), min_size=2, max_size=2, unique=True))
    rota = Rota((rotation,), swapped(first, second))
    for duty in duties:
        taken = second if duty == first else first if duty == second else duty
        assert {each.account for each in shifts(rota, STAFF, duty.since, duty.until)} == {taken.account}
    assert [gap for gap in check(rota, STAFF, {}, now, now + 22 * DAY).gaps if gap.level == rotation.level] == []


@given(rotations("a"), rotations("b"), moments(), st.sets(st.sampled_from(PEOPLE)), st.integers(0, 240))
def test_a_level_is_empty_exactly_where_the_check_says_so(one: Rotation, two: Rotation, now: datetime, staff: set[str], later: int) -> None:
    rota, moment = Rota((one, two), (Override("a", None, now, now + DAY),)), now + later * HOUR
    gaps = check(rota, staff, {}, now, now + 11 * DAY).gaps
    levels = chain(rota, staff, moment)
    assert len(levels) == max(one.level, two.level)
    for level, people in enumerate(levels, 1):
        assert (not people) == any(gap.level == level and gap.since <= moment < gap.until for gap in gaps)


def test_without_a_rotation_every_moment_is_a_gap() -> None:
    found = check(Rota(), STAFF, {}, NOON)
    assert [(gap.level, gap.since, gap.until) for gap in found.gaps] == [(1, NOON, NOON + LOOK_AHEAD)]
    assert not found.sound
    assert chain(Rota(), STAFF, NOON) == ((),)


def test_the_duties_of_one_who_lost_the_role_are_gaps() -> None:
    rota = Rota((simple(),))
    well = dict.fromkeys(PEOPLE, NOON)
    assert check(rota, STAFF, well, NOON).sound
    assert {(gap.until - gap.since) // DAY for gap in check(rota, {"ana"}, well, NOON).gaps} == {1}
    assert chain(rota, {"ana"}, NOON + 2 * HOUR) == ((),)


def test_one_with_no_answered_way_that_rings_is_named_before_her_first_duty() -> None:
    rota = Rota((simple(("ana", "bea", "cleo")), simple(("dot",), level=2, ident="s")))
    answered = {"ana": NOON - ANSWERED_WITHIN, "bea": NOON - ANSWERED_WITHIN + HOUR, "dot": NOON}
    begins = {duty.account: duty.since for duty in reversed(shifts(rota, STAFF, NOON, NOON + 9 * DAY))}
    found = check(rota, STAFF, answered, NOON)
    assert found.gaps == ()
    assert found.unreachable == tuple(
        sorted((Unreachable("ana", begins["ana"]), Unreachable("cleo", begins["cleo"])), key=lambda each: each.since)
    )


def test_a_gap_is_published_with_a_waiver_only() -> None:
    wrong = check(Rota(), STAFF, {}, NOON)
    for waiver in ("", "  "):
        with pytest.raises(Refused) as refused:
            must_be_sound(wrong, waiver)
        assert refused.value.code == "rota_gap"
    must_be_sound(wrong, "The programme has no nights before May.")
    must_be_sound(check(Rota((simple(("ana",)),)), STAFF, {"ana": NOON}, NOON), "")


@pytest.mark.parametrize("wrong", [{"level": 0}, {"level": 6}, {"people": ()}, {"zone": "Mars/Olympus"}, {"people": ("x",) * 41}])
def test_a_rotation_that_means_nothing_is_not_made(wrong: dict[str, object]) -> None:
    given: dict[str, object] = {
        "id": "r", "level": 1, "people": ("ana",), "every": Every.DAY, "starts_on": date(2026, 3, 1), "begins": time(8), "ends": time(8),
        "zone": "UTC",
    }  # fmt: skip
    Rotation(**given)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no such rotation"):
        Rotation(**(given | wrong))  # type: ignore[arg-type]
