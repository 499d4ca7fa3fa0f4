"""What deciding costs: processor time of each command on a big meeting, with all that follows from it.

`.venv/bin/python bench/decide.py [--seats 200] [--entries 5000] [--times 200]` prints a line a command and ends with 1 when the
median over all commands is 100 microseconds or more. Nothing is appended: the meeting is the same for every command.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from moderation.controls import act
from rooms import commands as c
from rooms.commands import Act, Command, Keep
from rooms.events import Event, MeetingId, MessageId, NodeId, SeatId, SeatRole, Word
from rooms.housekeeping import keep
from rooms.leading import settle
from rooms.meeting import decide, evolve
from rooms.refusals import Refused
from rooms.state import Meeting
from rooms.terms import Mode, Reason, Scope

LIMIT_US = 100
START = datetime(2026, 1, 6, 19, 0, tzinfo=UTC)
NODES = [NodeId(f"node-{n}") for n in range(4)]
RUTH, KAY = SeatId("seat-0"), SeatId("seat-1")


def decided(meeting: Meeting, actor: SeatId, command: Command, now: datetime) -> list[Event]:
    """As a live meeting decides: the command, and what follows from it."""
    if isinstance(command, Keep):
        events = keep(meeting, command, now)
    elif isinstance(command, Act):
        events = act(meeting, actor, command, now)
    else:
        events = decide(meeting, actor, command, now)
    return settle(meeting, events, now)


class Room:
    """A big meeting in the middle of its evening: a queue with hands up, somebody waiting, some lost, some gone."""

    def __init__(self, seats: int, entries: int) -> None:
        self.meeting = Meeting(MeetingId("meeting-bench"))
        self.now = START
        self._ids = count()
        self.do(RUTH, c.Plan(seats, history=False, guests=True, words_kept_s=7200))
        self.do(RUTH, c.Open())
        for n in range(seats):
            role = SeatRole.FACILITATOR if n < 3 else SeatRole.MEMBER
            self.do(member(n), c.TakeSeat(member(n), f"mark-{n}", role, n % 3 == 0 and n > 3, NODES[n % 4]))
        self.posted: list[MessageId] = []
        while self.meeting.n < entries - 40:
            self._talk(seats)
        self.do(RUTH, c.SetMode(Mode.QUEUE, cross_talk=True, turn_s=180))
        for n in range(10, 40):
            self.do(member(n), c.RaiseHand())
        self.do(RUTH, c.MoveToWaiting(member(41)))
        self.do(member(42), c.Leave())
        self.do(RUTH, c.RemoveSeat(member(43), Reason.DISTURBING, Scope.TONIGHT))
        self.do(member(44), c.StepAway(quiet=True))

    def _talk(self, seats: int) -> None:
        n = next(self._ids)
        if n % 5 and self.posted:
            self.do(member(n % seats), c.Respond(self.posted[-1], list(Word)[n % 4]))
        else:
            self.posted.append(MessageId(f"message-{n:022d}"))
            self.do(member(n % seats), c.PostMessage(self.posted[-1]))

    def do(self, actor: SeatId, command: Command) -> None:
        self.now += timedelta(seconds=1)
        try:
            for event in decided(self.meeting, actor, command, self.now):
                evolve(self.meeting, event, self.now)
        except Refused as refused:
            if refused.code != "your_own":
                raise


def member(n: int) -> SeatId:
    return SeatId(f"seat-{n}")


def wishes(room: Room) -> list[tuple[SeatId, Command]]:
    """One of every kind, each with something to do."""
    fresh, said, speaking, hers = MessageId("message-fresh"), room.posted[-1], member(10), member(50)
    own = next(m.id for m in reversed(room.meeting.messages.values()) if m.seat == hers)
    members: list[tuple[SeatId, Command]] = [
        (hers, command)
        for command in (
            c.PostMessage(fresh),
            c.PostMessage(fresh, said),
            c.Respond(said, Word.STRENGTH),
            c.TakeBack(own),
            c.Report(said, "report-1", Reason.UNKIND),
            c.RaiseHand(),
            c.Listen(on=True),
            c.StepAway(quiet=False),
            c.Leave(),
            c.TakeSeat(SeatId("seat-new"), "mark-new", SeatRole.MEMBER, guest=False, node=NODES[0]),
            c.Attach(hers, NODES[3]),
            c.Detach(hers, NODES[50 % 4]),
        )
    ]
    turns: list[tuple[SeatId, Command]] = [
        (speaking, c.EndTurn()),
        (speaking, c.PassTurn()),
        (speaking, c.StepAway(quiet=True)),
        (speaking, c.Leave()),
    ]
    acts: list[tuple[SeatId, Command]] = [
        (RUTH, command)
        for command in (
            c.OfferLead(KAY),
            c.Admit(member(41)),
            c.AdmitAll(),
            c.MoveToWaiting(hers),
            c.RemoveSeat(hers, Reason.UNKIND, Scope.ROOM),
            c.LetBack(member(43)),
            c.LockDoor(),
            c.SetMode(Mode.GO_ROUND, cross_talk=False, turn_s=120),
            c.NextTurn(),
            c.CallOn(hers),
            c.GrantTime(60),
            c.Pause(),
            c.SetSlow(30),
            c.Quiet(speaking, 10, Reason.UNKIND),
            c.SetHold(hers, on=True),
            c.RemoveMessage(said, Reason.DETAILS),
            c.Drill(tuple(member(n) for n in range(60, 66))),
            c.Leave(),
        )
    ]
    return [*members, *turns, *acts, (RUTH, c.NodeGone(NODES[1])), (RUTH, c.Succeed())]


def cost_us(what: Callable[[], object], times: int) -> float:
    """Processor time of one call in microseconds: the median of `times` calls, each timed alone."""
    spent = []
    for _ in range(times):
        before = time.thread_time_ns()
        what()
        spent.append(time.thread_time_ns() - before)
    return statistics.median(spent) / 1000


@click.command()
@click.option("--seats", default=200, show_default=True, help="Seats that were taken.")
@click.option("--entries", default=5000, show_default=True, help="Entries of the log, about.")
@click.option("--times", default=200, show_default=True, help="How often each command is decided.")
def main(seats: int, entries: int, times: int) -> None:
    """Decide every kind of command and say what it costs."""
    room = Room(seats, entries)
    print(f"{len(room.meeting.seats)} seats, {room.meeting.n} entries, {len(room.meeting.messages)} messages")
    gc.freeze()
    costs: list[float] = []
    for actor, command in wishes(room):
        follows = decided(room.meeting, actor, command, room.now)
        costs.append(cost_us(partial(decided, room.meeting, actor, command, room.now), times))
        print(f"{costs[-1]:8.1f} us  {type(command).__name__:14} {len(follows)} entries")
    median = statistics.median(costs)
    print(f"{median:8.1f} us  median of all, {max(costs):.1f} at most (limit {LIMIT_US})")
    sys.exit(median >= LIMIT_US)


if __name__ == "__main__":
    main()
