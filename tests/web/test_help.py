"""The help lines as data: every number has its source, both languages, and a link that a phone understands."""

import re
from pathlib import Path

import msgspec
import pytest

from web.helplines import Country, Line, Way, load
from web.words import LANGUAGES

COUNTRIES = load()
LINES = [(country, line) for country in COUNTRIES.values() for line in country.line]
IDS = [line.id for _, line in LINES]


def test_the_countries_are_there() -> None:
    assert set(COUNTRIES) == {"US", "CA", "GB", "IE", "AU", "NZ"}
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize(("country", "line"), LINES, ids=IDS)
def test_a_line_says_what_it_is_in_both_languages(country: Country, line: Line) -> None:
    for both in (country.name, line.name, line.what, *([line.is_not] if line.is_not else []), *(way.say for way in line.ways if way.say)):
        assert set(both) == set(LANGUAGES)
        assert all(text.strip() and "!" not in text for text in both.values())
    assert line.id.startswith(country.country.lower())


@pytest.mark.parametrize(("country", "line"), LINES, ids=IDS)
def test_a_number_ships_with_where_it_was_read(country: Country, line: Line) -> None:
    assert line.ways
    assert line.sources
    for source in line.sources:
        assert source.url.startswith(("https://", "http://"))
        assert re.fullmatch(r"(\d{4}(-\d\d(-\d\d)?)?)?", source.date)


def test_what_is_not_a_crisis_line_says_so() -> None:
    assert all(line.is_not for _, line in LINES if line.kind in ("helpline", "referral"))


def test_no_emergency_number_is_shown_that_nobody_confirmed() -> None:
    assert {country.country for country in COUNTRIES.values() if country.emergency} == {"US"}


def test_a_line_that_closed_at_night_does_not_claim_any_hour() -> None:
    assert all(line.hours != "always" for _, line in LINES if line.id == "au-panda")


@pytest.mark.parametrize(
    ("way", "href"),
    [
        (Way("call", "1-833-852-6262"), "tel:18338526262"),
        (Way("call", "116 123"), "tel:116123"),
        (Way("tty", "1-800-787-3224"), "tel:18007873224"),
        (Way("text", "988"), "sms:988"),
        (Way("text", "88788", word="START"), "sms:88788?&body=START"),
    ],
)
def test_a_tap_calls_or_writes(way: Way, href: str) -> None:
    assert way.href == href


def test_a_file_with_a_slip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "xx.toml").write_text('country = "XX"\nname = { en = "X", es = "X" }\nline = []\nphone = "1"\n', "utf-8")
    with pytest.raises(msgspec.ValidationError):
        load(tmp_path)
