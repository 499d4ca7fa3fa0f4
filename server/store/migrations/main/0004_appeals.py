"""Appeals: which act a report asks to look at again and who did it, and held words that nobody has read in time."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add to what is there; the reports there are ask about words of others."""
    op.add_column("report", sa.Column("measure", sa.String(length=12), nullable=True))
    op.add_column("report", sa.Column("about", sa.String(length=32), nullable=True))
    op.add_column("report", sa.Column("taken_by", sa.String(length=22), nullable=True))
    op.add_column("exclusion", sa.Column("taken_by", sa.String(length=22), nullable=True))
    op.create_table(
        "measure",
        sa.Column("meeting_id", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("about", sa.String(length=32), nullable=False),
        sa.Column("taken_by", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("meeting_id", "kind", "about"),
    )
    op.create_table(
        "overdue",
        sa.Column("meeting_id", sa.String(length=22), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("held_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("meeting_id", "message_id"),
    )
