"""What a facilitator can ask of a meeting: the lead, the door, its shape, and a calm room. Decided in `moderation/controls.py`."""

from __future__ import annotations

from rooms.desk_acts import BackChannel, SendNudge
from rooms.ids import MessageId, SeatId, Wish
from rooms.side_wishes import SideAct
from rooms.terms import Mode, NextStep, Reason, Scope, Topic, WaitingFor


class CloseMeeting(Wish, frozen=True):
    """End the meeting for everyone."""


class OfferLead(Wish, frozen=True):
    """The lead offers it to another facilitator."""

    seat: SeatId


class AcceptLead(Wish, frozen=True):
    """She takes it."""


class KeepLead(Wish, frozen=True):
    """The offer is withdrawn, or not taken."""


Lead = OfferLead | AcceptLead | KeepLead


class Admit(Wish, frozen=True):
    """Let her in from the waiting room."""

    seat: SeatId


class AdmitAll(Wish, frozen=True):
    """Let everyone in who waits, as far as there are seats."""


class DeclineSeat(Wish, frozen=True):
    """Not tonight, kindly, with something else she can do."""

    seat: SeatId
    next: NextStep


class MoveToWaiting(Wish, frozen=True):
    """Ask her back to the waiting room, with a private line open."""

    seat: SeatId


class RemoveSeat(Wish, frozen=True):
    """Ask her to go."""

    seat: SeatId
    reason: Reason
    scope: Scope


class LetBack(Wish, frozen=True):
    """She may come again after all."""

    seat: SeatId


class LockDoor(Wish, frozen=True):
    """Nobody new."""


class UnlockDoor(Wish, frozen=True):
    """The door is open again."""


class SetWaiting(Wish, frozen=True):
    """Who is met at the door."""

    who: WaitingFor


class AnswerPrivately(Wish, frozen=True):
    """To one waiting woman only."""

    message: MessageId
    seat: SeatId


Door = Admit | AdmitAll | DeclineSeat | MoveToWaiting | RemoveSeat | LetBack | LockDoor | UnlockDoor | SetWaiting | AnswerPrivately


class BeginStep(Wish, frozen=True):
    """Go to this step of the script."""

    index: int


class SetMode(Wish, frozen=True):
    """Who speaks when."""

    mode: Mode
    cross_talk: bool
    turn_s: int


class StartRound(Wish, frozen=True):
    """Ask everyone again."""


class NextTurn(Wish, frozen=True):
    """Whoever is next by hands or around the circle; ends the turn there is."""


class CallOn(Wish, frozen=True):
    """It is her turn; ends the turn there is."""

    seat: SeatId


class GrantTime(Wish, frozen=True):
    """A little longer."""

    seconds: int


Shape = BeginStep | SetMode | StartRound | NextTurn | CallOn | GrantTime


class Pause(Wish, frozen=True):
    """Everything rests."""


class Resume(Wish, frozen=True):
    """It goes on as it was."""


class Ground(Wish, frozen=True):
    """A moment of rest for everyone, two minutes long."""


class EndGrounding(Wish, frozen=True):
    """That was long enough."""


class SetSlow(Wish, frozen=True):
    """Seconds between a member's messages; 0 lifts it."""

    seconds: int


class Quiet(Wish, frozen=True):
    """Quiet time for one woman."""

    seat: SeatId
    minutes: int
    reason: Reason


class LiftQuiet(Wish, frozen=True):
    """She may write again already."""

    seat: SeatId


class SetHold(Wish, frozen=True):
    """Read first what everyone (`seat` None) or one seat writes, or do not any more."""

    seat: SeatId | None
    on: bool


class Release(Wish, frozen=True):
    """A held message may reach the circle."""

    message: MessageId


class Decline(Wish, frozen=True):
    """A held message does not reach the circle."""

    message: MessageId
    reason: Reason


class RemoveMessage(Wish, frozen=True):
    """Take it down, with a reason."""

    message: MessageId
    reason: Reason


class RestoreMessage(Wish, frozen=True):
    """Show it again."""

    message: MessageId


class TagMessage(Wish, frozen=True):
    """Say what these words touch, so that whoever has not read them can choose; or take that back."""

    message: MessageId
    topic: Topic
    on: bool


class Drill(Wish, frozen=True):
    """The intruder drill: pause, lock, these seats to the waiting room, their words taken down. One act."""

    seats: tuple[SeatId, ...]


class UndoDrill(Wish, frozen=True):
    """It was a mistake."""


Calm = (
    Pause
    | Resume
    | Ground
    | EndGrounding
    | SetSlow
    | Quiet
    | LiftQuiet
    | SetHold
    | Release
    | Decline
    | RemoveMessage
    | RestoreMessage
    | TagMessage
    | Drill
    | UndoDrill
)
Act = CloseMeeting | Lead | Door | Shape | Calm | BackChannel | SendNudge | SideAct
