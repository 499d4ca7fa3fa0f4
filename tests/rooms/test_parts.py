"""Who reads, keeps time, or welcomes: offered by herself, for this meeting only, and given up as easily."""

from __future__ import annotations

import pytest

from rooms import events as e
from rooms.commands import Attach, BeginStep, CloseByClock, Detach, GiveUpPart, Leave, MoveToWaiting, StepAway, Volunteer
from rooms.events import SeatId, SeatRole
from rooms.formats import Step
from rooms.standing import standing, touches
from rooms.terms import Mode, Part
from tests.rooms.meeting_machine import NODE, Machine, refused


def step(*parts: Part) -> Step:
    return Step({"en": "A step"}, 5, Mode.OPEN, cross_talk=True, parts=parts)


class Evening(Machine):
    """Ruth facilitates; Ann and Bea have come. A reader is asked for first, then a timekeeper, then nobody."""

    def __init__(self) -> None:
        super().__init__(script=(step(Part.READER), step(Part.TIMEKEEPER), step()))
        self.ruth = self.sit("Ruth", SeatRole.FACILITATOR)
        self.ann, self.bea = (self.sit(name) for name in ("Ann", "Bea"))

    def parts(self, seat: SeatId) -> tuple[Part, ...]:
        return self.meeting.seats[seat].parts


def test_whoever_offers_is_shown_to_all_and_several_may() -> None:
    room = Evening()
    members, desk = room.watch(room.bea), room.watch(room.ruth)
    assert room.do(room.ann, Volunteer(Part.READER)) == [e.Volunteered(room.ann, Part.READER)]
    assert room.do(room.ann, Volunteer(Part.READER)) == []
    room.do(room.bea, Volunteer(Part.READER))
    room.do(room.ann, Volunteer(Part.TIMEKEEPER))
    room.do(room.ruth, Volunteer(Part.TIMEKEEPER))
    assert (room.parts(room.ann), room.parts(room.bea)) == ((Part.READER, Part.TIMEKEEPER), (Part.READER,))
    for client in (members, desk):
        seats = {seat["seat"]: seat.get("parts") for seat in client.state()["seats"]}
        assert seats == {room.ruth: ["timekeeper"], room.ann: ["reader", "timekeeper"], room.bea: ["reader"]}
    assert room.refold() == room.meeting


def test_not_after_all() -> None:
    room = Evening()
    watching = room.watch(room.bea)
    assert room.do(room.ann, GiveUpPart(Part.READER)) == []
    room.do(room.ann, Volunteer(Part.READER))
    assert room.do(room.ann, GiveUpPart(Part.READER)) == [e.PartGivenUp(room.ann, Part.READER)]
    assert room.parts(room.ann) == ()
    assert all("parts" not in seat for seat in watching.state()["seats"])


def test_only_what_is_still_asked_for_may_be_offered() -> None:
    room = Evening()
    with refused("no_part"):
        room.do(room.ann, Volunteer(Part.WELCOME))
    room.do(room.ann, Volunteer(Part.TIMEKEEPER))  # a later step asks for it
    room.do(room.ruth, BeginStep(1))
    with refused("no_part"):
        room.do(room.bea, Volunteer(Part.READER))
    room.do(room.ruth, BeginStep(2))
    assert room.parts(room.ann) == (Part.TIMEKEEPER,)  # whoever has a part keeps it
    bare = Machine()
    with refused("no_part"):
        bare.do(bare.sit("Ann"), Volunteer(Part.READER))


def test_a_part_outlasts_a_lost_line_and_no_more() -> None:
    room = Evening()
    room.do(room.ann, Volunteer(Part.READER))
    room.do(room.ann, StepAway(quiet=True))
    room.do(None, Detach(room.ann, NODE))
    room.do(None, Attach(room.ann, NODE))
    assert room.parts(room.ann) == (Part.READER,)
    watching = room.watch(room.bea)
    room.say(room.ann, "Good night")
    room.do(room.ann, Leave())
    assert room.parts(room.ann) == ()
    assert all("parts" not in seat for seat in watching.state()["seats"])
    room.do(None, Attach(room.ann, NODE))
    assert room.parts(room.ann) == ()


def test_whoever_is_asked_back_to_the_waiting_room_has_no_part_and_offers_none() -> None:
    room = Evening()
    room.do(room.ann, Volunteer(Part.READER))
    room.do(room.ruth, MoveToWaiting(room.ann))
    assert room.parts(room.ann) == ()
    with refused("waiting"):
        room.do(room.ann, Volunteer(Part.READER))


@pytest.mark.parametrize("command", [Volunteer(Part.READER), GiveUpPart(Part.READER)], ids=["volunteer", "give_up"])
def test_none_after_the_end(command: Volunteer | GiveUpPart) -> None:
    room = Evening()
    room.do(None, CloseByClock())
    with refused("meeting_closed"):
        room.do(room.ann, command)


def test_a_reader_is_given_the_text_of_the_step_and_nobody_else_is() -> None:
    text = ({"en": "First passage"}, {"en": "Second passage"})
    room = Machine(script=(step(Part.READER), Step({"en": "Reading"}, 5, Mode.QUEUE, cross_talk=False, parts=(Part.READER,), reading=text)))
    ruth, ann, bea = room.sit("Ruth", SeatRole.FACILITATOR), room.sit("Ann"), room.sit("Bea")

    def given(seat: SeatId) -> list[dict[str, str]]:
        told: list[dict[str, str]] = standing(room.meeting, room.meeting.seats[seat], room.words, room.now)["reading"]
        return told

    room.do(ann, Volunteer(Part.READER))
    assert given(ann) == []
    (began, *_) = room.do(ruth, BeginStep(1))
    assert (given(ann), given(bea)) == (list(text), [])
    assert touches(began, room.meeting) == (ann,)
    assert "passage" not in str(room.watch(bea).snapshot)
    (volunteered,) = room.do(bea, Volunteer(Part.READER))
    assert (given(bea), touches(volunteered, room.meeting)) == (list(text), (bea,))
    (given_up,) = room.do(ann, GiveUpPart(Part.READER))
    assert (given(ann), touches(given_up, room.meeting)) == ([], (ann,))
