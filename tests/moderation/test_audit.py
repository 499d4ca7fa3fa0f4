"""The audit's chain: whatever is done to it shows."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from moderation.audit import GENESIS, AuditLine, Linked, chain, link, verify

MOMENTS = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
LINES = st.lists(st.builds(AuditLine, st.text(max_size=8), st.text(max_size=8), st.text(max_size=8), MOMENTS), min_size=1, max_size=12)


@given(LINES)
def test_an_untouched_chain_fits(lines: list[AuditLine]) -> None:
    linked = chain(GENESIS, lines)
    assert [kept.line for kept in linked] == lines
    assert verify(linked) is None
    assert verify(linked[len(linked) // 2 :]) is None, "lines that grew old may go from the front"
    assert chain(GENESIS, lines) == linked


@given(LINES, st.data())
def test_a_changed_line_shows(lines: list[AuditLine], data: st.DataObject) -> None:
    linked = chain(GENESIS, lines)
    place = data.draw(st.integers(0, len(linked) - 1))
    old = linked[place]
    other = AuditLine(old.line.kind, old.line.actor + "x", old.line.subject, old.line.at)
    assert verify([*linked[:place], Linked(other, old.previous, old.hash), *linked[place + 1 :]]) == place
    rehashed = Linked(other, old.previous, link(old.previous, other))
    spoiled = [*linked[:place], rehashed, *linked[place + 1 :]]
    assert verify(spoiled) == (place + 1 if place + 1 < len(linked) else None), "only a hash kept elsewhere guards the very end"


@given(LINES.filter(lambda lines: len(lines) > 2), st.data())
def test_a_line_taken_out_or_moved_shows(lines: list[AuditLine], data: st.DataObject) -> None:
    linked = chain(GENESIS, lines)
    place = data.draw(st.integers(1, len(linked) - 2))
    assert verify([*linked[:place], *linked[place + 1 :]]) == place
    swapped = [*linked[:place], linked[place + 1], linked[place], *linked[place + 2 :]]
    assert verify(swapped) == place


def test_fields_cannot_flow_into_each_other() -> None:
    at = datetime(2026, 3, 8, tzinfo=UTC)
    assert link(GENESIS, AuditLine("ab", "c", "d", at)) != link(GENESIS, AuditLine("a", "bc", "d", at))


def test_the_hash_is_of_the_moment_not_of_its_spelling() -> None:
    at = datetime(2026, 3, 8, 12, 0, 0, 123456, tzinfo=UTC)
    line = AuditLine("opened", "system", "meeting", at)
    elsewhere = AuditLine("opened", "system", "meeting", at.astimezone(timezone(timedelta(hours=5, minutes=30))))
    assert link(GENESIS, line) == link(GENESIS, elsewhere)
    assert link(GENESIS, line).hex() == "4355e6867ef2f2dd291026e250ee3d6c549d9e9799b3745410c77c15a2427a95", (
        "kept chains must stay verifiable"
    )
