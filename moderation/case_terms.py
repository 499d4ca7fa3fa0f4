"""What a case is made of: how grave, who raised it, who is asked to answer and for how long, how it goes and how it may end.

A case is one person in danger, or who asked for a person, from the first sign until somebody who owns it says how it ended. Closed words
and ids only: whatever was written lies sealed elsewhere.
"""

from __future__ import annotations

import enum
from typing import NewType

import msgspec

AccountId = NewType("AccountId", str)
CaseId = NewType("CaseId", str)
AskId = NewType("AskId", str)  # one request for a person; several may be one case
TaskId = NewType("TaskId", str)

SYSTEM = AccountId("system")  # who acts when nobody does: a clock, a rule
SHE = AccountId("she")  # the woman the case is about, whose account no case knows


class Severity(enum.StrEnum):
    """How grave it is. Set by whoever raised it, afterwards by a person."""

    RED = "red"  # she or a child may be in danger now
    AMBER = "amber"  # she needs a person soon
    GREEN = "green"  # someone should look in on her

    def graver_than(self, other: Severity) -> bool:
        """Whether this is above the other on the ladder."""
        return _LADDER.index(self) < _LADDER.index(other)


_LADDER = (Severity.RED, Severity.AMBER, Severity.GREEN)


class Origin(enum.StrEnum):
    """Whence it came."""

    SHE = "she"  # asked for a person, in her seat
    GUEST = "guest_without_seat"  # asked for a person from a page; anybody in the world may
    FACILITATOR = "facilitator"
    MEMBER = "member"  # another woman worries about her; she is never told who
    WORDS = "words"  # what she wrote met a rule of the highest tier


class Standing(enum.StrEnum):
    """As what somebody acts. Of several roles the last in this order."""

    SHE = "she"
    MEMBER = "member"
    FACILITATOR = "facilitator"
    ON_CALL = "on_call"
    SUPERVISOR = "supervisor"
    SYSTEM = "system"


class Actor(msgspec.Struct, frozen=True):
    """Who acts: the id of an account of the staff, `SHE` or `SYSTEM`."""

    account: AccountId
    standing: Standing


class Stage(enum.StrEnum):
    """How far it has come."""

    RAISED = "raised"
    PAGING = "paging"
    ACKED = "acked"
    ENGAGED = "engaged"
    HANDOFF_OFFERED = "handoff_offered"
    CONNECTED = "connected"
    EMERGENCY_CALLED = "emergency_called"
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"


class Side(enum.StrEnum):
    """What is true of it besides its stage."""

    EXHAUSTED = "exhausted"  # everybody was paged and nobody has answered
    REOPENED = "reopened"
    DUPLICATE_OF = "duplicate_of"
    WITHDRAWN = "withdrawn"  # she took it back


class Outcome(enum.StrEnum):
    """How it ended."""

    SUPPORTED_IN_ROOM = "supported_in_room"
    HANDOFF_OFFERED = "handoff_offered"  # and she has not gone there yet
    HANDOFF_CONNECTED = "handoff_connected"
    HANDOFF_CONFIRMED = "handoff_confirmed"
    EMERGENCY_CONFIRMED = "emergency_confirmed"
    EMERGENCY_NOT_CONFIRMED = "emergency_not_confirmed"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"
    FALSE_ALARM = "false_alarm"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"


class Service(enum.StrEnum):
    """To whom she is handed over, with somebody at her side."""

    CRISIS_LINE = "crisis_line"
    VIOLENCE_LINE = "violence_line"
    POISON_LINE = "poison_line"
    TREATMENT = "treatment"
    CLINICIAN = "clinician"
    SHELTER = "shelter"
    SOMEONE_CLOSE = "someone_close"
    OTHER = "other"


class Step(enum.IntEnum):
    """A warm hand-off, step by step; none may be left out."""

    OFFERED = 1
    ACCEPTED = 2
    CONNECTED = 3
    CONFIRMED = 4


class Way(enum.StrEnum):
    """How she was, or was to be, reached."""

    ROOM = "room"
    CASE_LINE = "case_line"
    TELEPHONE = "telephone"
    TEXT = "text"
    SOMEONE_CLOSE = "someone_close"


class Channel(enum.StrEnum):
    """By what a page leaves."""

    PUSH = "push"
    MAIL = "mail"
    WEBHOOK = "webhook"
    APPRISE = "apprise"
    NONE = "none"  # she gave no way to be reached that can be used here


class Trouble(enum.StrEnum):
    """Why a page did not arrive."""

    UNREACHABLE = "unreachable"  # no connection
    HUNG = "hung"  # no answer in time
    REFUSED = "refused"  # the service said no
    BUSY = "busy"  # the service asked to be spared
    UNTRUSTED = "untrusted"  # its certificate does not hold
    GONE = "gone"  # the address is no longer
    BROKEN = "broken"  # on our side


