"""Style, scripts and pictures: read at start, compressed once, addressed by what they hold so that a browser may keep them.

`/static/<hash of everything>/<path>`: modules import each other by relative address and so stay of one kind. An address with another
hash (an older page, another node's version during an update) is answered with today's file, not to be kept.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import NamedTuple

import aiohttp.web as http
import brotli

HERE = Path(__file__).parent / "static"
STYLE = ("tokens", "base", "frame", "parts", "circle", "pages", "meeting", "agenda")  # in this order they are one style sheet, hearth.css
APART = (
    "desk",
    "side_room",
    "notes",
    "oncall",
)  # asked for by the pages of a facilitator, a side room, discretion, or on call, only: desk.css and so on
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".txt": "text/plain"}
REMARKS = re.compile(r"^[ \t]*(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.DOTALL | re.MULTILINE)  # whole lines only, never beside code
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)  # no text in our scripts spans lines; a test holds them to it
KEEP = "public, max-age=31536000, immutable"
ASK = "no-cache"


class Asset(NamedTuple):
    """One file as it is sent."""

    body: bytes
    packed: dict[str, bytes]  # by content coding, the smallest first
    kind: str
    tag: str


def answer(request: http.Request, asset: Asset, *, keep: bool) -> http.Response:
    """The file, or 304 when the browser has it (RFC 9110, 13.1.2)."""
    headers = {"Cache-Control": KEEP if keep else ASK, "ETag": f'"{asset.tag}"', "Vary": "Accept-Encoding"}
    if any(known.value in (asset.tag, "*") for known in request.if_none_match or ()):
        return http.Response(status=304, headers=headers)
    accepted = {word.partition(";")[0].strip() for word in request.headers.get("Accept-Encoding", "").split(",")}
    for coding, packed in asset.packed.items():
        if coding in accepted:
            return http.Response(body=packed, content_type=asset.kind, charset="utf-8", headers={**headers, "Content-Encoding": coding})
    return http.Response(body=asset.body, content_type=asset.kind, charset="utf-8", headers=headers)


def made(body: bytes, kind: str) -> Asset:
    """A body made ready for sending."""
    packed = {"br": brotli.compress(body, mode=brotli.MODE_TEXT, quality=10), "gzip": gzip.compress(body, 9, mtime=0)}
    return Asset(body, packed, kind, hashlib.sha256(body).hexdigest()[:20])


def _lean(path: Path) -> bytes:
    """A file without what only we read: remarks and indents in our scripts are a fifth of their weight on a slow line."""
    body = path.read_bytes()
    return INDENT.sub("", REMARKS.sub("", body.decode())).encode() if path.suffix == ".js" and path.parent.name != "vendor" else body


class Assets:
    """All files below a folder, in memory."""

    def __init__(self, folder: Path = HERE) -> None:
        bodies: dict[str, bytes] = {}
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in TYPES and path.parent.name != "css":
                bodies[path.relative_to(folder).as_posix()] = _lean(path)
        bodies["hearth.css"] = b"\n".join((folder / "css" / f"{name}.css").read_bytes() for name in STYLE)
        for name in APART:
            bodies[f"{name}.css"] = (folder / "css" / f"{name}.css").read_bytes()
        with ThreadPoolExecutor() as pool:  # the packers let other threads run: every core helps at the start
            assets = pool.map(lambda name: made(bodies[name], TYPES[Path(name).suffix]), bodies)
            self.files = dict(zip(bodies, assets, strict=True))
        everything = "".join(f"{name} {asset.tag}\n" for name, asset in sorted(self.files.items()))
        self.tree = hashlib.sha256(everything.encode()).hexdigest()[:12]

    @classmethod
    @cache
    def shipped(cls) -> Assets:
        """Those of this release, read and packed once a process."""
        return cls()

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
