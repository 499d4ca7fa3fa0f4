"""Any service that Apprise knows, for a telephone: an extra (`pip install hearth-rooms[apprise]`).

The operator writes the service's address once, with `{to}` where the number goes; nothing else of it comes from anybody else.
"""

from __future__ import annotations

import asyncio

from moderation.case_terms import Trouble
from server.oncall.channels.notice import Action, Notice, Undelivered


class Apprise:
    """The channel. It cannot stop what rings already: an acknowledgement is not told."""

    def __init__(self, template: str) -> None:
        self._template = template

    def __repr__(self) -> str:
        return "Apprise()"

    async def send(self, address: str, notice: Notice) -> None:
        """Hand it over in a thread, as Apprise blocks. Raises `Undelivered`; Apprise does not say why."""
        if notice.action is Action.TRIGGER and not await asyncio.to_thread(self._notify, address, notice):
            raise Undelivered(Trouble.REFUSED)

    def _notify(self, address: str, notice: Notice) -> bool:
        import apprise

        told = apprise.Apprise()
        said = " ".join(part for part in (notice.severity, notice.id, notice.link) if part)
        return told.add(self._template.replace("{to}", address.removeprefix("+"))) and bool(told.notify(body=said))
