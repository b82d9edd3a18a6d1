"""The commands of ``flask --app wsgi …``: one module a subject."""

from __future__ import annotations

from flask import Flask

from server.commands import (
    care,
    certificate,
    demo,
    devices,
    due,
    ending,
    exporting,
    forms,
    importing,
    keeping,
    people,
    records,
    remind,
    verifying,
)

_COMMANDS = (
    people.community,
    people.grid,
    people.person,
    people.assign,
    people.unassign,
    devices.pair,
    devices.tablet,
    devices.revoke,
    records.reconcile,
    verifying.verify_command,
    keeping.backup,
    keeping.restore,
    exporting.export,
    importing.import_group,
    records.prune,
    remind.remind,
    due.due_command,
    due.visit_rate,
    due.call_command,
    ending.archive,
    ending.erase,
    certificate.certificate,
    care.care,
    forms.form,
    demo.demo,
)


def init_app(app: Flask) -> None:
    """Register every command."""
    for command in _COMMANDS:
        app.cli.add_command(command)
