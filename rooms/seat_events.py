"""What can happen to seats: coming and going, the door, and who facilitates."""

from __future__ import annotations

from rooms.ids import Fact, MessageId, NodeId, SeatId, SeatRole
from rooms.terms import LeadWhy, NextStep, Reason, Scope, WaitingFor


class SeatTaken(Fact, frozen=True):
    """A place is kept for her; nobody sees it until she arrives."""

    seat: SeatId
    number: int
    role: SeatRole
    guest: bool
    mark: str  # blind index of her name's look-alike form
    kept: bool = True  # false: the circle was full, and no place is kept for her
    listening: bool = False  # she chose at the door just to listen
    newcomer: bool = False  # she said at the door that it is her first time here


class SeatGivenUp(Fact, frozen=True):
    """She never arrived."""

    seat: SeatId


class SeatAttached(Fact, frozen=True):
    """A node holds a line to her."""

    seat: SeatId
    node: NodeId


class SeatDetached(Fact, frozen=True):
    """That node no longer does."""

    seat: SeatId
    node: NodeId


class SeatArrived(Fact, frozen=True):
    """She is here for the first time."""

    seat: SeatId


class SeatBack(Fact, frozen=True):
    """She is here again."""

    seat: SeatId


class SeatLost(Fact, frozen=True):
    """Her line is lost; her place is kept."""

    seat: SeatId


class SeatLeft(Fact, frozen=True):
    """She left; `excluded`: because of what was decided elsewhere, which nobody here is told."""

    seat: SeatId
    excluded: bool = False


class TurnedAway(Fact, frozen=True):
    """Somebody found the circle full. Facilitators only."""


class SeatWaits(Fact, frozen=True):
    """She is in the waiting room. Facilitators only."""

    seat: SeatId


class SeatQueued(Fact, frozen=True):
    """She waits for a free seat and for nobody: when one is free, and nobody before her takes it, she comes in. Facilitators only."""

    seat: SeatId
    admitted: bool  # a facilitator has let her in, or she was in the circle before
    first: bool = False  # before the others: her line was lost for so long that her seat was given away


class SeatUnqueued(Fact, frozen=True):
    """She waits for a facilitator too from now on. Facilitators only."""

    seat: SeatId


class DoorAnswered(Fact, frozen=True):
    """She answered the room's questions. Facilitators find the answers with her seat, for as long as she waits."""

    seat: SeatId
    message: MessageId


class DoorAnswersGone(Fact, frozen=True):
    """She waits no more: her answers are destroyed with this entry."""

    seat: SeatId
    message: MessageId


class SeatMovedToWaiting(Fact, frozen=True):
    """She is asked back to the waiting room. Members are shown that she left."""

    seat: SeatId


class WaitEnded(Fact, frozen=True):
    """She left the waiting room, and why is told as little as by `SeatLeft`. Facilitators only."""

    seat: SeatId
    excluded: bool = False


class SeatAdmitted(Fact, frozen=True):
    """She may come in; `SeatArrived` or `SeatBack` follows if her line is here. Facilitators only."""

    seat: SeatId


class SeatDeclined(Fact, frozen=True):
    """She could not be let in tonight, and was pointed to something else. No sanction. Facilitators only."""

    seat: SeatId
    next: NextStep


class SeatRemoved(Fact, frozen=True):
    """She was asked to go. Members are shown that she left, unless she was not in the circle: then nothing."""

    seat: SeatId
    reason: Reason
    scope: Scope
    unseen: bool = False  # she waited, or had gone already


class SeatLetBack(Fact, frozen=True):
    """She may come again after all. Facilitators only."""

    seat: SeatId


class DoorLocked(Fact, frozen=True):
    """Nobody new comes in; whoever only lost her line does."""


class DoorUnlocked(Fact, frozen=True):
    """The door is open again."""


class WaitingSet(Fact, frozen=True):
    """Who is met at the door from now on. Facilitators only."""

    who: WaitingFor


# who facilitates


class Unattended(Fact, frozen=True):
    """Fewer facilitators than needed are here: after the grace, members' words rest."""


class Attended(Fact, frozen=True):
    """Enough facilitators are here again."""


class LeadTaken(Fact, frozen=True):
    """This facilitator leads now; whoever led before does not."""

    seat: SeatId
    why: LeadWhy


class LeadOffered(Fact, frozen=True):
    """The lead is offered to another facilitator. Facilitators only."""

    to: SeatId


class LeadKept(Fact, frozen=True):
    """The offer is over. Facilitators only."""


DoorEvent = (
    SeatTaken
    | SeatGivenUp
    | SeatAttached
    | SeatDetached
    | SeatArrived
    | SeatBack
    | SeatLost
    | SeatLeft
    | TurnedAway
    | SeatWaits
    | SeatQueued
    | SeatUnqueued
    | SeatMovedToWaiting
    | WaitEnded
    | SeatAdmitted
    | SeatDeclined
    | SeatRemoved
    | SeatLetBack
    | DoorLocked
    | DoorUnlocked
    | WaitingSet
)
LeadEvent = Unattended | Attended | LeadTaken | LeadOffered | LeadKept
DoorWordsEvent = DoorAnswered | DoorAnswersGone
