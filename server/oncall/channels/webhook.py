"""A webhook in the shape of PagerDuty's Events API v2: for a pager service, and for a gateway that calls or texts a telephone.

`routing_key` says whom: her own key at the pager service, or her number at the gateway. The gateway reads the same fields; a repeat
carries the same `dedup_key`, and so do `acknowledge`, which stops the ringing, and `resolve`.
"""

from __future__ import annotations

import msgspec

from moderation.case_terms import Trouble
from server.oncall.channels.notice import Action, Notice, Undelivered
from server.oncall.channels.outbound import Outbound

SEVERITIES = {"red": "critical", "amber": "error", "green": "warning", "test": "critical"}  # theirs: critical, error, warning, info


class Webhook:
    """The channel. The operator sets the one address it posts to; `server.config` has looked at it."""

    def __init__(self, url: str, outbound: Outbound) -> None:
        self._url = url
        self._outbound = outbound

    async def send(self, address: str, notice: Notice) -> None:
        """Post it. Raises `Undelivered`; that our own address is not there is no news about hers."""
        try:
            await self._outbound.post(self._url, msgspec.json.encode(event(address, notice)), {"Content-Type": "application/json"})
        except Undelivered as error:
            raise (Undelivered(Trouble.REFUSED) if error.trouble is Trouble.GONE else error) from None


def event(routing_key: str, notice: Notice) -> dict[str, object]:
    """The body."""
    head: dict[str, object] = {"routing_key": routing_key, "event_action": notice.action.value, "dedup_key": notice.key}
    if notice.action is not Action.TRIGGER:
        return head
    said = {"summary": f"{notice.severity} {notice.id}", "source": "hearth", "severity": SEVERITIES[notice.severity]}
    links = {"links": [{"href": notice.link, "text": notice.id}]} if notice.link else {}
    return {**head, "payload": said, **links}
