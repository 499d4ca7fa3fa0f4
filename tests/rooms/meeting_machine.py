"""A meeting driven by hand in tests: commands in, events folded and logged, clients shown what their audience sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from moderation.controls import act
from rooms import events as e
from rooms.commands import Act, Ask, Attach, Command, Keep, Open, Plan, PostMessage, TakeSeat
from rooms.events import Event, MeetingId, MessageId, NodeId, SeatId, SeatRole
from rooms.housekeeping import keep
from rooms.leading import settle
from rooms.meeting import decide, evolve
from rooms.questions import Answered, pack_answers
from rooms.refusals import Refused
from rooms.rules import Rule
from rooms.state import Meeting, SeatStatus
from rooms.terms import Detail, Topic
from rooms.visibility import Audience, Words, audience_at, sees, show, snapshot, stamp
from tests.support.client_fold import fold

START = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
NODE = NodeId("node-a")


@dataclass
class Client:
    """Someone who was given a snapshot at one moment and events ever since."""

    seat: SeatId
    audience: Audience
    snapshot: dict[str, Any]
    seq: int
    events: list[dict[str, Any]] = field(default_factory=list)

    def state(self) -> dict[str, Any]:
        return fold(self.snapshot, self.events)


class Machine:
    """One meeting, its log, its words, and everyone who watches."""

    def __init__(self, *, capacity: int = 12, history: bool = False, guests: bool = True, open_now: bool = True, **plan: Any) -> None:
        self.now = START
        self.meeting = Meeting(MeetingId("meeting-1"))
        self.words = Words()
        self.log: list[tuple[bytes, datetime]] = []
        self.clients: list[Client] = []
        self.do(None, Plan(capacity, history, guests, 7200, **plan))
        if open_now:
            self.do(None, Open())

    def do(self, actor: SeatId | None, command: Command) -> list[Event]:
        """Decide, settle, record, fold, show; raises `Refused` and records nothing when refused."""
        if isinstance(command, Keep):
            events = keep(self.meeting, command, self.now)
        else:
            assert actor is not None
            events = (
                act(self.meeting, actor, command, self.now) if isinstance(command, Act) else decide(self.meeting, actor, command, self.now)
            )
        events = settle(self.meeting, events, self.now)
        for event in events:
            self._record(event)
        return events

    def _record(self, event: Event) -> None:
        self.log.append((e.encode(event), self.now))
        evolve(self.meeting, event, self.now)
        for gone in e.destroys(event):
            self.words.bodies.pop(gone, None)
        for client in self.clients:
            if sees(client.audience, event):
                shown = show(client.audience, event, self.meeting, self.words)
                client.events.append(shown | {"seq": self.meeting.shown[client.audience], "at": stamp(self.now)})
                if shown.get("again"):
                    self._refresh(client)
        for client in list(self.clients):
            self._follow(client, event)

    def _follow(self, client: Client, event: Event) -> None:
        """Who changes rooms or comes in is given a fresh snapshot; who is asked to go is shown nothing more."""
        seat = self.meeting.seats[client.seat]
        if event == e.SeatArrived(client.seat):
            self._refresh(client)
        if audience_at(seat) is not client.audience or seat.status is SeatStatus.REMOVED:
            on_her_way = seat.status is SeatStatus.TAKEN and not seat.nodes
            if on_her_way or seat.status in (SeatStatus.LEFT, SeatStatus.REMOVED):
                self.clients.remove(client)
            else:
                self._refresh(client)

    def _refresh(self, client: Client) -> None:
        viewer = self.meeting.seats[client.seat]
        client.audience = audience_at(viewer)
        client.snapshot, client.seq = snapshot(self.meeting, viewer, self.words), self.meeting.shown[client.audience]
        client.events.clear()

    def sit(self, name: str, role: SeatRole = SeatRole.MEMBER, *, guest: bool = False, node: NodeId | None = NODE, **chosen: Any) -> SeatId:
        """A named seat with a line to it, and what she chose at the door."""
        seat = SeatId(f"seat-{name}")
        self.words.names[seat] = name
        if "answers" in chosen:
            self.words.bodies[chosen["answers"]] = pack_answers([Answered("What brings you?", f"words:{chosen['answers']}.")])
        self.do(seat, TakeSeat(seat, f"mark-{name.lower()}", role, guest, node, **chosen))
        return seat

    def say(
        self,
        seat: SeatId,
        text: str,
        message: str | None = None,
        reply_to: MessageId | None = None,
        rule: Rule | None = None,
        *,
        hold: bool = False,
        topics: tuple[Topic, ...] = (),
        hidden: tuple[Detail, ...] = (),
    ) -> MessageId:
        """Post, with the words beside."""
        fresh = MessageId(message or f"message-{len(self.meeting.messages) + 1:08d}")
        self.words.bodies[fresh] = text
        try:
            self.do(seat, PostMessage(fresh, reply_to, rule, hold, topics, hidden))
        except Exception:
            del self.words.bodies[fresh]
            raise
        return fresh

    def watch(self, seat: SeatId) -> Client:
        """Give this seat a snapshot now and every event from here on."""
        client = Client(seat, Audience.MEMBERS, {}, 0)
        self._refresh(client)
        self.clients.append(client)
        return client

    def later(self, **units: float) -> None:
        """Time goes by."""
        self.now += timedelta(**units)

    def attach(self, seat: SeatId, node: NodeId = NODE) -> list[Event]:
        return self.do(None, Attach(seat, node))

    def refold(self) -> Meeting:
        """The meeting another node would hold, from what was stored."""
        meeting = Meeting(self.meeting.id)
        for data, at in self.log:
            evolve(meeting, e.decode(data), at)
        return meeting


def refused(code: str) -> pytest.RaisesExc[Refused]:
    """Expect this refusal."""
    return pytest.RaisesExc(Refused, match=f"^{code}$")


def comparable(meeting: Meeting) -> Any:
    """A state as plain data."""
    return msgspec.to_builtins(meeting, str_keys=True, order="deterministic")


__all__ = ["NODE", "START", "Ask", "Client", "Machine", "comparable", "refused"]
