"""decisions

Revision ID: 0010
Revises: 0009b

"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "0010"
down_revision = "0009b"
branch_labels = None
depends_on = None

INDEX = "ix_settlement_at"


def upgrade() -> None:
    """The latest decisions are looked for among many reviews."""
    op.create_index(INDEX, "settlement", ["community_id", "action", "at_ms"])


def downgrade() -> None:
    """Forget it."""
    op.drop_index(INDEX, table_name="settlement")
