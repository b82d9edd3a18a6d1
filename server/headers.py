"""What every answer carries: security headers, and nothing that caches health data."""

from __future__ import annotations

from flask import Flask, Response, request

from server.settings import Settings

_POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; "
    "object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
# No page of ours asks where anybody is, and none that gets into ours can.
_PERMISSIONS = "geolocation=(), camera=(self), microphone=(self), payment=(), usb=(), browsing-topics=()"


def init_app(app: Flask, settings: Settings) -> None:
    """Add the headers to every answer of ``app``."""

    @app.after_request
    def _guard(response: Response) -> Response:
        headers = response.headers
        headers["X-Content-Type-Options"] = "nosniff"
        if request.path.startswith("/api/"):
            headers.setdefault("Cache-Control", "no-store")
        if response.mimetype == "text/html":
            headers.setdefault("Content-Security-Policy", _POLICY)
            headers["X-Frame-Options"] = "DENY"
            headers["Permissions-Policy"] = _PERMISSIONS
            headers["Referrer-Policy"] = "same-origin"
        if settings.https:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        return response
