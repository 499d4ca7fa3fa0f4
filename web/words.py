"""Every sentence in her language: gettext catalogues, read once at start.

The msgid is the English sentence; placeholders are `{name}`. A catalogue of a language is all of its .po files together; that none is
missing, left over or unfinished is a test. The browser gets only the sentences its own modules say.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from babel.messages.pofile import read_po
from markupsafe import Markup, escape

HERE = Path(__file__).parent
LANGUAGES = {"en": "English", "es": "Español"}
DEFAULT = "en"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_SAID = re.compile(r"""\bt\(\s*("(?:[^"\\\n]|\\.)*")""")
_SAID_PLURAL = re.compile(r"""\btn\(\s*("(?:[^"\\\n]|\\.)*")\s*,\s*("(?:[^"\\\n]|\\.)*")""")


def mark(sentence: str) -> str:
    """Names a sentence that is translated later, so that the check of the catalogues finds it. Changes nothing."""
    return sentence


def fill(sentence: str, values: Mapping[str, object]) -> str:
    """Put values into `{name}` places; an unknown place stays. With markup among the values all else is escaped, and markup is returned."""
    if any(hasattr(value, "__html__") for value in values.values()):
        return Markup(_PLACEHOLDER.sub(lambda place: str(escape(values.get(place[1], place[0]))), str(escape(sentence))))  # noqa: S704 -- every part is escaped
    return _PLACEHOLDER.sub(lambda place: str(values.get(place[1], place[0])), sentence)


class Catalogue(NamedTuple):
    """One language: plain sentences, and the forms of those that count (by their English singular)."""

    plain: dict[str, str]
    plural: dict[str, tuple[str, ...]]

    def pick(self, one: str, many: str, n: int) -> str:
        """The form for so many."""
        forms = self.plural.get(one, (one, many))
        return forms[0 if n == 1 else min(1, len(forms) - 1)]


class Words:
    """The catalogues. Safe to share: nothing here changes after start."""

    def __init__(self, catalogues: Mapping[str, Catalogue], said: Catalogue) -> None:
        self._catalogues = dict(catalogues)
        self._browser = {language: self._for_browser(language, said) for language in LANGUAGES}
        self._hashes = {language: hashlib.sha256(body).hexdigest()[:12] for language, body in self._browser.items()}

    @classmethod
    def load(cls, locales: Path = HERE / "locales", scripts: Path = HERE / "static" / "js") -> Words:
        """Read every catalogue below `locales` and which sentences the modules below `scripts` say. Raises `OSError`, `ValueError`."""
        catalogues = {language: _read(locales / language / "LC_MESSAGES") for language in LANGUAGES if language != DEFAULT}
        return cls(catalogues, _said_in(scripts))

    @classmethod
    @cache
    def shipped(cls) -> Words:
        """Those of this release, read once a process. Raises `OSError`, `ValueError`."""
        return cls.load()

    def translate(self, language: str, sentence: str, /, **values: object) -> str:
        """The sentence in this language, filled; English where a catalogue lacks it."""
        catalogue = self._catalogues.get(language)
        return fill(catalogue.plain.get(sentence, sentence) if catalogue else sentence, values)

    def plural(self, language: str, one: str, many: str, n: int, /, **values: object) -> str:
        """The form for `n`, which fills `{n}`. English and Spanish both tell one from all else."""
        catalogue = self._catalogues.get(language)
        sentence = catalogue.pick(one, many, n) if catalogue else (one if n == 1 else many)
        return fill(sentence, {"n": n, **values})

    def browser_catalogue(self, language: str) -> bytes:
        """What the browser's modules say, as JSON: `{"plain": {msgid: text}, "plural": {singular msgid: [one, many]}}`."""
        return self._browser[language]

    def browser_hash(self, language: str) -> str:
        """A short hash of that, for its address."""
        return self._hashes[language]

    def choose(self, chosen: str | None, accepts: str | None) -> str:
        """Her choice if she made one, else the first language of `Accept-Language` (RFC 9110, 12.5.4) that there is, else English."""
        if chosen in LANGUAGES:
            return str(chosen)
        return next((language for language in _by_preference(accepts or "") if language in LANGUAGES), DEFAULT)

    def _for_browser(self, language: str, said: Catalogue) -> bytes:
        catalogue = self._catalogues.get(language, Catalogue({}, {}))
        plain = {sentence: catalogue.plain[sentence] for sentence in said.plain if sentence in catalogue.plain}
        plural = {one: catalogue.plural[one] for one in said.plural if one in catalogue.plural}
        return json.dumps({"plain": plain, "plural": plural}, ensure_ascii=False, separators=(",", ":")).encode()


def _read(folder: Path) -> Catalogue:
    plain: dict[str, str] = {}
    plural: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            for entry in read_po(file, abort_invalid=True):
                if not entry.id:
                    continue
                if isinstance(entry.id, str):
                    plain[entry.id] = str(entry.string)
                else:
                    plural[entry.id[0]] = tuple(entry.string or ())
    return Catalogue(plain, plural)


def _said_in(scripts: Path) -> Catalogue:
    plain: dict[str, str] = {}
    plural: dict[str, tuple[str, ...]] = {}
    for path in sorted(scripts.rglob("*.js")):
        text = path.read_text("utf-8")
        plain.update((json.loads(found), "") for found in _SAID.findall(text))
        plural.update((json.loads(one), (json.loads(many),)) for one, many in _SAID_PLURAL.findall(text))
    return Catalogue(plain, plural)


def _by_preference(header: str) -> Iterator[str]:
    weighed = []
    for place, part in enumerate(header[:400].split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), place, tag.split("-")[0].strip().lower()))
        except ValueError:
            continue
    return (tag for weight, _, tag in sorted(weighed) if weight < 0)
