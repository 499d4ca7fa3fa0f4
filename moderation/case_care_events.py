"""What is done in a case once somebody has it: being with her, handing over, calling for help, her words, and what comes afterwards."""

from __future__ import annotations

from datetime import datetime

from moderation import case_terms as t
from rooms.ids import Fact, MessageId

# what is done


class WithHer(Fact, frozen=True):
    """A facilitator is with her in the room, or no longer. The pages go on."""

    by: t.AccountId
    on: bool


class Engaged(Fact, frozen=True):
    """The owner is in touch with her."""

    by: t.AccountId


class Noted(Fact, frozen=True):
    """A note for those who come after; its words lie sealed under this id."""

    note: MessageId
    by: t.AccountId


class Said(Fact, frozen=True):
    """On the line between her and the owner; the words lie sealed under this id. `ask`: with whom, where several asked."""

    message: MessageId
    by: t.AccountId
    ask: t.AskId = t.AskId("")


class ContactTried(Fact, frozen=True):
    """Somebody tried to reach her."""

    by: t.AccountId
    way: t.Way
    reached: bool


class NumbersOffered(Fact, frozen=True):
    """She was given these help lines, by their ids in the registry."""

    by: t.AccountId
    lines: tuple[str, ...]


class HandoffOffered(Fact, frozen=True):
    """She is offered to be brought together with somebody else."""

    by: t.AccountId
    service: t.Service


class HandoffAccepted(Fact, frozen=True):
    """She would like that."""

    by: t.AccountId


class HandoffRefused(Fact, frozen=True):
    """She would not, or not now."""

    by: t.AccountId


class HandoffConnected(Fact, frozen=True):
    """They speak with one another."""

    by: t.AccountId


class HandoffConfirmed(Fact, frozen=True):
    """The other side says that it has her."""

    by: t.AccountId


class OutsideCallAsked(Fact, frozen=True):
    """Somebody thinks that outside help must be called, and waits for a second."""

    by: t.AccountId


class OutsideCallSeconded(Fact, frozen=True):
    """And a second person agrees."""

    by: t.AccountId


class EmergencyCalled(Fact, frozen=True):
    """Emergency services are called. Without a second there is a reason, and a review the next day."""

    by: t.AccountId
    second: t.AccountId | None = None
    alone: t.WhyAlone | None = None


class EmergencyConfirmed(Fact, frozen=True):
    """They have reached her."""

    by: t.AccountId


class EmergencyNotConfirmed(Fact, frozen=True):
    """Nobody could learn whether they have."""

    by: t.AccountId


# her words, and what she is told


class WindowOpened(Fact, frozen=True):
    """Somebody read the words around the sign."""

    by: t.AccountId
    why: t.WhyLooked


class WindowWidened(Fact, frozen=True):
    """Somebody read more of them than the least; `shown`: she is told, as she is unless `NoticeWithheld` says why not."""

    by: t.AccountId
    why: t.WhyLooked
    shown: bool


class NoticeWithheld(Fact, frozen=True):
    """She is not shown that staff are brought in; two people answer for it."""

    by: t.AccountId
    second: t.AccountId
    why: t.WhyWithheld


class NoticeGiven(Fact, frozen=True):
    """She is shown it after all."""

    by: t.AccountId


# afterwards


class FollowUpSet(Fact, frozen=True):
    """Something is to be done by then."""

    task: t.TaskId
    what: t.Task
    due_at: datetime
    by: t.AccountId


class FollowUpDone(Fact, frozen=True):
    """It was done."""

    task: t.TaskId
    by: t.AccountId


class FollowUpDropped(Fact, frozen=True):
    """It will not be done."""

    task: t.TaskId
    by: t.AccountId
    why: t.WhyDropped


class FollowUpOverdue(Fact, frozen=True):
    """Its time has come and it is not done."""

    task: t.TaskId


class FollowUpBegan(Fact, frozen=True):
    """She is safe for now; what is left has its dates, and the owner's clock rests until the first of them."""

    by: t.AccountId


class Closed(Fact, frozen=True):
    """It ended so."""

    outcome: t.Outcome
    by: t.AccountId
    duplicate_of: t.CaseId | None = None


class Reopened(Fact, frozen=True):
    """It goes on."""

    by: t.AccountId
    why: t.WhyReopened


Caring = WithHer | Engaged | Noted | Said | ContactTried | NumbersOffered
Handoff = HandoffOffered | HandoffAccepted | HandoffRefused | HandoffConnected | HandoffConfirmed
Calling = OutsideCallAsked | OutsideCallSeconded | EmergencyCalled | EmergencyConfirmed | EmergencyNotConfirmed
Showing = WindowOpened | WindowWidened | NoticeWithheld | NoticeGiven
Following = FollowUpSet | FollowUpDone | FollowUpDropped | FollowUpOverdue | FollowUpBegan
Ending = Closed | Reopened
