"""former_roles

Revision ID: 0007
Revises: 0006

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What people were before: what they wrote as such stays in order."""
    op.add_column("person", sa.Column("former_roles", sa.String(length=200), nullable=False, server_default=""))


def downgrade() -> None:
    """Forget it."""
    op.drop_column("person", "former_roles")
