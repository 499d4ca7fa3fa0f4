"""What can be asked of a meeting. Three closed unions: `Ask` (anyone with a seat), `Act` (a facilitator), `Keep` (the server itself).

Commands hold ids; a woman's words and her name for tonight travel beside them.
"""

from __future__ import annotations

import msgspec

from rooms.events import MessageId, NodeId, SeatId, SeatRole, Word
from rooms.formats import Step
from rooms.terms import Mode, NextStep, Part, Reason, Scope, WaitingFor


class _Command(msgspec.Struct, frozen=True):
    """A wish."""


class TakeSeat(_Command, frozen=True):
    """A place under a name for this meeting. `seat` is fresh; `mark` is the blind index of the name's look-alike form."""

    seat: SeatId
    mark: str
    role: SeatRole
    guest: bool
    node: NodeId | None = None  # the node that already holds her line, if any


class PostMessage(_Command, frozen=True):
    """Say something to the circle."""

    message: MessageId
    reply_to: MessageId | None = None


class TakeBack(_Command, frozen=True):
    """Take my own words back, at once for everyone."""

    message: MessageId


class Respond(_Command, frozen=True):
    """Answer with a word."""

    message: MessageId
    word: Word


class TakeBackResponse(_Command, frozen=True):
    """Take that word back."""

    message: MessageId
    word: Word


class Leave(_Command, frozen=True):
    """Leave quietly."""


class Report(_Command, frozen=True):
    """Ask the facilitators to look at a message. `report` is fresh; her note travels beside."""

    message: MessageId
    report: str
    reason: Reason


class SayPrivately(_Command, frozen=True):
    """From the waiting room, to the facilitators only."""

    message: MessageId


class RaiseHand(_Command, frozen=True):
    """I would like to speak."""


class LowerHand(_Command, frozen=True):
    """Not now after all."""


class PassTurn(_Command, frozen=True):
    """Not me, without a reason."""


class EndTurn(_Command, frozen=True):
    """I have said what I wished to say."""


class Listen(_Command, frozen=True):
    """Just listening: do not call on me. Or: I may be called on again."""

    on: bool


class StepAway(_Command, frozen=True):
    """Something needs me here. Quietly: the others are not told."""

    quiet: bool


class ComeBack(_Command, frozen=True):
    """I am at the page again."""


class Volunteer(_Command, frozen=True):
    """I would like to do this tonight."""

    part: Part


class GiveUpPart(_Command, frozen=True):
    """Not after all."""

    part: Part


Turn = RaiseHand | LowerHand | PassTurn | EndTurn | Listen | StepAway | ComeBack | Volunteer | GiveUpPart
Speech = PostMessage | TakeBack | Respond | TakeBackResponse | Report | SayPrivately
Ask = TakeSeat | Leave | Speech | Turn


class CloseMeeting(_Command, frozen=True):
    """End the meeting for everyone."""


class OfferLead(_Command, frozen=True):
    """The lead offers it to another facilitator."""

    seat: SeatId


class AcceptLead(_Command, frozen=True):
    """She takes it."""


class KeepLead(_Command, frozen=True):
    """The offer is withdrawn, or not taken."""


Lead = OfferLead | AcceptLead | KeepLead


class Admit(_Command, frozen=True):
    """Let her in from the waiting room."""

    seat: SeatId


class AdmitAll(_Command, frozen=True):
    """Let everyone in who waits, as far as there are seats."""


class DeclineSeat(_Command, frozen=True):
    """Not tonight, kindly, with something else she can do."""

    seat: SeatId
    next: NextStep


class MoveToWaiting(_Command, frozen=True):
    """Ask her back to the waiting room, with a private line open."""

    seat: SeatId


class RemoveSeat(_Command, frozen=True):
    """Ask her to go."""

    seat: SeatId
    reason: Reason
    scope: Scope


class LetBack(_Command, frozen=True):
    """She may come again after all."""

    seat: SeatId


class LockDoor(_Command, frozen=True):
    """Nobody new."""


class UnlockDoor(_Command, frozen=True):
    """The door is open again."""


