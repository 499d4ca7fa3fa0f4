"""Who may do what, cell by cell, as people would read it (OWASP ASVS 8.1.1): a change to the table is a change here."""

from __future__ import annotations

import pytest

from rooms.roles import PERMISSIONS, STAFF, Action, Role, may

ROLES = [Role.GUEST, Role.MEMBER, Role.FACILITATOR, Role.ON_CALL, Role.SUPERVISOR, Role.ADMINISTRATOR]

#                         guest  member  facil.  on-call  superv.  admin.
TABLE = """
take_seat                 yes    yes     yes     yes      yes      yes
post                      yes    yes     yes     yes      yes      yes
take_back                 yes    yes     yes     yes      yes      yes
respond                   yes    yes     yes     yes      yes      yes
appeal                    yes     yes     yes     yes      yes      yes
leave                     yes    yes     yes     yes      yes      yes
see_home                  no     yes     yes     yes      yes      yes
see_calendar              no     yes     yes     yes      yes      yes
keep_account              no     yes     yes     yes      yes      yes
keep_contact_points       no     no      yes     yes      yes      yes
see_rota                  no     no      yes     yes      yes      yes
keep_rota                 no     no      no      no       yes      yes
keep_holds                no     no      no      no       yes      yes
plan_meeting              no     no      yes     no       no       no
open_meeting              no     no      yes     no       no       no
close_meeting             no     no      yes     no       no       no
facilitate                no     no      yes     no       no       no
make_room_link            no     no      yes     no       no       yes
invite_member             no     no      yes     no       no       yes
see_rooms                 no     no      yes     no       yes      yes
keep_series               no     no      yes     no       no       yes
create_room               no     no      no      no       no       yes
change_room               no     no      no      no       no       yes
see_people                no     no      no      no       yes      yes
invite_staff              no     no      no      no       no       yes
end_role                  no     no      no      no       no       yes
reinvite_staff            no     no      no      no       yes      yes
write_agreement           no     no      yes     no       no       yes
write_duties              no     no      no      no       no       yes
see_reports               no     no      yes     no       yes      no
see_audit                 no     no      no      no       yes      yes
confirm_help_lines        no     no      yes     yes      yes      yes
answer_disclosures        no     no      no      no       yes      yes
answer_cases              no     no      no      yes      yes      no
lift_exclusion            no     no      no      no       yes      yes
"""

CELLS = [
    (Action(action), role, word == "yes")
    for action, *words in (line.split() for line in TABLE.strip().splitlines())
    for role, word in zip(ROLES, words, strict=True)
]


@pytest.mark.parametrize(("action", "role", "allowed"), CELLS)
def test_every_cell(action: Action, role: Role, *, allowed: bool) -> None:
    assert may([role], action) is allowed


def test_no_action_and_no_role_is_left_out() -> None:
    assert {action for action, _, _ in CELLS} == set(Action) == set(PERMISSIONS)
    assert set(ROLES) == set(Role)
    assert {Role.FACILITATOR, Role.ON_CALL, Role.SUPERVISOR, Role.ADMINISTRATOR} == STAFF


def test_any_of_her_roles_is_enough_and_none_is_not() -> None:
    assert may([Role.MEMBER, Role.SUPERVISOR], Action.SEE_PEOPLE)
    assert not may([], Action.LEAVE)
