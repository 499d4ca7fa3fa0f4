"""What stands in each column that may be about a woman, in her words; and the page's rows, made of the schema and the table of classes."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from server.people.holdings import Holding
from server.store.classes import CALENDAR, CLASSES, KEYRING, RECORD, DataClass, Reader, class_of
from web.words import mark

NUMBER = mark("a number that stands for it")
HERS = mark("a number that stands for you")
OTHER = mark("a number that stands for who did it")
MARK = mark("a mark that cannot be read back")
SEALED = mark("sealed words or names")
WHERE = mark("which room or meeting")
WHEN = mark("when it was")
UNTIL = mark("until when")
KIND = mark("what kind it is")
STATE = mark("how far it is")
COUNT = mark("how often")
CHECK = mark("a check that shows if it was changed")
CHOSEN = mark("what you chose")

TABLES: dict[str, str] = {
    "account": mark("Your account"),
    "grant": mark("Your roles"),
    "recovery_code": mark("Your recovery codes"),
    "factor": mark("Your second step"),
    "factor_code": mark("Codes of your second step"),
    "contact_point": mark("Ways to reach you"),
    "rota": mark("Plans of who is on call, with you in them"),
    "rota_override": mark("Changes of those plans"),
    "page": mark("Calls to you while on call"),
    "acceptance": mark("Agreements you accepted"),
    "reminder": mark("Meetings you want to be reminded of"),
    "own_word": mark("Words you want hidden"),
    "feed": mark("The address of your calendar"),
    "invitation": mark("Links for you"),
    "session": mark("Where you are signed in"),
    "revocation": mark("That you signed out everywhere"),
    "exclusion": mark("Rooms you may not come into, or that you closed to others"),
    "report": mark("Reports that have to do with you"),
    "receipt": mark("Receipts of your reports"),
    "case_file": mark("Times when a person was asked for"),
    "case_event": mark("Steps of what was done then"),
    "case_ask": mark("Your own requests for a person"),
    "case_word": mark("Words kept about it"),
    "message": mark("Messages of yours"),
    "seat": mark("Seats of yours"),
    "log": mark("Steps of a meeting that name your seat"),
    "measure": mark("What a facilitator did about you, or you about others"),
    "overdue": mark("Messages of yours that nobody has read yet"),
    "timer": mark("Alarm clocks for what is to be done or destroyed"),
    "node": mark("Machines at work"),
    "hosting": mark("Which machine has which meeting"),
    "audit": mark("What you did as staff"),
    "hold": mark("Legal holds that you proposed, confirmed or ended"),
    "disclosure": mark("Requests for records that you wrote down or answered"),
    "key": mark("Keys of sealed words of yours"),
    "check_value": mark("A check of the main key"),
    "ledger": mark("Notes for a restored backup"),
}

COLUMNS: dict[str, dict[str, str]] = {
    "account": {HERS: "id", mark("the name you made up"): "name", MARK: "name_mark secret", CHOSEN: "language", WHEN: "created_on"},
    "grant": {HERS: "account_id", KIND: "role", WHEN: "granted_at"},
    "recovery_code": {MARK: "hash", HERS: "account_id", WHEN: "used_at"},
    "factor": {HERS: "account_id", SEALED: "sealed", WHEN: "confirmed_at last_step"},
    "factor_code": {MARK: "hash", HERS: "account_id", WHEN: "used_at"},
    "contact_point": {NUMBER: "id", HERS: "account_id", SEALED: "sealed", WHEN: "tested_at answered_at", MARK: "test_hash"},
    "rota": {NUMBER: "version", HERS: "rotations", WHEN: "published_at", OTHER: "published_by", mark("a reason"): "waiver"},
    "rota_override": {
        NUMBER: "id rotation swap", HERS: "account_id", WHEN: "since made_at", UNTIL: "until", OTHER: "made_by",
        STATE: "agreed",
    },
    "page": {
        NUMBER: "id case_id contact_id", KIND: "action channel", COUNT: "level round tried", HERS: "account_id", WHEN: "due_at done_at",
        STATE: "state trouble",
    },
    "acceptance": {WHERE: "room_id", CHOSEN: "version", HERS: "who", WHEN: "at"},
    "reminder": {HERS: "account_id", CHOSEN: "series_id"},
    "own_word": {HERS: "account_id", MARK: "mark"},
    "feed": {MARK: "hash", HERS: "account_id", WHEN: "made_at"},
    "invitation": {
        MARK: "hash", KIND: "kind role", WHERE: "room_id", HERS: "account_id", COUNT: "uses_left", WHEN: "created_at", UNTIL: "expires_at",
    },
    "session": {
        MARK: "hash invitation", HERS: "account_id guest_id", WHERE: "meeting_id", STATE: "complete", CHOSEN: "shared language",
        WHEN: "created_at seen_at", UNTIL: "expires_at",
    },
    "revocation": {NUMBER: "id", KIND: "kind", HERS: "key", WHEN: "at"},
    "exclusion": {MARK: "token", KIND: "scope reason", UNTIL: "until", WHEN: "made_at", OTHER: "taken_by"},
    "report": {
        NUMBER: "id", WHERE: "meeting_id", KIND: "reason measure", WHEN: "made_at closed_at", SEALED: "excerpt sentence", STATE: "outcome",
        OTHER: "closed_by taken_by", mark("which words or which seat"): "about", MARK: "author_mark",
    },
    "receipt": {MARK: "hash", NUMBER: "report_id", HERS: "account_id", WHEN: "made_at"},
    "case_file": {
        NUMBER: "id", COUNT: "version", STATE: "state", CHECK: "hash", KIND: "origin", WHERE: "meeting_id", HERS: "seat_id",
        WHEN: "raised_at closed_at destroyed_at", UNTIL: "due_at",
    },
    "case_event": {NUMBER: "case_id n", WHEN: "at", mark("what was done, without words"): "data", CHECK: "hash"},
    "case_ask": {NUMBER: "id case_id", MARK: "hash", HERS: "account_id", WHEN: "made_at"},
    "case_word": {NUMBER: "case_id id", SEALED: "sealed"},
    "message": {WHERE: "meeting_id", NUMBER: "message_id", HERS: "seat_id", SEALED: "body"},
    "seat": {WHERE: "meeting_id", HERS: "seat_id", MARK: "blind", SEALED: "sealed"},
    "log": {WHERE: "meeting_id", NUMBER: "n", mark("what was done, without words"): "data", WHEN: "at"},
    "measure": {WHERE: "meeting_id", KIND: "kind", mark("which words or which seat"): "about", OTHER: "taken_by"},
    "overdue": {WHERE: "meeting_id", NUMBER: "message_id", WHEN: "held_at"},
    "timer": {KIND: "kind", NUMBER: "subject fence", UNTIL: "due_at leased_until"},
    "node": {NUMBER: "id", WHEN: "renewed_at"},
    "hosting": {WHERE: "meeting_id", NUMBER: "node_id"},
    "audit": {
        NUMBER: "n", WHEN: "at", KIND: "kind", OTHER: "actor", mark("what it was about, as a number"): "subject", CHECK: "previous hash",
    },
    "hold": {
        NUMBER: "id", KIND: "kind", mark("what it was about, as a number"): "subject", SEALED: "reference unseen", UNTIL: "until",
        WHEN: "proposed_at confirmed_at alone_since ended_at", OTHER: "proposed_by confirmed_by ended_by",
    },
    "disclosure": {
        NUMBER: "id", KIND: "asker basis", SEALED: "sealed given", WHEN: "logged_at answered_at", OTHER: "logged_by answered_by",
    },
    "key": {WHERE: "meeting_id", SEALED: "wrapped"},
    "check_value": {NUMBER: "id", SEALED: "wrapped"},
    "ledger": {NUMBER: "n", WHEN: "at", KIND: "kind", MARK: "token", mark("what was decided, without a name"): "detail"},
}  # fmt: skip

READERS: dict[Reader, str] = {
    Reader.HERSELF: mark("you"),
    Reader.CIRCLE: mark("who sits in that meeting"),
    Reader.FACILITATORS: mark("facilitators"),
    Reader.SUPERVISORS: mark("supervisors"),
    Reader.ADMINISTRATORS: mark("administrators"),
    Reader.EVERYONE: mark("everyone here"),
    Reader.NOBODY: mark("nobody: the machine alone"),
}


class Line(NamedTuple):
    """One table: what it is, how many rows, what stands in a row, and when the last is over."""

    name: str
    rows: int
    columns: tuple[str, ...]
    until: datetime | None


class Part(NamedTuple):
    """One class of what is kept, with its tables that hold something about her."""

    sentence: str
    readers: tuple[str, ...]
    lines: tuple[Line, ...]


def parts(found: list[Holding]) -> list[Part]:
    """What is there, in the order of the table of classes; then what there is none of, with no line."""
    held = {each.table: each for each in found}
    return sorted((_part(kind, held) for kind in CLASSES if kind is not CALENDAR), key=lambda part: not part.lines)


def _part(kind: DataClass, held: dict[str, Holding]) -> Part:
    tables = [name for name in (*RECORD, *KEYRING) if class_of(name) is kind and name in held]
    lines = tuple(Line(TABLES[name], held[name].rows, tuple(COLUMNS[name]), held[name].until) for name in tables)
    return Part(kind.sentence, tuple(READERS[reader] for reader in kind.readers), lines)
