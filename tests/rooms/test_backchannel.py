"""The line among facilitators: who may write and read there, and when its words are destroyed."""

from __future__ import annotations

import pytest

from rooms import events as e
from rooms.afterwards import ForgetBackChannel
from rooms.commands import CloseByClock, CloseFromOutside, CloseMeeting, Command, Detach, Leave, LockDoor, Open, Pause, PostMessage
from rooms.desk_acts import ClearBackChannel, SayInBackChannel, TakeBackInBackChannel
from rooms.events import MessageId, SeatId, SeatRole
from rooms.visibility import snapshot
from tests.rooms.meeting_machine import NODE, Machine, comparable, refused

FIRST, SECOND = MessageId("back-1"), MessageId("back-2")


class Desk(Machine):
    """Two facilitators and a member."""

    def __init__(self, *, open_now: bool = True, kept_s: int = 0) -> None:
        super().__init__(open_now=open_now, back_channel_kept_s=kept_s)
        self.ruth, self.kay = self.sit("Ruth", SeatRole.FACILITATOR), self.sit("Kay", SeatRole.FACILITATOR)
        self.dana = self.sit("Dana")

    def tell(self, seat: SeatId, message: MessageId = FIRST, text: str = "For us only.") -> list[e.Event]:
        self.words.bodies[message] = text
        return self.do(seat, SayInBackChannel(message))

    def read(self, seat: SeatId) -> list[tuple[str, str, str | None]]:
        """Who said what, as this facilitator is given it."""
        given = snapshot(self.meeting, self.meeting.seats[seat], self.words)["back_channel"]
        return [(said["id"], said["name"], said["text"]) for said in given]


def test_facilitators_read_it_and_whoever_comes_late_reads_all_of_it() -> None:
    room = Desk()
    dana, kay = room.watch(room.dana), room.watch(room.kay)
    assert room.tell(room.ruth) == [e.BackChannelSaid(FIRST, room.ruth)]
    room.tell(room.kay, SECOND, "I see her.")
    mia = room.sit("Mia", SeatRole.FACILITATOR)
    told = [(FIRST, "Ruth", "For us only."), (SECOND, "Kay", "I see her.")]
    assert room.read(mia) == room.read(room.ruth) == told
    assert [(said["id"], said["name"], said["text"]) for said in kay.state()["back_channel"]] == told
    assert "back_channel" not in str(snapshot(room.meeting, room.meeting.seats[room.dana], room.words))
    assert [event["type"] for event in dana.events] == ["seat_arrived"]
    assert dana.events[0]["seq"] == dana.seq + 1, "nobody can count what she is not shown"


@pytest.mark.parametrize("before", [Pause(), LockDoor()], ids=lambda command: type(command).__name__)
def test_it_works_while_the_room_rests(before: Command) -> None:
    room = Desk()
    room.do(room.ruth, before)
    assert room.tell(room.kay)


def test_it_works_before_the_meeting_opens_and_while_too_few_are_here() -> None:
    room = Desk(open_now=False)
    assert room.tell(room.ruth)
    room.do(None, Open())
    room.meeting.facilitators_needed = 3
    room.do(None, Detach(room.kay, NODE))
    assert room.meeting.unattended_since is not None
    assert room.tell(room.ruth, SECOND)


def test_who_is_not_a_facilitator_here_writes_nothing() -> None:
    room = Desk()
    with refused("not_allowed"):
        room.do(room.dana, SayInBackChannel(FIRST))
    room.do(None, Detach(room.kay, NODE))
    with refused("no_seat"):
        room.do(room.kay, SayInBackChannel(FIRST))
    room.do(room.kay, Leave())
    with refused("no_seat"):
        room.do(room.kay, ClearBackChannel())


def test_an_id_is_used_once() -> None:
    room = Desk()
    room.tell(room.ruth)
    with refused("id_taken"):
        room.do(room.kay, SayInBackChannel(FIRST))
    with refused("id_taken"):
        room.do(room.dana, PostMessage(FIRST))


def test_she_takes_her_own_back_and_nobody_elses() -> None:
    room = Desk()
    room.tell(room.ruth)
    with refused("not_yours"):
        room.do(room.kay, TakeBackInBackChannel(FIRST))
    assert room.do(room.ruth, TakeBackInBackChannel(FIRST)) == [e.BackChannelTakenBack(FIRST)]
    assert FIRST not in room.words.bodies
    assert room.read(room.kay) == []
    with refused("no_such_message"):
        room.do(room.ruth, TakeBackInBackChannel(FIRST))


def test_any_facilitator_clears_all_of_it() -> None:
    room = Desk()
    assert room.do(room.kay, ClearBackChannel()) == []
    room.tell(room.ruth)
    room.tell(room.kay, SECOND)
    (cleared,) = room.do(room.kay, ClearBackChannel())
    assert cleared == e.BackChannelCleared((FIRST, SECOND))
    assert e.destroys(cleared) == (FIRST, SECOND)
    assert not {FIRST, SECOND} & set(room.words.bodies)
    room.tell(room.ruth, MessageId("back-3"))
    assert len(room.read(room.kay)) == 1


@pytest.mark.parametrize("end", [CloseMeeting(), CloseByClock(), CloseFromOutside()], ids=lambda command: type(command).__name__)
def test_it_is_destroyed_with_the_meetings_end(end: Command) -> None:
    room = Desk()
    ruth = room.watch(room.ruth)
    room.tell(room.ruth)
    assert room.do(room.ruth, end)[0] == e.BackChannelCleared((FIRST,))
    assert FIRST not in room.words.bodies
    assert [event["type"] for event in ruth.events][-2:] == ["back_channel_cleared", "meeting_closed"]
    with refused("meeting_closed"):
        room.do(room.ruth, SayInBackChannel(SECOND))


def test_or_as_long_after_it_as_was_set_and_never_before() -> None:
    room = Desk(kept_s=600)
    room.tell(room.ruth)
    assert room.do(None, ForgetBackChannel()) == [], "a meeting that goes on loses nothing"
    room.do(None, CloseByClock())
    assert FIRST in room.words.bodies
    assert room.do(None, ForgetBackChannel()) == [e.BackChannelCleared((FIRST,))]
    assert FIRST not in room.words.bodies
    assert room.do(None, ForgetBackChannel()) == []


def test_every_message_moves_control_so_that_an_end_knows_them_all() -> None:
    room = Desk()
    before = room.meeting.control
    room.tell(room.ruth)
    assert room.meeting.control == before + 1
    assert comparable(room.refold()) == comparable(room.meeting)
