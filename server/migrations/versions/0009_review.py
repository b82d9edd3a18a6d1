"""review

Revision ID: 0009
Revises: 0008

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INDEX = "ix_record_review"


def upgrade() -> None:
    """Which records were changed after their review, and an order in which the queue of a review is read."""
    op.add_column("record", sa.Column("answered", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(INDEX, "record", ["community_id", "status", "received_ms", "grid_id", "kind", "answered"])


def downgrade() -> None:
    """Forget it."""
    op.drop_index(INDEX, table_name="record")
    op.drop_column("record", "answered")
