"""`hearth screen`: what the rules make of messages, for anybody who wants to measure them on words of their own.

One JSON object a line in, one a line out, in order and at once. Nothing is kept, nothing is logged, and no setting is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from moderation.confidentiality import Listed, find
from moderation.crisis import notice
from moderation.lexicon import Lexicon


class NoMessage(ValueError):
    """A line that is no message. Its text says why, and nothing of the line."""


def read(line: bytes) -> tuple[Any, str]:
    """The id, which may be anything JSON has, and the text of one line. Raises `NoMessage`."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        raise NoMessage("it is not JSON in UTF-8") from None
    if not isinstance(said, dict) or "id" not in said or not isinstance(said.get("text"), str):
        raise NoMessage('it is not an object with an "id" and a "text" that is a string')
    return said["id"], said["text"]


def answer(text: str, listed: Listed, lexicon: Lexicon, *, likely: bool = False) -> dict[str, Any]:
    """What was found in one message, as the line says it: places count characters (code points) of the text.

    Each message is taken alone, as nobody's and after no other. `likely`: also what is only likely a name, about which a room asks
    before it is posted.
    """
    noticed = notice(text, lexicon)
    found = [span for span in find(text, listed) if span.certain or likely]
    return {
        "categories": [category.value for category in noticed.categories],
        "tier": noticed.tier,
        "rules": list(dict.fromkeys([*noticed.rules, *(span.rule for span in found)])),
        "spans": [{"start": span.start, "end": span.end, "type": span.kind.value} for span in found],
    }


def stream(lines: Iterable[bytes], out: BinaryIO, listed: Listed, lexicon: Lexicon, *, likely: bool = False) -> Iterable[tuple[int, str]]:
    """Answer each line as soon as it is read. Yields the number of each that is no message, with why; blank lines are passed over."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            mark, text = read(line.removeprefix(b"\xef\xbb\xbf"))
        except NoMessage as why:
            yield number, str(why)
            continue
        out.write(json.dumps({"id": mark, **answer(text, listed, lexicon, likely=likely)}).encode() + b"\n")
        out.flush()
