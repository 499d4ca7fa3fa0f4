"""Personal details: what share of them is found, what is hidden that should stay, and how much it asks.

`rules.txt` and `more.txt` are what the rules were written and mended by. The others were each written from the specification's
kinds before the rules were run on them. As first seen, on 22 November 2026: found of the details in plain spelling, in evasive spelling,
and wrongly hidden:

- `untouched.txt`: 70 of 72, 35 of 51, 3 in 156 ordinary messages; mended by since.
- `fresh.txt`: 98 of 115, 33 of 66, 1 in 358 (and 1 asked about); mended by since.
- `last.txt`, after that: 45 of 46, 24 of 32, 2 in 66; mended by since.
- `unseen.txt`, after that: 26 of 26, 29 of 36, none in 60. No rule has been mended by it: its floors are its figures.
"""

from __future__ import annotations

import statistics
from functools import partial
from pathlib import Path
from time import thread_time
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.confidentiality import Listed, find, mask
from moderation.details.cues import WORDS
from moderation.details.span import Kind
from rooms.terms import Detail
from rooms.verdict import Found
from tests.support.steps import steps

HERE = Path(__file__).parent / "details"
LISTED = Listed(frozenset({"988", "8006624357", "8337325353", "8002738255", "741741"}), frozenset({"988lifeline.org"}))


class Case(NamedTuple):
    """One message: how it is written, and what is to be found in it."""

    section: str
    text: str
    wanted: list[tuple[str, str]]


def cases(name: str) -> list[Case]:
    found, section = [], "plain"
    for line in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            section = line[2:] if " " not in line[2:] else section
        elif line:
            text, _, wanted = line.partition(" => ")
            found.append(Case(section, text, [(kind, detail) for kind, _, detail in [w.partition(":") for w in wanted.split(" | ") if w]]))
    return found


def covered(case: Case, kind: str, detail: str) -> bool:
    """Whether four fifths of a detail's signs are found as what it is."""
    start = case.text.index(detail)
    signs = {place for span in find(case.text, LISTED) if span.kind == kind for place in range(span.start, span.end)}
    return len(signs & set(range(start, start + len(detail)))) >= 0.8 * len(detail)


def recall(name: str, section: str) -> float:
    return statistics.mean(covered(case, kind, detail) for case in cases(name) if case.section == section for kind, detail in case.wanted)


def wrong(case: Case) -> int:
    """How many findings touch nothing that is to be found."""
    places = [(case.text.index(detail), len(detail)) for _, detail in case.wanted]
    return sum(not any(span.start < at + n and at < span.end for at, n in places) for span in find(case.text, LISTED))


@pytest.mark.parametrize(
    ("name", "section", "floor"),
    [
        ("rules", "plain", 1.0),
        ("more", "plain", 1.0),
        ("more", "evasive-en", 0.9),
        ("untouched", "plain", 0.97),
        ("untouched", "evasive", 0.9),
        ("fresh", "plain-en", 0.98),
        ("fresh", "plain-es", 1.0),
        ("fresh", "evasive-en", 0.98),
        ("fresh", "evasive-es", 1.0),
        ("last", "plain-en", 0.96),
        ("last", "plain-es", 1.0),
        ("last", "evasive-en", 1.0),
        ("last", "evasive-es", 1.0),
        ("unseen", "plain-en", 1.0),
        ("unseen", "plain-es", 1.0),
        ("unseen", "evasive-en", 0.8),
        ("unseen", "evasive-es", 0.83),
    ],
)
def test_details_are_found(name: str, section: str, floor: float) -> None:
    assert recall(name, section) >= floor


SETS = ("rules", "more", "untouched", "fresh", "last", "unseen")
KNOWN = {"she's in Ms Pell's room at Jefferson Elementary School", "I'm Team Mama", "I sat at the bar dot com joke aside, and I left"}
"""What the rules are wrong about, and known to be: two are asked about, one is hidden."""


@pytest.mark.parametrize("name", SETS)
def test_nothing_else_is(name: str) -> None:
    assert {case.text for case in cases(name) if wrong(case)} - KNOWN == set()


def test_what_is_known_to_be_wrong_still_is() -> None:
    assert {case.text for name in SETS for case in cases(name) if wrong(case)} == KNOWN


FRAGMENTS = st.one_of(
    st.sampled_from(sorted(WORDS)),
    st.sampled_from([word for name in SETS for case in cases(name) for word in case.text.split()]),
    st.sampled_from(
        ["@", ".", " . ", "(at)", "[dot]", "1", "22", "503", "0142", "-", "/", "$", "#", "i n s t a", "thr33", "Ana Luz", "  "]
    ),
)


@given(st.lists(FRAGMENTS, max_size=12), st.sampled_from([" ", " ", ""]))
@settings(max_examples=150, deadline=None)
def test_no_rule_finds_what_its_cues_let_pass(parts: list[str], between: str) -> None:
    text = between.join(parts)
    assert find(text, LISTED) == find(text, LISTED, thorough=True)


