"""The pages about what is kept can be read after six years of school, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from server.people.holdings import Holding
from server.store import tables as t
from server.store.classes import CALENDAR, CLASSES, KEYRING, RECORD, class_of
from server.store.keys import KEYS
from tests.support.reading import Blocks, grade
from tests.support.rendering import rendered
from web.kept import COLUMNS, TABLES, parts

MOST = 6.0
EVERYTHING = {"parts": parts([Holding(name, 3, None) for name in (*RECORD, *KEYRING)])}
PAGES: list[tuple[str, dict[str, Any]]] = [
    ("keep.html", {"kept_minutes": 120}),
    ("limits.html", {}),
    ("people/kept.html", EVERYTHING),
    ("people/kept.html", {"parts": parts([])}),
    ("people/mine.html", {"name": "Wren", "wrong": None, "old_wrong": None}),
    ("people/delete.html", {"name": "Wren", "staff": True, "wrong": None, "old_wrong": None}),
]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("template", "context"), PAGES)
def test_six_years_of_school_are_enough(template: str, context: dict[str, Any], language: str) -> None:
    texts = Blocks(rendered(language, template, context)).texts
    hardest = sorted(texts, key=lambda text: grade([text], language), reverse=True)[:3]
    assert grade(texts, language) <= MOST, hardest


def test_the_measure_is_right() -> None:
    """What is easy and what is hard, about as the authors of the measures have it."""
    easy, hard = (
        ["The cat sat on the mat. She is warm."],
        ["Confidentiality obligations notwithstanding, administrators hold information."],
    )
    assert grade(easy, "en") < 2
    assert grade(hard, "en") > 15
    assert grade(["El gato está en la casa. Ella come pan."], "es") < 3
    assert grade(["Las obligaciones de confidencialidad de la administración permanecerán."], "es") > 6


def test_every_column_that_may_be_about_her_has_its_words() -> None:
    """A column nobody has put into words fails here: say in web/kept.py what it is."""
    real = {
        f"{table.name}.{column.name}"
        for metadata in (t.MAIN, KEYS)
        for table in metadata.sorted_tables
        if class_of(table.name) is not CALENDAR
        for column in table.c
    }
    entries = [f"{table}.{column}" for table, said in COLUMNS.items() for columns in said.values() for column in columns.split()]
    assert set(entries) == real
    assert len(entries) == len(real), "two entries for one column"
    assert set(TABLES) == set(COLUMNS)


def test_every_class_is_said_also_when_there_is_nothing() -> None:
    nothing = parts([])
    assert [part.sentence for part in nothing] == [kind.sentence for kind in CLASSES if kind is not CALENDAR]
    assert not [part for part in nothing if part.lines]
    one = parts([Holding("message", 3, None)])
    assert (one[0].lines[0].rows, len(one)) == (3, len(nothing))
