"""What the request at hand belongs to: the settings it runs under."""

from __future__ import annotations

from typing import cast

from flask import current_app

from schemas.limits import Limits
from server.settings import Settings


def settings() -> Settings:
    """The settings of the running application."""
    return cast(Settings, current_app.extensions["mulin"])


def limits() -> Limits:
    """The limits of the running application."""
    return settings().limits
