"""What can be asked of a case, and by whom: the one table of standing by command."""

from __future__ import annotations

from moderation import case_terms as t
from moderation.case_care_commands import (
    AcceptHandoff,
    AskToCall,
    BeginFollowUp,
    BeWithHer,
    CallEmergency,
    Calling,
    Caring,
    Close,
    ConfirmEmergency,
    ConfirmHandoff,
    ConnectHandoff,
    DropFollowUp,
    Ending,
    Engage,
    FinishFollowUp,
    Following,
    GiveNotice,
    Handoff,
    MarkNotConfirmed,
    Note,
    OfferHandoff,
    OfferNumbers,
    OpenWindow,
    RefuseHandoff,
    Reopen,
    Say,
    SecondCall,
    SetFollowUp,
    Showing,
    TryContact,
    WidenWindow,
    WithholdNotice,
)
from moderation.case_terms import Standing
from rooms.ids import MeetingId, SeatId, Wish

__all__ = [
    "STANDINGS",
    "AcceptHandoff",
    "AcceptHandover",
    "Acknowledge",
    "AskAgain",
    "AskToCall",
    "Asking",
    "BeWithHer",
    "BeginFollowUp",
    "CallEmergency",
    "Calling",
    "Caring",
    "CaseCommand",
    "Close",
    "ConfirmEmergency",
    "ConfirmHandoff",
    "ConnectHandoff",
    "Decline",
    "DropFollowUp",
    "Due",
    "EndHandover",
    "Ending",
    "Engage",
    "FinishFollowUp",
    "Following",
    "GiveBack",
    "GiveNotice",
    "Handoff",
    "MarkNotConfirmed",
    "Note",
    "OfferHandoff",
    "OfferHandover",
    "OfferNumbers",
    "OpenWindow",
    "Owning",
    "Paging",
    "Raise",
    "RefuseHandoff",
    "Reopen",
    "Say",
    "SecondCall",
    "SetFollowUp",
    "SetSeverity",
    "Showing",
    "StillHere",
    "TellPageFailed",
    "TellPageSent",
    "TryContact",
    "WidenWindow",
    "Withdraw",
    "WithholdNotice",
]


class Raise(Wish, frozen=True):
    """A new case."""

    case: t.CaseId
    ask: t.AskId
    severity: t.Severity
    origin: t.Origin
    policy: t.Policy
    meeting: MeetingId = MeetingId("")
    seat: SeatId = SeatId("")


class AskAgain(Wish, frozen=True):
    """The same trouble once more, perhaps graver; the same `ask` again is the same request."""

    ask: t.AskId
    severity: t.Severity
    origin: t.Origin


class Withdraw(Wish, frozen=True):
    """I take it back."""

    ask: t.AskId


class Decline(Wish, frozen=True):
    """I do not wish for help now."""


class Due(Wish, frozen=True):
    """The case's timer: whatever is overdue now. Too early, or twice, it does nothing."""


class TellPageSent(Wish, frozen=True):
    """A channel took a page."""

    page: str
    target: t.AccountId
    channel: t.Channel


class TellPageFailed(Wish, frozen=True):
    """A page did not arrive."""

    page: str
    target: t.AccountId
    channel: t.Channel
    trouble: t.Trouble


class Acknowledge(Wish, frozen=True):
    """I have it."""


class StillHere(Wish, frozen=True):
    """I am at work on it."""


class GiveBack(Wish, frozen=True):
    """I cannot go on: somebody else must have it."""


class OfferHandover(Wish, frozen=True):
    """Please take it from me."""

    to: t.AccountId


class AcceptHandover(Wish, frozen=True):
    """I take it."""


class EndHandover(Wish, frozen=True):
    """I do not; or, by the owner: I keep it."""


class SetSeverity(Wish, frozen=True):
    """It is as grave as this. To lower it needs a reason."""

    severity: t.Severity
    why: t.WhyLowered | None = None


Asking = AskAgain | Withdraw | Decline
Paging = Due | TellPageSent | TellPageFailed
Owning = Acknowledge | StillHere | GiveBack | OfferHandover | AcceptHandover | EndHandover | SetSeverity
CaseCommand = Raise | Asking | Paging | Owning | Caring | Handoff | Calling | Showing | Following | Ending

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
    OpenWindow: _STAFF,  # a facilitator only where she owns it
    WidenWindow: _STAFF,
    WithholdNotice: _STAFF,
    GiveNotice: _STAFF,
    SetFollowUp: _STAFF,
    FinishFollowUp: _STAFF,
    DropFollowUp: _STAFF,
    BeginFollowUp: _STAFF,
    Close: _STAFF,
    Reopen: _STAFF,
}
