"""What a meeting allows, refuses and becomes."""

from __future__ import annotations

import pytest

from rooms import events as e
from rooms.commands import (
    Attach,
    CloseByClock,
    CloseMeeting,
    Detach,
    Leave,
    NodeGone,
    Open,
    PostMessage,
    Respond,
    TakeBack,
    TakeBackResponse,
    TakeSeat,
    TurnAway,
)
from rooms.events import MessageId, NodeId, SeatId, SeatRole, Word
from rooms.refusals import REFUSALS, Refused
from rooms.state import SeatStatus, Status
from tests.rooms.meeting_machine import NODE, Machine, refused

OTHER = NodeId("node-b")


def test_three_women_talk() -> None:
    room = Machine()
    dana, tess = room.sit("Dana"), room.sit("Tess")
    ruth = room.sit("Ruth", SeatRole.FACILITATOR)
    seen = room.watch(tess)
    first = room.say(dana, "I nearly did not come.")
    room.do(tess, Respond(first, Word.WITH_YOU))
    room.say(ruth, "Welcome.", reply_to=first)
    state = seen.state()
    assert [(m["seat"], m["text"], m["reply_to"]) for m in state["messages"]] == [
        (dana, "I nearly did not come.", None),
        (ruth, "Welcome.", first),
    ]
    assert state["messages"][0]["responses"] == {"with_you": [tess]}
    assert [event["seq"] for event in seen.events] == list(range(seen.seq + 1, seen.seq + 4))


def test_nothing_is_heard_before_opening_or_after_closing() -> None:
    room = Machine(open_now=False)
    dana = room.sit("Dana")
    with refused("not_open"):
        room.say(dana, "Hello")
    room.do(None, Open())
    room.say(dana, "Hello")
    room.do(None, CloseByClock())
    with refused("meeting_closed"):
        room.say(dana, "One more")
    with refused("meeting_closed"):
        room.sit("Late")
    with refused("meeting_closed"):
        room.attach(dana)
    assert room.meeting.status is Status.CLOSED
    assert room.do(None, CloseByClock()) == []


def test_only_a_facilitator_closes() -> None:
    room = Machine()
    dana, ruth = room.sit("Dana"), room.sit("Ruth", SeatRole.FACILITATOR)
    with refused("not_allowed"):
        room.do(dana, CloseMeeting())
    assert room.do(ruth, CloseMeeting()) == [e.MeetingClosed("facilitator")]
    assert {seat.status for seat in room.meeting.seats.values()} == {SeatStatus.LEFT}
    assert room.do(ruth, CloseMeeting()) == []


def test_words_are_taken_back_by_their_author_only() -> None:
    room = Machine()
    dana, tess = room.sit("Dana"), room.sit("Tess")
    hers = room.say(dana, "Too much.")
    room.do(tess, Respond(hers, Word.ME_TOO))
    with refused("not_yours"):
        room.do(tess, TakeBack(hers))
    seen = room.watch(tess)
    assert room.do(dana, TakeBack(hers)) == [e.MessageTakenBack(hers)]
    assert seen.state()["messages"][0] | {"at": ""} == {
        "id": hers,
        "seat": dana,
        "at": "",
        "text": None,
        "reply_to": None,
        "taken_back": True,
        "removed": None,
        "responses": {},
    }
    assert room.do(dana, TakeBack(hers)) == []
    with refused("no_such_message"):
        room.do(tess, Respond(hers, Word.STRENGTH))


def test_a_response_is_given_once_and_never_to_oneself() -> None:
    room = Machine()
    dana, tess = room.sit("Dana"), room.sit("Tess")
    hers = room.say(dana, "Four days.")
    with refused("your_own"):
        room.do(dana, Respond(hers, Word.STRENGTH))
    assert len(room.do(tess, Respond(hers, Word.STRENGTH))) == 1
    assert room.do(tess, Respond(hers, Word.STRENGTH)) == []
    assert len(room.do(tess, TakeBackResponse(hers, Word.STRENGTH))) == 1
    assert room.do(tess, TakeBackResponse(hers, Word.STRENGTH)) == []
    assert room.meeting.messages[hers].responses == {}


