"""Looking for a marker everywhere it could have leaked to, and trying to read sealed words with whatever keys there are."""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
import string
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

import sqlalchemy as sa

from bench.seats import Visitor, Woman
from server.people.names import skeleton
from server.store import tables as t
from server.store.engine import Database
from server.store.keys import KEYS
from server.store.sealing import Box, MeetingKey, Tampered, Vault, derive

WRAPPED = 12 + 32 + 16  # bytes of a wrapped key: nonce, key, tag
_LETTERS = "".join(letter for letter in string.ascii_lowercase if letter not in "rv")

# A server without sealing and visibility, which says what it hears: what the search must find.
WEAKENED = """
import sys
from rooms import views
from server import wire
from server.store.sealing import MeetingKey
MeetingKey.seal = MeetingKey.open = lambda self, kind, ident, value: value
MeetingKey.seal_wire = MeetingKey.open_wire = lambda self, value: value
views.may_know = lambda *_: True
clean = wire.clean_text
wire.clean_text = lambda text: print(text, file=sys.stderr, flush=True) or clean(text)
from server.cli import main
main()
"""


def marker() -> str:
    """A word that stands nowhere by chance, written as a name might be, with no two letters that look like a third ("rn", "vv")."""
    return "".join(secrets.choice(_LETTERS) for _ in range(18)).capitalize()


def disguises(word: str) -> list[bytes]:
    """What a marker may look like where it was written down: as it is or as look-alikes read it, as UTF-16, hex, or any part of base64."""
    plain = word.encode()
    forms = [plain.lower(), skeleton(word).encode(), word.encode("utf-16-le").lower(), plain.hex().encode()]
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + plain).rstrip(b"=")
        forms.append(whole[(0, 2, 3)[shift] : -2].lower())
    return forms


def found_in(text: bytes, words: Iterable[str]) -> bool:
    """Whether any of the markers stands in it, in any disguise and in capitals or not."""
    lowered = text.lower()
    return any(form in lowered for word in words for form in disguises(word))


def leaks(places: Mapping[str, bytes], words: Iterable[str]) -> set[str]:
    """The places where a marker stands."""
    words = list(words)
    return {place for place, text in places.items() if found_in(text, words)}


def files(folder: Path, since: float = 0.0) -> bytes:
    """All that lies in a folder and was written since, names of files included. What goes away meanwhile is gone."""
    held = bytearray()
    for path in sorted(folder.rglob("*")):
        with suppress(OSError):
            if path.is_file() and path.stat().st_mtime >= since:
                held += str(path).encode() + path.read_bytes()
    return bytes(held)


async def rows(db: Database) -> bytes:
    """Every row of every table of both databases, as text."""
    held: list[Any] = []
    for which, metadata in (("main", t.MAIN), ("keys", KEYS)):
        for table in metadata.tables.values():
            async with db.read("main" if which == "main" else "keys") as connection:
                held += [list(row) for row in await connection.execute(sa.select(table))]
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for row in held for value in row)


class Backup(NamedTuple):
    """What yesterday's copy of the record holds of words and seats."""

    bodies: list[tuple[str, str, bytes]]
    seats: list[tuple[str, str, bytes]]

    @classmethod
    async def of(cls, db: Database) -> Backup:
        """A copy of the record as it is now. The keyring is never in one."""
        async with db.read() as connection:
            m, s = t.message.c, t.seat.c
            wanted = sa.select(m.meeting_id, m.message_id, m.body).where(m.body.is_not(None))
            bodies = [(row[0], row[1], bytes(row[2])) for row in await connection.execute(wanted)]
            seats = [(row[0], row[1], bytes(row[2])) for row in await connection.execute(sa.select(s.meeting_id, s.seat_id, s.sealed))]
        return cls(bodies, seats)

    def read(self, master: bytes, *keys: MeetingKey) -> bytes:
        """All of it that these keys and the programme's open."""
        opened = []
        for kind, held in ((b"body", self.bodies), (b"seat", self.seats)):
            for meeting, ident, sealed in held:
                boxes: list[MeetingKey | Vault] = [*keys, MeetingKey(meeting, master), Vault(master)]
                for box in boxes:
                    with suppress(Tampered):
                        opened.append(box.open(kind, ident, sealed))
        return b"\n".join(opened)


def carved(disk: bytes, master: bytes, meeting: str) -> list[MeetingKey]:
    """Keys of this meeting that lie anywhere in these bytes, deleted or not, and open under the programme's key."""
    box, found = Box(derive(master, "keyring")), []
    for at in range(len(disk) - WRAPPED + 1):
        if disk[at : at + 4] != bytes(4):
            with suppress(Tampered):
                found.append(MeetingKey(meeting, box.open(disk[at : at + WRAPPED], b"key|" + meeting.encode())))
    return found


class Overhearing:
    """Everything that crosses a Redis, by MONITOR: `async with Overhearing(url) as heard:` and then `heard.text`."""

    def __init__(self, url: str) -> None:
        self.text = bytearray()
        self._place = urlsplit(url)

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(self._place.hostname, self._place.port)
        self._writer.write(b"MONITOR\r\n")
        assert await self._reader.readline() == b"+OK\r\n"
        self._task = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._writer.close()
        await self._writer.wait_closed()

    async def _listen(self) -> None:
        while data := await self._reader.read(65536):
            self.text += data


class Witness(Woman):
    """A woman who keeps all she is sent, and every address she was at."""

    def listen(self) -> Witness:
        """From now on. Called once, before she joins."""
        self.sent = bytearray()
        self.places = bytearray()
        self.on_event = self._keep
        return self

    def _keep(self, said: Mapping[str, Any]) -> None:
        self.sent += json.dumps(said, ensure_ascii=False).encode() + b"\n"

    async def get(self, path: str) -> str:
        self.places += path.encode() + b"\n"
        return await _keeping(self, self.sent, path)

    async def post(self, page: str, fields: dict[str, str], to: str | None = None) -> tuple[int, str]:
        status, where = await super().post(page, fields, to)
        self.places += f"{to or page}\n{where}\n".encode()
        return status, where

    async def ask(self, command: dict[str, Any], heard: Any = None) -> dict[str, Any] | None:
        answer = await super().ask(command, heard)
        self._keep(answer or {})
        return answer


async def _keeping(visitor: Visitor, sent: bytearray, path: str) -> str:
    async with visitor.http.get(visitor.url + path) as response:
        text = await response.text()
        sent += f"{response.url} {response.status} {dict(response.headers)}\n{text}\n".encode()
        return text
