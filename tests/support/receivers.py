"""Real receivers of pages on this machine: a push service that opens what it gets, a pager service, a mail server. Each may be unwell."""

import asyncio
import base64
import datetime as dt
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import aiohttp.web as http
import http_ece
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509.oid import NameOID

AnyReceiver = TypeVar("AnyReceiver", bound="Receiver")


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Receiver:
    """An HTTP service. `ill` is how it is unwell; `got` holds the bodies it took, `tried` counts every request."""

    def __init__(self) -> None:
        self.ill = ""
        self.url = ""
        self.got: list[dict[str, Any]] = []
        self.raw: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.tried = 0
        self.spare_s = "1"
        self.free = asyncio.Event()  # what hangs goes on once this is set

    async def answer(self, request: http.Request) -> http.Response:
        self.tried += 1
        body = await request.read()
        self.raw.append(body)
        self.headers.append(dict(request.headers))
        match self.ill:
            case "hangs":
                await self.free.wait()
            case "500":
                return http.Response(status=500)
            case "429":
                return http.Response(status=429, headers={"Retry-After": self.spare_s})
            case "gone":
                return http.Response(status=410)
            case "redirects":
                return http.Response(status=307, headers={"Location": self.url + "/elsewhere"})
        self.got.append(self.read(body, request))
        return http.Response(status=202)

    def read(self, body: bytes, _request: http.Request) -> dict[str, Any]:
        """What a pager service sees."""
        found: dict[str, Any] = json.loads(body or b"{}")
        return found


class PushService(Receiver):
    """A push service with one browser: it opens what is sealed for it and verifies who signed (RFC 8291, RFC 8292)."""

    def __init__(self) -> None:
        super().__init__()
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = b"0123456789abcdef"
        self.trusts = ""  # the public key it was subscribed with

    @property
    def subscription(self) -> dict[str, str]:
        """What the browser gives."""
        point = self.key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        return {"endpoint": self.url + "/push/one", "p256dh": b64(point), "auth": b64(self.auth)}

    def read(self, body: bytes, request: http.Request) -> dict[str, Any]:
        self.signed(request.headers["Authorization"])
        assert request.headers["Content-Encoding"] == "aes128gcm"
        opened: dict[str, Any] = json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"))
        return opened

    def signed(self, header: str) -> dict[str, Any]:
        """The claims, once the signature is verified by the key that the browser subscribed with."""
        scheme, _, rest = header.partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        assert scheme == "vapid"
        assert parts["k"] == self.trusts
        head, claims, signature = parts["t"].split(".")
        raw = unb64(signature)
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(parts["k"]))
        proof = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        try:
            key.verify(proof, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            raise AssertionError("this signature is not the programme's") from None
        told: dict[str, Any] = json.loads(unb64(claims))
        assert told["aud"] == self.url
        return told


class MailServer:
    """A mail server; `got` holds the mails it took."""

    def __init__(self) -> None:
        self.ill = ""
        self.port = 0
        self.tried = 0
        self.got: list[str] = []

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]) -> str:  # noqa: N802
        self.tried += 1
        match self.ill:
            case "hangs":
                await asyncio.sleep(3600)
            case "500":
                return "550 no such mailbox"
            case "429":
                return "451 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        self.got.append(content.decode() if isinstance(content, bytes) else str(content))
        return "250 taken"


def self_signed(folder: Path) -> ssl.SSLContext:
    """A certificate for localhost that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, pem, serialization.NoEncryption()))
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@asynccontextmanager
async def serving(receiver: AnyReceiver, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[AnyReceiver]:
    """The receiver, answering at `receiver.url` until the end."""
    app = http.Application()
    app.router.add_post("/{path:.*}", receiver.answer)
    runner = http.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await http.TCPSite(runner, "localhost", 0, ssl_context=tls).start()
        receiver.url = f"{'https' if tls else 'http'}://localhost:{runner.addresses[0][1]}"
        yield receiver
    finally:
        await runner.cleanup()


@asynccontextmanager
async def receiving_mail(server: MailServer, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[MailServer]:
    """The mail server, on this loop."""
    loop = asyncio.get_running_loop()
    sessions: list[SMTP] = []

    def connected() -> SMTP:
        sessions.append(SMTP(server, hostname="localhost", loop=loop, tls_context=tls))
        return sessions[-1]

    listening = await loop.create_server(connected, "localhost", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        for session in sessions:
            if session.transport is not None:
                session.transport.close()
            if session._handler_coroutine is not None:
                session._handler_coroutine.cancel()
        await asyncio.sleep(0)
