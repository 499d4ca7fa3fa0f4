"""What a woman is told and may choose as she takes her seat: whether there is one, just to listen, and that it is her first time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import aiohttp.web as http

from server.live.wish import AtTheDoor
from web.pages.base import hearth_of
from web.timetable import Held, after


class Door(NamedTuple):
    """What stands at this door just now."""

    full: bool  # a member who comes now waits for a seat
    in_line: int  # how many wait for one
    later: datetime | None  # when the room meets again, told where the circle is full


async def door_of(request: http.Request, held: Held) -> Door:
    """What she is told before she takes a seat."""
    hearth = hearth_of(request)
    glance = (await hearth.meetings.glances.of([held.id])).get(held.id) if held.status == "open" else None
    full = glance is not None and glance.free == 0
    later = await after(hearth.db, held) if full else None
    return Door(full, glance.in_line if glance else 0, later.opens_at if later else None)


def chosen(fields: Mapping[str, str]) -> AtTheDoor:
    """What she chose on the form."""
    return AtTheDoor(listening="listen" in fields, newcomer="first" in fields)
