"""One live meeting on one node: what is asked is decided on the replica, appended, and delivered once it is committed.

Nothing here awaits between a woman's command and its append, and no task is made for a post.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from moderation.controls import act
from moderation.drill import overlooked
from rooms import events as e
from rooms import reclaim
from rooms.audience import Audience
from rooms.commands import (
    Act,
    AnswerPrivately,
    Command,
    Detach,
    Drill,
    Keep,
    PostMessage,
    RemoveMessage,
    SayPrivately,
    TakeBackAll,
    TakeSeat,
)
from rooms.desk_acts import SayInBackChannel
from rooms.events import Event, SeatId
from rooms.housekeeping import keep
from rooms.leading import settle
from rooms.meeting import decide
from rooms.refusals import Refused
from rooms.side_wishes import SayInSideRoom
from rooms.standing import standing, touches
from rooms.state import Meeting
from rooms.terms import Reason
from server import wire
from server.live.fanout import Circle
from server.live.follower import Follower, decoded
from server.live.loader import Loader
from server.live.publication import Publication, Said
from server.live.record import record_of
from server.live.replica import Entry, Replica
from server.live.wish import Beside, Wish
from server.store.entries import Append, Committed, Outcome, StoredRow
from server.store.log import StoreDown

MOST_TRIES = 6  # decisions anew after conflicts
_CHANGED = wire.notice(type="notice", code="seat_changed")

Publish = Callable[[bytes], None]
_SAID_BY = {
    PostMessage: e.MessagePosted | e.MessageHeld,
    SayPrivately: e.PrivateSaid,
    AnswerPrivately: e.PrivateSaid,
    SayInBackChannel: e.BackChannelSaid,
    SayInSideRoom: e.SideSaid,
}


class LiveMeeting:
    """The meeting here. Made and loaded by `Meetings`. `publish` is None when there is no other node."""

    def __init__(self, replica: Replica, loader: Loader, publish: Publish | None, now: Callable[[], datetime]) -> None:
        self.id: str = replica.state.id
        self.replica = replica
        self.circle = Circle(self._note)
        self.follower = Follower(replica, loader, self._show)
        self._log = loader.log
        self._publish = publish
        self.now = now
        self._loop = asyncio.get_running_loop()
        self._control_in_flight = False
        self._in_flight = 0
        self._decided_on = 0  # the control version of what is in flight
        self._again: list[Wish] = []  # to be decided anew once we have caught up
        self._queue: deque[Wish] = deque()
        self._news = Publication()

    @property
    def state(self) -> Meeting:
        """The meeting as folded so far."""
        return self.replica.state

    @property
    def busy(self) -> bool:
        """Whether somebody is here or something is being written."""
        return bool(self.circle) or self._in_flight > 0 or bool(self._queue) or bool(self._again)

    def wish(self, wish: Wish) -> None:
        """Decide, append, and tell `wish.done` how it went, in the order in which they come: whatever comes while a control decision is
        being written waits behind it, and behind what has been or may be refused by the record and decided anew."""
        self._queue.append(wish)
        self._go_on()

    def _go_on(self) -> None:
        while self._queue and not (self._control_in_flight or self._again or (self._in_flight and self._decided_on != self.state.control)):
            self._attempt(self._queue.popleft())

    def _caught_up(self) -> None:
        again, self._again = self._again, []
        self._queue.extendleft(reversed(again))
        self._go_on()

    async def do(self, actor: SeatId, command: Command, beside: Beside | None = None, by: str = "system") -> list[Entry]:
        """The same for those who can await; raises `Refused`."""
        future: asyncio.Future[list[Entry]] = self._loop.create_future()

        def done(outcome: list[Entry] | Refused) -> None:
            if future.done():
                return
            if isinstance(outcome, Refused):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)

        self.wish(Wish(actor, command, done, beside or Beside(), by))
        return await future

    def _attempt(self, wish: Wish) -> None:
        try:
            known = self._known(wish)
            events = self._decide(wish) if known is None else []
            append = record_of(wish, events, self.state, self.replica.key, self.now()) if events else None
        except Exception as error:  # noqa: BLE001 -- becomes her answer
            wish.done(wire.as_refused(error))
            return
        if append is None:
            if isinstance(wish.command, Act | TakeBackAll) and self._publish is not None and wish.tries == 0:
                self._decide_again(wish)  # it may be so no more: another node may have decided what we have not heard yet
            else:
                wish.done(known or [])
            return
        self._in_flight += 1
        self._control_in_flight = append.moves_control > 0
        self._decided_on = append.control
        self._log.append(append).add_done_callback(partial(self._settled, wish, events, append))

    def _known(self, wish: Wish) -> list[Entry] | None:
        """What was done before and is not done twice: a message with an id she has used is that message; who has a seat keeps it.

        Refused `id_taken` when the id names something else that was said.
        """
        command = wish.command
        if isinstance(command, PostMessage | SayPrivately | AnswerPrivately | SayInBackChannel | SayInSideRoom):
            said = self.replica.entry_of(command.message)
            if said is None:
                return None
            if not isinstance(said.event, _SAID_BY[type(command)]) or said.event.seat != wish.actor:
                raise Refused("id_taken")
            return [said]
        if isinstance(command, TakeSeat) and wish.beside.blind in self.replica.seat_by_blind:
            return []
        return None

    def _decide(self, wish: Wish) -> list[Event]:
        command, now = wish.command, self.now()
        if isinstance(command, Detach) and self.circle.holds(command.seat):
            return []  # her line is here again
        if isinstance(command, Keep):
            events = keep(self.state, command, now)
        elif isinstance(command, Act):
            events = act(self.state, wish.actor, command, now)
        else:
            events = decide(self.state, wish.actor, command, now)
        return settle(self.state, events, now) if events else events

    def _settled(self, wish: Wish, events: list[Event], append: Append, future: asyncio.Future[Outcome]) -> None:
        """The append is on disk, or is not."""
        self._in_flight -= 1
        if append.moves_control:
            self._control_in_flight = False
        try:
            outcome = future.result()
            if isinstance(outcome, Committed):
                self._committed(wish, events, append, outcome.first)
            else:
                self._decide_again(wish)
        except (StoreDown, asyncio.CancelledError):
            wish.done(Refused("store_down"))
        finally:
            self._go_on()

    def _decide_again(self, wish: Wish) -> None:
        """Another node was first, or the message is there already: catch up, and see."""
        wish.tries += 1
        if wish.tries < MOST_TRIES:
            self._again.append(wish)
            if len(self._again) == 1:
                self.follower.catch_up(self._caught_up)
        else:
            wish.done(Refused("changed"))

    def _committed(self, wish: Wish, events: list[Event], append: Append, first: int) -> None:
        said = Said.beside(events, wish.beside.text, wish.beside.blind, wish.beside.name)
        last = first + len(events) - 1
        self.follower.offer([(n, event, row.at) for n, (event, row) in enumerate(zip(events, append.rows, strict=True), first)], said)
        self.follower.when(last, lambda: self._done(wish, self.replica.entries[first - 1 : last]))
        if self._publish is not None:
            if not self._news.rows:  # once per turn of the loop: once for all that a batch has brought of this meeting
                self._loop.call_soon(self._publish_news)
            self._news.add([StoredRow(n, row.data, row.at) for n, row in enumerate(append.rows, first)], said)

    def _done(self, wish: Wish, entries: list[Entry]) -> None:
        """All that stands before these entries is known by now, also words that were on their way, here or elsewhere, past a drill."""
        if isinstance(wish.command, TakeBackAll) and reclaim.decide(self.state, wish.actor):
            self.wish(Wish(wish.actor, wish.command, lambda more: wish.done(more if isinstance(more, Refused) else [*entries, *more])))
            return
        wish.done(entries)
        if isinstance(wish.command, Drill):
            for message in overlooked(self.state, wish.command.seats):
                self.wish(Wish(wish.actor, RemoveMessage(message, Reason.DISTURBING), lambda _: None, by=wish.by))

    def _publish_news(self) -> None:
        news, self._news = self._news, Publication()
        self.publish(news)

    def publish(self, news: Publication) -> None:
        """Tell the other nodes, if there are any."""
        if self._publish is not None:
            self._publish(news.seal(self.replica.key))

    def hear(self, payload: bytes) -> Publication | None:
        """Another node published; its entries are taken in, the rest is the caller's. None for what we cannot read."""
        news = Publication.open(self.replica.key, payload)
        if news is not None and news.rows:
            self.follower.offer(decoded(news.rows), news.said)
        return news

    def _show(self, entry: Entry) -> None:
        """Deliver one entry to those who may see it, and part from those it sends away."""
        event, circle = entry.event, self.circle
        match event:  # before they could be shown anything that came after
            case e.SeatAdmitted(seat) | e.SeatMovedToWaiting(seat):
                circle.set_aside(seat, _CHANGED)
            case e.SeatRemoved(seat):
                circle.send_away(seat, "removed")
            case e.SeatLeft(seat, excluded=True) | e.WaitEnded(seat, excluded=True):
                circle.send_away(seat, "removed")
            case e.SeatDeclined(seat, next_step):
                circle.send_away(seat, "declined", next=next_step.value)
            case _:
                pass
        for audience in Audience:
            if circle.has(audience):
                json = self.replica.shown(entry, audience)
                if json is not None:
                    circle.show(audience, wire.event(json))
        if touched := touches(event, self.state):
            circle.note(touched)
        match event:
            case e.SeatLeft(seat) | e.WaitEnded(seat):
                circle.part(seat, "left")
            case e.MeetingClosed():
                circle.part(None, "meeting_closed")
            case _:
                pass

    def standing(self, seat: SeatId) -> dict[str, Any]:
        """What this seat alone is told of itself now."""
        return standing(self.state, self.state.seats[seat], self.replica.words, self.now())

    def _note(self, seat: SeatId) -> bytes:
        return wire.notice(type="standing", **self.standing(seat))
