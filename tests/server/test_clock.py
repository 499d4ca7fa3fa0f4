"""The clock follows the database, and not its leaps."""

from datetime import UTC, datetime, timedelta

import pytest

from server.clock import ALARM_EVERY_S, SLEW_S, Clock

NOON = datetime(2026, 3, 8, 12, tzinfo=UTC)


class Times:
    """A database's time and a steady clock, moved by hand."""

    def __init__(self) -> None:
        self.steady = 1000.0
        self.database = NOON
        self.answers_after = 0.0
        self.jumps: list[float] = []

    async def ask(self) -> datetime:
        told = self.database + timedelta(seconds=self.answers_after / 2)
        self.pass_by(self.answers_after)
        return told

    def pass_by(self, seconds: float) -> None:
        self.steady += seconds
        self.database += timedelta(seconds=seconds)

    def clock(self) -> Clock:
        return Clock(self.ask, steady=lambda: self.steady, on_jump=self.jumps.append)


@pytest.fixture
def times() -> Times:
    return Times()


async def test_carried_between_samples(times: Times) -> None:
    clock = times.clock()
    await clock.sample()
    assert clock.now() == NOON
    times.steady += 0.75
    assert clock.now() == NOON + timedelta(seconds=0.75)


async def test_half_the_way_there_and_back_is_counted(times: Times) -> None:
    times.answers_after = 0.2
    clock = times.clock()
    await clock.sample()
    assert abs(clock.now() - times.database) < timedelta(milliseconds=1)


async def test_drift_is_followed_and_time_never_goes_back(times: Times) -> None:
    clock = times.clock()
    await clock.sample()
    times.database += timedelta(seconds=2)
    await clock.sample()
    assert clock.now() == NOON + timedelta(seconds=2)
    times.database -= timedelta(seconds=3)
    await clock.sample()
    assert clock.now() == NOON + timedelta(seconds=2)
    times.pass_by(4)
    assert clock.now() == NOON + timedelta(seconds=3)
    assert times.jumps == []


@pytest.mark.parametrize("leap", [86400.0, -86400.0, 6.0])
async def test_a_leap_is_alarmed_and_followed_slowly(times: Times, leap: float) -> None:
    clock = times.clock()
    await clock.sample()
    before = clock.now()
    times.database += timedelta(seconds=leap)
    for _ in range(10):
        times.pass_by(1)
        await clock.sample()
    passed = (clock.now() - before).total_seconds()
    assert passed == pytest.approx(10 + (10 * SLEW_S if leap > 0 else -10 * SLEW_S), abs=0.01)
    assert times.jumps == [pytest.approx(leap, abs=0.01)], "alarmed once, not each second"
    times.pass_by(ALARM_EVERY_S)
    await clock.sample()
    assert len(times.jumps) == 2


async def test_a_slow_answer_moves_nothing(times: Times) -> None:
    clock = times.clock()
    await clock.sample()
    times.answers_after = 3.0
    times.database += timedelta(seconds=2)
    await clock.sample()
    assert clock.now() == NOON + timedelta(seconds=3)


async def test_a_database_that_is_down_stops_no_clock(times: Times) -> None:
    class Down(Exception):
        pass

    async def down() -> datetime:
        raise Down

    with pytest.raises(Down):
        await Clock(down).start()
    clock = Clock(times.ask, steady=lambda: times.steady)
    await clock.start()
    times.steady += 5
    assert clock.now() == NOON + timedelta(seconds=5)
    await clock.stop()
    await clock.stop()
