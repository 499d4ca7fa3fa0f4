"""Discretion: in a browser that asked for it, our pages are called, marked and covered as a shopping list, which her own word opens.

Her word stays in that browser alone, as a salted hash in a cookie whose name and value say nothing. It is no passphrase and guards no data:
whoever can read the cookie or the page can do without it. So one round of SHA-256 is enough, and the browser can check it without a line.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata

COOKIE = "hearth-view"
SHORTEST, LONGEST = 3, 30
HELP = ("help", "ayuda")  # written in the list, these open the help lines in any language: nobody's word
_LOCK = re.compile(r"[0-9a-f]{16}\.[0-9a-f]{64}")


def plain(word: str) -> str:
    """Her word as it is compared: without space around it, without capitals, composed (NFC). `js/notes.js` does the same."""
    return unicodedata.normalize("NFC", word.strip().lower())


def lock(word: str) -> str:
    """What the cookie holds for her word: salt and hash."""
    salt = secrets.token_hex(8)
    return f"{salt}.{hashlib.sha256((salt + plain(word)).encode()).hexdigest()}"


def locked(kept: str | None) -> str | None:
    """What stands in the cookie if we made it, else None."""
    return kept if kept and _LOCK.fullmatch(kept) else None
