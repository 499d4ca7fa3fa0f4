"""Legal holds: what the timers of destruction leave alone for a while, because two named people said so."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add to what is there."""
    op.create_table(
        "hold",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=22), nullable=False),
        sa.Column("reference", sa.LargeBinary(), nullable=False),
        sa.Column("unseen", sa.LargeBinary(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("proposed_by", sa.String(length=22), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=22), nullable=True),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("alone_since", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(length=22), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("hold_subject", "hold", ["subject"])
