"""The ledgers find what they are there to find: each way a server could break its promise, and none where it kept it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from bench.ledger import Ledger, Reader, Verdict
from bench.measure import family, percentiles, use
from bench.replay import read
from rooms.refusals import Refused
from server.wire import clean_text

EVENING = Path(__file__).parents[2] / "bench" / "conversations" / "evening.jsonl"


def said(message: str, seq: int) -> dict[str, Any]:
    return {"type": "message_posted", "id": message, "seq": seq}


def came(seq: int, *messages: str) -> dict[str, Any]:
    return {"snapshot": {"messages": [{"id": message} for message in messages]}, "missed": None, "seq": seq}


def an_evening() -> tuple[Ledger, Reader, Reader]:
    """Two women, three messages acknowledged as 3, 4 and 6, and someone's arrival in between."""
    ledger = Ledger()
    for at, (message, seq) in enumerate({"a": 3, "b": 4, "c": 6}.items()):
        ledger.sent(message, at)
        ledger.acked(message, seq, at + 0.1)
    ada, bea = ledger.reader("Ada"), ledger.reader("Bea")
    for reader in (ada, bea):
        reader.took_seat(came(2), 0)
        for event in (said("a", 3), said("b", 4), {"type": "seat_arrived", "seq": 5}):
            reader.event(event, 2)
    ada.event(said("c", 6), 2)
    return ledger, ada, bea


def test_a_promise_that_was_kept() -> None:
    ledger, _, bea = an_evening()
    bea.event(said("c", 6), 2)
    verdict = ledger.settle()
    assert verdict.agrees
    assert (verdict.posted, verdict.acked, verdict.delivered) == (3, 3, 6)
    assert sorted(ledger.to_delivery()) == [0, 0, 1, 1, 2, 2]
    assert ledger.to_ack() == pytest.approx([0.1] * 3)


def test_what_is_missing() -> None:
    assert an_evening()[0].settle() == Verdict(posted=3, acked=3, delivered=5, missing=1)


def test_what_came_twice_or_in_another_order() -> None:
    ledger, _, bea = an_evening()
    bea.event(said("c", 6), 2)
    bea.event(said("c", 6), 2)
    assert ledger.settle().agrees, "what has been seen is dropped"
    assert bea.repeated == 1
    bea.event(said("b", 7), 3)
    assert ledger.settle().doubled == 1
    ledger, _, bea = an_evening()
    bea.event({"type": "seat_lost", "seq": 6}, 2)
    bea.event(said("c", 7), 2)
    assert ledger.settle().reordered == 1


def test_a_hole_is_seen_and_what_heals_it_is_not_one() -> None:
    ledger, _, bea = an_evening()
    bea.event(said("c", 7), 2)
    assert ledger.settle().holes == 1
    ledger, _, bea = an_evening()
    bea.took_seat({"snapshot": None, "missed": [said("c", 6)], "seq": 6}, 3)
    assert ledger.settle().agrees
    ledger, _, bea = an_evening()
    bea.took_seat({"snapshot": None, "missed": [], "seq": 6}, 3)
    verdict = ledger.settle()
    assert (verdict.missing, verdict.holes) == (1, 1)


def test_a_fresh_snapshot_counts_as_told() -> None:
    ledger, _, bea = an_evening()
    bea.took_seat(came(6, "a", "b", "c"), 3)
    assert ledger.settle().agrees
    assert bea.fresh == 1


def test_what_nobody_owes() -> None:
    ledger, _, bea = an_evening()
    bea.here = False
    assert ledger.settle().agrees, "she had left before it was said"
    late = ledger.reader("Cleo")
    late.took_seat(came(6), 4)
    assert ledger.settle().agrees, "she came after it was said"
    late.event(said("x", 7), 5)
    assert ledger.settle().unknown == 1
    ledger.reader("Dora")
    assert ledger.settle().unread == 1


def test_two_answers_for_one_message() -> None:
    ledger, _, bea = an_evening()
    bea.event(said("c", 6), 2)
    ledger.acked("c", 6, 9)
    assert ledger.settle().agrees
    ledger.acked("c", 8, 9)
    assert ledger.settle().reordered == 2


def test_the_evening_can_be_said() -> None:
    rows = [json.loads(line) for line in EVENING.read_text("utf-8").splitlines()]
    assert len(rows) >= 220
    assert sum(map(len, read(EVENING))) == len(rows)
    assert 10 <= len({row["speaker"] for row in rows}) <= 14
    for row in rows:
        assert clean_text(row["text"]) == row["text"]
    with pytest.raises(Refused):
        clean_text("\0")


def test_figures() -> None:
    assert use(family(os.getpid())).memory_mib > 1
    assert use([]).cpu_s == 0
    assert percentiles([0.001 * n for n in range(1, 101)]) == "p50 51.0 ms  p95 96.0 ms  p99 100.0 ms  max 100.0 ms"
    assert percentiles([]) == "none"
