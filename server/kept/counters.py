"""What Redis keeps: the counters of rate limits, each with its end, and nothing else. What nodes tell each other is kept nowhere."""

from __future__ import annotations

import redis.asyncio
from redis.exceptions import RedisError

from server.limits import PREFIX

LONGEST_S = 86_400


async def findings(url: str) -> list[str]:
    """What is wrong with what it keeps, a sentence each."""
    client = redis.asyncio.from_url(url, socket_timeout=5, socket_connect_timeout=5)
    strange = endless = 0
    try:
        async for name in client.scan_iter(count=1000):
            if not name.startswith(PREFIX.encode()):
                strange += 1
            elif not -2 <= (left := await client.ttl(name)) <= LONGEST_S or left == -1:
                endless += 1
    except (RedisError, OSError, TimeoutError):
        return ["Redis cannot be reached: what it keeps is not known. Check HEARTH_REDIS_URL."]
    finally:
        await client.aclose()
    found = []
    if strange:
        found.append(f"Redis holds {strange} keys that are no counters of Hearth's. Give Hearth a Redis of its own, or delete them.")
    if endless:
        found.append(f"Redis holds {endless} counters without an end. Delete them.")
    return found
