"""The tables about people: accounts, what proves who she is, sessions, and links that let someone in. `tables.py` has them all."""

from __future__ import annotations

import sqlalchemy as sa

from server.store.moments import Moment

MAIN = sa.MetaData()

Serial = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def account_column(*, primary: bool = False, nullable: bool = False) -> sa.Column[str]:
    """Whose row it is; it goes with her account."""
    return sa.Column("account_id", sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=primary, nullable=nullable)


account = sa.Table(
    "account",
    MAIN,
    sa.Column("id", sa.String(22), primary_key=True),
    sa.Column("name", sa.String(40), nullable=False),
    sa.Column("name_mark", sa.String(80), nullable=False, unique=True),  # what look-alike spellings of the name share
    sa.Column("secret", sa.String(200), nullable=False),  # an argon2id hash, parameters included
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("created_on", Moment, nullable=False),  # the day, not the hour
)

grant = sa.Table(
    "grant",
    MAIN,
    account_column(primary=True),
    sa.Column("role", sa.String(16), primary_key=True),
    sa.Column("granted_at", Moment, nullable=False),
)

recovery_code = sa.Table(
    "recovery_code",
    MAIN,
    sa.Column("hash", sa.LargeBinary, primary_key=True),
    account_column(),
    sa.Column("used_at", Moment),
    sa.Index("recovery_code_account", "account_id"),
)

factor = sa.Table(
    "factor",
    MAIN,
    account_column(primary=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),  # the TOTP secret, under the programme's key
    sa.Column("confirmed_at", Moment),
    sa.Column("last_step", sa.BigInteger, nullable=False),  # no code works twice
)

factor_code = sa.Table(
    "factor_code",
    MAIN,
    sa.Column("hash", sa.LargeBinary, primary_key=True),
    account_column(),
    sa.Column("used_at", Moment),
    sa.Index("factor_code_account", "account_id"),
)

contact_point = sa.Table(
    "contact_point",
    MAIN,
    sa.Column("id", sa.String(22), primary_key=True),
    account_column(),
    sa.Column("sealed", sa.LargeBinary, nullable=False),  # {kind, address}, under the programme's key
    sa.Column("tested_at", Moment),  # when a test was last sent to it
    sa.Column("test_hash", sa.LargeBinary),  # of what that test said; null once answered
    sa.Column("answered_at", Moment),  # when she last said what a test had said
    sa.Index("contact_point_account", "account_id"),
)

session = sa.Table(
    "session",
    MAIN,
    sa.Column("hash", sa.LargeBinary, primary_key=True),  # SHA-256 of the token; the token is only in her browser
    account_column(nullable=True),
    sa.Column("guest_id", sa.String(22)),
    sa.Column("meeting_id", sa.String(22)),  # a guest's one meeting
    sa.Column("invitation", sa.LargeBinary),  # hash of the link a guest came by, so that it can be closed behind her
    sa.Column("complete", sa.Boolean, nullable=False),  # false until the second factor
    sa.Column("shared", sa.Boolean, nullable=False),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Index("session_account", "account_id"),
    sa.Index("session_expires", "expires_at"),
)

duty = sa.Table(
    "duty",
    MAIN,
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("role", sa.String(12), primary_key=True),  # facilitator | on_call | others
    sa.Column("language", sa.String(2), primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
)

revocation = sa.Table(
    "revocation",
    MAIN,
    sa.Column("id", Serial, primary_key=True, autoincrement=True),
    sa.Column("kind", sa.String(8), nullable=False),  # session | account
    sa.Column("key", sa.String(64), nullable=False),  # hex of the session's hash, or the account's id
    sa.Column("at", Moment, nullable=False),
    sa.Index("revocation_at", "at"),
)

invitation = sa.Table(
    "invitation",
    MAIN,
    sa.Column("hash", sa.LargeBinary, primary_key=True),
    sa.Column("kind", sa.String(8), nullable=False),  # member | staff | room | set_up | sign_in
    sa.Column("role", sa.String(16)),
    sa.Column("room_id", sa.ForeignKey("room.id", ondelete="CASCADE")),
    account_column(nullable=True),  # whom a sign-in link or a renewed invitation is for
    sa.Column("uses_left", sa.Integer, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
)
