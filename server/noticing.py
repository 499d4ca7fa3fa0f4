"""What a member writes is looked at for danger now, whether the circle gets it or not; then a person is called for her.

It never delays, holds, hides or changes her words, and a facilitator's own words are hers to judge. What was noticed in her last messages,
as facts without a word, is kept in memory for the next one, for as long as this process and at most so many seats.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from moderation.crisis import Before, Noticed, Watch, notice, safety
from moderation.lexicon import Lexicon
from rooms.events import MessageId, SeatRole
from rooms.refusals import Refused
from rooms.verdict import Safety
from server.live.meetings import Seated
from server.live.peer import Peer
from server.oncall.raising import Raising
from server.store.engine import StoreDown
from server.tasks import end

LAST = 4  # messages of hers whose facts count
MOST_SEATS = 5_000
FINISH_S = 3.0  # at the end of this process
LONG = 400  # signs: words longer than this are looked at in a thread, so that nobody's words wait for hers
AGAIN_AFTER_S = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)  # when the record cannot be asked

_log = structlog.get_logger()


class Noticing:
    """One a node. `load` gives the rules; it takes seconds, and is called in a thread at the first words. Without it nothing is noticed."""

    def __init__(self, raising: Raising, load: Callable[[], Lexicon] | None) -> None:
        self._raising, self._load = raising, load
        self._lexicon: Lexicon | None = None
        self._apart_in_order = asyncio.Lock()
        self._facts: OrderedDict[tuple[str, str], deque[frozenset[str]]] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    def look(self, peer: Peer, message: str, text: str) -> None:
        """Before anything is decided about these words. A rule that fails keeps nobody from speaking."""
        seat = peer.seat
        if self._load is None or seat.held.live.state.seats[seat.seat].role is SeatRole.FACILITATOR:
            return
        if self._lexicon is None or len(text) > LONG:
            self._begin(self._apart(peer, seat, message, text))
        else:
            self._follow(peer, seat, message, text, self._noticed(self._lexicon, text, self._before(seat)))

    async def stop(self) -> None:
        """Finish what is being raised, if the record answers."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=FINISH_S)
        await end(*self._tasks)

    async def _apart(self, peer: Peer, seat: Seated, message: str, text: str) -> None:
        """Long words, and the first of this process, a little later: off the loop, in the order in which they came."""
        async with self._apart_in_order:
            lexicon = await self._loaded()
            if lexicon is not None:
                noticed = await asyncio.to_thread(self._noticed, lexicon, text, self._before(seat))
                self._follow(peer, seat, message, text, noticed)

    async def _loaded(self) -> Lexicon | None:
        if self._lexicon is None and self._load is not None:
            try:
                self._lexicon = await asyncio.to_thread(self._load)
            except Exception as error:  # noqa: BLE001 -- said in the log, and to whoever runs it by every test of the rules
                _log.error("noticing_failed", error=type(error).__name__)
        return self._lexicon

    @staticmethod
    def _noticed(lexicon: Lexicon, text: str, before: frozenset[str]) -> Noticed | None:
        try:
            return notice(text, lexicon, Before(hers=before))
        except Exception as error:  # noqa: BLE001 -- an aid: the button and the facilitators are the main road
            _log.error("noticing_failed", error=type(error).__name__)
            return None

    def _follow(self, peer: Peer, seat: Seated, message: str, text: str, noticed: Noticed | None) -> None:
        if noticed is None:
            return
        if noticed.facts:
            self._remember(seat, noticed.facts)
        if safety(noticed, Watch.FOLLOW) is Safety.NOW:
            self._begin(self._call(peer, seat, MessageId(message), text))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _call(self, peer: Peer, seat: Seated, message: MessageId, text: str) -> None:
        """A person is called, also when the record has to be asked again and again."""
        for wait_s in (*AGAIN_AFTER_S, None):
            try:
                await self._raising.words(seat.held, seat.seat, peer.identity, message, text)
            except StoreDown:
                if wait_s is not None:
                    await asyncio.sleep(wait_s)
                    continue
                _log.error("concern_not_kept")
            except Refused as refused:
                _log.error("concern_refused", code=refused.code)
            return

    def _before(self, seat: Seated) -> frozenset[str]:
        facts = self._facts.get((seat.held.live.id, seat.seat), ())
        return frozenset[str]().union(*facts)

    def _remember(self, seat: Seated, facts: frozenset[str]) -> None:
        key = (seat.held.live.id, str(seat.seat))
        self._facts.setdefault(key, deque(maxlen=LAST)).append(facts)
        self._facts.move_to_end(key)
        while len(self._facts) > MOST_SEATS:
            self._facts.popitem(last=False)
