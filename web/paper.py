"""Templates made ready, one environment a language: sentences, times, addresses of files. What is not given to a template is an error."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import jinja2
from babel.dates import format_date, format_time

from web.assets import Assets
from web.circle import circle_of
from web.words import LANGUAGES, Words

TEMPLATES = Path(__file__).parent / "templates"


def utc(at: datetime) -> str:
    """ISO 8601 in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def plain_time(language: str, at: datetime, kind: str, zone: ZoneInfo | None = None) -> str:
    """A moment as it reads without script: in the zone she chose, else in UTC, and said so. Kinds: time, day, full."""
    at = at.astimezone(zone or UTC)
    time = format_time(at, "short", locale=language) + ("" if zone else " UTC")
    day = format_date(at, "EEEE d 'de' MMMM" if language == "es" else "EEEE, MMMM d", locale=language)
    return {"time": time, "day": day, "full": f"{day}, {time}"}[kind]


def place_of(zone: ZoneInfo) -> str:
    """The place a zone is called by: America/New_York is New York."""
    return zone.key.rsplit("/", 1)[-1].replace("_", " ")


class Compiled(jinja2.BytecodeCache):
    """What a template compiles to is the same in every language: it is made once. Jinja asks whether the template has changed."""

    def __init__(self) -> None:
        self._made: dict[str, bytes] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Hand out what was made, if it was."""
        if made := self._made.get(bucket.key):
            bucket.bytecode_from_string(made)

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep what was made."""
        self._made[bucket.key] = bucket.bytecode_to_string()


_COMPILED = Compiled()


class Paper:
    """Renders a template in a language."""

    def __init__(self, words: Words, assets: Assets, *, exit_url: str) -> None:
        self.words = words
        self.assets = assets
        self._environments = {language: self._environment(language, exit_url) for language in LANGUAGES}

    def render(self, language: str, template: str, context: Mapping[str, object]) -> str:
        """The page as HTML. Raises `jinja2.TemplateError`."""
        return self._environments[language].get_template(template).render(context)

    def _environment(self, language: str, exit_url: str) -> jinja2.Environment:
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=_COMPILED,
        )
        environment.globals.update(
            _=partial(self.words.translate, language),
            ngettext=partial(self.words.plural, language),
            plain_time=partial(plain_time, language),
            place_of=place_of,
            utc=utc,
            asset=self.assets.url,
            circle_of=circle_of,
            language=language,
            languages=list(LANGUAGES.items()),
            words_url=f"/words/{language}.json?v={self.words.browser_hash(language)}",
            exit_url=exit_url,
        )
        return environment
