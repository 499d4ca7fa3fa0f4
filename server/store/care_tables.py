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
