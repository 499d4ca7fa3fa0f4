"""`docs/PROTOCOL.md` says what the code does: every command, field, event, goodbye and refusal, and none that is not there."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rooms import events as e
from rooms import terms
from rooms.audience import Audience, Words, sees
from rooms.refusals import REFUSALS
from rooms.standing import standing
from rooms.state import Meeting, Seat, SeatStatus
from rooms.views import snapshot
from server import wire

PAGE = (Path(__file__).parents[1] / "docs" / "PROTOCOL.md").read_text()


def rows(after: str, before: str) -> dict[str, list[str]]:
    """The rows of the tables between two headings, by the code in their first cell."""
    part = PAGE.split(after, 1)[1].split(before, 1)[0] if before else PAGE.split(after, 1)[1]
    cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in part.splitlines() if line.startswith("| `")]
    return {cell[0].strip("`"): cell[1:] for cell in cells}


def test_every_command_and_its_fields() -> None:
    told = rows("## Commands", "### Snapshot")
    structs = {str(said.__struct_config__.tag): said for said in wire.Said.__args__}
    assert set(told) == set(structs)
    for kind, said in structs.items():
        assert set(re.findall(r"`(\w+)`", told[kind][0])) == set(said.__struct_fields__), kind


def test_every_event_that_anyone_is_shown() -> None:
    told = rows("## Events", "Without `seq`")
    kinds = {event.__struct_config__.tag: event for event in e.Event.__args__}
    answers = {"door_answered", "door_answers_gone"}
    hidden = answers | {"meeting_planned", "seat_taken", "seat_given_up", "seat_attached", "seat_detached", "side_said", "side_reported"}
    assert set(told) == set(kinds) - hidden
    samples = [event(*["x"] * len(event.__struct_fields__)) for kind, event in kinds.items() if kind in hidden]
    assert not any(sees(audience, sample) for audience in Audience for sample in samples)


def test_every_goodbye_says_whether_to_come_back() -> None:
    told = rows("### Goodbyes", "## Refusals")
    assert {code: cells[0].startswith("yes") for code, cells in told.items()} == wire.GOODBYES


def test_every_refusal_in_its_own_words() -> None:
    told = rows("## Refusals", "")
    assert told == {code: ["yes" if refusal.retry else "no", refusal.sentence] for code, refusal in REFUSALS.items()}


def test_every_field_of_every_event() -> None:
    """As the event has it, `message` being the wire's `id`; some are told more."""
    more = {
        "message_posted": {"text"}, "message_held": {"text"}, "message_released": {"seat", "text", "reply_to"}, "private_said": {"text"},
        "back_channel_said": {"name", "text"}, "person_told": {"name", "role", "with_her"},
        "message_restored": {"seat", "text", "reply_to", "again"}, "turn_began": {"since", "limit_s"}, "meeting_closed": {"words_kept_s"},
    }  # fmt: skip
    told = rows("## Events", "Without `seq`")
    kinds = {event.__struct_config__.tag: event for event in e.Event.__args__}
    for kind, cells in told.items():
        beside = {"paced", "unseen", "topics", "hidden", "excluded", "aside"}
        own = {"id" if field == "message" else field for field in kinds[kind].__struct_fields__ if field not in beside}
        own -= {"id", "version", "mine"} if kind == "person_told" else set()  # who has it is told as names
        own -= {"messages"} if kind == "side_room_ended" else set()  # which are of nobody else's concern
        values = {"facilitator", "time"} if kind == "meeting_closed" else set()
        assert set(re.findall(r"`(\w+)`", cells[0])) - values == own | more.get(kind, set()) - {"again"}, kind


def test_every_closed_list() -> None:
    part = PAGE.split("| list | its words |", 1)[1].split("`room` is", 1)[0]
    told = {line.split("|")[1].strip(): re.findall(r"`(\w+)`", line.split("|")[2]) for line in part.splitlines() if line.count("|") == 3}
    lists = {
        "word": e.Word, "mode": terms.Mode, "reason": terms.Reason, "scope": terms.Scope, "next": terms.NextStep, "who": terms.WaitingFor,
        "why": terms.LeadWhy, "part": terms.Part, "nudge": terms.Nudge, "ended": terms.EndedBy, "detail": terms.Detail,
        "coming": terms.Coming,
    }  # fmt: skip
    assert {name: words for name, words in told.items() if name in lists} == {name: [word.value for word in lists[name]] for name in lists}


def test_the_whole_snapshot_and_standing() -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    meeting, words = Meeting(e.MeetingId("m")), Words()
    for number, (role, status) in enumerate([(e.SeatRole.MEMBER, SeatStatus.HERE), (e.SeatRole.FACILITATOR, SeatStatus.HERE)], 1):
        seat = e.SeatId(role.value)
        meeting.seats[seat] = Seat(seat, number, role, guest=False, mark="", status=status, since=now)
        words.names[seat] = role.value
    member, facilitator = meeting.seats.values()
    told = set(re.findall(r"`(\w+)`", "".join(cell for cell in firsts("### Snapshot", "From the waiting room"))))
    assert set(snapshot(meeting, facilitator, words)) == told
    for_all = {name for cell, rest in firsts("### Snapshot", "From the waiting room").items() if not rest.startswith("facilitators:")
               for name in re.findall(r"`(\w+)`", cell)}  # fmt: skip
    assert set(snapshot(meeting, member, words)) == for_all
    assert set(standing(meeting, member, words, now)) == set(rows("### Standing", "## Events"))


def firsts(after: str, before: str) -> dict[str, str]:
    """The first cell of each row of a table, and the one behind it."""
    part = PAGE.split(after, 1)[1].split(before, 1)[0]
    return {line.split("|")[1].strip(): line.split("|")[2].strip() for line in part.splitlines() if line.startswith("| `")}


def test_every_nudge_has_its_sentence_on_the_page() -> None:
    script = (Path(__file__).parents[1] / "web" / "static" / "js" / "views" / "nudge.js").read_text()
    listed = re.findall(r'"(\w+)"', script.split("NUDGES = [", 1)[1].split("]", 1)[0])
    worded = re.findall(r"^ +(\w+): t\(", script, re.MULTILINE)
    assert listed == worded == [nudge.value for nudge in terms.Nudge]


@pytest.mark.parametrize("code", ["wire_degraded", "wire_back", "draining", "session_ending", "seat_changed"])
def test_every_notice_is_one_the_browser_knows(code: str) -> None:
    scripts = (Path(__file__).parents[1] / "web" / "static" / "js").rglob("*.js")
    assert f"`{code}`" in PAGE
    assert any(code in script.read_text() for script in scripts)
