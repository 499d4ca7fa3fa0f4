"""Mail addresses and links, spelled out or not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from moderation.details.span import Kind, Span
from moderation.plain import Plain

_DOT = (  # a full stop with a space behind it ends a sentence, unless "com" follows
    r"(?:\.(?!\s)|\.\s(?=(?:com|net|org)\b)|\s\.\s?|\s?(?:[(\[{<*]\s?(?:\.|dot|punto)\s?[)\]}>*]|\bdot\b|\bpunto\b|\bpoint\b)\s?)"
)
_TLD = r"(?:com|net|org|edu|gov|info|io|co|us|uk|es|mx|ca|au|nz|ie|me|xyz|live|app|link|site|online|con)"
_MAIL_HOST = (
    r"(?:g ?mail|gmial|yahoo|hotmail|outlook|icloud|aol|proton(?:mail)?|live|msn|ymail|mail|gmx|comcast|verizon|zoho|tutanota)(?![a-z])"
)
_HOST = r"[a-z0-9-]{1,62}"
_AT = r"[(\[{<*]\s?(?:@|a|at|arroba)\s?[)\]}>*]"
# from the sign on; what stands before it is read backwards
_SIGN = re.compile(
    rf"@\s?{_HOST}(?:{_DOT}[a-z]{{2,24}}){{1,4}}(?![a-z0-9-]*@)"
    rf"|(?:@|{_AT}|\bat\b|\barroba\b|\ba t\b)\s?{_MAIL_HOST}(?:(?:{_DOT}|,){_TLD}(?![a-z])){{0,2}}"
    rf"|(?:{_AT}|\barroba\b)\s?{_HOST}(?:{_DOT}[a-z]{{2,24}}){{1,4}}"
    rf"|\ben\s{_MAIL_HOST}{_DOT}{_TLD}\b"
    rf"|(?<=\d)\s?[(\[{{]\s?{_MAIL_HOST}\s?[)\]}}]"
    rf"|(?<=[\d_.][a-z0-9])\s{_MAIL_HOST}(?:{_DOT}|\s){_TLD}\b|(?<=\d)\s{_MAIL_HOST}(?:{_DOT}|\s){_TLD}\b"
    rf"|\bat\s{_HOST}\s?(?:[(\[{{<*]\s?dot\s?[)\]}}>*]|\bdot\b)\s?{_TLD}\b"
)
_KEEPS_MAIL = re.compile(rf"@{_MAIL_HOST}")
_COUNT = r"(?:\d{1,4}|(?:[a-z]{4,6}ty )?(?:one|two|three|four|five|six|seven|eight|nine|ten)|[a-z]{4,6}ty)"
_JOINT = r"(?:dot|punto|underscore|under score|guion bajo|dash|guion|hyphen|plus)"
_BACKWARDS = {"count": r"(?:\d{1,4}\s)?", "joint": "|".join(word[::-1] for word in _JOINT[3:-1].split("|"))}
_LOCAL = re.compile(
    rf"\s?{_BACKWARDS['count']}[a-z0-9._%+-]{{1,64}}(?:\s(?:{_BACKWARDS['joint']})\s[a-z0-9._%+-]{{1,32}}"
    rf"|(?:[._-]\s?|\s[._-]\s|\s[_-])[a-z0-9]{{1,32}}){{0,4}}"
)
_COUNTED = re.compile(rf"[a-z]{{2,20}} (?:[a-z]{{2,20}} )?{_COUNT}\s?$")
_BEFORE = 160  # signs that a name before the sign may take
_LEAD = re.compile(
    r"(?:(?:me|it's|its|is|es|mail|email|correo|address|reach|at|contact|write|to|on|a|mi|my|i'm|the|and|or|y|o)\s)*(?=\S)[._%+-]*"
)

_PLAIN_TLD = (
    r"(?:com|net|org|edu|gov|info|biz|pro|web|coop|museum|name|shop|xyz|app|live|link|site|online|club|blog|page|dev|chat|group|life"
    r"|store|world"
    r"|space|tech|news|health|care|community|social|support|today|help|love|family"
    r"|[a-z]{2})"
)
_WRITTEN = re.compile(
    r"\b(?:h(?:xx|tt)ps?|ftp)\s?(?::|\[:\])\s?/\s?/\s?(?P<host>[^\s/<>\"'?#]{1,253})(?:[/?#][^\s<>\"']*)?"
    rf"|(?<![\w@.-])(?P<name>(?:[a-z0-9-]{{1,62}}\.){{1,5}}{_PLAIN_TLD})(?![\w@]|\.\w)(?::\d{{1,5}})?(?P<path>[/?#][^\s<>\"']*)?"
)
_DOTTED = r"(?:\s?[(\[{<*]\s?(?:\.|dot|punto)\s?[)\]}>*]\s?|\s(?:dot|punto)\s)"
_SPOKEN = re.compile(
    rf"\b(?:[a-z0-9-]{{1,62}}{_DOTTED}){{1,3}}{_TLD}\b(?:\s?(?:/|\bslash\b|\bdiagonal\b|\bbarra\b)\s?(?:at\s)?[a-z0-9_.-]{{1,80}}){{0,4}}"
    rf"|\bwww\s?[. ]\s?[a-z0-9-]{{1,62}}\s?[. ]\s?{_TLD}\b\S{{0,80}}"
    rf"|(?<![\w.])[a-z0-9-]{{1,62}} ?\. ?(?:{_TLD}|ee|ly|gg|to) ?/ ?[a-z0-9_.-]{{2,80}}"
    r"|(?<![\w.])[a-z0-9-]{3,62}(?: \. [a-z0-9-]{2,62}){0,2} \. (?:com|net|org|info|io|co|ly|ee|gov|edu|es|mx)\b"
    rf"|\b[a-z0-9-]{{2,62}}{_DOTTED}[a-z]{{2,6}}\s?(?:/|\bslash\b|\bdiagonal\b|\bbarra\b)\s?[a-z0-9_.-]{{2,80}}"
)
_WORDY = """
    us me it so is in to am be no my at do de la es he im as an lo se te al le ya si st care help today love life name family
