"""Web push: sealed for one browser (RFC 8291), signed for by this programme (VAPID, RFC 8292), handed to that browser's push service.

The signing key is derived from the programme's key: it is kept wherever that one is, is the same on every node, and needs no file.
A browser says where its push service is; only services on the list are ever asked, so that no browser can aim us at an address.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from moderation.case_terms import Trouble
from server.oncall.channels.notice import Notice, Undelivered
from server.oncall.channels.outbound import Outbound
from server.oncall.channels.targets import allowed
from server.store.sealing import derive

LIFE_S = 180  # the push service keeps it so long for a phone that is off: later it would only frighten
SIGNED_FOR_S = 12 * 3600
LONGEST_ENDPOINT = 700
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256


class Subscription(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a browser gives: where to send, and the keys to seal by. Printing it shows nothing."""

    endpoint: str
    p256dh: str  # its public key, 65 bytes
    auth: str  # 16 bytes

    def __repr__(self) -> str:
        return "Subscription()"


def signing_key(master: bytes) -> ec.EllipticCurvePrivateKey:
    """The programme's VAPID key (NIST FIPS 186-5, A.2.1 reduces in the same way; 256 bits leave a bias of 2**-32, harmless here)."""
    return ec.derive_private_key(int.from_bytes(derive(master, "vapid")) % (_ORDER - 1) + 1, ec.SECP256R1())


class WebPush:
    """The channel. An address is a `Subscription` as JSON."""

    def __init__(
        self, key: ec.EllipticCurvePrivateKey, outbound: Outbound, services: Sequence[str], *, contact: str, loopback: bool
    ) -> None:
        """`contact` is whom a push service may write to: a mailto: or https: address."""
        self._key = key
        self._outbound = outbound
        self._services = services
        self._contact = contact
        self._loopback = loopback

    @property
    def public_key(self) -> str:
        """What a browser subscribes with (applicationServerKey)."""
        raw = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    def known(self, subscription: Subscription) -> bool:
        """Whether we send there: a listed service, and keys that can seal."""
        sized = len(subscription.endpoint) <= LONGEST_ENDPOINT
        return sized and allowed(subscription.endpoint, self._services, loopback=self._loopback) and _seals(subscription)

    async def send(self, address: str, notice: Notice) -> None:
        """Hand it to the browser's push service. Raises `Undelivered`: `GONE` when the browser has unsubscribed."""
        subscription = msgspec.json.decode(address, type=Subscription)
        if not self.known(subscription):
            raise Undelivered(Trouble.GONE)
        body, headers = await asyncio.to_thread(self._sealed, subscription, notice)
        await self._outbound.post(subscription.endpoint, body, headers)

    def _sealed(self, subscription: Subscription, notice: Notice) -> tuple[bytes, dict[str, str]]:
        """Body and headers; takes a few milliseconds, off the loop. Importing pywebpush takes longer, hence here."""
        from py_vapid import Vapid02
        from pywebpush import WebPusher

        info = {"endpoint": subscription.endpoint, "keys": {"p256dh": subscription.p256dh, "auth": subscription.auth}}
        said = msgspec.json.encode({"id": notice.id, "severity": notice.severity})
        body: bytes = WebPusher(info).encode(said)["body"]
        parts = urlsplit(subscription.endpoint)
        signed: dict[str, str] = Vapid02(self._key).sign({"aud": f"{parts.scheme}://{parts.netloc}", "sub": self._contact})
        return body, {
            **signed,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(LIFE_S),
            "Topic": notice.key,
            "Urgency": "normal" if notice.severity == "green" else "high",
        }


def _seals(subscription: Subscription) -> bool:
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _plain(subscription.p256dh))
        return len(_plain(subscription.auth)) == 16
    except (ValueError, binascii.Error):
        return False


def _plain(text: str) -> bytes:
    return base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
