"""What every answer carries and every POST must show.

Cookies, once and for all from the public address, never from a request: https gives `__Host-hearth`; http on localhost gives
`hearth-<port>` without Secure, which Safari would drop. CSRF: an HMAC bound to her session, or before sign-in to a visit cookie (OWASP
"signed double submit"), in a hidden field `csrf` or the header `X-CSRF`; besides it Fetch-Metadata and Origin. Our pages send no referrer,
so browsers put `Origin: null` on our own forms; then `Sec-Fetch-Site` must say same-origin. Headers: OWASP secure headers, ASVS V3.4.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

import aiohttp.web as http
from aiohttp.typedefs import Handler, Middleware

from rooms.refusals import Refused
from server.limits import network_of
from server.people.codes import new_token

SOCKETS = "/socket.io/"  # its handshake checks origin and session itself: server/sockets.py
STATIC = "/static/"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"

VISIT = http.RequestKey("visit", str)
"""A visit cookie that this request made and its answer sets."""

HELD = http.RequestKey("held", str)
"""The session's token that the answer to this request gives her, for forms on the page that it shows."""

_OFF = ("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid",
        "identity-credentials-get", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment",
        "picture-in-picture", "publickey-credentials-create", "publickey-credentials-get", "screen-wake-lock", "serial", "usb",
        "xr-spatial-tracking")  # fmt: skip

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _OFF),
    "X-DNS-Prefetch-Control": "off",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-Robots-Tag": "noindex, nofollow",
}


