"""What can be asked of a case besides raising it and owning it."""

from __future__ import annotations

from datetime import datetime

from moderation import case_terms as t
from rooms.ids import MessageId, Wish


class BeWithHer(Wish, frozen=True):
    """I am with her in the room, or no longer."""

    on: bool = True


class Engage(Wish, frozen=True):
    """I am in touch with her."""


class Note(Wish, frozen=True):
    """For those who come after."""

    note: MessageId


class Say(Wish, frozen=True):
    """On the line between her and the owner; `ask` says with whom, where several asked."""

    message: MessageId
    ask: t.AskId = t.AskId("")


class TryContact(Wish, frozen=True):
    """I tried to reach her."""

    way: t.Way
    reached: bool


class OfferNumbers(Wish, frozen=True):
    """I gave her these help lines."""

    lines: tuple[str, ...]


class OfferHandoff(Wish, frozen=True):
    """I offered to bring her together with somebody."""

    service: t.Service


class AcceptHandoff(Wish, frozen=True):
    """She would like that."""


class RefuseHandoff(Wish, frozen=True):
    """She would not."""


class ConnectHandoff(Wish, frozen=True):
    """They speak with one another."""


class ConfirmHandoff(Wish, frozen=True):
    """The other side says that it has her."""


class AskToCall(Wish, frozen=True):
    """I think outside help must be called."""


class SecondCall(Wish, frozen=True):
    """I agree."""


class CallEmergency(Wish, frozen=True):
    """I call emergency services. Where nobody seconded it: an attempt is in progress, or I waited and have a reason."""

    alone: t.WhyAlone | None = None


class ConfirmEmergency(Wish, frozen=True):
    """They have reached her."""


class MarkNotConfirmed(Wish, frozen=True):
    """I could not learn whether they have."""


class OpenWindow(Wish, frozen=True):
    """I read the words around the sign."""

    why: t.WhyLooked


class WidenWindow(Wish, frozen=True):
    """I need more of them."""

    why: t.WhyLooked


class WithholdNotice(Wish, frozen=True):
    """She should not be shown that staff are brought in; `second` answers for it too."""

    second: t.AccountId
    why: t.WhyWithheld


class GiveNotice(Wish, frozen=True):
    """She may be shown it."""


class SetFollowUp(Wish, frozen=True):
    """This is to be done by then; she agreed."""

    task: t.TaskId
    what: t.Task
    due_at: datetime


class FinishFollowUp(Wish, frozen=True):
    """It is done."""

    task: t.TaskId


class DropFollowUp(Wish, frozen=True):
    """It will not be done."""

    task: t.TaskId
    why: t.WhyDropped


class BeginFollowUp(Wish, frozen=True):
    """She is safe for now; what is left has its dates."""


class Close(Wish, frozen=True):
    """It ended so."""

    outcome: t.Outcome
    duplicate_of: t.CaseId | None = None


class Reopen(Wish, frozen=True):
    """It must go on."""

    why: t.WhyReopened


Caring = BeWithHer | Engage | Note | Say | TryContact | OfferNumbers
Handoff = OfferHandoff | AcceptHandoff | RefuseHandoff | ConnectHandoff | ConfirmHandoff
Calling = AskToCall | SecondCall | CallEmergency | ConfirmEmergency | MarkNotConfirmed
Showing = OpenWindow | WidenWindow | WithholdNotice | GiveNotice
Following = SetFollowUp | FinishFollowUp | DropFollowUp | BeginFollowUp
Ending = Close | Reopen
