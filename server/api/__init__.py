"""The HTTP interface under ``/api/v1``: one module a noun."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Register every endpoint."""
