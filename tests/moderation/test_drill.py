"""The intruder drill: one act and the room is calm, one more and everything is as it was."""

from __future__ import annotations

from typing import Any

import pytest

from rooms import commands as c
from rooms import events as e
from rooms.events import MessageId, SeatId, SeatRole
from rooms.housekeeping import keep
from rooms.leading import settle
from rooms.state import SeatStatus
from rooms.terms import Mode, Reason, Scope, WaitingFor
from rooms.visibility import snapshot
from tests.rooms.meeting_machine import NODE, Client, Machine, comparable, refused

BAD = "Six of them wrote this"


class Attack(Machine):
    """Ruth facilitates eight women; six intruders came and flood the room: in the circle, held, by a reply, with responses."""

    def __init__(self) -> None:
        super().__init__(capacity=40)
        self.ruth = self.sit("Ruth", SeatRole.FACILITATOR)
        self.women = [self.sit(f"Woman-{number}") for number in range(8)]
        self.intruders = tuple(self.sit(f"Intruder-{number}") for number in range(6))
        self.before = [self.say(seat, "A word of hers.") for seat in self.women]
        self.do(self.ruth, c.SetMode(Mode.OPEN, cross_talk=True, turn_s=90))
        for seat in self.intruders:
            for _ in range(5):
                self.say(seat, BAD, reply_to=self.before[0])
        self.do(self.ruth, c.SetHold(self.intruders[0], on=True))
        self.held = self.say(self.intruders[0], BAD, "message-held")
        self.do(self.women[0], c.Respond(MessageId("message-00000009"), e.Word.WITH_YOU))

    def drill(self) -> list[e.Event]:
        return self.do(self.ruth, c.Drill(self.intruders))

    def undo(self) -> list[e.Event]:
        return self.do(self.ruth, c.UndoDrill())

    def statuses(self) -> list[str]:
        return [self.meeting.seats[seat].status.value for seat in self.intruders]

    def circle(self) -> Any:
        """What can be told of the meeting, but for counts and times."""
        plain = comparable(self.meeting)
        for seat in plain["seats"].values():
            seat["since"] = seat["since_n"] = seat["admitted"] = None
        return {key: value for key, value in plain.items() if key not in ("n", "control", "shown", "drill")}


def everything(client: Client) -> str:
    """All a browser still holds: what it shows now, not what it was sent before."""
    return str(client.state())


def test_one_act_and_nothing_of_theirs_is_left_on_any_screen() -> None:
    room = Attack()
    clients = [room.watch(seat) for seat in (*room.women, room.ruth)]
    assert all(BAD in everything(client) for client in clients)
    room.drill()
    for client in clients[:-1]:
        assert BAD not in everything(client)
        fresh = snapshot(room.meeting, room.meeting.seats[client.seat], room.words)
        assert BAD not in str(fresh)
        assert [m["text"] for m in client.state()["messages"] if m["text"]] == ["A word of hers."] * 8
        assert not {seat["seat"] for seat in client.state()["seats"] if seat["status"] != "left"} & set(room.intruders)
    desk = clients[-1].state()
    assert BAD not in str(desk["messages"])
    assert [held["declined"] for held in desk["held"]] == ["disturbing"]
    assert {seat["seat"] for seat in desk["waiting"]} == set(room.intruders)
    assert desk["drill"] is True
    assert room.meeting.paused_at is not None
    assert room.meeting.locked
    with refused("waiting"):
        room.say(room.intruders[1], BAD)
    with refused("locked"):
        room.sit("Intruder-7")
    with refused("paused"):
        room.say(room.women[0], "Are they gone?")


def test_undoing_it_restores_everything() -> None:
    room = Attack()
    clients = [room.watch(seat) for seat in (*room.women, *room.intruders, room.ruth)]
    before = room.circle()
    views = {client.seat: snapshot(room.meeting, room.meeting.seats[client.seat], room.words) for client in clients}
    room.drill()
    assert room.circle() != before
    room.undo()
    assert room.circle() == before
    assert room.meeting.drill is None
    for client in clients:
        assert client.state() == views[client.seat]
    assert room.undo() == []


def test_the_drill_is_one_list_in_one_order() -> None:
    room = Attack()
    events = room.drill()
    kinds = list(dict.fromkeys(type(event) for event in events))
    assert kinds == [e.Paused, e.DoorLocked, e.DrillCalled, e.SeatMovedToWaiting, e.MessageRemoved, e.MessageDeclined]
    assert sum(isinstance(event, e.MessageRemoved) for event in events) == 30
    assert room.drill() == [], "it is so already"
    kinds = list(dict.fromkeys(type(event) for event in room.undo()))
    assert kinds == [e.DrillUndone, e.MessageRestored, e.MessageDeclined, e.SeatAdmitted, e.SeatBack, e.DoorUnlocked, e.Resumed]


def test_what_was_so_before_the_drill_stays_so() -> None:
    room = Attack()
    room.do(room.ruth, c.Pause())
    room.do(room.ruth, c.LockDoor())
    before = room.say(room.ruth, "Wait.")
    room.do(room.ruth, c.RemoveMessage(before, Reason.OTHER))
    spam = MessageId("message-00000010")
    room.do(room.ruth, c.RemoveMessage(spam, Reason.SELLING))
    room.drill()
    room.undo()
    assert room.meeting.paused_at is not None
    assert room.meeting.locked
    assert room.meeting.messages[spam].removed is Reason.SELLING
    assert room.meeting.messages[before].removed is Reason.OTHER


