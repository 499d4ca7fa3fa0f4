"""What the server asks of a meeting when it notices that something there must end, or can begin."""

from __future__ import annotations

from rooms.desk_events import PersonTold
from rooms.ids import SeatId, Wish


class ShutOut(Wish, frozen=True):
    """It was decided elsewhere that she may not be here."""

    seat: SeatId


class MoveOn(Wish, frozen=True):
    """Whose turn it is has lost her line for too long; or nobody's it is, and time has made it somebody's."""


class FillPlaces(Wish, frozen=True):
    """Time has freed a seat while somebody waits in the queue."""


class TellOfPerson(Wish, frozen=True):
    """How it stands with the person who was called for a woman here."""

    told: PersonTold


Upkeep = ShutOut | MoveOn | FillPlaces | TellOfPerson
