"""What can happen to a side room: a timed, private one-to-one between a facilitator (`by`) and a member (`seat`) who said yes to it."""

from __future__ import annotations

from datetime import datetime

from rooms.ids import Fact, MessageId, SeatId
from rooms.terms import Detail, EndedBy, Reason


class SideRoomOffered(Fact, frozen=True):
    """A facilitator offers it; the offer lapses at `until`. Facilitators, and she herself."""

    seat: SeatId
    by: SeatId
    minutes: int
    until: datetime


class SideOfferEnded(Fact, frozen=True):
    """There will be none: withdrawn, not now, or not answered. Facilitators, and she herself."""

    seat: SeatId
    by: SeatId
    why: EndedBy


class SideRoomBegan(Fact, frozen=True):
    """She said yes, and the two are in it. Members are shown that she stepped away."""

    seat: SeatId
    by: SeatId
    until: datetime


class SideRoomLengthened(Fact, frozen=True):
    """It may last longer. Facilitators, and the two."""

    seat: SeatId
    by: SeatId
    until: datetime


class SideSaid(Fact, frozen=True):
    """One of the two wrote to the other. The two only, as part of their standing.

    Control, so that whoever ends the side room knows every word there is, and none is taken after it.
    """

    message: MessageId
    seat: SeatId  # who said it
    room: SeatId  # the member whose side room it is
    hidden: tuple[Detail, ...] = ()  # what was hidden in it, in the order of the list


class SideReported(Fact, frozen=True):
    """One of the two asks that somebody looks at the other's words; they, she and her note are sealed in the report.

    Shown to nobody: whoever wrote them would know at once who it was.
    """

    message: MessageId
    report: str
    reason: Reason


class SideRoomEnded(Fact, frozen=True):
    """It is over, and its words are destroyed with this entry. Facilitators; members are shown that she came back, if she is `back`."""

    seat: SeatId
    by: SeatId
    why: EndedBy
    back: bool  # in the circle; else she has left it
    messages: tuple[MessageId, ...]


SideEvent = SideRoomOffered | SideOfferEnded | SideRoomBegan | SideRoomLengthened | SideSaid | SideReported | SideRoomEnded
