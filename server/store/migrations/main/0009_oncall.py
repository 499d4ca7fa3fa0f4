"""Who is on call, every page that leaves, and which ways of reaching staff were seen to work."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add to what is there; ways that staff gave before have answered no test yet."""
    op.add_column("contact_point", sa.Column("tested_at", sa.BigInteger(), nullable=True))
    op.add_column("contact_point", sa.Column("test_hash", sa.LargeBinary(), nullable=True))
    op.add_column("contact_point", sa.Column("answered_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "rota",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rotations", sa.LargeBinary(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("published_by", sa.String(length=22), nullable=True),
        sa.Column("waiver", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_table(
        "rota_override",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("rotation", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(length=22), nullable=False),
        sa.Column("swap", sa.String(length=22), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("rota_override_until", "rota_override", ["until"], unique=False)
    op.create_table(
        "page",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("action", sa.String(length=12), nullable=False),
        sa.Column("case_id", sa.String(length=22), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("contact_id", sa.String(length=22), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tried", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(length=12), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", "action"),
    )
    op.create_index("page_case", "page", ["case_id"], unique=False)
