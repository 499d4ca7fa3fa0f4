"""Every table of the record, declared once for both kinds of database. Queries live beside what asks them.

No column holds an e-mail address, a telephone number or a real name of a member; what staff give us to be reached by is sealed in
`contact_point`. What a woman wrote and the name she chose for a meeting stand only in `message.body` and `seat.sealed`, sealed under that
meeting's key, and what a report is about in `report.excerpt` under the report's own. Keys live in another database (`keys.py`) that no
backup copies.
"""

from __future__ import annotations

import sqlalchemy as sa

from server.store.care_tables import hold, measure, overdue
from server.store.case_tables import case_ask, case_event, case_file, case_word
from server.store.moments import Moment
from server.store.oncall_tables import page, rota, rota_override
from server.store.papers_tables import disclosure, helpline
from server.store.people_tables import (
    MAIN,
    Serial,
    account,
    account_column,
    contact_point,
    duty,
    factor,
    factor_code,
    grant,
    invitation,
    recovery_code,
    revocation,
    session,
)
from server.store.words import QuestionsText, RulesText, Tags

__all__ = [
    "MAIN",
    "acceptance",
    "account",
    "agreement",
    "audit",
    "case_ask",
    "case_event",
    "case_file",
    "case_word",
    "contact_point",
    "disclosure",
    "duty",
    "exclusion",
    "factor",
    "factor_code",
    "feed",
    "grant",
    "helpline",
    "hold",
    "hosting",
    "invitation",
    "log",
    "measure",
    "meeting",
    "message",
    "node",
    "overdue",
    "own_word",
    "page",
    "receipt",
    "recovery_code",
    "reminder",
    "report",
    "revocation",
    "room",
    "rota",
    "rota_override",
    "seat",
    "series",
    "series_change",
    "session",
    "timer",
]

programme = sa.Table(
    "programme",
    MAIN,
    sa.Column("id", sa.Integer, primary_key=True),  # always 1
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("country", sa.String(2), nullable=False),  # whose help lines come first
    sa.Column("set_up_at", Moment, nullable=False),
    sa.Column("demo", sa.Boolean, nullable=False),
)

room = sa.Table(
    "room",
    MAIN,
    sa.Column("id", sa.String(22), primary_key=True),
    sa.Column("name", sa.String(60), nullable=False),
    sa.Column("purpose", sa.String(200), nullable=False),
    sa.Column("audience", sa.String(16), nullable=False),  # women | mothers | everyone
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("guests", sa.Boolean, nullable=False),
    sa.Column("open_sign_up", sa.Boolean, nullable=False),
    sa.Column("history", sa.Boolean, nullable=False),
    sa.Column("typing", sa.Boolean, nullable=False),
    sa.Column("capacity", sa.Integer, nullable=False),
    sa.Column("words_kept_s", sa.Integer, nullable=False),  # after close
    sa.Column("longest_s", sa.Integer, nullable=False),
    sa.Column("waiting", sa.String(8), nullable=False, server_default="nobody"),  # who is met at the door: nobody | guests | everyone
    sa.Column("facilitators_needed", sa.Integer, nullable=False, server_default="1"),
    sa.Column("grace_s", sa.Integer, nullable=False, server_default="60"),  # how long the circle goes on without them
    sa.Column("format", sa.String(40), nullable=False, server_default=""),  # name of a script; empty: an open meeting
    sa.Column("tags", Tags, nullable=False, server_default=""),  # whom it is for beside `audience`, spaces between
    sa.Column("rules", RulesText, nullable=False, server_default="{}"),  # its own rules about words, as JSON
    sa.Column("questions", QuestionsText, nullable=False, server_default="[]"),  # what it asks at the door, as JSON
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("closed_at", Moment),
)

