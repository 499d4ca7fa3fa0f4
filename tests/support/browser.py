"""A woman's browser in a journey: a phone or a desktop that notes every console error and every request that leaves the origin."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, WebError, WebSocket

DEVICES: Mapping[str, Mapping[str, Any]] = MappingProxyType({
    "phone": {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True},
    "desktop": {"viewport": {"width": 1280, "height": 800}},
})  # fmt: skip
PATIENCE_MS = 15_000


class Visitor:
    """One browser context. `page()` opens a tab; `errors` and `foreign` fill by themselves and must be empty when she leaves.

    An error that a test brings about, such as a cut network, is named in `forgiven` by a piece of its text;
    `beyond` is the one other origin that her browser may ask: where quick exit leads.
    """

    def __init__(self, context: BrowserContext, origin: str, forgiven: tuple[str, ...], beyond: str = "") -> None:
        self.context = context
        self.origin = origin
        self.forgiven = forgiven
        self.beyond = beyond
        self.errors: list[str] = []
        self.foreign: list[str] = []
        context.set_default_timeout(PATIENCE_MS)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("request", self._on_request)
        context.on("page", lambda page: page.on("websocket", self._on_websocket))

    @classmethod
    async def arrive(
        cls, browser: Browser, device: str, origin: str, forgiven: tuple[str, ...], *, beyond: str = "", **options: Any
    ) -> "Visitor":
        return cls(await browser.new_context(**{**DEVICES[device], **options}), origin, forgiven, beyond)

    async def page(self, address: str = "") -> Page:
        """A new tab, at a path of the origin or a whole address if one is given."""
        page = await self.context.new_page()
        if address:
            await page.goto(self.origin + address if address.startswith("/") else address)
        return page

    async def leave(self) -> None:
        """Close her browser; whatever it complained of, or asked of strangers, fails the test here."""
        await self.context.close()
        assert not self.errors, f"the browser complained: {self.errors}"
        assert not self.foreign, f"requests left {self.origin}: {self.foreign}"

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(f"{message.text} ({message.location.get('url', '')})")

    def _on_error(self, error: WebError) -> None:
        self._note(str(error.error))

    def _note(self, text: str) -> None:
        if not any(piece in text for piece in self.forgiven):
            self.errors.append(text)

    def _on_request(self, request: Request) -> None:
        self._judge(request.url)

    def _on_websocket(self, websocket: WebSocket) -> None:
        self._judge(websocket.url)

    def _judge(self, url: str) -> None:
        asked = urlsplit(url)
        known = {urlsplit(each).netloc for each in (self.origin, self.beyond)}
        if asked.scheme in {"http", "https", "ws", "wss"} and asked.netloc not in known:
            self.foreign.append(url)