class SetWaiting(_Command, frozen=True):
    """Who is met at the door."""

    who: WaitingFor


class AnswerPrivately(_Command, frozen=True):
    """To one waiting woman only."""

    message: MessageId
    seat: SeatId


Door = Admit | AdmitAll | DeclineSeat | MoveToWaiting | RemoveSeat | LetBack | LockDoor | UnlockDoor | SetWaiting | AnswerPrivately


class BeginStep(_Command, frozen=True):
    """Go to this step of the script."""

    index: int


class SetMode(_Command, frozen=True):
    """Who speaks when."""

    mode: Mode
    cross_talk: bool
    turn_s: int


class StartRound(_Command, frozen=True):
    """Ask everyone again."""


class NextTurn(_Command, frozen=True):
    """Whoever is next by hands or around the circle; ends the turn there is."""


class CallOn(_Command, frozen=True):
    """It is her turn; ends the turn there is."""

    seat: SeatId


class GrantTime(_Command, frozen=True):
    """A little longer."""

    seconds: int


Shape = BeginStep | SetMode | StartRound | NextTurn | CallOn | GrantTime


class Pause(_Command, frozen=True):
    """Everything rests."""


class Resume(_Command, frozen=True):
    """It goes on as it was."""


class SetSlow(_Command, frozen=True):
    """Seconds between a member's messages; 0 lifts it."""

    seconds: int


class Quiet(_Command, frozen=True):
    """Quiet time for one woman."""

    seat: SeatId
    minutes: int
    reason: Reason


class LiftQuiet(_Command, frozen=True):
    """She may write again already."""

    seat: SeatId


class SetHold(_Command, frozen=True):
    """Read first what everyone (`seat` None) or one seat writes, or do not any more."""

    seat: SeatId | None
    on: bool


class Release(_Command, frozen=True):
    """A held message may reach the circle."""

    message: MessageId


class Decline(_Command, frozen=True):
    """A held message does not reach the circle."""

    message: MessageId
    reason: Reason


class RemoveMessage(_Command, frozen=True):
    """Take it down, with a reason."""

    message: MessageId
    reason: Reason


class RestoreMessage(_Command, frozen=True):
    """Show it again."""

    message: MessageId


class Drill(_Command, frozen=True):
    """The intruder drill: pause, lock, these seats to the waiting room, their words taken down. One act."""

    seats: tuple[SeatId, ...]


class UndoDrill(_Command, frozen=True):
    """It was a mistake."""


Calm = Pause | Resume | SetSlow | Quiet | LiftQuiet | SetHold | Release | Decline | RemoveMessage | RestoreMessage | Drill | UndoDrill
Act = CloseMeeting | Lead | Door | Shape | Calm


class Plan(_Command, frozen=True):
    """Begin the log with the room's rules as they are now."""

    capacity: int
    history: bool
    guests: bool
    words_kept_s: int
    facilitators_needed: int = 1
    grace_s: int = 60
    waiting: WaitingFor = WaitingFor.NOBODY
    script: tuple[Step, ...] = ()


class Open(_Command, frozen=True):
    """It is time, or a facilitator opened the door."""


class CloseByClock(_Command, frozen=True):
    """The meeting has reached its end."""


class CloseFromOutside(_Command, frozen=True):
    """A facilitator ends it from a page, whether or not she has a seat."""


class Attach(_Command, frozen=True):
    """This node now holds a line to this seat."""

    seat: SeatId
    node: NodeId


class Detach(_Command, frozen=True):
    """This node no longer holds a line to this seat."""

    seat: SeatId
    node: NodeId


class NodeGone(_Command, frozen=True):
    """That node is dead: every line it held is lost."""

    node: NodeId


class TurnAway(_Command, frozen=True):
    """Somebody was refused because the circle is full."""


class Succeed(_Command, frozen=True):
    """The lead's line is lost for too long and another facilitator is here."""


Keep = Plan | Open | CloseByClock | CloseFromOutside | Attach | Detach | NodeGone | TurnAway | Succeed

Command = Ask | Act | Keep
