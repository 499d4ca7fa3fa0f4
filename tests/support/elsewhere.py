"""The everyday page that quick exit opens in tests: an origin of its own that notes what it was asked with, and may be slow to answer."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

PAGE = b"<!doctype html><html lang='en'><meta charset='utf-8'><title>Encyclopedia</title><h1>Encyclopedia</h1></html>"


class Elsewhere:
    """`with Elsewhere() as there:` answers at `there.address`; `there.asked` holds the headers of each request for its page."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.open = threading.Event()
        """Answers wait until this is set."""
        self.open.set()
        there = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/":
                    there.asked.append({name.lower(): value for name, value in self.headers.items()})
                    there.open.wait(timeout=20)
                body = PAGE if self.path == "/" else b""  # whatever else a browser asks for is empty
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.open.set()
        self._server.shutdown()
        self._server.server_close()
