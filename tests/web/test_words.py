"""Sentences in her language: filled, counted, escaped, and for the browser only what its modules say."""

import json
from pathlib import Path

import pytest
from markupsafe import Markup

from web.words import LANGUAGES, Words, fill, mark

PO = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    'msgid "Hello {name}"\nmsgstr "Hola, {name}"\n\n'
    'msgid "Leave"\nmsgstr "Salir"\n\n'
    'msgid "one woman"\nmsgid_plural "{n} women"\nmsgstr[0] "una mujer"\nmsgstr[1] "{n} mujeres"\n'
)


@pytest.fixture
def words(tmp_path: Path) -> Words:
    folder = tmp_path / "locales" / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "pages.po").write_text(PO, "utf-8")
    (tmp_path / "js" / "views").mkdir(parents=True)
    (tmp_path / "js" / "views" / "door.js").write_text('x = t("Leave"); y = tn("one woman", "{n} women", n); z = t("New");', "utf-8")
    return Words.load(tmp_path / "locales", tmp_path / "js")


def test_a_sentence_is_translated_and_filled(words: Words) -> None:
    assert words.translate("es", "Hello {name}", name="Ana") == "Hola, Ana"
    assert words.translate("en", "Hello {name}", name="Ana") == "Hello Ana"


def test_what_is_missing_stays_english(words: Words) -> None:
    assert words.translate("es", "Not there {x}", x=1) == "Not there 1"


@pytest.mark.parametrize(("n", "said"), [(0, "0 mujeres"), (1, "una mujer"), (2, "2 mujeres")])
def test_numbers_choose_their_form(words: Words, n: int, said: str) -> None:
    assert words.plural("es", "one woman", "{n} women", n) == said


def test_values_are_text_unless_they_are_markup() -> None:
    assert fill("<{a}>", {"a": "<b>"}) == "<<b>>"
    filled = fill("<{a} {b}>", {"a": Markup("<b>1</b>"), "b": "<i>"})
    assert isinstance(filled, Markup)
    assert filled == "&lt;<b>1</b> &lt;i&gt;&gt;"


def test_a_value_is_not_filled_again() -> None:
    assert fill("{a}", {"a": "{b}", "b": "secret"}) == "{b}"


def test_an_unknown_place_stays() -> None:
    assert fill("{a} {b.__class__}", {"a": 1}) == "1 {b.__class__}"


def test_the_browser_gets_what_its_modules_say_and_no_more(words: Words) -> None:
    catalogue = json.loads(words.browser_catalogue("es"))
    assert catalogue == {"plain": {"Leave": "Salir"}, "plural": {"one woman": ["una mujer", "{n} mujeres"]}}
    assert json.loads(words.browser_catalogue("en")) == {"plain": {}, "plural": {}}
    assert words.browser_hash("en") != words.browser_hash("es")


@pytest.mark.parametrize(
    ("chosen", "accepts", "language"),
    [
        (None, None, "en"),
        (None, "es-MX,es;q=0.9,en;q=0.8", "es"),
        (None, "en;q=0.5, es;q=0.9", "es"),
        (None, "fr, de;q=0.9, es;q=0.1", "es"),
        (None, "es;q=0, fr", "en"),
        (None, "es;q=much, en", "en"),
        ("en", "es", "en"),
        ("es", "en", "es"),
        ("xx", "es", "es"),
        (None, "," * 5000, "en"),
    ],
)
def test_her_choice_comes_before_her_browsers(words: Words, chosen: str | None, accepts: str | None, language: str) -> None:
    assert words.choose(chosen, accepts) == language


def test_mark_changes_nothing() -> None:
    assert mark("Leave") == "Leave"


def test_the_shipped_catalogues_load() -> None:
    words = Words.load()
    assert words.translate("es", "Help lines") == "Líneas de ayuda"
    assert set(LANGUAGES) == {"en", "es"}
