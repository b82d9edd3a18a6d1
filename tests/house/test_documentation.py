"""What can be set, typed or answered stands in the pages, and the pages point to what exists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click
import pytest

from schemas.declaration import Operator
from schemas.kinds import KINDS
from schemas.limits import Limits
from tests.house.documentation import (
    dead_links,
    rows,
    settings_out_of_place,
    settings_read,
    undocumented_addresses,
    unnamed,
)
from tests.house.source import ROOT, hold, own_files

if TYPE_CHECKING:
    from flask import Flask

OPERATIONS = ROOT / "docs/operations.md"
OPENAPI = "/api/v1/openapi.json"
PROTOCOL = ROOT / "docs/protocol.md"
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
# Flask's own, for those who write code.
FLASK_COMMANDS = frozenset({"run", "shell", "routes"})


def test_every_setting_is_in_the_operations_page() -> None:
    settings = settings_read(ROOT)
    assert "MULIN_DATA" in settings
    hold(unnamed(settings | {"DATABASE_URL", "PORT"}, OPERATIONS))


def test_every_limit_is_in_the_operations_page_with_its_default() -> None:
    page = OPERATIONS.read_text(encoding="utf-8")
    rows = [f"| `MULIN_{limit.name.upper()}` | `{limit.default}`" for limit in fields(Limits)]
    hold([f"operations.md has no row that begins {row}" for row in rows if row not in page])


def test_settings_are_read_in_one_module() -> None:
    hold(settings_out_of_place(ROOT))


def test_every_command_is_in_the_operations_page(plain_app: Flask) -> None:
    commands = _commands(plain_app)
    assert "demo" in commands
    hold(unnamed(commands, OPERATIONS))


def test_the_operations_page_promises_no_command_or_setting_that_is_not_there(plain_app: Flask) -> None:
    page = OPERATIONS.read_text(encoding="utf-8")
    there = _commands(plain_app) | settings_read(ROOT) | {"DATABASE_URL", "PORT"}
    there |= {f"MULIN_{limit.name.upper()}" for limit in fields(Limits)}
    hold([f"operations.md has a row for `{name}`, which does not exist" for name in rows(page) if name not in there])


def _commands(app: Flask) -> set[str]:
    """What the keeper may type: of Flask-Migrate's commands one, the others are for those who write migrations."""
    names = [name for name in app.cli.commands if name not in FLASK_COMMANDS]
    paths = {path for name in names for path in _paths(name, app.cli.commands[name])}
    return {path for path in paths if not path.startswith("db ") or path == "db upgrade"}


def _paths(name: str, command: click.Command) -> Iterator[str]:
    if isinstance(command, click.Group):
        for below, inner in command.commands.items():
            yield from _paths(f"{name} {below}", inner)
    else:
        yield name


def test_every_property_and_rule_of_a_form_is_in_the_protocol_page() -> None:
    """A tablet is written from that page alone: what a form says must be readable there."""
    drawn = {
        key
        for kind in KINDS.values()
        for section in kind.form()["sections"]
        for part in section["parts"]
        for key in part
    }
    hold(unnamed({*get_args(Operator), *drawn} - {"entries_max", "group", "fields"}, PROTOCOL))


def test_every_code_is_in_the_protocol_page() -> None:
    from server.errors import PROBLEMS  # noqa: PLC0415
    from sync.outcome import REFUSALS  # noqa: PLC0415

    hold(unnamed([*REFUSALS, *PROBLEMS], PROTOCOL))


def test_every_address_of_the_api_is_in_the_openapi_page(plain_app: Flask) -> None:
    rules = [
        (rule.rule, rule.methods or set())
        for rule in plain_app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and rule.rule != OPENAPI
    ]
    assert "/api/v1/sync" in dict(rules)
    answer = plain_app.test_client().get(OPENAPI)
    assert answer.status_code == 200
    hold(undocumented_addresses(rules, answer.get_json()["paths"]))


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_readme_gives_the_two_commands(readme: Path) -> None:
    hold(unnamed(["make run", "make test"], readme))


def test_links_between_pages_lead_somewhere() -> None:
    pages = [path for path in own_files(ROOT) if path.suffix == ".md"]
    assert set(READMES) <= set(pages)
    hold(dead_links(ROOT, pages))


def test_every_decision_has_a_number_of_its_own() -> None:
    numbers = [path.name[:4] for path in sorted((ROOT / "docs/decisions").glob("*.md"))]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_a_setting_that_is_read_elsewhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    (tmp_path / "server/settings.py").write_text('x = env["MULIN_DATA"]', encoding="utf-8")
    assert settings_read(tmp_path) == {"MULIN_DATA"}
    assert settings_out_of_place(tmp_path) == []
    (tmp_path / "server/intake.py").write_text('\nx = env["MULIN_DATA"]', encoding="utf-8")
    assert settings_out_of_place(tmp_path) == [
        "server/intake.py:2 reads MULIN_DATA; settings are read in server/settings.py"
    ]


def test_an_address_that_is_not_described_is_found() -> None:
    rules = [("/api/v1/sync", {"POST", "OPTIONS"}), ("/api/v1/documents/<uuid:document>", {"GET", "HEAD", "PUT"})]
    described: dict[str, object] = {"/api/v1/sync": {"post": {}}, "/api/v1/documents/{document}": {"get": {}}}
    assert undocumented_addresses(rules, described) == [
        "the OpenAPI page does not describe PUT /api/v1/documents/{document}"
    ]


def test_a_name_is_found_only_whole(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("`MULIN_DATA_MAX`, `item.malformed.deeply` and `flask --app wsgi person add`.", encoding="utf-8")
    assert unnamed(["person add"], page) == []
    assert unnamed(["MULIN_DATA", "item.malformed"], page) == [
        "page.md does not name `MULIN_DATA`",
        "page.md does not name `item.malformed`",
    ]


def test_dead_links_are_found(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("# 3. Sync: one *request*\n## 部署\n## 部署\n", encoding="utf-8")
    page = tmp_path / "a.md"
    good = "[a](b.md) [b](b.md#3-sync-one-request) [c](#up) [d](https://example.org/x) [e](b.md#部署-1)\n# Up\n"
    page.write_text(good + "```\n[no](link.md)\n```\nand `[none](either.md)`\n", encoding="utf-8")
    assert dead_links(tmp_path, [page]) == []
    page.write_text("[a](c.md) ![b](d.png) [c](b.md#nowhere)", encoding="utf-8")
    assert dead_links(tmp_path, [page]) == [
        "a.md: c.md leads nowhere",
        "a.md: d.png leads nowhere",
        "a.md: b.md#nowhere: no such heading",
    ]
