"""The commands of ``flask --app wsgi …``: one module a subject."""

from __future__ import annotations

from flask import Flask

from server.commands import demo, devices, ending, keeping, people, records, verifying

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
    ending.archive,
    ending.erase,
    demo.demo,
)


def init_app(app: Flask) -> None:
    """Register every command."""
    for command in _COMMANDS:
        app.cli.add_command(command)
