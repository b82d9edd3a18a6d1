"""resident entry

Revision ID: 0013
Revises: 0012

"""

import json
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from server.spelling import letters_of, place_of, plain_name

# revision identifiers, used by Alembic.
revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE, INDEX = "resident_entry", "ix_resident_entry_place"
AUDIT_INDEX = "ix_audit_event_action"
_PAGE = 1000


def upgrade() -> None:
    """The register of residents in the order of pinyin, filled from the records; the audit log by what was done."""
    table = op.create_table(
        TABLE,
        sa.Column("community_id", sa.String(length=64), nullable=False),
        sa.Column("document_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("grid_id", sa.String(length=64), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("letters", sa.String(), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("household_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("digits", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_resident_entry_community")),
        sa.PrimaryKeyConstraint("community_id", "document_id", name=op.f("pk_resident_entry")),
    )
    op.create_index(INDEX, TABLE, ["community_id", "place", "document_id", "grid_id"])
    op.create_index(AUDIT_INDEX, "audit_event", ["community_id", "action", "at_ms"])
    found = op.get_bind().execute(
        sa.text("SELECT community_id, document_id, grid_id, \"values\" FROM record WHERE kind = 'resident'")
    )
    for rows in found.partitions(_PAGE):
        op.bulk_insert(table, [_entry(*row) for row in rows])


def downgrade() -> None:
    """Without it."""
    op.drop_index(AUDIT_INDEX, table_name="audit_event")
    op.drop_index(INDEX, table_name=TABLE)
    op.drop_table(TABLE)


def _entry(community_id: str, document_id: bytes, grid_id: str, values: Any) -> dict[str, Any]:
    told = json.loads(values) if isinstance(values, str) else values
    name, address = (str(told.get(path) or "") for path in ("name", "live_address"))
    return {
        "community_id": community_id,
        "document_id": document_id,
        "grid_id": grid_id,
        "place": place_of(name),
        "name": plain_name(name)[:200],
        "letters": letters_of(name),
        "address": address.lower().replace("\x00", "")[:500],
        "digits": "".join(f"{str(told.get(one) or '').upper()[-6:]}|" for one in ("id_number", "phone")),
        "household_id": _id(told.get("household")),
    }


def _id(text: Any) -> bytes | None:
    try:
        return UUID(str(text)).bytes if text else None
    except ValueError:
        return None
