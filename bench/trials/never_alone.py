"""Two nodes, three facilitators whose sockets are cut at random, and a member who writes all the while.

There may never be two leads, nor a member's word after the grace, and always a way back. The record is read afterwards and held against
the rules; so is what each node showed: one lead at one place in the order. Ends with 1 when something was found.

    .venv/bin/python -m bench.trials.never_alone [--minutes 5] [--grace 10] [--seed 1]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
from collections import Counter

from bench.trials.crowd import NO_LINE, Flood
from bench.trials.judge import broken, entries, unaccounted, words_of
from bench.trials.nodes import Line, Programme, two_nodes
from rooms import events as e
from rooms.roles import Role
from tests.support.relay import Relay
from tests.support.woman import Json

HERE_S = (2.0, 40.0)  # a facilitator's line lives so long
AWAY_S = (0.0, 1.0, 5.0, 20.0, 45.0)  # and she comes again after one of these
PER_SECOND = 5.0


class Coming:
    """A facilitator who comes and goes, and what each of her lines was shown."""

    def __init__(self, programme: Programme, token: str, meeting: str, dice: random.Random) -> None:
        self.cut = 0
        self.shown: list[Json] = []
        self._programme, self._token, self._meeting, self._dice = programme, token, meeting, dice

    async def go_on(self) -> None:
        """Until cancelled."""
        while True:
            place = self._dice.randrange(2)
            async with Relay(self._programme.places[place].port) as relay:
                try:
                    her = await self._programme.seat(place, self._token, self._meeting, port=relay.port)
                except NO_LINE:
                    await asyncio.sleep(0.5)
                    continue
                await asyncio.sleep(self._dice.uniform(*HERE_S))
                relay.cut()
            self.cut += 1
            self.shown += her.told("lead_taken")
            await asyncio.sleep(self._dice.choice(AWAY_S))


async def trial(programme: Programme, minutes: float, grace_s: int, seed: int) -> Counter[str]:
    """What was found."""
    house, dice = programme.house, random.Random(seed)
    meeting = await house.meeting(grace_s=grace_s)
    rose = Line(programme, 0, await programme.session("Rose"), meeting, "Rose")
    ivy = Line(programme, 1, await programme.session("Ivy"), meeting, "Ivy")
    seat = (await rose.woman()).seat
    await ivy.woman()
    tokens = [await programme.session(name, Role.FACILITATOR) for name in ("Ruth", "Naomi", "Judith")]
    facilitators = [Coming(programme, token, meeting, dice) for token in tokens]
    async with Flood(rose, PER_SECOND) as flood:
        coming = [asyncio.create_task(each.go_on()) for each in facilitators]
        await asyncio.wait(coming, timeout=minutes * 60, return_when=asyncio.FIRST_EXCEPTION)
        for task in coming:
            task.cancel()
        troubles = [each for each in await asyncio.gather(*coming, return_exceptions=True) if not isinstance(each, asyncio.CancelledError)]
    found = Counter({repr(trouble): 1 for trouble in troubles})
    last = Line(programme, 1, tokens[0], meeting)
    await last.woman()
    if not (await rose.post("always a way back"))["ok"]:
        found["no way back"] += 1
    log = await entries(house.db, meeting)
    found += broken(log, meeting)
    found.update(unaccounted(flood.answers, words_of(log, seat) - 1))
    found["two leads at one place"] += _differing(
        [each.shown for each in facilitators] + [woman.told("lead_taken") for woman in (rose, ivy)]
    )
    leads = sum(isinstance(event, e.LeadTaken) for event, _ in log)
    cuts = sum(each.cut for each in facilitators)
    print(f"{minutes} minutes: {cuts} lines cut, {leads} times somebody took the lead, {dict(flood.answers)}; found: {dict(+found) or 0}")
    for woman in (rose, ivy, last):
        await woman.leave()
    return +found


def _differing(shown: list[list[Json]]) -> int:
    """At how many moments one was shown another lead than another was."""
    leads: dict[str, set[str]] = {}
    for events in shown:
        for event in events:
            leads.setdefault(event["at"], set()).add(event["seat"])
    return sum(len(seats) > 1 for seats in leads.values())


async def run(minutes: float, grace_s: int, seed: int) -> int:
    """Gives the exit code."""
    async with two_nodes() as programme:
        return 1 if await trial(programme, minutes, grace_s, seed) else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--grace", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.exit(asyncio.run(run(given.minutes, given.grace, given.seed)))
