"""The centre: takes in what tablets hand in, reconciles it into records, and shows them to people and programs."""

from __future__ import annotations

from flask import Flask
from flask_migrate import Migrate

from server import api, commands, console, database, errors, headers, models, tablet_app, trust
from server.settings import ROOT, Settings

__all__ = ["create_app", "models"]


def create_app(settings: Settings | None = None) -> Flask:
    """The application, connected to the database that ``settings`` (the environment's by default) name."""
    settings = settings or Settings.from_environment()
    settings.data.mkdir(parents=True, exist_ok=True)
    # Nothing of static/ is served as it lies there, beside its sources and libraries: only what the console lists
    # (`server/console/assets.py`) and what was built of the tablet's (`server/tablet_app.py`).
    app = Flask("server", static_folder=None, root_path=str(ROOT / "server"))
    app.extensions["mulin"] = settings
    app.config["MAX_CONTENT_LENGTH"] = settings.limits.body_bytes_max
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    database.init_app(app, settings)
    Migrate(app, database.db, directory=str(ROOT / "server" / "migrations"), compare_type=True)
    errors.init_app(app)
    headers.init_app(app, settings)
    api.init_app(app)
    console.init_app(app)
    app.register_blueprint(trust.blueprint)
    app.register_blueprint(tablet_app.blueprint)
    commands.init_app(app)
    return app