def test_a_message_id_is_used_once() -> None:
    room = Machine()
    dana, tess = room.sit("Dana"), room.sit("Tess")
    room.say(dana, "One", "same-id-0123456789")
    with refused("id_taken"):
        room.do(tess, PostMessage(MessageId("same-id-0123456789")))
    assert [m.seat for m in room.meeting.messages.values()] == [dana]


def test_a_late_joiner_knows_nothing_of_before() -> None:
    room = Machine()
    dana = room.sit("Dana")
    before = room.say(dana, "Said before she came.")
    late = room.sit("Late")
    assert room.watch(late).state()["messages"] == []
    for command in (Respond(before, Word.WITH_YOU), TakeBack(before)):
        with refused("no_such_message"):
            room.do(late, command)
    with refused("no_such_message"):
        room.say(late, "About that", reply_to=before)
    room.say(dana, "Said after.")
    assert [m["text"] for m in room.watch(late).state()["messages"]] == ["Said after."]


def test_history_is_shown_where_the_room_keeps_it() -> None:
    room = Machine(history=True)
    dana = room.sit("Dana")
    room.say(dana, "Said before she came.")
    assert [m["text"] for m in room.watch(room.sit("Late")).state()["messages"]] == ["Said before she came."]


def test_a_seat_counts_from_the_moment_it_is_taken_and_shows_when_she_arrives() -> None:
    room = Machine()
    dana = room.sit("Dana")
    seen = room.watch(dana)
    tess = room.sit("Tess", node=None)
    assert seen.events == []
    assert room.meeting.occupied(room.now) == 2
    room.attach(tess)
    assert [event["type"] for event in seen.events] == ["seat_arrived"]
    with refused("no_such_message"):
        room.do(tess, TakeBack(MessageId("nothing-0123456789")))


def test_a_meeting_with_the_most_seats_refuses_more_and_tells_the_facilitator_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Machine(capacity=2)
    monkeypatch.setattr("rooms.admission.MOST_SEATS", 4)
    ruth = room.sit("Ruth", SeatRole.FACILITATOR)
    dana = room.sit("Dana")
    room.sit("Tess")
    hers, others = room.watch(ruth), room.watch(dana)
    room.sit("Kay", SeatRole.FACILITATOR)
    with refused("full"):
        room.sit("Nell")
    room.do(None, TurnAway())
    assert room.do(None, TurnAway()) == []
    room.later(minutes=1)
    room.do(None, TurnAway())
    assert [event["type"] for event in hers.events] == ["seat_arrived", "turned_away", "turned_away"]
    assert [event["type"] for event in others.events] == ["seat_arrived"]
    assert [event["seq"] for event in others.events] == [others.seq + 1]


def waits(room: Machine, seat: SeatId) -> bool:
    """Whether she waits for a seat."""
    return room.meeting.seats[seat].status is SeatStatus.WAITING and seat in room.meeting.queue


@pytest.mark.parametrize(("minutes", "free"), [(4, False), (6, True)])
def test_a_lost_line_keeps_its_place_for_five_minutes(minutes: int, free: bool) -> None:
    room = Machine(capacity=1)
    dana = room.sit("Dana")
    room.do(None, Detach(dana, NODE))
    room.later(minutes=minutes)
    if free:
        assert not waits(room, room.sit("Nell"))
        room.attach(dana)
        assert waits(room, dana), "her seat was given away"
    else:
        assert waits(room, room.sit("Nell"))


@pytest.mark.parametrize(("seconds", "free"), [(100, False), (130, True)])
def test_a_seat_nobody_came_to_is_kept_for_two_minutes(seconds: int, free: bool) -> None:
    room = Machine(capacity=1)
    room.sit("Dana", node=None)
    room.later(seconds=seconds)
    if free:
        assert not waits(room, room.sit("Nell"))
    else:
        assert waits(room, room.sit("Nell"))


def test_two_lines_on_two_nodes_are_one_presence() -> None:
    room = Machine()
    dana, tess = room.sit("Dana"), room.sit("Tess")
    seen = room.watch(tess)
    room.attach(dana, OTHER)
    room.do(None, Detach(dana, NODE))
    assert seen.events == []
    room.do(None, Detach(dana, OTHER))
    room.attach(dana, NODE)
    assert [event["type"] for event in seen.events] == ["seat_lost", "seat_back"]
    assert room.do(None, Detach(dana, OTHER)) == []


