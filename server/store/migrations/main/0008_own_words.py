"""Words that a woman wishes to be hidden wherever she writes them, as marks that nobody can read."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add to what is there."""
    op.create_table(
        "own_word",
        sa.Column("account_id", sa.String(length=22), nullable=False),
        sa.Column("mark", sa.String(length=22), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "mark"),
    )
