"""The tables of the sync path, for statements that are built once and executed for every request.

Building a statement costs more than running it; on the way that every tablet takes, that is worth a constant.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import Table

from server.models import (
    Assignment,
    CareBehind,
    Chunk,
    Community,
    CustomKind,
    Document,
    Due,
    Grid,
    Person,
    Record,
    Tablet,
)

ASSIGNMENT = cast(Table, Assignment.__table__)
CARE_BEHIND = cast(Table, CareBehind.__table__)
CHUNK = cast(Table, Chunk.__table__)
COMMUNITY = cast(Table, Community.__table__)
CUSTOM_KIND = cast(Table, CustomKind.__table__)
DOCUMENT = cast(Table, Document.__table__)
DUE = cast(Table, Due.__table__)
GRID = cast(Table, Grid.__table__)
PERSON = cast(Table, Person.__table__)
RECORD = cast(Table, Record.__table__)
TABLET = cast(Table, Tablet.__table__)
