"""What every kind owes to those who read its declaration. A new kind sits this exam by being listed in KINDS."""

import hashlib
import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from schemas.access import MAY_REVEAL, ROLES, SENSITIVITIES, SIGHT, may_write
from schemas.columns import RESERVED_WORDS
from schemas.declaration import ANY_KIND, Declaration, Field, Group, Label
from schemas.kind import Kind
from schemas.kinds import KINDS, SHIPPED
from schemas.plain import plain
from schemas.problems import Problem, sentence
from schemas.social.window_check import WINDOWS_MAX
from schemas.soundness import faults

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
FINGERPRINTS = Path(__file__).parents[2] / "schemas" / "fingerprints.json"
CHINESE = re.compile("[\u4e00-\u9fff]")


def all_fields(kind: Kind) -> list[Field]:
    inside = [field for group in kind.groups for field in group.fields]
    return [*(field for field in map(kind.field_at, kind.paths()) if field), *inside]


@every_kind
def test_a_changed_declaration_has_a_new_version(kind: Kind) -> None:
    written_down = json.loads(FINGERPRINTS.read_text(encoding="utf-8")).get(kind.name, {})
    assert written_down.get(str(kind.version)) == kind.fingerprint, (
        f"\nThe declaration of {kind.name!r} is not what its version {kind.version} stands for.\n"
        f"If version {kind.version} is in use anywhere, raise `version` in schemas/{kind.name}.py by one.\n"
        f"Then add to schemas/fingerprints.json, under {kind.name!r}, the line that this test names next time;\n"
        f'for the version as it stands it is  "{kind.version}": "{kind.fingerprint}"'
    )


@every_kind
def test_every_declared_version_is_written_down_once(kind: Kind) -> None:
    versions = json.loads(FINGERPRINTS.read_text(encoding="utf-8"))[kind.name]
    assert sorted(map(int, versions)) == list(range(1, kind.version + 1))
    assert len(set(versions.values())) == len(versions)


@every_kind
def test_a_kind_is_sound_and_known_by_its_name(kind: Kind) -> None:
    assert faults(kind) == []
    assert SHIPPED.named(kind.name) is kind


@every_kind
def test_every_field_speaks_chinese_and_english(kind: Kind) -> None:
    for field in all_fields(kind):
        labels = [field.label, *([field.help] if field.help else [])]
        labels += [code.label for code in field.codes.codes] if field.codes else []
        for label in labels:
            assert label.en.strip(), field.path
            assert CHINESE.search(label.zh) or label.zh.strip(), field.path
        assert CHINESE.search(field.label.zh), field.path
        assert not CHINESE.search(field.label.en), field.path


@every_kind
def test_every_rule_speaks_chinese_and_english(kind: Kind) -> None:
    for rule in kind.rules:
        assert CHINESE.search(rule.sentence.zh)
        assert rule.sentence.en.strip()


@every_kind
def test_every_field_has_a_policy_and_a_sensitivity_that_someone_decided_about(kind: Kind) -> None:
    for field in all_fields(kind):
        assert field.policy in ("review", "latest", "severest", "text")
        assert field.sensitivity in SENSITIVITIES
        if field.type in ("id_number", "phone"):
            assert field.sensitivity == "identity", field.path
        if field.measured:
            assert (field.sensitivity, field.policy) == ("health", "review"), field.path
        if field.type == "note":
            assert (field.sensitivity, field.policy) == ("note", "text"), field.path
        if field.policy == "severest":
            assert len(field.severity) > 1, field.path


@every_kind
def test_nothing_measured_is_ever_filled_in_beforehand(kind: Kind) -> None:
    for field in all_fields(kind):
        if field.path.startswith("vitals.") or field.measured:
            assert field.neutral is None
            assert not field.lasting


@every_kind
def test_the_neutral_answers_are_good_answers(kind: Kind) -> None:
    neutral = kind.form()["neutral"]
    assert [problem for problem in kind.check(neutral) if problem.path in neutral] == []


@every_kind
def test_every_path_is_found_and_nothing_else_is(kind: Kind) -> None:
    for path in kind.paths():
        field = kind.field_at(path)
        assert field is not None
        assert field.path == path
    for group in kind.groups:
        for inside in group.fields:
            found = kind.field_at(f"{group.path}.7f3a.{inside.path}")
            assert found is not None
            assert (found.path, found.policy) == (f"{group.path}.7f3a.{inside.path}", inside.policy)
        for wrong in (
            group.path,
            f"{group.path}.7f3a",
            f"{group.path}..name",
            f"{group.path}.7f 3a.name",
            f"{group.path}.{'x' * 37}.name",
            f"{group.path}.7f3a.nothing",
        ):
            assert kind.field_at(wrong) is None
    for wrong in ("", ".", "nothing", "kind.", "\ud800", "x" * 100_000):
        assert kind.field_at(wrong) is None


@every_kind
def test_the_server_alone_writes_what_is_protected_and_supervisors_alone_review(kind: Kind) -> None:
    for path in ("kind", "grid", "kind_version"):
        field = kind.field_at(path)
        assert field is not None
        assert field.protected
        assert not any(may_write(role, field) for role in ROLES)
    for path in ("review.state", "review.comment"):
        field = kind.field_at(path)
        assert field is not None
        assert [role for role in ROLES if may_write(role, field)] == ["supervisor"]


