"""What the server asks of a meeting afterwards: when the time of something is over, or when somebody else has looked at it again."""

from __future__ import annotations

from rooms.ids import MessageId, Wish
from rooms.side_wishes import EndSideRooms
from rooms.terms import Measure


class EraseDrill(Wish, frozen=True):
    """The time is over in which a drill that took down these messages could be undone."""

    messages: tuple[MessageId, ...]


class ForgetBackChannel(Wish, frozen=True):
    """The time after the meeting's end is over for which the facilitators' own words were kept."""


class Overturn(Wish, frozen=True):
    """Somebody else has looked at what a facilitator did, and it does not stand. `about`: the seat or the message that it was done to."""

    measure: Measure
    about: str


Afterwards = EraseDrill | ForgetBackChannel | Overturn | EndSideRooms
