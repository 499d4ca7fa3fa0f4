"""Style, scripts and pictures: read at start, compressed once, addressed by what they hold so that a browser may keep them.

`/static/<hash of everything>/<path>`: modules import each other by relative address and so stay of one kind. An address with another
hash (an older page, another node's version during an update) is answered with today's file, not to be kept.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path
from typing import NamedTuple

import aiohttp.web as http

HERE = Path(__file__).parent / "static"
STYLE = ("tokens", "base", "frame", "parts", "circle", "pages", "meeting", "agenda")  # in this order they are one style sheet, hearth.css
APART = ("desk",)  # asked for by the page of a facilitator only, as desk.css
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".txt": "text/plain"}
REMARKS = re.compile(r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.DOTALL | re.MULTILINE)  # whole lines only, never beside code
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)  # no text in our scripts spans lines; a test holds them to it
KEEP = "public, max-age=31536000, immutable"
ASK = "no-cache"


class Asset(NamedTuple):
    """One file as it is sent."""

    body: bytes
    packed: bytes
    kind: str
    tag: str


def answer(request: http.Request, asset: Asset, *, keep: bool) -> http.Response:
    """The file, or 304 when the browser has it (RFC 9110, 13.1.2)."""
    headers = {"Cache-Control": KEEP if keep else ASK, "ETag": f'"{asset.tag}"', "Vary": "Accept-Encoding"}
    if any(known.value in (asset.tag, "*") for known in request.if_none_match or ()):
        return http.Response(status=304, headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return http.Response(body=asset.packed, content_type=asset.kind, charset="utf-8", headers={**headers, "Content-Encoding": "gzip"})
    return http.Response(body=asset.body, content_type=asset.kind, charset="utf-8", headers=headers)


def made(body: bytes, kind: str) -> Asset:
    """A body made ready for sending."""
    return Asset(body, gzip.compress(body, 9, mtime=0), kind, hashlib.sha256(body).hexdigest()[:20])


def _lean(path: Path) -> bytes:
    """A file without what only we read: remarks and indents in our scripts are a fifth of their weight on a slow line."""
    body = path.read_bytes()
    return INDENT.sub("", REMARKS.sub("", body.decode())).encode() if path.suffix == ".js" and path.parent.name != "vendor" else body


class Assets:
    """All files below a folder, in memory."""

    def __init__(self, folder: Path = HERE) -> None:
        self.files: dict[str, Asset] = {}
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in TYPES and path.parent.name != "css":
                self.files[path.relative_to(folder).as_posix()] = made(_lean(path), TYPES[path.suffix])
        style = "\n".join((folder / "css" / f"{name}.css").read_text("utf-8") for name in STYLE)
        self.files["hearth.css"] = made(style.encode(), TYPES[".css"])
        for name in APART:
            self.files[f"{name}.css"] = made((folder / "css" / f"{name}.css").read_bytes(), TYPES[".css"])
        everything = "".join(f"{name} {asset.tag}\n" for name, asset in sorted(self.files.items()))
        self.tree = hashlib.sha256(everything.encode()).hexdigest()[:12]

    def url(self, name: str) -> str:
        """The address of a file. Raises `KeyError` for one that is not there, so that a page cannot ask for it."""
        if name not in self.files:
            raise KeyError(name)
        return f"/static/{self.tree}/{name}"

    async def serve(self, request: http.Request) -> http.Response:
        """GET /static/{tree}/{name}."""
        asset = self.files.get(request.match_info["name"])
        if asset is None:
            raise http.HTTPNotFound
        return answer(request, asset, keep=request.match_info["tree"] == self.tree)
