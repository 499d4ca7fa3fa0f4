"""Taking back everything at once, wherever it stands and wherever she is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rooms import events as e
from rooms.commands import (
    Admit,
    AnswerPrivately,
    CloseByClock,
    Leave,
    MoveToWaiting,
    Pause,
    Quiet,
    RemoveMessage,
    RemoveSeat,
    SayPrivately,
    SetHold,
    TakeBackAll,
)
from rooms.desk_acts import SayInBackChannel
from rooms.events import MessageId, SeatId, SeatRole
from rooms.refusals import Refused
from rooms.side_wishes import AcceptSideRoom, OfferSideRoom, SayInSideRoom
from rooms.standing import standing, touches
from rooms.terms import Reason, Scope
from tests.rooms.invariants import nothing_of_hers
from tests.rooms.meeting_machine import Machine


class Evening(Machine):
    """Dana has said something everywhere a woman can: five messages. Others have too."""

    def __init__(self) -> None:
        super().__init__()
        self.ruth, self.tess = self.sit("Ruth", SeatRole.FACILITATOR), self.sit("Tess")
        self.dana = self.sit("Dana")
        self.do(self.ruth, MoveToWaiting(self.dana))
        self.whisper("private-1", "On my line.", lambda message: self.do(self.dana, SayPrivately(message)))
        self.whisper("private-2", "An answer.", lambda message: self.do(self.ruth, AnswerPrivately(message, self.dana)))
        self.do(self.ruth, Admit(self.dana))
        self.say(self.dana, "To the circle.", "said-1")
        self.say(self.dana, "Taken down.", "said-2")
        self.do(self.ruth, RemoveMessage(MessageId("said-2"), Reason.OTHER))
        self.say(self.tess, "Mine stays.", "hers")
        self.do(self.ruth, SetHold(self.dana, on=True))
        self.say(self.dana, "Read me first.", "held-1")
        self.do(self.ruth, OfferSideRoom(self.dana, 10))
        self.do(self.dana, AcceptSideRoom())
        self.whisper("side-1", "Between us.", lambda message: self.do(self.dana, SayInSideRoom(message)))
        self.whisper("side-2", "I am with you.", lambda message: self.do(self.ruth, SayInSideRoom(message)))
        self.whisper("back-1", "Among us.", lambda message: self.do(self.ruth, SayInBackChannel(message)))

    def whisper(self, ident: str, text: str, say: Callable[[MessageId], object]) -> None:
        self.words.bodies[MessageId(ident)] = text
        say(MessageId(ident))


def test_one_entry_takes_back_every_word_of_hers_and_nobody_elses() -> None:
    room = Evening()
    assert room.do(room.dana, TakeBackAll()) == [
        e.AllTakenBack(
            room.dana, (MessageId("said-1"), MessageId("said-2")), (MessageId("held-1"), MessageId("private-1")), (MessageId("side-1"),)
        )
    ]
    nothing_of_hers(room, room.dana)
    assert set(room.words.bodies) == {"private-2", "hers", "side-2", "back-1"}
    assert standing(room.meeting, room.meeting.seats[room.dana], room.words, room.now)["removed"] == []
    assert [said["text"] for said in standing(room.meeting, room.meeting.seats[room.ruth], room.words, room.now)["side_room"]["line"]] == [
        "I am with you."
    ]
    assert room.do(room.dana, TakeBackAll()) == []


@pytest.mark.parametrize("state", ["paused", "quiet", "waiting", "left", "removed", "closed"])
def test_it_holds_wherever_she_is(state: str) -> None:
    room = Evening()
    match state:
        case "paused":
            room.do(room.ruth, Pause())
        case "quiet":
            room.do(room.ruth, Quiet(room.dana, 5, Reason.OTHER))
        case "waiting":
            room.do(room.ruth, MoveToWaiting(room.dana))
        case "left":
            room.do(room.dana, Leave())
        case "removed":
            room.do(room.ruth, RemoveSeat(room.dana, Reason.OTHER, Scope.PROGRAMME))
        case _:
            room.do(None, CloseByClock())
    room.do(room.dana, TakeBackAll())
    nothing_of_hers(room, room.dana)


def test_who_never_had_a_seat_has_nothing_here() -> None:
    with pytest.raises(Refused, match="no_seat"):
        Evening().do(SeatId("seat-nobody"), TakeBackAll())


def test_of_what_the_circle_never_got_members_are_told_nothing() -> None:
    room = Machine()
    ruth, tess, dana = room.sit("Ruth", SeatRole.FACILITATOR), room.sit("Tess"), room.sit("Dana")
    room.do(ruth, SetHold(dana, on=True))
    room.say(dana, "Read me first.", "held-1")
    member, desk = room.watch(tess), room.watch(ruth)
    (event,) = room.do(dana, TakeBackAll())
    assert member.events == []
    assert [(each["type"], each["messages"], each["unheard"]) for each in desk.events] == [("all_taken_back", [], ["held-1"])]
    assert set(touches(event, room.meeting)) == {dana}
