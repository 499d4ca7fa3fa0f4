"""A case: what folding its events gives, and what can be read from it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from moderation.case_terms import (
    AccountId,
    AskId,
    CaseId,
    Clock,
    Origin,
    Outcome,
    Policy,
    Service,
    Severity,
    Side,
    Stage,
    Standing,
    Step,
    Task,
    TaskId,
)
from rooms.ids import MeetingId, SeatId


class Handed(msgspec.Struct, frozen=True):
    """A warm hand-off, as far as it has come."""

    service: Service
    step: Step = Step.OFFERED


class OutsideCall(msgspec.Struct, frozen=True):
    """Whether outside help is to be called, by whom, and what came of it."""

    asked_by: AccountId
    asked_at: datetime
    second: AccountId | None = None
    called_by: AccountId | None = None
    confirmed: bool | None = None  # None: nobody has said yet


class FollowUp(msgspec.Struct, frozen=True):
    """Something that is still to be done."""

    id: TaskId
    what: Task
    due_at: datetime
    overdue: bool = False


class Handover(msgspec.Struct, frozen=True):
    """The owner has asked somebody to take it, and whoever it is was last reminded then."""

    to: AccountId
    at: datetime


class Case(msgspec.Struct, frozen=True):
    """The whole state."""

    id: CaseId
    severity: Severity
    origin: Origin
    policy: Policy
    raised_at: datetime
    meeting: MeetingId
    seat: SeatId
    asks: frozenset[AskId]  # not taken back
    asked: frozenset[AskId]  # ever
    hers: frozenset[AskId]  # of these, by herself
    # paging
    level: int = 0  # paged or skipped last; 0 before the first of a run
    round: int = 0  # the number used last
    answered: int = 0  # the number used last when somebody took it: what was paged before is stale
    passes: int = 0  # through the levels, in this run
    stepped_at: datetime | None = None  # when the chain was paged last; pages out of turn move nothing
    exhausted_at: datetime | None = None
    # who has it
    owner: AccountId | None = None
    owner_standing: Standing | None = None
    heard_at: datetime | None = None  # of the owner, last
    engaged: bool = False
    handover: Handover | None = None
    with_her: AccountId | None = None  # the facilitator who is
    # what is done
    handed: Handed | None = None
    call: OutsideCall | None = None
    tasks: tuple[FollowUp, ...] = ()
    following: bool = False  # the owner's clock rests until a task is due
    # what she said of it, and is told
    withdrawn_at: datetime | None = None
    declined_at: datetime | None = None
    withheld: bool = False
    widened: int = 0  # how often more of the words was read, and she is told
    # its end
    outcome: Outcome | None = None
    duplicate_of: CaseId | None = None
    closed_at: datetime | None = None
    reopened: bool = False

    @property
    def clock(self) -> Clock:
        """The clock of its severity."""
        return self.policy.clock(self.severity)

    @property
    def stage(self) -> Stage:
        """How far it has come. Whatever was done before, a case that nobody owns is being paged."""
        if self.outcome is not None:
            return Stage.CLOSED
        if self.owner is None:
            return Stage.PAGING if self.round else Stage.RAISED
        if self.following:
            return Stage.FOLLOW_UP
        if self.call is not None and self.call.called_by is not None:
            return {None: Stage.EMERGENCY_CALLED, True: Stage.CONFIRMED, False: Stage.NOT_CONFIRMED}[self.call.confirmed]
        if self.handed is not None:
            return _HANDED[self.handed.step]
        return Stage.ENGAGED if self.engaged else Stage.ACKED

    @property
    def sides(self) -> frozenset[Side]:
        """What is true of it besides."""
        true = {
            Side.EXHAUSTED: self.exhausted_at is not None,
            Side.REOPENED: self.reopened,
            Side.DUPLICATE_OF: self.duplicate_of is not None,
            Side.WITHDRAWN: self.withdrawn_at is not None,
        }
        return frozenset(side for side, holds in true.items() if holds)

    @property
    def calls(self) -> bool:
        """Whether emergency services are called and nobody has said what came of it."""
        return self.call is not None and self.call.called_by is not None and self.call.confirmed is None

    def task(self, task: TaskId) -> FollowUp | None:
        """What is still to be done under this id."""
        return next((each for each in self.tasks if each.id == task), None)


_HANDED = {
    Step.OFFERED: Stage.HANDOFF_OFFERED,
    Step.ACCEPTED: Stage.HANDOFF_OFFERED,
    Step.CONNECTED: Stage.CONNECTED,
    Step.CONFIRMED: Stage.CONFIRMED,
}