class WhyPaged(enum.StrEnum):
    """Why certain people are paged besides the chain."""

    GRAVER = "graver"  # who has been paged is told that it is graver now
    ASKED_AGAIN = "asked_again"
    HANDOVER = "handover"
    FOLLOW_UP = "follow_up"


class WhyReleased(enum.StrEnum):
    """Why nobody owns it any more."""

    SILENT = "silent"
    GAVE_BACK = "gave_back"
    TOO_GRAVE = "too_grave"  # red by now, and its owner is not on call


class WhyLowered(enum.StrEnum):
    """Why it is less grave than it was."""

    SPOKE_WITH_HER = "spoke_with_her"
    SOMEONE_IS_WITH_HER = "someone_is_with_her"
    FIGURE_OF_SPEECH = "figure_of_speech"
    LONG_AGO = "long_ago"
    MISTAKEN = "mistaken"


class WhyAlone(enum.StrEnum):
    """Why somebody called outside help without a second."""

    ATTEMPT = "attempt"  # an attempt is in progress
    NOBODY_ANSWERED = "nobody_answered"
    DANGER_GREW = "danger_grew"


class WhyLooked(enum.StrEnum):
    """Why her words are opened, or more of them."""

    ANSWER = "answer"  # to answer her
    WHAT_LED_HERE = "what_led_here"
    WHERE_SHE_IS = "where_she_is"
    WHO_ELSE = "who_else"  # whether somebody else is in danger
    REVIEW = "review"


class WhyWithheld(enum.StrEnum):
    """Why she is not shown that staff are brought in."""

    WATCHED = "watched"  # somebody may read over her shoulder
    ASKED_FOR = "asked_for"  # she wished it
    COULD_HARM = "could_harm"


class WhyReopened(enum.StrEnum):
    """Why it goes on after its end."""

    SHE_WROTE = "she_wrote"
    NEWS = "news"
    CLOSED_BY_MISTAKE = "closed_by_mistake"


class WhyDropped(enum.StrEnum):
    """Why a follow-up will not be done."""

    SHE_DECLINED = "she_declined"
    NOT_NEEDED = "not_needed"
    UNREACHABLE = "unreachable"


class Task(enum.StrEnum):
    """What is to be done afterwards."""

    SPEAK_WITH_HER = "speak_with_her"
    ASK_THE_SERVICE = "ask_the_service"
    TELL_THE_FACILITATOR = "tell_the_facilitator"
    REVIEW = "review"  # by somebody else than who called outside help alone


class Deadline(enum.StrEnum):
    """What its clock waits for, and what happens then."""

    CHAIN = "chain"  # the next level is paged
    EVERYBODY = "everybody"  # everybody is paged once more
    SILENCE = "silence"  # its owner was silent too long, and others are paged
    HANDOVER = "handover"  # who was asked to take it is paged once more
    FOLLOW_UP = "follow_up"  # something was to be done by then


class Level(msgspec.Struct, frozen=True):
    """Who is paged together. Nobody: the level is skipped at once."""

    targets: tuple[AccountId, ...]


class Clock(msgspec.Struct, frozen=True):
    """Seconds that a level has to answer, and that an owner may be silent."""

    ack_s: int
    silence_s: int


class Policy(msgspec.Struct, frozen=True):
    """Who is to be paged, in which order, how fast. Frozen into the case when it is raised: nothing that changes later touches it.

    Defaults are a design choice, not a clinical standard; clinicians must review them.
    """

    levels: tuple[Level, ...]
    supervisors: tuple[AccountId, ...]
    rounds: int = 2  # passes through the levels before it is exhausted
    red: Clock = Clock(90, 180)
    amber: Clock = Clock(300, 600)
    green: Clock = Clock(1800, 3600)
    again_s: int = 180  # between two pages to everybody once it is exhausted
    second_s: int = 180  # how long a second is waited for before one may call outside help alone

    def clock(self, severity: Severity) -> Clock:
        """The clock of this severity."""
        return {Severity.RED: self.red, Severity.AMBER: self.amber, Severity.GREEN: self.green}[severity]

    def up_to(self, level: int) -> tuple[AccountId, ...]:
        """Everybody of the first `level` levels, each once."""
        return tuple(dict.fromkeys(target for each in self.levels[:level] for target in each.targets))

    def everybody(self) -> tuple[AccountId, ...]:
        """The supervisors, then everybody else of the chain."""
        return tuple(dict.fromkeys((*self.supervisors, *self.up_to(len(self.levels)))))