def test_a_dead_node_loses_every_line_it_held() -> None:
    room = Machine()
    dana, tess = room.sit("Dana"), room.sit("Tess")
    room.attach(tess, OTHER)
    assert room.do(None, NodeGone(NODE)) == [e.SeatDetached(dana, NODE), e.SeatLost(dana), e.SeatDetached(tess, NODE)]
    assert room.meeting.seats[tess].status is SeatStatus.HERE


def test_leaving_and_coming_back_is_the_same_seat() -> None:
    room = Machine()
    dana, tess = room.sit("Dana"), room.sit("Tess")
    first = room.say(tess, "Before")
    assert room.do(dana, Leave()) == [e.SeatLeft(dana)]
    with refused("no_seat"):
        room.say(dana, "Gone")
    room.say(tess, "While she was away")
    assert room.attach(dana) == [e.SeatAttached(dana, NODE), e.SeatBack(dana)]
    assert [m["text"] for m in room.watch(dana).state()["messages"]] == ["Before", "While she was away"]
    room.do(dana, Respond(first, Word.WITH_YOU))


def test_leaving_before_arriving_is_never_seen() -> None:
    room = Machine()
    dana = room.sit("Dana")
    seen = room.watch(dana)
    tess = room.sit("Tess", node=None)
    assert room.do(tess, Leave()) == [e.SeatGivenUp(tess)]
    assert seen.events == []


def test_a_returning_woman_meets_a_full_circle_too() -> None:
    room = Machine(capacity=1)
    dana = room.sit("Dana")
    room.do(dana, Leave())
    room.sit("Nell")
    room.attach(dana)
    assert waits(room, dana)


def test_names_are_one_of_a_kind_also_after_leaving() -> None:
    room = Machine()
    dana = room.sit("Dana")
    room.do(dana, Leave())
    with refused("name_taken"):
        room.do(SeatId("seat-x"), TakeSeat(SeatId("seat-x"), "mark-dana", SeatRole.MEMBER, guest=False))


def test_guests_come_only_where_the_room_allows() -> None:
    with refused("no_guests"):
        Machine(guests=False).sit("Guest", guest=True)
    room = Machine()
    ruth = room.sit("Ruth", SeatRole.FACILITATOR)
    guest = room.sit("Guest", guest=True)
    told = {seat["seat"]: seat.get("guest") for seat in room.watch(ruth).state()["seats"]}
    shown = {seat["seat"]: seat.get("guest") for seat in room.watch(guest).state()["seats"]}
    assert told[guest] is True
    assert set(shown.values()) == {None}


def test_a_stranger_is_refused_whatever_she_asks() -> None:
    room = Machine()
    hers = room.say(room.sit("Dana"), "Hello")
    stranger = SeatId("seat-stranger")
    for command in (PostMessage(MessageId("m")), TakeBack(hers), Respond(hers, Word.ME_TOO), TakeBackResponse(hers, Word.ME_TOO), Leave()):
        with refused("no_seat"):
            room.do(stranger, command)
    with refused("no_seat"):
        room.do(stranger, CloseMeeting())
    with refused("no_seat"):
        room.do(None, Attach(stranger, NODE))


def test_a_refusal_is_one_of_the_closed_list() -> None:
    with pytest.raises(KeyError):
        Refused("surprise")
    assert all(refusal.sentence.endswith(".") for refusal in REFUSALS.values())


def test_a_facilitator_is_never_kept_out_by_a_name() -> None:
    room = Machine()
    room.sit("Ruth")
    late = SeatId("seat-late")
    room.words.names[late] = "Ruth"
    assert room.do(late, TakeSeat(late, "mark-ruth", SeatRole.FACILITATOR, guest=False))
    with refused("name_taken"):
        room.do(SeatId("seat-x"), TakeSeat(SeatId("seat-x"), "mark-ruth", SeatRole.MEMBER, guest=False))
