"""Whom the meetings ask before somebody takes a seat."""

from __future__ import annotations

from typing import Protocol

from server.identity import Identity


class LikeStaff(Protocol):
    """Whether a name would be mistaken for that of a colleague other than the account `own`: `server/people/roster.py`."""

    async def __call__(self, name: str, *, own: str = "") -> bool: ...


class Agreements(Protocol):
    """What a woman has yet to agree to: `server/people/agreements.py`."""

    async def missing(self, room: str, who: Identity) -> int | None: ...


class Exclusions(Protocol):
    """Whether an account may not come into a room: `server/people/exclusions.py`."""

    async def excluded(self, account: str, room: str) -> bool: ...


class Guards(Protocol):
    """Whom the meetings ask before somebody takes a seat: `server/people/people.py`."""

    @property
    def agreements(self) -> Agreements: ...

    @property
    def exclusions(self) -> Exclusions: ...
