"""The hall: the live meetings that this node holds. Loads and lets go of replicas, and watches over what the wire may have lost."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from functools import partial
from typing import Protocol

import structlog

from rooms.commands import NodeGone, Plan
from rooms.events import NodeId, SeatId
from rooms.formats import Step
from rooms.refusals import Refused
from rooms.terms import WaitingFor
from server import wire
from server.clock import Clock
from server.live.bus import Bus
from server.live.fanout import goodbye
from server.live.loader import Loader
from server.live.meeting import LiveMeeting
from server.live.presence import Presence
from server.live.publication import Publication
from server.live.replica import RoomFacts
from server.store.engine import StoreDown
from server.tasks import end

TICK_S = 1.0
TICK_DEGRADED_S = 0.4  # while the bus is not healthy, so that words are late by less than a second
KEPT_S = 60.0  # how long a replica nobody uses is kept
SYSTEM = SeatId("")  # who acts when no seat does

log = structlog.get_logger()


Steps = Callable[[str], tuple[Step, ...]]
"""The steps of the script of that name, none when there is no such script: `server/scripts.py`."""


class Node(Protocol):
    """This node among the others: `server/nodes.py`."""

    id: str

    async def host(self, meeting: str) -> None:
        """This node has a seat of the meeting."""

    async def release(self, meeting: str) -> None:
        """It has none any more."""


class Held:
    """One meeting held here."""

    def __init__(self, live: LiveMeeting, presence: Presence) -> None:
        self.live = live
        self.presence = presence
        self.hosted = False  # whether the record says that this node hosts it
        self.touched = 0.0  # loop time of the last use


class Hall:
    """All meetings held here, by id."""

    def __init__(self, loader: Loader, bus: Bus, clock: Clock, node: Node, steps: Steps, *, back_channel_kept_s: int = 0) -> None:
        self.loader = loader
        self.clock = clock
        self.node = node
        self._bus = bus
        self._steps = steps
        self._back_channel_kept_s = back_channel_kept_s
        self._held: dict[str, Held] = {}
        self._loading: dict[str, asyncio.Task[Held]] = {}
        self._cut_off = False
        self._degraded = False
        self._watch: asyncio.Task[None] | None = None
        self._dropping: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Begin to watch. The bus is the caller's to start."""
        self._watch = asyncio.create_task(self._keep_watching())

    async def stop(self) -> None:
        """Say in the record that no seat is held here any more, as far as it can still be said."""
        if self._watch is not None:
            await end(self._watch)
        for held in list(self._held.values()):
            with contextlib.suppress(Refused, StoreDown):
                await held.live.do(SYSTEM, NodeGone(NodeId(self.node.id)))
                await self.node.release(held.live.id)
            await self._drop(held)

    async def get(self, meeting: str) -> Held:
        """The meeting, loaded. Refused `no_such_meeting`, `store_down` while this node is cut off."""
        if self._cut_off:
            raise Refused("store_down")
        held = self._held.get(meeting)
        if held is None:
            task = self._loading.get(meeting)
            if task is None:
                task = self._loading[meeting] = asyncio.create_task(self._load(meeting))
                task.add_done_callback(lambda _: self._loading.pop(meeting, None))
            held = await asyncio.shield(task)
        held.touched = asyncio.get_running_loop().time()
        return held

    def at_hand(self, meeting: str) -> Held | None:
        """The meeting if it is held here."""
        return self._held.get(meeting)

    async def host(self, held: Held) -> None:
        """Before the first seat is attached here: the record must know who to bury should this node die."""
        if not held.hosted:
            await self.node.host(held.live.id)
            held.hosted = True

    async def _load(self, meeting: str) -> Held:
        replica = await self.loader.replica(meeting)
        channel = channel_of(meeting)
        publish: Callable[[bytes], None] | None = partial(self._bus.publish, channel) if self._bus.shared else None
        live = LiveMeeting(replica, self.loader, publish, self.clock.now)
        held = Held(live, Presence(live, lambda: self.node.id))
        await self._bus.subscribe(channel, partial(self._heard, held))
        try:
            await live.follower.read_log()
            if replica.head == 0:
                await live.do(SYSTEM, self._plan(replica.room))
        except BaseException:
            await self._bus.unsubscribe(channel)
            raise
        self._held[meeting] = held
        held.touched = asyncio.get_running_loop().time()
        return held

    def _plan(self, room: RoomFacts) -> Plan:
        """The room's rules as they are now; a format that is gone is an open meeting."""
        return Plan(
            room.capacity,
            room.history,
            room.guests,
            room.words_kept_s,
            room.facilitators_needed,
            room.grace_s,
            WaitingFor(room.waiting),
            self._steps(room.format),
            room.rules,
            self._back_channel_kept_s,
        )

    async def _drop(self, held: Held) -> None:
        self._held.pop(held.live.id, None)
        held.live.follower.stop()
        if held.live.id in self._held or held.live.id in self._loading:
            return  # wanted again meanwhile: channel and row are the new one's
        await self._bus.unsubscribe(channel_of(held.live.id))
        if held.hosted:
            with contextlib.suppress(StoreDown):  # then it is released when this node leaves or dies
                await self.node.release(held.live.id)

    def _heard(self, held: Held, payload: bytes) -> None:
        try:
            news = held.live.hear(payload)
        except Exception as error:  # noqa: BLE001 -- the position check makes it good; the bus must go on
            wire.as_refused(error)
            return
        if news is not None and news.typing is not None:
            held.presence.show_typing(SeatId(news.typing))
        if news is not None and news.destroyed:
            self.forget(held.live.id)

    def forget(self, meeting: str) -> None:
        """Its words were destroyed: let go of replica and key at once."""
        held = self._held.pop(meeting, None)
        if held is not None:
            held.hosted = False
            task = asyncio.create_task(self._drop(held))
            self._dropping.add(task)
            task.add_done_callback(self._dropping.discard)

    async def destroyed(self, meeting: str) -> None:
        """The same on every node."""
        held = self._held.get(meeting)
        if held is not None:
            held.live.publish(Publication(destroyed=True))
            self.forget(meeting)

    # when this node cannot reach the record

    async def cut_off(self) -> None:
        """Stop delivering: what was decided elsewhere, perhaps that she may not hear this, cannot be known here."""
        self._cut_off = True
        for held in self._held.values():
            for line in held.live.circle.lines():
                goodbye(line, "cut_off")

    async def back(self) -> None:
        """The record can be reached again."""
        self._cut_off = False
        for held in self._held.values():
            held.hosted = False  # perhaps this node has been buried meanwhile
            held.live.follower.catch_up()

    # watching

    async def _keep_watching(self) -> None:
        while True:
            await asyncio.sleep(TICK_S if self._bus.healthy else TICK_DEGRADED_S)
            try:
                await self._tick()
            except StoreDown:
                continue
            except Exception as error:  # noqa: BLE001 -- the watch must go on
                wire.as_refused(error)

    async def _tick(self) -> None:
        """Compare positions with the record, tell how the wire is, tend presence, and let go of what nobody uses."""
        degraded = not self._bus.healthy
        if degraded != self._degraded:
            self._degraded = degraded
            self.tell("wire_degraded" if degraded else "wire_back")
        if self._cut_off:
            return
        asked = dict(self._held)
        heads = await self.loader.log.heads(list(asked))
        now = asyncio.get_running_loop().time()
        for meeting, held in asked.items():
            if meeting not in heads:
                self.forget(meeting)  # its words were destroyed, by a node that did not hold it or while the wire was down
                continue
            try:
                await self._tend(held, heads[meeting][0], now, degraded=degraded)
            except StoreDown:
                raise
            except Exception as error:  # noqa: BLE001 -- one meeting's trouble is not the others'
                wire.as_refused(error)

    async def _tend(self, held: Held, head: int, now: float, *, degraded: bool) -> None:
        held.live.follower.behind(head, at_once=degraded)
        if held.live.circle and not held.hosted:
            await self.host(held)
        held.presence.tick()
        if held.live.busy or held.presence.holds_any:
            held.touched = now
        elif now - held.touched > KEPT_S:
            await self._drop(held)

    def tell(self, code: str) -> None:
        """A notice to everybody in every meeting held here."""
        packet = wire.notice(type="notice", code=code)
        for held in self._held.values():
            held.live.circle.tell(packet)


def channel_of(meeting: str) -> str:
    """The bus's channel of a meeting."""
    return f"h:m:{meeting}"
