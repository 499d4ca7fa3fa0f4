"""What the drill put down is up again once it is undone: hands in their order, parts, and the turn."""

from __future__ import annotations

from rooms import commands as c
from rooms import events as e
from rooms.events import SeatId, SeatRole
from rooms.formats import Step
from rooms.terms import Mode, Part
from rooms.visibility import snapshot
from tests.rooms.meeting_machine import NODE, Machine


class Queue(Machine):
    """Ruth facilitates a queue: it is Ann's turn, and hands are up in an order; Bea reads and keeps time."""

    def __init__(self, mode: Mode = Mode.QUEUE) -> None:
        step = Step({"en": "Shares"}, 30, mode, cross_talk=False, turn_s=90, parts=(Part.READER, Part.TIMEKEEPER))
        super().__init__(script=(step,))
        self.ruth = self.sit("Ruth", SeatRole.FACILITATOR)
        self.ann, self.bea, self.cleo, self.dana = (self.sit(name) for name in ("Ann", "Bea", "Cleo", "Dana"))
        self.do(self.ruth, c.BeginStep(0))
        for part in (Part.READER, Part.TIMEKEEPER):
            self.do(self.bea, c.Volunteer(part))
        for seat in (self.ann, self.bea, self.cleo):
            self.do(seat, c.RaiseHand())

    def drill(self, *seats: SeatId) -> list[e.Event]:
        return self.do(self.ruth, c.Drill(seats))

    def undo(self) -> list[e.Event]:
        return self.do(self.ruth, c.UndoDrill())


def test_hands_parts_and_the_turn_are_as_they_were() -> None:
    room = Queue()
    clients = [room.watch(seat) for seat in (room.ruth, room.cleo)]
    assert room.meeting.turn is not None
    before = room.meeting.turn.seat, list(room.meeting.hands), room.meeting.seats[room.bea].parts
    assert before == (room.ann, [room.bea, room.cleo], (Part.READER, Part.TIMEKEEPER))
    room.drill(room.ann, room.bea)
    assert (room.meeting.hands, room.meeting.seats[room.bea].parts) == ([room.cleo], ())
    room.later(seconds=20)
    room.undo()
    assert (room.meeting.turn.seat, list(room.meeting.hands), room.meeting.seats[room.bea].parts) == before
    assert room.meeting.turn.since == room.now, "its time begins anew"
    for client in clients:
        assert client.state() == snapshot(room.meeting, room.meeting.seats[client.seat], room.words)


def test_a_go_round_asks_her_again_whose_turn_it_was() -> None:
    room = Queue(Mode.GO_ROUND)
    room.drill(room.ann)
    room.undo()
    assert room.meeting.turn is not None
    assert room.meeting.turn.seat == room.ann


def test_what_has_changed_since_is_not_put_back() -> None:
    room = Queue()
    room.drill(room.ann, room.bea)
    room.do(room.ruth, c.Resume())
    assert room.meeting.turn is not None
    assert room.meeting.turn.seat == room.cleo, "hers has begun"
    room.do(room.dana, c.RaiseHand())
    room.undo()
    assert (room.meeting.turn.seat, room.meeting.hands) == (room.cleo, [room.bea, room.dana]), "hands that were raised since stand behind"
    room = Queue()
    room.drill(room.ann, room.bea)
    room.do(room.cleo, c.LowerHand())
    room.do(None, c.Detach(room.bea, NODE))
    room.do(room.ruth, c.SetMode(Mode.OPEN, cross_talk=True, turn_s=0))
    room.undo()
    assert (room.meeting.turn, room.meeting.hands) == (None, []), "who has no line is not in the circle yet"
    room = Queue()
    room.drill(room.bea)
    room.do(room.ruth, c.SetMode(Mode.SILENCE, cross_talk=False, turn_s=0))
    assert not any(isinstance(event, e.HandsSet) for event in room.undo())
