"""What can happen to a case. Folded in order they give the case; kept in order, each linked to the one before, they are its timeline.

`by` is the account of a member of staff, `SHE` or `SYSTEM`. Ids and closed words only.
"""

from __future__ import annotations

from moderation import case_terms as t
from moderation.case_care_events import (
    Calling,
    Caring,
    Closed,
    ContactTried,
    EmergencyCalled,
    EmergencyConfirmed,
    EmergencyNotConfirmed,
    Ending,
    Engaged,
    Following,
    FollowUpBegan,
    FollowUpDone,
    FollowUpDropped,
    FollowUpOverdue,
    FollowUpSet,
    Handoff,
    HandoffAccepted,
    HandoffConfirmed,
    HandoffConnected,
    HandoffOffered,
    HandoffRefused,
    Noted,
    NoticeGiven,
    NoticeWithheld,
    NumbersOffered,
    OutsideCallAsked,
    OutsideCallSeconded,
    Reopened,
    Said,
    Showing,
    WindowOpened,
    WindowWidened,
    WithHer,
)
from rooms.ids import Fact, MeetingId, SeatId

__all__ = [
    "Acknowledged",
    "Asked",
    "AskedAgain",
    "Calling",
    "CallsPages",
    "Caring",
    "CaseEvent",
    "Closed",
    "ContactTried",
    "EmergencyCalled",
    "EmergencyConfirmed",
    "EmergencyNotConfirmed",
    "Ending",
    "Engaged",
    "Exhausted",
    "FollowUpBegan",
    "FollowUpDone",
    "FollowUpDropped",
    "FollowUpOverdue",
    "FollowUpSet",
    "Following",
    "Handoff",
    "HandoffAccepted",
    "HandoffConfirmed",
    "HandoffConnected",
    "HandoffOffered",
    "HandoffRefused",
    "HandoverAccepted",
    "HandoverEnded",
    "HandoverOffered",
    "LevelPaged",
    "LevelSkipped",
    "Noted",
    "NoticeGiven",
    "NoticeWithheld",
    "NumbersOffered",
    "OutsideCallAsked",
    "OutsideCallSeconded",
    "OwnerHeard",
    "OwnerReleased",
    "Owning",
    "PageFailed",
    "PageSent",
    "Paging",
    "Raised",
    "Reopened",
    "Repaged",
    "Said",
    "SeveritySet",
    "SheDeclined",
    "Showing",
    "SupervisorsPaged",
    "WindowOpened",
    "WindowWidened",
    "WithHer",
    "Withdrawn",
]


# raised, asked again, taken back


class Raised(Fact, frozen=True):
    """Always the first. `meeting` and `seat` are empty where she has none; `by` is who raised it: for a member's worry, `SYSTEM`."""

    case: t.CaseId
    ask: t.AskId
    severity: t.Severity
    origin: t.Origin
    by: t.AccountId
    policy: t.Policy
    meeting: MeetingId = MeetingId("")
    seat: SeatId = SeatId("")


class AskedAgain(Fact, frozen=True):
    """Another request that is the same case: she asked once more, somebody else worries too, or a flood came at once."""

    ask: t.AskId
    origin: t.Origin
    by: t.AccountId


class Withdrawn(Fact, frozen=True):
    """She took this request back."""

    ask: t.AskId


class SheDeclined(Fact, frozen=True):
    """She does not wish for help now. It is told to whoever has the case, and ends nothing."""


# paging: each of the first three makes pages, whose key is case, level, round and contact


class LevelPaged(Fact, frozen=True):
    """This level is asked to answer; `level` counts from 1. `round` grows with each pass and each page out of turn."""

    level: int
    round: int
    targets: tuple[t.AccountId, ...]


class SupervisorsPaged(Fact, frozen=True):
    """It is exhausted, and everybody is paged: all supervisors, and once more the whole chain. Again and again until somebody answers."""

    round: int
    targets: tuple[t.AccountId, ...]


class Repaged(Fact, frozen=True):
    """These people are paged besides the chain."""

    why: t.WhyPaged
    round: int
    targets: tuple[t.AccountId, ...]


class LevelSkipped(Fact, frozen=True):
    """There is nobody on this level."""

    level: int
    round: int


class Exhausted(Fact, frozen=True):
    """Everybody on the chain was paged as often as the policy says, and nobody has answered."""


class PageSent(Fact, frozen=True):
    """The channel has taken this page."""

    page: str
    target: t.AccountId
    channel: t.Channel


class PageFailed(Fact, frozen=True):
    """This page did not arrive."""

    page: str
    target: t.AccountId
    channel: t.Channel
    trouble: t.Trouble


# who has it


class Acknowledged(Fact, frozen=True):
    """It has an owner, and every page stops."""

    by: t.AccountId
    standing: t.Standing


class OwnerHeard(Fact, frozen=True):
    """The owner is at work: she typed, she looked."""

    by: t.AccountId


class OwnerReleased(Fact, frozen=True):
    """Nobody owns it any more: paging begins anew."""

    owner: t.AccountId
    why: t.WhyReleased


class HandoverOffered(Fact, frozen=True):
    """At the end of her shift the owner asks somebody by name to take it. Until then it stays hers."""

    by: t.AccountId
    to: t.AccountId


class HandoverAccepted(Fact, frozen=True):
    """And she takes it: she is its owner."""

    by: t.AccountId
    standing: t.Standing


class HandoverEnded(Fact, frozen=True):
    """And she does not, or the owner keeps it after all."""

    by: t.AccountId


class SeveritySet(Fact, frozen=True):
    """It is as grave as this now; `why` where it is less grave than before."""

    severity: t.Severity
    by: t.AccountId
    why: t.WhyLowered | None = None


Asked = AskedAgain | Withdrawn | SheDeclined
Paging = LevelPaged | SupervisorsPaged | Repaged | LevelSkipped | Exhausted | PageSent | PageFailed
CallsPages = LevelPaged | SupervisorsPaged | Repaged  # each makes pages, in the same transaction
Owning = Acknowledged | OwnerHeard | OwnerReleased | HandoverOffered | HandoverAccepted | HandoverEnded | SeveritySet
CaseEvent = Raised | Asked | Paging | Owning | Caring | Handoff | Calling | Showing | Following | Ending
