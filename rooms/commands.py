"""What can be asked of a meeting. Three closed unions: `Ask` (anyone with a seat), `Act` (a facilitator), `Keep` (the server itself).

Commands hold ids; a woman's words and her name for tonight travel beside them.
"""

from __future__ import annotations

from rooms.acts import (
    AcceptLead,
    Act,
    Admit,
    AdmitAll,
    AnswerPrivately,
    BeginStep,
    CallOn,
    Calm,
    CloseMeeting,
    Decline,
    DeclineSeat,
    Door,
    Drill,
    EndGrounding,
    GrantTime,
    Ground,
    KeepLead,
    Lead,
    LetBack,
    LiftQuiet,
    LockDoor,
    MoveToWaiting,
    NextTurn,
    OfferLead,
    Pause,
    Quiet,
    Release,
    RemoveMessage,
    RemoveSeat,
    RestoreMessage,
    Resume,
    SetHold,
    SetMode,
    SetSlow,
    SetWaiting,
    Shape,
    StartRound,
    TagMessage,
    UndoDrill,
    UnlockDoor,
)
from rooms.afterwards import Afterwards, EraseDrill, Overturn
from rooms.hours import CloseByClock, CloseFromOutside, Open, Plan
from rooms.ids import MessageId, NodeId, SeatId, SeatRole, Wish, Word
from rooms.rules import Rule
from rooms.side_wishes import SideAsk
from rooms.terms import Detail, Part, Reason, Topic
from rooms.upkeep import Upkeep

__all__ = [
    "AcceptLead",
    "Act",
    "Admit",
    "AdmitAll",
    "AnswerPrivately",
    "Ask",
    "Attach",
    "BeginStep",
    "CallOn",
    "Calm",
    "CloseByClock",
    "CloseFromOutside",
    "CloseMeeting",
    "ComeBack",
    "Command",
    "Decline",
    "DeclineSeat",
    "Detach",
    "Door",
    "Drill",
    "EndGrounding",
    "EndTurn",
    "EraseDrill",
    "GiveUpPart",
    "GrantTime",
    "Ground",
    "Keep",
    "KeepLead",
    "Lead",
    "Leave",
    "LetBack",
    "LiftQuiet",
    "Listen",
    "LockDoor",
    "LowerHand",
    "MoveToWaiting",
    "NextTurn",
    "NodeGone",
    "OfferLead",
    "Open",
    "Overturn",
    "PassTurn",
    "Pause",
    "Plan",
    "PostMessage",
    "Quiet",
    "RaiseHand",
    "Release",
    "RemoveMessage",
    "RemoveSeat",
    "Report",
    "Respond",
    "RestoreMessage",
    "Resume",
    "SayPrivately",
    "SetHold",
    "SetMode",
    "SetSlow",
    "SetWaiting",
    "Shape",
    "Speech",
    "StartRound",
    "StepAway",
    "Succeed",
    "TagMessage",
    "TakeBack",
    "TakeBackAll",
    "TakeBackResponse",
    "TakeSeat",
    "Turn",
    "TurnAway",
    "UndoDrill",
    "UnlockDoor",
    "Volunteer",
]


class TakeSeat(Wish, frozen=True):
    """A place under a name for this meeting. `seat` is fresh; `mark` is the blind index of the name's look-alike form."""

    seat: SeatId
    mark: str
    role: SeatRole
    guest: bool
    node: NodeId | None = None  # the node that already holds her line, if any
    listening: bool = False  # just to listen tonight
    newcomer: bool = False  # my first time here
    answers: MessageId | None = None  # to the room's questions: kept where a facilitator meets her


class PostMessage(Wish, frozen=True):
    """Say something to the circle. `rule`: which of the room's rules a member's words meet; `hold`: that it asks to read them first.

    `topics`: what they touch, by their author. `hidden`: what was hidden in them.
    """

    message: MessageId
    reply_to: MessageId | None = None
    rule: Rule | None = None
    hold: bool = False
    topics: tuple[Topic, ...] = ()
    hidden: tuple[Detail, ...] = ()


class TakeBack(Wish, frozen=True):
    """Take my own words back, at once for everyone."""

    message: MessageId


class TakeBackAll(Wish, frozen=True):
    """Take back everything I said here, wherever I am: also from outside, and after the end."""


class Respond(Wish, frozen=True):
    """Answer with a word."""

    message: MessageId
    word: Word


class TakeBackResponse(Wish, frozen=True):
    """Take that word back."""

    message: MessageId
    word: Word


class Leave(Wish, frozen=True):
    """Leave quietly."""


class Report(Wish, frozen=True):
    """Ask the facilitators to look at a message. `report` is fresh; her note travels beside."""

    message: MessageId
    report: str
    reason: Reason


class SayPrivately(Wish, frozen=True):
    """From the waiting room, to the facilitators only. `hidden`: what was hidden in it."""

    message: MessageId
    hidden: tuple[Detail, ...] = ()


class RaiseHand(Wish, frozen=True):
    """I would like to speak."""


class LowerHand(Wish, frozen=True):
    """Not now after all."""


class PassTurn(Wish, frozen=True):
    """Not me, without a reason."""


class EndTurn(Wish, frozen=True):
    """I have said what I wished to say."""


class Listen(Wish, frozen=True):
    """Just listening: do not call on me. Or: I may be called on again."""

    on: bool


class StepAway(Wish, frozen=True):
    """Something needs me here. Quietly: the others are not told."""

    quiet: bool


class ComeBack(Wish, frozen=True):
    """I am at the page again."""


class Volunteer(Wish, frozen=True):
    """I would like to do this tonight."""

    part: Part


class GiveUpPart(Wish, frozen=True):
    """Not after all."""

    part: Part


Turn = RaiseHand | LowerHand | PassTurn | EndTurn | Listen | StepAway | ComeBack | Volunteer | GiveUpPart
Speech = PostMessage | TakeBack | Respond | TakeBackResponse | Report | SayPrivately
Ask = TakeSeat | Leave | TakeBackAll | Speech | Turn | SideAsk


class Attach(Wish, frozen=True):
    """This node now holds a line to this seat."""

    seat: SeatId
    node: NodeId


class Detach(Wish, frozen=True):
    """This node no longer holds a line to this seat."""

    seat: SeatId
    node: NodeId


class NodeGone(Wish, frozen=True):
    """That node is dead: every line it held is lost."""

    node: NodeId


class TurnAway(Wish, frozen=True):
    """Somebody was refused because the circle is full."""


class Succeed(Wish, frozen=True):
    """The lead's line is lost for too long and another facilitator is here."""


Keep = Plan | Open | CloseByClock | CloseFromOutside | Attach | Detach | NodeGone | TurnAway | Upkeep | Succeed | Afterwards

Command = Ask | Act | Keep
