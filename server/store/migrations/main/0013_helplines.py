"""When somebody of the programme last confirmed a help line."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add to what is there."""
    op.create_table(
        "helpline",
        sa.Column("line", sa.String(length=32), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("line"),
    )
