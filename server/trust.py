"""``/trust`` and ``/ca.crt``: how a tablet comes to trust this box. Open to everybody: nothing in it is secret."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from server.certificates import authority_bytes, fingerprint_of
from server.current import settings
from server.errors import fail

blueprint = Blueprint("trust", __name__)


@blueprint.get("/ca.crt")
def authority() -> Response:
    """The authority's certificate, for a tablet to install."""
    pem = authority_bytes(settings().data)
    if pem is None:
        fail("not_found")
    response = Response(pem, mimetype="application/x-x509-ca-cert")
    response.headers["Content-Disposition"] = 'attachment; filename="mulin-ca.crt"'
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/trust")
def page() -> str:
    """How to install it, step by step."""
    pem = authority_bytes(settings().data)
    return render_template("trust.html", fingerprint=fingerprint_of(pem) if pem else None)
