"""The tables about reaching who is on call: the rota by version, what is different for a time, every page. Ids and closed words only."""

from __future__ import annotations

import sqlalchemy as sa

from server.store.moments import Moment
from server.store.people_tables import MAIN, account_column

rota = sa.Table(
    "rota",
    MAIN,
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("rotations", sa.LargeBinary, nullable=False),  # as JSON: accounts, days and hours
    sa.Column("published_at", Moment),  # null: a draft
    sa.Column("published_by", sa.String(22)),
    sa.Column("waiver", sa.String(200)),  # why it was published with a gap, by who published it
)

rota_override = sa.Table(
    "rota_override",
    MAIN,
    sa.Column("id", sa.String(22), primary_key=True),
    sa.Column("rotation", sa.String(22), nullable=False),  # of a rota's `rotations`
    account_column(nullable=True),  # null: nobody has the duty
    sa.Column("since", Moment, nullable=False),
    sa.Column("until", Moment, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("made_by", sa.String(22), nullable=False),
    sa.Column("swap", sa.String(22)),  # what the two halves of a swap share
    sa.Column("agreed", sa.Boolean, nullable=False),  # a swap counts once the other has said yes
    sa.Index("rota_override_until", "until"),
)

page = sa.Table(
    "page",
    MAIN,
    sa.Column("id", sa.String(22), primary_key=True),  # made of case, level, round and contact: what a pager service tells repeats by
    sa.Column("action", sa.String(12), primary_key=True),  # trigger | acknowledge | resolve
    sa.Column("case_id", sa.String(22), nullable=False),
    sa.Column("level", sa.Integer, nullable=False),  # 0: out of the levels' turn
    sa.Column("round", sa.Integer, nullable=False),
    account_column(),
    sa.Column("contact_id", sa.String(22), nullable=False),  # empty: she has no way to be reached
    sa.Column("channel", sa.String(8), nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),  # pending | sending | sent | failed | cancelled
    sa.Column("tried", sa.Integer, nullable=False),
    sa.Column("trouble", sa.String(12)),  # why it failed last
    sa.Column("done_at", Moment),
    sa.Index("page_case", "case_id"),
)
