"""A meeting's format as data: its steps, who speaks in each, and for how long. `docs/FORMATS.md` says how one is written.

Titles and texts are kept by language (`en`, `es`). Nothing is read from disk here: `server/scripts.py` brings the bytes.
"""

from __future__ import annotations

import re
import tomllib
from typing import Annotated, Any
from unicodedata import normalize

import msgspec

from rooms.terms import Mode, Part

LANGUAGES = ("en", "es")
LONGEST_TITLE = 60  # characters: it stands in one line of a phone
LONGEST_WORDS = 2000  # characters: a card is posted as one message, and this is the most a message holds
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")  # of a script: its file's, and what a room remembers
_PLACE = re.compile(r" - at `\$(?:\.step\[(\d+)\])?\.?([^`]*)`$")

_KINDS = {
    "int": "a whole number",
    "str": "text in quotes",
    "bool": "true or false",
    "array": "a list",
    "object": "a table",
    "float": "a number",
}


class ScriptRefused(Exception):
    """This script cannot be used. One sentence, for whoever wrote it: the file, the step, the field, and what is wrong."""


class Step(msgspec.Struct, frozen=True):
    """One step, with every setting that beginning it applies at once. Members are shown its title, length and settings only."""

    title: dict[str, str]
    minutes: int
    mode: Mode
    cross_talk: bool
    turn_s: int = 0  # how long a turn is meant to be; 0: no measure
    cue: dict[str, str] = msgspec.field(default_factory=dict)  # approved words that a facilitator posts with one tap
    parts: tuple[Part, ...] = ()  # what members may volunteer for
    note: dict[str, str] = msgspec.field(default_factory=dict)  # to the facilitator alone: how to hold this step
    paste: dict[str, str] = msgspec.field(default_factory=dict)  # which text belongs here, and whose, until `reading` holds it
    reading: tuple[dict[str, str], ...] = ()  # that text, passage by passage, each posted with one tap


class Script(msgspec.Struct, frozen=True):
    """A whole format."""

    name: str  # language-neutral, the same for ever: rooms refer to it
    title: dict[str, str]
    licence: str  # whose texts it holds, or asks for, and on what terms
    notes: dict[str, str]  # for whoever chooses a format
    steps: tuple[Step, ...]

    @property
    def minutes(self) -> int:
        """How long it is meant to take."""
        return sum(step.minutes for step in self.steps)

    @property
    def texts_to_paste(self) -> int:
        """How many steps still wait for a text that is not ours to ship."""
        return sum(bool(step.paste) and not step.reading for step in self.steps)


def settings_view(step: Step) -> dict[str, Any]:
    """A step as everyone in the meeting is shown it."""
    return {
        "title": step.title,
        "minutes": step.minutes,
        "mode": step.mode.value,
        "cross_talk": step.cross_talk,
        "turn_s": step.turn_s,
        "parts": [part.value for part in step.parts],
    }


def step_view(step: Step) -> dict[str, Any]:
    """A step as its facilitators are shown it, cards included."""
    return settings_view(step) | {"cue": step.cue, "note": step.note, "paste": step.paste, "reading": list(step.reading)}


