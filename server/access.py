"""Who sees what, as clauses that every query carries: scope is enforced in the SQL itself, never on its results.

An id that lies outside is answered exactly as one that does not exist.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from server.auth import Actor, TabletIdentity, grids_served
from server.errors import fail
from server.models import (
    Assignment,
    AuditEvent,
    Conflict,
    Document,
    Due,
    Grid,
    Person,
    Record,
    Refusal,
    ResidentEntry,
    ResidentKey,
    Result,
    Settlement,
    Tablet,
    VisitRate,
)
from server.models.log import ERASED

Residents = (
    type[Record]
    | type[Document]
    | type[Conflict]
    | type[ResidentEntry]
    | type[ResidentKey]
    | type[Result]
    | type[Due]
    | type[Settlement]
    | type[VisitRate]
)
"""The tables that hold residents' data, each row in a grid."""

_PAIRED_BY_SUPERVISORS = frozenset({"grid_worker", "doctor"})


def grids_now(actor: Actor | TabletIdentity) -> Select[str]:
    """The grids whose residents the actor may know of, asked anew by each query."""
    query = select(Assignment.grid_id).where(
        Assignment.community_id == actor.community_id,
        Assignment.person_id == actor.person_id,
        Assignment.ended_ms.is_(None),
    )
    # Whoever keeps the machine running needs no resident's data to do it, wherever they are assigned.
    return query.where(false()) if actor.role == "admin" else query


def visible(model: Residents, actor: Actor | TabletIdentity) -> ColumnElement[bool]:
    """Rows of residents' data in the grids that the actor serves now."""
    return and_(model.community_id == actor.community_id, model.grid_id.in_(grids_now(actor)))


def visible_among(model: Residents, actor: Actor | TabletIdentity) -> ColumnElement[bool]:
    """As ``visible``, for rows that the query names by their ids: they are looked up one by one.

    SQLite, which knows nothing of how many rows a grid has, would rather read all of a grid to find fifty of them.
    """
    return and_(model.community_id == actor.community_id, aside(model.grid_id).in_(grids_now(actor)))


def aside(column: ColumnElement[str] | InstrumentedAttribute[str]) -> ColumnElement[str]:
    """A text column as something to be compared, and never the way into an index."""
    return column.concat("")


def by_id(column: InstrumentedAttribute[bytes]) -> ColumnElement[bytes]:
    """The order of ids, for few rows of many: along the key itself, SQLite would read every row of the community."""
    return func.substr(column, 1)


def visible_grids(actor: Actor) -> ColumnElement[bool]:
    """Grids: all to an administrator, to others those they serve."""
    mine = Grid.community_id == actor.community_id
    return mine if actor.role == "admin" else and_(mine, Grid.id.in_(grids_now(actor)))


def visible_people(actor: Actor) -> ColumnElement[bool]:
    """People: all to an administrator, to others themselves and who serves a grid of theirs."""
    mine = Person.community_id == actor.community_id
    if actor.role == "admin":
        return mine
    return and_(mine, or_(Person.id == actor.person_id, Person.id.in_(_colleagues(actor))))


def visible_tablets(actor: Actor) -> ColumnElement[bool]:
    """Tablets: all to an administrator, to a supervisor their colleagues', to others their own."""
    mine = Tablet.community_id == actor.community_id
    if actor.role == "admin":
        return mine
    own = Tablet.person_id == actor.person_id
    return and_(mine, or_(own, Tablet.person_id.in_(_colleagues(actor))) if actor.role == "supervisor" else own)


def visible_refusals(actor: Actor) -> ColumnElement[bool]:
    """Refused hand-ins: to a supervisor their colleagues', unless of a document of a grid that is not theirs."""
    mine = Refusal.community_id == actor.community_id
    if actor.role != "supervisor":
        return and_(mine, Refusal.person_id == actor.person_id) if actor.role != "admin" else false()
    elsewhere = exists().where(
        Document.community_id == Refusal.community_id,
        Document.id == Refusal.document_id,
        Document.grid_id.not_in(grids_now(actor)),
    )
    return and_(mine, Refusal.person_id.in_(_colleagues(actor)), ~elsewhere)


def visible_assignments(actor: Actor) -> ColumnElement[bool]:
    """Assignments: all to an administrator, to others their own and those to their grids."""
    mine = Assignment.community_id == actor.community_id
    if actor.role == "admin":
        return mine
    return and_(mine, or_(Assignment.person_id == actor.person_id, Assignment.grid_id.in_(grids_now(actor))))


def visible_events(actor: Actor) -> ColumnElement[bool]:
    """Lines of the audit log: all to an administrator, to a supervisor what their colleagues did."""
    mine = AuditEvent.community_id == actor.community_id
    if actor.role == "admin":
        return mine
    own = AuditEvent.person_id == actor.person_id
    return and_(mine, or_(own, AuditEvent.person_id.in_(_colleagues(actor))) if actor.role == "supervisor" else own)


def own_record(session: Session, actor: Actor, document_id: bytes) -> Record:
    """A record that the actor may see; fails with ``not_found``."""
    record = session.scalars(
        select(Record).where(visible(Record, actor), Record.document_id == document_id)
    ).one_or_none()
    return record or fail("not_found")


def own_document(session: Session, actor: Actor, document_id: bytes) -> Document:
    """A document that the actor may see, reconciled or not, unless it was erased; fails with ``not_found``."""
    document = session.scalars(
        select(Document).where(visible(Document, actor), Document.id == document_id, Document.state != ERASED)
    ).one_or_none()
    return document or fail("not_found")


def own_person(session: Session, actor: Actor, person_id: bytes) -> Person:
    """A person that the actor may see; fails with ``not_found``."""
    person = session.scalars(select(Person).where(visible_people(actor), Person.id == person_id)).one_or_none()
    return person or fail("not_found")


def may_pair(session: Session, actor: Actor, person: Person) -> bool:
    """Whether the actor may hand out a tablet that sees what ``person`` sees.

    A supervisor may for whoever sees no more than they do themselves; else a tablet would be a way into other grids.
    """
    if actor.role == "admin" or person.id == actor.person_id:
        return True
    if actor.role != "supervisor" or person.role not in _PAIRED_BY_SUPERVISORS:
        return False
    theirs = grids_served(session, person.community_id, person.id)
    return bool(theirs) and theirs <= grids_served(session, actor.community_id, actor.person_id)


def _colleagues(actor: Actor) -> Select[bytes]:
    other = aliased(Assignment)
    return select(other.person_id).where(
        other.community_id == actor.community_id,
        other.grid_id.in_(grids_now(actor)),
        other.ended_ms.is_(None),
    )
