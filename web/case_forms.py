"""What a form of the console asks of a case. Closed choices are taken from their lists; whatever else is sent is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from moderation import case_commands as c
from rooms.ids import MessageId
from rooms.refusals import Refused
from server.people.codes import new_id
from server.wire import clean_text

Fields = Mapping[str, str]


def wish(fields: Fields) -> tuple[c.CaseCommand, str]:
    """The command, and the words that lie beside it. Refused `bad_request`, `empty`, `too_long`, `unreadable`."""
    do = fields.get("do", "")
    plain = _PLAIN.get(do)
    if plain is not None:
        return plain(), ""
    if do == "note":
        return c.Note(MessageId(new_id())), clean_text(fields.get("note", ""))
    raise Refused("bad_request")


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
