"""A case in plain words, for whoever is on call: how grave, whence it came, how far it is, what its clock does next."""

from __future__ import annotations

from moderation.case_terms import Deadline, Origin, Outcome, Service, Severity, Stage, Task, Way
from rooms.terms import Coming
from web.words import mark

SEVERITIES: dict[Severity, str] = {
    Severity.RED: mark("Act now"),
    Severity.AMBER: mark("Soon"),
    Severity.GREEN: mark("Today"),
}
"""Words on the page; never the names of colours."""

MEANS: dict[Severity, str] = {
    Severity.RED: mark("She or a child may be in danger now."),
    Severity.AMBER: mark("She needs a person soon."),
    Severity.GREEN: mark("Someone should look in on her today."),
}

ORIGINS: dict[Origin, str] = {
    Origin.SHE: mark("She asked for a person"),
    Origin.GUEST: mark("Someone asked for a person, outside a meeting"),
    Origin.FACILITATOR: mark("A facilitator is worried about her"),
    Origin.MEMBER: mark("Another woman is worried about her"),
    Origin.WORDS: mark("Her words may mean danger"),
}

STAGES: dict[Stage, str] = {
    Stage.RAISED: mark("Nobody has been called yet."),
    Stage.PAGING: mark("People are being called."),
    Stage.ACKED: mark("It has an owner. Nobody is with her yet."),
    Stage.ENGAGED: mark("Its owner is with her."),
    Stage.HANDOFF_OFFERED: mark("A hand-off is offered to her."),
    Stage.CONNECTED: mark("She is speaking with the other side."),
    Stage.EMERGENCY_CALLED: mark("Emergency services are called. Nobody has said yet whether they have reached her."),
    Stage.CONFIRMED: mark("The other side says that it has her."),
    Stage.NOT_CONFIRMED: mark("Emergency services were called. Nobody could learn whether they have reached her."),
    Stage.FOLLOW_UP: mark("She is safe for now. Something is still to be done."),
    Stage.CLOSED: mark("It is closed."),
}

DEADLINES: dict[Deadline, str] = {
    Deadline.CHAIN: mark("Then the next people are called."),
    Deadline.EVERYBODY: mark("Then everybody is called once more."),
    Deadline.SILENCE: mark("Then others are called. A note, or any step here, starts it anew."),
    Deadline.HANDOVER: mark("Then whoever was asked to take it is called."),
    Deadline.FOLLOW_UP: mark("By then the follow-up is due."),
}
"""What happens when the clock on the page has run out."""

TOLD: dict[Coming, str] = {
    Coming.CALLING: mark("She is told that people have been called and that nobody has answered yet."),
    Coming.NOBODY: mark("She is told that nobody has answered, and what she can do now."),
    Coming.HAS_IT: mark("She is told who has it."),
    Coming.WITH_YOU: mark("She is told who is with her."),
    Coming.LATER: mark("She is told that somebody comes back to it."),
    Coming.OVER: mark("She is told that it is over."),
}

SERVICES: dict[Service, str] = {
    Service.CRISIS_LINE: mark("A crisis line"),
    Service.VIOLENCE_LINE: mark("A line for violence at home"),
    Service.POISON_LINE: mark("Poison help"),
    Service.TREATMENT: mark("Her treatment, or a new one"),
    Service.CLINICIAN: mark("A doctor, nurse or therapist"),
    Service.SHELTER: mark("A shelter"),
    Service.SOMEONE_CLOSE: mark("Someone close to her"),
    Service.OTHER: mark("Someone else"),
}

WAYS: dict[Way, str] = {
    Way.ROOM: mark("In the room"),
    Way.CASE_LINE: mark("On the line of this case"),
    Way.TELEPHONE: mark("By telephone"),
    Way.TEXT: mark("By text"),
    Way.SOMEONE_CLOSE: mark("Through someone close to her"),
}

TASKS: dict[Task, str] = {
    Task.SPEAK_WITH_HER: mark("Speak with her"),
    Task.ASK_THE_SERVICE: mark("Ask the other side how it went"),
    Task.TELL_THE_FACILITATOR: mark("Tell the facilitator"),
    Task.REVIEW: mark("Look at why one person called outside help alone"),
}

OUTCOMES: dict[Outcome, str] = {
    Outcome.SUPPORTED_IN_ROOM: mark("We were with her, and that was enough"),
    Outcome.HANDOFF_OFFERED: mark("A hand-off is offered, and she has not gone there yet"),
    Outcome.HANDOFF_CONNECTED: mark("She spoke with the other side"),
    Outcome.HANDOFF_CONFIRMED: mark("The other side has her"),
    Outcome.EMERGENCY_CONFIRMED: mark("Emergency services reached her"),
    Outcome.EMERGENCY_NOT_CONFIRMED: mark("Emergency services were called, and nobody could learn more"),
    Outcome.DECLINED: mark("She does not wish for help now"),
    Outcome.UNREACHABLE: mark("She could not be reached"),
    Outcome.FALSE_ALARM: mark("It was no danger after all"),
    Outcome.DUPLICATE: mark("It is the same as another case"),
    Outcome.WITHDRAWN: mark("She took it back"),
}
