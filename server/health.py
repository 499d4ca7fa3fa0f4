"""Whether this node lives, whether it should be given people, and a few numbers about it that identify nobody.

`/health`: the process answers. `/ready`: it can do its work; a load balancer sends nobody to a node that says 503. Losing Redis is
told but does not make a node unready: posting goes on and other nodes follow within a second. A page or a case's deadline that is
overdue does, and so does a time with nobody on call that no name stands for: whoever watches this must be woken. `/metrics`: Prometheus
text, for this machine and for whoever has the token.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Protocol

import aiohttp.web as http
import sqlalchemy as sa
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from sqlalchemy.ext.asyncio import AsyncConnection

from server.clock import Clock
from server.config import Settings
from server.oncall.heartbeat import Cover, pulse_of
from server.store import tables as t
from server.store.engine import Database, StoreDown
from server.store.keys import check

OVERDUE = timedelta(seconds=30)
ANSWER_S = 2.0
FINE = {"ok", "degraded", Cover.NO_ROTA, Cover.WAIVED}


class Wire(Protocol):
    """What is asked of the bus."""

    @property
    def healthy(self) -> bool:
        """Whether what is published now is likely to be heard."""


class Life(Protocol):
    """What is asked of this node's place among the others."""

    cut_off: bool


class Covered(Protocol):
    """What is asked about being on call."""

    async def cover(self, connection: AsyncConnection) -> Cover:
        """Whether somebody is, now."""


Numbers = Callable[[], dict[str, float]]
"""Current figures by name: a name ending in `_total` only ever grows."""


class Health:
    """Answers `/health`, `/ready` and `/metrics` of one node."""

    def __init__(self, *, settings: Settings, db: Database, clock: Clock, wire: Wire, life: Life, cover: Covered, numbers: Numbers) -> None:
        self._db = db
        self._clock = clock
        self._wire = wire
        self._life = life
        self._cover = cover
        self._numbers = numbers
        self._token = settings.metrics_token.get_secret_value() if settings.metrics_token else ""
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)
        self.leaving = False

    def routes(self) -> list[http.RouteDef]:
        """Where they are."""
        return [http.get("/health", self.health), http.get("/ready", self.ready), http.get("/metrics", self.metrics)]

    async def health(self, _request: http.Request) -> http.Response:
        """GET /health"""
        return http.json_response({"alive": True})

    async def ready(self, _request: http.Request) -> http.Response:
        """GET /ready"""
        found = await self.look()
        ready = all(word in FINE for word in found.values())
        return http.json_response({"ready": ready, **found}, status=200 if ready else 503)

    async def look(self) -> dict[str, str]:
        """Each part in a word: ok, degraded, or what is wrong."""
        found = {"database": "down", "keyring": "down", "timers": "unknown", "pages": "unknown", "on_call": "unknown"}
        late = sa.select(sa.func.count()).where(t.timer.c.due_at < self._clock.now() - OVERDUE, t.timer.c.leased_until < self._clock.now())
        try:
            async with asyncio.timeout(ANSWER_S):
                async with self._db.read("vital") as connection:
                    overdue = (await connection.execute(late)).scalar_one()
                    found |= {"database": "ok", "timers": "overdue" if overdue else "ok"}
                    found["pages"] = await pulse_of(connection, self._clock.now())
                    found["on_call"] = await self._cover.cover(connection)
                async with self._db.read("keys") as connection:
                    await connection.execute(sa.select(check.c.id))
                found["keyring"] = "ok"
        except (StoreDown, TimeoutError):
            pass
        found["wire"] = "ok" if self._wire.healthy else "degraded"
        found["node"] = "leaving" if self.leaving else "cut off" if self._life.cut_off else "ok"
        return found

    async def metrics(self, request: http.Request) -> http.Response:
        """GET /metrics: refused as if it were not there to anyone else (OWASP ASVS 13.4.5)."""
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        known = bool(self._token) and hmac.compare_digest(given.encode("utf-8", "replace"), self._token.encode())
        if not known and not _same_machine(request):
            raise http.HTTPNotFound
        return http.Response(body=generate_latest(self._registry), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    def collect(self) -> Iterable[Metric]:
        """What Prometheus is told; no label carries an id."""
        for name, value in sorted(self._numbers().items()):
            family = CounterMetricFamily if name.endswith("_total") else GaugeMetricFamily
            metric = family(f"hearth_{name.removesuffix('_total')}", name.replace("_", " "))
            metric.add_metric([], value)
            yield metric


def _same_machine(request: http.Request) -> bool:
    """Asked from this machine itself, and not on behalf of someone behind a proxy."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.remote or "").is_loopback
    except ValueError:
        return False
