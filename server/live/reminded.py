"""What must not be forgotten while nobody looks: words of a drill that nobody undid are erased, words that wait to be read too long are
told to the supervisors, the facilitators' back-channel leaves the files when its time is over, and side rooms end. All by timers kept with
the log's entry; each may be called twice.
"""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from rooms import events as e
from rooms.afterwards import ForgetBackChannel
from rooms.commands import EraseDrill
from rooms.events import MessageId
from rooms.refusals import Refused
from rooms.side_wishes import EndSideRooms
from rooms.state import Meeting, Status
from server.live.hall import SYSTEM, Hall, Held
from server.live.replica import Replica
from server.store import tables as t
from server.store.moments import to_micros
from server.store.upsert import insert_new


class Unread(NamedTuple):
    """How many messages of a room's meeting have waited too long to be read."""

    room: str  # its name
    messages: int


class Reminded:
    """One a node. Every method may raise `StoreDown`."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall

    async def erase_due(self, subject: str, _fence: int) -> None:
        """The timer `erase_drill`: nothing happens when that drill was undone."""
        meeting, _, called = subject.partition("/")
        held = await self._held(meeting)
        messages = None if held is None else _not_undone(held.live.replica, int(called))
        if held is not None and messages is not None:
            await held.live.do(SYSTEM, EraseDrill(messages))
            await self._hall.loader.db.scrub("main", "message")

    async def back_channel_due(self, subject: str, _fence: int) -> None:
        """The timer `back_channel_over`: set at the end where the words are kept for a while, and whenever they were cleared."""
        held = await self._held(subject)
        if held is not None:
            await held.live.do(SYSTEM, ForgetBackChannel())
            await self._hall.loader.db.scrub("main", "message")

    async def held_due(self, subject: str, _fence: int) -> None:
        """The timer `held_too_long`: nothing happens when somebody has read it."""
        meeting, _, message = subject.partition("/")
        held = await self._held(meeting)
        if held is None or not _waits(held.live.state, message):
            return
        db = self._hall.loader.db
        row = {"meeting_id": meeting, "message_id": message, "held_at": held.live.state.held[MessageId(message)].message.at}
        async with db.write() as connection:
            await connection.execute(insert_new(db, t.overdue).values(row))

    async def side_room_due(self, subject: str, _fence: int) -> None:
        """The timer `side_room_over`: nothing happens to what has ended by itself, or may last longer."""
        held = await self._held(subject.partition("/")[0])
        if held is not None:
            await held.live.do(SYSTEM, EndSideRooms())

    async def side_words_gone_due(self, _meeting: str, _fence: int) -> None:
        """The timer `side_words_gone`."""
        await self._hall.loader.db.scrub("main", "message")

    async def unread(self) -> list[Unread]:
        """Where words have waited too long and wait still, by room."""
        open_ones = sa.and_(t.meeting.c.id == t.overdue.c.meeting_id, t.meeting.c.status == "open")
        query = sa.select(t.overdue.c.meeting_id, t.overdue.c.message_id, t.room.c.name).join(t.meeting, open_ones).join(t.room)
        async with self._hall.loader.db.read() as connection:
            rows = (await connection.execute(query)).all()
        found: dict[str, Unread] = {}
        for meeting, message, name in rows:
            held = await self._held(meeting)
            if held is not None and _waits(held.live.state, message):
                found[meeting] = Unread(name, found[meeting].messages + 1 if meeting in found else 1)
        return list(found.values())

    async def _held(self, meeting: str) -> Held | None:
        """The meeting as it is in the record now; None once its words are destroyed."""
        try:
            held = await self._hall.get(meeting)
        except Refused as refused:
            if refused.code != "no_such_meeting":
                raise
            return None
        await held.live.follower.read_log()
        return held


def _waits(meeting: Meeting, message: str) -> bool:
    held = meeting.held.get(MessageId(message))
    return meeting.status is Status.OPEN and held is not None and held.declined is None


def _not_undone(replica: Replica, called: int) -> tuple[MessageId, ...] | None:
    """The messages of the drill called at that microsecond; None when it was undone, which only the last one can be."""
    found: tuple[MessageId, ...] | None = None
    undoable = False
    for entry in replica.entries:
        match entry.event:
            case e.DrillCalled(_, messages):
                undoable = to_micros(entry.at) == called
                found = messages if undoable else found
            case e.DrillUndone():
                found = None if undoable else found
            case _:
                pass
    return found
