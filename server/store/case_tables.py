"""The tables of cases: the state of each, its timeline, what was written about it (sealed), and who asked. `tables.py` has them all.

No foreign key leads to a meeting, a room or an account of staff: a case outlives them.
"""

from __future__ import annotations

import sqlalchemy as sa

from server.store.moments import Moment
from server.store.people_tables import MAIN, account_column

case_file = sa.Table(
    "case_file",
    MAIN,
    sa.Column("id", sa.String(10), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),  # how many events it has
    sa.Column("state", sa.Text, nullable=False),  # what folding them gives, as JSON: ids and closed words
    sa.Column("hash", sa.LargeBinary, nullable=False),  # of its newest event
    sa.Column("origin", sa.String(20), nullable=False),
    sa.Column("meeting_id", sa.String(22), nullable=False),  # empty: she has no seat
    sa.Column("seat_id", sa.String(22), nullable=False),
    sa.Column("raised_at", Moment, nullable=False),
    sa.Column("due_at", Moment),  # when its clock has something to do next
    sa.Column("closed_at", Moment),
    sa.Column("destroyed_at", Moment),  # its key is gone, and every word with it
    sa.Index("case_file_open", "closed_at", "raised_at"),
    sa.Index(  # she has one open case in a meeting, however many ways lead to it
        "case_file_seat",
        "meeting_id",
        "seat_id",
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL AND seat_id <> ''"),
        postgresql_where=sa.text("closed_at IS NULL AND seat_id <> ''"),
    ),
)

case_event = sa.Table(
    "case_event",
    MAIN,
    sa.Column("case_id", sa.ForeignKey("case_file.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),  # the event as JSON: ids and closed words
    sa.Column("hash", sa.LargeBinary, nullable=False),  # over the one before, the case, its number, its time and its data
)

case_word = sa.Table(
    "case_word",
    MAIN,
    sa.Column("case_id", sa.ForeignKey("case_file.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("id", sa.String(40), primary_key=True),  # of a note, of words on the line, or of an ask: what stood around the sign
    sa.Column("sealed", sa.LargeBinary, nullable=False),  # under the case's own key
)

case_ask = sa.Table(
    "case_ask",
    MAIN,
    sa.Column("id", sa.String(32), primary_key=True),  # the asker's own random choice: the same again is the same request
    sa.Column("case_id", sa.ForeignKey("case_file.id", ondelete="CASCADE"), nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False, unique=True),  # of the code by which she who asked finds it
    account_column(nullable=True),  # hers who asked, so that her own page lists it
    sa.Column("made_at", Moment, nullable=False),
    sa.Index("case_ask_case", "case_id"),
    sa.Index("case_ask_account", "account_id"),
)
