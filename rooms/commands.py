"""What can be asked of a meeting. Three closed unions: `Ask` (anyone with a seat), `Act` (a facilitator), `Keep` (the server itself).

Commands hold ids; a woman's words and her name for tonight travel beside them.
"""

from __future__ import annotations

import msgspec

from rooms.events import MessageId, NodeId, SeatId, SeatRole, Word


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


Ask = TakeSeat | PostMessage | TakeBack | Respond | TakeBackResponse | Leave


class CloseMeeting(_Command, frozen=True):
    """End the meeting for everyone."""


Act = CloseMeeting


class Plan(_Command, frozen=True):
    """Begin the log with the room's rules as they are now."""

    capacity: int
    history: bool
    guests: bool
    words_kept_s: int


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


Keep = Plan | Open | CloseByClock | CloseFromOutside | Attach | Detach | NodeGone | TurnAway

Command = Ask | Act | Keep
