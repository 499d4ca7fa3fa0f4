"""Numbers of cases, files and papers, and dates of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from moderation.details.digits import SPOKEN, SSN, digits_of
from moderation.details.span import Kind, Span
from moderation.plain import Plain

_PAPER = (
    r"(?:case|docket|file|cause|petition|court order|warrant|claim|medicaid|medicare|member|policy|insurance|license|licence"
    r"|driver'?s license|dl|passport"
    r"|inmate|booking|badge|bank account|account|iban|card|cps|dcf|dhs|dss|snap|ebt|wic|ssn|ssi|social security|social|tax|itin|ein"
    r"|mrn|patient|chart|visa|alien|a-?number"
    r"|expediente|caso|causa|folio|dni|nie|curp|rfc|pasaporte|seguro social|licencia|cedula|poliza|matricula|credencial)"
)
_SAID = r"\d\b|" + "|".join(rf"{word}\b" for word in sorted(SPOKEN, key=len, reverse=True))
_NUMBERED = re.compile(
    rf"\b{_PAPER}(?:\s(?:case|id|file|card|order))?"
    r"\s?(?:number|num|nmbr|no\.?|nr|#|id|numero|num\.?|n\.?º)?\s?(?:(?:is|es|was|:|#|-|=)\s?){0,3}"
    r"(?P<id>(?:[a-z]{1,4}[\s.-]?)?\d[a-z0-9]{0,20}(?:[\s./-](?=[a-z0-9]{0,15}\d)[a-z0-9]{1,20}|[./-][a-z]{1,4}(?=[./-])){0,5})"
)
_DIGIT_SAID = rf"(?:{_SAID})"
_NUMBER_SAID = re.compile(
    rf"\b{_PAPER}(?:\s(?:case|id|file|card|order))?\s(?:(?:number|num|no|nr|id|numero|is|es|was)\.?:?\s){{0,3}}"
    rf"(?P<id>{_DIGIT_SAID}(?:[\s,-]{{1,3}}(?:{_DIGIT_SAID}|[a-z]\b)){{4,16}})"
)
_FEWEST_SAID = 4  # digits of a number that is told in words
_CASE_APART = re.compile(r"\b(?:[Cc]ase|[Dd]ocket|[Cc]ause|[Ff]ile)\b[^.!?\n\d]{0,12}(?P<id>\d{2,4}\s[A-Z]{1,4}\s\d{2,7})\b")
_DOCKET = re.compile(r"\b(?:\d{2,4}-?[A-Z]{1,4}-?\d{3,7}|[A-Z]{2,4}-\d{2,4}-\d{3,7}|[A-Z]{2}\d{6,9})\b")
_CARD = re.compile(r"(?<!\d)(?:\d{4}[ -]?){3}\d{4}(?!\d)")

_MONTH = (
    r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre"
    r"|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)\b"
)
_DATE = (
    rf"(?:\d{{1,2}}\s?[/.-]\s?\d{{1,2}}\s?[/.-]\s?(?:\d{{4}}|\d{{2}})|\d{{4}}-\d{{2}}-\d{{2}}|{_MONTH}\.?\s\d{{1,2}}(?:st|nd|rd"
    rf"|th)?(?:,?\s(?:of\s)?'?\d{{2,4}})?"
    rf"|(?:the\s)?\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s|de\s)?{_MONTH}\.?(?:,?\s(?:de\s|del\s|of\s)?\d{{2,4}})?)"
)
_BORN = re.compile(
    rf"\b(?:born(?: on)?|dob|d\.o\.b\.?|d o b|birth ?date|date of birth|nacid[ao](?: el)?|naci(?: el)?|nacio(?: el)?|fecha de "
    rf"nacimiento)\b[^.!?\n\d]{{0,16}}?(?P<date>{_DATE})"
)
_NTH = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth"
    r"|seventeenth|eighteenth|nineteenth|twentieth|twenty[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth"
    r"|thirty[ -]first)"
)
_NUM = rf"(?:\d{{1,4}}\b|(?:{_SAID})(?:[ -](?:{_SAID}))?)"
_YEAR_SAID = rf"(?:\d{{2,4}}\b|(?:{_SAID})(?:[ -](?:and |y )?(?:{_SAID})){{0,3}}|mil novecientos(?: (?:{_SAID})(?: y (?:{_SAID}))?)?)"
_DATE_SAID = (
    rf"(?:{_MONTH}\s(?:the\s)?(?:{_NTH}|{_NUM})(?:,?\s{_YEAR_SAID})?|(?:{_NTH}|{_NUM})\s(?:of\s|de\s){_MONTH}(?:,?\s(?:of\s|de\s|del\s)?{_YEAR_SAID})?"
    rf"|\d{{1,2}}\s\d{{1,2}}\s(?:\d{{4}}|\d{{2}})\b|(?:{_SAID})(?:[ -](?:{_SAID})){{3,6}})"
)
_BORN_SAID = re.compile(
    rf"\b(?:born|dob|d\.o\.b\.?|birth ?date|date of birth|birthday|b-?day|nacid[ao]|naci|nacio|fecha de nacimiento|cumpleanos|cumple)"
    rf"(?:[ ,:]+(?:is|es|on|el|the|in)\b){{0,3}}[ ,:]+(?P<date>{_DATE_SAID})"
)
_BIRTHDAY = re.compile(rf"\b(?:birthday|b-?day|bday|cumpleanos|cumple)\b[^.!?\n\d]{{0,16}}?(?P<date>{_DATE})")
_YEAR_TOLD = re.compile(r"\s\d{2,4}$|ty(?:[ -][a-z]+)?$|(?:enta|inte)(?: y [a-z]+)?$|teen [a-z -]+$|thousand[a-z -]*$|\bmil\b")
_YEAR = re.compile(r"(?:19|20)\d{2}$|[/.-]\s?\d{2}$")


def papers(said: Plain, original: str) -> Iterator[Span]:
    """Case and docket numbers, social security numbers, cards, numbers of papers."""
    for found in SSN.finditer(said.text):
        yield Span(*said.span(*found.span()), Kind.ID, "id.ssn")
    for found in _NUMBERED.finditer(said.text):
        number = found.group("id")
        if sum(sign.isdigit() for sign in number) >= 4 and not re.fullmatch(r"(?:19|20)\d\d", number):
            yield Span(*said.span(*found.span("id")), Kind.ID, "id.numbered")
    for found in _NUMBER_SAID.finditer(said.text):
        if len(digits_of(found.group("id"))) >= _FEWEST_SAID:
            yield Span(*said.span(*found.span("id")), Kind.ID, "id.said")
    for found in _CASE_APART.finditer(original):
        yield Span(*found.span("id"), Kind.ID, "id.numbered")
    for found in _DOCKET.finditer(original):
        yield Span(*found.span(), Kind.ID, "id.docket")
    for found in _CARD.finditer(said.text):
        if _luhn(found.group()):
            yield Span(*said.span(*found.span()), Kind.ID, "id.card")


def _luhn(card: str) -> bool:
    digits = [int(sign) for sign in card if sign.isdigit()]
    return sum(sum(divmod(2 * d, 10)) if n % 2 == 0 else d for n, d in enumerate(digits)) % 10 == 0


def births(said: Plain) -> Iterator[Span]:
    """Dates of birth: said to be one, or a birthday with its year."""
    for found in _BORN.finditer(said.text):
        yield Span(*said.span(*found.span("date")), Kind.DOB, "dob.born")
    for found in _BORN_SAID.finditer(said.text):
        if _YEAR_TOLD.search(found.group("date")):
            yield Span(*said.span(*found.span("date")), Kind.DOB, "dob.said")
    for found in _BIRTHDAY.finditer(said.text):
        if _YEAR.search(found.group("date")):
            yield Span(*said.span(*found.span("date")), Kind.DOB, "dob.birthday")
