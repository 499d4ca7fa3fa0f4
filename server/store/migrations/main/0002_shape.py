"""What a meeting with a shape needs: the room's door and format, agreements, exclusions, reports and their receipts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add to what is there; a room that exists goes on as an open meeting without a waiting room."""
    op.add_column("session", sa.Column("invitation", sa.LargeBinary(), nullable=True))
    op.add_column("room", sa.Column("waiting", sa.String(length=8), nullable=False, server_default="nobody"))
    op.add_column("room", sa.Column("facilitators_needed", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("room", sa.Column("grace_s", sa.Integer(), nullable=False, server_default="60"))
    op.add_column("room", sa.Column("format", sa.String(length=40), nullable=False, server_default=""))
    op.create_table(
        "agreement",
        sa.Column("room_id", sa.String(length=22), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "version"),
    )
    op.create_table(
        "acceptance",
        sa.Column("room_id", sa.String(length=22), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("who", sa.String(length=22), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "version", "who"),
    )
    op.create_index("acceptance_who", "acceptance", ["who"], unique=False)
    op.create_table(
        "exclusion",
        sa.Column("token", sa.String(length=22), nullable=False),
        sa.Column("scope", sa.String(length=12), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token"),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("meeting_id", sa.String(length=22), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("excerpt", sa.LargeBinary(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("sentence", sa.LargeBinary(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_by", sa.String(length=22), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("report_meeting", "report", ["meeting_id"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("report_id", sa.String(length=22), nullable=False),
        sa.Column("account_id", sa.String(length=22), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index("receipt_account", "receipt", ["account_id"], unique=False)
    op.create_index("receipt_report", "receipt", ["report_id"], unique=False)
