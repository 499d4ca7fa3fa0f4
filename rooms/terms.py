"""The few closed lists of words that meetings are described with. Each value is stable: logs, the wire and scripts use it."""

from __future__ import annotations

import enum


class Mode(enum.StrEnum):
    """Who speaks when."""

    OPEN = "open"  # whoever wishes
    QUEUE = "queue"  # whose hand was raised first
    GO_ROUND = "go_round"  # one after another around the circle; everyone may pass
    FACILITATORS = "facilitators"  # facilitators only
    SILENCE = "silence"  # nobody writes; facilitators may end it


class Reason(enum.StrEnum):
    """Why words were taken down, or a woman was asked to rest or to go. Published: everybody may read the list before she comes.

    These are matters of conduct. There is none for what a woman feels, fears or has done to herself: a disclosure is never an offence.
    """

    UNKIND = "unkind"  # hurtful to someone here
    CONTACT = "contact"  # telephone numbers, addresses, accounts: hers or another's
    DETAILS = "details"  # a description that may hurt others to read
    CROSS_TALK = "cross_talk"  # advice or answers while the meeting goes without
    SELLING = "selling"  # advertising, links, money
    DISTURBING = "disturbing"  # came to disturb
    OTHER = "other"  # the facilitator explains


class Topic(enum.StrEnum):
    """What words touch, told before they are read, so that each may choose when to open them. No judgement; nothing is held by it."""

    VIOLENCE = "violence"
    LOSS = "loss"
    SELF_HARM = "self_harm"
    SUBSTANCES = "substances"
    BIRTH = "birth"
    CUSTODY = "custody"
    FOOD = "food"


class Scope(enum.StrEnum):
    """How far a removal reaches."""

    TONIGHT = "tonight"
    ROOM = "room"
    PROGRAMME = "programme"


class Measure(enum.StrEnum):
    """What a facilitator does that a woman may ask somebody else to look at again."""

    QUIET = "quiet"  # quiet time
    REMOVAL = "removal"  # asked to go, or kept out of the room or the programme since
    DECLINE = "decline"  # not let in
    TAKE_DOWN = "take_down"  # words taken down, or not let into the circle


class NextStep(enum.StrEnum):
    """What a woman who could not be let in is pointed to."""

    NEXT_MEETING = "next_meeting"
    OTHER_ROOM = "other_room"
    TALK_TO_US = "talk_to_us"


class WaitingFor(enum.StrEnum):
    """Who is met at the door before she comes in."""

    NOBODY = "nobody"
    GUESTS = "guests"
    EVERYONE = "everyone"


class LeadWhy(enum.StrEnum):
    """How a facilitator came to lead."""

    FIRST = "first"
    ACCEPTED = "accepted"
    SUCCEEDED = "succeeded"


class Nudge(enum.StrEnum):
    """The few sentences that a facilitator may say to one woman alone. The page has their words."""

    WELCOME = "welcome"  # she is seen, and welcome here
    MAY_PASS = "may_pass"  # noqa: S105 -- she may pass at any time
    REST = "rest"  # she may step away; her place is kept
    HERE = "here"  # a facilitator is here, and help lines are
    ROOM = "room"  # please leave room for the others
    OWN_STORY = "own_story"  # please speak from your own life, without advice


class Coming(enum.StrEnum):
    """How it stands with the person who was called for a woman, as she is told."""

    CALLING = "calling"  # people have been called, nobody has answered yet
    NOBODY = "nobody"  # everybody was called and nobody has answered: what to do now
    HAS_IT = "has_it"  # somebody has it
    WITH_YOU = "with_you"  # and is in touch with her
    LATER = "later"  # safe for now, and somebody comes back to it
    OVER = "over"


class EndedBy(enum.StrEnum):
    """Who or what ended a side room, or its offer."""

    FACILITATOR = "facilitator"
    MEMBER = "member"
    TIME = "time"
    GONE = "gone"  # one of the two is of the circle no more


class Detail(enum.StrEnum):
    """What was hidden in her words before anyone read them."""

    PERSON = "person"  # a full name
    CHILD = "child"  # a child's name
    PHONE = "phone"
    EMAIL = "email"
    URL = "url"  # a link
    HANDLE = "handle"  # a name elsewhere
    ADDRESS = "address"  # where somebody lives
    SCHOOL = "school"
    ID = "id"  # the number of a case or a paper
    DOB = "dob"  # a date of birth
    OWN = "own"  # a word of her own list, or of the room's


class Part(enum.StrEnum):
    """What a member may volunteer for, for one meeting only."""

    READER = "reader"  # reads a text to the circle
    TIMEKEEPER = "timekeeper"  # says a word when a turn has lasted long
    WELCOME = "welcome"  # greets who is new tonight
