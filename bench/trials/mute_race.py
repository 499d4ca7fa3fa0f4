"""Two nodes, and a seat that posts 50 times a second on one of them, or from tabs on both, while a facilitator on the other node gives her
quiet time, ends her turn, or slows the room.

After the acknowledgement nothing of hers may be appended, and in slow mode one word a second however many lines ask for it. The record is
read afterwards, and every word of hers is held against what was in force at its place in the order. The meetings go on side by side: a
few minutes. Ends with 1 when a word was appended against the rules.

    .venv/bin/python -m bench.trials.mute_race [--repeats 200]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import sys
from collections import Counter
from typing import NamedTuple

from bench.trials.crowd import Again, Flood, quiet_again_and_again, slow_again_and_again, turn_again_and_again
from bench.trials.judge import broken, entries, unaccounted, words_of
from bench.trials.nodes import Line, Programme, two_nodes
from rooms.roles import Role

PER_LINE = 9.0  # a connection is given ten commands a second
LINES = {"one node": (0, 0, 0, 0, 0, 0), "two nodes": (0, 1, 0, 1, 0, 1)}  # where each of her lines is connected: 54 posts a second


class Against(NamedTuple):
    """What she races against, from how many lines. `meetings` share the repeats: what waits for a clock waits in several rooms at once."""

    act: Again
    refusal: str
    lines: int = 6
    meetings: int = 1


RACES = {
    "quiet time": Against(quiet_again_and_again, "quiet_time"),
    "a turn that ends": Against(turn_again_and_again, "not_your_turn"),
    "slow mode": Against(slow_again_and_again, "slow_mode", lines=2, meetings=5),
}


class Outcome(NamedTuple):
    """What a seat was answered, and what the record holds against the rules."""

    answers: Counter[str]
    found: Counter[str]


async def race(programme: Programme, where: str, against: Against, number: int, repeats: int) -> Outcome:
    """One meeting with one such seat."""
    house = programme.house
    meeting = await house.meeting()
    ruth = Line(programme, 1, await programme.session(f"Ruth {number}", Role.FACILITATOR), meeting)
    token = await programme.session(f"Rose {number}")
    lines = [Line(programme, place, token, meeting, "Rose") for place in LINES[where][: against.lines]]
    seat = [(await line.woman()).seat for line in (ruth, *lines)][1]
    async with contextlib.AsyncExitStack() as stack:
        floods = [await stack.enter_async_context(Flood(line, PER_LINE)) for line in lines]
        await against.act(floods, ruth.does, seat, repeats)
    log, answers = await entries(house.db, meeting), sum((flood.answers for flood in floods), Counter[str]())
    for woman in (ruth, *lines):
        await woman.leave()
    return Outcome(answers, broken(log, meeting) + Counter(unaccounted(answers, words_of(log, seat))))


async def run(repeats: int) -> int:
    """Every race in both forms, side by side; prints a table and gives the exit code."""
    rows: dict[tuple[str, str], list[asyncio.Task[Outcome]]] = {}
    numbers = itertools.count()
    async with two_nodes() as programme, asyncio.TaskGroup() as racing:
        for name, where in itertools.product(RACES, LINES):
            against = RACES[name]
            for _ in range(against.meetings):
                running = race(programme, where, against, next(numbers), -(-repeats // against.meetings))
                rows.setdefault((name, where), []).append(racing.create_task(running))
    print(f"{'against':<18}{'her lines on':<14}{'repeats':>8}{'taken':>8}{'refused':>9}{'no line':>9}   against the rules")
    found = Counter[str]()
    for (name, where), tasks in rows.items():
        answers, against_rules = (sum(each, Counter[str]()) for each in zip(*(task.result() for task in tasks), strict=True))
        done = -(-repeats // len(tasks)) * len(tasks)
        said, refused, lost = answers["ok"], answers[RACES[name].refusal], answers["no line"]
        print(f"{name:<18}{where:<14}{done:>8}{said:>8}{refused:>9}{lost:>9}   {dict(against_rules) or 0}")
        found += against_rules
    return 1 if found else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=200)
    sys.exit(asyncio.run(run(parser.parse_args().repeats)))