def test_what_was_changed_by_hand_since_stays_changed() -> None:
    room = Attack()
    room.drill()
    first, second, third = room.intruders[:3]
    room.do(room.ruth, c.RemoveSeat(first, Reason.DISTURBING, Scope.PROGRAMME))
    room.do(room.ruth, c.Admit(second))
    room.do(third, c.Leave())
    room.do(room.ruth, c.UnlockDoor())
    kept = next(m.id for m in room.meeting.messages.values() if m.seat == second)
    room.do(room.ruth, c.RemoveMessage(kept, Reason.UNKIND))
    gone = next(m.id for m in room.meeting.messages.values() if m.seat == third)
    room.do(third_back(room, third), c.TakeBack(gone))
    undone = room.undo()
    assert room.statuses() == ["removed", "here", "waiting", "here", "here", "here"]
    assert not room.meeting.locked
    assert not any(isinstance(event, e.DoorUnlocked | e.DoorLocked) for event in undone)
    assert room.meeting.messages[kept].removed is Reason.UNKIND
    assert room.meeting.messages[gone].taken_back
    assert e.MessageRestored(gone) not in undone


def third_back(room: Attack, seat: SeatId) -> SeatId:
    """She comes again, to the waiting room, since everything is paused; from there she may take back her words."""
    room.attach(seat)
    assert room.meeting.seats[seat].status is SeatStatus.WAITING
    return seat


def test_only_the_last_drill_is_undone() -> None:
    room = Attack()
    room.do(room.ruth, c.Drill(room.intruders[:3]))
    room.do(room.ruth, c.Drill(room.intruders[3:]))
    room.undo()
    assert room.statuses() == ["waiting"] * 3 + ["here"] * 3
    assert room.meeting.paused_at is not None, "the first drill paused it"
    assert room.undo() == []


def test_it_passes_over_facilitators_and_whoever_is_not_there() -> None:
    room = Attack()
    kay = room.sit("Kay", SeatRole.FACILITATOR)
    events = room.do(room.ruth, c.Drill((room.ruth, kay, SeatId("seat-nobody"))))
    assert events == [e.Paused(), e.DoorLocked(), e.DrillCalled((), (), paused=True, locked=True)]
    assert room.meeting.seats[kay].status is SeatStatus.HERE


@pytest.mark.parametrize("how", ["lost", "left", "waiting"])
def test_whoever_slipped_out_leaves_no_words_behind_either(how: str) -> None:
    room = Attack()
    first = room.intruders[0]
    match how:
        case "lost":
            room.do(None, c.Detach(first, NODE))
        case "left":
            room.do(first, c.Leave())
        case "waiting":
            room.do(room.ruth, c.MoveToWaiting(first))
    events = room.drill()
    assert (e.SeatMovedToWaiting(first) in events) is (how == "lost")
    assert all(m.removed for m in room.meeting.messages.values() if m.seat == first)
    if how == "left":
        with refused("locked"):
            room.attach(first)
    else:
        room.attach(first)
        assert room.meeting.seats[first].status is SeatStatus.WAITING
    room.undo()
    assert not any(m.removed for m in room.meeting.messages.values())


def test_a_circle_that_filled_up_meanwhile_is_not_overfilled() -> None:
    room = Attack()
    room.drill()
    room.do(room.ruth, c.UnlockDoor())
    room.do(room.ruth, c.Resume())
    room.do(room.ruth, c.SetWaiting(WaitingFor.NOBODY))
    room.meeting.capacity = room.meeting.occupied(room.now) + 2
    room.undo()
    assert room.statuses().count("here") == 2
    assert room.meeting.occupied(room.now) == room.meeting.capacity


def test_what_nobody_undid_is_erased_and_what_was_shown_again_is_not() -> None:
    room = Attack()
    desk = room.watch(room.ruth)
    (called,) = (event for event in room.drill() if isinstance(event, e.DrillCalled))
    shown_again, *others = called.messages
    room.do(room.ruth, c.RestoreMessage(shown_again))
    assert room.do(None, c.EraseDrill(called.messages)) == [e.DrillErased(tuple(others), over=True)]
    assert shown_again in room.words.bodies
    assert not {*others} & {*room.words.bodies}
    assert room.held not in room.meeting.held
    assert room.undo() == [], "there is nothing left to be undone"
    with refused("no_such_message"):
        room.do(room.ruth, c.RestoreMessage(others[0]))
    assert room.do(None, c.EraseDrill(called.messages)) == [], "called twice, it changes nothing"
    assert BAD not in everything(desk).replace(room.words.bodies[shown_again], "", 1)


def test_what_is_decided_to_be_erased_is_there_until_that_is_kept() -> None:
    """The record may fail to take it: then nothing has happened."""
    room = Attack()
    (called,) = (event for event in room.drill() if isinstance(event, e.DrillCalled))
    held = {**room.meeting.held}
    assert held
    erased = settle(room.meeting, keep(room.meeting, c.EraseDrill(called.messages), room.now), room.now)
    assert [type(event) for event in erased] == [e.DrillErased]
    assert room.meeting.held == held
    assert not any(message.erased for message in room.meeting.messages.values())
    assert room.meeting.drill is not None


def test_what_was_undone_is_not_erased() -> None:
    room = Attack()
    (called,) = (event for event in room.drill() if isinstance(event, e.DrillCalled))
    room.undo()
    assert room.do(None, c.EraseDrill(called.messages)) == []
    assert {*called.messages} <= {*room.words.bodies}


def test_an_older_drill_is_erased_beside_one_that_can_be_undone() -> None:
    room = Attack()
    (first,) = (event for event in room.drill() if isinstance(event, e.DrillCalled))
    room.do(room.ruth, c.Drill((room.women[0],)))
    assert room.do(None, c.EraseDrill(first.messages)) == [e.DrillErased(first.messages, over=False)]
    assert room.undo() != []
    assert room.meeting.messages[room.before[0]].removed is None
