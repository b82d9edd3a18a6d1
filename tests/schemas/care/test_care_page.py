"""The page says of every fact what it means, and names none that there is not."""

from __future__ import annotations

import re
from pathlib import Path

from schemas.care.facts import FACTS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "care.md"


def test_every_fact_that_reminders_may_ask_stands_in_the_page() -> None:
    table = PAGE.read_text(encoding="utf-8").split("### Facts\n", 1)[1].split("### ", 1)[0]
    named = set(re.findall(r"`([a-z0-9_]+)`", "\n".join(line for line in table.splitlines() if line.startswith("|"))))
    assert named == set(FACTS)
