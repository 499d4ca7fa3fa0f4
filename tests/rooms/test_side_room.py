"""Side rooms: asked and answered, what each is told, what they keep and hold back, and every way in which they end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from rooms import commands as c
from rooms import events as e
from rooms.events import Event, MessageId, SeatId, SeatRole
from rooms.side_wishes import (
    AcceptSideRoom,
    EndSideRoom,
    EndSideRooms,
    LeaveSideRoom,
    LengthenSideRoom,
    OfferSideRoom,
    SayInSideRoom,
    WithdrawSideRoom,
)
from rooms.standing import standing
from rooms.terms import Detail, EndedBy, Mode, Reason, Scope
from rooms.visibility import Audience, stamp
from tests.rooms.meeting_machine import NODE, Machine, refused

LAPSES = timedelta(minutes=2)


class Quiet(Machine):
    """Ruth leads, Kay facilitates beside her; Dana and Tess are in the circle."""

    def __init__(self, **plan: Any) -> None:
        super().__init__(**plan)
        self.ruth, self.kay = self.sit("Ruth", SeatRole.FACILITATOR), self.sit("Kay", SeatRole.FACILITATOR)
        self.dana, self.tess = self.sit("Dana"), self.sit("Tess")

    def offer(self, seat: SeatId | None = None, minutes: int = 10) -> list[Event]:
        return self.do(self.ruth, OfferSideRoom(seat or self.dana, minutes))

    def begin(self, minutes: int = 10) -> None:
        self.offer(minutes=minutes)
        self.do(self.dana, AcceptSideRoom())

    def whisper(self, by: SeatId, text: str) -> MessageId:
        fresh = MessageId(f"side-{len(self.log)}")
        self.words.bodies[fresh] = text
        try:
            self.do(by, SayInSideRoom(fresh))
        except Exception:
            del self.words.bodies[fresh]
            raise
        return fresh

    def told(self, seat: SeatId) -> dict[str, Any] | None:
        room: dict[str, Any] | None = standing(self.meeting, self.meeting.seats[seat], self.words, self.now)["side_room"]
        return room

    def ended(self, events: list[Event]) -> list[tuple[EndedBy, bool]]:
        return [(event.why, event.back) for event in events if isinstance(event, e.SideRoomEnded)]


@pytest.fixture
def room() -> Quiet:
    return Quiet()


# asked and answered


def test_she_is_asked_and_both_are_told(room: Quiet) -> None:
    assert room.offer() == [e.SideRoomOffered(room.dana, room.ruth, 10, room.now + LAPSES)]
    assert room.offer() == [], "asked again with the same minutes, it is so already"
    asked = {"begun": False, "minutes": 10, "until": stamp(room.now + LAPSES), "line": []}
    assert room.told(room.dana) == asked | {"with": room.ruth, "name": "Ruth"}
    assert room.told(room.ruth) == asked | {"with": room.dana, "name": "Dana"}
    assert (room.told(room.tess), room.told(room.kay)) == (None, None)
    room.later(seconds=30)
    until = room.now + timedelta(minutes=10)
    assert room.do(room.dana, AcceptSideRoom()) == [e.SideRoomBegan(room.dana, room.ruth, until)]
    assert room.do(room.dana, AcceptSideRoom()) == [], "on her other telephone"
    told = room.told(room.dana)
    assert told is not None
    assert (told["begun"], told["until"]) == (True, stamp(until))


def test_not_now_needs_no_reason_and_she_may_be_asked_again(room: Quiet) -> None:
    room.offer()
    assert room.do(room.dana, LeaveSideRoom()) == [e.SideOfferEnded(room.dana, room.ruth, EndedBy.MEMBER)]
    assert room.do(room.dana, LeaveSideRoom()) == []
    with refused("no_side_room"):
        room.do(room.dana, AcceptSideRoom())
    assert room.offer()


def test_an_offer_lapses_after_two_minutes_whether_or_not_a_timer_ran(room: Quiet) -> None:
    room.offer()
    room.later(seconds=119)
    assert room.told(room.dana) is not None
    room.later(seconds=1)
    assert (room.told(room.dana), room.told(room.ruth)) == (None, None)
    with refused("no_side_room"):
        room.do(room.dana, AcceptSideRoom())
    assert [type(event) for event in room.do(room.kay, OfferSideRoom(room.dana, 5))] == [e.SideOfferEnded, e.SideRoomOffered]
    room.later(minutes=2)
    assert room.do(None, EndSideRooms()) == [e.SideOfferEnded(room.dana, room.kay, EndedBy.TIME)]
    assert (room.meeting.side_rooms, room.do(None, EndSideRooms())) == ({}, [])


def test_it_is_withdrawn_until_she_has_said_yes(room: Quiet) -> None:
    assert room.do(room.ruth, WithdrawSideRoom()) == []
    room.offer()
    assert room.do(room.kay, WithdrawSideRoom()) == [], "hers alone to withdraw"
    assert room.do(room.ruth, WithdrawSideRoom()) == [e.SideOfferEnded(room.dana, room.ruth, EndedBy.FACILITATOR)]
    room.begin()
    with refused("side_room_taken"):
        room.do(room.ruth, WithdrawSideRoom())


def test_one_for_each_member_and_each_facilitator(room: Quiet) -> None:
    room.offer()
    for by, seat, minutes in ((room.ruth, room.tess, 10), (room.kay, room.dana, 10), (room.ruth, room.dana, 5)):
        with refused("side_room_taken"):
            room.do(by, OfferSideRoom(seat, minutes))
    room.do(room.dana, AcceptSideRoom())
    with refused("side_room_taken"):
        room.offer()
    assert room.do(room.kay, OfferSideRoom(room.tess, 10))


def test_to_whom_and_for_how_long(room: Quiet) -> None:
    for minutes in (0, 31, -1):
        with refused("bad_request"):
            room.offer(minutes=minutes)
    with refused("not_for_facilitators"):
        room.offer(room.kay)
    with refused("no_seat"):
        room.offer(SeatId("nobody"))
    with refused("not_allowed"):
        room.do(room.tess, OfferSideRoom(room.dana, 10))
    room.do(room.ruth, c.MoveToWaiting(room.tess))
    with refused("no_seat"):
        room.offer(room.tess)
    room.do(None, c.Detach(room.dana, NODE))
    assert room.offer(), "it waits for her line"
    with refused("no_seat"):
        room.do(room.dana, AcceptSideRoom())
    room.attach(room.dana)
    assert room.do(room.dana, AcceptSideRoom())


def test_before_the_meeting_opens_there_is_none() -> None:
    early = Quiet(open_now=False)
    with refused("not_open"):
        early.offer()


# while it lasts


def test_words_reach_the_two_and_nobody_else(room: Quiet) -> None:
    watching = [room.watch(seat) for seat in (room.tess, room.kay, room.ruth, room.dana)]
    room.begin()
    said = [room.whisper(room.dana, "I am afraid of Friday."), room.whisper(room.ruth, "I am here.")]
    hers, theirs = room.told(room.dana), room.told(room.ruth)
    assert hers is not None
    assert theirs is not None
    assert [(each["id"], each["mine"], each["text"]) for each in hers["line"]] == [
        (said[0], True, "I am afraid of Friday."),
        (said[1], False, "I am here."),
    ]
    assert [each["mine"] for each in theirs["line"]] == [False, True]
    assert "afraid" not in str([(client.snapshot, client.events) for client in watching])
    assert "afraid" not in str([room.watch(seat).snapshot for seat in (room.tess, room.kay)])
    assert "afraid" not in str([standing(room.meeting, room.meeting.seats[seat], room.words, room.now) for seat in (room.tess, room.kay)])
    for outside in (room.tess, room.kay):
        with refused("no_side_room"):
            room.whisper(outside, "May I?")


def test_what_was_hidden_is_told_to_both(room: Quiet) -> None:
    room.begin()
    said = MessageId("side-hidden")
    room.words.bodies[said] = "Call [phone]."
    room.do(room.dana, SayInSideRoom(said, (Detail.PHONE,)))
    room.whisper(room.ruth, "I will not.")
    for seat in (room.dana, room.ruth):
        told = room.told(seat)
        assert told is not None
        assert [each.get("hidden") for each in told["line"]] == [["phone"], None]


def test_words_of_the_other_are_reported_and_only_the_report_knows(room: Quiet) -> None:
    room.begin()
    said, own = room.whisper(room.ruth, "You owe me this."), room.whisper(room.dana, "No.")
    watching = [room.watch(seat) for seat in (room.ruth, room.kay, room.dana, room.tess)]
    for outside in (room.kay, room.tess):
        with refused("no_such_message"):
            room.do(outside, c.Report(said, "report-1", Reason.UNKIND))
    with refused("your_own"):
        room.do(room.dana, c.Report(own, "report-1", Reason.UNKIND))
    assert room.do(room.dana, c.Report(said, "report-1", Reason.UNKIND)) == [e.SideReported(said, "report-1", Reason.UNKIND)]
    assert not [client.events for client in watching if client.events], "whoever wrote them would know who it was"
    assert "report-1" not in str([room.watch(seat).snapshot for seat in (room.ruth, room.kay)])
    room.do(room.dana, LeaveSideRoom())
    with refused("no_such_message"):
        room.do(room.dana, c.Report(said, "report-2", Reason.UNKIND))


def test_each_id_names_one_thing_said(room: Quiet) -> None:
    room.begin()
    said = room.whisper(room.dana, "Once.")
    for again in (SayInSideRoom(said), c.PostMessage(said)):
        with refused("id_taken"):
            room.do(room.ruth, again)
    posted = room.say(room.tess, "To all.")
    with refused("id_taken"):
        room.do(room.ruth, SayInSideRoom(posted))


def test_only_so_many_words_are_told_at_once(room: Quiet) -> None:
    room.begin()
    for number in range(120):
        room.whisper(room.dana, str(number))
    told = room.told(room.ruth)
    assert told is not None
    assert [each["text"] for each in told["line"]] == [str(number) for number in range(20, 120)]


def test_members_are_shown_that_she_stepped_away_and_facilitators_who_is_with_whom(room: Quiet) -> None:
    tess, kay = room.watch(room.tess), room.watch(room.kay)
    room.begin()
    assert [event["type"] for event in tess.events] == ["stepped_away"]
    assert not [key for seat in room.watch(room.tess).snapshot["seats"] for key in seat if "side" in key]
    away = {seat["seat"]: seat.get("away") for seat in room.watch(room.tess).snapshot["seats"]}
    assert (away[room.dana], away[room.ruth]) == (True, None), "the facilitator has the desk before her"
    assert [event["type"] for event in kay.events] == ["side_room_offered", "side_room_began"]
    on_the_desk = {"seat": room.dana, "by": room.ruth, "until": stamp(room.now + timedelta(minutes=10)), "begun": True}
    assert room.watch(room.kay).snapshot["side_rooms"] == [on_the_desk]
    room.do(room.ruth, EndSideRoom())
    assert [event["type"] for event in tess.events] == ["stepped_away", "came_back"]
    assert set(kay.events[-1]) == {"type", "seat", "by", "why", "back", "seq", "at"}, "not even how many words there were"


def test_whoever_had_stepped_away_has_come_back_to_say_yes(room: Quiet) -> None:
    room.do(room.dana, c.StepAway(quiet=True))
    room.offer()
    assert [type(event) for event in room.do(room.dana, AcceptSideRoom())] == [e.CameBack, e.SideRoomBegan]


def test_what_she_steps_away_from_within_is_told_to_no_member(room: Quiet) -> None:
    room.begin()
    tess = room.watch(room.tess)
    assert room.do(room.dana, c.StepAway(quiet=False)) == [e.SteppedAway(room.dana, quiet=True)]
    room.do(room.dana, c.ComeBack())
    assert tess.events == []
    assert room.meeting.is_aside(room.dana), "to uncover her page is not to leave"


def test_her_turn_waits_and_her_hand_stays_up(room: Quiet) -> None:
    room.do(room.ruth, c.SetMode(Mode.QUEUE, cross_talk=False, turn_s=120))
    for seat in (room.dana, room.tess):
        room.do(seat, c.RaiseHand())
    room.begin()
    turn = room.meeting.turn
    assert turn is not None
    assert (turn.seat, turn.held_since) == (room.dana, room.now)
    room.later(minutes=3)
    with refused("in_side_room"):
        room.say(room.dana, "Was this for everyone?")
    assert room.do(room.dana, LeaveSideRoom())[-1] == e.TurnResumed()
    room.say(room.dana, "Now it is.")
    room.do(room.ruth, OfferSideRoom(room.tess, 10))
    room.do(room.tess, AcceptSideRoom())
    room.do(room.dana, c.EndTurn())
    assert (room.meeting.turn, room.meeting.hands) == (None, [room.tess]), "she keeps her place and is not called on"
    room.do(room.tess, LeaveSideRoom())
    assert room.meeting.turn is not None
    assert room.meeting.turn.seat == room.tess


def test_no_word_of_hers_goes_to_the_circle_by_mistake(room: Quiet) -> None:
    said = room.say(room.tess, "Hello.")
    room.begin()
    with refused("in_side_room"):
        room.say(room.dana, "Meant for Ruth alone.")
    with refused("in_side_room"):
        room.do(room.dana, c.Respond(said, e.Word.WITH_YOU))
    room.say(room.ruth, "A facilitator goes on.")
    room.do(room.dana, c.Report(said, "report-1", Reason.UNKIND))


@pytest.mark.parametrize("what", ["pause", "quiet", "lock", "silence", "rest", "hold", "slow"])
def test_it_is_support_and_holds_whatever_else_holds(room: Quiet, what: str) -> None:
    acts: dict[str, c.Act] = {
        "pause": c.Pause(), "quiet": c.Quiet(room.dana, 60, Reason.OTHER), "lock": c.LockDoor(), "rest": c.Ground(),
        "silence": c.SetMode(Mode.SILENCE, cross_talk=False, turn_s=0), "hold": c.SetHold(room.dana, on=True), "slow": c.SetSlow(600),
    }  # fmt: skip
    room.say(room.dana, "Good evening.")
    room.do(room.ruth, acts[what])
    room.begin()
    room.whisper(room.dana, "Thank you for asking.")
    room.whisper(room.dana, "And again.")


def test_it_holds_while_nobody_facilitates_enough() -> None:
    room = Quiet(facilitators_needed=3)
    room.later(minutes=5)
    with refused("nobody_facilitates"):
        room.say(room.dana, "Hello?")
    room.begin()
    room.whisper(room.dana, "Hello.")


def test_it_changes_nothing_about_who_is_present(room: Quiet) -> None:
    room.do(room.kay, c.Leave())
    room.begin()
    room.later(minutes=5)
    assert room.meeting.unattended_since is None
    room.say(room.tess, "She has the desk before her.")


def test_it_lasts_longer_by_five_minutes_and_half_an_hour_at_most(room: Quiet) -> None:
    with refused("no_side_room"):
        room.do(room.ruth, LengthenSideRoom())
    room.begin(22)
    began = room.now
    with refused("no_side_room"):
        room.do(room.kay, LengthenSideRoom())
    for minutes in (27, 30):
        assert room.do(room.ruth, LengthenSideRoom()) == [e.SideRoomLengthened(room.dana, room.ruth, began + timedelta(minutes=minutes))]
    with refused("side_room_longest"):
        room.do(room.ruth, LengthenSideRoom())


# every end


def test_the_end_destroys_its_words_and_brings_her_back(room: Quiet) -> None:
    room.begin()
    said = room.whisper(room.dana, "Only between us.")
    (ended,) = room.do(room.ruth, EndSideRoom())
    assert ended == e.SideRoomEnded(room.dana, room.ruth, EndedBy.FACILITATOR, back=True, messages=(said,))
    assert e.destroys(ended) == (said,)
    assert said not in room.words.bodies
    assert room.do(room.ruth, EndSideRoom()) == []
    assert (room.told(room.dana), room.told(room.ruth)) == (None, None)
    for by in (room.dana, room.ruth):
        with refused("no_side_room"):
            room.whisper(by, "One more word.")
    room.say(room.dana, "I am back.")


def test_after_its_time_no_word_is_taken_however_late_the_timer_is(room: Quiet) -> None:
    room.begin(1)
    room.later(seconds=59.9)
    room.whisper(room.dana, "In time.")
    room.later(seconds=0.1)
    for by in (room.dana, room.ruth):
        with refused("no_side_room"):
            room.whisper(by, "Too late.")
    with refused("no_side_room"):
        room.do(room.ruth, LengthenSideRoom())
    assert room.told(room.dana) is None
    room.say(room.dana, "The circle has me back.")
    assert room.ended(room.do(None, EndSideRooms())) == [(EndedBy.TIME, True)]


def test_a_timer_that_comes_early_ends_nothing_that_goes_on(room: Quiet) -> None:
    room.begin()
    room.do(room.ruth, LengthenSideRoom())
    room.later(minutes=10)
    assert room.do(None, EndSideRooms()) == []
    room.later(minutes=4, seconds=59.5)
    assert room.ended(room.do(None, EndSideRooms())) == [(EndedBy.TIME, True)], "clocks of two nodes differ by a moment"


@pytest.mark.parametrize("who", ["member", "facilitator"])
@pytest.mark.parametrize("begun", [True, False])
def test_it_ends_when_one_of_the_two_goes(room: Quiet, who: str, begun: bool) -> None:
    room.begin() if begun else room.offer()
    tess = room.watch(room.tess)
    events = room.do(room.dana if who == "member" else room.ruth, c.Leave())
    assert room.ended(events) == ([(EndedBy.GONE, who == "facilitator")] if begun else [])
    assert room.meeting.side_rooms == {}
    told = [event["type"] for event in tess.events]
    assert (
        told
        == {
            ("member", True): ["seat_left"],
            ("facilitator", True): ["seat_left", "came_back", "lead_taken"],
            ("member", False): ["seat_left"],
            ("facilitator", False): ["seat_left", "lead_taken"],
        }[who, begun]
    )


@pytest.mark.parametrize("how", ["moved", "removed", "drill", "closed"])
def test_it_ends_when_she_is_asked_elsewhere_or_the_meeting_closes(room: Quiet, how: str) -> None:
    acts: dict[str, c.Act] = {
        "moved": c.MoveToWaiting(room.dana), "removed": c.RemoveSeat(room.dana, Reason.DISTURBING, Scope.ROOM),
        "drill": c.Drill((room.dana,)), "closed": c.CloseMeeting(),
    }  # fmt: skip
    room.begin()
    room.do(room.kay, OfferSideRoom(room.tess, 5))
    said = room.whisper(room.dana, "Only between us.")
    events = room.do(room.kay, acts[how])
    assert room.ended(events) == [(EndedBy.GONE, how == "closed")]
    assert said not in room.words.bodies
    assert list(room.meeting.side_rooms) == ([] if how == "closed" else [room.tess])
    if how == "closed":
        assert events[-1] == e.MeetingClosed("facilitator"), "its words are gone before the meeting is over"


@pytest.mark.parametrize("who", ["member", "facilitator"])
def test_a_lost_line_keeps_it(room: Quiet, who: str) -> None:
    room.begin()
    room.whisper(room.dana, "Before the tunnel.")
    seat = room.dana if who == "member" else room.ruth
    room.do(None, c.Detach(seat, NODE))
    assert room.meeting.is_aside(room.dana)
    room.later(minutes=2)
    room.attach(seat)
    told = room.told(seat)
    assert told is not None
    assert [each["text"] for each in told["line"]] == ["Before the tunnel."]
    room.whisper(seat, "There you are.")


def test_what_was_stored_holds_no_word_and_folds_to_the_same(room: Quiet) -> None:
    waiting = room.meeting.shown[Audience.WAITING]
    room.begin()
    room.whisper(room.dana, "Unwritten.")
    assert not [data for data, _ in room.log if b"Unwritten" in data]
    assert room.refold() == room.meeting
    assert room.meeting.shown[Audience.WAITING] == waiting, "the waiting room is told of none"
