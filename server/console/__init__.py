"""The review console: pages for supervisors, doctors and administrators at a desk. One module a noun.

Each noun declares its pages (``site.page``) and its places in the navigation (``site.place``) as it is imported. What a
page shows and does goes through the same functions as the JSON API; there is no second path to the data.
"""

from __future__ import annotations

from flask import Flask

from server.console import (
    assets,
    audit,
    broken_rules,
    care,
    conflicts,
    consents,
    decisions,
    desk_forms,
    drawing,
    duplicates,
    emergencies,
    erasures,
    exports,
    facts,
    fhir_files,
    follow_ups,
    grids,
    households,
    language,
    ledgers,
    overview,
    papers,
    people,
    resident_changes,
    residents,
    reveal,
    review,
    session,
    site,
    tablets,
)

NOUNS = (
    session, language, overview, emergencies, review, reveal, follow_ups, conflicts, broken_rules, decisions, residents,
    resident_changes, desk_forms, duplicates, households, consents,
)  # fmt: skip
OFFICE = (people, grids, tablets, care, exports, ledgers, fhir_files, papers, erasures, audit)
"""What is kept and given out. To name a noun here is to declare its pages."""


def init_app(app: Flask) -> None:
    """Register the console at ``/console``."""
    app.jinja_env.globals.update(asset=assets.asset_url)
    drawing.init_app(app)
    facts.init_app(app)
    app.register_blueprint(assets.blueprint)
    app.register_blueprint(site.blueprint())
