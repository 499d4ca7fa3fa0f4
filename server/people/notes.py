"""What the people services put into the audit: who signed in as staff, who gave or took a role, never what was said or typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncConnection

from moderation.audit import AuditLine

Note = Callable[[AsyncConnection, AuditLine], Awaitable[None]]
"""Writes an audit line within the caller's transaction: both happen or neither."""

CONSOLE = "console"
"""The actor of what was done on the server's own machine."""
