"""What a page may reach: one `Hearth` in the application, and what is known about each request."""

from __future__ import annotations

from dataclasses import dataclass

import aiohttp.web as http

from server.clock import Clock
from server.config import Settings
from server.identity import Identity
from server.kept.holds import Holds
from server.limits import Limits
from server.live.appeals import Appeals
from server.live.departure import Departure
from server.live.meetings import Meetings
from server.live.reclaim import Reclaim
from server.live.reminded import Reminded
from server.oncall.desk import OnCall
from server.people.people import People
from server.planner import Planner
from server.scripts import Scripts
from server.security import Security
from server.store.engine import Database
from web.helplines import Country
from web.paper import Paper
from web.programme import Programme, Programmes
from web.words import Words


@dataclass(frozen=True)
class Hearth:
    """The services of one node, made by `server.app` and handed to the pages."""

    settings: Settings
    db: Database
    clock: Clock
    meetings: Meetings
    people: People
    limits: Limits
    security: Security
    words: Words
    paper: Paper
    programmes: Programmes
    helplines: dict[str, Country]
    scripts: Scripts
    planner: Planner
    appeals: Appeals
    reclaim: Reclaim
    departure: Departure
    reminded: Reminded
    on_call: OnCall
    holds: Holds


HEARTH = http.AppKey("hearth", Hearth)
IDENTITY = http.RequestKey("identity", Identity)
PROGRAMME = http.RequestKey("programme", Programme)
