"""Which channel takes which kind of contact point, and whether it rings, as the settings have it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from moderation.case_terms import Channel
from server.config import Settings
from server.oncall.channels.apprise import Apprise
from server.oncall.channels.mail import Mail, MailServer
from server.oncall.channels.notice import Sender
from server.oncall.channels.outbound import Outbound
from server.oncall.channels.push import WebPush, signing_key
from server.oncall.channels.webhook import Webhook

RINGS = frozenset({"pager", "phone"})  # kinds of contact point by which a sleeper is woken


class Way(NamedTuple):
    """One kind of contact point and what sends to it."""

    channel: Channel
    sender: Sender
    quits: bool = False  # is told when somebody has it, so that it stops ringing


class Ways:
    """The ways of one node. A kind without one cannot be used: nobody is reached by a telephone while no gateway is set."""

    def __init__(self, push: WebPush, others: Mapping[str, Way], outbound: Outbound | None = None) -> None:
        self.push = push
        self._outbound = outbound
        self._ways: dict[str, Way] = {"push": Way(Channel.PUSH, push), **others}

    def of(self, kind: str) -> Way | None:
        """The way of this kind of contact point."""
        return self._ways.get(kind)

    @property
    def kinds(self) -> list[str]:
        """What can be used here."""
        return list(self._ways)

    @property
    def ringing(self) -> frozenset[str]:
        """The kinds that wake somebody and can be used."""
        return RINGS & self._ways.keys()

    async def close(self) -> None:
        """Drop every connection."""
        if self._outbound is not None:
            await self._outbound.close()


def ways_of(settings: Settings, master: bytes) -> Ways:
    """The ways that these settings allow."""
    outbound = Outbound()
    found: dict[str, Way] = {}
    if settings.mail_host:
        password = settings.mail_password.get_secret_value() if settings.mail_password else ""
        server = MailServer(settings.mail_host, settings.mail_port, settings.mail_user, password, settings.mail_from, settings.mail_tls)
        found["mail"] = Way(Channel.MAIL, Mail(server, word=settings.reminder_word or "Reminder"))
    if settings.pager_url:
        found["pager"] = Way(Channel.WEBHOOK, Webhook(settings.pager_url, outbound), quits=True)
    if settings.phone_url:
        found["phone"] = Way(Channel.WEBHOOK, Webhook(settings.phone_url.get_secret_value(), outbound), quits=True)
    elif settings.phone_apprise:
        found["phone"] = Way(Channel.APPRISE, Apprise(settings.phone_apprise.get_secret_value()))
    push = WebPush(signing_key(master), outbound, settings.push_services, contact=_contact(settings), loopback=settings.outbound_loopback)
    return Ways(push, found, outbound)


def _contact(settings: Settings) -> str:
    """Whom a push service may write to."""
    return f"mailto:{settings.mail_from}" if settings.mail_from else f"https://{urlsplit(settings.address).hostname}"
