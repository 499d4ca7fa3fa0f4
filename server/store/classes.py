"""Every column that is kept, and of which class it is: what it is for, how long, who may read it, what ends it, whether a backup has it.

This table is what `hearth backup`, `hearth retention --prove` and the page about what is kept go by. A column that stands here under no
class is refused by a test, so nothing new is kept, or copied, by accident. The clocks themselves are in `clocks.py`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Reader(StrEnum):
    """Who may read it in the product. Whoever runs the machine can read what is not sealed; SECURITY.md says so."""

    HERSELF = "herself"
    CIRCLE = "circle"  # who sits in that meeting
    FACILITATORS = "facilitators"
    SUPERVISORS = "supervisors"
    ADMINISTRATORS = "administrators"
    EVERYONE = "everyone"  # who is signed in, or came by a link
    NOBODY = "nobody"  # the server alone


class DataClass(NamedTuple):
    """One class of what is kept. `sentence` says it to her, and is translated; `destroyed_by` says it to whoever reads the code."""

    name: str
    sentence: str
    readers: tuple[Reader, ...]
    destroyed_by: str
    backed_up: bool


_R = Reader
WORDS = DataClass(
    "words",
    "Your words in a meeting. They are sealed, and destroyed a short time after the meeting ends. The room says how short.",
    (_R.CIRCLE, _R.FACILITATORS),
    "the timer destroy_words: the meeting's key first, then the rows; one message when she takes it back",
    backed_up=False,
)
SEATS = DataClass(
    "seats",
    "The name you chose for one meeting, and which account sat there. Both are sealed, and destroyed with the words.",
    (_R.CIRCLE, _R.FACILITATORS),
    "the timer destroy_words",
    backed_up=False,
)
COURSE = DataClass(
    "course of a meeting",
    "What happened in a meeting, step by step, without words or names. It is deleted within two days of the meeting.",
    (_R.NOBODY,),
    "the timer destroy_words; the log by the hourly sweep, a day after the words",
    backed_up=False,
)
EXCERPTS = DataClass(
    "excerpts",
    "Words that someone reported, so that they can be looked at. They are sealed, and destroyed after 14 days.",
    (_R.FACILITATORS, _R.SUPERVISORS),
    "the timer destroy_excerpt: the report's key first, then the words",
    backed_up=False,
)
REPORTS = DataClass(
    "reports",
    "That there was a report or a request to look again, and how it ended. This is kept for 180 days, so that you can be told.",
    (_R.HERSELF, _R.FACILITATORS, _R.SUPERVISORS),
    "the hourly sweep",
    backed_up=True,
)
CASES = DataClass(
    "cases",
    "That someone asked for a person for you, or was worried about you: when, who of the staff was called, what they did and how it "
    "ended, without words. This is kept for a year after it ended.",
    (_R.HERSELF, _R.FACILITATORS, _R.SUPERVISORS),
    "the timer destroy_case, a year after the case closed",
    backed_up=True,
)
CASE_WORDS = DataClass(
    "words of cases",
    "A few words around the moment when help was called, and what was written about it. They are sealed, and destroyed after 90 days, "
    "or when it ended if that is later.",
    (_R.HERSELF, _R.FACILITATORS, _R.SUPERVISORS),
    "the timer destroy_case: the case's key first, then the words",
    backed_up=False,
)
EXCLUSIONS = DataClass(
    "exclusions",
    "That someone may not come into a room, as a mark that names nobody. It is kept until its time is over or it is lifted.",
    (_R.FACILITATORS, _R.SUPERVISORS, _R.ADMINISTRATORS),
    "whoever lifts it; the hourly sweep when its time is over",
    backed_up=True,
)
ACCOUNTS = DataClass(
    "accounts",
    "Your account: a name you made up, your language, the day it was made, and codes that cannot be read back. "
    "It is kept until it is deleted.",
    (_R.HERSELF, _R.ADMINISTRATORS),
    "the deletion of the account; second factors with the last staff role",
    backed_up=True,
)
CONTACTS = DataClass(
    "contact points",
    "How staff can be reached. This is sealed, and kept only while someone is staff. We have none of members.",
    (_R.HERSELF, _R.NOBODY),
    "the end of her last staff role, or she herself",
    backed_up=True,
)
CHOICES = DataClass(
    "choices",
    "What you chose: agreements you accepted, meetings you want to be reminded of, and marks of words you want hidden. "
    "The words themselves are not kept.",
    (_R.HERSELF,),
    "she herself, or the deletion of the account; a guest's within hours of the end of her meeting",
    backed_up=True,
)
LINKS = DataClass(
    "links",
    "Links that let someone in, and the address of your private calendar, as marks that cannot be read back. "
    "A link is deleted when it is over.",
    (_R.NOBODY,),
    "its use; the hourly sweep when its time is over; a calendar's address when she takes it back",
    backed_up=False,
)
SESSIONS = DataClass(
    "sessions",
    "That you are signed in, as a mark that cannot be read back. It is deleted when you sign out or when its time is over.",
    (_R.NOBODY,),
    "signing out; the hourly sweep",
    backed_up=False,
)
AUDIT = DataClass(
    "audit",
    "What staff did, and when, without words or names from a meeting. This is kept for a year.",
    (_R.SUPERVISORS, _R.ADMINISTRATORS),
    "the hourly sweep",
    backed_up=True,
)
DISCLOSURES = DataClass(
    "requests from outside",
    "That a court, a lawyer or an office asked us for records, and what we answered. What they wrote is sealed. "
    "This is kept for three years.",
    (_R.SUPERVISORS, _R.ADMINISTRATORS),
    "the hourly sweep",
    backed_up=True,
)
HOLDS = DataClass(
    "legal holds",
    "That a court or a lawyer asked us to keep something longer: who of the staff decided it, and until when. "
    "This is kept for a year after it ends.",
    (_R.SUPERVISORS, _R.ADMINISTRATORS),
    "the hourly sweep, a year after its end",
    backed_up=True,
)
CALENDAR = DataClass(
    "calendar",
    "Which rooms there are, their agreements, who must report what, and when rooms meet. This is kept for as long as the programme runs.",
    (_R.EVERYONE,),
    "nothing: it is about the programme, not about a woman",
    backed_up=True,
)
ROTA = DataClass(
    "rota",
    "Who of the staff is on call, and when. Nothing about members. It is kept for as long as the programme runs.",
    (_R.FACILITATORS, _R.SUPERVISORS, _R.ADMINISTRATORS),
    "what is different for a time is deleted by the hourly sweep, 30 days after it is over",
    backed_up=True,
)
OPERATIONS = DataClass(
    "operations",
    "What the machine needs to do its work on time. It holds no words and no names, and is deleted when it is done.",
    (_R.NOBODY,),
    "the work it is for",
    backed_up=False,
)
KEYS = DataClass(
    "keys",
    "The keys of sealed words. Each is destroyed with what it seals, and never copied.",
    (_R.NOBODY,),
    "destroy_words, destroy_excerpt and destroy_case",
    backed_up=False,
)
LEDGER = DataClass(
    "ledger",
    "That an account was deleted, a role ended or someone was kept out, as marks that name nobody. They are kept for 400 days, "
    "so that a restored backup does not undo it.",
    (_R.NOBODY,),
    "the hourly sweep",
    backed_up=False,
)

CLASSES = (
    WORDS, SEATS, EXCERPTS, REPORTS, CASES, CASE_WORDS, EXCLUSIONS, ACCOUNTS, CHOICES, CONTACTS, SESSIONS, LINKS,
    COURSE, AUDIT, DISCLOSURES, HOLDS, CALENDAR, ROTA, OPERATIONS, KEYS, LEDGER,
)  # fmt: skip

# table → class → its columns. The first class of a table is that of its rows: it says whether they are backed up at all.
RECORD: dict[str, dict[DataClass, str]] = {
    "programme": {CALENDAR: "id name language country set_up_at demo"},
    "room": {
        CALENDAR: "id name purpose audience language guests open_sign_up history typing capacity words_kept_s longest_s waiting "
        "facilitators_needed grace_s format tags rules questions created_at closed_at"
    },
    "agreement": {CALENDAR: "room_id version text created_at"},
    "helpline": {CALENDAR: "line confirmed_at"},
    "duty": {CALENDAR: "version role language text created_at"},
    "meeting": {
        CALENDAR: "id room_id status opens_at closes_at opened_at closed_at destroyed_at series_id occurrence own_format seq control"
    },
    "series": {CALENDAR: "id room_id rule starts_on hour zone minutes format made_at ended_at"},
    "series_change": {CALENDAR: "series_id occurrence moved_to sentence"},
    "account": {ACCOUNTS: "id name name_mark secret language created_on"},
    "grant": {ACCOUNTS: "account_id role granted_at"},
    "recovery_code": {ACCOUNTS: "hash account_id used_at"},
    "factor": {ACCOUNTS: "account_id sealed confirmed_at last_step"},
    "factor_code": {ACCOUNTS: "hash account_id used_at"},
    "contact_point": {CONTACTS: "id account_id sealed tested_at test_hash answered_at"},
    "rota": {ROTA: "version rotations published_at published_by waiver"},
    "rota_override": {ROTA: "id rotation account_id since until made_at made_by swap agreed"},
    "page": {OPERATIONS: "id action case_id level round account_id contact_id channel due_at state tried trouble done_at"},
    "acceptance": {CHOICES: "room_id version who at"},
    "reminder": {CHOICES: "account_id series_id"},
    "own_word": {CHOICES: "account_id mark"},
    "feed": {LINKS: "hash account_id made_at"},
    "invitation": {LINKS: "hash kind role room_id account_id uses_left created_at expires_at"},
    "session": {SESSIONS: "hash account_id guest_id meeting_id invitation complete shared language created_at seen_at expires_at"},
    "revocation": {SESSIONS: "id kind key at"},
    "exclusion": {EXCLUSIONS: "token scope until reason made_at taken_by"},
    "report": {
        REPORTS: "id meeting_id reason made_at outcome sentence closed_at closed_by measure about taken_by author_mark",
        EXCERPTS: "excerpt",
    },
    "hold": {
        HOLDS: "id kind subject reference unseen until proposed_by proposed_at confirmed_by confirmed_at alone_since ended_by ended_at"
    },
    "receipt": {REPORTS: "hash report_id account_id made_at"},
    "case_file": {CASES: "id version state hash origin meeting_id seat_id raised_at due_at closed_at destroyed_at"},
    "case_event": {CASES: "case_id n at data hash"},
    "case_ask": {CASES: "id case_id hash account_id made_at"},
    "case_word": {CASE_WORDS: "case_id id sealed"},
    "message": {WORDS: "meeting_id message_id seat_id body"},
    "seat": {SEATS: "meeting_id seat_id blind sealed"},
    "log": {COURSE: "meeting_id n data at"},
    "measure": {COURSE: "meeting_id kind about taken_by"},
    "overdue": {COURSE: "meeting_id message_id held_at"},
    "timer": {OPERATIONS: "kind subject due_at leased_until fence"},
    "node": {OPERATIONS: "id renewed_at"},
    "hosting": {OPERATIONS: "meeting_id node_id"},
    "audit": {AUDIT: "n at kind actor subject previous hash"},
    "disclosure": {DISCLOSURES: "id asker sealed logged_at logged_by basis given answered_at answered_by"},
}
KEYRING: dict[str, dict[DataClass, str]] = {
    "key": {KEYS: "meeting_id wrapped"},
    "check_value": {KEYS: "id wrapped"},
    "ledger": {LEDGER: "n at kind token detail"},
}


def class_of(table: str) -> DataClass:
    """The class of a table's rows. Raises `KeyError` for a table that stands nowhere."""
    return next(iter(RECORD.get(table) or KEYRING[table]))


def backed_up(table: str) -> tuple[str, ...]:
    """The columns of a table that a backup holds; none when its rows are not backed up, or when it stands nowhere."""
    entry = RECORD.get(table, {})
    if not entry or not next(iter(entry)).backed_up:
        return ()
    return tuple(column for kept, columns in entry.items() if kept.backed_up for column in columns.split())
