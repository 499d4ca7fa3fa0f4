"""Requests of ours to other machines. Where they may go is settled in `targets.py`, before anything is sent.

Nothing is followed or believed: no redirect, no cookie, no proxy from the environment, no more of the answer than its status.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

import aiohttp

from moderation.case_terms import Trouble
from server.oncall.channels.notice import Undelivered

LONGEST_WAIT_S = 60.0  # what a service may ask us to wait; a page is worth little after that
_FINE, _GONE, _BUSY = range(200, 300), (404, 410), (429, 503)


class Outbound:
    """One client of a node. Made when it is first used, so that it belongs to the running loop."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Send it and look at the status alone. Raises `Undelivered`."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                cookie_jar=aiohttp.DummyCookieJar(), trust_env=False, timeout=aiohttp.ClientTimeout(total=None)
            )
        try:
            async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as answer:
                _judge(answer)
        except (aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError):
            raise Undelivered(Trouble.UNTRUSTED) from None
        except TimeoutError:
            raise Undelivered(Trouble.HUNG) from None
        except (aiohttp.ClientConnectionError, OSError):
            raise Undelivered(Trouble.UNREACHABLE) from None
        except (aiohttp.ClientError, ValueError):
            raise Undelivered(Trouble.REFUSED) from None

    async def close(self) -> None:
        """Drop every connection."""
        if self._session is not None:
            await self._session.close()
            await asyncio.sleep(0)
            self._session = None


def _judge(answer: aiohttp.ClientResponse) -> None:
    if answer.status in _FINE:
        return
    if answer.status in _GONE:
        raise Undelivered(Trouble.GONE)
    if answer.status in _BUSY:
        after = None
        with suppress(ValueError):
            after = min(max(float(answer.headers.get("Retry-After", "")), 0.0), LONGEST_WAIT_S)
        raise Undelivered(Trouble.BUSY, after_s=after)
    raise Undelivered(Trouble.REFUSED)
