"""What can be asked about a side room: by a facilitator, by the member, by either of the two, and by the server when its time is over."""

from __future__ import annotations

from rooms.ids import MessageId, SeatId, Wish
from rooms.terms import Detail


class OfferSideRoom(Wish, frozen=True):
    """Some minutes alone with her, if she likes."""

    seat: SeatId
    minutes: int


class WithdrawSideRoom(Wish, frozen=True):
    """My offer does not stand any more."""


class LengthenSideRoom(Wish, frozen=True):
    """A little longer."""


class EndSideRoom(Wish, frozen=True):
    """Back to the circle, both of us."""


class AcceptSideRoom(Wish, frozen=True):
    """Yes, I would like to."""


class LeaveSideRoom(Wish, frozen=True):
    """Not now; or, from within, back to the circle. Without a reason."""


class SayInSideRoom(Wish, frozen=True):
    """To the other one of the two only. `hidden`: what was hidden in it."""

    message: MessageId
    hidden: tuple[Detail, ...] = ()


class EndSideRooms(Wish, frozen=True):
    """The time of a side room or of an offer is over."""


SideAct = OfferSideRoom | WithdrawSideRoom | LengthenSideRoom | EndSideRoom
SideAsk = AcceptSideRoom | LeaveSideRoom | SayInSideRoom
