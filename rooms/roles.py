"""Who may do what: one table, role by action (least privilege; OWASP ASVS 8.1.1, 8.2.1).

A person holds any number of roles and may do what any of them may. A guest holds only `GUEST`; every account holds `MEMBER`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable


class Role(enum.StrEnum):
    """What a person is to the programme."""

    GUEST = "guest"
    MEMBER = "member"
    FACILITATOR = "facilitator"
    ON_CALL = "on_call"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


STAFF = frozenset({Role.FACILITATOR, Role.ON_CALL, Role.SUPERVISOR, Role.ADMINISTRATOR})


class Action(enum.StrEnum):
    """What can be asked of the server."""

    TAKE_SEAT = "take_seat"
    POST = "post"
    TAKE_BACK = "take_back"
    RESPOND = "respond"
    LEAVE = "leave"
    APPEAL = "appeal"  # ask that somebody else looks at what was done to her
    SEE_HOME = "see_home"
    SEE_CALENDAR = "see_calendar"
    KEEP_ACCOUNT = "keep_account"
    KEEP_CONTACT_POINTS = "keep_contact_points"
    SEE_ROTA = "see_rota"
    KEEP_ROTA = "keep_rota"
    PLAN_MEETING = "plan_meeting"
    OPEN_MEETING = "open_meeting"
    CLOSE_MEETING = "close_meeting"
    FACILITATE = "facilitate"  # every act within a meeting
    MAKE_ROOM_LINK = "make_room_link"
    INVITE_MEMBER = "invite_member"
    SEE_ROOMS = "see_rooms"
    KEEP_SERIES = "keep_series"
    CREATE_ROOM = "create_room"
    CHANGE_ROOM = "change_room"
    SEE_PEOPLE = "see_people"
    INVITE_STAFF = "invite_staff"
    END_ROLE = "end_role"
    REINVITE_STAFF = "reinvite_staff"
    WRITE_AGREEMENT = "write_agreement"
    WRITE_DUTIES = "write_duties"  # who must report what
    SEE_REPORTS = "see_reports"
    SEE_AUDIT = "see_audit"
    CONFIRM_HELP_LINES = "confirm_help_lines"
    ANSWER_DISCLOSURES = "answer_disclosures"  # requests for records from outside
    ANSWER_CASES = "answer_cases"  # the on-call console: who waits for a person, and whoever takes it
    LIFT_EXCLUSION = "lift_exclusion"
    KEEP_HOLDS = "keep_holds"  # propose, confirm and end a legal hold


_EVERYONE = frozenset(Role)
_ACCOUNTS = _EVERYONE - {Role.GUEST}
_LEADS = frozenset({Role.FACILITATOR})
_RUNS = frozenset({Role.FACILITATOR, Role.ADMINISTRATOR})
_HEADS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
_ANSWERS = frozenset({Role.ON_CALL, Role.SUPERVISOR})
_JUDGES = frozenset({Role.FACILITATOR, Role.SUPERVISOR})

PERMISSIONS: dict[Action, frozenset[Role]] = {
    Action.TAKE_SEAT: _EVERYONE,
    Action.POST: _EVERYONE,
    Action.TAKE_BACK: _EVERYONE,
    Action.RESPOND: _EVERYONE,
    Action.LEAVE: _EVERYONE,
    Action.APPEAL: _EVERYONE,
    Action.SEE_HOME: _ACCOUNTS,
    Action.SEE_CALENDAR: _ACCOUNTS,
    Action.KEEP_ACCOUNT: _ACCOUNTS,
    Action.KEEP_CONTACT_POINTS: STAFF,
    Action.SEE_ROTA: STAFF,
    Action.KEEP_ROTA: _HEADS,
    Action.PLAN_MEETING: _LEADS,
    Action.OPEN_MEETING: _LEADS,
    Action.CLOSE_MEETING: _LEADS,
    Action.FACILITATE: _LEADS,
    Action.MAKE_ROOM_LINK: _RUNS,
    Action.INVITE_MEMBER: _RUNS,
    Action.SEE_ROOMS: _RUNS | _HEADS,
    Action.KEEP_SERIES: _RUNS,
    Action.CREATE_ROOM: _ADMINISTRATORS,
    Action.CHANGE_ROOM: _ADMINISTRATORS,
    Action.SEE_PEOPLE: _HEADS,
    Action.INVITE_STAFF: _ADMINISTRATORS,
    Action.END_ROLE: _ADMINISTRATORS,
    Action.REINVITE_STAFF: _HEADS,
    Action.WRITE_AGREEMENT: _RUNS,
    Action.WRITE_DUTIES: _ADMINISTRATORS,
    Action.SEE_REPORTS: _JUDGES,
    Action.SEE_AUDIT: _HEADS,
    Action.CONFIRM_HELP_LINES: STAFF,
    Action.ANSWER_DISCLOSURES: _HEADS,
    Action.ANSWER_CASES: _ANSWERS,
    Action.LIFT_EXCLUSION: _HEADS,
    Action.KEEP_HOLDS: _HEADS,
}


def may(roles: Iterable[Role], action: Action) -> bool:
    """Whether any of these roles may do this."""
    return not PERMISSIONS[action].isdisjoint(roles)
