"""due

Revision ID: 0003
Revises: 0002

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What programmes want of residents, and the windows that were looked at, by home."""
    op.create_table(
        "due",
        sa.Column("community_id", sa.String(length=64), nullable=False),
        sa.Column("resident_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("grid_id", sa.String(length=64), nullable=False),
        sa.Column("due_day", sa.Integer(), nullable=True),
        sa.Column("changes_day", sa.Integer(), nullable=True),
        sa.Column("dues", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_due_community")),
        sa.PrimaryKeyConstraint("community_id", "resident_id", name=op.f("pk_due")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_due_day", "due", ["community_id", "grid_id", "due_day"])
    op.create_index("ix_due_changes", "due", ["community_id", "changes_day"])
    op.create_table(
        "sighting",
        sa.Column("community_id", sa.String(length=64), nullable=False),
        sa.Column("home_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("document_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_sighting_community")),
        sa.PrimaryKeyConstraint("community_id", "home_id", "document_id", name=op.f("pk_sighting")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sighting_document", "sighting", ["community_id", "document_id"])
    op.create_table(
        "due_state",
        sa.Column("community_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_due_state_community")),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_due_state")),
    )


def downgrade() -> None:
    """Without it."""
    for table in ("due_state", "sighting", "due"):
        op.drop_table(table)
