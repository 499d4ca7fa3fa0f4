"""The check of the catalogues finds what it is there to find."""

from pathlib import Path

import pytest

from tests.support.catalogues import problems

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
SOUND = """msgid "Hello {name}"
msgstr "Hola, {name}"

msgid "{n} woman"
msgid_plural "{n} women"
msgstr[0] "una mujer"
msgstr[1] "{n} mujeres"

msgid "Leave"
msgstr "Salir"

msgid "Not yours."
msgstr "No es tuyo."
"""


def check(root: Path, catalogue: str) -> list[str]:
    files = {
        "web/templates/home.html": '{{ _("Hello {name}", name=x) }} {{ ngettext("{n} woman", "{n} women", 2) }}',
        "web/static/js/views/door.js": 'import { t } from "../words.js";\nbutton.textContent = t("Leave");\n',
        "web/locales/es/LC_MESSAGES/pages.po": HEADER + catalogue,
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return problems(root, ["Not yours."])


def test_a_complete_catalogue_passes(tmp_path: Path) -> None:
    assert check(tmp_path, SOUND) == []


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ('msgid "Leave"\nmsgstr "Salir"\n', "", "missing 'Leave' (web/static/js/views/door.js:2)"),
        ('msgid "Not yours."\nmsgstr "No es tuyo."\n', "", "missing 'Not yours.' (rooms/refusals.py)"),
        ('msgstr "Salir"', 'msgstr ""', "'Leave' is not translated"),
        ('msgstr[1] "{n} mujeres"', 'msgstr[1] ""', "'{n} woman' is not translated"),
        ("Hola, {name}", "Hola, {nombre}", "placeholders that the English has not"),
        ("Hola, {name}", "Hola", "has lost a placeholder"),
        ('msgid "Leave"', '#, fuzzy\nmsgid "Leave"', "'Leave' is marked fuzzy"),
        ('msgid "Leave"', 'msgid "Gone"\nmsgstr "Ida"\n\nmsgid "Leave"', "left over 'Gone'"),
    ],
)
def test_each_fault_is_found(tmp_path: Path, before: str, after: str, complaint: str) -> None:
    assert before in SOUND
    assert complaint in "\n".join(check(tmp_path, SOUND.replace(before, after)))


def test_a_sentence_in_two_files_is_found(tmp_path: Path) -> None:
    check(tmp_path, SOUND)
    (tmp_path / "web/locales/es/LC_MESSAGES/other.po").write_text(HEADER + 'msgid "Leave"\nmsgstr "Irse"\n', encoding="utf-8")
    assert problems(tmp_path, ["Not yours."]) == ["es: twice 'Leave'"]


def test_no_catalogue_at_all_is_found(tmp_path: Path) -> None:
    assert problems(tmp_path) == ["there is no catalogue"]
