"""The audit in plain words: a sentence for each kind of line. `{who}` did it, `{room}` is where, `{her}` the colleague it concerns."""

from __future__ import annotations

from web.words import mark

LINES: dict[str, str] = {
    # the programme and its people
    "set_up": mark("{who} set up the programme."),
    "administrator_recovered": mark("{who} let {her} back in as administrator."),
    "staff_invited": mark("{who} made an invitation for a colleague."),
    "staff_reinvited": mark("{who} invited {her} again, with a new second step."),
    "role_granted": mark("{her} took up a role."),
    "role_ended": mark("{who} ended a role of {her}."),
    "signed_in": mark("{who} signed in."),
    "recovered": mark("{who} chose a new passphrase with a recovery code."),
    "factor_set": mark("{who} set up her second step."),
    "factor_replaced": mark("{who} began a new second step."),
    "duties_published": mark("{who} said anew who must report what."),
    # rooms and meetings
    "room_created": mark("{who} made the room {room}."),
    "room_changed": mark("{who} changed the room {room}."),
    "agreement_published": mark("{who} published a new agreement in {room}."),
    "meeting_planned": mark("{who} planned a meeting in {room}."),
    "meeting_opened": mark("{who} opened a meeting in {room}."),
    "meeting_closed": mark("{who} closed a meeting in {room}."),
    # reports and exclusions
    "report_read_decide": mark("{who} opened the words of a report, to decide what follows."),
    "report_read_again": mark("{who} opened the words of a report, to look once more."),
    "report_read_asked": mark("{who} opened the words of a report, because someone asked her."),
    "appeal_read_decide": mark("{who} opened an appeal, to decide what follows."),
    "appeal_read_again": mark("{who} opened an appeal, to look once more."),
    "appeal_read_asked": mark("{who} opened an appeal, because someone asked her."),
    "appeal_upheld": mark("{who} ended an appeal: what was decided stands."),
    "appeal_overturned": mark("{who} ended an appeal: what was decided does not stand."),
    "report_closed": mark("{who} ended a report."),
    "excluded": mark("{who} excluded someone from {room}."),
    "exclusion_lifted": mark("{who} lifted an exclusion."),
    "helpline_confirmed": mark("{who} confirmed the number of a help line."),
    "disclosure_logged": mark("{who} wrote down that someone outside asks for records."),
    "disclosure_looked": mark("{who} looked what there is about one account, for a request from outside."),
    "disclosure_refused": mark("{who} answered no to a request from outside."),
    "disclosure_given": mark("{who} wrote down what was given to someone outside."),
    "hold_proposed": mark("{who} proposed a legal hold."),
    "hold_confirmed": mark("{who} confirmed a legal hold."),
    "hold_confirmed_unseen": mark("{who} confirmed a legal hold that is not shown to whom it concerns."),
    "hold_ended": mark("{who} ended a legal hold, or took a proposal back."),
    "restored": mark("{who} restored the records from a backup."),
    # who is on call
    "rota_published": mark("{who} published who is on call."),
    "rota_waived": mark("{who} published who is on call, with gaps, and said why."),
    "rota_changed": mark("{who} changed who is on call."),
    # who leads
    "offer_lead": mark("{who} offered the lead in {room}."),
    "accept_lead": mark("{who} took the lead in {room}."),
    "keep_lead": mark("{who} ended an offer of the lead in {room}."),
    # the door
    "admit": mark("{who} let someone into {room}."),
    "admit_all": mark("{who} let everyone who waited into {room}."),
    "decline_seat": mark("{who} could not let someone into {room}."),
    "move_to_waiting": mark("{who} asked someone back to the waiting room of {room}."),
    "remove_seat": mark("{who} asked someone to leave {room}."),
    "let_back": mark("{who} let someone come back to {room}."),
    "lock_door": mark("{who} locked the door of {room}."),
    "unlock_door": mark("{who} unlocked the door of {room}."),
    "set_waiting": mark("{who} changed who is met at the door of {room}."),
    "answer_privately": mark("{who} wrote to someone in the waiting room of {room}."),
    # the shape
    "begin_step": mark("{who} began a step of the format in {room}."),
    "set_mode": mark("{who} changed how turns are taken in {room}."),
    "start_round": mark("{who} began a round in {room}."),
    "next_turn": mark("{who} gave the turn to the next woman in {room}."),
    "call_on": mark("{who} gave a woman the turn in {room}."),
    "grant_time": mark("{who} gave a turn more time in {room}."),
    # calm
    "pause": mark("{who} paused {room}."),
    "resume": mark("{who} let {room} go on."),
    "ground": mark("{who} called a moment of rest in {room}."),
    "end_grounding": mark("{who} ended a moment of rest in {room}."),
    "set_slow": mark("{who} changed slow mode in {room}."),
    "quiet": mark("{who} gave someone quiet time in {room}."),
    "lift_quiet": mark("{who} ended someone's quiet time in {room}."),
    "set_hold": mark("{who} changed whose words are read first in {room}."),
    "release": mark("{who} let held words into {room}."),
    "decline": mark("{who} did not let held words into {room}."),
    "remove_message": mark("{who} took words down in {room}."),
    "restore_message": mark("{who} showed words in {room} again."),
    "tag_message": mark("{who} said what words touch in {room}, or took that back."),
    "drill": mark("{who} called the intruder drill in {room}."),
    "undo_drill": mark("{who} undid the intruder drill in {room}."),
    "offer_side_room": mark("{who} offered a woman a side room in {room}."),
    "withdraw_side_room": mark("{who} took the offer of a side room back in {room}."),
    "lengthen_side_room": mark("{who} let a side room last longer in {room}."),
    "end_side_room": mark("{who} ended a side room in {room}."),
    "send_nudge": mark("{who} said a kind sentence to one woman in {room}."),
    "clear_back_channel": mark("{who} cleared what facilitators wrote to each other in {room}."),
}
UNKNOWN = mark("{who} did something that this page has no words for yet: {kind}.")

WHO = {"system": mark("The server"), "console": mark("Someone at the server's console")}
GONE = mark("Somebody whose account is gone")
EVERY_ROOM = mark("every room")
A_ROOM = mark("a room that is gone")
A_COLLEAGUE = mark("a colleague whose account is gone")
