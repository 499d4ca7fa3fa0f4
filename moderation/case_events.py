"""What can happen to a case. Folded in order they give the case; kept in order, each linked to the one before, they are its timeline.

`by` is the account of a member of staff, `SHE` or `SYSTEM`. Ids and closed words only.
"""

from __future__ import annotations

from datetime import datetime

from moderation.case_terms import (
    AccountId,
    AskId,
    CaseId,
    Channel,
    Origin,
    Outcome,
    Policy,
    Service,
    Severity,
    Standing,
    Task,
    TaskId,
    Trouble,
    Way,
    WhyAlone,
    WhyDropped,
    WhyLooked,
    WhyLowered,
    WhyPaged,
    WhyReleased,
    WhyReopened,
    WhyWithheld,
)
from rooms.ids import Fact, MeetingId, MessageId, SeatId

# raised, asked again, taken back


class Raised(Fact, frozen=True):
    """Always the first. `meeting` and `seat` are empty where she has none; `by` is who raised it: for a member's worry, `SYSTEM`."""

    ask: AskId
    severity: Severity
    origin: Origin
    by: AccountId
    policy: Policy
    meeting: MeetingId = MeetingId("")
    seat: SeatId = SeatId("")


class AskedAgain(Fact, frozen=True):
    """Another request that is the same case: she asked once more, somebody else worries too, or a flood came at once."""

    ask: AskId
    origin: Origin
    by: AccountId


class Withdrawn(Fact, frozen=True):
    """She took this request back."""

    ask: AskId


class SheDeclined(Fact, frozen=True):
    """She does not wish for help now. It is told to whoever has the case, and ends nothing."""


# paging: each of the first three makes pages, whose key is case, level, round and contact


class LevelPaged(Fact, frozen=True):
    """This level is asked to answer; `level` counts from 1. `round` is larger with each pass and each page out of turn, never used twice."""

    level: int
    round: int
    targets: tuple[AccountId, ...]


class SupervisorsPaged(Fact, frozen=True):
    """It is exhausted, and everybody is paged: all supervisors, and once more the whole chain. Again and again until somebody answers."""

    round: int
    targets: tuple[AccountId, ...]


class Repaged(Fact, frozen=True):
    """These people are paged besides the chain."""

    why: WhyPaged
    round: int
    targets: tuple[AccountId, ...]


class LevelSkipped(Fact, frozen=True):
    """There is nobody on this level."""

    level: int
    round: int


class Exhausted(Fact, frozen=True):
    """Everybody on the chain was paged as often as the policy says, and nobody has answered."""


class PageSent(Fact, frozen=True):
    """The channel has taken this page."""

    page: str
    target: AccountId
    channel: Channel


class PageFailed(Fact, frozen=True):
    """This page did not arrive."""

    page: str
    target: AccountId
    channel: Channel
    trouble: Trouble


# who has it


class Acknowledged(Fact, frozen=True):
    """It has an owner, and every page stops."""

    by: AccountId
    standing: Standing


class OwnerHeard(Fact, frozen=True):
    """The owner is at work: she typed, she looked."""

    by: AccountId


class OwnerReleased(Fact, frozen=True):
    """Nobody owns it any more: paging begins anew."""

    owner: AccountId
    why: WhyReleased


class HandoverOffered(Fact, frozen=True):
    """At the end of her shift the owner asks somebody by name to take it. Until then it stays hers."""

    by: AccountId
    to: AccountId


class HandoverAccepted(Fact, frozen=True):
    """And she takes it: she is its owner."""

    by: AccountId


class HandoverEnded(Fact, frozen=True):
    """And she does not, or the owner keeps it after all."""

    by: AccountId


class SeveritySet(Fact, frozen=True):
    """It is as grave as this now; `why` where it is less grave than before."""

    severity: Severity
    by: AccountId
    why: WhyLowered | None = None


# what is done


class WithHer(Fact, frozen=True):
    """A facilitator is with her in the room, or no longer. The pages go on."""

    by: AccountId
    on: bool


class Engaged(Fact, frozen=True):
    """The owner is in touch with her."""

    by: AccountId


class Noted(Fact, frozen=True):
    """A note for those who come after; its words lie sealed under this id."""

    note: MessageId
    by: AccountId


class Said(Fact, frozen=True):
    """On the line between her and the owner; the words lie sealed under this id."""

    message: MessageId
    by: AccountId


