"""Who there is: communities, grids, people, who serves what, and tablets."""

from __future__ import annotations

from marshmallow import fields, validate

from schemas.access import ROLES
from schemas.wire.body import Body
from schemas.wire.field_types import Id, Moment, Secret, Text


class CommunityReply(Body):
    id = fields.String()
    name = fields.String()
    log = fields.String(metadata={"description": "the id of the log, new after every restore (protocol §8)"})
    created_ms = Moment()


class CommunitiesReply(Body):
    communities = fields.List(fields.Nested(CommunityReply))


class NewGrid(Body):
    """A grid by the number it goes by, e.g. ``370812003001-1001``."""

    id = Text("grid_id_characters_max", required=True, validate=validate.Regexp(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z"))
    name = Text("name_characters_max", required=True)


class GridPatch(Body):
    """What is to be otherwise. A closed grid is carried by no tablet; what was written in it stays."""

    name = Text("name_characters_max")
    closed = fields.Boolean(truthy={True}, falsy={False})


class GridReply(Body):
    id = fields.String()
    name = fields.String()
    closed_ms = Moment(allow_none=True)


class GridsReply(Body):
    grids = fields.List(fields.Nested(GridReply))


class NewPerson(Body):
    """Without login and password a person works on tablets only."""

    name = Text("name_characters_max", required=True)
    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    login = Text("name_characters_max", load_default=None, allow_none=True)
    password = Secret("password_characters_max", load_default=None, allow_none=True)


class PersonPatch(Body):
    """What is to be otherwise. A new role or password ends sessions; ``login: null`` takes sign-in away."""

    name = Text("name_characters_max")
    role = fields.String(validate=validate.OneOf(ROLES))
    login = Text("name_characters_max", allow_none=True)
    password = Secret("password_characters_max")


class NewPassword(Body):
    """One's own password, by whoever knows the old one."""

    old = Secret("password_characters_max", required=True)
    new = Secret("password_characters_max", required=True)


class PersonReply(Body):
    """``login`` and ``locked_until_ms`` are shown to administrators and to the person."""

    id = Id()
    name = fields.String()
    role = fields.String(validate=validate.OneOf(ROLES))
    grids = fields.List(fields.String())
    login = fields.String(allow_none=True)
    locked_until_ms = Moment(allow_none=True)
    created_ms = Moment()
    disabled_ms = Moment(allow_none=True)


class PeopleReply(Body):
    people = fields.List(fields.Nested(PersonReply))


class AssignmentQuery(Body):
    person = Id(load_default=None)
    grid = Text("grid_id_characters_max", load_default=None)
    ended = fields.Boolean(load_default=False, metadata={"description": "also those that have ended"})


class AssignmentReply(Body):
    person = Id()
    grid = fields.String()
    since_ms = Moment()
    ended_ms = Moment(allow_none=True)


class AssignmentsReply(Body):
    assignments = fields.List(fields.Nested(AssignmentReply))


class TabletReply(Body):
    """A tablet as its last contact left it."""

    id = Id()
    name = fields.String()
    person = Id()
    person_name = fields.String()
    enrolled_ms = Moment()
    seen_ms = Moment(allow_none=True)
    clock_ahead_ms = fields.Integer(
        allow_none=True, metadata={"description": "how far its clock runs ahead; negative: behind"}
    )
    unsent = fields.Integer(allow_none=True, metadata={"description": "documents that still wait on it, as it says"})
    app = fields.String(allow_none=True)
    attachments_unsent = fields.Integer(allow_none=True)
    storage_used_bytes = fields.Integer(allow_none=True)
    storage_left_bytes = fields.Integer(allow_none=True, metadata={"description": "room left for the app, as it says"})
    storage_persistent = fields.Boolean(allow_none=True)
    contact_days = fields.Integer(
        allow_none=True, metadata={"description": "days without contact given to this one; none: as all others"}
    )
    revoked_ms = Moment(allow_none=True)
    erased_ms = Moment(allow_none=True, metadata={"description": "when it was told to erase itself"})


class TabletsReply(Body):
    tablets = fields.List(fields.Nested(TabletReply))


class PairingReply(Body):
    """A code to type or to scan, good once."""

    code = fields.String()
    uri = fields.String()
    qr = fields.String(metadata={"description": "the uri as a QR: an SVG data address for an <img>"})
    expires_ms = Moment()
