"""remind

Revision ID: 0006
Revises: 0005

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """When each community's reminders ran last, and which process is at it."""
    op.create_table(
        "remind_run",
        sa.Column("community_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("holder", sa.LargeBinary(length=8), nullable=False),
        sa.Column("lease_ms", sa.BigInteger(), nullable=False),
        sa.Column("finished_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_remind_run_community")),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_remind_run")),
    )


def downgrade() -> None:
    """Without it."""
    op.drop_table("remind_run")
