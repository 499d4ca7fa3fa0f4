"""What a programme writes down about itself and the outside: requests for records, sealed, and the help lines it has confirmed."""

from __future__ import annotations

import sqlalchemy as sa

from server.store.moments import Moment
from server.store.people_tables import MAIN

disclosure = sa.Table(
    "disclosure",
    MAIN,
    sa.Column("id", sa.String(22), primary_key=True),
    sa.Column("asker", sa.String(16), nullable=False),  # court | police | lawyer | office | other
    sa.Column("sealed", sa.LargeBinary, nullable=False),  # who asks, under which reference, for what; counsel. Under the programme's key
    sa.Column("logged_at", Moment, nullable=False),
    sa.Column("logged_by", sa.String(22), nullable=False),  # an account
    sa.Column("basis", sa.String(16)),  # why something was given: consent | order | emergency | law; null: nothing was
    sa.Column("given", sa.LargeBinary),  # to whom, and what: sealed in the same way
    sa.Column("answered_at", Moment),
    sa.Column("answered_by", sa.String(22)),
)

helpline = sa.Table(
    "helpline",
    MAIN,
    sa.Column("line", sa.String(32), primary_key=True),  # its id in web/helplines/
    sa.Column("confirmed_at", Moment, nullable=False),  # when somebody last rang it or read its number
)
