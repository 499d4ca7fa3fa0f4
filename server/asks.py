"""What anyone may say over the wire, field by field, with its lengths and ranges. `server/acts.py` has what facilitators say besides."""

from __future__ import annotations

from typing import Annotated

import msgspec

from rooms.events import Word
from rooms.terms import Part, Reason, Topic

LONGEST_TEXT = 2000  # characters, once normalised and trimmed

MessageName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{16,32}\Z")]
MeetingName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,22}\Z")]
SeatName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,22}\Z")]
Cursor = Annotated[str, msgspec.Meta(max_length=64)]
Name = Annotated[str, msgspec.Meta(max_length=200)]


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    """One object `{"type": …}` of the event `command`."""


class TakeSeat(Command, frozen=True, tag="take_seat"):
    """The first command of a connection: be in this meeting, from this place in its events."""

    meeting: MeetingName
    cursor: Cursor | None = None
    name: Name | None = msgspec.field(default=None)
    listening: bool = False  # just to listen tonight
    newcomer: bool = False  # my first time here; facilitators are told


class Post(Command, frozen=True, tag="post"):
    """Say something. `id` is the browser's own random choice; the same again is the same message."""

    id: MessageName
    text: str
    reply_to: MessageName | None = None
    sure: bool = False  # she was asked whether to post these words, and wishes to
    topics: Annotated[list[Topic], msgspec.Meta(max_length=len(Topic))] = msgspec.field(default_factory=list)

    def __repr__(self) -> str:
        return "Post()"


class TakeBack(Command, frozen=True, tag="take_back"):
    """Take my words back."""

    id: MessageName


class TakeBackAll(Command, frozen=True, tag="take_back_all"):
    """Take back everything I said in this meeting."""


class Respond(Command, frozen=True, tag="respond"):
    """Answer with a word."""

    id: MessageName
    word: Word


class Unrespond(Command, frozen=True, tag="unrespond"):
    """Take that word back."""

    id: MessageName
    word: Word


class Earlier(Command, frozen=True, tag="earlier"):
    """What was said before this message."""

    id: MessageName


class Typing(Command, frozen=True, tag="typing"):
    """I am writing."""


class Leave(Command, frozen=True, tag="leave"):
    """Leave the meeting."""


class Report(Command, frozen=True, tag="report"):
    """Ask the facilitators to look at these words."""

    id: MessageName
    reason: Reason
    note: str | None = None

    def __repr__(self) -> str:
        return "Report()"


class SayPrivately(Command, frozen=True, tag="say_privately"):
    """From the waiting room, to the facilitators only."""

    id: MessageName
    text: str

    def __repr__(self) -> str:
        return "SayPrivately()"


class RaiseHand(Command, frozen=True, tag="raise_hand"):
    """I would like to speak."""


class LowerHand(Command, frozen=True, tag="lower_hand"):
    """Not now after all."""


class PassTurn(Command, frozen=True, tag="pass_turn"):
    """Not me, without a reason."""


class EndTurn(Command, frozen=True, tag="end_turn"):
    """I have said what I wished to say."""


class Listen(Command, frozen=True, tag="listen"):
    """Just listening, or not any more."""

    on: bool


class StepAway(Command, frozen=True, tag="step_away"):
    """Something needs me here; quietly, and the others are not told."""

    quiet: bool = False


class ComeBack(Command, frozen=True, tag="come_back"):
    """I am at the page again."""


class Volunteer(Command, frozen=True, tag="volunteer"):
    """I would like to read, to keep time or to welcome tonight."""

    part: Part


class GiveUpPart(Command, frozen=True, tag="give_up_part"):
    """Not after all."""

    part: Part


class AcceptSideRoom(Command, frozen=True, tag="accept_side_room"):
    """Yes, I would like some minutes alone with her."""


class LeaveSideRoom(Command, frozen=True, tag="leave_side_room"):
    """Not now; or, from within, back to the circle."""


class SayInSideRoom(Command, frozen=True, tag="say_in_side_room"):
    """To the other one of the two only."""

    id: MessageName
    text: str

    def __repr__(self) -> str:
        return "SayInSideRoom()"


Turn = RaiseHand | LowerHand | PassTurn | EndTurn | Listen | StepAway | ComeBack | Volunteer | GiveUpPart
SideRoom = AcceptSideRoom | LeaveSideRoom | SayInSideRoom
Ask = TakeSeat | Post | TakeBack | TakeBackAll | Respond | Unrespond | Earlier | Typing | Leave | Report | SayPrivately | SideRoom | Turn
