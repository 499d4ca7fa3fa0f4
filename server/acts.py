"""What facilitators may say over the wire, field by field, with its ranges. That they may is decided by the meeting, not here."""

from __future__ import annotations

from typing import Annotated

import msgspec

from rooms.terms import Mode, NextStep, Nudge, Reason, Scope, Topic, WaitingFor
from server.asks import Command, MessageName, SeatName

MOST_IN_DRILL = 50
LONGEST_SLOW_S = 21_600
LONGEST_TURN_S = 3_600
LONGEST_QUIET_MIN = 1_440
LONGEST_SIDE_ROOM_MIN = 30
GRANTED_S = (30, 1_800)


class CloseMeeting(Command, frozen=True, tag="close_meeting"):
    """End the meeting for everyone."""


class OfferLead(Command, frozen=True, tag="offer_lead"):
    """Offer the lead to another facilitator."""

    seat: SeatName


class AcceptLead(Command, frozen=True, tag="accept_lead"):
    """Take it."""


class KeepLead(Command, frozen=True, tag="keep_lead"):
    """Take the offer back, or do not take the lead."""


class Admit(Command, frozen=True, tag="admit"):
    """Let her in from the waiting room."""

    seat: SeatName


class AdmitAll(Command, frozen=True, tag="admit_all"):
    """Let everyone in who waits."""


class DeclineSeat(Command, frozen=True, tag="decline_seat"):
    """Not tonight, with something else she can do."""

    seat: SeatName
    next: NextStep


class MoveToWaiting(Command, frozen=True, tag="move_to_waiting"):
    """Ask her back to the waiting room."""

    seat: SeatName


class RemoveSeat(Command, frozen=True, tag="remove_seat"):
    """Ask her to go."""

    seat: SeatName
    reason: Reason
    scope: Scope


class LetBack(Command, frozen=True, tag="let_back"):
    """She may come again after all."""

    seat: SeatName


class LockDoor(Command, frozen=True, tag="lock_door"):
    """Nobody new."""


class UnlockDoor(Command, frozen=True, tag="unlock_door"):
    """The door is open again."""


class SetWaiting(Command, frozen=True, tag="set_waiting"):
    """Who is met at the door."""

    who: WaitingFor


class AnswerPrivately(Command, frozen=True, tag="answer_privately"):
    """To one waiting woman only."""

    id: MessageName
    seat: SeatName
    text: str

    def __repr__(self) -> str:
        return "AnswerPrivately()"


class BeginStep(Command, frozen=True, tag="begin_step"):
    """Go to this step of the script."""

    index: Annotated[int, msgspec.Meta(ge=0, le=999)]


class SetMode(Command, frozen=True, tag="set_mode"):
    """Who speaks when."""

    mode: Mode
    cross_talk: bool
    turn_s: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_TURN_S)] = 0


class StartRound(Command, frozen=True, tag="start_round"):
    """Ask everyone again."""


class NextTurn(Command, frozen=True, tag="next_turn"):
    """Whoever is next."""


class CallOn(Command, frozen=True, tag="call_on"):
    """It is her turn."""

    seat: SeatName


class GrantTime(Command, frozen=True, tag="grant_time"):
    """A little longer."""

    seconds: Annotated[int, msgspec.Meta(ge=GRANTED_S[0], le=GRANTED_S[1])]


class Pause(Command, frozen=True, tag="pause"):
    """Everything rests."""


class Resume(Command, frozen=True, tag="resume"):
    """It goes on as it was."""


class Ground(Command, frozen=True, tag="ground"):
    """A moment of rest for everyone."""


class EndGrounding(Command, frozen=True, tag="end_grounding"):
    """That was long enough."""


class SetSlow(Command, frozen=True, tag="set_slow"):
    """Seconds between a member's messages; 0 lifts it."""

    seconds: Annotated[int, msgspec.Meta(ge=0, le=LONGEST_SLOW_S)]


class Quiet(Command, frozen=True, tag="quiet"):
    """Quiet time for one woman."""

    seat: SeatName
    minutes: Annotated[int, msgspec.Meta(ge=1, le=LONGEST_QUIET_MIN)]
    reason: Reason


class LiftQuiet(Command, frozen=True, tag="lift_quiet"):
    """She may write again already."""

    seat: SeatName


class SetHold(Command, frozen=True, tag="set_hold"):
    """Read first what everyone (`seat` null) or one seat writes, or do not any more."""

    seat: SeatName | None
    on: bool


class Release(Command, frozen=True, tag="release"):
    """A held message may reach the circle."""

    id: MessageName


class Decline(Command, frozen=True, tag="decline"):
    """A held message does not reach the circle."""

    id: MessageName
    reason: Reason


class RemoveMessage(Command, frozen=True, tag="remove_message"):
    """Take it down, with a reason."""

    id: MessageName
    reason: Reason


class RestoreMessage(Command, frozen=True, tag="restore_message"):
    """Show it again."""

    id: MessageName


class TagMessage(Command, frozen=True, tag="tag_message"):
    """Say what these words touch, or take that back."""

    id: MessageName
    topic: Topic
    on: bool


class Drill(Command, frozen=True, tag="drill"):
    """The intruder drill for these seats."""

    seats: Annotated[list[SeatName], msgspec.Meta(max_length=MOST_IN_DRILL)]


class UndoDrill(Command, frozen=True, tag="undo_drill"):
    """It was a mistake."""


class SayInBackChannel(Command, frozen=True, tag="say_in_back_channel"):
    """To the other facilitators of this meeting only."""

    id: MessageName
    text: str

    def __repr__(self) -> str:
        return "SayInBackChannel()"


class TakeBackInBackChannel(Command, frozen=True, tag="take_back_in_back_channel"):
    """Take my own words to them back."""

    id: MessageName


class ClearBackChannel(Command, frozen=True, tag="clear_back_channel"):
    """Destroy all that was said there."""


class SendNudge(Command, frozen=True, tag="send_nudge"):
    """One sentence of the list, to her alone."""

    seat: SeatName
    nudge: Nudge


class OfferSideRoom(Command, frozen=True, tag="offer_side_room"):
    """Some minutes alone with her, if she likes."""

    seat: SeatName
    minutes: Annotated[int, msgspec.Meta(ge=1, le=LONGEST_SIDE_ROOM_MIN)]


class WithdrawSideRoom(Command, frozen=True, tag="withdraw_side_room"):
    """Take the offer back."""


class LengthenSideRoom(Command, frozen=True, tag="lengthen_side_room"):
    """Five minutes more."""


class EndSideRoom(Command, frozen=True, tag="end_side_room"):
    """Back to the circle, both of us."""


Lead = OfferLead | AcceptLead | KeepLead
Door = Admit | AdmitAll | DeclineSeat | MoveToWaiting | RemoveSeat | LetBack | LockDoor | UnlockDoor | SetWaiting | AnswerPrivately
Shape = BeginStep | SetMode | StartRound | NextTurn | CallOn | GrantTime
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
BackChannel = SayInBackChannel | TakeBackInBackChannel | ClearBackChannel
SideRoom = OfferSideRoom | WithdrawSideRoom | LengthenSideRoom | EndSideRoom
Act = CloseMeeting | Lead | Door | Shape | Calm | BackChannel | SendNudge | SideRoom
