"""The commands of ``flask --app wsgi …``: one module a subject."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Register every command."""
