"""What a command does: one table from its type. Nothing here awaits for words, hands, responses or a facilitator's act; taking a seat, a
report and what follows a removal ask the database, and have a task each.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Protocol

from moderation.following import follow
from rooms import commands as c
from rooms import events as e
from rooms.desk_acts import SayInBackChannel
from rooms.events import MessageId, SeatId, SeatRole
from rooms.refusals import Refused
from rooms.side_wishes import SayInSideRoom
from rooms.state import SeatStatus
from rooms.verdict import Verdict
from rooms.views import earlier, hidden_of, rule_of, stamp
from server import acts, asks, wire
from server.hiding import Hiding
from server.live.care import Care
from server.live.meetings import Meetings, Seated
from server.live.peer import Peer, Reply
from server.live.reclaim import taken_back
from server.live.replica import Entry
from server.live.wish import AtTheDoor, Beside, Wish
from server.meanings import MEANINGS
from server.noticing import Noticing
from server.oncall.raising import Raising
from server.people.codes import new_id
from server.persons import Persons
from server.tasks import end

SEAT_COSTS = 3.0  # commands: an answer with a snapshot is dear to ask for,
REPORT_COSTS = 10.0  # and a report makes a key


class Posts(Protocol):
    """How often she may say something: `server/limits.py`."""

    def post(self, seat: str) -> None:
        """Before a message is decided. Refused `too_fast`."""


Does = Callable[[Peer, Any, Reply], None]


class Commands:
    """One a node. `table` raises `Refused` for what is refused at once; everything else is answered by `Reply`."""

    def __init__(self, meetings: Meetings, care: Care, limits: Posts, hiding: Hiding, *, raising: Raising, noticing: Noticing) -> None:
        self._hiding = hiding
        self._noticing = noticing
        self._meetings = meetings
        self._care = care
        self._limits = limits
        self._tasks: set[asyncio.Task[None]] = set()
        self.table: dict[type[asks.Command], Does] = {
            asks.TakeSeat: self._take_seat,
            asks.Post: self._post,
            asks.TakeBackAll: self._take_back_all,
            asks.Earlier: self._earlier,
            asks.Typing: self._typing,
            asks.Report: self._report,
            asks.SayPrivately: partial(self._say_to_one, c.SayPrivately),
            asks.SayInSideRoom: partial(self._say_to_one, SayInSideRoom),
            acts.AnswerPrivately: self._answer_privately,
            acts.SayInBackChannel: self._say_in_back_channel,
            acts.RemoveSeat: self._remove_seat,
            acts.LetBack: self._let_back,
            **{kind: partial(self._plain, meaning) for kind, meaning in MEANINGS.items()},
            **{kind: partial(self._turn, MEANINGS[kind]) for kind in asks.Turn.__args__},
            **Persons(raising, self._begin).table,
        }

    async def stop(self) -> None:
        """Let go of what is still asked of the database."""
        await self._noticing.stop()
        await end(*self._tasks)

    def _plain(self, meaning: Callable[[Any], c.Ask | c.Act], peer: Peer, said: asks.Command, reply: Reply) -> None:
        seat, command = peer.seat, meaning(said)
        by = peer.identity.id if isinstance(command, c.Act) else "system"
        seat.held.live.wish(Wish(seat.seat, command, reply.to, by=by))

    def _turn(self, meaning: Callable[[Any], c.Ask | c.Act], peer: Peer, said: asks.Command, reply: Reply) -> None:
        """Hands and the like change what holds for everyone: as often as she may write, in a count of its own."""
        self._limits.post(f"turn/{peer.seat.seat}")
        self._plain(meaning, peer, said, reply)

    # words

    def _take_back_all(self, peer: Peer, _said: asks.TakeBackAll, reply: Reply) -> None:
        """She is told of how many. Nothing rests on how often: it is one entry, or none."""
        seat = peer.seat

        def done(outcome: list[Entry] | Refused) -> None:
            if isinstance(outcome, Refused):
                reply.refuse(outcome)
            else:
                reply(ok=True, taken=taken_back([entry.event for entry in outcome]))

        seat.held.live.wish(Wish(seat.seat, c.TakeBackAll(), done))

    def _post(self, peer: Peer, said: asks.Post, reply: Reply) -> None:
        seat = peer.seat
        text = wire.clean_text(said.text)
        self._noticing.look(peer, said.id, text)  # also what is refused or held
        self._limits.post(seat.seat)
        verdict = self._screen(peer, said, text)
        words = follow(verdict).words
        if words.asked:
            reply.refuse(Refused("looks_personal"), spans=[[found.start, found.end, found.what] for found in verdict.found])
            return
        text, hidden = self._hiding.mask(text, verdict, seat.held.live.replica.room.language)  # what she wrote goes no further
        reply_to = MessageId(said.reply_to) if said.reply_to is not None else None
        command = c.PostMessage(MessageId(said.id), reply_to, verdict.rule, words.held, tuple(said.topics), hidden)
        seat.held.live.wish(Wish(seat.seat, command, partial(_posted, said.id, seat, reply), Beside(text=text)))

    def _screen(self, peer: Peer, said: asks.Post | asks.SayPrivately | asks.SayInSideRoom, text: str) -> Verdict:
        """What the room's rules say of a member's words. A facilitator's are her own to judge, and what was said before has its answer."""
        seat, replica = peer.seat, peer.seat.held.live.replica
        if replica.state.seats[seat.seat].role is SeatRole.FACILITATOR or replica.entry_of(MessageId(said.id)) is not None:
            return Verdict()
        rules, names = replica.state.rules, replica.words.names.values()
        if isinstance(said, asks.Post):
            return self._hiding.screen(text, rules, names, peer.hides, sure=said.sure)
        return self._hiding.screen_among_two(text, rules, names, peer.hides)

    def _say_to_one(self, kind: type[c.SayPrivately | SayInSideRoom], peer: Peer, said: asks.SayPrivately, reply: Reply) -> None:
        """From the waiting room to the facilitators, or in a side room: hidden there is what is hidden in the room."""
        seat = peer.seat
        text = wire.clean_text(said.text)
        self._noticing.look(peer, said.id, text)
        self._limits.post(seat.seat)
        text, hidden = self._hiding.mask(text, self._screen(peer, said, text), seat.held.live.replica.room.language)
        command = kind(MessageId(said.id), hidden)
        seat.held.live.wish(Wish(seat.seat, command, partial(_said, said.id, seat, reply), Beside(text=text)))

    def _answer_privately(self, peer: Peer, said: acts.AnswerPrivately, reply: Reply) -> None:
        seat, command = peer.seat, c.AnswerPrivately(MessageId(said.id), SeatId(said.seat))
        beside = Beside(text=wire.clean_text(said.text))
        seat.held.live.wish(Wish(seat.seat, command, partial(_said, said.id, seat, reply), beside, by=peer.identity.id))

    def _say_in_back_channel(self, peer: Peer, said: acts.SayInBackChannel, reply: Reply) -> None:
        seat = peer.seat
        text = wire.clean_text(said.text)
        self._limits.post(seat.seat)
        command = SayInBackChannel(MessageId(said.id))
        seat.held.live.wish(Wish(seat.seat, command, partial(_said, said.id, seat, reply), Beside(text=text), by=peer.identity.id))

    def _typing(self, peer: Peer, said: asks.Typing, reply: Reply) -> None:  # noqa: ARG002
        seat = peer.seat
        seat.held.presence.types(seat.seat)
        reply(ok=True)

    # what asks the database

    def _take_seat(self, peer: Peer, said: asks.TakeSeat, reply: Reply) -> None:
        if peer.seated is not None and peer.seated.held.live.id != said.meeting:
            raise Refused("bad_request")  # one connection, one meeting
        if peer.taking:
            raise Refused("busy")
        peer.spend(asyncio.get_running_loop().time(), SEAT_COSTS)
        peer.taking = True
        self._begin(self._take(peer, said, reply), reply)

    async def _take(self, peer: Peer, said: asks.TakeSeat, reply: Reply) -> None:
        chosen = AtTheDoor(said.listening, said.newcomer)
        try:
            peer.hides = await self._hiding.list_of(peer.identity)  # before she sits: nothing of hers comes earlier
            seated = await self._meetings.take(peer.line, said.meeting, peer.identity, said.name, said.cursor, said=chosen)
            if seated is not None:
                peer.seated = seated
                reply(**seated.answer)
        finally:
            peer.taking = False

    def _earlier(self, peer: Peer, said: asks.Earlier, reply: Reply) -> None:
        """As dear as taking a seat: it is read from memory, and encoded for her alone."""
        live = peer.seat.held.live
        peer.spend(asyncio.get_running_loop().time(), SEAT_COSTS)
        viewer = live.state.seat(peer.seat.seat)
        if viewer.status is SeatStatus.WAITING:
            raise Refused("waiting")
        reply(ok=True, **earlier(live.state, viewer, live.replica.words, MessageId(said.id)))

    def _report(self, peer: Peer, said: asks.Report, reply: Reply) -> None:
        seat, note = peer.seat, wire.clean_note(said.note or "")
        command = c.Report(MessageId(said.id), new_id(), said.reason)
        peer.spend(asyncio.get_running_loop().time(), REPORT_COSTS)

        async def report() -> None:
            receipt = await self._care.report(seat.held, seat.seat, peer.identity, command, note)
            reply(ok=True, receipt=receipt)

        self._begin(report(), reply)

    def _remove_seat(self, peer: Peer, said: acts.RemoveSeat, reply: Reply) -> None:
        seat, command = peer.seat, c.RemoveSeat(SeatId(said.seat), said.reason, said.scope)

        async def remove() -> None:
            await self._care.remove(seat.held, seat.seat, command, peer.identity.id)
            reply(ok=True)

        self._begin(remove(), reply)

    def _let_back(self, peer: Peer, said: acts.LetBack, reply: Reply) -> None:
        seat, command = peer.seat, c.LetBack(SeatId(said.seat))

        async def let_back() -> None:
            await self._care.let_back(seat.held, seat.seat, command, peer.identity.id)
            reply(ok=True)

        self._begin(let_back(), reply)

    def _begin(self, work: Coroutine[Any, Any, None], reply: Reply) -> None:
        async def answered() -> None:
            try:
                await work
            except Exception as error:  # noqa: BLE001 -- becomes her answer
                reply.refuse(error)

        task = asyncio.get_running_loop().create_task(answered())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _posted(message: str, seat: Seated, reply: Reply, outcome: list[Entry] | Refused) -> None:
    """Her words, where the circle has got them or where they wait to be read; what else came of them is told by events."""
    if isinstance(outcome, Refused):
        reply.refuse(outcome)
        return
    entry, said = next((entry, said) for entry in outcome if isinstance(said := entry.event, e.MessagePosted | e.MessageHeld))
    if isinstance(said, e.MessageHeld):
        reply(ok=True, id=message, held=True, at=stamp(entry.at), **rule_of(said), **_hidden(said, seat))
    else:
        reply(ok=True, id=message, seq=entry.shown[seat.audience], at=stamp(entry.at), **_hidden(said, seat))


def _hidden(event: e.MessagePosted | e.MessageHeld | e.PrivateSaid | e.SideSaid, seat: Seated) -> dict[str, Any]:
    """What was hidden in her words, and as what they stand there now."""
    return hidden_of(event) | {"text": seat.held.live.replica.words.bodies.get(event.message)} if event.hidden else {}


def _said(message: str, seat: Seated, reply: Reply, outcome: list[Entry] | Refused) -> None:
    if isinstance(outcome, Refused):
        reply.refuse(outcome)
        return
    event = outcome[0].event
    hidden = _hidden(event, seat) if isinstance(event, e.PrivateSaid | e.SideSaid) else {}
    reply(ok=True, id=message, at=stamp(outcome[0].at), **hidden)
