"""The whole application in this process, and women who use its pages without script: they read forms and send them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
from yarl import URL

from rooms.roles import Role
from server.app import Node
from server.config import Settings
from server.people.codes import new_id
from server.people.names import skeleton
from server.store import tables as t
from tests.support.databases import laid
from tests.support.people import quick_passphrases
from tests.support.processes import free_port

_FIELD = re.compile(r'<input[^>]*name="csrf" value="([^"]*)"')


class Answer(NamedTuple):
    """A page as she got it: after redirects, with where she is."""

    status: int
    path: str
    text: str
    headers: aiohttp.typedefs.LooseHeaders

    @property
    def codes(self) -> list[str]:
        """Codes to keep or hand out that the page shows."""
        return re.findall(r"\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2,4}\b", unescape(self.text))

    def says(self, words: str) -> bool:
        """Whether these words stand in the page."""
        return words in unescape(re.sub(r"\s+", " ", self.text))


class Woman:
    """A browser without script."""

    def __init__(self, address: str, language: str) -> None:
        self._address = address
        self._csrf = ""
        jar = aiohttp.CookieJar(unsafe=True)
        self.client = aiohttp.ClientSession(cookie_jar=jar, headers={"Accept-Language": language})

    async def get(self, path: str, *, follow: bool = True) -> Answer:
        """Open a page."""
        async with self.client.get(f"{self._address}{path}", allow_redirects=follow) as response:
            return await self._read(response)

    async def post(self, path: str, **fields: str) -> Answer:
        """Send a form of the page she is on, and follow where it leads."""
        return await self.send(path, fields, follow=True)

    async def send(self, path: str, fields: dict[str, str], *, follow: bool = False) -> Answer:
        """The same, by default without following."""
        if not self._csrf:
            await self.get("/sign-in")
        async with self.client.post(f"{self._address}{path}", data={"csrf": self._csrf, **fields}, allow_redirects=follow) as response:
            return await self._read(response)

    def holds(self, token: str, cookie: str) -> None:
        """Give her a session's cookie."""
        self.client.cookie_jar.update_cookies({cookie: token}, URL(self._address))
        self._csrf = ""

    async def _read(self, response: aiohttp.ClientResponse) -> Answer:
        text = await response.text()
        found = _FIELD.search(text)
        if found:
            self._csrf = unescape(found[1])
        path = response.url.path_qs if response.status // 100 != 3 else response.headers["Location"]
        return Answer(response.status, path, text, response.headers)


class Site:
    """A node that serves, and the women at its door."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.people = node.people
        self._women: list[Woman] = []

    def woman(self, language: str = "en") -> Woman:
        """A new browser."""
        self._women.append(Woman(self.node.address, language))
        return self._women[-1]

    async def programme(self) -> None:
        """A programme that is set up."""
        row = {"id": 1, "name": "Willow House", "language": "en", "country": "US", "set_up_at": self.node.clock.now(), "demo": False}
        async with self.node.db.write() as connection:
            await connection.execute(t.programme.insert().values(row))

    async def account(self, name: str, *roles: Role, factor: bool = True) -> str:
        """An account that nobody can sign in to by passphrase; staff have a second factor unless told otherwise."""
        account, now = new_id(), self.node.clock.now()
        row = {"id": account, "name": name, "name_mark": skeleton(name), "secret": "none", "language": "en", "created_on": now}
        async with self.node.db.write() as connection:
            await connection.execute(t.account.insert().values(row))
            for role in roles:
                await connection.execute(t.grant.insert().values(account_id=account, role=role.value, granted_at=now))
            if roles and factor:
                await self.people.factors.begin_within(connection, account)
                await connection.execute(t.factor.update().where(t.factor.c.account_id == account).values(confirmed_at=now))
        return account

    async def signed_in(self, account: str) -> Woman:
        """Her browser, signed in."""
        woman = self.woman()
        token = await self.people.sessions.start(account, complete=True, shared=False, language="en")
        woman.holds(token, self.node.security.session_cookie)
        return woman

    async def leave(self) -> None:
        """Everybody closes her browser."""
        for woman in self._women:
            await woman.client.close()


@asynccontextmanager
async def site(folder: Path, **options: Any) -> AsyncIterator[Site]:
    """A node on SQLite in this process, with everything but a demo."""
    laid(folder)
    settings = Settings(data=folder, port=free_port(), host="127.0.0.1", **options)
    node = await Node.make(settings, passphrases=quick_passphrases())
    served = Site(node)
    try:
        await node.start()
        yield served
    finally:
        await served.leave()
        await node.stop()
