"""Signing in, and what a program or a tablet is given to come back with."""

from __future__ import annotations

from marshmallow import fields, validate

from schemas.access import ROLES
from schemas.wire.body import Body
from schemas.wire.field_types import Hex, Id, Moment, Secret, Text

_ROLE = validate.OneOf(ROLES)


class SignIn(Body):
    """Who, where, and the password."""

    community = Text("name_characters_max", required=True)
    login = Text("name_characters_max", required=True)
    password = Secret("password_characters_max", required=True)


class SignOut(Body):
    """Whether all sessions of the person are meant, on whichever machine."""

    everywhere = fields.Boolean(load_default=False)


class SessionPerson(Body):
    """A person by name."""

    id = Id()
    name = fields.String()
    role = fields.String(validate=_ROLE)


class SessionReply(Body):
    """Who is signed in. ``csrf`` goes into ``X-CSRF-Token`` of whatever changes something; null for tokens."""

    person = fields.Nested(SessionPerson)
    community = fields.String()
    grids = fields.List(fields.String())
    via = fields.String(validate=validate.OneOf(["session", "token"]))
    csrf = fields.String(allow_none=True)
    ends_ms = Moment(allow_none=True)


class NewToken(Body):
    """What the token is for; ``person`` where an administrator makes it for somebody else."""

    name = Text("name_characters_max", required=True)
    person = Id(load_default=None)


class TokenReply(Body):
    """A token, which cannot be seen again: only its name."""

    id = Id()
    name = fields.String()
    person = Id()
    created_ms = Moment()
    revoked_ms = Moment(allow_none=True)


class FreshTokenReply(TokenReply):
    """A token at its birth, with the only look at it that there is."""

    token = fields.String()


class TokensReply(Body):
    tokens = fields.List(fields.Nested(TokenReply))


class Enrol(Body):
    """The pairing code, and what people will call the tablet."""

    code = Text("name_characters_max", required=True)
    name = Text("name_characters_max", required=True)


class ForgottenPin(Body):
    """A pairing code for the tablet's own person, and what the tablet sealed for the centre when it enrolled."""

    code = Text("name_characters_max", required=True)
    sealed = Hex(required=True)


class ForgottenPinReply(Body):
    """What opens the tablet's store."""

    root = fields.String(metadata={"description": "32 bytes, hex"})


class EnrolCommunity(Body):
    id = fields.String()
    name = fields.String()
    namespace = Id(metadata={"description": "names the documents of residents with an ID number (protocol §2)"})


class EnrolGrid(Body):
    id = fields.String()
    name = fields.String()


class BundleKeyReply(Body):
    """The public half of the key that bundles are made for (protocol §14)."""

    id = fields.String()
    key = fields.String(metadata={"description": "the uncompressed point on P-256, hex"})


class EnrolReply(Body):
    """Everything a tablet needs to begin; ``token`` is shown this once."""

    tablet = Id()
    token = fields.String()
    protocol = fields.Integer()
    log = fields.String()
    person = fields.Nested(SessionPerson)
    community = fields.Nested(EnrolCommunity)
    grids = fields.List(fields.Nested(EnrolGrid))
    bundle_key = fields.Nested(BundleKeyReply)
