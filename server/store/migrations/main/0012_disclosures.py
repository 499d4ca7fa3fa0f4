"""Requests for records from outside, and how they were answered."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add to what is there."""
    op.create_table(
        "disclosure",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("asker", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("logged_at", sa.BigInteger(), nullable=False),
        sa.Column("logged_by", sa.String(length=22), nullable=False),
        sa.Column("basis", sa.String(length=16), nullable=True),
        sa.Column("given", sa.LargeBinary(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_by", sa.String(length=22), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
