"""Who is asking: what a session gives once it is known."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from rooms.roles import Role


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """A person behind a live session. Printing it shows no name and no session."""

    kind: Literal["account", "guest"]
    id: str  # of the account or the guest
    roles: frozenset[Role]  # what this session may use now; staff roles only once the second factor was given
    session: bytes  # SHA-256 of the token: the session row's primary key
    expires_at: datetime
    shared: bool = False  # a device that others use
    language: str = "en"
    meeting: str | None = None  # a guest is bound to one meeting
    name: str | None = None  # an account's pseudonym

    def __repr__(self) -> str:
        return f"Identity({self.kind})"
