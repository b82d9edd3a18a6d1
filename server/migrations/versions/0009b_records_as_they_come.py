"""records as they come

Revision ID: 0009b
Revises: 0009

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0009b"
down_revision = "0009"
branch_labels = None
depends_on = None


_INDEXES = (
    ("ix_record_when", ["community_id", "grid_id", "kind", "when_ms"]),
    ("ix_record_subject", ["community_id", "subject_id", "kind"]),
    ("ix_record_review", ["community_id", "status", "received_ms", "grid_id", "kind", "answered"]),
)


def upgrade() -> None:
    """On SQLite, records lie in the order in which they come: in that of their ids, each stood on a page of its own."""
    _make_again()


def downgrade() -> None:
    """In the order of their ids, as before."""
    _make_again(sqlite_with_rowid=False)


def _make_again(**options: bool) -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    # The views read the table; they are made anew after every migration.
    for (view,) in connection.execute(sa.text("SELECT name FROM sqlite_master WHERE type = 'view'")).all():
        op.execute(f'DROP VIEW "{view}"')
    for name, _ in _INDEXES:
        op.drop_index(name, "record")
    op.create_table("record_again", *_columns(), **options)
    op.execute("INSERT INTO record_again SELECT * FROM record ORDER BY received_ms")
    op.drop_table("record")
    op.rename_table("record_again", "record")
    for name, columns in _INDEXES:
        op.create_index(name, "record", columns)


def _columns() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("community_id", sa.String(length=64), nullable=False),
        sa.Column("document_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("grid_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("kind_version", sa.BigInteger(), nullable=False),
        sa.Column("heads", sa.LargeBinary(), nullable=False),
        sa.Column("subject_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("worker_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("when_ms", sa.BigInteger(), nullable=True),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("conflicts", sa.BigInteger(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_record_community")),
        sa.PrimaryKeyConstraint("community_id", "document_id", name=op.f("pk_record")),
    ]
