"""Every way Hearth says no: a stable code, a sentence a tired person understands, and whether trying again can help.

The list is closed. `docs/PROTOCOL.md` and the Spanish catalogue are held to it by tests.
"""

from __future__ import annotations

from typing import NamedTuple


class Refusal(NamedTuple):
    """What a code means: the English sentence (also the catalogue's msgid) and whether the same request may succeed later."""

    sentence: str
    retry: bool = False


REFUSALS: dict[str, Refusal] = {
    # the door
    "sign_in": Refusal("Please sign in first."),
    "not_allowed": Refusal("This is not yours to do. Ask the person who runs the programme."),
    "no_such_meeting": Refusal("We cannot find this meeting. It may be over."),
    "no_such_room": Refusal("We cannot find this room. It may have been closed."),
    "meeting_closed": Refusal("This meeting has closed. Your words were not sent."),
    "not_open": Refusal("The meeting has not opened yet. You can write when it does."),
    "full": Refusal("The circle is full just now. A seat may come free.", retry=True),
    "no_guests": Refusal("This room needs an account or an invitation."),
    "no_seat": Refusal("You do not have a seat here. Take a seat first."),
    "name_needed": Refusal("Choose a name for tonight first."),
    "name_bad": Refusal("Please choose a name of 1 to 24 letters, without special signs."),
    "name_taken": Refusal("Someone here has that name tonight, or one very like it. Please choose another."),
    "name_like_staff": Refusal("That name is too close to a facilitator's. Please choose another."),
    "removed": Refusal(
        "You were asked to leave this meeting. You can ask the programme to look at this again. Help lines are always open to you."
    ),
    "declined": Refusal(
        "You could not be let in this time. It was nothing you did. The first page shows what there is. Help lines are always open to you."
    ),
    "waiting": Refusal("You are in the waiting room. A facilitator will let you in. You can write to her from here."),
    "locked": Refusal("The door is closed for now, so that the circle can talk in peace. You are welcome at the next meeting."),
    "agreement_needed": Refusal("Please read the group agreement first. When you accept it, you can come in."),
    "excluded": Refusal("You cannot come into this room for now. You can ask the programme to look at this again."),
    # words
    "empty": Refusal("There are no words to send yet."),
    "too_long": Refusal("This is longer than 2,000 characters. Your words are still here. Please send them in parts."),
    "unreadable": Refusal("Something in this text cannot be shown safely. Please take out special signs and try again."),
    "no_such_message": Refusal("Those words are no longer here."),
    "not_yours": Refusal("Only the woman who wrote these words can take them back."),
    "your_own": Refusal("These are your own words. Responses are for the others."),
    "id_taken": Refusal("These words could not be sent. Please send them again."),
    "paused": Refusal("Everything rests for a moment. Your words are still here. You can send them when it goes on.", retry=True),
    "nobody_facilitates": Refusal(
        "No facilitator is here just now, so the circle rests. Your words are still here. You can send them when she is back.",
        retry=True,
    ),
    "quiet_time": Refusal(
        "You have quiet time now. You can read along. Your words are still here, and you can send them when it ends.",
        retry=True,
    ),
    "facilitators_only": Refusal(
        "Only facilitators write in this part. Your words are still here. You can send them in the next part.",
        retry=True,
    ),
    "silence": Refusal("This is a quiet moment for everyone. Your words are still here. You can send them when it ends.", retry=True),
    "grounding": Refusal("We all rest for a moment. Your words are still here. You can send them when it is over.", retry=True),
    "not_your_turn": Refusal(
        "Someone else has the turn. Your words are still here. You can raise your hand, or send them when it is your turn.",
        retry=True,
    ),
    "no_cross_talk": Refusal("In this part we do not answer one another. Your words are still here. You can send them without a reply."),
    "slow_mode": Refusal("We go slowly just now. Your words are still here. Wait a moment and send them again.", retry=True),
    "looks_personal": Refusal(
        "This looks like something personal. Others keep what they read. Your words are still here. You can post them, or change them."
    ),
    "in_side_room": Refusal(
        "You are in a side room just now, so the circle got nothing. Your words are still here. Go back to the circle to send them."
    ),
    "no_side_room": Refusal("There is no side room any more. What you were writing is still here."),
    "no_private_line": Refusal("The private line is open in the waiting room only. Your words are still here."),
    # the facilitator's desk
    "no_hands": Refusal("Hands are not needed in this part. You can write, or wait for the next part."),
    "no_part": Refusal("Nobody is asked to do this in the parts that are left. Thank you for offering."),
    "no_turn": Refusal("It is nobody's turn just now. Give someone the turn first."),
    "rested": Refusal("You rested together a short while ago. You can call the next rest ten minutes after it.", retry=True),
    "nudged": Refusal("She was told something kind a moment ago. You can tell her more in a minute.", retry=True),
    "side_room_taken": Refusal(
        "She or you are in a side room already, or asked into one. You can try again when that is over.", retry=True
    ),
    "side_room_longest": Refusal("A side room lasts thirty minutes at most. You can offer another one afterwards."),
    "no_script": Refusal("This meeting has no such step. Choose one from its steps."),
    "not_lead": Refusal("Another facilitator leads now. She can offer you the lead."),
    "not_offered": Refusal("The lead is not offered to you now. Ask the one who leads."),
    "not_for_facilitators": Refusal("This cannot be done to a facilitator. Talk with her, or with the person who runs the programme."),
    "not_held": Refusal("These words do not wait to be read any more. Someone has seen to them already."),
    # a case: somebody may be in danger
    "no_such_case": Refusal("We cannot find this case. It may be over and destroyed."),
    "case_closed": Refusal("This case is closed. You can open it again."),
    "already_owned": Refusal("Somebody has this case already."),
    "not_owner": Refusal("Somebody else has this case. Ask her to hand it over to you."),
    "reason_needed": Refusal("Please choose a reason first."),
    "second_needed": Refusal("This needs a second person. Ask somebody on call to agree."),
    "not_connected": Refusal("That step of the hand-off has not happened yet. Please say first what did."),
    "outcome_untrue": Refusal("This has not happened in this case. Please choose what did."),
    "emergency_open": Refusal("Emergency services were called. Please say first whether they have reached her."),
    "tasks_open": Refusal("Something is still to be done here. Finish it or drop it with a reason, then close."),
    "no_follow_up": Refusal("Please set first what is to be done, and by when."),
    "nobody_told": Refusal("Nobody has been told yet. We keep trying. You can also use a help line now.", retry=True),
    # accounts and links
    "sign_in_wrong": Refusal("The name and the passphrase do not fit together. Nothing is lost. Please try again."),
    "passphrase_wrong": Refusal("That is not the passphrase you have now. Please try again."),
    "recovery_wrong": Refusal("The name and the recovery code do not fit together. Each code works once."),
    "code_wrong": Refusal("That code does not fit. Each code works once. Please wait for the next one and try again."),
    "account_name_taken": Refusal("That name is taken or too close to another. Please choose another."),
    "passphrase_short": Refusal("Please use 15 characters or more. A few plain words in a row work well."),
    "passphrase_long": Refusal("Please use no more than 128 characters."),
    "passphrase_common": Refusal("This would be easy to guess. Add a word or two that nobody would expect from you."),
    "link_over": Refusal("This link or code does not work any more. Ask for a new one."),
    "wait_a_little": Refusal("There were many tries just now. Please wait a few minutes, then try again.", retry=True),
    "page_old": Refusal("This page was open for a long while. Please load it again and try once more.", retry=True),
    "factor_needed": Refusal("This needs your second step. Please set it up or sign in with it."),
    "own_word_bad": Refusal("Please write one to four words, 40 letters at most. Fifty of them can be kept."),
    "contact_bad": Refusal("Please give a telephone number with its country code, or an e-mail address."),
    "no_such_shift": Refusal("That time on call is no longer there. Please look at the page again."),
    "rota_bad": Refusal("Please choose who takes turns, when, and in which time zone."),
    "rota_gap": Refusal("There are times with nobody on call, or people who could not be woken. Give a reason to publish it all the same."),
    "test_code_wrong": Refusal("That is not what the test said, or it is too old. Please send yourself another."),
    "push_unknown": Refusal("This browser's push service is not one we know. Please try another browser."),
    "last_administrator": Refusal("Someone must be able to run the programme. Give another woman this role first."),
    # the line
    "bad_request": Refusal("Your browser sent something we do not understand. Please load the page again."),
    "unknown_command": Refusal("Your browser asked for something we do not know. Please load the page again."),
    "too_fast": Refusal("That was very quick. Your words are still here. Wait a moment and try again.", retry=True),
    "too_many": Refusal("You have this open in many places. Close one and try again."),
    "store_down": Refusal("Your words were not sent. They are still here. Try again in a minute.", retry=True),
    "changed": Refusal("The room changed at the same moment. Please try again.", retry=True),
    "busy": Refusal("Many people are coming in just now. Please try again in a moment.", retry=True),
    "server_trouble": Refusal("Something went wrong on our side. It was nothing you did. Please try again.", retry=True),
}


class Refused(Exception):
    """Nothing happened, and `code` says why. Holds a code only, so that it can be logged."""

    def __init__(self, code: str) -> None:
        if code not in REFUSALS:
            raise KeyError(code)
        super().__init__(code)
        self.code = code

    @property
    def retry(self) -> bool:
        """Whether the same request may succeed later."""
        return REFUSALS[self.code].retry