class ContactTried(Fact, frozen=True):
    """Somebody tried to reach her."""

    by: AccountId
    way: Way
    reached: bool


class NumbersOffered(Fact, frozen=True):
    """She was given these help lines, by their ids in the registry."""

    by: AccountId
    lines: tuple[str, ...]


class HandoffOffered(Fact, frozen=True):
    """She is offered to be brought together with somebody else."""

    by: AccountId
    service: Service


class HandoffAccepted(Fact, frozen=True):
    """She would like that."""

    by: AccountId


class HandoffRefused(Fact, frozen=True):
    """She would not, or not now."""

    by: AccountId


class HandoffConnected(Fact, frozen=True):
    """They speak with one another."""

    by: AccountId


class HandoffConfirmed(Fact, frozen=True):
    """The other side says that it has her."""

    by: AccountId


class OutsideCallAsked(Fact, frozen=True):
    """Somebody thinks that outside help must be called; `attempt` when one is in progress."""

    by: AccountId
    attempt: bool


class OutsideCallSeconded(Fact, frozen=True):
    """And a second person agrees."""

    by: AccountId


class EmergencyCalled(Fact, frozen=True):
    """Emergency services are called. Without a second there is a reason, and a review the next day."""

    by: AccountId
    second: AccountId | None = None
    alone: WhyAlone | None = None


class EmergencyConfirmed(Fact, frozen=True):
    """They have reached her."""

    by: AccountId


class EmergencyNotConfirmed(Fact, frozen=True):
    """Nobody could learn whether they have."""

    by: AccountId


# her words, and what she is told


class WindowOpened(Fact, frozen=True):
    """Somebody read the words around the sign."""

    by: AccountId
    why: WhyLooked


class WindowWidened(Fact, frozen=True):
    """Somebody read more of them than the least; `shown`: she is told, as she is unless `NoticeWithheld` says why not."""

    by: AccountId
    why: WhyLooked
    shown: bool


class NoticeWithheld(Fact, frozen=True):
    """She is not shown that staff are brought in; two people answer for it."""

    by: AccountId
    second: AccountId
    why: WhyWithheld


class NoticeGiven(Fact, frozen=True):
    """She is shown it after all."""

    by: AccountId


# afterwards


class FollowUpSet(Fact, frozen=True):
    """Something is to be done by then."""

    task: TaskId
    what: Task
    due_at: datetime
    by: AccountId


class FollowUpDone(Fact, frozen=True):
    """It was done."""

    task: TaskId
    by: AccountId


class FollowUpDropped(Fact, frozen=True):
    """It will not be done."""

    task: TaskId
    by: AccountId
    why: WhyDropped


class FollowUpOverdue(Fact, frozen=True):
    """Its time has come and it is not done."""

    task: TaskId


class FollowUpBegan(Fact, frozen=True):
    """She is safe for now; what is left has its dates, and the owner's clock rests until the first of them."""

    by: AccountId


class Closed(Fact, frozen=True):
    """It ended so."""

    outcome: Outcome
    by: AccountId
    duplicate_of: CaseId | None = None


class Reopened(Fact, frozen=True):
    """It goes on."""

    by: AccountId
    why: WhyReopened


Asking = Raised | AskedAgain | Withdrawn | SheDeclined
Paging = LevelPaged | SupervisorsPaged | Repaged | LevelSkipped | Exhausted | PageSent | PageFailed
CallsPages = LevelPaged | SupervisorsPaged | Repaged  # each makes pages, in the same transaction
Owning = Acknowledged | OwnerHeard | OwnerReleased | HandoverOffered | HandoverAccepted | HandoverEnded | SeveritySet
Caring = WithHer | Engaged | Noted | Said | ContactTried | NumbersOffered
Handoff = HandoffOffered | HandoffAccepted | HandoffRefused | HandoffConnected | HandoffConfirmed
Calling = OutsideCallAsked | OutsideCallSeconded | EmergencyCalled | EmergencyConfirmed | EmergencyNotConfirmed
Showing = WindowOpened | WindowWidened | NoticeWithheld | NoticeGiven
Following = FollowUpSet | FollowUpDone | FollowUpDropped | FollowUpOverdue | FollowUpBegan
Ending = Closed | Reopened
CaseEvent = Asking | Paging | Owning | Caring | Handoff | Calling | Showing | Following | Ending
