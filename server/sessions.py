"""The session of a person at a browser: a signed cookie, and the token that proves a request came from our own page."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, Request, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from server.clock import fresh_bytes, now_ms
from server.current import limits
from server.errors import fail
from server.secret_key import secret_key
from server.settings import Settings

CSRF_HEADER = "X-CSRF-Token"
CSRF_FIELD = "csrf"
"""Where the same token stands in a form of the console."""
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
_HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Claim:
    """What a cookie of ours says. Whether the person may still come in is a question for the database."""

    community_id: str
    person_id: bytes
    epoch: int
    csrf: str
    ends_ms: int


class _Sessions(SecureCookieSessionInterface):
    """Cookies as Flask signs them. Tablets and programs bring none, and need no key to be worked out."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie of a request says; nothing where there is none."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def init_app(app: Flask, settings: Settings) -> None:
    """Have ``app`` sign its cookies, and keep them from scripts and from other sites."""
    app.session_interface = _Sessions()
    app.config.update(
        SECRET_KEY=secret_key(settings.data),
        SESSION_COOKIE_NAME="mulin",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.limits.session_hours),
    )


def begin(community_id: str, person_id: bytes, epoch: int) -> Claim:
    """Begin a session; whatever the cookie held before, planted by whomever, is gone."""
    session.clear()
    session.permanent = True
    ends_ms = now_ms() + limits().session_hours * _HOUR_MS
    csrf = _fresh_token()
    claim = Claim(community_id, person_id, epoch, csrf, ends_ms)
    session["who"] = [community_id, person_id.hex(), epoch, csrf, ends_ms]
    return claim


def end() -> None:
    """End the session of this browser."""
    session.clear()


def signed_in() -> Claim | None:
    """What the request's cookie says, if it is ours and its time is not up."""
    who = session.get("who")
    if who is None:
        return None
    community_id, person, epoch, csrf, ends_ms = who
    if ends_ms <= now_ms():
        return None
    return Claim(community_id, bytes.fromhex(person), epoch, csrf, ends_ms)


def guard_csrf(claim: Claim) -> None:
    """Refuse what another site made the person's browser send."""
    if request.method in _HARMLESS:
        return
    if not hmac.compare_digest(_given().encode(), claim.csrf.encode()):
        fail("csrf.missing", f"send the session's token in {CSRF_HEADER}")


def door_token() -> str:
    """What the form at the door carries, so that no other site's form signs anybody in; one for each browser."""
    token: str | None = session.get("door")
    if token is None:
        token = session["door"] = _fresh_token()
    return token


def guard_door() -> None:
    """Refuse a form that did not come from our own door."""
    if not hmac.compare_digest(_given().encode(), str(session.get("door", " ")).encode()):
        fail("csrf.missing")


def _given() -> str:
    header = request.headers.get(CSRF_HEADER)
    if header is None and request.mimetype in _FORMS:
        return request.form.get(CSRF_FIELD, "")
    return header or ""


def _fresh_token() -> str:
    return urlsafe_b64encode(fresh_bytes(24)).decode()
