"""A room's own rules about words."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add to what is there; a room without rules of its own has those of a new one."""
    op.add_column("room", sa.Column("rules", sa.Text(), nullable=False, server_default="{}"))
