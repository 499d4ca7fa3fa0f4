"""The tables about care that a meeting needs for its own short life: who did what to whom, and what waits too long. Ids only."""

from __future__ import annotations

import sqlalchemy as sa

from server.store.moments import Moment
from server.store.people_tables import MAIN

measure = sa.Table(
    "measure",
    MAIN,
    sa.Column("meeting_id", sa.ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("kind", sa.String(12), primary_key=True),  # quiet | removal | decline | take_down
    sa.Column("about", sa.String(32), primary_key=True),  # id of the seat or of the message
    sa.Column("taken_by", sa.String(22), nullable=False),  # the account that did it last: no appeal goes to her
)

overdue = sa.Table(
    "overdue",
    MAIN,
    sa.Column("meeting_id", sa.ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("message_id", sa.String(32), primary_key=True),  # held, and nobody had read it in time
    sa.Column("held_at", Moment, nullable=False),
)

hold = sa.Table(
    "hold",
    MAIN,
    sa.Column("id", sa.String(22), primary_key=True),
    sa.Column("kind", sa.String(8), nullable=False),  # meeting | report | case
    sa.Column("subject", sa.String(22), nullable=False),  # its id
    sa.Column("reference", sa.LargeBinary, nullable=False),  # counsel's, sealed under the programme's key
    sa.Column("unseen", sa.LargeBinary),  # why it is not shown to whom it concerns, sealed likewise; null: it is shown
    sa.Column("until", Moment, nullable=False),
    sa.Column("proposed_by", sa.String(22), nullable=False),
    sa.Column("proposed_at", Moment, nullable=False),
    sa.Column("confirmed_by", sa.String(22)),  # somebody else; null: nothing is held
    sa.Column("confirmed_at", Moment),
    sa.Column("alone_since", Moment),  # since when nothing but this hold keeps it, and nobody reads it any more
    sa.Column("ended_by", sa.String(22)),
    sa.Column("ended_at", Moment),
    sa.Index("hold_subject", "subject"),
)
