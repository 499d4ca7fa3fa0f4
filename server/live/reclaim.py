"""What she said, taken back from a page: also by her who was asked to go, who has left, and after the end, as long as words exist."""

from __future__ import annotations

from rooms import events as e
from rooms import reclaim
from rooms.commands import TakeBackAll
from rooms.events import Event, SeatId
from rooms.refusals import Refused
from server.identity import Identity
from server.live.glances import blind
from server.live.hall import Hall, Held


def taken_back(events: list[Event]) -> int:
    """How many messages these events have destroyed, or would."""
    return sum(len(e.destroys(event)) for event in events)


class Reclaim:
    """One a node. Refused `no_such_meeting` where words are destroyed already, `no_seat` where she never had one; `StoreDown`."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall

    async def count(self, meeting: str, who: Identity) -> int:
        """How many messages of hers are there."""
        held, seat = await self._hers(meeting, who)
        return taken_back(reclaim.decide(held.live.state, seat))

    async def everything(self, meeting: str, who: Identity) -> int:
        """Take all of it back; gives how many messages there were."""
        held, seat = await self._hers(meeting, who)
        return taken_back([entry.event for entry in await held.live.do(seat, TakeBackAll())])

    async def _hers(self, meeting: str, who: Identity) -> tuple[Held, SeatId]:
        """The meeting as it is now, and her seat."""
        if who.meeting not in (None, meeting):
            raise Refused("no_such_meeting")
        held = await self._hall.get(meeting)
        await held.live.follower.read_log()  # what was said on another node a moment ago is hers too
        seat = held.live.replica.seat_by_blind.get(blind(held.live.replica.key, who))
        if seat is None:
            raise Refused("no_seat")
        return held, seat