def test_no_message_is_spared_by_its_cues() -> None:
    texts = [case.text for name in SETS for case in cases(name)]
    assert [text for text in texts if find(text, LISTED) != find(text, LISTED, thorough=True)] == []


FILLER = "we sat by the window and talked about nothing much, and it was good. " * 5


@pytest.mark.parametrize("name", SETS)
def test_what_is_found_in_a_short_message_is_found_in_a_long_one(name: str) -> None:
    for case in cases(name):
        if case.text[0] != "@":  # at the beginning it calls somebody here by name
            alone = [(span.start, span.end, span.kind) for span in find(case.text + ".", LISTED)]
            among = find(f"{FILLER}{case.text}. {FILLER}", LISTED)
            assert [(span.start - len(FILLER), span.end - len(FILLER), span.kind) for span in among] == alone, case.text


def seconds(text: str) -> float:
    """Of this thread alone, and the least of a few: whatever else the machine does counts for nothing."""

    def once() -> float:
        began = thread_time()
        find(text, LISTED)
        return thread_time() - began

    return min(once() for _ in range(5))


def test_ordinary_messages_are_asked_little() -> None:
    """Counted, not timed; `bench/hiding.py` has the times."""
    ordinary = [case.text for case in cases("untouched") if not case.wanted]
    took = sorted(steps(partial(find, text, LISTED)) for text in ordinary)
    assert statistics.median(took) < 100  # 61; where every rule is asked 130
    assert took[int(len(took) * 0.99)] < 400
    assert statistics.median(steps(partial(find, text, LISTED, thorough=True)) for text in ordinary) > 100, "or this guards nothing"


PARTS = [
    "1 ", "1", "a-", "a.", "@", "a@", "a@b.", "one ", "http://", "//", "A.A.", "Ab ", "case ", "insta ", "add insta ", "insta is ",
    "12 a ", "street 1 ", "my son ", "My Son Al ", "dot com ", "www ", "a", "x@a.", "calle a ", "live on A ", "0o", "1,", "(1", "born ",
    "at gmail ", "five five ", "i n s t a ", "St. Anne's ", "$a", "#", "ñ", "é1 ", "underscore a ", "snap a underscore ", "Dr. ",
    "my name is ", "IS 1 ", "a b c ", "1-2-3 ", "12/12/12 ", "a1", "school ", "one two ", "calle numero uno ", "a dot ", "dot ", "at ",
    "8 Ab ", "Ana De La ", "fiveone", "five5", "ol", "o-", "5-sos-", "x ext 1 ", "u/a", "@a ", "number 5 on a ", "corner of A ", "A and ",
    "5th and ", "I have two, Al ", "Al, ", "case one ", "case one a ", "born one ", "born one of may ", "my name is a ", "at lincoln ",
    "elem ", "into Al ", "esquina de A y ", "insta is a a ", "at sign a ", "insta aaaaa1", "insta a_", "my son a ", "my a son ",
    "2 route ", "born may one ", "gmail com ", "a1 gmail ",
]  # fmt: skip


@pytest.mark.parametrize("part", PARTS)
def test_no_message_takes_long(part: str) -> None:
    assert seconds((part * 2000)[:2000]) < 0.1  # what grows with the square takes half a second


def test_a_gap_of_two_thousand_signs_is_no_trouble() -> None:
    assert seconds("street 1" + " " * 1990 + "a") < 0.1


def test_spans_are_of_the_original() -> None:
    text = "ѕaludos 🌷❤️ mi correo: ana  arroba  gmail punto com, gracias"
    (span,) = find(text)
    assert (text[span.start : span.end], span.kind) == ("ana  arroba  gmail punto com", Kind.EMAIL)


def test_a_street_and_its_town_are_one_address() -> None:
    (span,) = find("my place is 9 Birchwood Lane, Salem, OR 97301")
    assert (span.kind, span.start) == (Kind.ADDRESS, 12)


def test_what_the_programme_lists_stays() -> None:
    text = "call 1-800-662-4357 or see https://988lifeline.org/help, @rosie"
    assert find(text, Listed(LISTED.numbers, LISTED.hosts, frozenset({"rosie"}))) == []
    assert len(find(text)) == 3


def test_masking_puts_a_label_in_the_place_of_each() -> None:
    text = "💐 my name is Mary Hill: 503-555-0142, or m@example.org"
    hidden = [Found(span.start, span.end, span.kind.value.lower()) for span in find(text)]
    labelled = mask(text, hidden, lambda detail: f"[{detail.value}]")
    assert labelled == ("💐 my name is [person]: [phone], or [email]", (Detail.PERSON, Detail.PHONE, Detail.EMAIL))
    assert mask(text, [], lambda detail: detail.value) == (text, ())
