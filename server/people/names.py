"""Names a woman chooses: what may stand in one, and when two would be mistaken for each other.

Pseudonyms of accounts and names for one meeting follow the same rules. `skeleton` follows the idea of Unicode's UTS #39 section 4:
two names that look alike share a skeleton. It is blunter on purpose: case, accents, spacing and signs do not count, and a small letter
counts as its capital's look-alike too, so that nobody can pass for a facilitator.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from confusable_homoglyphs import categories, confusables

from rooms.refusals import Refused

LONGEST = 24
LONGEST_SKELETON = 80  # what the column of `account.name_mark` holds
MOST_DIGITS = 4  # more would be a telephone number or a date of birth
_JOINERS = frozenset(" -'’.")
_WORDS = re.compile(r"[ \-'’.\d]+")
_RESERVED = (
    "administrator", "administrador", "admin", "facilitator", "facilitador", "moderator", "moderador", "supervisor",
    "hearth", "staff", "equipo", "oncall", "deguardia", "system", "sistema", "help", "ayuda",
)  # fmt: skip
_CLOSE = str.maketrans({"i": "l", "1": "l", "0": "o"})


def clean_name(text: str) -> str:
    """The name as it is kept and shown. Refused `name_bad`, `name_needed`.

    Letters of any script, their marks, up to four digits, and between them a space, hyphen, apostrophe or full stop.
    """
    name = " ".join(text.split())
    if len(name) > 4 * LONGEST:  # before it is normalised, which takes quadratic time for piled marks
        raise Refused("name_bad")
    name = unicodedata.normalize("NFC", name)
    if not name:
        raise Refused("name_needed")
    if len(name) > LONGEST or sum(sign.isdecimal() for sign in name) > MOST_DIGITS:
        raise Refused("name_bad")
    if not all(_allowed(sign) for sign in name) or not name[0].isalnum() or _piled_marks(name) or _borrows_letters(name):
        raise Refused("name_bad")
    mark = skeleton(name)
    if not any(sign.isalpha() for sign in name) or not mark or len(mark) > LONGEST_SKELETON:
        raise Refused("name_bad")
    return name


def skeleton(name: str) -> str:
    """What all names that would be mistaken for this one share; never shown. May be empty for text that holds no letter."""
    spread = unicodedata.normalize("NFKD", name).casefold()
    seen = "".join(_looks_like(sign) for sign in unicodedata.normalize("NFKD", spread) if sign.isalnum())
    return seen.translate(_CLOSE).replace("rn", "m").replace("vv", "w")


def is_reserved(name: str) -> bool:
    """Whether the name claims an office: "Facilitator", "Admin Ruth", "Ayuda 2"."""
    mark = skeleton(name)
    words = {mark, bare(name), *(skeleton(word) for word in _WORDS.split(name))}
    return any(word in mark for word in _RESERVED_MARKS if len(word) > 5) or not _RESERVED_MARKS.isdisjoint(words)


def bare(name: str) -> str:
    """The skeleton of a name without the digits that are hung on to one that is taken: "Ruth 2"."""
    return skeleton(name.rstrip("0123456789 -.")) or skeleton(name)


def _allowed(sign: str) -> bool:
    return sign in _JOINERS or unicodedata.category(sign) in ("Lu", "Ll", "Lt", "Lo", "Lm", "Mn", "Mc", "Nd")


def _borrows_letters(name: str) -> bool:
    """Latin letters among those of another script: no language is written so, only names that pass for others (UTS #39, 5.1)."""
    scripts = categories.unique_aliases(name) - {"COMMON", "INHERITED"}
    return "LATIN" in scripts and len(scripts) > 1


def _piled_marks(name: str) -> bool:
    """More than two marks on one letter reach into the lines above and below."""
    run = 0
    for sign in unicodedata.normalize("NFD", name):
        run = run + 1 if unicodedata.category(sign).startswith("M") else 0
        if run > 2:
            return True
    return False


@lru_cache(maxsize=4096)
def _looks_like(sign: str) -> str:
    """The Latin sign this one is mistaken for, itself if there is none."""
    if sign.isascii():
        return sign
    for form in (sign, sign.upper()):
        for look in confusables.confusables_data.get(form, ()):
            latin = str(look["c"])
            if latin.isascii() and latin.isalnum():
                return latin.casefold()
    return sign


_RESERVED_MARKS = frozenset(skeleton(word) for word in _RESERVED)
