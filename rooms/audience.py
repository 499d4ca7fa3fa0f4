"""Audiences: those who are shown the same. Its members share frames, so what an audience is shown is decided by event alone."""

from __future__ import annotations

import enum

import msgspec

from rooms import events as e
from rooms.events import Event, MessageId, SeatId, SeatRole


class Audience(enum.IntEnum):
    """Those who are shown the same."""

    MEMBERS = 0
    FACILITATORS = 1
    WAITING = 2  # the waiting room: nothing of the circle reaches it


def audience_of(role: SeatRole) -> Audience:
    """Which audience a seat of this role belongs to in the circle. Whoever waits is told apart by `rooms.views.audience_at`."""
    return Audience.FACILITATORS if role is SeatRole.FACILITATOR else Audience.MEMBERS


class Words(msgspec.Struct):
    """What travels beside events: bodies of messages and names of seats, opened. Never printed."""

    bodies: dict[MessageId, str] = msgspec.field(default_factory=dict)
    names: dict[SeatId, str] = msgspec.field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Words({len(self.bodies)} bodies, {len(self.names)} names)"


NOBODY = (
    e.MeetingPlanned,
    e.SeatTaken,
    e.SeatGivenUp,
    e.SeatAttached,
    e.SeatDetached,
    e.SideSaid,
    e.SideReported,
    e.DoorAnswered,
    e.DoorAnswersGone,
)
FACILITATORS_ONLY = (
    e.TurnedAway,
    e.LeadOffered,
    e.LeadKept,
    e.SeatWaits,
    e.SeatQueued,
    e.SeatUnqueued,
    e.WaitEnded,
    e.SeatAdmitted,
    e.SeatDeclined,
    e.SeatLetBack,
    e.WaitingSet,
    e.PrivateSaid,
    e.Quieted,
    e.QuietLifted,
    e.HoldSet,
    e.MessageHeld,
    e.MessageDeclined,
    e.HeldTakenBack,
    e.MessageReported,
    e.DrillCalled,
    e.DrillUndone,
    e.DrillErased,
    e.BackChannelSaid,
    e.BackChannelTakenBack,
    e.BackChannelCleared,
    e.Nudged,
    e.PersonTold,
    e.SideRoomOffered,
    e.SideOfferEnded,
    e.SideRoomLengthened,
)
WAITING_TOO = (e.MeetingOpened, e.MeetingClosed, e.Paused, e.Resumed, e.Attended, e.Unattended)
THE_CIRCLE = (
    e.SeatArrived,
    e.SeatBack,
    e.SeatLost,
    e.SeatLeft,
    e.LeadTaken,
    e.SeatMovedToWaiting,
    e.DoorLocked,
    e.DoorUnlocked,
    e.StepBegan,
    e.ModeSet,
    e.RoundBegan,
    e.HandRaised,
    e.HandLowered,
    e.HandsSet,
    e.TurnBegan,
    e.TurnEnded,
    e.TimeGranted,
    e.ListeningSet,
    e.Volunteered,
    e.PartGivenUp,
    e.SideRoomBegan,
    e.GroundingBegan,
    e.GroundingEnded,
    e.SlowSet,
    e.MessagePosted,
    e.MessageReleased,
    e.MessageRemoved,
    e.MessageRestored,
    e.MessageTagged,
    e.MessageTakenBack,
    e.Responded,
    e.ResponseTakenBack,
)
STEPPING = (
    e.SteppedAway,
    e.CameBack,
    e.TurnHeld,
    e.TurnResumed,
    e.SideRoomEnded,
    e.SeatRemoved,
    e.AllTakenBack,
)  # in the circle, or quietly: then facilitators only

_DESK, _CIRCLE = (False, True, False), (True, True, False)  # by audience
_SEEN: dict[type, tuple[bool, bool, bool]] = {
    **dict.fromkeys(NOBODY, (False, False, False)),
    **dict.fromkeys(FACILITATORS_ONLY, _DESK),
    **dict.fromkeys(THE_CIRCLE, _CIRCLE),
    **dict.fromkeys(WAITING_TOO, (True, True, True)),
}


def sees(audience: Audience, event: Event) -> bool:
    """Whether this audience is shown this event at all."""
    seen = _SEEN.get(type(event))
    if seen is None:
        assert isinstance(event, STEPPING), "every event is in one of the tables above"
        seen = _DESK if _quietly(event) else _CIRCLE
    return seen[audience]


def _quietly(event: e.SteppedAway | e.CameBack | e.TurnHeld | e.TurnResumed | e.SideRoomEnded | e.SeatRemoved | e.AllTakenBack) -> bool:
    match event:
        case e.SideRoomEnded():
            return not event.back
        case e.SeatRemoved():
            return event.unseen
        case e.AllTakenBack():
            return not event.messages
        case _:
            return event.quiet
