"""Two nodes, and a seat that posts 50 times a second on one of them, or from tabs on both, while she is quieted on the other.

After the acknowledgement nothing of hers may be appended. The record is read afterwards, and every word of hers is held against what was
in force at its place in the order. Ends with 1 when one was appended against the rules.

    .venv/bin/python -m bench.trials.mute_race [--repeats 200]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
from collections import Counter

from bench.trials.crowd import Flood, quiet_again_and_again, reach, turn_again_and_again
from bench.trials.judge import broken, entries, unaccounted, words_of
from bench.trials.nodes import Line, Programme, two_nodes
from rooms.roles import Role

PER_LINE = 9.0  # a connection is given ten commands a second
LINES = {"one node": (0, 0, 0, 0, 0, 0), "two nodes": (0, 1, 0, 1, 0, 1)}  # where each of her lines is connected: 54 posts a second
SLOW_S = 1


async def race(programme: Programme, where: str, repeats: int) -> Counter[str]:
    """Against quiet time and turns, then against slow mode; what was appended against the rules."""
    house = programme.house
    meeting = await house.meeting()
    ruth = Line(programme, 1, await programme.session(f"Ruth {where}", Role.FACILITATOR), meeting)
    token = await programme.session(f"Rose {where}")
    lines = [Line(programme, place, token, meeting, "Rose") for place in LINES[where]]
    seat = [(await line.woman()).seat for line in (ruth, *lines)][1]
    async with contextlib.AsyncExitStack() as stack:
        floods = [await stack.enter_async_context(Flood(line, PER_LINE)) for line in lines]
        await quiet_again_and_again(floods, ruth.does, seat, repeats)
        await turn_again_and_again(floods, ruth.does, seat, repeats // 4)
        await ruth.does("set_slow", seconds=SLOW_S)
        before = sum(flood.taken for flood in floods)
        await reach(lambda: sum(flood.taken for flood in floods) >= before + 10)
    log = await entries(house.db, meeting)
    found, answers = broken(log, meeting), sum((flood.answers for flood in floods), Counter[str]())
    found.update(unaccounted(answers, words_of(log, seat)))
    print(f"{where}: {repeats} times quieted, {repeats // 4} turns, {dict(answers)}; against the rules: {dict(found) or 0}")
    for woman in (ruth, *lines):
        await woman.leave()
    return found


async def run(repeats: int) -> int:
    """Both forms; gives the exit code."""
    async with two_nodes() as programme:
        found = [await race(programme, where, repeats) for where in LINES]
    return 1 if any(found) else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=200)
    sys.exit(asyncio.run(run(parser.parse_args().repeats)))
