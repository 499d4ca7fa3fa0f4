"""The tables of the keyring, a database apart: one key for each meeting and each report, wrapped by the programme's key."""

from __future__ import annotations

import sqlalchemy as sa

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
