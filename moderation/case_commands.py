"""What can be asked of a case, and by whom: the one table of standing by command."""

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
    WhyReopened,
    WhyWithheld,
)
from rooms.ids import MeetingId, MessageId, SeatId, Wish


class Raise(Wish, frozen=True):
    """A new case."""

    ask: AskId
    severity: Severity
    origin: Origin
    policy: Policy
    meeting: MeetingId = MeetingId("")
    seat: SeatId = SeatId("")


class AskAgain(Wish, frozen=True):
    """The same trouble once more, perhaps graver; the same `ask` again is the same request."""

    ask: AskId
    severity: Severity
    origin: Origin


class Withdraw(Wish, frozen=True):
    """I take it back."""

    ask: AskId


class Decline(Wish, frozen=True):
    """I do not wish for help now."""


class Due(Wish, frozen=True):
    """The case's timer: whatever is overdue now. Too early, or twice, it does nothing."""


class TellPageSent(Wish, frozen=True):
    """A channel took a page."""

    page: str
    target: AccountId
    channel: Channel


class TellPageFailed(Wish, frozen=True):
    """A page did not arrive."""

    page: str
    target: AccountId
    channel: Channel
    trouble: Trouble


class Acknowledge(Wish, frozen=True):
    """I have it."""


class StillHere(Wish, frozen=True):
    """I am at work on it."""


class GiveBack(Wish, frozen=True):
    """I cannot go on: somebody else must have it."""


class OfferHandover(Wish, frozen=True):
    """Please take it from me."""

    to: AccountId


class AcceptHandover(Wish, frozen=True):
    """I take it."""


class EndHandover(Wish, frozen=True):
    """I do not; or, by the owner: I keep it."""


class SetSeverity(Wish, frozen=True):
    """It is as grave as this. To lower it needs a reason."""

    severity: Severity
    why: WhyLowered | None = None


class BeWithHer(Wish, frozen=True):
    """I am with her in the room, or no longer."""

    on: bool = True


class Engage(Wish, frozen=True):
    """I am in touch with her."""


class Note(Wish, frozen=True):
    """For those who come after."""

    note: MessageId


class Say(Wish, frozen=True):
    """On the line between her and the owner."""

    message: MessageId


class TryContact(Wish, frozen=True):
    """I tried to reach her."""

    way: Way
    reached: bool


class OfferNumbers(Wish, frozen=True):
    """I gave her these help lines."""

    lines: tuple[str, ...]


class OfferHandoff(Wish, frozen=True):
    """I offered to bring her together with somebody."""

    service: Service


class AcceptHandoff(Wish, frozen=True):
    """She would like that."""


class RefuseHandoff(Wish, frozen=True):
    """She would not."""


class ConnectHandoff(Wish, frozen=True):
    """They speak with one another."""


class ConfirmHandoff(Wish, frozen=True):
    """The other side says that it has her."""


class AskToCall(Wish, frozen=True):
    """I think outside help must be called; `attempt` when one is in progress."""

    attempt: bool = False


class SecondCall(Wish, frozen=True):
    """I agree."""


class CallEmergency(Wish, frozen=True):
    """I called emergency services; `alone` where nobody seconded it."""

    alone: WhyAlone | None = None


class ConfirmEmergency(Wish, frozen=True):
    """They have reached her."""


class MarkNotConfirmed(Wish, frozen=True):
    """I could not learn whether they have."""


class OpenWindow(Wish, frozen=True):
    """I read the words around the sign."""

    why: WhyLooked


class WidenWindow(Wish, frozen=True):
    """I need more of them."""

    why: WhyLooked


class WithholdNotice(Wish, frozen=True):
    """She should not be shown that staff are brought in; `second` answers for it too."""

    second: AccountId
    why: WhyWithheld


class GiveNotice(Wish, frozen=True):
    """She may be shown it."""


class SetFollowUp(Wish, frozen=True):
    """This is to be done by then; she agreed."""

    task: TaskId
    what: Task
    due_at: datetime


class FinishFollowUp(Wish, frozen=True):
    """It is done."""

    task: TaskId


class DropFollowUp(Wish, frozen=True):
    """It will not be done."""

    task: TaskId
    why: WhyDropped


class BeginFollowUp(Wish, frozen=True):
    """She is safe for now; what is left has its dates."""


class Close(Wish, frozen=True):
    """It ended so."""

    outcome: Outcome
    duplicate_of: CaseId | None = None


class Reopen(Wish, frozen=True):
    """It must go on."""

    why: WhyReopened


CaseCommand = (
    Raise
    | AskAgain
    | Withdraw
    | Decline
    | Due
    | TellPageSent
    | TellPageFailed
    | Acknowledge
    | StillHere
    | GiveBack
    | OfferHandover
    | AcceptHandover
    | EndHandover
    | SetSeverity
    | BeWithHer
    | Engage
    | Note
    | Say
    | TryContact
    | OfferNumbers
    | OfferHandoff
    | AcceptHandoff
    | RefuseHandoff
    | ConnectHandoff
    | ConfirmHandoff
    | AskToCall
    | SecondCall
    | CallEmergency
    | ConfirmEmergency
    | MarkNotConfirmed
    | OpenWindow
    | WidenWindow
    | WithholdNotice
    | GiveNotice
    | SetFollowUp
    | FinishFollowUp
    | DropFollowUp
    | BeginFollowUp
    | Close
    | Reopen
)

_SHE = frozenset({Standing.SHE})
_CLOCK = frozenset({Standing.SYSTEM})
_ON_CALL = frozenset({Standing.ON_CALL, Standing.SUPERVISOR})
_STAFF = _ON_CALL | {Standing.FACILITATOR}

STANDINGS: dict[type[CaseCommand], frozenset[Standing]] = {
    Raise: frozenset(Standing),
    AskAgain: frozenset(Standing),
    Withdraw: _SHE,
    Decline: _SHE,
    Due: _CLOCK,
    TellPageSent: _CLOCK,
    TellPageFailed: _CLOCK,
    Acknowledge: _STAFF,  # of a red one, only who is on call or supervises
    StillHere: _STAFF,
    GiveBack: _STAFF,
    OfferHandover: _STAFF,
    AcceptHandover: _STAFF,
    EndHandover: _STAFF,
    SetSeverity: _STAFF,
    BeWithHer: _STAFF,
    Engage: _STAFF,
    Note: _STAFF,
    Say: _STAFF | _SHE,
    TryContact: _STAFF,
    OfferNumbers: _STAFF,
    OfferHandoff: _STAFF,
    AcceptHandoff: _STAFF | _SHE,
    RefuseHandoff: _STAFF | _SHE,
    ConnectHandoff: _STAFF,
    ConfirmHandoff: _STAFF,
    AskToCall: _STAFF,
    SecondCall: _STAFF,
    CallEmergency: _STAFF,
    ConfirmEmergency: _STAFF,
    MarkNotConfirmed: _STAFF,
    OpenWindow: _STAFF,
    WidenWindow: _ON_CALL,
    WithholdNotice: _STAFF,
    GiveNotice: _STAFF,
    SetFollowUp: _STAFF,
    FinishFollowUp: _STAFF,
    DropFollowUp: _STAFF,
    BeginFollowUp: _STAFF,
    Close: _STAFF,
    Reopen: _STAFF,
}
