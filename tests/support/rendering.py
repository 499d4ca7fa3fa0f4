"""Pages made from their templates, without a server."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from web.assets import Assets
from web.paper import Paper
from web.words import Words

PAPER = Paper(Words.shipped(), Assets.shipped(), exit_url="https://exit.example/")


def rendered(language: str, template: str, context: dict[str, Any]) -> str:
    """A template as a woman reads it who is not signed in, with `context` laid over that."""
    everything = {
        "header_title": None, "header_sub": None, "back": None, "on_help": False, "any_hour": True, "programme": "Willow House",
        "look": "auto", "notes": None, "her_zone": None, "here": "/x", "identity": None,
        "nav_links": [{"href": "/", "words": "First page", "here": True}],
        "csrf_input": Markup('<input type="hidden" name="csrf" value="token">'),
    }  # fmt: skip
    return PAPER.render(language, template, {**everything, **context})
