"""care_files

Revision ID: 0002
Revises: 0001

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The files in force, who is to be looked at again, and what the rules made of records."""
    op.create_table(
        "care_file",
        sa.Column("community_id", sa.String(length=64), nullable=False),
        sa.Column("sort", sa.String(length=16), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("loaded_ms", sa.BigInteger(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_care_file_community")),
        sa.PrimaryKeyConstraint("community_id", "sort", "id", "version", name=op.f("pk_care_file")),
    )
    op.create_table(
        "care_behind",
        sa.Column("community_id", sa.String(length=64), nullable=False),
        sa.Column("resident_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("id", sa.LargeBinary(length=8), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_care_behind_community")),
        sa.PrimaryKeyConstraint("community_id", "resident_id", "id", name=op.f("pk_care_behind")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "result",
        sa.Column("community_id", sa.String(length=64), nullable=False),
        sa.Column("document_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("rule_set", sa.String(length=64), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("grid_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("subject_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("when_ms", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=True),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.Column("outputs", sa.JSON(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("cards", sa.JSON(), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("overrides", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_result_community")),
        sa.PrimaryKeyConstraint("community_id", "document_id", "rule_set", name=op.f("pk_result")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("result") as table:
        table.create_index("ix_result_when", ["community_id", "grid_id", "when_ms"], unique=False)
        table.create_index("ix_result_subject", ["community_id", "subject_id"], unique=False)


def downgrade() -> None:
    """Without them."""
    for name in ("result", "care_behind", "care_file"):
        op.drop_table(name)
