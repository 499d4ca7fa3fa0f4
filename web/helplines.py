"""Help lines as data: one file a country below `helplines/`, both languages inside, each number with where it was read.

Nothing here needs a database, a session or a script. Her country is what she taps, else the programme's; never her address.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from moderation.confidentiality import Listed

HERE = Path(__file__).parent / "helplines"

Both = dict[Literal["en", "es"], str]


class Way(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to reach a line: a number to call, text or reach by teletype."""

    by: Literal["call", "text", "tty"]
    number: str
    word: str = ""  # what to send by text, put into the message for her
    say: Both | None = None  # what to send by text, when only she knows it

    @property
    def href(self) -> str:
        """A `tel:` (RFC 3966) or `sms:` (RFC 5724) link; the odd `?&` is what both Android and iOS read."""
        digits = "".join(sign for sign in self.number if sign.isdigit())
        if self.by != "text":
            return f"tel:{digits}"
        return f"sms:{digits}?&body={self.word}" if self.word else f"sms:{digits}"


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a number was read; `date` is that page's own, or empty when it carries none."""

    url: str
    date: str


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"is_not": "not"}):
    """One service."""

    id: str
    kind: Literal["emergency", "crisis", "helpline", "referral", "medical"]
    hours: Literal["always", ""] | Both
    name: Both
    what: Both
    ways: list[Way]
    sources: list[Source]
    is_not: Both | None = None


class Country(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The lines of one country, in the order they are shown."""

    country: str
    name: Both
    line: list[Line]

    @property
    def emergency(self) -> Line | None:
        """The emergency number, where one is confirmed."""
        return next((line for line in self.line if line.kind == "emergency"), None)


def load(folder: Path = HERE) -> dict[str, Country]:
    """All countries by code. Raises `msgspec.ValidationError` for a file that is not as it should be."""
    countries = [msgspec.toml.decode(path.read_bytes(), type=Country) for path in sorted(folder.glob("*.toml"))]
    return {country.country: country for country in countries}


def listed(countries: dict[str, Country]) -> Listed:
    """What no rule takes for a personal detail: the numbers of all lines, and the sites on which they are found."""
    lines = [line for country in countries.values() for line in country.line]
    digits = ("".join(sign for sign in way.number if sign.isdigit()) for line in lines for way in line.ways)
    numbers = {each.removeprefix("1") if len(each) == 11 else each for each in digits}
    hosts = {urlsplit(source.url).hostname or "" for line in lines for source in line.sources}
    return Listed(frozenset(numbers), frozenset(host.removeprefix("www.") for host in hosts if host))