agreement = sa.Table(
    "agreement",
    MAIN,
    sa.Column("room_id", sa.ForeignKey("room.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
)

acceptance = sa.Table(
    "acceptance",
    MAIN,
    sa.Column("room_id", sa.ForeignKey("room.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("who", sa.String(22), primary_key=True),  # id of the account or of the guest
    sa.Column("at", Moment, nullable=False),
    sa.Index("acceptance_who", "who"),
)

exclusion = sa.Table(
    "exclusion",
    MAIN,
    sa.Column("token", sa.String(22), primary_key=True),  # HMAC of scope, room and account under the programme's key
    sa.Column("scope", sa.String(12), nullable=False),  # room | programme
    sa.Column("until", Moment),  # null: until it is lifted
    sa.Column("reason", sa.String(16), nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("taken_by", sa.String(22)),  # the account that made it: no appeal goes to her; null: nobody knows any more
)

meeting = sa.Table(
    "meeting",
    MAIN,
    sa.Column("id", sa.String(22), primary_key=True),
    sa.Column("room_id", sa.ForeignKey("room.id", ondelete="CASCADE"), nullable=False),
    sa.Column("status", sa.String(8), nullable=False),  # planned | open | closed
    sa.Column("opens_at", Moment, nullable=False),
    sa.Column("closes_at", Moment, nullable=False),
    sa.Column("opened_at", Moment),
    sa.Column("closed_at", Moment),
    sa.Column("destroyed_at", Moment),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("control", sa.BigInteger, nullable=False),
    sa.Column("series_id", sa.String(22)),  # whose evening it is; null: planned by hand
    sa.Column("occurrence", sa.String(10)),  # the local day on which that series has it, also when it was moved
    sa.Column("own_format", sa.String(40)),  # null: the room's
    sa.Index("meeting_status", "status", "opens_at"),
    sa.Index("meeting_room", "room_id"),
    sa.Index("meeting_occurrence", "series_id", "occurrence", unique=True),  # however many nodes plan, an evening is planned once
)

series = sa.Table(
    "series",
    MAIN,
    sa.Column("id", sa.String(22), primary_key=True),
    sa.Column("room_id", sa.ForeignKey("room.id", ondelete="CASCADE"), nullable=False),
    sa.Column("rule", sa.String(60), nullable=False),  # RFC 5545
    sa.Column("starts_on", sa.String(10), nullable=False),  # a local day
    sa.Column("hour", sa.String(5), nullable=False),  # a local hour, kept when clocks change
    sa.Column("zone", sa.String(64), nullable=False),  # of the IANA database
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("format", sa.String(40)),  # null: the room's
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("ended_at", Moment),  # no evening begins at or after it
    sa.Index("series_room", "room_id"),
)

series_change = sa.Table(
    "series_change",
    MAIN,
    sa.Column("series_id", sa.ForeignKey("series.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("occurrence", sa.String(10), primary_key=True),
    sa.Column("moved_to", sa.String(16)),  # another local day and hour; null: called off
    sa.Column("sentence", sa.String(200), nullable=False),  # to the members, by who changed it; may be empty
)

reminder = sa.Table(
    "reminder",
    MAIN,
    account_column(primary=True),
    sa.Column("series_id", sa.ForeignKey("series.id", ondelete="CASCADE"), primary_key=True),
)

own_word = sa.Table(
    "own_word",
    MAIN,
    account_column(primary=True),
    sa.Column("mark", sa.String(22), primary_key=True),  # an HMAC of a word that she wishes to be hidden; the word is nowhere
)

feed = sa.Table(
    "feed",
    MAIN,
    sa.Column("hash", sa.LargeBinary, primary_key=True),  # SHA-256 of the token in the address that she was shown once
    account_column(),
    sa.Column("made_at", Moment, nullable=False),
    sa.Index("feed_account", "account_id", unique=True),
)

log = sa.Table(
    "log",
    MAIN,
    sa.Column("meeting_id", sa.ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("n", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("data", sa.LargeBinary, nullable=False),  # the event: ids and kinds only
    sa.Column("at", Moment, nullable=False),
)

message = sa.Table(
    "message",
    MAIN,
    sa.Column("meeting_id", sa.ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("message_id", sa.String(32), primary_key=True),
    sa.Column("seat_id", sa.String(22), nullable=False),
    sa.Column("body", sa.LargeBinary),  # sealed; null once taken back, so that its id is never used again
)

seat = sa.Table(
    "seat",
    MAIN,
    sa.Column("meeting_id", sa.ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("seat_id", sa.String(22), primary_key=True),
    sa.Column("blind", sa.String(22), nullable=False),  # HMAC of the account or guest under the meeting's key
    sa.Column("sealed", sa.LargeBinary, nullable=False),  # {name, account}
    sa.UniqueConstraint("meeting_id", "blind", name="seat_blind"),
)

report = sa.Table(
    "report",
    MAIN,
    sa.Column("id", sa.String(22), primary_key=True),
    sa.Column("meeting_id", sa.ForeignKey("meeting.id", ondelete="CASCADE"), nullable=False),
    sa.Column("reason", sa.String(16), nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("excerpt", sa.LargeBinary),  # the words at issue, sealed under the report's own key; null once destroyed
    sa.Column("outcome", sa.String(16)),  # words_removed | talked | removed | no_action; of an appeal: upheld | overturned
    sa.Column("sentence", sa.LargeBinary),  # to her, sealed under the programme's key
    sa.Column("closed_at", Moment),
    sa.Column("closed_by", sa.String(22)),
    sa.Column("measure", sa.String(12)),  # of an appeal: what was done to her; null: a report
    sa.Column("about", sa.String(32)),  # of an appeal: id of the seat or of the message
    sa.Column("taken_by", sa.String(22)),  # of an appeal: the account that did it, if known
    sa.Column("author_mark", sa.String(22)),  # HMAC of this report and of whose words they were, under the programme's key
    sa.Index("report_meeting", "meeting_id"),
)

receipt = sa.Table(
    "receipt",
    MAIN,
    sa.Column("hash", sa.LargeBinary, primary_key=True),  # of the code that she keeps
    sa.Column("report_id", sa.ForeignKey("report.id", ondelete="CASCADE"), nullable=False),
    account_column(nullable=True),  # hers, so that her own page lists the outcome
    sa.Column("made_at", Moment, nullable=False),
    sa.Index("receipt_account", "account_id"),
    sa.Index("receipt_report", "report_id"),
)

timer = sa.Table(
    "timer",
    MAIN,
    sa.Column("kind", sa.String(24), primary_key=True),
    sa.Column("subject", sa.String(64), primary_key=True),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("leased_until", Moment, nullable=False),
    sa.Column("fence", sa.BigInteger, nullable=False),
    sa.Index("timer_due", "due_at"),
)

node = sa.Table(
    "node",
    MAIN,
    sa.Column("id", sa.String(22), primary_key=True),
    sa.Column("renewed_at", Moment, nullable=False),
)

hosting = sa.Table(
    "hosting",
    MAIN,
    sa.Column("meeting_id", sa.ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("node_id", sa.String(22), primary_key=True),
    sa.Index("hosting_node", "node_id"),
)

audit = sa.Table(
    "audit",
    MAIN,
    sa.Column("n", Serial, primary_key=True, autoincrement=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("actor", sa.String(32), nullable=False),  # a staff account, a seat, or a word such as "system" or "console"
    sa.Column("subject", sa.String(64), nullable=False),
    sa.Column("previous", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False, unique=True),
)
