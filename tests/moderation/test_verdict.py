"""A disclosure is never an offence: what is noticed about her leads to support for her, and to nothing else, whatever is tried."""

from __future__ import annotations

import itertools
import subprocess
import sys
import typing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from moderation.following import Follows, Handling, Support, follow, handling, support
from rooms import commands as c
from rooms import events as e
from rooms.commands import Act
from rooms.events import Event, MessageId, SeatId
from rooms.terms import NextStep, Reason, Scope
from rooms.verdict import Conduct, Safety, Verdict

ROOT = Path(__file__).parents[2]
WHEN = datetime(2026, 11, 22, 19, tzinfo=UTC)
REASONS = [(), (Reason.CONTACT,), tuple(Reason)]

# what is done for her; each line keeps what the one before it does
SUPPORT = {
    Safety.NOTHING: set(),
    Safety.OFFER: {Support.SHOW_HELP},
    Safety.CONCERN: {Support.SHOW_HELP, Support.TELL_FACILITATORS},
    Safety.NOW: {Support.SHOW_HELP, Support.TELL_FACILITATORS, Support.CALL_A_PERSON},
}
# what is done to her words: held, masked, tagged; and whether she is asked first
HANDLED = {
    Conduct.PASS: (0, 0, 0, 0),
    Conduct.ALERT: (0, 0, 0, 0),
    Conduct.TAG: (0, 0, 1, 0),
    Conduct.MASK: (0, 1, 0, 0),
    Conduct.ASK: (0, 0, 0, 1),
    Conduct.HOLD: (1, 0, 0, 0),
}


def done_to(words: Handling) -> tuple[bool, bool, bool, bool]:
    return words.held, words.masked, words.tagged, words.asked


@pytest.mark.parametrize(("conduct", "safety", "reasons"), list(itertools.product(Conduct, Safety, REASONS)))
def test_each_half_is_followed_on_its_own(conduct: Conduct, safety: Safety, reasons: tuple[Reason, ...]) -> None:
    found = follow(Verdict(conduct, reasons, safety, ("a sign",)))
    assert done_to(found.words) == HANDLED[conduct]
    assert found.support == SUPPORT[safety]
    assert found == Follows(handling(conduct, reasons), support(safety))
    for other in Safety:
        assert follow(Verdict(conduct, reasons, other)).words == found.words
    for another in Conduct:
        assert follow(Verdict(another, reasons, safety)).support == found.support


def test_the_tables_hold_every_verdict() -> None:
    assert set(SUPPORT) == set(Safety)
    assert set(HANDLED) == set(Conduct)


@pytest.mark.parametrize("safety", Safety)
def test_words_are_never_handled_because_of_safety(safety: Safety) -> None:
    assert done_to(follow(Verdict(safety=safety)).words) == (False, False, False, False)
    with pytest.raises(TypeError):
        handling(typing.cast(Conduct, safety))
    with pytest.raises(TypeError):
        Handling(Conduct.HOLD, typing.cast(tuple[Reason, ...], (safety,)))


def test_no_sanction_has_a_reason_that_is_about_safety() -> None:
    assert not {reason.value for reason in Reason} & {safety.value for safety in Safety}
    for safety in Safety:
        with pytest.raises(ValueError, match=r"not a valid Reason"):
            Reason(typing.cast(str, safety))


SANCTIONS: dict[type, tuple[typing.Any, ...]] = {
    e.Quieted: (SeatId("s"), WHEN, ...),
    e.SeatRemoved: (SeatId("s"), ..., Scope.TONIGHT),
    e.MessageRemoved: (MessageId("m"), ...),
    e.MessageDeclined: (MessageId("m"), ...),
    e.SideReported: (MessageId("m"), "report", ...),
    e.MessageReported: (MessageId("m"), "report", ...),
    c.Quiet: (SeatId("s"), 5, ...),
    c.RemoveSeat: (SeatId("s"), ..., Scope.TONIGHT),
    c.RemoveMessage: (MessageId("m"), ...),
    c.Decline: (MessageId("m"), ...),
}


@pytest.mark.parametrize(("kind", "because"), list(itertools.product(SANCTIONS, Safety)), ids=str)
def test_no_sanction_can_be_kept_that_was_built_from_safety(kind: type[msgspec.Struct], because: Safety) -> None:
    """What is stored and sent goes through the one list of reasons, which safety is not in."""
    built = kind(*(because if part is ... else part for part in SANCTIONS[kind]))
    fine = kind(*(Reason.OTHER if part is ... else part for part in SANCTIONS[kind]))
    assert msgspec.json.decode(msgspec.json.encode(fine), type=kind) == fine
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode(built), type=kind)


def test_every_event_and_act_with_a_reason_is_tried() -> None:
    def has_reason(kind: type) -> bool:
        return "Reason" in str(kind.__annotations__.get("reason", ""))

    every: set[type] = {*Event.__args__, *Act.__args__}
    assert {kind for kind in every if has_reason(kind)} == {kind for kind in SANCTIONS if kind in every}
    assert NextStep.TALK_TO_US  # a seat that is not let in is pointed somewhere and given no reason: it is no sanction


ATTEMPTS = """
from datetime import UTC, datetime
from moderation.following import Handling, handling, support
from rooms import commands as c
from rooms import events as e
from rooms.events import MessageId, SeatId
from rooms.terms import Reason, Scope
from rooms.verdict import Conduct, Safety, Verdict

her, words = SeatId("s"), MessageId("m")
verdict = Verdict(safety=Safety.NOW)
handling(verdict.conduct, verdict.reasons)
support(verdict.safety)
handling(verdict.safety)  # refused
Handling(verdict.safety)  # refused
Handling(Conduct.HOLD, (verdict.safety,))  # refused
support(verdict.conduct)  # refused
Verdict(conduct=verdict.safety)  # refused
Verdict(safety=verdict.conduct)  # refused
Verdict(reasons=(verdict.safety,))  # refused
c.Quiet(her, 5, verdict.safety)  # refused
c.RemoveSeat(her, verdict.safety, Scope.TONIGHT)  # refused
c.RemoveMessage(words, verdict.safety)  # refused
c.Decline(words, verdict.safety)  # refused
e.Quieted(her, datetime.now(UTC), verdict.safety)  # refused
e.SeatRemoved(her, verdict.safety, Scope.TONIGHT)  # refused
e.MessageRemoved(words, verdict.safety)  # refused
e.MessageDeclined(words, verdict.safety)  # refused
c.Quiet(her, 5, Reason(verdict.safety))  # refused
"""


def test_the_type_checker_refuses_every_attempt(tmp_path: Path) -> None:
    snippet = tmp_path / "attempts.py"
    snippet.write_text(ATTEMPTS)
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--config-file", str(ROOT / "pyproject.toml")]
    run = subprocess.run(
        [*command, "--cache-dir", str(ROOT / ".mypy_cache"), str(snippet)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    wrong = {int(line.split(":")[1]) for line in run.stdout.splitlines() if ": error:" in line and snippet.name in line}
    assert wrong == {number for number, line in enumerate(ATTEMPTS.splitlines(), 1) if line.endswith("# refused")}, run.stdout + run.stderr
