"""Secrets that a person may have to type: one-time codes, links and recovery codes.

Crockford's alphabet has no I, L, O or U; what is typed for them is read as 1, 1, 0 and V, small letters and any spacing are welcome.
Each sign carries 5 bits: 20 signs are 100 bits (staff, set-up), 16 are 80 (recovery), 12 are 60 (a room's link, throttled).
"""

from __future__ import annotations

import hashlib
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP = 4

STAFF_SIGNS = 20
RECOVERY_SIGNS = 16
ROOM_SIGNS = 12

_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def new_code(signs: int) -> str:
    """A fresh code of so many signs, in groups of four joined by hyphens."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(signs))
    return "-".join(text[at : at + GROUP] for at in range(0, signs, GROUP))


def plain(typed: str) -> str:
    """What was typed, as it was meant: capitals, look-alikes replaced, everything that is no letter or digit dropped."""
    kept = "".join(sign for sign in typed[:200].upper() if sign.isascii() and sign.isalnum())
    return kept.translate(_LIKE)


def code_hash(kind: str, typed: str) -> bytes:
    """What the database keeps of a code; `kind` keeps a code of one sort from working as another.

    A plain SHA-256 is enough where a code has 80 bits or more and for a room's 60 bits, which open a public door, not an account.
    """
    return hashlib.sha256(f"{kind}:{plain(typed)}".encode()).digest()


def new_token() -> str:
    """A session's token: 256 random bits, safe in a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """The only form in which a session's token is stored."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def new_id() -> str:
    """A random identity of 128 bits in 22 signs."""
    return secrets.token_urlsafe(16)
