"""Telephone numbers, however they are written: digits, words, signs between, letters in place of digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers

from moderation.details.span import Kind, Span
from moderation.plain import Plain

REGIONS = ("US", "GB", "IE", "AU", "NZ", "MX", "ES")
_ONES = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "cero": "0", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "seis": "6", "siete": "7",
    "ocho": "8", "nueve": "9", "won": "1", "ate": "8", "fife": "5", "niner": "9", "too": "2", "fore": "4",
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16",
    "seventeen": "17", "eighteen": "18", "nineteen": "19", "hundred": "00", "thousand": "000",
    "diez": "10", "once": "11", "doce": "12", "trece": "13", "catorce": "14", "quince": "15", "dieciseis": "16", "diecisiete": "17",
    "dieciocho": "18", "diecinueve": "19", "veintiuno": "21", "veintidos": "22", "veintitres": "23", "veinticuatro": "24",
    "veinticinco": "25", "veintiseis": "26", "veintisiete": "27", "veintiocho": "28", "veintinueve": "29",
}  # fmt: skip
_TENS = {
    "twenty": "2", "thirty": "3", "forty": "4", "fifty": "5", "sixty": "6", "seventy": "7", "eighty": "8", "ninety": "9",
    "veinte": "2", "treinta": "3", "cuarenta": "4", "cincuenta": "5", "sesenta": "6", "setenta": "7", "ochenta": "8", "noventa": "9",
}  # fmt: skip
_REPEAT = {"double": 2, "triple": 3, "doble": 2}
SPOKEN = frozenset([*_ONES, *_TENS, *_REPEAT])
_SPOKEN = "|".join(sorted(SPOKEN, key=len, reverse=True))
_JOINT = r"\b(?:dash|guion|dot|punto|space|hyphen|y|(?:and )?then|(?:y )?luego|despues)\b"
_BETWEEN = rf"(?:[^\w$€£%@#°]|_|{_JOINT})"
_WORD = rf"(?:{_SPOKEN})(?=(?:{_SPOKEN})|[^a-z]|$)"  # "five", also as the first of "fivefivefive"
_FOR_DIGITS = (
    r"(?<=[\d\s(.-])[oil|s](?=[\s).-]?\d)|(?<=\d)[oils]{1,2}(?=\W{0,2}\d|$|[^a-z0-9])"
    r"|(?<=[\d(.-])[oils|]{2,3}(?=\d)|(?<=\d[.-])[oils|]{3,4}(?=[.-][\doils|])"
)
_FIRST = rf"(?:\d|(?<![a-z]){_WORD}|{_FOR_DIGITS})"
_UNIT = rf"(?:\d|{_WORD}|{_FOR_DIGITS})"
_RUN = re.compile(rf"(?:\+|\b00|\((?=[^()]*\)))?{_FIRST}(?:{_BETWEEN}{{0,4}}{_UNIT}){{6,}}")
_TOLD = re.compile(rf"\d|{_WORD}")
_TOKEN = re.compile(r"\d|[a-z]+")
_FAR = 80  # signs: more than may stand between two digits of one number
BEGINS = frozenset(word[:3] for word in SPOKEN)
_SEVERAL = re.compile(rf"(?:{_SPOKEN}){{2,8}}")
_ONE_OF = re.compile(_SPOKEN)
_EXTENSION = re.compile(r"\s?,?\s?(?:ext(?:ension)?|extn|x|anexo|interno)\.?\s?\d{1,6}\b")
FEWEST = 4  # digits and number words in a number; the rest may be letters in place of digits
MOST = 15  # digits (ITU-T E.164)
_PARTED = re.compile(r"[,;/|\n]\s?| (?:or|o|and|y) ")
_PLACES = re.compile(r"[/!?]|[a-z] ?(?:then|luego|despues)|then|luego|despues")  # what parts numbers in a story
_JOINTS = re.compile(_JOINT)
_TENTH = "|".join(_TENS)
_PIECE = re.compile(rf"(?:{_TENTH})\d(?!\d)|\d+|{_SPOKEN}|[oils|]")
_LETTER = {"o": "0", "i": "1", "l": "1", "s": "5", "|": "1"}
_DATE = re.compile(r"\b(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}:\d{2}(?::\d{2})?)\b")
_CUE = re.compile(
    r"\b(?:call|ring|text|txt|phone|telephone|cell|mobile|number|num|nmbr|reach|whats ?app|wsp|hit me up|hmu|sms|dial|tel|digits|message"
    r"|llama\w*|marca\w*|numero|telefono|cel|celular|movil|escrib\w*|mandame)\b"
)
_COUNTING = ("0123456789", "9876543210", "12345678910", "1234567891011", "10987654321")
SSN = re.compile(r"(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)")


def telephone_numbers(said: Plain, keep: frozenset[str]) -> Iterator[Span]:
    """Every telephone number but those in `keep`: digits only, with or without the country's code."""
    for run in (run for low, high in _crowded(said.text) for run in _RUN.finditer(said.text, low, high)):
        if len(_TOLD.findall(run.group())) < FEWEST:
            continue
        for start, end, digits in _cut(said.text, run.start(), run.end()):
            rule = _number(said.text, start, end, digits, keep)
            if rule:
                extension = _EXTENSION.match(said.text, end)
                yield Span(*said.span(start, end if extension is None else extension.end()), Kind.PHONE, rule)


