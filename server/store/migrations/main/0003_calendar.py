"""The calendar: series of meetings and what is different one evening, who wished to be reminded, and private feeds."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add to what is there; meetings that were planned by hand belong to no series."""
    op.add_column("room", sa.Column("tags", sa.String(length=80), nullable=False, server_default=""))
    op.add_column("meeting", sa.Column("series_id", sa.String(length=22), nullable=True))
    op.add_column("meeting", sa.Column("occurrence", sa.String(length=10), nullable=True))
    op.add_column("meeting", sa.Column("own_format", sa.String(length=40), nullable=True))
    op.create_index("meeting_occurrence", "meeting", ["series_id", "occurrence"], unique=True)
    op.create_table(
        "series",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("room_id", sa.String(length=22), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.String(length=10), nullable=False),
        sa.Column("hour", sa.String(length=5), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=40), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("series_room", "series", ["room_id"], unique=False)
    op.create_table(
        "series_change",
        sa.Column("series_id", sa.String(length=22), nullable=False),
        sa.Column("occurrence", sa.String(length=10), nullable=False),
        sa.Column("moved_to", sa.String(length=16), nullable=True),
        sa.Column("sentence", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("series_id", "occurrence"),
    )
    op.create_table(
        "reminder",
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("series_id", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "series_id"),
    )
    op.create_table(
        "feed",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index("feed_account", "feed", ["account_id"], unique=True)
