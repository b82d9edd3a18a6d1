"""custom_kinds

Revision ID: 0004
Revises: 0003

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The forms that communities bring, and by what a server notices that there are others."""
    op.create_table(
        "custom_kind",
        sa.Column("community_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("declaration", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("loaded_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_custom_kind_community")),
        sa.PrimaryKeyConstraint("community_id", "kind", "version", name=op.f("pk_custom_kind")),
    )
    op.add_column("community", sa.Column("kinds", sa.String(length=64), nullable=False, server_default=""))


def downgrade() -> None:
    """Take both away again."""
    op.drop_column("community", "kinds")
    op.drop_table("custom_kind")
