"""The wire: how what a browser says is read (`asks.py`, `acts.py`, `person_asks.py`), and how what it is told looks:
`docs/PROTOCOL.md`.

Here alone exceptions become answers: `Refused` its own code, malformed input `bad_request`, a database that is down `store_down`, and
anything else `server_trouble`, which alone is logged, with where it happened and never with what was said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

import msgspec
import structlog

from rooms.refusals import REFUSALS, Refused
from rooms.visibility import stamp
from server.acts import Act
from server.asks import LONGEST_TEXT, Ask
from server.person_asks import Person
from server.store.engine import StoreDown

MOST_MARKS = 30  # on one letter: as in Unicode's Stream-Safe Text (UAX #15, 13); to put thousands in order takes quadratic time

log = structlog.get_logger()

Said = Ask | Act | Person

GOODBYES: dict[str, bool] = {  # why a connection is ended -> whether to come back with the cursor
    "signed_out": False,
    "session_expired": False,
    "meeting_closed": False,
    "left": False,
    "removed": False,
    "declined": False,
    "replaced": False,
    "slow_reader": True,
    "cut_off": True,
    "restarting": True,
}

_decoder = msgspec.json.Decoder(tuple[Literal["command"], Said])
_kind = msgspec.json.Decoder(tuple[Literal["command"], dict[str, Any]])
_encode = msgspec.json.Encoder().encode
_LONE_SURROGATE = re.compile(r"\\u[dD](?:[89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|[c-fC-F][0-9a-fA-F]{2})")
# NUL and other controls but newline and tab; bidirectional controls, which reorder what others read; lone surrogates
_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def read(body: str) -> Said:
    """The command in the JSON `["command", {…}]`. Refused `bad_request`, `unknown_command`, `unreadable`."""
    try:
        return _decoder.decode(body)[1]
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        raise Refused(_why(body)) from None


def _why(body: str) -> str:
    if _LONE_SURROGATE.search(body):
        return "unreadable"
    try:
        kind = _kind.decode(body)[1].get("type")
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return "bad_request"
    return "unknown_command" if isinstance(kind, str) and kind not in TYPES else "bad_request"


TYPES = frozenset(str(said.__struct_config__.tag) for said in Said.__args__)


def clean_note(text: str) -> str:
    """What she adds to a report, which may be nothing. Refused `too_long`, `unreadable`."""
    try:
        return clean_text(text)
    except Refused as refused:
        if refused.code == "empty":
            return ""
        raise


def clean_text(text: str) -> str:
    """Her words as they are kept: NFC, trimmed. Refused `empty`, `too_long`, `unreadable`."""
    text = text.replace("\r\n", "\n")
    if len(text) > 4 * LONGEST_TEXT:  # no letter is written with more than four signs
        raise Refused("too_long")
    if _UNREADABLE.search(text) or (not text.isascii() and _piled(text)):
        raise Refused("unreadable")
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > LONGEST_TEXT:
        raise Refused("too_long")
    if not text or not (text.isascii() or any(unicodedata.category(sign) not in {"Cf", "Zs", "Zl", "Zp", "Cc"} for sign in text)):
        raise Refused("empty")
    return text


def _piled(text: str) -> bool:
    """Whether more marks are piled on one letter than any language does."""
    run = 0
    for sign in text:
        run = run + 1 if unicodedata.combining(sign) else 0
        if run > MOST_MARKS:
            return True
    return False


def event_json(shown: dict[str, Any], seq: int, cursor: str, at: datetime) -> bytes:
    """An event with its place, as an audience is shown it."""
    shown["seq"] = seq
    shown["cursor"] = cursor
    shown["at"] = stamp(at)
    return _encode(shown)


def event(json: bytes) -> bytes:
    """The Socket.IO packet of the event `event`."""
    return b'2["event",%b]' % json


def notice(**fields: Any) -> bytes:
    """The packet of something said to this connection alone, without a place: typing, notice, goodbye."""
    return event(_encode(fields))


def answer(ack: int, fields: dict[str, Any]) -> bytes:
    """The Socket.IO packet that acknowledges a command."""
    return b"3%d[%b]" % (ack, _encode(fields))


def refusal(refused: Refused, say: Callable[[str], str]) -> dict[str, Any]:
    """The answer of a command that was refused, its sentence in her language by `say`."""
    return {"ok": False, "code": refused.code, "message": say(REFUSALS[refused.code].sentence), "retry": refused.retry}


def as_refused(error: BaseException) -> Refused:
    """What any failure is to the woman who asked. The unexpected is logged: its kind and where, never its text."""
    match error:
        case Refused():
            return error
        case StoreDown():
            return Refused("store_down")
        case msgspec.DecodeError():
            return Refused("bad_request")
        case _:
            log.error("unexpected", error=type(error).__name__, exc_info=error)  # `server/logs.py` keeps files and lines of it
            return Refused("server_trouble")
