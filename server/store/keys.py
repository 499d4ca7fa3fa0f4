"""The tables of the keyring, a database apart: one key for each meeting and each report, wrapped by the programme's key,
and the ledger of what a restored backup must not undo."""

from __future__ import annotations

import sqlalchemy as sa

from server.store.moments import Moment

KEYS = sa.MetaData()

key = sa.Table(
    "key",
    KEYS,
    sa.Column("meeting_id", sa.String(22), primary_key=True),  # or the report's id
    sa.Column("wrapped", sa.LargeBinary, nullable=False),
)

check = sa.Table(
    "check_value",
    KEYS,
    sa.Column("id", sa.Integer, primary_key=True),  # always 1
    sa.Column("wrapped", sa.LargeBinary, nullable=False),  # opens only under the right programme key
)

ledger = sa.Table(
    "ledger",
    KEYS,
    sa.Column("n", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),  # account_deleted | role_ended | excluded | lifted
    sa.Column("token", sa.String(22), nullable=False),  # HMAC of whom it concerns, under the programme's key
    sa.Column("detail", sa.Text),  # of an exclusion: its row, as JSON
)
