"""bundles

Revision ID: 0008
Revises: 0007

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keys for bundles, what tablets tell of themselves, and what the centre wishes of them."""
    op.create_table(
        "bundle_key",
        sa.Column("community_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.LargeBinary(length=8), nullable=False),
        sa.Column("point", sa.LargeBinary(length=65), nullable=False),
        sa.Column("secret", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_bundle_key_community")),
        sa.PrimaryKeyConstraint("community_id", "id", name=op.f("pk_bundle_key")),
    )
    op.add_column("tablet", sa.Column("attachments_unsent", sa.Integer(), nullable=True))
    op.add_column("tablet", sa.Column("storage_used_bytes", sa.BigInteger(), nullable=True))
    op.add_column("tablet", sa.Column("storage_left_bytes", sa.BigInteger(), nullable=True))
    op.add_column("tablet", sa.Column("storage_persistent", sa.Boolean(), nullable=True))
    op.add_column("tablet", sa.Column("contact_days", sa.Integer(), nullable=True))
    op.add_column("community", sa.Column("contact_days_max", sa.Integer(), nullable=False, server_default="14"))
    op.add_column("community", sa.Column("lock_minutes", sa.Integer(), nullable=False, server_default="15"))
    op.add_column(
        "community", sa.Column("photos_on_wifi_only", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    """Without them."""
    for name in ("photos_on_wifi_only", "lock_minutes", "contact_days_max"):
        op.drop_column("community", name)
    for name in (
        "contact_days",
        "storage_persistent",
        "storage_left_bytes",
        "storage_used_bytes",
        "attachments_unsent",
    ):
        op.drop_column("tablet", name)
    op.drop_table("bundle_key")
