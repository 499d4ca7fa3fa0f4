"""A case's timeline in plain words: a sentence for each kind of event. `{who}` did it, `{whom}` it was done to, `{what}` says more."""

from __future__ import annotations

from collections.abc import Callable

from moderation import case_events as e
from moderation.case_terms import SHE, SYSTEM
from web.case_words import OUTCOMES, SERVICES, SEVERITIES, TASKS
from web.words import mark

SHE_HERSELF = mark("She")
THE_CLOCK = mark("The server")
LINES: dict[type[e.CaseEvent], str] = {
    e.Raised: mark("Raised by: {who}. {what}"),
    e.AskedAgain: mark("Asked for again by: {who}"),
    e.Withdrawn: mark("She took her request back"),
    e.SheDeclined: mark("She does not wish for help now"),
    e.LevelPaged: mark("Called: {whom}"),
    e.SupervisorsPaged: mark("Everybody was called: {whom}"),
    e.Repaged: mark("Called once more: {whom}"),
    e.LevelSkipped: mark("Nobody was on this level"),
    e.Exhausted: mark("Everybody was called, and nobody has answered"),
    e.PageSent: mark("A call to {whom} left"),
    e.PageFailed: mark("A call to {whom} did not arrive"),
    e.Acknowledged: mark("{who} took it. All calls stopped"),
    e.OwnerHeard: mark("{who} is at work on it"),
    e.OwnerReleased: mark("{whom} has it no more. Calls began anew"),
    e.HandoverOffered: mark("{who} asked {whom} to take it over"),
    e.HandoverAccepted: mark("{who} took it over"),
    e.HandoverEnded: mark("{who} ended the hand-over"),
    e.SeveritySet: mark("{who} set it to: {what}"),
    e.WithHer: mark("{who} is with her in the room, or left her"),
    e.Engaged: mark("{who} is with her"),
    e.Noted: mark("{who} wrote a note"),
    e.Said: mark("{who} wrote on the line of this case"),
    e.ContactTried: mark("{who} tried to reach her"),
    e.NumbersOffered: mark("{who} gave her help lines"),
    e.HandoffOffered: mark("{who} offered her a hand-off: {what}"),
    e.HandoffAccepted: mark("She would like the hand-off"),
    e.HandoffRefused: mark("She would not like the hand-off"),
    e.HandoffConnected: mark("They speak with one another, says {who}"),
    e.HandoffConfirmed: mark("The other side has her, says {who}"),
    e.OutsideCallAsked: mark("{who} thinks that outside help must be called"),
    e.OutsideCallSeconded: mark("{who} agrees that outside help is called"),
    e.EmergencyCalled: mark("{who} called emergency services"),
    e.EmergencyConfirmed: mark("They have reached her, says {who}"),
    e.EmergencyNotConfirmed: mark("{who} could not learn whether they have reached her"),
    e.WindowOpened: mark("{who} opened her words"),
    e.WindowWidened: mark("{who} opened more of her words"),
    e.NoticeWithheld: mark("{who} and {whom} decided that she is not shown it for now"),
    e.NoticeGiven: mark("{who} let her be shown it"),
    e.FollowUpSet: mark("To do, set by {who}: {what}"),
    e.FollowUpDone: mark("{who} did the follow-up"),
    e.FollowUpDropped: mark("{who} dropped the follow-up"),
    e.FollowUpOverdue: mark("A follow-up is overdue"),
    e.FollowUpBegan: mark("She is safe for now, says {who}"),
    e.Closed: mark("{who} closed it: {what}"),
    e.Reopened: mark("{who} opened it again"),
}


def sentence(event: e.CaseEvent, called: Callable[[str], str], say: Callable[..., str]) -> str:
    """One line, in the language of `say`; `called` gives an account's name."""
    by = getattr(event, "by", SYSTEM)
    who = say(SHE_HERSELF) if by == SHE else say(THE_CLOCK) if by == SYSTEM else called(by)
    whom = [getattr(event, name) for name in ("to", "target", "owner", "second") if getattr(event, name, None)]
    names = ", ".join(map(called, [*whom, *getattr(event, "targets", ())]))
    return say(LINES[type(event)], who=who, whom=names, what=_what(event, say))


def accounts_of(event: e.CaseEvent) -> set[str]:
    """Whose names its line needs."""
    one = {getattr(event, name, None) for name in ("by", "to", "target", "owner", "second")}
    return {each for each in one if each} | set(getattr(event, "targets", ()))


def _what(event: e.CaseEvent, say: Callable[..., str]) -> str:
    match event:
        case e.Raised() | e.SeveritySet():
            return say(SEVERITIES[event.severity])
        case e.HandoffOffered():
            return say(SERVICES[event.service])
        case e.FollowUpSet():
            return say(TASKS[event.what])
        case e.Closed():
            return say(OUTCOMES[event.outcome])
    return ""
