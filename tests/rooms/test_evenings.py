"""Long, busy evenings drawn from a seed: many wishes of those who are there, and what must hold checked after each.

Hypothesis finds the short story that breaks a rule (`test_stateful.py`); here everything that can happen does, in rooms that have
seen a lot.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import get_args

from rooms import commands as c
from rooms import desk_acts as d
from rooms import events as e
from rooms import side_wishes as s
from rooms.commands import Command
from rooms.events import MessageId, SeatId, SeatRole, Word
from rooms.state import SeatStatus
from rooms.terms import Mode, NextStep, Reason, WaitingFor
from rooms.upkeep import MoveOn
from tests.rooms.test_stateful import PAIRS, Meetings
from tests.rooms.wishes import FACILITATORS, MEMBERS, NODES, seat_of

EVENINGS = 20
WISHES = 350  # an evening
EASE: list[Command] = [c.Resume(), c.UnlockDoor(), c.SetWaiting(WaitingFor.NOBODY), c.AdmitAll(), c.SetSlow(0), c.SetHold(None, on=False)]
LAST = MessageId("ago-0")
DOORS, MODES = list(WaitingFor), list(Mode)


class Evening:
    """One evening."""

    def __init__(self, seed: int) -> None:
        self.random, self.state = Random(seed), Meetings()
        open_now, members, door, mode = seed % 5 > 0, self.random.randint(3, 5), DOORS[seed % 3], MODES[seed % 5]
        self.state.begin(open_now, members, 2, 1, door, mode, seed % 2 > 0, seed % 3 == 0)

    def run(self) -> set[type]:
        """What happened; raises when a rule is broken."""
        often: list[tuple[int, Callable[[], object]]] = [
            (8, lambda: self.state.somebody_is_back(self.who(), self.random.choice(NODES))),
            (4, self.come),
            (3, self.turn_round),
            (5, lambda: self.state.a_line_is_lost(self.who())),
            (1, lambda: self.state.leave(self.who())),
            (2, lambda: self.state.keep(self.seed())),
            (4, lambda: self.state.time_goes_by(self.random.choice([1, 25, 70]))),
            (2, lambda: self.state.watch(self.who())),
            (10, lambda: self.wish(self.someone(), c.PostMessage(MessageId("")))),
            (6, lambda: self.state.say(self.who(), self.seed(), again=self.random.random() < 0.1)),
            (4, self.answer),
            (4, lambda: self.state.take_back_my_own(self.who(), self.random.randrange(6))),
            (12, lambda: self.state.about_turns(self.who(), self.seed())),
            (26, lambda: self.state.facilitate(self.who(), self.seed(), self.random.choice([c.Calm, c.Shape, c.Door, c.Lead]))),
            (8, self.ease),
            (5, self.read_first),
            (2, self.not_after_all),
            (1, self.rest),
            (3, lambda: self.act(c.SetHold(None, on=True), c.StartRound(), c.GrantTime(60), c.SetSlow(30))),
            (2, self.meet),
            (3, self.hand_over),
            (2, lambda: self.state.undo_restores(self.who(), self.random.choice(PAIRS))),
            (1, lambda: self.state.the_drill_is_undone(self.who(), self.random.sample(MEMBERS, 2))),
            (1, self.a_drill_stays),
            (2, self.a_turn_is_lost),
            (4, self.among_facilitators),
            (4, self.alone),
            (3, self.everyone_is_met),
            (1, self.show_again),
            (1, lambda: self.state.take_back_everything(self.who(), sure=True)),
        ]
        weights, steps = zip(*often, strict=True)
        for count, step in enumerate(self.random.choices(steps, weights, k=WISHES)):
            step()
            self.state.rules_hold()
            if count % 8 == 0:
                self.state.nothing_else_has_changed()
        self.state.close()
        self.state.nothing_else_has_changed()
        self.state.teardown()
        return {type(e.decode(data)) for data, _ in self.state.room.log}

    def who(self) -> int:
        return self.random.randrange(48)

    def seed(self) -> int:
        return self.random.randrange(2**20)

    def someone(self) -> SeatId:
        return self.state.one_of(self.who())

    def wish(self, seat: SeatId, *choices: Command) -> None:
        self.state.wish(seat, self.random.choice(choices))

    def act(self, *choices: Command) -> None:
        self.state.act(self.who(), self.random.choice(choices))

    def come(self) -> None:
        if len(self.state.room.meeting.seats) < len(MEMBERS) + len(FACILITATORS):
            self.state.somebody_comes(self.who(), self.random.choice([None, *NODES]))

    def turn_round(self) -> None:
        """Somebody who is on her way does not come after all."""
        on_her_way = [seat.id for seat in self.state.room.meeting.seats.values() if seat.status is SeatStatus.TAKEN]
        if on_her_way:
            self.wish(on_her_way[0], c.Leave())

    def rest(self) -> None:
        """A moment of rest, which may be ended before its time."""
        self.act(c.Ground())
        self.act(c.EndGrounding(), c.SetHold(None, on=True))

    def a_drill_stays(self) -> None:
        """Nobody undoes a drill, and its words go for good."""
        self.act(c.Drill((seat_of(self.random.choice(MEMBERS)),)))
        if (drill := self.state.room.meeting.drill) is not None:
            self.state.try_(None, c.EraseDrill(drill.messages))

    def a_turn_is_lost(self) -> None:
        """Whose turn it is loses every line; the queue moves on after a while."""
        turn = self.state.room.meeting.turn
        if turn is not None:
            for node in sorted(self.state.room.meeting.seats[turn.seat].nodes):
                self.state.try_(None, c.Detach(turn.seat, node))
        self.state.time_goes_by(130)
        self.state.try_(None, MoveOn())

    def not_after_all(self) -> None:
        """Hands and parts are given back, and somebody waits no longer."""
        meeting = self.state.room.meeting
        for seat in [each for each in meeting.seats.values() if each.status is SeatStatus.WAITING][2:]:
            self.wish(seat.id, c.Leave())
        for seat in [each for each in meeting.seats.values() if each.parts][:1]:
            self.wish(seat.id, c.GiveUpPart(seat.parts[0]))
        if meeting.hands:
            self.wish(meeting.hands[-1], c.LowerHand())

    def answer(self) -> None:
        seat, word = self.someone(), self.random.choice(list(Word))
        self.wish(seat, c.Respond(LAST, word))
        self.wish(seat, c.TakeBackResponse(LAST, word), c.Respond(LAST, word))

    def read_first(self) -> None:
        """A facilitator reads what is held, or its author takes it back."""
        facilitator, held = self.state.one_of(self.random.randrange(40), SeatRole.FACILITATOR), list(self.state.room.meeting.held)
        if held:
            answers: list[Command] = [c.Release(held[0]), c.Release(held[-1]), c.Decline(held[0], Reason.UNKIND)]
            self.state.try_(facilitator, self.random.choice(answers))
        still = [each for each in self.state.room.meeting.held.values() if each.message.id in held]
        if still and self.random.random() < 0.5:
            self.state.try_(still[0].message.seat, c.TakeBack(still[0].message.id))

    def meet(self) -> None:
        """A facilitator meets who waits."""
        waiting = [seat.id for seat in self.state.room.meeting.seats.values() if seat.status is SeatStatus.WAITING]
        if waiting:
            self.act(c.Admit(waiting[0]), c.AnswerPrivately(MessageId(""), waiting[0]), c.DeclineSeat(waiting[-1], NextStep.OTHER_ROOM))

    def among_facilitators(self) -> None:
        """They write to each other, one takes hers back; or one kind sentence goes to one woman."""
        self.state.among_facilitators(self.who(), self.seed())
        said = list(self.state.room.meeting.back_channel.values())
        if said and self.random.random() < 0.5:
            self.state.try_(said[-1].seat, d.TakeBackInBackChannel(said[-1].id))

    def alone(self) -> None:
        """A side room is offered, answered and left, or lasts longer, or its time is over."""
        self.state.somebody_is_asked_into_one(self.who(), self.random.choice([1, 10, 30]), self.random.randrange(4))
        for room in [*self.state.room.meeting.side_rooms.values()][:1]:
            facilitator: list[Command] = [s.LengthenSideRoom(), s.LengthenSideRoom(), s.EndSideRoom(), s.WithdrawSideRoom()]
            self.state.try_(room.by, self.random.choice(facilitator))
            self.wish(room.seat, s.SayInSideRoom(MessageId("")), s.SayInSideRoom(MessageId("")), s.LeaveSideRoom())
        self.state.try_(None, s.EndSideRooms())

    def ease(self) -> None:
        """Whatever weighs on the room is lifted again, or the evening would stand still."""
        self.act(*EASE)
        member = seat_of(self.random.choice(MEMBERS))
        self.act(c.LetBack(member), c.Admit(member), c.LiftQuiet(member))

    def show_again(self) -> None:
        """Words are taken down and shown again."""
        if self.state.room.meeting.messages:
            self.state.restoring_a_message_is_as_if_nothing_had_been(self.who(), 0)

    def everyone_is_met(self) -> None:
        """Nobody stands in the queue of a full circle any more whom nobody has met; and then only a seat is needed again."""
        if self.state.room.meeting.queue:
            self.act(c.SetWaiting(WaitingFor.EVERYONE))
            self.act(c.SetWaiting(WaitingFor.NOBODY))

    def hand_over(self) -> None:
        if (lead := self.state.room.meeting.lead) is not None:
            self.wish(lead, c.OfferLead(seat_of(self.random.choice(FACILITATORS))))
            self.wish(self.state.room.meeting.offered or lead, c.AcceptLead(), c.KeepLead())


def test_everything_that_can_happen_happens_and_every_rule_holds() -> None:
    happened: set[type] = set()
    for seed in range(EVENINGS):
        try:
            happened |= Evening(seed).run()
        except Exception as error:
            error.add_note(f"in the evening of seed {seed}")
            raise
    assert [kind.__name__ for kind in get_args(e.Event) if kind not in happened] == [], "give it a step of its own in `Evening.run`"
