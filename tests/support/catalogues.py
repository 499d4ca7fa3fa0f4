"""Every sentence a woman can be shown is in every catalogue: none missing, none unfinished, none left over.

Sentences are found where they are used: `_()` and `ngettext()` in templates, `mark()` in Python, `t()` and `tn()` in the browser's
scripts, the closed list of refusals, and the classes of what is kept. The catalogue of a language is its .po files together.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages import Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from rooms.refusals import REFUSALS
from server.store.classes import CLASSES

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"\{\w+\}")
SOURCES = (
    ("jinja2.ext:babel_extract", "web/templates/**/*.html", {"_": None, "gettext": None, "ngettext": (1, 2)}),
    ("python", "web/**/*.py", {"mark": None}),
    ("python", "server/**/*.py", {"mark": None}),
    ("javascript", "web/static/js/**/*.js", {"t": None, "tn": (1, 2)}),
)


def forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    """A sentence as its forms: one, or one for each number."""
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def used(root: Path) -> dict[tuple[str, ...], str]:
    """Every sentence in the sources below `root`, with one place where it is used."""
    found: dict[tuple[str, ...], str] = {}
    for method, pattern, keywords in SOURCES:
        for path in sorted(root.glob(pattern)):
            for line, text, *_ in extract_from_file(method, path, keywords=keywords, options={"encoding": "utf-8"}):
                found[forms(text)] = f"{path.relative_to(root)}:{line}"
    return found


def languages(root: Path) -> dict[str, list[Message]]:
    """The entries of each language, its files taken together."""
    entries: dict[str, list[Message]] = {}
    for path in sorted(root.glob("web/locales/*/LC_MESSAGES/*.po")):
        with path.open("rb") as file:
            entries.setdefault(path.parts[-3], []).extend(message for message in read_po(file, abort_invalid=True) if message.id)
    return entries


def wrong_with(entry: Message) -> Iterator[str]:
    """What makes an entry unfit to be shown."""
    wanted = set(PLACEHOLDER.findall(" ".join(forms(entry.id))))
    if entry.fuzzy:
        yield "is marked fuzzy"
    for form in forms(entry.string):
        if not form.strip():
            yield "is not translated"
        elif not set(PLACEHOLDER.findall(form)) <= wanted:
            yield f"has placeholders that the English has not: {form!r}"
        elif isinstance(entry.id, str) and set(PLACEHOLDER.findall(form)) != wanted:
            yield f"has lost a placeholder: {form!r}"


def problems(root: Path, more: Iterable[str] = ()) -> list[str]:
    """What keeps the catalogues below `root` from being complete; `more` are sentences used elsewhere."""
    sentences = used(root)
    sentences.update({(text,): "rooms/refusals.py" for text in more})
    found: list[str] = []
    for language, entries in languages(root).items():
        translated = Counter(forms(entry.id) for entry in entries)
        found += [f"{language}: missing {text[0]!r} ({place})" for text, place in sentences.items() if text not in translated]
        found += [f"{language}: left over {text[0]!r}" for text in translated if text not in sentences]
        found += [f"{language}: twice {text[0]!r}" for text, times in translated.items() if times > 1]
        found += [f"{language}: {forms(entry.id)[0]!r} {wrong}" for entry in entries for wrong in wrong_with(entry)]
    return found if languages(root) else ["there is no catalogue"]


if __name__ == "__main__":
    wanting = problems(ROOT, [*(refusal.sentence for refusal in REFUSALS.values()), *(kept.sentence for kept in CLASSES)])
    sys.exit("\n".join(wanting) if wanting else print("Every catalogue is complete."))
