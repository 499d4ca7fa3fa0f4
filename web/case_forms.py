"""What a form of the console asks of a case. Closed choices are taken from their lists; whatever else is sent is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from moderation import case_commands as c
from moderation import case_terms as t
from rooms.ids import MessageId
from rooms.refusals import Refused
from server.people.codes import new_id
from server.wire import clean_text
from web.case_whys import DUE

Fields = Mapping[str, str]
Choice = TypeVar("Choice", bound=StrEnum)


def wish(fields: Fields, now: datetime) -> tuple[c.CaseCommand, str]:
    """The command, and the words that lie beside it. Refused `bad_request`, `reason_needed`, `empty`, `too_long`, `unreadable`."""
    do = fields.get("do", "")
    if (plain := _PLAIN.get(do)) is not None:
        return plain(), ""
    if do == "note":
        return c.Note(MessageId(new_id())), clean_text(fields.get("note", ""))
    if (made := _MADE.get(do)) is not None:
        return made(fields, now), ""
    raise Refused("bad_request")


def chosen(kind: type[Choice], fields: Fields, name: str, otherwise: str = "bad_request") -> Choice:
    """One of a closed list. Refused `otherwise` for anything else."""
    text = fields.get(name, "")
    if text not in set(kind):
        raise Refused(otherwise)
    return kind(text)


def _severity(fields: Fields, _now: datetime) -> c.CaseCommand:
    why = fields.get("why_lowered", "")
    return c.SetSeverity(chosen(t.Severity, fields, "severity"), t.WhyLowered(why) if why in set(t.WhyLowered) else None)


def _task(fields: Fields, now: datetime) -> c.CaseCommand:
    if fields.get("due", "") not in DUE:
        raise Refused("bad_request")
    return c.SetFollowUp(t.TaskId(new_id()), chosen(t.Task, fields, "what"), now + DUE[fields["due"]][1])


def _close(fields: Fields, _now: datetime) -> c.CaseCommand:
    outcome = chosen(t.Outcome, fields, "outcome", "outcome_untrue")
    return c.Close(outcome, t.CaseId(fields.get("same_as", "")) if outcome is t.Outcome.DUPLICATE else None)


_MADE: dict[str, Callable[[Fields, datetime], c.CaseCommand]] = {
    "severity": _severity,
    "task": _task,
    "close": _close,
    "offer": lambda fields, _: c.OfferHandoff(chosen(t.Service, fields, "service")),
    "offer_to": lambda fields, _: c.OfferHandover(t.AccountId(fields.get("to", ""))),
    "call": lambda fields, _: c.CallEmergency(chosen(t.WhyAlone, fields, "why_alone") if fields.get("why_alone") else None),
    "done": lambda fields, _: c.FinishFollowUp(t.TaskId(fields.get("task", ""))),
    "drop": lambda fields, _: c.DropFollowUp(
        t.TaskId(fields.get("task", "")), chosen(t.WhyDropped, fields, "why_dropped", "reason_needed")
    ),
    "reopen": lambda fields, _: c.Reopen(chosen(t.WhyReopened, fields, "why_reopened", "reason_needed")),
}
_PLAIN: dict[str, Callable[[], c.CaseCommand]] = {
    "take": c.Acknowledge,
    "still": c.StillHere,
    "give_back": c.GiveBack,
    "accept": c.AcceptHandover,
    "keep": c.EndHandover,
    "with_her": c.Engage,
    "wants": c.AcceptHandoff,
    "wants_not": c.RefuseHandoff,
    "connected": c.ConnectHandoff,
    "confirmed": c.ConfirmHandoff,
    "ask_call": c.AskToCall,
    "second": c.SecondCall,
    "reached": c.ConfirmEmergency,
    "not_learned": c.MarkNotConfirmed,
    "rest": c.BeginFollowUp,
    "give_notice": c.GiveNotice,
}
