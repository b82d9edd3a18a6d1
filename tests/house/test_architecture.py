"""Who may import what, and that these laws notice it when someone does otherwise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house.architecture import (
    impurities,
    libraries_out_of_place,
    tablet_libraries_out_of_place,
    wrong_way_imports,
)
from tests.house.source import PACKAGES, ROOT, hold, modules


def test_imports_run_one_way() -> None:
    hold(wrong_way_imports(ROOT))


def test_each_foreign_library_is_spoken_to_from_one_place() -> None:
    hold(libraries_out_of_place(ROOT))


def test_each_library_of_the_tablet_is_spoken_to_from_one_place() -> None:
    hold(tablet_libraries_out_of_place(ROOT))


def test_sync_depends_on_nothing_but_its_arguments() -> None:
    hold(impurities(ROOT))


def test_the_laws_see_the_house() -> None:
    """A law that looks into an empty folder finds nothing wrong."""
    assert {module.package for module in modules(ROOT, *PACKAGES)} == set(PACKAGES)


@pytest.mark.parametrize(
    ("law", "path", "code", "expected"),
    [
        (wrong_way_imports, "schemas/visit.py", "from sync.wire import read", "schemas/visit.py:1 imports sync.wire"),
        (wrong_way_imports, "sync/merge.py", "import server", "sync/merge.py:1 imports server"),
        (wrong_way_imports, "server/api/sync.py", "def f():\n    import wsgi", "server/api/sync.py:2 imports wsgi"),
        (wrong_way_imports, "server/demo.py", "from tests.demo import run", "server/demo.py:1 imports tests.demo"),
        (libraries_out_of_place, "sync/merge.py", "import automerge.core", "sync/merge.py:1 imports automerge"),
        (libraries_out_of_place, "server/intake.py", "import marshmallow", "server/intake.py:1 imports marshmallow"),
        (libraries_out_of_place, "schemas/visit.py", "from flask import g", "schemas/visit.py:1 imports flask"),
        (libraries_out_of_place, "sync/wire.py", "import sqlalchemy as sa", "sync/wire.py:1 imports sqlalchemy"),
        (libraries_out_of_place, "server/due.py", "import cel", "server/due.py:1 imports cel"),
        (libraries_out_of_place, "schemas/care/rules.py", "import yaml", "schemas/care/rules.py:1 imports yaml"),
        (
            tablet_libraries_out_of_place,
            "static/tablet/src/care/due.ts",
            "import { parse } from '@marcbachmann/cel-js'",
            "due.ts:1 imports @marcbachmann/cel-js",
        ),
        (
            tablet_libraries_out_of_place,
            "static/tablet/src/App.vue",
            "const cel = await import('@marcbachmann/cel-js/evaluator')",
            "App.vue:1 imports",
        ),
        (impurities, "sync/merge.py", "import time", "a clock"),
        (impurities, "sync/merge.py", "from os import urandom", "the machine it runs on"),
        (impurities, "sync/merge.py", "from uuid import uuid4", "randomness"),
        (impurities, "sync/merge.py", "import uuid\nx = uuid.uuid4()", "sync/merge.py:2 calls uuid4"),
        (impurities, "sync/merge.py", "import datetime as d\nd.datetime.now()", "sync/merge.py:2 calls now"),
        (impurities, "sync/merge.py", "open('x')", "opens a file"),
    ],
)
def test_the_laws_can_be_broken(
    law: Callable[[Path], list[str]], path: str, code: str, expected: str, tmp_path: Path
) -> None:
    module = tmp_path / path
    module.parent.mkdir(parents=True)
    module.write_text(code, encoding="utf-8")
    assert [wrong for wrong in law(tmp_path) if expected in wrong]


def test_a_second_module_with_cbor_is_one_too_many(tmp_path: Path) -> None:
    (tmp_path / "sync").mkdir()
    (tmp_path / "sync/wire.py").write_text("import cbor2", encoding="utf-8")
    assert libraries_out_of_place(tmp_path) == []
    (tmp_path / "sync/seal.py").write_text("import cbor2", encoding="utf-8")
    assert len(libraries_out_of_place(tmp_path)) == 1


def test_what_is_allowed_passes(tmp_path: Path) -> None:
    for path, code in {
        "wsgi.py": "from server import create_app",
        "server/intake.py": "import sqlalchemy, time\nfrom sync.merge import merge\nfrom schemas.kinds import KINDS",
        "sync/document.py": "from automerge.core import Document\nfrom datetime import datetime",
        "sync/ids.py": "from uuid import UUID, uuid5",
        "schemas/kind.py": "from marshmallow import Schema",
    }.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(code, encoding="utf-8")
    assert wrong_way_imports(tmp_path) == libraries_out_of_place(tmp_path) == impurities(tmp_path) == []
