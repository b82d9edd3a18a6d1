"""Many days played by chance: three tablets with the app and one of another make do what tablets do, in any order, over
a bad network, with a supervisor at work. In the end all hold the same, and the centre holds all that was written."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.app.conftest import Play
from tests.app.driver import App
from tests.app.proof import agreed
from tests.stories.cast import GRIDS
from tests.stories.truth import check_everything

STEPS = 70
HARMS = ("lost before", "lost after", "cut", "fault", "busy", "twice")
FIELDS = ("result", "mood_state", "eating", "method")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_happens_all_hold_the_same_in_the_end(play: Play, seed: int) -> None:
    chance = random.Random(seed)
    apps = [play.app(name, GRIDS[0]) for name in "ABC"]
    other = play.other("D", GRIDS[0])
    written: set[str] = set()
    for step in range(STEPS):
        _step(play, chance, chance.choice(apps), written, step)
        if chance.random() < 0.15:
            other.sync()
            for document in chance.sample(sorted(written), min(2, len(written))):
                if document in other.heads():
                    other.edit(document, {chance.choice(FIELDS): str(chance.randint(1, 3))})
    other.sync()
    for app in apps:
        app.do("harm", harms=[])
        agreed(app)
    other.sync()
    first, *rest = ([_shown(entry) for entry in sorted_entries(app)] for app in apps)
    # Somebody may have handed in after the first had synced.
    if any(entries != first for entries in rest):
        first, *rest = ([_shown(entry) for entry in sorted_entries(app)] for app in apps if agreed(app))
    assert all(entries == first for entries in rest), f"seed {seed}"
    assert {document for document, *_ in first} == written, f"seed {seed}"
    check_everything(play.cast)


def sorted_entries(app: App) -> list[dict[str, Any]]:
    return sorted(app.entries().values(), key=lambda entry: entry["document"])


def _shown(entry: dict[str, Any]) -> tuple[Any, ...]:
    return entry["document"], entry["kind"], entry["grid"], entry["values"], sorted(entry["disputed"]), entry["mark"]


def _step(play: Play, chance: random.Random, app: App, written: set[str], step: int) -> None:
    held = sorted(app.entries())
    match chance.choices(("begin", "write", "note", "sync", "restart", "harm", "settle"), (4, 6, 2, 4, 1, 2, 1))[0]:
        case "begin":
            document = app.begin("visit", GRIDS[0], {"result": "1", "order": step})
            written.add(document)
        case "write" if held:
            app.write(chance.choice(held), {chance.choice(FIELDS): str(chance.randint(1, 3))})
        case "note" if held:
            app.note(chance.choice(held), "note", f"第{step}步")
        case "sync":
            app.sync()
        case "restart":
            app.do("harm", harms=[])
            app.lock()
            app.unlock()
        case "harm":
            app.do("harm", harms=[chance.choice(HARMS)])
            app.sync()
        case "settle":
            for dispute in play.cast.disputes()[:1]:
                play.cast.settle(dispute.document_id, dispute.path, chance.choice(dispute.detail)["value"])
