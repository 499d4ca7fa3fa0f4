"""Where the rules about danger are read from: the files that come with Hearth (`moderation/lexicons/`)."""

from __future__ import annotations

from functools import cache
from importlib import resources

from moderation.lexicon import Lexicon, read


@cache
def load() -> Lexicon:
    """All of them, read once a process: it takes seconds. Raises `moderation.lexicon.LexiconRefused`."""
    folder = resources.files("moderation") / "lexicons"
    return read({file.name: file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".toml")})
