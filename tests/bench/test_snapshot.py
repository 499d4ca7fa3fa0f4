"""The bench of snapshots measures a long meeting, and one with the last messages is several times cheaper than one with all."""

from __future__ import annotations

import pytest

from bench.decide import RUTH, member
from bench.snapshot import cost, long_meeting
from rooms import views


def test_the_last_messages_cost_less_than_all(monkeypatch: pytest.MonkeyPatch) -> None:
    meeting, words = long_meeting(60, 2000)
    for seat in (RUTH, member(3)):
        last = cost(meeting, seat, words, 5)
        with monkeypatch.context() as whole:
            whole.setattr(views, "MOST_SHOWN", len(meeting.messages))
            every = cost(meeting, seat, words, 5)
        assert every.size > 5 * last.size
        assert every.ms > 2 * last.ms
