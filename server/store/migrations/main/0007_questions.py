"""What a room asks at the door."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add to what is there; a room asks nothing until somebody writes a question."""
    op.add_column("room", sa.Column("questions", sa.Text(), nullable=False, server_default="[]"))
