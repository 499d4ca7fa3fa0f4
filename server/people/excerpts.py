"""What a report carries out of its meeting: the words at issue, sealed under the report's own key, and her receipt.

The key lives in the keyring under the report's id and dies with the excerpt (`Retention.destroy_excerpt`, 14 days). Of the receipt only a
hash is kept: whoever holds the code finds the outcome by it, an account also without.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from server.people.codes import RECOVERY_SIGNS, code_hash, new_code
from server.store.sealing import MeetingKey

_KIND = b"excerpt"


class Excerpt(msgspec.Struct, frozen=True):
    """What is sealed. An account is empty where a guest sits. Never printed."""

    text: str  # the words at issue
    note: str  # what she added; may be empty
    said_at: datetime
    author_seat: str
    author_name: str
    author_account: str
    reporter_seat: str
    reporter_name: str
    reporter_account: str

    def __repr__(self) -> str:
        return "Excerpt()"


_decoder = msgspec.json.Decoder(Excerpt)


def seal(key: MeetingKey, excerpt: Excerpt) -> bytes:
    """As `report.excerpt` keeps it; `key` is the report's own, and its `meeting` the report's id."""
    return key.seal(_KIND, key.meeting, msgspec.json.encode(excerpt))


def unseal(key: MeetingKey, sealed: bytes) -> Excerpt:
    """What was sealed. Raises `Tampered`."""
    return _decoder.decode(key.open(_KIND, key.meeting, sealed))


def new_receipt() -> str:
    """A code of 80 random bits, shown to her once."""
    return new_code(RECOVERY_SIGNS)


def receipt_hash(code: str) -> bytes:
    """The only form in which a receipt is kept."""
    return code_hash("receipt", code)
