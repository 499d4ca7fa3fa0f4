"""Whose words a report is about, as a blind mark, so that it does not exist for her without its excerpt being opened."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add to what is there; a report without a mark is opened to see whose words they were, as before."""
    op.add_column("report", sa.Column("author_mark", sa.String(length=22), nullable=True))
