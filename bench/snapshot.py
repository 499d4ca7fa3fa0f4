"""What a snapshot costs: processor time and bytes of what `take_seat` answers in a long meeting, against one of every message.

`.venv/bin/python bench/snapshot.py [--seats 200] [--messages 5000] [--times 30]` prints both, the ratio between them, and ends with 1 when
one step on the loop takes 5 ms or more. What is measured is built, encoded and framed as the server does it.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import click

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.decide import RUTH, Room, member
from rooms import events as e
from rooms import views
from rooms.events import MessageId, SeatId, Word
from rooms.meeting import evolve
from rooms.standing import standing
from rooms.state import Meeting, SeatStatus
from rooms.visibility import Words, snapshot
from server import wire
from server.live.frames import Out

LIMIT_MS = 5.0
TEXT = "Some days are long, and tonight I would rather be here than alone with it. Thank you for listening to me."


class Cost(NamedTuple):
    """Of one answer: processor time in milliseconds, the median, and bytes on the wire."""

    ms: float
    size: int


def long_meeting(seats: int, messages: int) -> tuple[Meeting, Words]:
    """A meeting in which everyone who is here said so much, with its words; each tenth was answered."""
    room, words = Room(seats, 100), Words()
    meeting, now = room.meeting, room.now
    here = [seat.id for seat in meeting.seats.values() if seat.status is SeatStatus.HERE]
    for n in range(messages - len(meeting.messages)):
        now += timedelta(seconds=1)
        said = MessageId(f"long-{n:024d}")
        evolve(meeting, e.MessagePosted(said, here[n % len(here)]), now)
        if n % 10 == 0:
            evolve(meeting, e.Responded(said, here[(n + 1) % len(here)], Word.WITH_YOU), now)
    words.bodies = dict.fromkeys(meeting.messages, TEXT)
    words.names = {seat: f"Woman {number}" for number, seat in enumerate(meeting.seats)}
    return meeting, words


def answer(meeting: Meeting, seat: SeatId, words: Words, now: datetime) -> bytes:
    """What `take_seat` is answered: the whole of it in one step."""
    viewer = meeting.seats[seat]
    shown = snapshot(meeting, viewer, words)
    said = wire.answer(1, {"ok": True, "you": seat, "snapshot": shown, "standing": standing(meeting, viewer, words, now)})
    return Out.of([said]).wire


def cost(meeting: Meeting, seat: SeatId, words: Words, times: int) -> Cost:
    """Of one answer, each timed alone."""
    now = meeting.messages[next(reversed(meeting.messages))].at
    spent, size = [], 0
    for _ in range(times):
        before = time.thread_time_ns()
        size = len(answer(meeting, seat, words, now))
        spent.append(time.thread_time_ns() - before)
    return Cost(statistics.median(spent) / 1e6, size)


@click.command()
@click.option("--seats", default=200, show_default=True, help="Seats that were taken.")
@click.option("--messages", default=5000, show_default=True, help="Messages that the circle has got.")
@click.option("--times", default=30, show_default=True, help="How often each is made.")
def main(seats: int, messages: int, times: int) -> None:
    """Make snapshots of a long meeting, of its last messages and of all, and say what they cost."""
    meeting, words = long_meeting(seats, messages)
    print(f"{len(meeting.seats)} seats, {len(meeting.messages)} messages")
    gc.freeze()
    most, dearest = views.MOST_SHOWN, 0.0
    for name, seat in (("facilitator", RUTH), ("member", member(3))):
        last = cost(meeting, seat, words, times)
        views.MOST_SHOWN = len(meeting.messages)
        every = cost(meeting, seat, words, times)
        views.MOST_SHOWN = most
        dearest = max(dearest, last.ms)
        print(
            f"{name:12} {last.ms:6.2f} ms {last.size / 1000:7.1f} kB with the last {most}; "
            f"{every.ms:6.2f} ms {every.size / 1000:7.1f} kB with all "
            f"({every.ms / last.ms:.1f} and {every.size / last.size:.1f} times)"
        )
    sys.exit(dearest >= LIMIT_MS)


if __name__ == "__main__":
    main()