@every_kind
def test_the_columns_make_a_table_in_sql(kind: Kind) -> None:
    columns = kind.columns()
    assert len({column.name for column in columns}) == len(columns)
    assert not {column.name for column in columns} & RESERVED_WORDS
    database = sqlite3.connect(":memory:")
    database.execute(f"CREATE TABLE record ({', '.join(f'{column.name} {column.sql}' for column in columns)})")
    made = [row[1] for row in database.execute("PRAGMA table_info(record)")]
    database.close()
    assert made == [column.name for column in columns]


@every_kind
def test_every_path_has_its_column_and_every_group_is_counted(kind: Kind) -> None:
    columns = kind.columns()
    values = {column.path for column in columns if not column.entries}
    assert values == set(kind.paths()) - {"kind", "grid", "kind_version"}
    assert {column.path for column in columns if column.entries} == {group.path for group in kind.groups}


@every_kind
def test_the_form_is_json_and_draws_every_field(kind: Kind) -> None:
    form = kind.form()
    assert json.loads(json.dumps(form)) == form
    drawn = {part.get("path") or part["group"] for section in form["sections"] for part in section["parts"]}
    assert drawn == {part.path for section in kind.sections for part in section.parts}
    for section in form["sections"]:
        for part in section["parts"]:
            if part.get("type") == "choices":
                assert all(kind.field_at(option["path"]) for option in part["options"])
            if part.get("type") == "code":
                assert part["codes"]
            if "unmeasured" in part:
                assert kind.field_at(part["unmeasured"]["path"])


@every_kind
def test_a_kind_survives_being_plain_data(kind: Kind) -> None:
    data = json.loads(json.dumps(plain(kind)))
    again = Kind.from_data(data)
    assert again == kind
    assert again.fingerprint == kind.fingerprint
    assert again.form() == kind.form()


@every_kind
def test_a_fingerprint_notices_the_smallest_change(kind: Kind) -> None:
    data = json.loads(json.dumps(plain(kind)))
    data["sections"][0]["label"]["en"] += "."
    assert Kind.from_data(data).fingerprint != kind.fingerprint


@every_kind
def test_refs_point_at_kinds_that_exist(kind: Kind) -> None:
    for field in all_fields(kind):
        if field.type == "ref":
            assert field.refers_to in (*KINDS, ANY_KIND), field.path


@every_kind
def test_no_place_of_a_worker_is_ever_asked_for(kind: Kind) -> None:
    for path in kind.paths():
        assert not re.search(r"gps|latitude|longitude|location|track", path)


def test_what_the_tablet_fetches_is_named_by_its_content() -> None:
    fetched = dict(SHIPPED.declarations)
    version = fetched.pop("version")
    canonical = json.dumps(fetched, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert version == hashlib.sha256(canonical.encode()).hexdigest()
    assert set(fetched["kinds"]) == set(KINDS)


def test_a_rule_means_one_thing_wherever_it_stands() -> None:
    said: dict[str, Label] = {}
    for kind in KINDS.values():
        for rule in kind.rules:
            assert said.setdefault(rule.code, rule.sentence) == rule.sentence


@pytest.mark.parametrize("code", sorted(SHIPPED.sentences))
def test_every_problem_has_a_sentence_in_both_languages(code: str) -> None:
    words = SHIPPED.sentences[code]
    params: dict[str, Any] = {"min": 1, "max": 2, "unit": "kg", "decimals": 1, "zh": words.zh, "en": words.en}
    if not code.startswith("rule."):
        del params["zh"], params["en"]
    problem = Problem("path", code, "hard", params)
    assert CHINESE.search(sentence(problem, "zh"))
    assert "{" not in sentence(problem, "zh") + sentence(problem, "en")
    assert not CHINESE.search(sentence(problem, "en"))


def test_an_unheard_of_problem_is_still_shown() -> None:
    assert sentence(Problem("path", "value.of_tomorrow", "hard", {}), "zh") == "value.of_tomorrow"


def test_every_role_has_an_answer_for_every_sensitivity() -> None:
    for role in ROLES:
        assert set(SIGHT[role]) == set(SENSITIVITIES)
        assert SIGHT[role]["identity"] != "plain"
    assert "admin" not in MAY_REVEAL


def test_groups_hold_only_what_a_form_can_draw() -> None:
    for kind in KINDS.values():
        assert isinstance(kind, Declaration)
        for group in kind.groups:
            assert isinstance(group, Group)
            # A building is drawn as the building that it is, not as a form.
            assert (
                1 <= group.entries_max <= (WINDOWS_MAX if (kind.name, group.path) == ("window_check", "window") else 20)
            )


def test_a_range_without_a_unit_reads_without_a_gap() -> None:
    problem = Problem("at", "value.range_hard", "hard", {"min": "2000-01-01", "max": "2100-01-01", "unit": ""})
    assert sentence(problem, "en") == "Must be between 2000-01-01 and 2100-01-01; please enter it again"