"""
_WORDY_TLD = frozenset(_WORDY.split())
_POINT = re.compile(r"([a-z]+) (?:dot|punto) (?:es|me|us|con|live|link|site|online|app)")
_STOPS = re.compile(r"$|[.,;!?)]")
_HOST_PORT = re.compile(r"^[^/@]*@|[:/].*$")
_SPELLED_DOT = re.compile(r"\s?[(\[{<*]?\s?(?:\b(?:dot|punto)\b|\.)\s?[)\]}>*]?\s?")


def mail_addresses(said: Plain) -> Iterator[Span]:
    """Every mail address."""
    text, done = said.text, 0
    for sign in _SIGN.finditer(text):
        before = text[max(done, sign.start() - _BEFORE) : sign.start()]
        if before[-1:].isspace() and sign.group()[0] == "@" and not sign.group()[1].isspace() and _KEEPS_MAIL.match(sign.group()) is None:
            continue  # "is @name.of.mine": a name elsewhere
        local = _LOCAL.match(before[::-1])
        if local is None:
            continue
        start = sign.start() - local.end()
        if (counted := _COUNTED.search(before[-48:])) is not None:
            start = min(start, sign.start() - (len(before[-48:]) - counted.start()))
        lead = _LEAD.match(text, start, sign.start())
        start = lead.end() if lead is not None else start
        if start < sign.start() and text[start : sign.start()].strip():
            yield Span(*said.span(start, sign.end()), Kind.EMAIL, "email")
            done = sign.end()


def links(said: Plain, keep: frozenset[str]) -> Iterator[Span]:
    """Every link whose host is none of `keep`, nor below one of them."""
    text = said.text
    for found in _WRITTEN.finditer(text):
        name = found.group("name")
        if name is not None and not found.group("path") and _wordy(name):
            continue
        if not _listed(name or found.group("host"), keep):
            yield Span(*said.span(found.start(), _end(text, found.start(), found.end())), Kind.URL, "url")
    for found in _SPOKEN.finditer(text):
        if _says_something_else(found.group(), text[found.end() :][:2]) or _listed(_SPELLED_DOT.sub(".", found.group()), keep):
            continue
        yield Span(*said.span(*found.span()), Kind.URL, "url.spelled")


def _says_something_else(told: str, rest: str) -> bool:
    """`el punto es que`, `at that dot me`: words, and no link."""
    words = _POINT.fullmatch(told)
    return words is not None and (len(words.group(1)) < 6 or _STOPS.match(rest) is None)


def _end(text: str, start: int, end: int) -> int:
    """Without the full stop, comma or bracket that ends the sentence and not the link."""
    return start + len(text[start:end].rstrip(".,;:!?)]}*"))


def _wordy(name: str) -> bool:
    """`tired.so`: a full stop without a space after it, and no link."""
    return not name.startswith("www.") and (name.rsplit(".", 1)[1] in _WORDY_TLD or name.replace(".", "").isdigit())


def _listed(host: str, keep: frozenset[str]) -> bool:
    bare = _HOST_PORT.sub("", host).removeprefix("www.").strip()
    return any(bare == listed or bare.endswith("." + listed) for listed in keep)
