"""Any bursts of appends come to what a small model in memory says, on both databases: the model is the contract in forty lines."""

import asyncio
import itertools
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from server.store.engine import Database
from server.store.log import Append, Committed, Conflict, Duplicate, Log, Outcome, Row
from tests.support.databases import NOON, new_meeting

NUMBERS = itertools.count()


class Step(NamedTuple):
    """Something somebody asks of one of two meetings; `behind` is how old the control version is that it was decided on."""

    kind: str
    meeting: int
    ident: int
    behind: int
    rows: int


KINDS = st.sampled_from(["talk", "talk", "rule", "sit", "erase"])
STEPS = st.builds(Step, KINDS, st.integers(0, 1), st.integers(0, 5), st.sampled_from([0, 0, 0, 1]), st.integers(1, 3))
BURSTS = st.lists(st.lists(STEPS, min_size=1, max_size=8), min_size=1, max_size=4)


class Model:
    """One meeting's record, in memory."""

    def __init__(self, ident: str) -> None:
        self.ident = ident
        self.control = 0
        self.rows: list[bytes] = []
        self.bodies: dict[str, bytes | None] = {}
        self.seats: dict[str, str] = {}

    def ask(self, step: Step, data: bytes) -> Append:
        """The append of a step, decided on what the model knows, or on what it knew."""
        append = Append(self.ident, self.control - step.behind, [Row(data, NOON)] * step.rows)
        if step.kind in {"rule", "sit"}:
            append.moves_control = step.rows
        if step.kind == "talk":
            append.bodies = [(f"b{step.ident}", "s", data)]
        if step.kind == "erase" and f"b{step.ident}" in self.bodies:  # nobody takes back what was not said
            append.erase = [f"b{step.ident}"]
        if step.kind == "sit":
            append.seats = [(f"s{step.ident}", f"account{step.ident % 4}", data)]
        return append

    def apply(self, append: Append) -> Outcome:
        if append.control != self.control:
            return Conflict()
        for message, _, _ in append.bodies:
            if message in self.bodies:
                return Duplicate(message)
        for seat, blind, _ in append.seats:
            if any(blind == taken and seat != other for other, taken in self.seats.items()):
                return Conflict()
        first = len(self.rows) + 1
        self.rows += [row.data for row in append.rows]
        self.bodies.update({message: body for message, _, body in append.bodies})
        self.bodies.update({message: None for message in append.erase if message in self.bodies})
        self.seats.update({seat: blind for seat, blind, _ in append.seats if seat not in self.seats})
        self.control += append.moves_control
        return Committed(first, self.control)


@settings(
    max_examples=40,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(bursts=BURSTS)
async def test_bursts_come_to_what_the_model_says(db: Database, log: Log, bursts: list[list[Step]]) -> None:
    models = [Model(await new_meeting(db, f"m{next(NUMBERS)}")) for _ in range(2)]
    for number, burst in enumerate(bursts):
        futures, expected = [], []
        for place, step in enumerate(burst):
            model = models[step.meeting]
            append = model.ask(step, b"%d.%d" % (number, place))
            futures.append(log.append(append))
            expected.append(model.apply(append))
        assert list(await asyncio.gather(*futures)) == expected
    for model in models:
        rows = await log.read(model.ident, 0)
        assert [(row.n, row.data) for row in rows] == list(enumerate(model.rows, start=1))
        assert {body.message: body.sealed for body in await log.bodies(model.ident)} == model.bodies
        assert {seat.seat: seat.blind for seat in await log.seats(model.ident)} == model.seats
        assert (await log.heads([model.ident]))[model.ident] == (len(model.rows), model.control)