class Security:
    """Cookies, CSRF and headers of one programme. `key` is secret and the same on every node."""

    def __init__(self, address: str, *, origins: Iterable[str] = (), trusted_proxies: Iterable[str] = (), key: bytes) -> None:
        parts = urlsplit(address)
        self.secure = parts.scheme == "https"
        self.origins = frozenset(origins) or frozenset({address})
        port = parts.port or 80
        self.session_cookie = "__Host-hearth" if self.secure else f"hearth-{port}"
        self.visit_cookie = "__Host-hearth-visit" if self.secure else f"hearth-visit-{port}"
        self._proxies = tuple(ipaddress.ip_network(network, strict=False) for network in trusted_proxies)
        self._key = hmac.new(key, b"hearth csrf", hashlib.sha256).digest()
        self._headers = {**HEADERS, "Content-Security-Policy": content_policy(self.origins)}
        if self.secure:
            self._headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    def install(self, app: http.Application) -> None:
        """Guard every POST of the application and dress every answer. Refusals are raised: the error middleware stands outside this."""
        app.middlewares.append(self.middleware())
        app.on_response_prepare.append(self.dress)

    def session_token(self, request: http.Request) -> str:
        """The token in her cookie, or an empty text."""
        return request[HELD] if HELD in request else request.cookies.get(self.session_cookie, "")

    def sign_in(self, response: http.StreamResponse, token: str, *, lasts: timedelta | None) -> None:
        """Give her the session's cookie. `lasts` None: until the browser closes, as on a shared device."""
        age = None if lasts is None else int(lasts.total_seconds())
        self._give(response, self.session_cookie, token, age)
        response.del_cookie(self.visit_cookie, path="/", secure=self.secure, httponly=True, samesite="Lax")

    def sign_out(self, response: http.StreamResponse, *, shared: bool) -> None:
        """Take the cookie back and have the browser forget pages; on a shared device also all it stored (ASVS 14.3.1)."""
        response.del_cookie(self.session_cookie, path="/", secure=self.secure, httponly=True, samesite="Lax")
        response.headers["Clear-Site-Data"] = '"cache", "storage"' if shared else '"cache"'

    def forget(self, request: http.Request, response: http.StreamResponse, *, storage: bool) -> None:
        """Quick exit: every cookie of ours goes, and all the browser keeps of us. Without `storage` the help page stays."""
        for name in request.cookies:
            if name.removeprefix("__Host-").startswith("hearth"):
                response.del_cookie(name, path="/", secure=self.secure, httponly=True, samesite="Lax")
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"' if storage else '"cache", "cookies"'

    def csrf(self, request: http.Request) -> str:
        """The token for a form on this page. Makes a visit cookie when she has neither session nor visit."""
        if not self._bound(request):
            request[VISIT] = new_token()
        return self._sign(self._bound(request))

    def network(self, request: http.Request) -> str:
        """Where she comes from, for limits only. Forwarded addresses are believed from trusted proxies alone, nearest first."""
        address = request.remote or ""
        if not self._trusts(address):
            return network_of(address)
        for hop in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
            address = hop.strip() or address
            if not self._trusts(address):
                break
        return network_of(address[:64])

    def middleware(self) -> Middleware:
        """Refuses `page_old` or `bad_request` for a POST that is not from our own pages, before anything is done."""

        @http.middleware
        async def guard(request: http.Request, handler: Handler) -> http.StreamResponse:
            if "\0" in request.path:
                raise http.HTTPNotFound
            if request.method not in ("GET", "HEAD", "OPTIONS") and not request.path.startswith(SOCKETS):
                await self.check(request)
            return await handler(request)

        return guard

    async def check(self, request: http.Request) -> None:
        """Origin, Fetch-Metadata, kind of body and CSRF token of a POST. Refused `bad_request`, `page_old`."""
        site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
        if site not in (None, "same-origin") or (origin not in (None, "null") and origin not in self.origins):
            raise Refused("bad_request")
        if request.content_type not in (FORM, JSON):
            raise Refused("bad_request")
        given = request.headers.get("X-CSRF", "")
        if request.content_type == FORM:
            given = given or str((await form(request)).get("csrf", ""))
        bound = self._bound(request)
        if not bound or not hmac.compare_digest(given.encode("utf-8", "replace"), self._sign(bound).encode()):
            raise Refused("page_old")

    async def dress(self, request: http.Request, response: http.StreamResponse) -> None:
        """The `on_response_prepare` signal: headers on everything that leaves, errors and files included."""
        response.headers.update(self._headers)
        response.headers.pop("Server", None)
        if not request.path.startswith(STATIC):
            response.headers.setdefault("Cache-Control", "no-store")
        if VISIT in request:  # aiohttp has written the other cookies by now: this one goes beside them
            self._give(response, self.visit_cookie, request[VISIT], None)
            response.headers.add("Set-Cookie", response.cookies[self.visit_cookie].OutputString())

    def _give(self, response: http.StreamResponse, name: str, value: str, age: int | None) -> None:
        response.set_cookie(name, value, max_age=age, path="/", secure=self.secure, httponly=True, samesite="Lax")

    def _bound(self, request: http.Request) -> str:
        """What her token is bound to: her session, else her visit."""
        session = self.session_token(request)
        if session:
            return f"session {session}"
        visit = request[VISIT] if VISIT in request else request.cookies.get(self.visit_cookie, "")
        return f"visit {visit}" if visit else ""

    def _sign(self, bound: str) -> str:
        return hmac.new(self._key, bound.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    def _trusts(self, address: str) -> bool:
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(ip in network for network in self._proxies)


async def form(request: http.Request) -> dict[str, str]:
    """The fields of a form. The first of each name counts; there are no uploads. Refused `bad_request` for what cannot be read.

    UTF-8 is the only way of writing we offer; some others would bring signs that are no text. NUL is text nowhere.
    """
    if (request.charset or "utf-8").lower() != "utf-8":
        raise Refused("bad_request")
    try:
        posted = await request.post()
    except (UnicodeDecodeError, LookupError, ValueError):
        raise Refused("bad_request") from None
    fields = {name: value for name, value in reversed(list(posted.items())) if isinstance(value, str)}
    if any("\0" in value for value in fields.values()):
        raise Refused("bad_request")
    return fields


def content_policy(origins: Iterable[str]) -> str:
    """Content-Security-Policy: our own files and nothing inline. Sockets are named, for browsers whose 'self' leaves them out."""
    sockets = sorted(origin.replace("http", "ws", 1) for origin in origins)
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": " ".join(["'self'", *sockets]),
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())