class _Texts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text in her language, or in both."""

    en: str = ""
    es: str = ""

    def by_language(self) -> dict[str, str]:
        return {language: text for language in LANGUAGES if (text := normalize("NFC", getattr(self, language)).strip())}


_NONE = _Texts()


class _StepFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: _Texts
    minutes: Annotated[int, msgspec.Meta(ge=1, le=360)]
    mode: Mode
    cross_talk: bool
    turn_s: Annotated[int, msgspec.Meta(ge=0, le=3600)] = 0
    cue: _Texts = _NONE
    parts: tuple[Part, ...] = ()
    note: _Texts = _NONE
    paste: _Texts = _NONE
    reading: tuple[_Texts, ...] = ()


class _ScriptFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: _Texts
    licence: Annotated[str, msgspec.Meta(min_length=1)]
    step: Annotated[tuple[_StepFile, ...], msgspec.Meta(min_length=1, max_length=40)]
    notes: _Texts = _NONE


def parse(toml: bytes, where: str) -> Script:
    """The script in a TOML file called `where`; its name is the file's. Raises `ScriptRefused`."""
    name = where.rsplit("/", 1)[-1].removesuffix(".toml")
    if not NAME.fullmatch(name):
        raise ScriptRefused(f"{where}: a script's file is called by small letters, digits and _ alone, such as our_evening.toml.")
    try:
        data = tomllib.loads(toml.decode("utf-8"))
    except UnicodeDecodeError:
        raise ScriptRefused(f"{where} is not saved as UTF-8 text.") from None
    except tomllib.TOMLDecodeError as error:
        raise ScriptRefused(f"{where} is no TOML: {error}.") from None
    try:
        file = msgspec.convert(data, _ScriptFile)
    except msgspec.ValidationError as error:
        raise ScriptRefused(_sentence(str(error), data, where)) from None
    title = _title(file.title, where)
    return Script(
        name, title, file.licence.strip(), file.notes.by_language(), tuple(_step(step, i, where) for i, step in enumerate(file.step))
    )


def _step(step: _StepFile, index: int, where: str) -> Step:
    title = _title(step.title, f"{where}, step {index + 1}")
    here = f"{where}, step {index + 1} ({next(iter(title.values()))})"
    texts = {"cue": step.cue, "note": step.note, "paste": step.paste}
    texts |= {f"reading {number}": reading for number, reading in enumerate(step.reading, 1)}
    for field, text in texts.items():
        for language, words in text.by_language().items():
            if len(words) > LONGEST_WORDS:
                raise ScriptRefused(f"{here}, field {field}.{language}: {len(words)} characters, and a message holds {LONGEST_WORDS}.")
            if not all(sign.isprintable() or sign == "\n" for sign in words):
                raise ScriptRefused(f"{here}, field {field}.{language}: holds a sign that nobody can read, such as a tab.")
    readings = tuple(reading.by_language() for reading in step.reading)
    if not all(readings):
        raise ScriptRefused(f"{here}, field reading {readings.index({}) + 1}: is empty.")
    return Step(
        title, step.minutes, step.mode, step.cross_talk, step.turn_s, step.cue.by_language(), tuple(dict.fromkeys(step.parts)),
        step.note.by_language(), step.paste.by_language(), readings,
    )  # fmt: skip


def _title(texts: _Texts, where: str) -> dict[str, str]:
    title = texts.by_language()
    if not title:
        raise ScriptRefused(f"{where}, field title: is empty.")
    for language, words in title.items():
        if len(words) > LONGEST_TITLE or not words.isprintable():
            raise ScriptRefused(f"{where}, field title.{language}: must be one line of at most {LONGEST_TITLE} characters.")
    return title


def _sentence(complaint: str, data: dict[str, Any], where: str) -> str:
    """msgspec's complaint, told as the place in the file and what is wrong there."""
    found = _PLACE.search(complaint)
    number, field = (found[1], found[2]) if found else (None, "")
    complaint = _PLACE.sub("", complaint)
    if named := re.search(r"(missing required|unknown) field `(\w+)`", complaint):
        field = f"{field}.{named[2]}".removeprefix(".")
        complaint = "is missing" if named[1] == "missing required" else "is not known; perhaps it is misspelt"
    elif wrong := re.search(r"Invalid enum value (.+)", complaint):
        known = Part if field.startswith("parts") else Mode
        complaint = f"{wrong[1]} is none of {', '.join(known)}"
    else:
        complaint = complaint[0].lower() + re.sub(r"`(\w+)`", lambda kind: _KINDS.get(kind[1], kind[1]), complaint[1:])
    here = where
    if number is not None:
        title = data["step"][int(number)].get("title") if isinstance(data["step"][int(number)], dict) else None
        words = next((text for text in title.values() if isinstance(text, str)), "") if isinstance(title, dict) else ""
        here += f", step {int(number) + 1}" + (f" ({words.strip()})" if words.strip() else "")
    return f"{here}{f', field {field}' if field else ''}: {complaint}."
