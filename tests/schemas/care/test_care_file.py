"""Whoever edits a care file is told what is wrong, in which line, and all of it at once."""

from __future__ import annotations

import pytest

from schemas.care.care_file import CareFileError, read, sort_of
from schemas.declaration import Label


def faults(text: str) -> list[str]:
    """What is wrong with a file, as `line: reason`."""
    with pytest.raises(CareFileError) as raised:
        sort_of(read(text, "sansan.yaml"))
    return [f"{fault.line}: {fault.reason.en}" for fault in raised.value.faults]


def test_a_file_is_read_with_the_line_of_each_value() -> None:
    root = read("rule_set: A\n# a note\nlimits:\n  sbp: 180\n  dbp: 110.5\nnames: [甲, 'x']\n", "a.yaml")
    limits = root.entries()["limits"].entries()
    assert sort_of(root) == "rule_set"
    assert (limits["sbp"].line, limits["sbp"].integer()) == (4, 180)
    assert (limits["dbp"].line, limits["dbp"].number()) == (5, 110.5)
    assert root.entries()["names"].texts() == ("甲", "x")
    assert root.faults.found == []


def test_a_word_is_not_mistaken_for_a_number_a_date_or_a_no() -> None:
    written = "rule_set: A\na: no\nb: 010\nc: 1e3\nd: 2026-01-01\ne: 1:30\nf: '1'\ng: .inf\nh: 0x1F\ni: 1_000\n"
    values = [node.value for node in read(written, "a.yaml").entries().values()]
    assert values == ["A", "no", "010", "1e3", "2026-01-01", "1:30", "1", ".inf", "0x1F", "1_000"]


def test_a_label_needs_both_languages() -> None:
    root = read("rule_set: A\ntitle: {zh: 高血压}\nother: {zh: 甲, en: A}\n", "a.yaml")
    assert root.entries()["other"].label() == Label("甲", "A")
    assert root.entries()["title"].label() is None
    (fault,) = root.faults.found
    assert str(fault) == "a.yaml:2: title：缺少“en” / title: “en” is missing"


def test_all_mistakes_are_told_and_not_only_the_first() -> None:
    root = read("rule_set: A\nversion: '1'\ntitel: x\nlimit: high\n", "a.yaml")
    fields = root.fields(required=("rule_set", "version", "title"), optional=("limit",))
    assert (fields["version"].integer(), fields["limit"].number()) == (None, None)
    assert [fault.line for fault in root.faults.found] == [3, 1, 2, 4]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "The file is empty"),
        ("- a\n", 1, "no “key: value”"),
        ("version: 1\n", 1, "not “version”"),
        ("rule_set: [A\n", 2, "not well-formed"),
        ("rule_set: A\n\tversion: 1\n", 2, "not well-formed"),
        ("rule_set: A\nversion: 1\nversion: 2\n", 3, "“version” stands here twice"),
        ("rule_set: &a A\nother: *a\n", 1, "not supported"),
        ("rule_set: !!python/object:os.system A\n", 1, "not supported"),
        ("rule_set: A\n---\nrule_set: B\n", 2, "one document"),
        ("rule_set: A\n? [a, b]\n: c\n", 2, "a key should be one word"),
        ("rule_set: " + "[" * 5000, 1, "nested too deeply"),
        ("rule_set: " + "x" * 600_000, 1, "too large"),
        ("rule_set: \x00\n", 1, "not well-formed"),
        ("rule_set: \ud800\n", 1, "not well-formed"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_line(text: str, line: int, reason: str) -> None:
    (fault,) = faults(text)
    assert fault.startswith(f"{line}: ")
    assert reason in fault
