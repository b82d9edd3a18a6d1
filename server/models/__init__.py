"""The tables. Each tenant table's primary key begins with ``community_id``; no request joins two communities."""

from server.models.access import ApiToken, AuditEvent, Throttle
from server.models.care import (
    CareBehind,
    CareFile,
    Due,
    DueState,
    RemindRun,
    Result,
    Sighting,
    VisitRate,
    VisitRateState,
)
from server.models.community import Assignment, Community, Grid, Person
from server.models.custom_kinds import CustomKind
from server.models.giving import Approval, LedgerTemplate
from server.models.importing import ImportMapping
from server.models.log import Attachment, Chunk, Document, Refusal
from server.models.records import Conflict, Record, ResidentEntry, ResidentKey, Settlement
from server.models.tablets import BundleKey, Pairing, Tablet

__all__ = [
    "ApiToken",
    "Approval",
    "Assignment",
    "Attachment",
    "AuditEvent",
    "BundleKey",
    "CareBehind",
    "CareFile",
    "Chunk",
    "Community",
    "Conflict",
    "CustomKind",
    "Document",
    "Due",
    "DueState",
    "Grid",
    "ImportMapping",
    "LedgerTemplate",
    "Pairing",
    "Person",
    "Record",
    "Refusal",
    "RemindRun",
    "ResidentEntry",
    "ResidentKey",
    "Result",
    "Settlement",
    "Sighting",
    "Tablet",
    "Throttle",
    "VisitRate",
    "VisitRateState",
]