def _crowded(text: str) -> Iterator[tuple[int, int]]:
    """Where in a text enough digits and number words stand near one another to be a telephone number."""
    first, last, many = 0, -_FAR, 0
    for token in _TOKEN.finditer(text):
        told = token.group()
        count = 1 if told.isdigit() else words_in(told) if told[:3] in BEGINS else 0
        if not count:
            continue
        if token.start() - last > _FAR:
            if many >= FEWEST:
                yield max(0, first - _FAR), last + _FAR
            first, many = token.start(), 0
        last, many = token.end(), many + count
    if many >= FEWEST:
        yield max(0, first - _FAR), min(len(text), last + _FAR)


def words_in(word: str) -> int:
    """How many number words, or digits, a word is made of: "fivefivefive" is three. None: it is something else."""
    if word in SPOKEN or word.isdigit():
        return 1
    return len(_ONE_OF.findall(word)) if _SEVERAL.fullmatch(word) else 0


def digits_of(text: str) -> str:
    """The digits that a run of digits, number words and letters in place of digits spells."""
    digits, times, tens = "", 1, ""
    for piece in _PIECE.findall(_JOINTS.sub(" ", text)):
        if piece in _REPEAT:
            times = _REPEAT[piece]
            continue
        if piece in _TENS:
            digits += tens + "0" if tens else ""
            tens = _TENS[piece]
            continue
        if piece[-1].isdigit() and not piece.isdigit():  # "forty8"
            piece = _TENS[piece[:-1]] + piece[-1]  # noqa: PLW2901
        value = piece if piece.isdigit() else _ONES.get(piece) or _LETTER.get(piece, "")
        if tens:
            value, tens = (tens + value, "") if len(value) == 1 and not piece.isdigit() else (tens + "0" + value, "")
        digits += value * times
        times = 1
    return digits + (tens + "0" if tens else "")


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The run without the dates and times in it, as pieces that may each be a number."""
    place = start
    for date in _DATE.finditer(text, start, end):
        yield from _each(text, place, date.start())
        place = date.end()
    yield from _each(text, place, end)


def _each(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """One number, or the two or more that stand side by side."""
    digits = digits_of(text[start:end])
    if len(digits) <= MOST:
        if end - start >= 7:
            yield start, end, digits
        return
    place = start
    for parted in [*_PARTED.finditer(text, start, end), None]:
        stop = end if parted is None else parted.start()
        part = digits_of(text[place:stop])
        if 7 <= len(part) <= MOST:
            yield place, stop, part
        place = stop if parted is None else parted.end()


def _number(text: str, start: int, end: int, digits: str, keep: frozenset[str]) -> str:
    """Which rule says that these digits are a telephone number; none: it is not one."""
    shown = text[start:end]
    bare = digits.lstrip("0") if digits.startswith("00") else digits
    if bare in keep or bare.removeprefix("1") in keep or not 7 <= len(bare) <= MOST or len(set(bare)) == 1:
        return ""
    if any(bare in row or row.startswith(bare) for row in _COUNTING) and not _cued(text, start):
        return ""
    if SSN.fullmatch(shown) or _is_list_of_years(shown):
        return ""
    if "+" in shown or digits.startswith("00") or text[max(0, start - 1) : start] == "+":
        return "phone.international" if len(bare) >= 8 else ""
    if len(bare) == 11 and bare.startswith("07") and not _is_amount(text, start, shown):
        return "phone.mobile"  # as in the United Kingdom, in any block
    national = bare.removeprefix("1") if len(bare) == 11 else bare
    if len(national) == 10 and national[0] in "23456789" and not _is_amount(text, start, shown):
        if national[3] in "23456789" or _cued(text, start) or not shown.isdigit():
            return "phone.ten"
        return ""
    if _cued(text, start) and len(bare) >= 7:
        return "phone.cued"
    if len(bare) == 7 and re.fullmatch(r"\d{3}[-. ]\d{4}", shown):
        return "phone.seven" if not _is_amount(text, start, shown) and shown[3] == "-" else ""
    return "phone.region" if _PLACES.search(shown) is None and _valid_somewhere(bare) and not _is_amount(text, start, shown) else ""


def _cued(text: str, start: int) -> bool:
    return _CUE.search(text, max(0, start - 40), start) is not None


def _is_amount(text: str, start: int, shown: str) -> bool:
    return (
        text[max(0, start - 2) : start].strip() in {"$", "€", "£"} or re.fullmatch(r"\d{1,3}(?:[,.]\d{3})+(?:[.,]\d\d)?", shown) is not None
    )


def _is_list_of_years(shown: str) -> bool:
    parts = re.findall(r"\d+", shown)
    return (
        len(parts) > 1
        and all(len(part) in (2, 4) and (len(part) == 2 or part[:2] in {"19", "20"}) for part in parts)
        and any(len(part) == 4 for part in parts)
    )


def _valid_somewhere(digits: str) -> bool:
    for region in REGIONS[1:]:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(digits, region)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False
