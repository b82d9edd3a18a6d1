"""Bundles: the key they are made for, and the address at which they are brought in (protocol §14)."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from schemas.wire.operation import BYTES
from schemas.wire.session import BundleKeyReply
from schemas.wire.tablet_days import BundleQuery, BundleReply
from server.answers import versioned
from server.api.registry import endpoint
from server.api.roles import ADMIN, OVERSEEING
from server.auth import Actor, TabletIdentity
from server.bundle_import import import_bundle
from server.bundle_keys import body_of, change_key, current_key
from server.current import limits
from server.database import writing
from server.errors import fail

_FORM_BYTES = 64 * 1024
"""What a form puts around a file."""


@endpoint(
    "GET", "/bundle-key", "bundles", "数据包的公钥", "The key that bundles are made for",
    who="either", media="application/json", problems=("revoked",),
)  # fmt: skip
def show(by: Actor | TabletIdentity) -> Response:
    """``{"id", "key"}``; 304 to whoever has this one."""
    return versioned(BundleKeyReply, body_of(current_key(by.community_id)))


@endpoint(
    "POST", "/bundle-key/change", "bundles", "更换数据包密钥", "Make a new key for bundles", roles=ADMIN,
    reply=BundleKeyReply,
)  # fmt: skip
def change(actor: Actor) -> dict[str, str]:
    """Bundles that were made for the old one still open."""
    with writing() as session:
        return body_of(change_key(session, actor))


@endpoint(
    "POST", "/bundles", "bundles", "导入数据包", "Bring in a bundle",
    roles=OVERSEEING, query=BundleQuery, body_media=BYTES, reply=BundleReply,
    problems=("bundle.not_one", "bundle.key_unknown", "bundle.damaged", "bundle.unproven", "body.too_large"),
)  # fmt: skip
def take(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """The file as the body, or a form with one file called ``bundle``. Twice is once."""
    return import_bundle(bundle_of_request(), actor, query["revoked"] == "accept").body()


def bundle_of_request() -> bytes:
    """The bytes of the file that came."""
    most = limits().bundle_bytes_max
    request.max_content_length = most + _FORM_BYTES
    if request.mimetype != "multipart/form-data":
        return request.get_data(cache=False)
    file = request.files.get("bundle")
    if file is None:
        fail("body.malformed", "a form with one file called bundle")
    return file.stream.read(most + 1)
