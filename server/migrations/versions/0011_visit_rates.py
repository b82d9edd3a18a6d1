"""visit rates

Revision ID: 0011
Revises: 0010

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INDEX = "ix_result_waiting"


def upgrade() -> None:
    """Visit rates kept by month and grid; and an order in which the forms that wait for a doctor are read."""
    op.create_table(
        "visit_rate",
        sa.Column("community_id", sa.String(length=64), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("grid_id", sa.String(length=64), nullable=False),
        sa.Column("programme", sa.String(length=64), nullable=False),
        sa.Column("tag", sa.String(length=64), nullable=False),
        sa.Column("residents", sa.BigInteger(), nullable=False),
        sa.Column("met", sa.BigInteger(), nullable=False),
        sa.Column("tried", sa.BigInteger(), nullable=False),
        sa.Column("refused", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_visit_rate_community")),
        sa.PrimaryKeyConstraint("community_id", "month", "grid_id", "programme", "tag", name=op.f("pk_visit_rate")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "visit_rate_state",
        sa.Column("community_id", sa.String(length=64), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_visit_rate_state_community")),
        sa.PrimaryKeyConstraint("community_id", "month", name=op.f("pk_visit_rate_state")),
    )
    op.create_index(INDEX, "result", ["community_id", "waiting", "when_ms", "kind", "grid_id", "status"])


def downgrade() -> None:
    """Without it."""
    op.drop_index(INDEX, table_name="result")
    for table in ("visit_rate_state", "visit_rate"):
        op.drop_table(table)
