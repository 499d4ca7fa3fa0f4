"""Who facilitates: members' words need her, exactly one leads, and nobody is in the lead from outside."""

from __future__ import annotations

import copy

import pytest

from rooms import events as e
from rooms.commands import (
    AcceptLead,
    CloseMeeting,
    Detach,
    KeepLead,
    Leave,
    NodeGone,
    OfferLead,
    Open,
    RaiseHand,
    SetMode,
    StepAway,
    Succeed,
)
from rooms.events import Event, NodeId, SeatId, SeatRole
from rooms.leading import settle
from rooms.state import Meeting
from rooms.terms import LeadWhy, Mode
from tests.rooms.meeting_machine import NODE, Machine, comparable, refused

LEAD = SeatRole.FACILITATOR
OTHER = NodeId("node-b")


def attended(room: Machine) -> bool:
    return room.meeting.unattended_since is None


def of(kind: type[Event], events: list[Event]) -> list[Event]:
    return [event for event in events if isinstance(event, kind)]


# enough facilitators


def test_without_a_facilitator_members_words_rest_after_the_grace_and_go_on_when_she_is_back() -> None:
    room = Machine(grace_s=60)
    ann, ruth = room.sit("Ann"), room.sit("Ruth", LEAD)
    room.say(ann, "She is here.")
    assert room.do(None, Detach(ruth, NODE)) == [e.SeatDetached(ruth, NODE), e.SeatLost(ruth), e.Unattended()]
    room.later(seconds=59)
    room.say(ann, "A moment without her.")
    room.later(seconds=1)
    with refused("nobody_facilitates"):
        room.say(ann, "Too long.")
    assert room.attach(ruth)[-1] == e.Attended()
    room.say(ann, "She is back.")


def test_a_meeting_that_opens_with_nobody_to_facilitate_says_so() -> None:
    room = Machine(open_now=False)
    ann = room.sit("Ann")
    assert room.do(None, Open()) == [e.MeetingOpened(), e.Unattended()]
    room.later(minutes=1)
    with refused("nobody_facilitates"):
        room.say(ann, "Hello?")
    ruth = room.sit("Ruth", LEAD)
    room.say(ruth, "Welcome.")
    room.say(ann, "Hello.")


def test_before_it_opens_nothing_is_said_of_attendance() -> None:
    room = Machine(open_now=False)
    ruth = room.sit("Ruth", LEAD)
    room.do(ruth, Leave())
    room.attach(ruth)
    assert attended(room)
    assert room.do(None, Open()) == [e.MeetingOpened()]


def test_a_room_that_needs_two_is_attended_by_two() -> None:
    room = Machine(facilitators_needed=2)
    ruth = room.sit("Ruth", LEAD)
    assert not attended(room)
    kay = room.sit("Kay", LEAD)
    assert attended(room)
    assert of(e.Unattended, room.do(kay, Leave())) == [e.Unattended()]
    assert of(e.Unattended, room.do(ruth, Leave())) == [], "said once"


def test_a_facilitator_who_stepped_away_is_still_here() -> None:
    room = Machine()
    ruth = room.sit("Ruth", LEAD)
    room.do(ruth, StepAway(quiet=False))
    assert attended(room)


def test_two_lines_of_one_facilitator_are_one_presence() -> None:
    room = Machine()
    ruth = room.sit("Ruth", LEAD)
    room.attach(ruth, OTHER)
    assert of(e.Unattended, room.do(None, Detach(ruth, NODE))) == []
    assert of(e.Unattended, room.do(None, Detach(ruth, OTHER))) == [e.Unattended()]


# the lead


def test_the_first_facilitator_leads_also_before_it_opens() -> None:
    room = Machine(open_now=False)
    ruth = room.sit("Ruth", LEAD, node=None)
    assert room.meeting.lead is None, "she has not come yet"
    assert room.attach(ruth)[-1] == e.LeadTaken(ruth, LeadWhy.FIRST)
    room.sit("Kay", LEAD)
    assert room.meeting.lead == ruth


def test_a_member_never_leads() -> None:
    room = Machine()
    room.sit("Ann")
    assert room.meeting.lead is None


def test_the_lead_is_offered_and_taken() -> None:
    room = Machine()
    ruth, kay, ann = room.sit("Ruth", LEAD), room.sit("Kay", LEAD), room.sit("Ann")
    desk, members = room.watch(kay), room.watch(ann)
    with refused("not_offered"):
        room.do(kay, AcceptLead())
    assert room.do(ruth, OfferLead(kay)) == [e.LeadOffered(kay)]
    assert room.do(ruth, OfferLead(kay)) == []
    with refused("not_offered"):
        room.do(room.sit("Mia", LEAD), AcceptLead())
    assert room.do(kay, AcceptLead()) == [e.LeadTaken(kay, LeadWhy.ACCEPTED)]
    assert room.do(kay, AcceptLead()) == []
    assert (room.meeting.lead, room.meeting.offered) == (kay, None)
    with refused("not_lead"):
        room.do(ruth, OfferLead(kay))
    assert "lead_offered" in {event["type"] for event in desk.events}
    assert "lead_offered" not in {event["type"] for event in members.events}


