"""`docs/PROTOCOL.md` says what the code does: every command, field, event, goodbye and refusal, and none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rooms import events as e
from rooms.refusals import REFUSALS
from rooms.visibility import Audience, sees
from server import wire

PAGE = (Path(__file__).parents[1] / "docs" / "PROTOCOL.md").read_text()


def rows(after: str, before: str) -> dict[str, list[str]]:
    """The rows of the tables between two headings, by the code in their first cell."""
    part = PAGE.split(after, 1)[1].split(before, 1)[0] if before else PAGE.split(after, 1)[1]
    cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in part.splitlines() if line.startswith("| `")]
    return {cell[0].strip("`"): cell[1:] for cell in cells}


def test_every_command_and_its_fields() -> None:
    told = rows("## Commands", "## Events")
    structs = {str(said.__struct_config__.tag): said for said in wire.Said.__args__}
    assert set(told) == set(structs)
    for kind, said in structs.items():
        assert set(re.findall(r"`(\w+)`", told[kind][0])) == set(said.__struct_fields__), kind


def test_every_event_that_anyone_is_shown() -> None:
    told = rows("## Events", "Without `seq`")
    kinds = {event.__struct_config__.tag: event for event in e.Event.__args__}
    hidden = {"meeting_planned", "seat_taken", "seat_given_up", "seat_attached", "seat_detached"}
    assert set(told) == set(kinds) - hidden
    samples = [event(*["x"] * len(event.__struct_fields__)) for kind, event in kinds.items() if kind in hidden]
    assert not any(sees(audience, sample) for audience in Audience for sample in samples)


def test_every_goodbye_says_whether_to_come_back() -> None:
    told = rows("### Goodbyes", "## Refusals")
    assert {code: cells[0].startswith("yes") for code, cells in told.items()} == wire.GOODBYES


def test_every_refusal_in_its_own_words() -> None:
    told = rows("## Refusals", "")
    assert told == {code: ["yes" if refusal.retry else "no", refusal.sentence] for code, refusal in REFUSALS.items()}


@pytest.mark.parametrize("code", ["wire_degraded", "wire_back", "draining", "session_ending"])
def test_every_notice_is_one_the_browser_knows(code: str) -> None:
    scripts = (Path(__file__).parents[1] / "web" / "static" / "js").rglob("*.js")
    assert f"`{code}`" in PAGE
    assert any(code in script.read_text() for script in scripts)
