"""A snapshot holds the last messages; those before are asked for page by page, and nobody is shown more than she may know."""

from __future__ import annotations

import pytest

from rooms import commands as c
from rooms import views
from rooms.events import MessageId, SeatRole
from rooms.terms import Reason
from rooms.views import earlier, snapshot
from tests.rooms.meeting_machine import Machine


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Snapshots of four messages; Ruth and Dana said ten before Tess came, and ten since."""
    monkeypatch.setattr(views, "MOST_SHOWN", 4)
    machine = Machine()
    ruth, dana = machine.sit("Ruth", SeatRole.FACILITATOR), machine.sit("Dana")
    for number in range(20):
        if number == 10:
            machine.sit("Tess")
        machine.later(seconds=1)
        machine.say((ruth, dana)[number % 2], f"Word {number}.")
    return machine


def pages(room: Machine, name: str) -> list[list[str]]:
    """What she is shown first, and then each time she asks for more."""
    viewer = room.meeting.seats[next(ident for ident, known in room.words.names.items() if known == name)]
    page = snapshot(room.meeting, viewer, room.words)
    found = [[message["text"] for message in page["messages"]]]
    while (before := page.get("earlier")) is not None:
        page = earlier(room.meeting, viewer, room.words, MessageId(before))
        found.append([message["text"] for message in page["messages"]])
        assert {message["seat"] for message in page["messages"]} == {seat["seat"] for seat in page["seats"]}
    return found


def test_page_by_page_everything_is_there_once_and_in_order(room: Machine) -> None:
    hers = pages(room, "Dana")
    assert [len(page) for page in hers] == [4] * 5
    assert [text for page in reversed(hers) for text in page] == [f"Word {number}." for number in range(20)]


def test_nobody_is_shown_what_was_said_before_she_came(room: Machine) -> None:
    hers = pages(room, "Tess")
    assert [text for page in reversed(hers) for text in page] == [f"Word {number}." for number in range(10, 20)]
    tess = room.meeting.seats[next(ident for ident, known in room.words.names.items() if known == "Tess")]
    before = next(iter(room.meeting.messages))
    assert earlier(room.meeting, tess, room.words, before)["messages"] == []
    assert earlier(room.meeting, tess, room.words, MessageId("nothing"))["messages"] == []


def test_a_whole_conversation_says_nothing_of_more(room: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST_SHOWN", 20)
    assert "earlier" not in snapshot(room.meeting, next(iter(room.meeting.seats.values())), room.words)


def test_words_that_somebody_reported_are_shown_to_facilitators_however_old_they_are(room: Machine) -> None:
    ruth, dana, tess = room.meeting.seats.values()
    old = list(room.meeting.messages)[10]
    room.do(tess.id, c.Report(old, "report-1", Reason.UNKIND))
    desk, member = (snapshot(room.meeting, seat, room.words) for seat in (ruth, dana))
    assert [message["text"] for message in desk["messages"]] == ["Word 10.", *(f"Word {number}." for number in range(16, 20))]
    assert [message["text"] for message in member["messages"]] == [f"Word {number}." for number in range(16, 20)]
    assert desk["earlier"] == member["earlier"] == list(room.meeting.messages)[16]


def test_who_left_without_a_word_has_a_name_beside_what_waits_of_hers() -> None:
    room = Machine()
    ruth, dana = room.sit("Ruth", SeatRole.FACILITATOR), room.sit("Dana")
    kay, seen = room.sit("Kay", SeatRole.FACILITATOR), room.watch(ruth)
    room.do(ruth, c.SetHold(dana, on=True))
    room.say(dana, "Read me first.")
    room.do(dana, c.Leave())
    fresh = snapshot(room.meeting, room.meeting.seats[kay], room.words)
    assert next(seat["name"] for seat in fresh["seats"] if seat["seat"] == dana) == "Dana"
    assert seen.state()["seats"] == snapshot(room.meeting, room.meeting.seats[ruth], room.words)["seats"]
    tess = room.sit("Tess")
    assert dana not in {seat["seat"] for seat in snapshot(room.meeting, room.meeting.seats[tess], room.words)["seats"]}
