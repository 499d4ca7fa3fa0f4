"""How often something may be tried, by whom and from where. Asked before anything costly, above all before hashing.

Counters live in this process, or in Redis when there are several nodes; when Redis does not answer this process counts for itself. A key is
an HMAC: neither names nor addresses can be read from Redis. Nothing here touches a session, so guessing at a woman's passphrase can slow
down her next sign-in from an unknown network, never her live one; her own network has a count of its own (OWASP ASVS 2.4.1, 6.3.1).
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Callable
from time import monotonic

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.exceptions import RedisError

from rooms.refusals import Refused

PREFIX = "hearth-limits"

SIGN_IN_HERE = RateLimitItemPerMinute(8, 15)  # one account from one network
SIGN_IN_ACCOUNT = RateLimitItemPerHour(60)  # one account from everywhere
SIGN_IN_NETWORK = RateLimitItemPerMinute(60, 15)  # a shelter shares one address
SIGN_UP_NETWORK = RateLimitItemPerHour(30)
CODE_NETWORK = RateLimitItemPerMinute(240, 10)  # a shelter shares one address; of 2^60 codes a whole botnet finds none
APPEAL_PERSON = RateLimitItemPerHour(12)
APPEAL_NETWORK = RateLimitItemPerHour(120)  # a shelter shares one address
FEED_NETWORK = RateLimitItemPerMinute(60, 10)  # calendar programs ask once in an hour or so; a shelter shares one address
RECOVERY_ACCOUNT = RateLimitItemPerHour(10)
RECOVERY_NETWORK = RateLimitItemPerHour(20)
STEP_ACCOUNT = RateLimitItemPerMinute(6, 10)  # one in 55,000 a guess at six digits, three codes valid
CONNECT_NETWORK = 500  # a minute, unless told otherwise
POSTS = (8.0, 48.0)  # of one seat: so many at once, then so many a minute
SEATS_REMEMBERED = 20_000


class Limits:
    """Every limit of one node. `key` is secret and the same on all nodes; `redis_url` is given when there are several."""

    def __init__(
        self,
        key: bytes | None = None,
        redis_url: str | None = None,
        *,
        connections: int = CONNECT_NETWORK,
        posts: tuple[float, float] = POSTS,
        elapsed: Callable[[], float] = monotonic,
    ) -> None:
        self._key = key or secrets.token_bytes(32)
        self._posts_at_once, self._posts_per_second = posts[0], posts[1] / 60
        self._connect_network = RateLimitItemPerMinute(connections)
        self._memory = MemoryStorage()
        self._own = SlidingWindowCounterRateLimiter(self._memory)
        self._shared: SlidingWindowCounterRateLimiter | None = None
        self._storage: Storage | None = None
        if redis_url:
            self._storage = RedisStorage(
                f"async+{redis_url}", implementation="redispy", key_prefix=PREFIX, socket_timeout=0.5, socket_connect_timeout=0.5
            )
            self._shared = SlidingWindowCounterRateLimiter(self._storage)
        self._elapsed = elapsed
        self._buckets: dict[str, tuple[float, float]] = {}

    async def sign_in(self, name_mark: str, network: str) -> None:
        """Before a passphrase is verified. Refused `wait_a_little`."""
        await self._hit(SIGN_IN_NETWORK, "sign_in_network", network)
        await self._hit(SIGN_IN_HERE, "sign_in_here", name_mark, network)
        await self._hit(SIGN_IN_ACCOUNT, "sign_in_account", name_mark)

    async def signed_in(self, name_mark: str, network: str) -> None:
        """She was who she said: her own tries no longer count against her."""
        await self._clear(SIGN_IN_HERE, "sign_in_here", name_mark, network)

    async def sign_up(self, network: str) -> None:
        """Before an account is made. Refused `wait_a_little`."""
        await self._hit(SIGN_UP_NETWORK, "sign_up", network)

    async def code(self, network: str) -> None:
        """Before a link's code is looked up. Refused `wait_a_little`."""
        await self._hit(CODE_NETWORK, "code", network)

    async def appeal(self, person: str, network: str) -> None:
        """Before an appeal is kept. Refused `wait_a_little`."""
        await self._hit(APPEAL_NETWORK, "appeal_network", network)
        await self._hit(APPEAL_PERSON, "appeal_person", person)

    async def feed(self, network: str) -> None:
        """Before a feed's token is looked up. Refused `wait_a_little`."""
        await self._hit(FEED_NETWORK, "feed", network)

    async def recovery(self, name_mark: str, network: str) -> None:
        """Before a recovery code is tried. Refused `wait_a_little`."""
        await self._hit(RECOVERY_NETWORK, "recovery_network", network)
        await self._hit(RECOVERY_ACCOUNT, "recovery_account", name_mark)

    async def second_step(self, account: str) -> None:
        """Before a one-time code is tried. Refused `wait_a_little`."""
        await self._hit(STEP_ACCOUNT, "second_step", account)

    async def connect(self, network: str) -> None:
        """Before a socket is accepted. Refused `wait_a_little`."""
        await self._hit(self._connect_network, "connect", network)

    def post(self, seat: str) -> None:
        """Before a message of a seat is decided: eight at once, then a little under one a second. Refused `too_fast`. Never awaits."""
        now = self._elapsed()
        left, at = self._buckets.get(seat, (self._posts_at_once, now))
        left = min(self._posts_at_once, left + (now - at) * self._posts_per_second)
        if left < 1.0:
            self._buckets[seat] = (left, now)
            raise Refused("too_fast")
        if len(self._buckets) >= SEATS_REMEMBERED and seat not in self._buckets:
            self._forget(now)
        self._buckets[seat] = (left - 1.0, now)

    async def close(self) -> None:
        """Give the connections to Redis back, and let the counters' last clearing end."""
        if self._memory.timer is not None:
            await asyncio.wait({self._memory.timer})
        if isinstance(self._storage, RedisStorage):
            await self._storage.bridge.get_connection().aclose()  # type: ignore[attr-defined]

    def _forget(self, now: float) -> None:
        """Drop buckets that are full again: a seat that has been quiet for ten seconds needs none."""
        full_after = self._posts_at_once / self._posts_per_second
        self._buckets = {seat: bucket for seat, bucket in self._buckets.items() if now - bucket[1] < full_after}

    async def _hit(self, item: RateLimitItem, *about: str) -> None:
        name = self._name(*about)
        allowed = None
        if self._shared is not None:
            try:
                allowed = await self._shared.hit(item, name)
            except (RedisError, OSError):
                allowed = None
        if allowed is None:
            allowed = await self._own.hit(item, name)
        if not allowed:
            raise Refused("wait_a_little")

    async def _clear(self, item: RateLimitItem, *about: str) -> None:
        name = self._name(*about)
        await self._own.clear(item, name)
        if self._shared is not None:
            try:
                await self._shared.clear(item, name)
            except (RedisError, OSError):
                return

    def _name(self, *about: str) -> str:
        return hmac.new(self._key, "\0".join(about).encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


def network_of(address: str) -> str:
    """What counts as one network: an IPv4 address, or the /64 that one line has of IPv6. Text that is no address stays itself."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)