@pytest.mark.parametrize("who", ["lead", "offered"])
def test_an_offer_is_withdrawn_or_not_taken(who: str) -> None:
    room = Machine()
    ruth, kay, mia = (room.sit(name, LEAD) for name in ("Ruth", "Kay", "Mia"))
    assert room.do(ruth, KeepLead()) == []
    room.do(ruth, OfferLead(kay))
    with refused("not_lead"):
        room.do(mia, KeepLead())
    assert room.do(ruth if who == "lead" else kay, KeepLead()) == [e.LeadKept()]
    assert (room.meeting.lead, room.meeting.offered) == (ruth, None)
    with refused("not_offered"):
        room.do(kay, AcceptLead())


def test_the_lead_goes_only_to_a_facilitator_who_is_here() -> None:
    room = Machine()
    ruth, kay, ann = room.sit("Ruth", LEAD), room.sit("Kay", LEAD), room.sit("Ann")
    room.do(None, Detach(kay, NODE))
    for other in (ruth, kay, ann, SeatId("seat-nobody")):
        with refused("no_seat"):
            room.do(ruth, OfferLead(other))
    with refused("not_allowed"):
        room.do(ann, OfferLead(ruth))


def test_an_offer_ends_when_she_to_whom_it_was_made_goes() -> None:
    room = Machine()
    ruth, kay = room.sit("Ruth", LEAD), room.sit("Kay", LEAD)
    room.do(ruth, OfferLead(kay))
    assert room.do(kay, Leave()) == [e.SeatLeft(kay), e.LeadKept()]
    room.attach(kay)
    room.do(ruth, OfferLead(kay))
    assert room.do(ruth, Leave()) == [e.SeatLeft(ruth), e.LeadTaken(kay, LeadWhy.SUCCEEDED)]
    assert room.meeting.offered is None


# succession


def test_when_the_lead_leaves_whoever_has_been_here_longest_leads() -> None:
    room = Machine()
    ruth, kay, mia = (room.sit(name, LEAD) for name in ("Ruth", "Kay", "Mia"))
    room.later(seconds=5)
    room.do(None, Detach(kay, NODE))
    room.attach(kay)
    assert room.do(ruth, Leave()) == [e.SeatLeft(ruth), e.LeadTaken(mia, LeadWhy.SUCCEEDED)]
    room.attach(ruth)
    assert room.meeting.lead == mia, "the lead is not taken back by coming back"


def test_when_nobody_is_left_whoever_comes_next_leads() -> None:
    room = Machine()
    ruth = room.sit("Ruth", LEAD)
    assert room.do(ruth, Leave()) == [e.SeatLeft(ruth), e.Unattended()]
    assert room.meeting.lead is None
    kay = room.sit("Kay", LEAD)
    assert room.meeting.lead == kay


def test_a_lost_lead_is_succeeded_after_twenty_seconds() -> None:
    room = Machine()
    ruth, kay = room.sit("Ruth", LEAD), room.sit("Kay", LEAD)
    assert room.do(None, Succeed()) == []
    room.do(None, Detach(ruth, NODE))
    room.later(seconds=19)
    assert room.do(None, Succeed()) == []
    room.later(seconds=1)
    assert room.do(None, Succeed()) == [e.LeadTaken(kay, LeadWhy.SUCCEEDED)]
    assert room.do(None, Succeed()) == []
    room.attach(ruth)
    assert room.meeting.lead == kay


def test_a_lost_lead_without_another_keeps_the_lead() -> None:
    room = Machine()
    ruth = room.sit("Ruth", LEAD)
    room.do(None, Detach(ruth, NODE))
    room.later(minutes=10)
    assert room.do(None, Succeed()) == []
    room.attach(ruth)
    assert room.meeting.lead == ruth


def test_a_dead_node_takes_the_lead_and_the_offer_with_it() -> None:
    room = Machine()
    ruth, kay = room.sit("Ruth", LEAD), room.sit("Kay", LEAD, node=OTHER)
    room.do(ruth, OfferLead(kay))
    room.do(None, NodeGone(NODE))
    room.later(seconds=30)
    room.do(None, Succeed())
    assert (room.meeting.lead, room.meeting.offered) == (kay, None)


# settling


def test_settling_changes_nothing_of_the_meeting_itself() -> None:
    room = Machine()
    ruth, ann, bea = room.sit("Ruth", LEAD), room.sit("Ann"), room.sit("Bea")
    room.do(ruth, SetMode(Mode.QUEUE, cross_talk=False, turn_s=60))
    room.do(ann, RaiseHand())
    room.do(bea, RaiseHand())
    before = copy.deepcopy(comparable(room.meeting))
    gone: list[Event] = [e.SeatDetached(ruth, NODE), e.SeatLost(ruth), e.SeatDetached(ann, NODE), e.SeatLost(ann), e.SeatLeft(bea)]
    assert settle(room.meeting, gone, room.now) == [*gone, e.Unattended(), e.TurnHeld()]
    granted: list[Event] = [e.TimeGranted(60), e.ListeningSet(bea, on=True), e.TurnEnded(ann)]
    settle(room.meeting, granted, room.now)
    assert comparable(room.meeting) == before


def test_nothing_follows_from_words_and_from_closing() -> None:
    room = Machine()
    ruth = room.sit("Ruth", LEAD)
    room.say(ruth, "Good night.")
    assert room.do(ruth, CloseMeeting()) == [e.MeetingClosed("facilitator")]
    assert settle(Meeting(room.meeting.id), [], room.now) == []
