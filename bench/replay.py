"""Replay conversations through real Socket.IO clients against a running server, and compare the two ledgers. See bench/README.md.

Every speaker and every observer takes a real seat by the pages, posts and listens with the stock client, and keeps to the server's limits.
Ends with 0 when everything acknowledged reached everyone once and in one order, with 1 when the ledgers disagree.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Self

from bench.ledger import Ledger, Verdict
from bench.measure import Use, family, percentiles, use
from bench.programme import own_server
from bench.seats import TurnedAway, Woman, addresses

SIGNS_PER_S = 6.0  # how fast a thumb types, at speed 1
THOUGHT_S = 1.5  # and how long a woman thinks before
COMING_AT_ONCE = 8
QUIET_S = 1.0  # with nothing new for so long, everything has arrived that will
LONGEST_WAIT_S = 30.0


class Line(NamedTuple):
    """Something somebody says."""

    speaker: str
    text: str


@dataclass
class Room:
    """One meeting of the trial."""

    code: str
    lines: list[Line]
    ledger: Ledger = field(default_factory=Ledger)
    women: dict[str, Woman] = field(default_factory=dict)


def read(file: Path) -> list[list[Line]]:
    """The conversations of a file, each in its order."""
    found: dict[str, list[Line]] = {}
    for row in map(json.loads, file.read_text("utf-8").splitlines()):
        found.setdefault(row["conversation"], []).append(Line(row["speaker"], row["text"]))
    return list(found.values())


def names(room: Room, observers: int) -> Iterator[str]:
    """Everyone who sits in a room: those who speak, and those who listen."""
    yield from dict.fromkeys(line.speaker for line in room.lines)
    for number in range(observers):
        yield f"Listener {number + 1}"


async def come_in(rooms: list[Room], url: str, observers: int) -> None:
    """Everyone takes her seat, a few at a time."""
    gate, places = asyncio.Semaphore(COMING_AT_ONCE), addresses(url)

    async def one(room: Room, name: str) -> None:
        woman = room.women[name] = Woman(url, name, room.ledger, next(places))
        async with gate:
            await woman.join(room.code)
            await woman.sit()

    await asyncio.gather(*(one(room, name) for room in rooms for name in names(room, observers)))


async def talk(room: Room, gaps: Iterator[float]) -> None:
    """The conversation of one room, each line when its time has come, whether or not those before it were answered."""
    due = time.monotonic()
    saying: list[asyncio.Task[str | None]] = []
    for line, gap in zip(room.lines, gaps, strict=False):
        due += gap
        await asyncio.sleep(due - time.monotonic())
        saying.append(asyncio.create_task(room.women[line.speaker].say(line.text)))
    await asyncio.gather(*saying)


def gaps_of(room: Room, options: argparse.Namespace, rng: random.Random) -> Iterator[float]:
    """Seconds before each line. Rooms begin apart, so that they do not all speak at once."""
    if options.rate:
        mean = options.rooms / options.rate
        yield rng.uniform(0, mean)
        yield from (mean for _ in room.lines)
        return
    for number, line in enumerate(room.lines):
        gap = (THOUGHT_S + len(line.text) / SIGNS_PER_S) / options.speed
        yield rng.uniform(0, 2 * gap) if number == 0 else gap


class Lateness:
    """How late this process itself is: what it adds to every time it takes. `async with Lateness() as late:` and then `late.most_s`."""

    most_s = 0.0

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._watch())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _watch(self) -> None:
        while True:
            due = time.monotonic() + 0.02
            await asyncio.sleep(0.02)
            self.most_s = max(self.most_s, time.monotonic() - due)


async def all_has_arrived(rooms: list[Room]) -> None:
    """Wait until nothing new comes."""
    seen, until, since = -1, time.monotonic() + LONGEST_WAIT_S, time.monotonic()
    while time.monotonic() < until and time.monotonic() - since < QUIET_S:
        now = sum(len(reader.shown) for room in rooms for reader in room.ledger.readers)
        if now != seen:
            seen, since = now, time.monotonic()
        await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def server_of(options: argparse.Namespace, capacity: int) -> AsyncIterator[tuple[str, list[str], list[int]]]:
    """Where to go: address, a code for each room, processes to measure."""
    if options.serve:
        async with own_server(options.rooms, capacity) as (url, codes, pid):
            yield url, codes, [pid]
    else:
        yield options.url, options.join, options.pid


async def replay(options: argparse.Namespace) -> int:
    """The whole trial; the exit code."""
    conversations = read(options.file)
    rng = random.Random(options.seed)
    most = max(len({line.speaker for line in lines}) for lines in conversations) + options.observers
    async with server_of(options, most) as (url, codes, pids):
        if len(codes) < options.rooms:
            print(f"{options.rooms} rooms need as many --join codes, or --serve.", file=sys.stderr)
            return 2
        rooms = [Room(codes[number], conversations[number % len(conversations)]) for number in range(options.rooms)]
        measured = [each for pid in pids for each in family(pid)]
        before = use(measured)
        began = time.monotonic()
        try:
            await come_in(rooms, url, options.observers)
            came_s = time.monotonic() - began
            await all_has_arrived(rooms)
            seated, mine = use(measured), time.process_time()
            async with Lateness() as late:
                await asyncio.gather(*(talk(room, gaps_of(room, options, rng)) for room in rooms))
                await all_has_arrived(rooms)
            after, mine = use(measured), time.process_time() - mine
        except TurnedAway as error:
            print(f"Turned away: {error}.", file=sys.stderr)
            return 1
        finally:
            await asyncio.gather(*(woman.leave() for room in rooms for woman in room.women.values()))
        return report(rooms, came_s, (before, seated, after), mine, late.most_s)


def report(rooms: list[Room], came_s: float, uses: tuple[Use, Use, Use], mine_s: float, late_s: float) -> int:
    """Print what was seen; 0 when the ledgers agree."""
    before, seated, after = uses
    verdict = sum((room.ledger.settle() for room in rooms), Verdict())
    women = [woman for room in rooms for woman in room.women.values()]
    lasted = after.at - seated.at
    cpu_us = (after.cpu_s - seated.cpu_s) * 1e6
    refusals = sum((Counter(room.ledger.refusals) for room in rooms), Counter[str]())
    print(f"rooms {len(rooms)}  seats {len(women)}  came in within {came_s:.1f} s  talked {lasted:.1f} s")
    print(f"posted {verdict.posted}  acked {verdict.acked}  delivered {verdict.delivered}  per second {verdict.delivered / lasted:.0f}")
    print(f"missing {verdict.missing}  doubled {verdict.doubled}  reordered {verdict.reordered}  holes {verdict.holes}", end="  ")
    print(f"unknown {verdict.unknown}  without a seat {verdict.unread}")
    print(
        f"refused {dict(refusals) or 'none'}  came back {dict(Counter(why for woman in women for why in woman.returns)) or 'nobody'}",
        end="  ",
    )
    print(f"fresh snapshots {sum(reader.fresh for room in rooms for reader in room.ledger.readers)}")
    print(f"to delivery  {percentiles([each for room in rooms for each in room.ledger.to_delivery()])}")
    print(f"to answer    {percentiles([each for room in rooms for each in room.ledger.to_ack()])}")
    if cpu_us:
        print(
            f"server CPU   {cpu_us / max(1, verdict.delivered):.1f} µs a delivery  {cpu_us / max(1, verdict.acked):.0f} µs a post", end="  "
        )
        print(f"{cpu_us / lasted / 1e4:.0f} % of a core  {(seated.cpu_s - before.cpu_s) * 1e3 / len(women):.1f} ms to come in")
        print(f"memory       {before.memory_mib:.0f} MiB empty  {seated.memory_mib:.0f} seated  {after.memory_mib:.0f} after", end="  ")
        print(f"{(seated.memory_mib - before.memory_mib) * 1024 / len(women):.0f} KiB a seat")
    print(f"the clients themselves used {mine_s / lasted * 100:.0f} % of a core and were late by {late_s * 1e3:.0f} ms at most")
    print("The ledgers agree." if verdict.agrees else "THE LEDGERS DISAGREE.")
    return 0 if verdict.agrees else 1


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="JSON lines: conversation, speaker, text")
    parser.add_argument("--speed", type=float, default=1.0, help="how much quicker than women type")
    parser.add_argument("--rate", type=float, help="posts a second over all rooms, instead of --speed")
    parser.add_argument("--rooms", type=int, default=1, help="meetings at the same time; conversations are dealt out to them in turn")
    parser.add_argument("--observers", type=int, default=0, help="women in each room who only listen")
    parser.add_argument("--url", default="http://localhost:8080", help="a running server")
    parser.add_argument("--join", action="append", default=[], metavar="CODE", help="the code of a room's link; one for each room")
    parser.add_argument("--pid", action="append", default=[], type=int, help="a process of that server, to measure")
    parser.add_argument("--serve", action="store_true", help="start a server of our own in a fresh folder, with rooms that are open")
    parser.add_argument("--seed", type=int, default=1, help="of the rooms' different beginnings")
    return parser.parse_args()


if __name__ == "__main__":
    logging.getLogger("engineio.client").disabled = True  # it complains of each line the server ends; the ledgers say what that meant
    sys.exit(asyncio.run(replay(parse())))
