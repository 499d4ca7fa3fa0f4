"""What the parts and the fields of her copy are called on the page she may read it as."""

from __future__ import annotations

from web.words import mark

PARTS: dict[str, str] = {
    "account": mark("Your account"),
    "roles": mark("What you are to the programme"),
    "second_step": mark("Your second step"),
    "agreements": mark("Agreements you accepted"),
    "reminders": mark("Meetings you want to be reminded of"),
    "calendar_link": mark("The link of your calendar"),
    "signed_in": mark("Where you are signed in"),
    "sign_outs": mark("When you signed out everywhere, in the last hour"),
    "invitations": mark("Links that are waiting for you"),
    "on_duty": mark("When you are on call in place of another"),
    "pages": mark("When you were called"),
    "done_as_staff": mark("What you did as staff"),
    "contact_points": mark("How you can be reached"),
    "codes": mark("Codes that stand in for your passphrase"),
    "words_to_hide": mark("Words to hide"),
    "reports_and_requests": mark("What you reported or asked"),
    "kept_out": mark("Where you may not come in"),
    "meeting": mark("A meeting whose words still exist"),
}

FIELDS: dict[str, str] = {
    "name": mark("Name"),
    "language": mark("Language"),
    "made_on": mark("Made on"),
    "made_at": mark("Made"),
    "role": mark("Role"),
    "since": mark("Since"),
    "set_at": mark("Set up"),
    "room": mark("Room"),
    "version": mark("Version"),
    "accepted_at": mark("Accepted"),
    "hour": mark("Hour"),
    "zone": mark("Time zone"),
    "last_seen": mark("Last seen"),
    "until": mark("Until"),
    "shared_device": mark("Shared device"),
    "at": mark("When"),
    "kind": mark("Kind"),
    "address": mark("Address"),
    "recovery_codes": mark("Recovery codes"),
    "codes_of_the_second_step": mark("Codes of the second step"),
    "count": mark("How many"),
    "reason": mark("Reason"),
    "outcome": mark("How it ended"),
    "ended_at": mark("Ended"),
    "told": mark("What you were told"),
    "reach": mark("How far"),
    "opens_at": mark("Opened"),
    "your_name_there": mark("Your name there"),
    "words": mark("Your words"),
    "text": mark("Text"),
}
