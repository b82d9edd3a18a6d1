"""A community changes a programme: what it may write, and how it is told what is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.care.care_file import CareFileError
from schemas.care.library import newest_shipped
from schemas.care.programme import TRIGGERS, Programme
from schemas.care.programme_file import read_programme

GOOD = """\
programme: LUNCH
version: 1
title: {zh: 助餐探访, en: Lunch visits}
status: confirmed
target: '"alone" in tags && age >= 80'
methods: [home, phone]
frequency:
  - when: colour == "red"
    gap_days_max: 3
    home_visits_per_month_min: 2
  - visits_per_month_min: 1
triggers:
  - {on: festival, within_days: 3}
visitors: [volunteer]
groups: [alone]
starts_on: 2026-03-01
"""


def _faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(CareFileError) as found:
        read_programme(text, "lunch.yaml")
    assert {fault.file for fault in found.value.faults} == {"lunch.yaml"}
    return [(fault.line, fault.reason.zh) for fault in found.value.faults]


def test_a_programme_is_what_its_file_says() -> None:
    lunch = read_programme(GOOD, "lunch.yaml")
    assert (lunch.code, lunch.version, lunch.title.zh) == ("LUNCH", 1, "助餐探访")
    assert [(one.contact.gap_days, one.home.month_min) for one in lunch.frequencies] == [(3, 2), (None, None)]
    assert (lunch.frequencies[1].contact.month_min, lunch.triggers, lunch.groups) == (1, {"festival": 3}, ("alone",))
    assert lunch.starts_on is not None
    assert lunch.runs_on(lunch.starts_on)
    assert not lunch.runs_on(lunch.starts_on - 1)


@pytest.mark.parametrize(
    ("was", "is_now", "line", "reason"),
    [
        ("programme: LUNCH", "programme: lunch", 1, "programme：用大写字母、数字、下划线"),
        ("status: confirmed", "status: fine", 4, "status：没有“fine”"),
        ('"alone" in tags && age >= 80', '"alone" in tag', 5, "target：第 12 个字符处"),
        ('"alone" in tags && age >= 80', "age", 5, "target：这里应能答“是”或“否”"),
        ('"alone" in tags && age >= 80', 'age >= "80"', 5, "target"),
        ("[home, phone]", "[home, pigeon]", 6, "methods：没有“pigeon”"),
        ('colour == "red"', 'colour == 3', 8, "frequency.when"),
        ("gap_days_max: 3", "gap_days_max: 0", 9, "frequency.gap_days_max：应在 1 到 366 之间"),
        ("gap_days_max: 3", "gap_days_max: often", 9, "frequency.gap_days_max：这里应是整数"),
        ("gap_days_max: 3", "every: 3", 9, "frequency：不认识“every”"),
        ("home_visits_per_month_min: 2", "home_visits_per_month_min: 32", 10, "应在 1 到 31 之间"),
        ("visits_per_month_min: 1\n", "methods: [home]\n", 11, "没有写多久一次"),
        ("on: festival", "on: rain", 13, "triggers.on：没有“rain”"),
        ("[volunteer]", "[robot]", 14, "visitors：没有“robot”"),
        ("[alone]", "[aloof]", 15, "groups：没有“aloof”"),
        ("starts_on: 2026-03-01", "starts_on: 2026-02-30", 16, "starts_on：日期写成"),
        ("starts_on: 2026-03-01", "starts_on: 2026-03-01\nends_on: 2026-02-01", 17, "ends_on：早于开始日期"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(was: str, is_now: str, line: int, reason: str) -> None:
    assert was in GOOD
    (found,) = _faults(GOOD.replace(was, is_now, 1))
    assert found[0] == line
    assert reason in found[1]


def test_all_mistakes_are_told_at_once() -> None:
    text = GOOD.replace("LUNCH", "lunch").replace("festival", "rain").replace("[alone]", "[aloof]")
    assert [line for line, _ in _faults(text)] == [1, 13, 15]


def test_a_frequency_that_would_never_be_used_is_refused() -> None:
    text = GOOD.replace('  - when: colour == "red"\n    gap_days_max: 3\n    home', "  - home")
    assert any("放在最后" in reason for _, reason in _faults(text))


def test_another_sort_of_file_is_refused() -> None:
    assert "这不是探访项目文件" in _faults("reminders: X\n")[0][1]


def _shipped() -> dict[str, Any]:
    return {key[1]: one for key, one in newest_shipped().items() if key[0] == "programme"}


def test_what_is_shipped_can_be_read_and_says_that_it_is_proposed() -> None:
    shipped = _shipped()
    assert {"SANSAN", "THREE_COLOURS", "CURTAIN"} <= set(shipped)
    for one in shipped.values():
        assert isinstance(one.meaning, Programme)
        assert one.content["status"] == "proposed"
        assert one.content["source"]
        assert set(one.meaning.triggers) <= set(TRIGGERS)
